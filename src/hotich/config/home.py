"""Where this checkout keeps what it makes: its environments, database, files and logs.

Nothing is ever made inside the checkout. Standard library only: the door imports this before any
package is installed.
"""

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
ROOT_HOMES = Path("/var/lib/hotich")


def home_path(environ: Mapping[str, str] = os.environ, checkout: Path = CHECKOUT) -> Path:
    """Return the data folder of ``checkout`` without making it.

    ``HOTICH_HOME`` if set; else, named after the checkout and its path, under ``/var/lib/hotich``
    for root and under ``XDG_DATA_HOME`` (``~/.local/share``) for anyone else.
    """
    if chosen := environ.get("HOTICH_HOME"):
        return Path(chosen).expanduser().absolute()
    name = f"{checkout.name}-{hashlib.sha256(os.fsencode(checkout)).hexdigest()[:8]}"
    if os.geteuid() == 0:
        return ROOT_HOMES / name
    data = environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "hotich" / name


def data_home() -> Path:
    """Return this checkout's data folder, made if missing.

    A new folder is 0700; root's is 0755, because the database server of root runs as another user
    and must be able to walk through it (what is secret in it is closed by itself).

    :raises OSError: the folder cannot be made.
    """
    return make_folder(home_path(), 0o755 if os.geteuid() == 0 else 0o700)


def enter_demo() -> Path:
    """Return the demo's own data folder, made if missing, and forget where real data are.

    The storage too: the demo's sweep would remove every file that its own database does not name.
    """
    for name in ("DATABASE_URL", "HOTICH_STORAGE"):
        os.environ.pop(name, None)
    return make_folder(data_home() / "demo", 0o755 if os.geteuid() == 0 else 0o700)


def make_folder(path: Path, mode: int) -> Path:
    """Make ``path`` with exactly ``mode``, whatever the umask; leave one that exists as it is.

    Missing parents become 0755 like those of any other program.
    """
    if not path.is_dir():
        if not path.parent.is_dir():
            make_folder(path.parent, 0o755)
        with contextlib.suppress(FileExistsError):  # another process was faster
            path.mkdir(mode=0o700)
            path.chmod(mode)
    return path
