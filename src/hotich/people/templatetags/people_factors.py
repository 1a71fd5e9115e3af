"""What pages of sign-in ask about second factors and sign-in elsewhere."""

from typing import Any

from django import template
from django.conf import settings

from hotich.people import secondfactor

register = template.Library()


@register.simple_tag(takes_context=True)
def passkeys_work(context: dict[str, Any]) -> bool:
    """Tell whether passkeys can be used at this address."""
    return secondfactor.is_on() and secondfactor.passkeys_work(context["request"])


@register.simple_tag(takes_context=True)
def factor_duty(context: dict[str, Any]) -> bool:
    """Tell whether this person must have a second factor and has none yet."""
    return secondfactor.is_missing(context["request"].user)


@register.simple_tag
def oidc_name() -> str:
    """Write the name of the sign-in elsewhere, nothing where there is none."""
    return str(settings.HOTICH_OIDC_NAME) if settings.HOTICH_OIDC_URL else ""
