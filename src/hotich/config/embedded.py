"""Our own PostgreSQL 18, started without installing anything: the province's database by default.

It listens on no network, only on a socket in a folder closed to others, and asks for a password
there too. How a data folder never gets two servers, and a server never outlives its use:

1. Whoever wants the database takes ``lock``. The server inherits that lock, so it stays taken while
   any process of the server lives, however its owner died.
2. Lock taken by others: attach to their server, or wait until it answers or lets go.
   A server whose owner is gone is ending: that one is never attached to.
3. Lock ours: nothing of an older server is alive. Make the data folder if there is none, start the
   server and wait until it answers; after a crash it replays its log first.
4. The server stops with the process that started it, even when that is killed. Processes attached
   to it then get connection errors; the next one to ask starts it again.
"""

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

import psycopg

from hotich.config.account import programs, server_account
from hotich.config.datafolder import SETTINGS, make_data_folder, make_role_and_database, secret
from hotich.config.errors import DatabaseUnavailable, SocketFolderTaken
from hotich.config.home import ROOT_HOMES, make_folder
from hotich.config.processes import share_lock, stop_with_parent, take_lock

PATIENCE = 120  # seconds for a crashed server to recover or an old one to go
LOG_LIMIT = 10_000_000  # bytes; one older log is kept


class Server:
    """The one PostgreSQL of a data home: started by this process, or by another and attached to.

    Start it from the main thread: Linux ties its life to the thread that started it. ``url`` is
    what ``DATABASE_URL`` would say, as the role ``hotich`` that owns the database ``hotich``.
    """

    def __init__(self, home: Path) -> None:
        self.url = ""
        self.place = home / "pg"
        self._account = server_account(self.place / "data")
        if home.exists() and not self._account.can_reach(home):  # root's home, closed to others
            self.place = ROOT_HOMES / f"pg-{_short_hash(home)}"
            self._account = server_account(self.place / "data")
        self._data = self.place / "data"
        self._log = home / "logs" / "postgres.log"
        self._socket = Path("/tmp") / f"hotich-{os.geteuid()}-{_short_hash(self.place)}"
        self._process: subprocess.Popen[bytes] | None = None
        self._owning: IO[bytes] | None = None  # locked while the process that started it lives

    def start(self) -> None:
        """Start the server, or attach to the one another process runs; return when it answers.

        Call it again to bring back a server that has died.

        :raises DatabaseUnavailable: no server answers within ``PATIENCE`` seconds.
        :raises SocketFolderTaken: the socket's folder is somebody else's or open to others.
        """
        if self._process and self._process.poll() is None:
            return
        self._disown()
        deadline = time.monotonic() + PATIENCE
        make_folder(self.place, 0o755 if os.geteuid() == 0 else 0o700)
        make_folder(self._log.parent, 0o700)
        with open(self.place / "lock", "ab", opener=_closed) as lock:
            while not take_lock(lock.fileno()):
                if self.attach():
                    return
                self._pause(deadline, "a server is there and does not answer")
            self._launch(lock.fileno())
        self._wait_until_ready(deadline)

    def attach(self) -> bool:
        """Set ``url`` and return True if a server answers at this home; start nothing."""
        try:
            with (self.place / "owner").open("rb") as owner:
                if take_lock(owner.fileno()):  # nobody owns it: it is ending, or gone
                    return False
            self._check_socket_folder()
            url = self._url("hotich")
            psycopg.connect(url, connect_timeout=5).close()
        except (FileNotFoundError, psycopg.OperationalError):
            return False
        self.url = url
        return True

    def running(self) -> bool:
        """Say whether the server lives, if this process started it, else whether it answers."""
        return self._process.poll() is None if self._process else self.attach()

    def stop(self) -> None:
        """Stop the server if this process started it; open transactions are rolled back."""
        process = self._disown()
        if process is None:
            return
        for number, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, None)):
            process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
                break
        with (self.place / "lock").open("rb") as lock, suppress(OSError):
            if take_lock(lock.fileno()):  # nobody starts another one right now
                self._socket.rmdir()

    def _disown(self) -> subprocess.Popen[bytes] | None:
        process, self._process = self._process, None
        if self._owning:
            self._owning.close()
            self._owning = None
        return process

    def _launch(self, lock: int) -> None:
        folder = programs(self.place, self._account)
        if not self._data.exists():
            make_data_folder(self._data, folder, self._account, self._log)
        if not self._socket.exists():
            self._socket.mkdir(mode=0o700)
            self._account.own(self._socket)
        self._check_socket_folder()
        # Left by a killed server: the lock proves it dead, a reused process number would not.
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        (self._socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        self._owning = open(self.place / "owner", "ab", opener=_closed)  # noqa: SIM115
        share_lock(self._owning.fileno())
        if self._log.exists() and self._log.stat().st_size > LOG_LIMIT:
            self._log.replace(self._log.with_suffix(".old.log"))
        options = [f"--{key}={value}" for key, value in SETTINGS.items()]
        options += [f"--unix_socket_directories={self._socket}", "-D", str(self._data)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [folder / "postgres", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock],
                preexec_fn=stop_with_parent(signal.SIGINT),
                start_new_session=True,  # Ctrl+C is for the owner, who then stops the server last
                **self._account.run_options(),
            )

    def _wait_until_ready(self, deadline: float) -> None:
        while True:
            try:
                admin = psycopg.connect(self._url("postgres"), connect_timeout=5, autocommit=True)
                break
            except psycopg.OperationalError as error:
                if not self._process or self._process.poll() is not None:
                    reason = "PostgreSQL ended at once"
                    raise DatabaseUnavailable(reason=reason, log=self._log) from error
                self._pause(deadline, "PostgreSQL does not answer")
        with closing(admin):
            make_role_and_database(admin, secret(self.place, "hotich"))
        self.url = self._url("hotich")

    def _check_socket_folder(self) -> None:
        found = self._socket.lstat()  # a link is not opened to others, but not ours either
        if (found.st_mode, found.st_uid) != (0o040700, self._account.user):
            raise SocketFolderTaken(path=self._socket)

    def _url(self, role: str) -> str:
        """Return where ``role`` finds the database of its own name."""
        password = secret(self.place, role)  # has only characters that need no quoting
        return f"postgresql://{role}:{password}@/{role}?host={self._socket}&port=5432"

    def _pause(self, deadline: float, reason: str) -> None:
        if time.monotonic() > deadline:
            raise DatabaseUnavailable(reason=reason, log=self._log)
        time.sleep(0.05)


@contextmanager
def server(home: Path) -> Iterator[str]:
    """Yield the URL of the database at ``home``: a server of our own, or the one already there."""
    own = Server(home)
    try:
        own.start()
        yield own.url
    finally:
        own.stop()


def attach(home: Path) -> str | None:
    """Return the URL of the server that runs at ``home``, or None."""
    found = Server(home)
    return found.url if found.attach() else None


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _closed(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
