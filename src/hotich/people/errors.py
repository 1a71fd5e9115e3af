"""What an account may not do."""

from hotich.rules.errors import Refused


class NotAllowed(Refused):
    code = "people.not_allowed"
    status = 403
    vi = (
        "Tài khoản của anh/chị không được giao việc này ở đơn vị này. Cần thì hỏi người đứng "
        "đầu đơn vị."
    )
    en = (
        "Your account does not hold this task in this unit. Ask the head of the unit if you "
        "need it."
    )


class NotThere(Refused):
    code = "people.not_there"
    status = 404
    vi = "Không tìm thấy, hoặc tài khoản của anh/chị không được xem."
    en = "It is not there, or your account may not see it."
