"""What can be wrong with a scanned file or page, and what the person who sent it can do."""

from hotich.rules.errors import Refused


class BookNotEmpty(Refused):
    """Records from a file go into a book that has no entries yet."""

    code = "scans.book_not_empty"
    status = 409
    vi = (
        "Sổ này đã có trường hợp, nên không nhận thêm bản ghi từ tệp. Hãy chọn đúng sổ, hoặc "
        "sửa từng bản ghi ở trang rà soát."
    )
    en = (
        "This book has entries already, so it takes no records from a file. Choose the right "
        "book, or correct its records one by one in review."
    )


class BookScanned(Refused):
    """Records from a file go into a book of which no scan was sent."""

    code = "scans.book_scanned"
    status = 409
    vi = (
        "Sổ này đã có tệp quét, nên không nhận bản ghi từ tệp có sẵn. Hãy chọn đúng sổ, hoặc nhập "
        "từ ảnh quét."
    )
    en = (
        "This book has scans, so it takes no records from a file. Choose the right book, or have "
        "it keyed from its scans."
    )


class TakenOver(Refused):
    """Pages of a book whose records came from a file cannot be cut into entries again."""

    code = "scans.taken_over"
    status = 409
    vi = "Bản ghi của sổ này lấy từ tệp có sẵn, nên không quét để nhập lại. Hãy chọn sổ khác."
    en = "The records of this book came from a file, so it is not scanned to be keyed again."


class EmptyFile(Refused):
    """A file of 0 bytes; facts: name."""

    code = "scans.empty_file"
    vi = "Tệp “{name}” rỗng (0 byte). Hãy quét hoặc sao chép lại tệp rồi gửi lại."
    en = "The file “{name}” is empty (0 bytes). Scan or copy it again, then send it again."


class UnknownContent(Refused):
    """Neither PDF, JPEG nor PNG, whatever its name says; facts: name, what_vi, what_en."""

    code = "scans.unknown_content"
    status = 415
    vi = (
        "Tệp “{name}” thực ra là {what_vi}, không phải bản quét. "
        "Hãy gửi bản quét ở định dạng PDF, JPEG hoặc PNG."
    )
    en = "The file “{name}” is really {what_en}, not a scan. Send the scan as PDF, JPEG or PNG."


class TooLarge(Refused):
    """More bytes than a file may have; facts: name, limit_mb."""

    code = "scans.too_large"
    status = 413
    vi = "Tệp “{name}” lớn hơn giới hạn {limit_mb} MB. Hãy chia thành nhiều tệp nhỏ rồi gửi lại."
    en = "The file “{name}” is larger than the limit of {limit_mb} MB. Send it as smaller files."


class EncryptedPdf(Refused):
    """A PDF that opens only with a password; facts: name."""

    code = "scans.encrypted_pdf"
    vi = "Tệp “{name}” được bảo vệ bằng mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."
    en = "The file “{name}” is protected by a password. Remove the password, then send it again."


class DamagedPdf(Refused):
    """A PDF that is cut off or cannot be read; facts: name."""

    code = "scans.damaged_pdf"
    vi = (
        "Tệp “{name}” bị hỏng hoặc chưa được chép trọn vẹn. "
        "Hãy sao chép lại từ máy quét, hoặc quét lại, rồi gửi lại."
    )
    en = (
        "The file “{name}” is damaged or was not copied completely. "
        "Copy it again from the scanner, or scan it again, then send it again."
    )


class DamagedPage(Refused):
    """One page inside a PDF cannot be read; facts: name, page (from 1)."""

    code = "scans.damaged_page"
    vi = "Trang {page} của tệp “{name}” bị hỏng, không đọc được. Hãy quét lại trang này."
    en = "Page {page} of the file “{name}” is damaged and cannot be read. Scan this page again."


class DamagedImage(Refused):
    """A JPEG or PNG that is cut off or cannot be decoded; facts: name."""

    code = "scans.damaged_image"
    vi = (
        "Ảnh “{name}” bị hỏng hoặc chưa được chép trọn vẹn. "
        "Hãy sao chép lại, hoặc chụp hay quét lại, rồi gửi lại."
    )
    en = (
        "The picture “{name}” is damaged or was not copied completely. "
        "Copy it again, or take or scan it again, then send it again."
    )


class TooManyPixels(Refused):
    """A picture too large to be decoded safely; facts: name, page (from 1), limit_mp."""

    code = "scans.too_many_pixels"
    status = 413
    vi = (
        "Trang {page} của tệp “{name}” có hơn {limit_mp} triệu điểm ảnh. "
        "Hãy quét lại ở độ phân giải 200–300 dpi."
    )
    en = (
        "Page {page} of the file “{name}” has more than {limit_mp} million pixels. "
        "Scan it again at 200–300 dpi."
    )


class NoPages(Refused):
    """A PDF without a page; facts: name."""

    code = "scans.no_pages"
    vi = "Tệp “{name}” không có trang nào. Hãy quét lại rồi gửi lại."
    en = "The file “{name}” has no pages. Scan it again, then send it again."


class TooManyPages(Refused):
    """More pages than one file may have; facts: name, pages, limit."""

    code = "scans.too_many_pages"
    status = 413
    vi = (
        "Tệp “{name}” có {pages} trang, vượt giới hạn {limit} trang. "
        "Hãy chia thành nhiều tệp, ví dụ mỗi quyển sổ một tệp, rồi gửi lại."
    )
    en = (
        "The file “{name}” has {pages} pages, more than the limit of {limit}. "
        "Split it into several files, for example one for each book, then send them."
    )


class NothingScanned(Refused):
    """Scanning declared complete for a book without a page."""

    code = "scans.nothing_scanned"
    status = 409
    vi = "Sổ chưa có trang nào được đọc nên chưa báo quét xong được. Gửi tệp quét, chờ đọc xong."
    en = "No page of this book has been read yet. Send the scans and wait until they are read."


class BreaksReaders(Refused):
    """A file over which the reading process died time and again; facts: name."""

    code = "scans.breaks_readers"
    vi = "Tệp “{name}” làm chương trình đọc dừng nhiều lần. Tệp vẫn được giữ; hãy quét lại."
    en = "The file “{name}” stopped the reading program several times. It is kept; scan it again."


class NoLayoutYet(Refused):
    """A book whose printed form is not described yet; facts: kind, year."""

    code = "scans.no_layout_yet"
    status = 409
    vi = (
        "Chưa có mẫu trang cho sổ {kind} năm {year} nên chưa tách được trường hợp. "
        "Sổ vẫn nằm trong danh mục; báo quản trị thêm mẫu rồi gửi tệp quét."
    )
    en = (
        "There is no page layout yet for books of kind {kind} of {year}, so entries cannot be cut. "
        "The book stays listed; ask the administrator for the layout, then send the scans."
    )


class LayoutNotFound(Refused):
    """A page on which the frames of the form were not found; facts: layout."""

    code = "scans.layout_not_found"
    vi = (
        "Trang này không giống mẫu sổ “{layout}”: không tìm thấy khung của các trường hợp. "
        "Trang vẫn được lưu; hãy kiểm tra xem trang có đúng sổ, đủ bốn góc và rõ nét không, "
        "nếu cần thì quét lại."
    )
    en = (
        "This page does not look like the form “{layout}”: the frames of its entries were not "
        "found. The page is kept; check that it belongs to this book, shows all four corners and "
        "is sharp, and scan it again if need be."
    )
