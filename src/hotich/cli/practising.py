"""Draws entries to practise on and keeps them on the server; it needs a minute, so beside it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hotich.config.processes import stop_with_parent
from hotich.rules.registers import KINDS

if TYPE_CHECKING:
    from hotich.files.models import StoredFile
    from hotich.keying.actions.practice import NewSample

SEED, WEAR, ENTRIES = 500, 0.2, 8


def load() -> int:
    """Draw ``ENTRIES`` entries of every kind that has none yet and return how many there are in
    all; a kind is there at once, whole.
    """
    from hotich.keying import practice
    from hotich.keying.actions.practice import load_samples

    count = 0
    there = practice.kinds()
    for kind in KINDS:
        if kind not in there:
            count = load_samples(samples=draw(kind))
    return count or len(there) * ENTRIES


def draw(kind: str) -> "list[NewSample]":
    """Draw one small book of a kind and cut its entries out, as a worker does with scans."""
    from hotich.samples.make import UNIT, make

    with tempfile.TemporaryDirectory(prefix="hotich-samples-") as folder:
        out = Path(folder) / kind
        make(out, books=1, seed=SEED, kind=kind, wear=WEAR, entries=ENTRIES)
        (book,) = json.loads((out / "truth.json").read_text(encoding="utf-8"))["books"]
        scan = out / book["folder"] / "scan.pdf"
        return [
            _sample(book, place, entry, image, UNIT["name"])
            for place, (entry, image) in enumerate(cut(scan, book))
        ]


def cut(scan: Path, book: dict[str, Any]) -> "Iterator[tuple[dict[str, Any], StoredFile]]":
    """Yield the entries of a drawn book with their images, kept on the storage.

    Where they lie is known, so nothing is searched for.
    """
    from hotich.files import actions as files
    from hotich.rules import layouts
    from hotich.scans import cutting, entrypdf, pages
    from hotich.scans.content import MediaType

    layout = layouts.load(book["layout"])
    images = {page.index: page.image for page in pages.open_pages(scan, MediaType.PDF)}
    for entry in book["entries"]:
        corners = np.asarray(entry["box"], dtype=float)
        upright = cutting.upright(images[entry["page"]], corners, layout, dpi=entrypdf.ENTRY_DPI)
        yield entry, files.keep_bytes(entrypdf.entry_jpeg(upright), media="image/jpeg")


def _sample(
    book: dict[str, Any], place: int, entry: dict[str, Any], image: "StoredFile", unit_name: str
) -> "NewSample":
    from hotich.keying.actions.practice import NewSample
    from hotich.rules import layouts

    layout = layouts.load(book["layout"])
    shared = {"number": int(book["number"]), "year": book["year"], "office": book["office"]}
    shared |= {"pages": book["closing"]["pages"], "unit_name": unit_name}
    written = {field["name"]: field["value"] for field in entry["fields"].values()}
    return NewSample(
        kind=book["kind"],
        layout=layout.id,
        box=place % len(layout.entries),
        position=place + 1,
        image=image,
        book=shared,
        truth={name: value for name, value in written.items() if value},
    )


def load_beside(home: Path) -> "subprocess.Popen[bytes]":
    """Have a process of its own load what is missing, at the lowest priority; says how it went in
    logs/practice.log.

    It ends with us; killed half-way, the next start goes on.
    """
    dies = stop_with_parent(signal.SIGTERM)

    def lower() -> None:
        dies()
        os.nice(19)

    with (home / "logs" / "practice.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "hotich.cli", "keying", "practice", "load"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=lower,
        )
