"""The data folder of the embedded PostgreSQL: settings, secrets, first files, role, database.

Beside the folder lie ``postgres.secret`` and ``hotich.secret``, the passwords of the superuser and
of the role that the product works as, readable only by whoever starts the server.
"""

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from hotich.config.account import Account

INITDB = (
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--no-locale",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
)

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # only names the socket
    "unix_socket_permissions": "0700",
    "max_connections": "300",  # 24 of the web server, 6 of each worker: enough for 32 cores
    "shared_buffers": "128MB",
    "wal_compression": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_statement": "none",
    # An ERROR quotes the refused row, and rows are people: only the server's own events are logged.
    "log_min_messages": "log",
}


def secret(place: Path, role: str) -> str:
    """Return the password of ``role``, thought up and kept in ``place`` if there is none yet."""
    path = place / f"{role}.secret"
    if not path.exists():
        new = place / f"{role}.secret.new"
        new.unlink(missing_ok=True)
        _write_closed(new, secrets.token_urlsafe(32))
        new.replace(path)  # whole or not at all
    return path.read_text()


def make_data_folder(data: Path, programs: Path, account: Account, log: Path) -> None:
    """Make the data folder ``data``, owned by ``account``; a kill in the middle leaves no ruin.

    :raises subprocess.CalledProcessError: ``initdb`` failed; ``log`` says why.
    """
    new = data.with_name("data.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    password = data.with_name("password")  # a copy, for initdb reads it as the server's user
    password.unlink(missing_ok=True)
    _write_closed(password, secret(data.parent, "postgres"))
    secret(data.parent, "hotich")  # both are there before anyone may attach
    for path in (new, password):
        account.own(path)
    command = [str(programs / "initdb"), "-D", str(new), f"--pwfile={password}", *INITDB]
    with log.open("ab") as output:
        try:
            subprocess.run(
                command, stdout=output, stderr=output, check=True, **account.run_options()
            )
        finally:
            password.unlink()
    new.rename(data)


def make_role_and_database(admin: psycopg.Connection[Any], password: str) -> None:
    """Give the role ``hotich`` this password and the database ``hotich``, both made if missing."""
    # Hashed here, so that the password never lies in a log or in pg_stat_activity.
    hashed = admin.pgconn.encrypt_password(password.encode(), b"hotich", b"scram-sha-256")
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = 'hotich'").fetchone()
    admin.execute(
        sql.SQL("{} ROLE hotich LOGIN NOSUPERUSER CREATEDB PASSWORD {}").format(
            sql.SQL("ALTER" if known else "CREATE"), hashed.decode()
        )
    )
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = 'hotich'").fetchone():
        admin.execute("CREATE DATABASE hotich OWNER hotich")


def _write_closed(path: Path, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
