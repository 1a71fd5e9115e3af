"""What can be wrong with a package, in words that say what to do."""

from dataclasses import dataclass

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
        "Tên tệp {file} không theo mẫu <đơn vị>.KS.YYYY.BB.xlsx: hãy đổi tên tệp.",
        "File name {file} is not like <unit>.KS.YYYY.BB.xlsx: rename the file.",
    ),
    "column_missing": (
        "Tệp {file} thiếu cột bắt buộc {detail}: hãy dùng đúng mẫu.",
        "File {file} lacks the required column {detail}: use the template.",
    ),
    "formula": (
        "Ô {detail} của tệp {file} là công thức: hãy thay bằng chữ.",
        "Cell {detail} of {file} is a formula: replace it with text.",
    ),
    "counts_differ": (
        "Số dòng trong Excel khác số tệp PDF ({detail}): mỗi trường hợp cần đúng một tệp PDF.",
        "The Excel's rows and the PDFs differ in number ({detail}): each entry needs one PDF.",
    ),
    "row_unreadable": (
        "Dòng {row}: số đăng ký hoặc ngày đăng ký không đọc được ({detail}), hãy sửa theo sổ.",
        "Row {row}: number or registration date cannot be read ({detail}), mend it by the book.",
    ),
    "rows_same_pdf": (
        "Dòng {row} trùng số và ngày đăng ký với một dòng khác ({file}): hãy kiểm tra lại sổ.",
        "Row {row} has the number and date of another row ({file}): check the book.",
    ),
    "pdf_missing": (
        "Dòng {row}: không có tệp {file} trong tệp zip, hãy bổ sung.",
        "Row {row}: {file} is not in the zip, add it.",
    ),
    "pdf_extra": (
        "Tệp {file} trong zip không thuộc dòng nào của Excel: hãy bỏ ra hoặc nhập trường hợp này.",
        "File {file} in the zip belongs to no row of the Excel: take it out or key its entry.",
    ),
    "pdf_twice": (
        "Tệp {file} có hai lần trong zip: hãy giữ lại một.",
        "File {file} is in the zip twice: keep one.",
    ),
    "pdf_changed": (
        "Tệp {file} khác với lúc đóng gói: hãy đóng gói lại.",
        "File {file} differs from what was packed: pack again.",
    ),
    "pdf_broken": (
        "Tệp {file} không mở được hoặc không có trang nào: hãy tạo lại từ bản quét.",
        "File {file} does not open or has no page: make it again from the scan.",
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
    """One fault of a package. ``row`` is the row of the sheet as Excel numbers it, 0 for none."""

    code: str
    file: str
    row: int = 0
    detail: str = ""

    def text(self, language: str) -> str:
        """Return the sentence in ``language`` ("vi" or "en")."""
        vi, en = SENTENCES[self.code]
        sentence = en if language.startswith("en") else vi
        return sentence.format(file=self.file, row=self.row, detail=self.detail)
