"""Words for what was done to an account, for roles, and for how somebody signed in."""

from django import template
from django.utils.translation import gettext, gettext_lazy

from hotich.people.models import RoleName

register = template.Library()

DEEDS = {
    "open_account": gettext_lazy("Mở tài khoản"),
    "give_role": gettext_lazy("Giao vai trò"),
    "end_role": gettext_lazy("Kết thúc vai trò"),
    "move_person": gettext_lazy("Chuyển đơn vị"),
    "edit_person": gettext_lazy("Sửa thông tin"),
    "reset_password": gettext_lazy("Cấp lại mật khẩu"),
    "change_password": gettext_lazy("Đổi mật khẩu"),
    "lock_account": gettext_lazy("Khóa tài khoản"),
    "unlock_account": gettext_lazy("Mở khóa tài khoản"),
    "accept_pledge": gettext_lazy("Chấp nhận cam kết bảo mật"),
    "sign_in": gettext_lazy("Đăng nhập"),
    "set_second_factors": gettext_lazy("Thay đổi xác thực hai lớp"),
    "remove_second_factors": gettext_lazy("Gỡ xác thực hai lớp"),
    "link_oidc": gettext_lazy("Liên kết đăng nhập bên ngoài"),
    "read_accounts_file": gettext_lazy("Gửi tệp tài khoản"),
    "open_accounts": gettext_lazy("Mở tài khoản bằng tệp"),
}
HOWS = {
    "password": gettext_lazy("bằng mật khẩu"),
    "totp": gettext_lazy("bằng mật khẩu và mã xác thực"),
    "recovery_codes": gettext_lazy("bằng mật khẩu và mã dự phòng"),
    "webauthn": gettext_lazy("bằng khóa truy cập"),
    "oidc": gettext_lazy("bằng đăng nhập bên ngoài"),
}


@register.simple_tag
def deed_word(verb: str) -> str:
    """Write a ledger verb about an account in words."""
    return str(DEEDS.get(verb, verb))


@register.simple_tag
def role_word(name: str) -> str:
    """Write a role by its name."""
    return str(RoleName(name).label) if name in RoleName.values else name


@register.simple_tag
def how_word(how: str) -> str:
    """Write how somebody signed in."""
    return str(HOWS.get(how, gettext("bằng cách khác")))
