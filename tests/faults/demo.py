"""The real demo in a process of its own, stopped in the middle of any stage, and its parts to kill.

A stage is held at the moment it writes: a gate locks the stage's table against writers, as a long
backup would, until somebody waits there. Whoever that is has begun and has not committed.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psycopg

import hotich
from hotich.config import embedded

ENTRIES = 6
GATE_SECONDS = 5  # for writers in hand to end before a gate closes
PATIENCE = 120  # seconds for a stage to be reached, or a demo to end
STAGES = {
    "receiving": "scans_scanfile",  # the web server takes the file in
    "cutting": "scans_page",  # a worker has read the file
    "keying": "keying_keying",  # the web server saves
    "agreeing": "records_record",  # a worker compared two keyings
    "settling": "review_settlement",
    "approving": "review_approval",
    "packaging": "delivery_package",  # a worker wrote the files and has not named them
    "delivering": "delivery_receipt",  # the receiver has the entry, we do not know it yet
}
KEPT = ("ledger_line", "scans_scanfile", "scans_entry", "keying_keying", "records_version")
KEPT += ("review_settlement", "delivery_package", "delivery_delivery", "delivery_receipt")
PARTS = {
    "web": "-m granian",
    "worker": "hotich.cli worker",
    "sealer": "ledger seal",
    "sandbox": "hotich.sandbox",
    "database": "/postgres ",
}


class Demo:
    """A demo folder, the process that plays or serves it, and the way into its database."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.data = home / "demo"
        self.sandbox = f"http://127.0.0.1:{free_port()}"
        self.environ: dict[str, str] = {}
        self.process: subprocess.Popen[bytes] | None = None
        self.kept: dict[str, set[Any]] = {table: set() for table in KEPT}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def play(self) -> None:
        """Start `hotich demo --exit`."""
        self._start("demo", "--exit", "--entries", str(ENTRIES), "--port", str(self.port))

    def serve(self) -> None:
        """Start the server and the sandbox on the demo's data; wait for the first page."""
        self._start("--demo", "serve", "--rehearsal", "--port", str(self.port))
        until(lambda: self._answers() or self._ended(), "the server did not start")

    def _start(self, *arguments: str) -> None:
        self.home.mkdir(exist_ok=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("HOTICH_", "DATABASE_"))}
        kept |= {"HOTICH_HOME": str(self.home), "HOTICH_SANDBOX_URL": self.sandbox}
        kept |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **self.environ}
        with self._log("out").open("ab") as out, self._log("err").open("ab") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hotich.cli", *arguments],
                env=kept,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    def _answers(self) -> bool:
        try:
            page = httpx.get(f"{self.address}/sign-in/", timeout=5, trust_env=False)
        except httpx.TransportError:
            return False
        return page.status_code == 200

    def _ended(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(f"it ended too early:\n{self.told()}")
        return False

    def _log(self, name: str) -> Path:
        return self.home / f"{name}.txt"

    def log(self, name: str) -> bytes:
        path = self.data / "logs" / f"{name}.log"
        return path.read_bytes() if path.exists() else b""

    def told(self) -> str:
        """Return what the demo and its parts have said, the last lines of each."""
        logs = [self._log("err"), self._log("out"), *sorted(self.data.glob("logs/*.log"))]
        return "\n".join(
            f"== {log.name}\n" + "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
            for log in logs
        )

    def balance(self) -> str:
        """Wait for the demo's end, require that all its proofs held, and return its balance."""
        assert self.process is not None
        code = self.process.wait(PATIENCE * 2)
        assert code == 0, self.told()
        printed = self._log("out").read_text("utf-8")
        assert printed.count("✓") == 4, printed
        return printed[: printed.index("✓")]

    def pids(self, part: str) -> list[int]:
        """Return the processes of a part that live now, as children of the demo."""
        assert self.process is not None
        return [pid for pid, line in children(self.process.pid) if PARTS[part] in line]

    def serving(self) -> list[int]:
        """Return the processes of the web server: granian's own and those that answer."""
        own = self.pids("web")
        return own + [pid for parent in own for pid, _line in children(parent)]

    def kill(self, *parts: str) -> None:
        """Kill every process of these parts with -9, each by its own number."""
        for part in parts:
            until(lambda part=part: self.pids(part), f"no {part} lives")
            for pid in self.pids(part):
                os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """Kill the demo itself with -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None

    def url(self) -> str:
        """Return the URL of the demo's database once it answers."""
        return until(lambda: embedded.attach(self.data) or self._ended(), "no database answers")

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.url()) as connection:
            return [row[0] for row in connection.execute(query)]

    def note_kept(self) -> None:
        """Remember every row that is committed now; `lost` looks for them again."""
        for table, rows in committed(self.url()).items():
            self.kept[table] |= rows

    def lost(self) -> dict[str, set[Any]]:
        """Return the rows that were there at one time and are not now, by table."""
        with embedded.server(self.data) as url:
            now = committed(url)
        return {table: rows - now[table] for table, rows in self.kept.items() if rows - now[table]}

    def weather(self, **settings: float) -> None:
        """Tell the demo's sandbox how to behave."""
        token = (self.data / "sandbox-token").read_text()
        said = httpx.post(
            f"{self.sandbox}/control",
            json=settings,
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )
        assert said.status_code == 200, said.text

    def stop(self) -> None:
        """End the demo and remove its database, which lies elsewhere where root is at work."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        place = embedded.Server(self.data).place
        with embedded.server(self.data):  # whoever still lives there has gone when this has it
            pass
        shutil.rmtree(place, ignore_errors=True)


class Busy(Exception):
    """Somebody writes in that stage and does not end: it stands at another gate."""


class Gate:
    """Stops the demo in the middle of a stage until it is opened; used as a context."""

    def __init__(self, demo: Demo, stage: str) -> None:
        self._demo, self._stage, self._table = demo, stage, STAGES[stage]
        self._connection = until(self._close, f"{stage}: the gate could not be closed")

    def _close(self) -> psycopg.Connection[Any] | None:
        self._demo._ended()
        connection = None
        try:
            connection = psycopg.connect(self._demo.url())
            if not migrated(connection):
                connection.close()
                return None
            connection.execute(f"SET lock_timeout = '{GATE_SECONDS}s'")
            connection.execute(f"LOCK TABLE {self._table} IN SHARE MODE")
        except psycopg.errors.LockNotAvailable as error:
            raise Busy(self._stage) from error
        except psycopg.Error:  # the server or the table is not there yet
            if connection:
                connection.close()
            return None
        return connection

    def wait(self) -> None:
        """Return when somebody waits at the gate."""
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"

        def somebody() -> bool:
            self._demo._ended()
            try:
                row = self._connection.execute(waiting, [self._table]).fetchone()
            except psycopg.OperationalError:  # the demo is about to end
                return False
            return bool(row and row[0])

        until(somebody, f"nobody came to the gate of {self._stage}")

    def open(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.open()


@contextmanager
def stopped_at(home: Path, stage: str) -> Iterator[Demo]:
    """Yield a demo that was killed when it came to a stage: everything before that is done."""
    demo = Demo(home)
    try:
        demo.play()
        with Gate(demo, stage) as gate:
            gate.wait()
            demo.kill_all()
        yield demo
    finally:
        demo.stop()


def migrated(connection: psycopg.Connection[Any]) -> bool:
    """Say whether every table is ready: a gate must stop the stage, not the making of its table."""
    rooms = Path(hotich.__file__).parent
    wanted = {(p.parts[-3], p.stem) for p in rooms.glob("*/migrations/0*.py")}
    return wanted <= set(connection.execute("SELECT app, name FROM django_migrations"))


def committed(url: str) -> dict[str, set[Any]]:
    """Return the ids of every row that must never go, by table."""
    with psycopg.connect(url) as connection:
        return {
            table: {str(row[0]) for row in connection.execute(f"SELECT id FROM {table}")}
            for table in KEPT
        }


def children(parent: int) -> list[tuple[int, str]]:
    """Return the number and command line of each child of a process."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(stat[1]) == parent and stat[0] != "Z":
            found.append((int(folder.name), line))
    return found


def until(found: Any, why: str, seconds: float = PATIENCE) -> Any:
    """Return what ``found()`` returns as soon as it is true; fail with ``why`` if it never is."""
    deadline = time.monotonic() + seconds
    while not (result := found()):
        if time.monotonic() > deadline:
            raise AssertionError(why)
        time.sleep(0.01)
    return result


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
