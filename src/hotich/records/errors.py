"""What can stop a record from being written."""

from hotich.rules.errors import Refused


class NoSuchField(Refused):
    code = "records.no_such_field"
    vi = "Trường {name} không có trong loại sổ này. Tải lại trang rồi sửa lại."
    en = "This kind of register has no field {name}. Reload the page and correct again."


class BadValue(Refused):
    code = "records.bad_value"
    vi = (
        "Trường {name}: giá trị dài quá 2.000 ký tự, hoặc dấu không có trong danh mục. "
        "Sửa lại rồi lưu."
    )
    en = (
        "Field {name}: the value is longer than 2,000 letters, or the mark is none of ours. "
        "Mend it, then save."
    )


class ReasonMissing(Refused):
    code = "records.reason_missing"
    vi = "Cần ghi lý do sửa (đã xem ảnh, thấy gì) thì mới lưu được."
    en = "A correction needs a reason: what you saw on the image."
