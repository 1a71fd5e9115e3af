"""Name a kept file in the database."""

from hotich.files import storage
from hotich.files.models import StoredFile


def remember(kept: storage.Kept, *, media: str) -> StoredFile:
    """Add the row of a file that is already on the storage; the same file twice is one row."""
    StoredFile.objects.bulk_create(
        [StoredFile(sha256=kept.sha256, size=kept.size, media=media)], ignore_conflicts=True
    )
    return StoredFile.objects.get(sha256=kept.sha256)


def keep_bytes(content: bytes, *, media: str) -> StoredFile:
    """Write bytes to the storage, then name them in the database."""
    return remember(storage.keep([content]), media=media)


def sweep() -> int:
    """Remove files no row names, 7 days after they were written; return how many.

    A database that names none is new, or not the one this storage belongs to: nothing goes then.
    """
    known = set(StoredFile.objects.values_list("sha256", flat=True))
    return storage.sweep(known) if known else 0
