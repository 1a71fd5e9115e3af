"""Everything that runs when hotich serves: database, web, workers, sealer; to rehearse, the
sandbox.

with ready(home) as database: migrate(); with Stack(home, database) as stack: stack.run()
"""

import os
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import django
import httpx
from django.core.management import call_command

from hotich.config import embedded
from hotich.config.errors import PortTaken, StillRunning
from hotich.config.home import make_folder
from hotich.config.supervisor import Supervisor
from hotich.web.catalogue import compile_catalogues

DATABASE_CHECK = 1.0  # seconds between two looks at the embedded server
LAST_ANSWERS = 5  # seconds a web server told to stop has for the requests in hand
THREADS = 256  # of the web server: a slow line holds one for as long as it sends or receives
POOL = 24  # database connections that these threads share
MOST_WEB = 4  # web processes: beyond them the database and the workers want the processors
LEFTOVERS = 10.0  # seconds for the web server of a hotich that was killed to leave its port


class Database:
    """The database that everything uses: DATABASE_URL's, or the embedded server of a home."""

    def __init__(self, home: Path) -> None:
        self._server = None if os.environ.get("DATABASE_URL") else embedded.Server(home)
        self._checked = time.monotonic()

    def start(self) -> str:
        """Start what must be started and return the URL."""
        if self._server is None:
            return os.environ["DATABASE_URL"]
        self._server.start()
        return self._server.url

    def keep_alive(self) -> None:
        """Bring the embedded server back if it has died; cheap to call often."""
        if self._server and time.monotonic() - self._checked > DATABASE_CHECK:
            self._server.start()
            self._checked = time.monotonic()

    def stop(self) -> None:
        if self._server:
            self._server.stop()


@contextmanager
def ready(home: Path, *, rehearsal: bool = False) -> Iterator[Database]:
    """Give a database with Django set up on it; the environment then holds what children need."""
    make_folder(home, 0o755 if os.geteuid() == 0 else 0o700)
    make_folder(Path(os.environ.get("HOTICH_STORAGE") or home / "files"), 0o700)
    database = Database(home)
    url = database.start()
    try:
        os.environ.update(environment(home, url, rehearsal=rehearsal))
        compile_catalogues(home / "locale")
        django.setup()
        yield database
    finally:
        database.stop()


def environment(home: Path, url: str, *, rehearsal: bool) -> dict[str, str]:
    """Return what settings.py reads: where things are, and the secrets kept in the home."""
    return {
        "DJANGO_SETTINGS_MODULE": "hotich.config.settings",
        "HOTICH_HOME": str(home),
        "HOTICH_REHEARSAL": "1" if rehearsal else "",
        "DATABASE_URL": url,
        "HOTICH_SECRET_KEY": os.environ.get("HOTICH_SECRET_KEY") or _secret(home / "secret-key"),
        "HOTICH_SANDBOX_TOKEN": _secret(home / "sandbox-token"),
        "HOTICH_SANDBOX_URL": os.environ.get("HOTICH_SANDBOX_URL")
        or (f"http://127.0.0.1:{_free_port()}" if rehearsal else ""),
    }


def migrate() -> None:
    """Bring the tables up to date."""
    call_command("migrate", verbosity=0, interactive=False)


def gather_static() -> None:
    """Put the static files where the web server finds them, small and packed."""
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def _secret(path: Path) -> str:
    """Return the secret kept in a file, made at first use; two first uses agree on one."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")


class Stack:
    """The processes of a running hotich: `start` them, `tick` often or `run`; a context
    stops them.
    """

    def __init__(
        self,
        home: Path,
        database: Database,
        *,
        host: str = "127.0.0.1",
        port: int = 8000,
        workers: int | None = None,
        rehearsal: bool = False,
    ) -> None:
        self.home, self.host, self.port = home, host, port or _free_port()
        self._database = database
        self._workers = workers or os.cpu_count() or 1
        self._web = min(MOST_WEB, os.cpu_count() or 1)
        self._rehearsal = rehearsal
        self.supervisor = Supervisor(make_folder(home / "logs", 0o700))

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self) -> None:
        """Start every process and return when the first page answers. Raises PortTaken."""
        try:
            self._start()
        except BaseException:
            self.supervisor.stop()
            raise

    def _start(self) -> None:
        deadline = time.monotonic() + LEFTOVERS
        while not _is_free(self.host, self.port):
            if time.monotonic() > deadline:
                raise PortTaken(port=self.port)
            time.sleep(0.1)
        gather_static()
        if self._rehearsal:
            self._start_sandbox()
        python = sys.executable
        web = os.environ | {"HOTICH_POOL": str(POOL // self._web)}
        self.supervisor.start("web", [python, "-m", "granian", *self._granian()], web)
        for number in range(1, self._workers + 1):
            self.supervisor.start(f"worker-{number}", [python, "-P", "-m", "hotich.cli", "worker"])
        self.supervisor.start("sealer", [python, "-P", "-m", "hotich.cli", "ledger", "seal"])
        self.supervisor.wait_ready("web", self._answers)

    def _granian(self) -> list[str]:
        return [
            "--interface",
            "wsgi",
            "--host",
            self.host,
            "--port",
            str(self.port),
            "--workers",
            str(self._web),
            "--blocking-threads",
            str(THREADS // self._web),
            "--respawn-failed-workers",
            "--workers-kill-timeout",
            str(LAST_ANSWERS),
            "--log-level",
            "warning",
            "hotich.config.wsgi:application",
        ]

    def _start_sandbox(self) -> None:
        port = int(os.environ["HOTICH_SANDBOX_URL"].rsplit(":", 1)[1])
        command = ["-P", "-m", "hotich.sandbox", "--data", str(self.home / "sandbox")]
        self.supervisor.start("sandbox", [sys.executable, *command, "--port", str(port)])
        self.supervisor.wait_ready("sandbox", lambda: not _is_free("127.0.0.1", port))

    def _answers(self) -> bool:
        try:
            page = httpx.get(f"{self.address}/sign-in/", timeout=5, trust_env=False)
        except httpx.TransportError:
            return False
        return page.status_code < 500  # 400: it answers, only not to this name (HOTICH_HOSTS)

    def tick(self) -> None:
        """Keep everything alive; call it every now and then."""
        self._database.keep_alive()
        self.supervisor.tick()

    def run(self) -> None:
        """Keep everything alive until a signal ends it."""
        self.supervisor.run(self._database.keep_alive)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.supervisor.stop()


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1" if host == "0.0.0.0" else host, port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def throw_away(home: Path) -> None:
    """Remove everything a home holds, its database too. Raises StillRunning while it is in use."""
    server = embedded.Server(home)
    if server.attach():
        raise StillRunning(home=home)
    for folder in (server.place, home):
        shutil.rmtree(folder, ignore_errors=True)
