"""What all parts of a package agree on: sheets, file names, hashes."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from hotich.delivery.errors import UnreadablePackage
from hotich.rules import registers

DATA_SHEET = "DL Import"
NOTES_SHEET = "Ghi chú"
ROW_COLUMN = "STT"
MANIFEST_SUFFIX = ".manifest.json"

_BOOK_FILE = re.compile(r"(?:.+\.)?([A-Z]{2,5})\.(\d{4})\.(\d{1,4})")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BookName:
    """What the file name of a package says of its book."""

    kind: str
    year: int
    number: int


def book_of(path: Path) -> BookName | None:
    """Read ``<unit>.KS.2009.01.xlsx``; None if the file is not named so or its kind is unknown."""
    match = _BOOK_FILE.fullmatch(path.stem)
    if match is None or match[1] not in registers.KINDS:
        return None
    return BookName(match[1], int(match[2]), int(match[3]))


def zip_of(xlsx: Path) -> Path:
    """Return where the zip of an Excel file lies: beside it, with the same name."""
    return xlsx.with_name(xlsx.stem + ".zip")


def manifest_of(xlsx: Path) -> Path:
    """Return where the manifest of an Excel file lies."""
    return xlsx.with_name(xlsx.stem + MANIFEST_SUFFIX)


def sha256_of(stream: BinaryIO) -> tuple[str, int]:
    """Return the SHA-256 and the size of what is left in a stream."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def read_manifest(path: Path) -> dict[str, Any]:
    """Return a manifest's content; raises UnreadablePackage."""
    try:
        content = json.loads(path.read_bytes())
        for entry in content["entries"]:
            _ = entry["row"] + 0, entry["pdf"] + "", entry["sha256"] + ""
        for file in content["files"]:
            _ = file["name"] + "", file["sha256"] + ""
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadablePackage(name=path.name) from error
    return dict(content)
