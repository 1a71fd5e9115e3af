"""What the browser keeps of the station to open it without a network: its page, modules, fonts.

``/keying/sw.js`` is the service worker (static/keying/sw.js) with the list of these files and their
version in front of it; it is an address under ``/keying/`` because that is all it may look after.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = ("hotich/", "keying/")  # of static files, every room's among them
OTHERS = ("django_htmx/htmx-2.min.js",)
SUFFIXES = frozenset((".js", ".css", ".woff2", ".svg", ".json"))
WORKER = "keying/sw.js"
PAGE_PARTS = ("*/templates/**/*.html", "locale/**/*.po", "config/menu.py")
"""Whatever the station's page is made of besides its files: another page, another version."""


@login_not_required
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Send the worker; it holds nothing of any person, and an old one asks for it signed out."""
    head = {
        "version": version(),
        "page": reverse("station"),
        "home": reverse("keying"),
        "files": [static(name) for name in files()],
    }
    source = _read(WORKER).decode("utf-8")
    return HttpResponse(
        f"const SHELL = {json.dumps(head)};\n{source}",
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


@cache
def files() -> tuple[str, ...]:
    """Return the names of the static files that the station may need, in order."""
    found = (name for finder in finders.get_finders() for name, _storage in finder.list([]))
    ours = (
        name
        for name in found
        if name.startswith(FOLDERS) and Path(name).suffix in SUFFIXES and name != WORKER
    )
    return tuple(sorted({*ours, *OTHERS}))


@cache
def version() -> str:
    """Return what changes with any of the files, the worker, or the page itself."""
    digest = hashlib.sha256()
    for part in _parts():
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:16]


def _parts() -> Iterator[bytes]:
    for name in (WORKER, *files()):
        yield name.encode()
        yield _read(name)
    for pattern in PAGE_PARTS:
        for path in sorted(PACKAGE.glob(pattern)):
            yield path.read_bytes()


def _read(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found).read_bytes()
