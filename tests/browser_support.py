"""The browser for the browser tests: an installed Chromium or Chrome, or Debian's package."""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class NoBrowserError(Exception):
    """No browser is to be had here; the sentence says what to install."""


def chromium() -> Path:
    """Return the path of a Chromium or Chrome, installed first where we may.

    :raises NoBrowserError: there is none and it cannot be installed.
    """
    if found := _find():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-q", *command], env=environ, capture_output=True)
        if found := _find():
            return found
    raise NoBrowserError(
        "cần Chromium hoặc Chrome: sudo apt-get install chromium (Chromium or Chrome is needed)"
    )


def _find() -> Path | None:
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path and _works(path)), None)


def _works(path: str) -> bool:
    """Say whether it starts: Ubuntu's ``chromium-browser`` may be a script asking for snap."""
    return subprocess.run([path, "--version"], capture_output=True).returncode == 0
