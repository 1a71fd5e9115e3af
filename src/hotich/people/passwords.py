"""What a password must be, in sentences that say what to do."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from hotich.people.errors import WeakPassword
from hotich.people.models import User
from hotich.rules import names

MOST = 128
SENTENCES = {
    "short": (
        "Mật khẩu cần ít nhất 10 ký tự: thử ghép ba, bốn từ.",
        "A password needs at least 10 characters: try three or four words.",
    ),
    "long": (
        "Mật khẩu dài quá 128 ký tự: chọn mật khẩu ngắn hơn.",
        "A password has at most 128 characters: choose a shorter one.",
    ),
    "common": (
        "Mật khẩu này quá phổ biến, dễ bị đoán: chọn mật khẩu khác.",
        "This password is too common and easily guessed: choose another.",
    ),
    "name": (
        "Mật khẩu không được chứa tên hoặc tên đăng nhập: chọn mật khẩu khác.",
        "The password must not contain your name or sign-in name: choose another.",
    ),
    "digits": (
        "Mật khẩu không được chỉ gồm chữ số (ngày sinh, số điện thoại): thêm chữ.",
        "The password must not be digits only (a birthday, a telephone number): add letters.",
    ),
    "same": (
        "Mật khẩu mới phải khác mật khẩu cũ.",
        "The new password must differ from the old one.",
    ),
    "simple": (
        "Mật khẩu lặp lại quá ít ký tự: dùng ít nhất 5 ký tự khác nhau.",
        "The password repeats too few characters: use at least 5 different ones.",
    ),
}
_CODES = {"password_too_short": "short", "password_too_common": "common"}


def require_strong(new: str, user: User, old: str) -> None:
    """Raise WeakPassword with a sentence for each rule that the new password breaks."""
    wrong = []
    try:
        validate_password(new, user)
    except ValidationError as error:
        wrong += [_CODES[one.code] for one in error.error_list if one.code in _CODES]
    if len(new) > MOST:
        wrong.append("long")
    if new.isdecimal():
        wrong.append("digits")
    elif len(set(new)) < 5:
        wrong.append("simple")
    if _names_person(new, user):
        wrong.append("name")
    if new == old:
        wrong.append("same")
    if wrong:
        said = [SENTENCES[code] for code in wrong]
        raise WeakPassword(vi=" ".join(vi for vi, _ in said), en=" ".join(en for _, en in said))


def _names_person(new: str, user: User) -> bool:
    joined = names.fold(new).replace(" ", "")
    parts = (names.fold(user.full_name).replace(" ", ""), user.username.lower())
    return any(len(part) > 3 and part in joined for part in parts)
