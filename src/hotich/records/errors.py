"""What can stop a record from being written."""

from hotich.rules.errors import Refused


class NoSuchField(Refused):
    code = "records.no_such_field"
    vi = "Trường {name} không có trong loại sổ này. Tải lại trang rồi sửa lại."
    en = "This kind of register has no field {name}. Reload the page and correct again."


class ReasonMissing(Refused):
    code = "records.reason_missing"
    vi = "Cần ghi lý do sửa (đã xem ảnh, thấy gì) thì mới lưu được."
    en = "A correction needs a reason: what you saw on the image."
