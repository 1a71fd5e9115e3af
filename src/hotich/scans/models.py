"""Scans: the files a book came in, their pages, and the entries cut from the pages."""

from django.db import models
from django.db.models import Q

from hotich.books.models import Book
from hotich.files.models import StoredFile
from hotich.people.models import User
from hotich.rules.transitions import ENTRY_STATES


class ScanFile(models.Model):
    """One file as received, never changed. A worker reads it; a problem is kept as code
    and facts.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="scan_files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="received")
    problem = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    readings = models.PositiveSmallIntegerField(default=0)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "file"], name="scan_file_once_a_book"),
            models.CheckConstraint(
                name="scan_file_state_known", condition=Q(state__in=["received", "read", "refused"])
            ),
        ]


class Page(models.Model):
    """One page of a file; ``digest`` is of its pixels, so a page scanned into two files
    is found.
    """

    scan_file = models.ForeignKey(ScanFile, on_delete=models.PROTECT, related_name="pages")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="scan_pages")
    index = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    view = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    thumb = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scan_file", "index"], name="page_once_a_file"),
            models.UniqueConstraint(fields=["book", "digest"], name="page_once_a_book"),
        ]


class Entry(models.Model):
    """One entry found on a page: its corners there, its upright image, its number, its state.

    An entry taken over from a file (records.take_over) has neither page nor image.
    ``corners`` are four [x, y] pixels of the page as received, clockwise from the top left.
    ``number`` is proposed by position until the keyings agree on what the book says. ``round``
    grows when the entry is returned to be keyed again.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries")
    page = models.ForeignKey(Page, null=True, on_delete=models.PROTECT, related_name="entries")
    box = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    corners = models.JSONField()
    layout = models.CharField(max_length=40)
    image = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    suffix = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=12, default="to_key")
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "box"], name="entry_once_a_box"),
            models.UniqueConstraint(fields=["book", "position"], name="entry_once_a_position"),
            models.CheckConstraint(
                name="entry_page_with_image",
                condition=Q(page=None, image=None) | Q(page__isnull=False, image__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_state_known", condition=Q(state__in=list(ENTRY_STATES))
            ),
        ]
        indexes = [
            models.Index(fields=["book", "state"], name="entry_by_state"),
            models.Index(fields=["book", "year", "number"], name="entry_by_number"),
        ]

    @property
    def label(self) -> str:
        """The entry as it is spoken of: "046/2009"."""
        return f"{self.number:03d}{self.suffix}/{self.year}"
