"""What can be wrong with a book as it is written down."""

from hotich.rules.errors import Refused


class AlreadyRegistered(Refused):
    code = "books.already_registered"
    status = 409
    vi = (
        "Sổ {label} loại này của đơn vị đã có trong danh mục. Mở sổ đó thay vì ghi lần nữa; nếu là "
        "sổ của đơn vị cũ thì chọn đơn vị cũ đã đăng ký."
    )
    en = (
        "This unit's book {label} of this kind is already listed. Open it instead of adding it "
        "again; if it is a former unit's book, choose the unit that registered it."
    )


class BadBook(Refused):
    code = "books.bad_book"
    vi = (
        "Chưa ghi được sổ: năm từ 1900 đến 2100, số quyển, số trang và tổng số trường hợp phải "
        "từ 1 trở lên."
    )
    en = (
        "The book was not added: the year is 1900 to 2100; book number, pages and total entries"
        " are 1 or more."
    )


class ScanningClosed(Refused):
    code = "books.scanning_closed"
    status = 409
    vi = "Sổ này đã báo quét xong. Mở lại việc quét trước khi thêm tệp."
    en = "Scanning of this book was declared complete. Reopen scanning before adding files."


class NoSuchLayout(Refused):
    """A form that books of a kind and year do not have; facts: kind, year."""

    code = "books.no_such_layout"
    vi = "Mẫu trang này không dùng cho sổ {kind} năm {year}. Chọn một mẫu trong danh sách."
    en = "Books of kind {kind} of {year} do not have this form. Choose one from the list."


class LayoutInUse(Refused):
    """The form of a book that has scans already."""

    code = "books.layout_in_use"
    status = 409
    vi = "Sổ đã có tệp quét đọc theo mẫu đang chọn nên không đổi mẫu được nữa."
    en = "This book has scans that were read by the form chosen, so the form cannot be changed."
