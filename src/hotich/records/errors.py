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


class AnswerMissing(Refused):
    code = "records.answer_missing"
    vi = "Ghi kết quả xác minh (đã hỏi ai, vì sao xem nhiều) rồi mới đóng được cảnh báo."
    en = "Write what you found out (whom you asked, why so much was viewed), then close the alert."


class NoSuchRecord(Refused):
    code = "records.no_such_record"
    status = 404
    vi = "Không có bản ghi này. Ghi mã bản ghi, hoặc “KS 99001 01/2009 046/2009”."
    en = "There is no such record. Give its id, or “KS 99001 01/2009 046/2009”."
