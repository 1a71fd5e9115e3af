"""Behind ``./hotich``: make the environment that the command needs, then become the command.

1. Each requirements file and Python get their own environment in the data home, named after both.
2. If it is not whole, one door at a time builds it; a door that was killed leaves no mark
   ``complete``, so the next one builds anew.
3. Environments of older requirements go once nobody runs from them.

Standard library only: nothing is installed yet.
"""

import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hotich.config.home import CHECKOUT, data_home, make_folder
from hotich.config.processes import share_lock, take_lock

FILES = ("requirements.txt", "requirements-dev.txt")
Install = Callable[[Path, Path, Path], None]


class SetupError(Exception):
    """The environment could not be made; the text says what to do, in both languages."""


def main(arguments: list[str]) -> int:
    """Run ``hotich ARGUMENTS``; return only if the set-up failed."""
    requirements = CHECKOUT / FILES[arguments[:1] == ["test"]]
    try:
        home = data_home()
        python = environment(home, requirements)
        remove_old(home, {environment_path(home, CHECKOUT / name) for name in FILES})
    except SetupError as failure:
        print(failure, file=sys.stderr)
        return 1
    except OSError as error:
        say(f"không ghi được: {error}. Hãy đặt HOTICH_HOME là một thư mục ghi được.")
        say(f"cannot write: {error}. Set HOTICH_HOME to a folder that can be written.")
        return 1
    os.environ["HOTICH_HOME"] = str(home)
    sys.stderr.flush()
    os.execv(python, [str(python), "-P", "-m", "hotich.cli", *arguments])


def environment_path(home: Path, requirements: Path) -> Path:
    """Return where the environment for ``requirements`` and this Python lies."""
    maker = f"{sys.version} {sys.base_prefix} {platform.machine()}"
    name = hashlib.sha256(requirements.read_bytes() + maker.encode()).hexdigest()[:12]
    return home / f"venv-{name}"


def environment(home: Path, requirements: Path, install: Install | None = None) -> Path:
    """Return the Python of a whole environment for ``requirements``, built if there is none.

    The calling process is noted as its user until it ends.

    :raises SetupError: it could not be built.
    """
    venv = environment_path(home, requirements)
    if not _ready(venv):
        with _only_one(home):
            if not _ready(venv):
                say("chuẩn bị lần đầu, khoảng một phút… (first set-up, about a minute)")
                shutil.rmtree(venv, ignore_errors=True)
                log = make_folder(home / "logs", 0o700) / "setup.log"
                log.unlink(missing_ok=True)
                run([sys.executable, "-m", "venv", "--without-pip", str(venv)], log)
                (install or install_requirements)(venv, requirements, log)
                (venv / "complete").touch()
                _ready(venv)
    return venv / "bin" / "python"


def remove_old(home: Path, keep: set[Path]) -> None:
    """Remove environments other than ``keep`` that no process runs from or builds."""
    old = set(home.glob("venv-*")) - keep
    if not old:
        return
    with (home / "door.lock").open("w") as building:
        if not take_lock(building.fileno()):
            return
        for venv in old:
            with (venv / "complete").open("a") as mark:
                if take_lock(mark.fileno()):
                    (venv / "complete").unlink()  # first: what is half removed must not be used
                    shutil.rmtree(venv, ignore_errors=True)


def install_requirements(venv: Path, requirements: Path, log: Path) -> None:
    """Install ``requirements``, each file checked against its hash, with the installer at hand.

    :raises SetupError: nothing can install, or the installation failed.
    """
    python = str(venv / "bin" / "python")
    options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(requirements)]
    if uv := shutil.which("uv"):
        try:
            return run([uv, "pip", "install", "--python", python, *options], log)
        except SetupError:
            say("uv không cài được, thử pip… (uv failed, trying pip)")
    pip = _pip(python, log)
    run([*pip, "install", "--no-compile", *options], log, _count(requirements))


def _pip(python: str, log: Path) -> list[str]:
    """Return the command of a pip that installs into the environment of ``python``."""
    if not importlib.util.find_spec("ensurepip"):  # Debian ships it apart, in python3-venv
        if importlib.util.find_spec("pip"):
            return [sys.executable, "-m", "pip", "--python", python]
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise SetupError(
                "hotich: Python này thiếu pip; hãy chạy: sudo apt-get install python3-venv\n"
                "hotich: this Python has no pip; run: sudo apt-get install python3-venv"
            )
        say("cài gói python3-venv… (installing the package python3-venv)")
        run(["apt-get", "update", "-q"], log)
        run(["apt-get", "install", "-q", "-y", "--no-install-recommends", "python3-venv"], log)
    run([python, "-m", "ensurepip"], log)
    return [python, "-m", "pip"]


def run(command: list[str], log: Path, progress: Callable[[str], None] | None = None) -> None:
    """Run ``command`` with its output in ``log``, each line shown to ``progress``.

    :raises SetupError: it failed.
    """
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environ["PYTHONSAFEPATH"] = "1"  # import nothing from the folder we are called in
    with log.open("a") as output:
        process = subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", stdin=subprocess.DEVNULL, close_fds=False,
        )  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            output.write(line)
            if progress:
                progress(line)
    if process.wait():
        end = "".join(log.read_text(errors="replace").splitlines(keepends=True)[-5:])
        raise SetupError(
            f"{end}hotich: cài đặt không xong; hãy xem mạng và {log}, rồi chạy lại.\n"
            f"hotich: the set-up failed; check the network and {log}, then try again."
        )


def say(text: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"hotich: {text}", file=sys.stderr, flush=True)


def _count(requirements: Path) -> Callable[[str], None]:
    """Return a reader of pip's output that counts packages on one line of the terminal."""
    total = len(re.findall(r"^\w", requirements.read_text(), re.MULTILINE))
    done = 0

    def show(line: str) -> None:
        nonlocal done
        if sys.stderr.isatty() and line.startswith(("Collecting", "Installing")):
            done += 1
            end = "\n" if line.startswith("Installing") else ""
            print(f"\rhotich: {min(done, total)}/{total} gói (packages)", end=end, file=sys.stderr)
            sys.stderr.flush()

    return show


def _ready(venv: Path) -> bool:
    """Say whether ``venv`` is whole; if so note this process as its user until it ends."""
    try:
        mark = os.open(venv / "complete", os.O_RDONLY)
    except FileNotFoundError:
        return False
    share_lock(mark)
    os.set_inheritable(mark, True)  # kept through exec, closed in the command's own children
    return (venv / "complete").exists() and (venv / "bin" / "python").exists()


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Let one door at a time build; what it has started shares its lock, even if it is killed."""
    with (home / "door.lock").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        if not take_lock(file.fileno()):
            say("đợi một lần chạy khác chuẩn bị xong… (another hotich is setting up)")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
