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


class ReasonForSenior(Refused):
    code = "review.reason_for_senior"
    vi = "Cần ghi lý do để người có kinh nghiệm biết phải xem gì."
    en = "A reason is needed, so that the senior reader knows what to look at."


class SentUpByYou(Refused):
    code = "review.sent_up_by_you"
    status = 403
    vi = "Chỗ này do anh/chị chuyển lên nên người khác phải xem. Muốn tự làm thì lấy lại trước."
    en = "You sent this up, so somebody else must read it. To settle it yourself, take it back."


class NothingToTakeBack(Refused):
    code = "review.nothing_to_take_back"
    status = 409
    vi = "Không còn câu trả lời nào của anh/chị ở chỗ này để lấy lại."
    en = "No answer of yours stands here any more that could be taken back."


class TakenFurther(Refused):
    code = "review.taken_further"
    status = 409
    vi = (
        "Không lấy lại được nữa: trường hợp đã được sửa khi rà soát, đã duyệt hoặc đã trả lại. "
        "Sửa tiếp ở trang rà soát của trường hợp."
    )
    en = (
        "This cannot be taken back any more: the entry was corrected in review, approved or "
        "returned. Go on from the entry's review page."
    )


class NothingToVerify(Refused):
    code = "review.nothing_to_verify"
    status = 409
    vi = "Không còn gì để xác nhận: bản ghi đã được sửa hoặc đã duyệt. Tải lại trang."
    en = "Nothing is left to confirm: the records were corrected or approved. Reload the page."


class NothingInstead(Refused):
    code = "review.nothing_instead"
    vi = "Đánh dấu là sai thì ghi giá trị đúng như trong sổ, hoặc chọn “không đọc được”."
    en = "Where you mark a value as wrong, type what the book says, or choose “unreadable”."
