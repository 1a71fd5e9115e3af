"""What can stop a keying from being saved; nothing typed is ever thrown away by these."""

from hotich.rules.errors import Refused


class NotHeld(Refused):
    code = "keying.not_held"
    status = 409
    vi = (
        "Trường hợp này không còn do anh/chị giữ: hết giờ giữ lô hoặc người khác đã nhận. "
        "Những gì vừa gõ vẫn còn trên trang; chép lại nếu cần rồi nhận lô mới."
    )
    en = (
        "You no longer hold this entry: the lease ran out or someone else took it. "
        "What you typed is still on the page; copy it if you need it and take a new batch."
    )


class OtherBody(Refused):
    code = "keying.other_body"
    status = 409
    vi = (
        "Lần nhập này đã được lưu với nội dung khác. Bản đã lưu được giữ nguyên; hãy mở lại "
        "trường hợp để xem."
    )
    en = (
        "This keying was already saved with other content. The saved one stands; open the entry"
        " again to see it."
    )


class BadValues(Refused):
    code = "keying.bad_values"
    vi = "Có trường không thuộc mẫu sổ này ({names}). Tải lại trang rồi nhập tiếp."
    en = "Some fields do not belong to this form ({names}). Reload the page and go on."


class ReasonMissing(Refused):
    code = "keying.reason_missing"
    status = 409
    vi = "Cần ghi lý do để người có kinh nghiệm biết phải xem gì."
    en = "Give a reason, so that the senior reader knows what to look at."
