"""What a sender hands in: one entry, read from JSON and checked for shape only."""

import base64
import binascii
import hashlib
import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from hotich.rules import registers

_SAME_EVENT = {
    "KS": ("child_name", "child_birth_date", "mother_name"),
    "KH": ("husband_name", "husband_birth_date", "wife_name", "wife_birth_date"),
    "KT": ("deceased_name", "deceased_birth_date", "deceased_death_date"),
    "CMC": ("parent_name", "child_name", "child_birth_date"),
    "HN": ("person_name", "person_birth_date", "registration_date"),
    "GH": ("registration_kind", "guardian1_name", "ward_name", "ward_birth_date"),
    "TDCC": ("person_name", "person_birth_date", "change_from", "change_to"),
    "NCN": ("child_name", "child_birth_date"),
    "LH": ("husband_name", "wife_name", "judgment_number"),
}
"""Entries of a kind that agree in all of these, by our field names, are one event twice."""

_KNOWS_AGAIN = ("KS", "KH", "KT", "NCN")
"""The kinds whose `loaiDangKy` 2 says that an event was registered again."""


class MalformedError(Exception):
    """The body is not a submission at all; nothing is stored. Args: Vietnamese, English."""

    def __init__(self, vi: str, en: str) -> None:
        self.vi = vi
        self.en = en
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Submission:
    """One entry handed in; ``body_sha256`` tells a repeat of a key from its reuse."""

    key: str
    unit: str
    kind: str
    file_id: str
    version: int
    book_year: str
    book_number: str
    data: dict[str, str]
    attachment_name: str
    attachment_sha256: str
    attachment: bytes
    body_sha256: str

    def event(self) -> str | None:
        """Return what tells this event from others of its kind; None if a part is not known."""
        parts = [folded(self.data.get(key, "")) for key in event_keys(self.kind)]
        return " | ".join(parts) if all(parts) else None

    def registered_again(self) -> bool:
        return self.kind in _KNOWS_AGAIN and self.data.get("loaiDangKy") == "2"

    def number(self) -> str:
        """Return the registration number without leading zeros: "046/2009" -> "46/2009"."""
        return self.data.get("so", "").lstrip("0")


def event_keys(kind: str) -> tuple[str, ...]:
    """Return the ministry's columns that tell one event of a kind from another."""
    known = registers.load(kind)
    return tuple(known.field(name).key for name in _SAME_EVENT[kind])


def folded(text: str) -> str:
    """Return a name for comparing: NFC, one case, single blanks; marks stay."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def sha256_of(value: Any) -> str:
    """Return the SHA-256 of a JSON value, whatever the order of its keys."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def data_sha256(data: dict[str, str]) -> str:
    """Return the SHA-256 of an entry's columns, empty ones left out: what both sides compare."""
    return sha256_of({key: value for key, value in data.items() if value})


def parse(body: bytes) -> Submission:
    """Read a request body; raise `MalformedError` when it is not a submission."""
    try:
        content = json.loads(body)
        body_sha256 = sha256_of(content)
    except (ValueError, RecursionError) as error:
        raise MalformedError("Nội dung gửi không phải JSON.", "The body is not JSON.") from error
    top = _object(content, "body")
    book = _object(top.get("book"), "book")
    kind = _text(top, "module")
    if kind not in registers.KINDS or book.get("kind") != kind:
        raise MalformedError(
            "Không có loại sổ này, hoặc hai nơi ghi khác nhau.",
            "There is no such kind of register, or it is named in two ways.",
        )
    attachment = _object(top.get("attachment", {}), "attachment")
    return Submission(
        key=_text(top, "key"),
        unit=_text(top, "unit"),
        kind=kind,
        file_id=_text(top, "fileId"),
        version=_version(top.get("version")),
        book_year=_text(book, "year"),
        book_number=_text(book, "number").lstrip("0"),
        data=_columns(top.get("data"), kind),
        attachment_name=str(attachment.get("name", "")),
        attachment_sha256=str(attachment.get("sha256", "")),
        attachment=_content(attachment.get("content", "")),
        body_sha256=body_sha256,
    )


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MalformedError(
            f"Thiếu hoặc sai phần “{name}”.", f'The part "{name}" is missing or wrong.'
        )
    return value


def _text(part: dict[str, Any], name: str) -> str:
    """Return a short text or whole number as text; anything else is malformed."""
    value = part.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value or len(value) > 200:
        raise MalformedError(
            f"Thiếu hoặc sai phần “{name}”.", f'The part "{name}" is missing or wrong.'
        )
    return value


def _version(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise MalformedError(
            "Thiếu hoặc sai phần “version”.", 'The part "version" is missing or wrong.'
        )
    return value


def _columns(value: Any, kind: str) -> dict[str, str]:
    columns = _object(value, "data")
    unknown = sorted(set(columns) - {field.key for field in registers.load(kind).fields})
    if unknown:
        names = ", ".join(unknown[:5])
        raise MalformedError(
            f"Cột không có trong mẫu: {names}.", f"Columns not in the template: {names}."
        )
    if not all(isinstance(text, str) for text in columns.values()):
        raise MalformedError("Mọi cột phải là chữ.", "Every column must be text.")
    return columns


def _content(value: Any) -> bytes:
    """Return the decoded attachment; b"" when it is not base64 (then refused as no PDF)."""
    if not isinstance(value, str):
        return b""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return b""
