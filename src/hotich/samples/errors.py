"""What can be refused when sample registers are asked for."""

from hotich.rules.errors import Refused


class KindNotDrawn(Refused):
    code = "samples.kind_not_drawn"
    vi = "Chưa vẽ được loại sổ {kind}; hãy chọn một trong các loại: {kinds}."
    en = "Books of kind {kind} cannot be drawn yet; choose one of: {kinds}."


class WearOutOfRange(Refused):
    code = "samples.wear_out_of_range"
    vi = "Độ cũ nát {wear} không hợp lệ; hãy cho một số từ 0 (như mới) đến 1 (rất cũ)."
    en = "Wear {wear} is out of range; give a number from 0 (as new) to 1 (badly worn)."


class TooFewBooks(Refused):
    code = "samples.too_few_books"
    vi = "Số quyển là {books}; hãy cho ít nhất 1 quyển."
    en = "The number of books is {books}; ask for at least 1."


class TooFewEntries(Refused):
    code = "samples.too_few_entries"
    vi = "Số trường hợp mỗi quyển là {entries}; hãy cho ít nhất 1 trường hợp."
    en = "The number of entries a book is {entries}; ask for at least 1."


class FolderInUse(Refused):
    code = "samples.folder_in_use"
    status = 409
    vi = "{folder} đã có sẵn và không rỗng; hãy chọn thư mục khác hoặc xóa thư mục này trước."
    en = "{folder} exists and is not empty; choose another folder or delete this one first."


class LayoutNotKnown(Refused):
    code = "samples.layout_not_known"
    vi = "Loại sổ {kind} không có mẫu trang như yêu cầu; hãy chọn một trong các mẫu: {layouts}."
    en = "Kind {kind} has no such layout for these years; choose one of: {layouts}."
