"""What every page knows about how it is to look."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


def look(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``theme`` ("light", "dark" or "" = as the machine) and ``rehearsal``."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in THEMES else "",
        "rehearsal": bool(getattr(settings, "HOTICH_REHEARSAL", False)),
    }
