"""Keep the processes of a running hotich alive, and let none outlive it.

Each child gets a name, a log file and a process group of its own:

1. A child that dies is started again, after a pause that doubles from 0.2 to 5 seconds while it
   keeps dying at once; what it had started itself is killed first.
2. SIGTERM, SIGINT and SIGHUP end the supervisor, which ends its children the same way.
3. Where the supervisor itself is killed, the kernel sends its children SIGTERM.

Everything happens in ``tick``, in the one thread that calls it: the main thread.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from hotich.config.errors import ChildNotReady
from hotich.config.processes import stop_with_parent

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds before a dead child is started again
SETTLED = 10.0  # seconds a child must live for its pause to start small again
LOG_LIMIT = 10_000_000  # bytes; one older log is kept
BEAT = 0.05  # seconds between two ticks


@dataclass(slots=True)
class _Child:
    name: str
    command: Sequence[str]
    environ: Mapping[str, str] | None
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)
    started: float = field(init=False)
    pause: float = FIRST_PAUSE
    due: float | None = None  # when to start it again; None while it lives

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                list(self.command),
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl+C is for the supervisor, who passes it on once
                preexec_fn=stop_with_parent(signal.SIGTERM),
            )
        self.started, self.due = time.monotonic(), None

    def signal(self, number: signal.Signals) -> None:
        """Send ``number`` to the child and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def tick(self, now: float) -> None:
        with contextlib.suppress(OSError):  # a log taken away or a full disk must not end us
            if self.log.stat().st_size > LOG_LIMIT:  # it appends: emptied under its hands
                shutil.copyfile(self.log, self.log.with_suffix(".old.log"))
                os.truncate(self.log, 0)
        if self.due is None and self.process.poll() is not None:
            self.signal(signal.SIGKILL)
            if now - self.started > SETTLED:
                self.pause = FIRST_PAUSE
            self.due = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        if self.due is not None and now >= self.due:
            self.start()


class Supervisor:
    """Runs named children until it is told to stop; used as a context it stops them at the end."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._children: dict[str, _Child] = {}
        self._ending = False

    def start(
        self, name: str, command: Sequence[str], environ: Mapping[str, str] | None = None
    ) -> None:
        """Start the child ``name``; its output goes to ``logs/NAME.log``.

        :param environ: its whole environment; without it ours
        """
        child = _Child(name, command, environ, self._logs / f"{name}.log")
        child.start()
        self._children[name] = child

    def tick(self) -> None:
        """Start again who has died; call it every now and then."""
        for child in self._children.values():
            child.tick(time.monotonic())

    def wait_ready(self, name: str, ready: Callable[[], bool], timeout: float = 60) -> None:
        """Return when ``ready()`` is true, children that die meanwhile started again.

        :raises ChildNotReady: it was not after ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        while not ready():
            if time.monotonic() > deadline:
                raise ChildNotReady(name=name, log=self._children[name].log)
            self.tick()
            time.sleep(BEAT)

    def pids(self) -> dict[str, int]:
        """Return the process number of each child that lives now."""
        children = self._children.items()
        return {name: child.process.pid for name, child in children if child.due is None}

    def run(self, each_tick: Callable[[], None] = lambda: None) -> None:
        """Keep the children alive until SIGTERM, SIGINT or SIGHUP; then stop them and return.

        :param each_tick: also called at every beat, for what else must be kept alive
        """
        numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        before = {number: signal.signal(number, self._end) for number in numbers}
        try:
            while not self._ending:
                self.tick()
                each_tick()
                time.sleep(BEAT)
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self, patience: float = 20) -> None:
        """End every child: asked first, killed after ``patience`` seconds."""
        children = [child for child in self._children.values() if child.due is None]
        for child in children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + patience
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            child.signal(signal.SIGKILL)
            child.process.wait()
        self._children.clear()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ending = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
