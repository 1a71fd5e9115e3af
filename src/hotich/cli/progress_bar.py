"""A progress bar on a terminal, a line a stage elsewhere."""

import sys
import time
from types import TracebackType
from typing import Self

WIDTH = 24


class Bar:
    """Shows one stage: ``show(done, total)`` while it runs, a last line with its seconds at the
    end.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._live = sys.stderr.isatty()
        self._last = (0, 0)
        self._began = time.monotonic()

    def show(self, done: int, total: int) -> None:
        """Draw the state of the stage."""
        self._last = (done, total)
        if self._live:
            filled = done * WIDTH // max(total, 1)
            bar = "█" * filled + "·" * (WIDTH - filled)
            print(f"\r  {self._name:<34} {bar} {done}/{total}", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        self.show(0, 0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        done, total = self._last
        seconds = time.monotonic() - self._began
        count = f"{done}/{total}" if total else ""
        mark = "✓" if kind is None else "✗"
        start = "\r\033[K" if self._live else ""
        print(
            f"{start}  {mark} {self._name:<34} {count:>8} {seconds:6.1f} s",
            file=sys.stderr,
            flush=True,
        )
