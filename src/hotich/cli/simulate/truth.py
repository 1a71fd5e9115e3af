"""What drawn books really say, as the robots' eyes see it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotich.rules.errors import Refused


@dataclass(frozen=True, slots=True)
class Seen:
    """What an entry really says: by our field names the values as written, and the flags."""

    values: dict[str, str]
    flags: dict[str, str]


class NoTruth(Refused):
    code = "cli.no_truth"
    status = 404
    vi = (
        "Thư mục {folder} không có truth.json: chỉ giả lập được trên sổ mẫu vẽ bằng “hotich "
        "samples”."
    )
    en = "The folder {folder} has no truth.json: only books of “hotich samples” can be simulated."


Key = tuple[str, int, int, str]
"""How a book is recognised: kind, year, number, office."""


def look(entry: Mapping[str, Any]) -> Seen:
    """Return a drawn entry as it is seen; one that was cancelled is crossed out in every field."""
    values = {field["name"]: field["value"] for field in entry["fields"].values()}
    flags = dict(entry["flags"])
    values |= {name: "" for name, flag in flags.items() if flag != "crossed_out"}
    if "cancelled" in entry["events"]:
        flags |= {name: "crossed_out" for name, value in values.items() if value}
    return Seen(values, flags)


@dataclass(frozen=True, slots=True)
class Books:
    """The truth of several books: the drawn book and its entries by their place."""

    drawn: dict[Key, dict[str, Any]]
    folder: Path

    @classmethod
    def read(cls, folder: Path) -> "Books":
        """Read the truth.json of a folder. Raises NoTruth."""
        try:
            told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise NoTruth(folder=folder) from error
        return cls({key_of(book): book for book in told["books"]}, folder)

    @classmethod
    def of(cls, book: dict[str, Any], folder: Path) -> "Books":
        """Return one drawn book of a folder."""
        return cls({key_of(book): book}, folder)

    def has(self, book: Mapping[str, Any]) -> bool:
        return key_of(book) in self.drawn

    def entry(self, book: Mapping[str, Any], position: int) -> Seen:
        """Return what the entry at a place (from 0) of a book says; KeyError for another's."""
        return look(self.drawn[key_of(book)]["entries"][position])

    def entries(self) -> Iterator[tuple[Key, int, Seen]]:
        for key, book in self.drawn.items():
            for position, entry in enumerate(book["entries"]):
                yield key, position, look(entry)


def key_of(book: Mapping[str, Any]) -> Key:
    return book["kind"], int(book["year"]), int(book["number"]), book["office"]
