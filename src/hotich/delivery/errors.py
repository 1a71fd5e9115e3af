"""What delivery refuses, in words that say what to do."""

from hotich.rules.errors import Refused


class EmptyPackage(Refused):
    """A package without entries was asked for."""

    code = "delivery.empty_package"
    vi = "Quyển này chưa có trường hợp nào được phê duyệt: hãy phê duyệt trước khi đóng gói."
    en = "No entry of this book is approved: approve the book before packing it."


class BadPdfName(Refused):
    """A PDF's name is used twice or is no plain file name."""

    code = "delivery.bad_pdf_name"
    vi = (
        "Tên tệp PDF “{name}” bị dùng hai lần hoặc không hợp lệ: hãy kiểm tra số đăng ký và ngày "
        "đăng ký của các trường hợp trong quyển."
    )
    en = (
        'The PDF name "{name}" is used twice or is not valid: check the numbers and registration '
        "dates of the entries of this book."
    )


class PdfMissing(Refused):
    """The PDF of an approved entry cannot be read from the storage."""

    code = "delivery.pdf_missing"
    vi = "Không đọc được tệp PDF “{name}”: hãy chạy “hotich check --files”, rồi đóng gói lại."
    en = 'The PDF "{name}" cannot be read: run "hotich check --files", then pack the book again.'


class BadPdf(Refused):
    """The PDF of an entry is none that a receiver could use (check 12)."""

    code = "delivery.bad_pdf"
    vi = "Chưa đóng gói được. {why_vi}"
    en = "The book cannot be packed yet. {why_en}"


class UnknownColumn(Refused):
    """A row has a column that the kind's template has not."""

    code = "delivery.unknown_column"
    vi = "Cột “{name}” không có trong mẫu của {kind}: hãy sửa mẫu hoặc bỏ cột này."
    en = 'Column "{name}" is not in the template of {kind}: mend the template or drop the column.'


class TextTooLong(Refused):
    """A value is longer than a cell of Excel can hold."""

    code = "delivery.text_too_long"
    vi = "Dòng {row}, cột {name}: nội dung dài hơn 32.767 ký tự, hãy rút gọn rồi đóng gói lại."
    en = "Row {row}, column {name}: longer than 32,767 characters, shorten it and pack again."


class NoSpace(Refused):
    """The disk is full; nothing half-written is left behind."""

    code = "delivery.no_space"
    status = 507
    vi = "Hết dung lượng đĩa khi ghi gói: hãy giải phóng đĩa rồi đóng gói lại, dữ liệu không mất."
    en = "The disk is full: free some space and pack again, nothing is lost."


class NoPackage(Refused):
    """There is no package, or more than one, where one was named."""

    code = "delivery.no_package"
    status = 404
    vi = "Cần đúng một tệp .xlsx trong “{name}”: hãy chỉ rõ tệp Excel của quyển."
    en = 'Exactly one .xlsx file is needed in "{name}": name the Excel file of the book.'


class UnreadablePackage(Refused):
    """A file of a package is damaged, encrypted, far too large or no such file at all."""

    code = "delivery.unreadable_package"
    vi = "Không đọc được tệp “{name}” (hỏng, có mật khẩu hoặc sai định dạng): hãy lấy lại bản khác."
    en = 'File "{name}" cannot be read (damaged, encrypted or another format): fetch another copy.'


class AccessRefused(Refused):
    """The receiver does not let us in: every entry would fail, so nothing is sent."""

    code = "delivery.access_refused"
    status = 502
    vi = "Nơi nhận từ chối truy cập (HTTP {http}): hãy kiểm tra mã truy cập trong cấu hình gửi."
    en = "The receiver refuses access (HTTP {http}): check the access token in the settings."


class WrongReceiver(Refused):
    """Something answers at the address, but not the receiver."""

    code = "delivery.wrong_receiver"
    status = 502
    vi = "Địa chỉ nơi nhận không đúng (HTTP {http}): hãy kiểm tra địa chỉ trong cấu hình gửi."
    en = "The receiver's address is wrong (HTTP {http}): check the address in the settings."


class ReceiverSilent(Refused):
    """The receiver could not be read from just now; reading again later is safe."""

    code = "delivery.receiver_silent"
    status = 503
    vi = "Nơi nhận chưa trả lời: hãy kiểm tra đường truyền và thử lại sau, không có gì bị mất."
    en = "The receiver does not answer: check the line and try again later, nothing is lost."


class NothingApproved(Refused):
    """A package of a book that has no approved record."""

    code = "delivery.nothing_approved"
    status = 409
    vi = "Sổ chưa có bản ghi nào được duyệt nên chưa đóng gói được. Duyệt sổ trước."
    en = "The book has no approved record, so there is nothing to package. Approve the book first."


class NotHeldBack(Refused):
    """A row that is not held."""

    code = "delivery.not_held"
    status = 409
    vi = "Trường hợp này không còn bị tạm giữ. Tải lại trang để xem trạng thái mới."
    en = "This entry is no longer held. Reload the page to see where it is now."
