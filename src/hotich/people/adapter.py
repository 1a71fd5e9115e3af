"""What django-allauth asks us: who may come in, what is said, how secrets are kept.

Accounts are opened by the unit, never by a visitor.
"""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotich.people import actions
from hotich.people.errors import LinkRefused, NotLinked
from hotich.people.models import User
from hotich.web.middleware import refusal

_TOO_MANY = _(
    "Nhập sai quá nhiều lần. Hãy đợi 5 phút rồi thử lại, hoặc nhờ người đứng đầu đơn vị cấp lại "
    "mật khẩu."
)
_WRONG_CODE = _("Mã chưa đúng. Hãy nhập mã đang hiện trên ứng dụng, hoặc một mã dự phòng.")


class AccountAdapter(DefaultAccountAdapter):
    """Closes signing up, sends no mail, speaks our language, notes each sign-in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản đang khóa. Hãy hỏi người đứng đầu đơn vị."),
        "enter_current_password": _("Hãy gõ mật khẩu hiện tại."),
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": _("Mật khẩu chưa đúng. Hãy gõ lại, nhớ tắt gõ dấu."),
        "rate_limited": _TOO_MANY,
        "too_many_login_attempts": _TOO_MANY,
        "username_password_mismatch": _(
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy gõ lại, nhớ tắt gõ dấu."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: accounts have no address."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing of the library's own: our pages show what has happened."""

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        methods = [r.get("type") or r["method"] for r in get_authentication_records(request, user)]
        how = {"socialaccount": "oidc"}.get(m := (methods or ["password"])[-1], m)
        actions.note_sign_in(user=user, how=how)
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted with the server's key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "cannot_generate_recovery_codes": _("Hãy bật ứng dụng xác thực hoặc khóa truy cập trước."),
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        return gettext("Khóa truy cập")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "hotich"}


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"hotich.people.second-factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class OidcAdapter(DefaultSocialAccountAdapter):
    """Lets somebody signed in elsewhere into the account here that has the name they claim."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: accounts have no address."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        data = sociallogin.account.extra_data
        claims = {**data.get("id_token", {}), **data.get("userinfo", {})}
        claimed = str(claims.get(settings.HOTICH_OIDC_CLAIM, "")).lower()
        user = User.objects.filter(username=claimed).first() if claimed else None
        if user is None:
            why = NotLinked(provider=settings.HOTICH_OIDC_NAME)
            raise ImmediateHttpResponse(refusal(request, why))
        try:
            actions.link_oidc(user=user, sociallogin=sociallogin, request=request)
        except LinkRefused as why:
            raise ImmediateHttpResponse(refusal(request, why)) from why
