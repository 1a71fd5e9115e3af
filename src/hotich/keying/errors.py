"""What can stop a keying from being saved; nothing typed is ever thrown away by these."""

from hotich.rules.errors import Refused


class NotHeld(Refused):
    code = "keying.not_held"
    status = 409
    vi = (
        "Trường hợp này không nằm trong lô nào anh/chị đã nhận. Những gì vừa gõ vẫn còn trên "
        "trang; chép lại nếu cần rồi nhận lô mới."
    )
    en = (
        "This entry is in no batch that you took. What you typed is still on the page; copy it if "
        "you need it and take a new batch."
    )


class NotNeeded(Refused):
    """What was typed serves no more. Nothing is wrong with it: it may leave the outbox."""

    code = "not_needed"
    status = 200
    vi = "Hai người khác đã nhập xong trường hợp này nên không cần bản của anh/chị nữa."
    en = "Two others have keyed this entry, so yours is no longer needed."


class OwnElsewhere(NotNeeded):
    code = "own_elsewhere"
    vi = "Anh/chị đã nhập trường hợp này ở một máy hay một thẻ khác; bản ấy được giữ."
    en = "You keyed this entry on another machine or in another tab; that one is kept."


class WentOn(NotNeeded):
    vi = (
        "Trong lúc đó trường hợp này đã được để xử lý sau, trả lại để nhập từ đầu hoặc đã nhập "
        "xong, nên không cần bản của anh/chị nữa."
    )
    en = (
        "Meanwhile this entry was set aside, returned to be keyed anew or keyed to the end, so "
        "yours is no longer needed."
    )


class LacksFields(NotNeeded):
    vi = "Trường hợp này nay cần nhập đủ mọi ô, bản nhập lần 2 của anh/chị không thay được."
    en = "This entry now needs all its fields; your second keying cannot stand in for that."


class TakenOver(NotNeeded):
    vi = "Lô đã hết giờ giữ và người khác đang nhập trường hợp này nên không để xử lý sau nữa."
    en = "The batch ran out and another person keys this entry now, so it is not set aside."


class Impossible(Refused):
    """A keying has a finding that no book can justify; ``text`` is that finding's sentence."""

    code = "keying.impossible"
    status = 422
    vi = "{said_vi}"
    en = "{said_en}"


class Unreadable(Refused):
    """What was sent to the API is not what it takes; the row stays in the outbox and is shown."""

    code = "keying.unreadable"
    status = 422
    vi = "Máy chủ không đọc được dữ liệu gửi lên ({where}). Tải lại trang rồi gửi lại."
    en = "The server cannot read what was sent ({where}). Reload the page and send it again."


class OldPage(Refused):
    """The CSRF token is missing or of another session: ``me/`` gives a new one."""

    code = "csrf"
    status = 403
    vi = "Trang này đã cũ. Tải lại trang rồi làm tiếp; những gì đã gõ vẫn còn."
    en = "This page is old. Reload it, then go on; what you typed is still there."


class NoneToGive(Refused):
    code = "keying.none_to_give"
    status = 409
    vi = "Không còn trường hợp nào cho anh/chị nhập. Chọn quyển khác hoặc nghỉ một chút."
    en = "There is no entry left for you to key. Choose another book or take a break."


class EnoughInHand(Refused):
    code = "keying.enough_in_hand"
    status = 409
    vi = "Anh/chị đang giữ {n} trường hợp, tối đa là {most}. Nhập bớt rồi nhận thêm."
    en = "You hold {n} entries, at most {most} are given. Key some of them, then take more."


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
    status = 422
    vi = "Có trường không thuộc mẫu sổ này ({names}). Tải lại trang rồi nhập tiếp."
    en = "Some fields do not belong to this form ({names}). Reload the page and go on."


class ReasonMissing(Refused):
    code = "keying.reason_missing"
    status = 409
    vi = "Cần ghi lý do để người có kinh nghiệm biết phải xem gì."
    en = "Give a reason, so that the senior reader knows what to look at."


class PracticeFirst(Refused):
    code = "keying.practice_first"
    status = 409
    vi = (
        "Trước lô đầu tiên, anh/chị nhập thử vài trường hợp của sổ mẫu; đạt yêu cầu thì nhận được "
        "lô thật ngay. Bấm “Nhập thử” để bắt đầu."
    )
    en = (
        "Before the first batch you key a few entries of a sample book; once you pass you get real "
        "batches at once. Press “Practise” to begin."
    )


class ShareOutOfRange(Refused):
    code = "keying.share_out_of_range"
    vi = "Tỷ lệ người đi giúp phải từ 0 đến 100 phần trăm."
    en = "The share of people who help others must be from 0 to 100 per cent."


class NothingOpen(Refused):
    code = "keying.nothing_open"
    status = 409
    vi = (
        "Đơn vị chưa mở loại sổ nào cho kho chung nên chưa ai giúp được. Đánh dấu ít nhất một loại "
        "sổ, lưu lại, rồi đề nghị giúp."
    )
    en = (
        "The unit has opened no kind of book to the pool, so nobody can help. Tick at least one "
        "kind, save, then ask for help."
    )


class AimOutOfRange(Refused):
    code = "keying.aim_out_of_range"
    vi = "Mục tiêu của một ngày phải từ 1 đến 1.000 trường hợp; để 0 là không đặt."
    en = "The aim of a day must be from 1 to 1,000 entries; 0 is none."
