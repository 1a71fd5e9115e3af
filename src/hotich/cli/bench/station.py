"""The station, part by part: the server under load, the screen in a browser, keys per record."""

import importlib
from collections.abc import Sequence

from hotich.cli.bench.figures import Figure

PARTS = {
    "server": "station_server",
    "browser": "station_browser",
    "keystrokes": "keystrokes",
    "suggestions": "suggestions",
}


def measure(*, quick: bool, parts: Sequence[str] = ()) -> list[Figure]:
    """Measure the parts named, all of them by default."""
    figures: list[Figure] = []
    for part in parts or PARTS:
        figures += importlib.import_module(f"hotich.cli.bench.{PARTS[part]}").measure(quick=quick)
    return figures
