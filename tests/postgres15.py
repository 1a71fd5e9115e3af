"""A throwaway PostgreSQL 15, the oldest version we support, to run the tests on once more."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from hotich.config.account import server_account
from hotich.config.datafolder import make_role_and_database
from hotich.config.processes import stop_with_parent

PROGRAMS = Path("/usr/lib/postgresql/15/bin")  # where Debian's package puts them
SETTINGS = ("listen_addresses=", "fsync=off", "max_connections=120", "unix_socket_directories=.")


class NoPostgres15Error(Exception):
    """PostgreSQL 15 is not to be had here; the sentence says why."""


@contextmanager
def postgres15() -> Iterator[str]:
    """Yield the ``DATABASE_URL`` of a new PostgreSQL 15 that is gone afterwards.

    :raises NoPostgres15Error: it is not installed and cannot be.
    """
    _install()
    folder = Path(tempfile.mkdtemp(prefix="hotich-pg15-", dir="/tmp"))  # 0700, and a short path
    data = folder / "data"
    account = server_account(data)
    account.own(folder)
    run_as = account.run_options() | {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    try:
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"]
        subprocess.run([PROGRAMS / "initdb", "-D", data, *options], check=True, **run_as)
        command = [str(PROGRAMS / "postgres"), "-D", str(data)]
        command += [word for setting in SETTINGS for word in ("-c", setting)]
        wish = stop_with_parent(signal.SIGINT)
        with subprocess.Popen(command, preexec_fn=wish, start_new_session=True, **run_as) as server:
            try:
                with closing(_connect(data)) as admin:
                    make_role_and_database(admin, "x")  # the socket's folder is closed to others
                yield f"postgresql://hotich:x@/hotich?host={data}&port=5432"
            finally:
                server.send_signal(signal.SIGINT)
    finally:
        shutil.rmtree(folder)


def _install() -> None:
    if (PROGRAMS / "postgres").exists():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoPostgres15Error("PostgreSQL 15 is not installed, and only root could install it")
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "postgresql-15"]):
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(["apt-get", "-q", *command], env=environ, capture_output=True)
        if done.returncode:
            raise NoPostgres15Error("this system's packages have no PostgreSQL 15")


def _connect(folder: Path) -> psycopg.Connection[tuple[object, ...]]:
    """Return the superuser's connection, as soon as the server answers."""
    deadline = time.monotonic() + 60
    while True:
        try:
            url = f"postgresql://postgres@/postgres?host={folder}&port=5432"
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
