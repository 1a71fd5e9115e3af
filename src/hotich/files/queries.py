"""Read what the storage should hold."""

from collections.abc import Iterator

from hotich.files import storage
from hotich.files.models import StoredFile


def damaged() -> Iterator[str]:
    """Yield the hash of every named file that is missing or whose bytes have changed."""
    for sha256 in StoredFile.objects.values_list("sha256", flat=True).iterator():
        if not storage.is_whole(sha256):
            yield sha256
