"""The embedded PostgreSQL: private, one for each data folder, and never lost."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from hotich.config import account, embedded
from hotich.config.embedded import Server, attach, server
from hotich.config.errors import DatabaseUnavailable, SocketFolderTaken

NOBODY = 65534
OWNER = """
import sys, time, pathlib
from hotich.config.embedded import Server
owner = Server(pathlib.Path(sys.argv[1]))
owner.start()
print("up", flush=True)
time.sleep(300)
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as another user")


@pytest.fixture
def home() -> Iterator[Path]:
    """A data home that, unlike pytest's own folders, root's server user can walk to."""
    folder = Path(tempfile.mkdtemp(prefix="hotich-home-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "home"
    shutil.rmtree(folder)


@pytest.fixture
def started(home: Path) -> Iterator[Server]:
    own = Server(home)
    own.start()
    yield own
    own.stop()


@pytest.fixture
def other_owner(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that has started the server at ``home``."""
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", OWNER, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"up\n"
        yield process
        process.kill()
    with server(home):  # its server is gone before the folder goes
        pass


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def keep_a_row(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")


def postmaster(home: Path) -> int:
    return int((home / "pg" / "data" / "postmaster.pid").read_text().split()[0])


def socket_folder(own: Server) -> Path:
    return Path(str(conninfo_to_dict(own.url)["host"]))


def test_it_works(home: Path) -> None:
    with server(home) as url:
        assert ask(url, "SELECT current_user || '@' || current_database()") == "hotich@hotich"
        assert str(ask(url, "SHOW server_version")).startswith("18.")
        assert ask(url, "SELECT lower('ĐẶNG THỊ Ử')") == "đặng thị ử"
        assert ask(url, "SHOW data_checksums") == "on"
        assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = 'hotich'") is False
    assert attach(home) is None


def test_no_network_and_no_way_in_without_the_password(started: Server) -> None:
    assert ask(started.url, "SHOW listen_addresses") == ""
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(started.url, password="guessed")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(started.url, user="postgres", dbname="postgres", password="")


def test_socket_data_and_secrets_are_closed_to_others(home: Path, started: Server) -> None:
    closed = [socket_folder(started), home / "pg" / "data", home / "logs"]
    closed += (home / "pg").glob("*.secret")
    assert len(closed) == 5
    for path in closed:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_second_process_attaches(home: Path, other_owner: "subprocess.Popen[bytes]") -> None:
    with server(home) as url:
        assert url == attach(home)
        assert ask(url, "SELECT 1") == 1
    assert attach(home), "leaving must not stop a server that another process owns"


def test_the_server_stops_with_a_killed_owner_and_keeps_the_data(
    home: Path, other_owner: "subprocess.Popen[bytes]"
) -> None:
    keep_a_row(str(attach(home)))
    other_owner.kill()
    other_owner.wait()
    with server(home) as url:
        assert ask(url, "SELECT n FROM kept") == 42
        started_here = Server(home)
        assert started_here.running()
    assert not started_here.running()


def test_killed_postmaster_comes_back_with_the_data(home: Path, started: Server) -> None:
    keep_a_row(started.url)
    busy = psycopg.connect(started.url)
    busy.pgconn.send_query(b"SELECT pg_sleep(1)")  # this backend outlives its postmaster
    os.kill(postmaster(home), signal.SIGKILL)
    while started.running():
        pass
    started.start()
    assert ask(started.url, "SELECT n FROM kept") == 42
    busy.close()


def test_a_reused_process_number_does_not_stop_it(home: Path) -> None:
    with server(home):
        pass
    data = home / "pg" / "data"
    who = account.server_account(data)
    with subprocess.Popen(["sleep", "300"], **who.run_options()) as stranger:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1\n5432\n\n\n")
        with server(home) as url:
            assert ask(url, "SELECT 1") == 1
        stranger.kill()


def test_a_first_start_killed_in_the_middle_is_done_anew(home: Path) -> None:
    for ruin in ("data.new", "programs-new"):
        (home / "pg" / ruin / "base").mkdir(parents=True)
    (home / "pg" / "password").write_text("half")
    (home / "pg" / "hotich.secret.new").write_text("half")
    (home / "pg").chmod(0o755)
    with server(home) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_long_home_path_has_a_short_socket_path(home: Path) -> None:
    with server(home / ("dài" * 30) / ("x" * 120)) as url:
        assert ask(url, "SELECT 1") == 1
        assert len(str(conninfo_to_dict(url)["host"])) < 80


def test_a_socket_folder_open_to_others_is_refused(home: Path) -> None:
    own = Server(home)
    own.start()
    own.stop()
    socket_folder(own).mkdir()
    socket_folder(own).chmod(0o755)
    with pytest.raises(SocketFolderTaken, match=str(socket_folder(own))):
        Server(home).start()
    shutil.rmtree(socket_folder(own))


@as_root
def test_a_socket_folder_of_somebody_else_is_refused(home: Path) -> None:
    own = Server(home)
    own.start()
    own.stop()
    socket_folder(own).mkdir(mode=0o700)
    os.chown(socket_folder(own), 12345, 12345)
    with pytest.raises(SocketFolderTaken):
        Server(home).start()
    shutil.rmtree(socket_folder(own))


def test_a_data_folder_that_cannot_be_served_says_where_to_look(home: Path) -> None:
    with server(home):
        pass
    (home / "pg" / "data" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(DatabaseUnavailable, match=r"postgres\.log"), server(home):
        pass


def test_refused_rows_do_not_reach_the_log(home: Path, started: Server) -> None:
    with psycopg.connect(started.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text PRIMARY KEY)")
        connection.execute("INSERT INTO person VALUES ('Trần Thị Sổ')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('Trần Thị Sổ')")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT 'Trần Thị Sổ'::int")
    assert "Trần Thị Sổ" not in (home / "logs" / "postgres.log").read_text()


@as_root
def test_root_runs_it_as_a_user_without_rights(home: Path, started: Server) -> None:
    status = Path(f"/proc/{postmaster(home)}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    owner = (home / "pg" / "data").stat().st_uid
    assert fields["Uid"].split() == [str(owner)] * 4
    assert "0" not in fields["Uid"].split() + fields["Gid"].split() + fields["Groups"].split()
    assert int(fields["CapEff"], 16) == 0
    assert home.parent.stat().st_uid == 0
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o755


@as_root
def test_a_home_of_root_closed_to_others_stays_closed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "ROOT_HOMES", home.parent / "open")
    home.mkdir(mode=0o700)
    with server(home) as url:
        assert ask(url, "SELECT 1") == 1
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert [path.name for path in home.iterdir()] == ["logs"]


@as_root
def test_it_works_for_a_user_who_is_not_root(home: Path) -> None:
    os.chown(home.parent, NOBODY, NOBODY)

    def work() -> None:
        with server(home) as url:
            assert ask(url, "SELECT 1") == 1
            assert (home / "pg" / "data").stat().st_uid == NOBODY
            assert not list((home / "pg").glob("programs-*"))

    assert in_a_child_without_rights(work) == 0


def in_a_child_without_rights(work: Callable[[], None]) -> int:
    """Fork and run ``work`` as nobody: this Python may lie where nobody could start it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
