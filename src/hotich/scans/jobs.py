"""Read received files: pages, renditions, entries. Runs in a worker, never in the web process."""

from collections.abc import Iterator

import numpy as np

from hotich.books.queries import layout_of
from hotich.files import actions as files
from hotich.files import storage
from hotich.files.errors import StorageFull, Unreachable
from hotich.ledger.jobs import defer, sweep, task
from hotich.rules import layouts
from hotich.rules.errors import Refused
from hotich.scans import actions, cutting, entrypdf, pages
from hotich.scans.content import MediaType
from hotich.scans.errors import LayoutNotFound, NoLayoutYet
from hotich.scans.models import ScanFile

VIEW_PX, THUMB_PX = 2000, 200


@task("scans.read_file", retry=3)
def read_file(scan_file_id: int) -> None:
    """Read one file into pages and entries; a file that cannot be read is refused with a
    sentence.
    """
    scan_file = ScanFile.objects.select_related("book__unit", "file").get(pk=scan_file_id)
    if not actions.begin_reading(scan_file=scan_file):
        return
    try:
        actions.record_pages(scan_file=scan_file, pages=list(_pages(scan_file)))
    except (StorageFull, Unreachable):
        actions.postpone_reading(scan_file=scan_file)
        raise  # the server's trouble, not the file's: it waits, and the sweep tries again
    except Refused as why:
        actions.refuse_file(scan_file=scan_file, why=why)


def _pages(scan_file: ScanFile) -> Iterator[actions.ReadPage]:
    book = scan_file.book
    layout = layout_of(book)
    if layout is None:
        raise NoLayoutYet(kind=book.kind, year=book.year)
    path = storage.path_of(scan_file.file_id)
    media = MediaType(scan_file.file.media)
    for page in pages.open_pages(path, media, name=scan_file.name):
        problem, entries = "", []
        try:
            cuts = cutting.find_entries(page.image, layout)
        except LayoutNotFound as why:
            problem, cuts = why.code, []
        for cut in cuts:
            if cut.filled:
                entries.append(_entry(page, cut, layout))
        yield actions.ReadPage(
            index=page.index,
            digest=page.sha256,
            width=page.image.width,
            height=page.image.height,
            view=files.keep_bytes(pages.rendition(page.image, VIEW_PX, 75), media="image/jpeg"),
            thumb=files.keep_bytes(pages.rendition(page.image, THUMB_PX, 75), media="image/jpeg"),
            problem=problem,
            entries=entries,
        )


def _entry(page: pages.PageImage, cut: cutting.Cut, layout: layouts.Layout) -> actions.ReadEntry:
    upright = cutting.upright(page.image, cut.corners, layout, dpi=entrypdf.ENTRY_DPI)
    image = files.keep_bytes(entrypdf.entry_jpeg(upright), media="image/jpeg")
    corners = np.asarray(cut.corners, dtype=float).round(1).tolist()
    return actions.ReadEntry(box=cut.box_index, corners=corners, layout=layout.id, image=image)


@sweep("scans.sweep")
def queue_waiting() -> None:
    """Queue again every file that still waits to be read: a killed worker loses nothing."""
    for scan_file in ScanFile.objects.filter(state="received"):
        defer(
            "scans.read_file",
            lock=f"book:{scan_file.book_id}",
            once=True,
            scan_file_id=scan_file.pk,
        )
