"""What can be wrong with a package, in words that say what to do."""

from dataclasses import dataclass
from typing import Self

from hotich.rules.checks import Finding

SENTENCES: dict[str, tuple[str, str]] = {
    "file_unreadable": (
        "Không đọc được tệp {file} (thiếu, hỏng, có mật khẩu hoặc sai định dạng): hãy lấy lại bản "
        "khác hoặc đóng gói lại.",
        "File {file} cannot be read (missing, damaged, encrypted or another format): fetch another "
        "copy or pack again.",
    ),
    "file_changed": (
        "Tệp {file} đã bị thay đổi sau khi đóng gói: hãy đóng gói lại.",
        "File {file} was changed after packing: pack again.",
    ),
    "book_unknown": (
        "Tên tệp {file} không theo mẫu <đơn vị>.<loại sổ>.YYYY.BB.xlsx: hãy đổi tên tệp.",
        "File name {file} is not like <unit>.<kind>.YYYY.BB.xlsx: rename the file.",
    ),
    "column_missing": (
        "Tệp {file} thiếu cột bắt buộc {detail}: hãy dùng đúng mẫu.",
        "File {file} lacks the required column {detail}: use the template.",
    ),
    "formula": (
        "Ô {detail} của tệp {file} là công thức: hãy thay bằng chữ.",
        "Cell {detail} of {file} is a formula: replace it with text.",
    ),
    "row_unreadable": (
        "Dòng {row}: số đăng ký hoặc ngày đăng ký không đọc được ({detail}), hãy sửa theo sổ.",
        "Row {row}: number or registration date cannot be read ({detail}), mend it by the book.",
    ),
    "rows_same_pdf": (
        "Dòng {row} trùng số và ngày đăng ký với một dòng khác ({file}): hãy kiểm tra lại sổ.",
        "Row {row} has the number and date of another row ({file}): check the book.",
    ),
    "pdf_twice": (
        "Tệp {file} có hai lần trong zip: hãy giữ lại một.",
        "File {file} is in the zip twice: keep one.",
    ),
    "pdf_changed": (
        "Tệp {file} khác với lúc đóng gói: hãy đóng gói lại.",
        "File {file} differs from what was packed: pack again.",
    ),
    "name_unsafe": (
        "Tên {file} trong zip trỏ ra ngoài thư mục: không được giải nén, hãy yêu cầu nơi gửi làm "
        "lại gói.",
        "The name {file} in the zip points out of the folder: do not unpack it, ask the sender to "
        "make the package again.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a package: of its files, or a finding of checks 12 and 31.

    ``row`` is the row of the sheet as Excel numbers it, 0 for none.
    """

    code: str
    file: str
    row: int = 0
    detail: str = ""
    finding: Finding | None = None

    @classmethod
    def of(cls, finding: Finding, file: str, row: int = 0) -> Self:
        """Return a finding as a problem; its id is the code."""
        return cls(finding.id, file, row, finding=finding)

    @property
    def blocks(self) -> bool:
        """Say whether the package may not go as it is; else a person is to look at it."""
        return self.finding is None or self.finding.blocks

    def text(self, language: str) -> str:
        """Return the sentence in ``language`` ("vi" or "en")."""
        if self.finding:
            return self.finding.text(language)
        vi, en = SENTENCES[self.code]
        sentence = en if language.startswith("en") else vi
        return sentence.format(file=self.file, row=self.row, detail=self.detail)
