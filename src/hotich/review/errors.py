"""What can stop a difference from being settled or a book from being approved."""

from hotich.rules.errors import Refused


class NotThird(Refused):
    code = "review.not_third"
    status = 403
    vi = "Anh/chị đã nhập trường hợp này nên người khác phải phân xử. Chọn trường hợp khác."
    en = "You keyed this entry, so somebody else must settle it. Choose another one."


class NothingToSettle(Refused):
    code = "review.nothing_to_settle"
    status = 409
    vi = "Chỗ này đã được phân xử hoặc hai lần nhập không khác nhau. Sang chỗ tiếp theo."
    en = "This was settled already, or the keyings do not differ here. Go on to the next one."


class EmptyAnswer(Refused):
    code = "review.empty_answer"
    vi = "Chưa có giá trị. Gõ đúng như trong sổ, hoặc chọn “không đọc được” hay “sổ để trống”."
    en = "There is no value. Type what the book says, or choose “unreadable” or “blank in book”."


class ReasonMissing(Refused):
    code = "review.reason_missing"
    vi = "Cần ghi lý do: đã xem ảnh và thấy gì."
    en = "A reason is needed: what you saw on the image."


class NoSuchFinding(Refused):
    code = "review.no_such_finding"
    status = 409
    vi = "Điểm kiểm tra này không còn: bản ghi đã được sửa. Tải lại trang."
    en = "This finding is no longer there: the record was corrected. Reload the page."


class NotReady(Refused):
    code = "review.not_ready"
    status = 409
    vi = "Chưa duyệt được sổ: {why_vi}"
    en = "The book cannot be approved yet: {why_en}"


class NotExplained(Refused):
    code = "review.not_explained"
    status = 409
    vi = "Số {number}/{year} không còn giải trình nào để rút. Tải lại trang."
    en = "Number {number}/{year} has no explanation to withdraw. Reload the page."


class AlreadyApproved(Refused):
    code = "review.already_approved"
    status = 409
    vi = "Sổ đã được duyệt với giải trình này. Mở lại một trường hợp của sổ trước khi rút."
    en = "The book was approved with this explanation. Reopen an entry of the book first."


class NotMissing(Refused):
    code = "review.not_missing"
    status = 409
    vi = (
        "Số {number}/{year} không thiếu: sổ có trường hợp mang số này, hoặc số nằm ngoài số "
        "khóa sổ."
    )
    en = (
        "Number {number}/{year} is not missing: the book has that entry, or it lies outside the"
        " closing total."
    )
