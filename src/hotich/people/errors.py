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


class NotYourPerson(Refused):
    """A person whose roles reach beyond what the acting person may give, or themselves."""

    code = "people.not_your_person"
    status = 403
    vi = (
        "Anh/chị không quản lý được tài khoản này: đó là tài khoản của chính mình, của đơn vị "
        "khác hoặc có vai trò cao hơn. Hãy nhờ cấp trên."
    )
    en = (
        "This account is not yours to manage: it is your own, another unit's, or holds a higher "
        "role. Ask the level above."
    )


class RoleAbove(Refused):
    code = "people.role_above"
    status = 403
    vi = "Anh/chị không được giao vai trò này ở đơn vị này. Hãy nhờ cấp trên giao."
    en = "This role in this unit is not yours to give. Ask the level above to give it."


class DaysWrong(Refused):
    code = "people.days_wrong"
    vi = "Ngày cuối phải từ ngày đầu trở đi và không ở quá khứ. Hãy sửa ngày rồi lưu lại."
    en = "The last day must not be before the first day or today. Correct the days, then save."


class RoleOver(Refused):
    code = "people.role_over"
    status = 409
    vi = "Vai trò này đã kết thúc hoặc vừa được đổi. Hãy tải lại trang để xem."
    en = "This role has ended or was just changed. Reload the page to see."


class NothingToMove(Refused):
    code = "people.nothing_to_move"
    status = 409
    vi = "Người này không còn vai trò ở đơn vị cũ vào ngày đó, hoặc hai đơn vị là một."
    en = "This person holds no role in the old unit on that day, or the two units are the same."


class UsernameTaken(Refused):
    code = "people.username_taken"
    status = 409
    vi = "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác hoặc để trống."
    en = "This sign-in name is taken. Choose another or leave it empty."


class RowWrong(Refused):
    """A single account cannot be opened; the sentence is that of the row."""

    code = "people.row_wrong"
    vi = "{vi}"
    en = "{en}"


class NoFile(Refused):
    code = "people.no_file"
    status = 409
    vi = "Không còn tệp nào chờ xác nhận: tệp đã được xác nhận hoặc đã thay bằng tệp khác. Hãy "
    vi += "tải tệp lên lại nếu cần."
    en = "No file waits to be confirmed: it was confirmed or replaced. Upload it again if needed."


class NotExcel(Refused):
    code = "people.not_excel"
    vi = "Không mở được tệp này. Hãy lưu bằng Excel dạng .xlsx, không đặt mật khẩu, rồi gửi lại."
    en = "This file cannot be opened. Save it in Excel as .xlsx without a password, then send it."


class FileTooLarge(Refused):
    code = "people.file_too_large"
    status = 413
    vi = (
        "Tệp quá lớn (quá {limit_mb} MB, hoặc có ô ở rất xa). Hãy chép các dòng sang tệp mẫu mới "
        "rồi gửi lại."
    )
    en = (
        "The file is too large (over {limit_mb} MB, or with cells far away). Copy the rows into a "
        "new template, then send it."
    )


class FormulaInFile(Refused):
    code = "people.formula"
    vi = "Ô {cell} là công thức. Hãy chép rồi dán lại dạng giá trị, sau đó gửi lại tệp."
    en = "Cell {cell} is a formula. Paste it as a value, then send the file again."


class ColumnsMissing(Refused):
    code = "people.columns_missing"
    vi = "Tệp thiếu cột: {columns}. Hãy dùng tệp mẫu, giữ nguyên dòng tiêu đề."
    en = "Columns are missing: {columns}. Use the template and keep its header row."


class NoRows(Refused):
    code = "people.no_rows"
    vi = "Tệp không có dòng nào dưới tiêu đề. Hãy điền ít nhất một người rồi gửi lại."
    en = "The file has no row under its header. Fill in at least one person, then send it."


class TooManyRows(Refused):
    code = "people.too_many_rows"
    vi = "Tệp có quá {limit} dòng. Hãy chia thành nhiều tệp."
    en = "The file has more than {limit} rows. Split it into several files."


class WrongPassword(Refused):
    code = "people.wrong_password"
    vi = "Mật khẩu hiện tại chưa đúng. Hãy gõ lại, nhớ tắt gõ dấu."
    en = "The current password is wrong. Type it again, with Vietnamese typing off."


class WeakPassword(Refused):
    """``vi`` and ``en`` are sentences of people/passwords.py."""

    code = "people.weak_password"
    vi = "{vi}"
    en = "{en}"


class TooManyTries(Refused):
    code = "people.too_many_tries"
    status = 429
    vi = "Thử quá nhiều lần. Hãy đợi {minutes} phút rồi làm lại."
    en = "Too many tries. Wait {minutes} minutes, then try again."


class FirstChangePassword(Refused):
    code = "people.change_password_first"
    status = 403
    vi = "Anh/chị cần đặt mật khẩu mới trước khi làm việc. Hãy mở trang Mật khẩu."
    en = "Set a new password before you work. Open the page Password."


class FirstPledge(Refused):
    code = "people.pledge_first"
    status = 403
    vi = "Anh/chị cần đọc và chấp nhận cam kết bảo mật trước khi làm việc. Hãy tải lại trang."
    en = "Read and accept the pledge of secrecy before you work. Reload the page."


class FirstSecondFactor(Refused):
    code = "people.second_factor_first"
    status = 403
    vi = "Vai trò của anh/chị phải có xác thực hai lớp. Hãy bật ở trang Tài khoản của tôi."
    en = "Your role needs two-factor sign-in. Turn it on on the page My account."


class OldPledge(Refused):
    code = "people.old_pledge"
    status = 409
    vi = "Bản cam kết vừa được cập nhật. Hãy tải lại trang, đọc bản mới rồi chấp nhận."
    en = "The pledge has just been renewed. Reload the page, read the new one, then accept it."


class NotLinked(Refused):
    """Somebody signed in elsewhere (OIDC) who has no account here."""

    code = "people.not_linked"
    status = 403
    vi = (
        "Đăng nhập qua {provider} thành công nhưng chưa có tài khoản nào ở đây mang tên đó. Hãy "
        "nhờ người đứng đầu đơn vị mở tài khoản, hoặc đăng nhập bằng mật khẩu."
    )
    en = (
        "You signed in with {provider}, but no account here has that name. Ask the head of your "
        "unit to open one, or sign in with a password."
    )


class LinkRefused(Refused):
    """The account is locked, or is already linked to somebody else at the other sign-in (OIDC)."""

    code = "people.link_refused"
    status = 403
    vi = (
        "Đăng nhập qua {provider} thành công nhưng tài khoản mang tên đó ở đây đang khóa hoặc đã "
        "gắn với người khác. Hãy đăng nhập bằng mật khẩu hoặc hỏi người đứng đầu đơn vị."
    )
    en = (
        "You signed in with {provider}, but the account of that name here is locked or is linked "
        "to somebody else. Sign in with a password or ask the head of your unit."
    )


class PasskeyNeedsTls(Refused):
    code = "people.passkey_needs_tls"
    status = 409
    vi = (
        "Khóa truy cập chỉ dùng được khi trang mở bằng https:// hoặc tại localhost. Hãy dùng "
        "ứng dụng xác thực, hoặc nhờ người quản trị bật https."
    )
    en = (
        "Passkeys work only where the page is opened by https:// or at localhost. Use an "
        "authenticator app, or ask the administrator to turn on https."
    )


class SecondFactorOff(Refused):
    code = "people.second_factor_off"
    status = 404
    vi = "Máy chủ này không bật xác thực hai lớp. Cần thì hỏi người quản trị."
    en = "Two-factor sign-in is off on this server. Ask the administrator if you need it."
