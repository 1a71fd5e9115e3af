"""What the stand-in refuses and in which words: the format of columns and the attached PDF.

Duplicates are found by the store, inside the transaction that would take the entry.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from hotich.rules import registers
from hotich.sandbox.submission import Submission

DESCRIPTIONS: dict[str, tuple[str, str]] = {
    "ACCEPTED": ("Đã tiếp nhận.", "Accepted."),
    "DUPLICATE": (
        "Trùng với trường hợp đã tiếp nhận, biên nhận {detail}.",
        "Duplicate of an entry already accepted, receipt {detail}.",
    ),
    "FORMAT_DATE": (
        "Ngày không đúng dạng dd.mm.yyyy, mm.yyyy hoặc yyyy, hoặc không có thật: {detail}.",
        "A date is not dd.mm.yyyy, mm.yyyy or yyyy, or does not exist: {detail}.",
    ),
    "FORMAT_REQUIRED": (
        "Thiếu cột bắt buộc: {detail}.",
        "A required column is empty: {detail}.",
    ),
    "FORMAT_CODE": (
        "Mã không có trong danh mục: {detail}.",
        "A code is not in its list: {detail}.",
    ),
    "ATTACHMENT": (
        "Tệp đính kèm không hợp lệ: {detail}.",
        "The attachment is not valid: {detail}.",
    ),
    "NEEDS_VERIFICATION": ("Cần xác minh: {detail}.", "Needs verification: {detail}."),
    "BAD_REQUEST": ("Yêu cầu không hợp lệ: {detail}", "The request is not valid: {detail}"),
    "KEY_REUSED": (
        "Khóa này đã dùng cho nội dung khác.",
        "This key was already used for other content.",
    ),
    "KEY_UNKNOWN": ("Chưa nhận được khóa này.", "This key has not been received."),
    "KEYS_NOT_KEPT": (
        "Nơi nhận không lưu khóa; hãy tra theo quyển.",
        "The receiver keeps no keys; look the entry up by its book.",
    ),
    "TOO_LARGE": ("Nội dung gửi lớn hơn {detail} MB.", "The body is larger than {detail} MB."),
    "LENGTH_REQUIRED": (
        "Yêu cầu phải ghi độ dài nội dung.",
        "The request must state the length of its body.",
    ),
    "NO_ACCESS": ("Mã truy cập không đúng.", "The access token is wrong."),
    "NO_SUCH_PAGE": ("Không có địa chỉ này.", "There is no such address."),
    "FAILED": ("Hệ thống đang lỗi, hãy thử lại sau.", "The system is failing, try again later."),
}

LUNAR = "âm lịch"
_DATE = re.compile(r"(?:(?:(\d{2})\.)?(\d{2})\.)?(\d{4})")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one submission; ``fields`` are the ministry's columns it concerns."""

    status: str
    code: str
    vi: str
    en: str
    fields: tuple[str, ...] = ()


def verdict(code: str, *, vi: str = "", en: str = "", fields: tuple[str, ...] = ()) -> Verdict:
    """Return the verdict ``code`` in words; ``vi`` and ``en`` are its detail."""
    text_vi, text_en = DESCRIPTIONS[code]
    status = "accepted" if code == "ACCEPTED" else "refused"
    return Verdict(status, code, text_vi.format(detail=vi), text_en.format(detail=en or vi), fields)


def judge(submission: Submission) -> Verdict:
    """Return what the stand-in says of one entry by itself, the first fault found."""
    data = submission.data
    kind = registers.load(submission.kind)
    fields = kind.fields
    empty = tuple(f.key for f in fields if f.required and not data.get(f.key, "").strip())
    if empty:
        return verdict("FORMAT_REQUIRED", vi=", ".join(empty), fields=empty)
    wrong = tuple(f.key for f in _dates(kind) if data.get(f.key) and not _is_date(data[f.key]))
    if wrong:
        return verdict("FORMAT_DATE", vi=", ".join(wrong), fields=wrong)
    wrong = tuple(
        f.key
        for f in fields
        if f.codes and data.get(f.key) and data[f.key] not in registers.codes(f.codes)
    )
    if wrong:
        return verdict("FORMAT_CODE", vi=", ".join(wrong), fields=wrong)
    return _judge_attachment(submission)


def _dates(kind: registers.Kind) -> list[registers.Field]:
    """Return the dates that must be well formed: of the event, and of the main persons' births.

    An adult's birth may be an age, so it is not among them.
    """
    born = {name.removesuffix("_name") + "_birth_date" for name in kind.main_names}
    return [f for f in kind.fields if f.type == "date" and (f.required or f.name in born)]


def _judge_attachment(submission: Submission) -> Verdict:
    content = submission.attachment
    if not submission.attachment_name or not content:
        return verdict("ATTACHMENT", vi="không có tệp", en="no file")
    if hashlib.sha256(content).hexdigest() != submission.attachment_sha256.lower():
        return verdict("ATTACHMENT", vi="mã băm SHA-256 không khớp", en="the SHA-256 differs")
    if not content.startswith(b"%PDF-"):
        return verdict("ATTACHMENT", vi="không phải tệp PDF", en="not a PDF")
    return verdict("ACCEPTED")


def _is_date(text: str) -> bool:
    """Tell whether a date has a form that is taken; one marked as lunar is taken as written."""
    written, lunar, _ = text.partition(LUNAR)
    match = _DATE.fullmatch(written.strip())
    if match is None:
        return False
    day, month, year = (int(part) if part else 1 for part in match.groups())
    if lunar:
        return 1 <= day <= 30 and 1 <= month <= 12
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
