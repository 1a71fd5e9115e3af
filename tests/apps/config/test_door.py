"""The door: it finds its home, sets up once, repairs what was left half made, and says why not."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hotich.config import door
from hotich.config.home import CHECKOUT, data_home, home_path, make_folder

DOOR_PARTS = (
    "__init__.py",
    "config/__init__.py",
    *(f"config/{n}.py" for n in ("door", "home", "processes")),
)
COMMAND = "import os, sys; print(sys.prefix, os.environ['HOTICH_HOME'], *sys.argv[1:])"


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text("# nothing is needed\n")
    return path


def make_checkout(folder: Path) -> Path:
    """A checkout with the real door, a command that prints its arguments, and no requirements."""
    for part in DOOR_PARTS:
        (folder / "src" / "hotich" / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / "src" / "hotich" / part, folder / "src" / "hotich" / part)
    shutil.copy(CHECKOUT / "hotich", folder / "hotich")
    for name in door.FILES:
        (folder / name).write_text(f"# {name}: nothing is needed\n")
    (folder / "src" / "hotich" / "cli.py").write_text(COMMAND)
    return folder


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that has been set up by its first call."""
    checkout = make_checkout(tmp_path_factory.mktemp("checkout"))
    first = knock(checkout, "check")
    assert first.returncode == 0, first.stderr
    assert "chuẩn bị lần đầu" in first.stderr
    return checkout


def knock(checkout: Path, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    environ = {"HOTICH_HOME": str(checkout / "home"), **environ}
    return subprocess.run(
        [checkout / "hotich", *arguments], env=os.environ | environ, capture_output=True, text=True
    )


def nothing(venv: Path, requirements: Path, log: Path) -> None:
    """Install nothing."""


def test_it_works(checkout: Path) -> None:
    done = knock(checkout, "demo", "--name", "xã Mai Đàn")
    prefix, home, arguments = done.stdout.rstrip().split(" ", 2)
    assert Path(prefix).parent == Path(home) == checkout / "home"
    assert arguments == "demo --name xã Mai Đàn"
    assert done.stderr == "", "it is set up only once"


def test_it_can_be_called_through_a_link_from_anywhere(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "hotich").symlink_to(checkout / "hotich")
    (tmp_path / "shutil.py").write_text("raise SystemExit('a file of the caller was imported')")
    environ = os.environ | {"HOTICH_HOME": str(checkout / "home")}
    done = subprocess.run(
        ["./hotich", "check"], cwd=tmp_path, env=environ, capture_output=True, text=True
    )
    assert done.stdout.endswith(" check\n"), done.stderr


def test_testing_has_an_environment_of_its_own(checkout: Path) -> None:
    prefixes = {knock(checkout, command).stdout.split()[0] for command in ("check", "test")}
    assert len(prefixes) == 2
    assert all(Path(prefix).exists() for prefix in prefixes)


def test_without_a_new_enough_python_it_says_so(checkout: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for tool in ("dirname", "readlink", "sh"):
        (old / tool).symlink_to(str(shutil.which(tool)))
    (old / "python3").write_text("#!/bin/sh\nexit 1\n")
    (old / "python3").chmod(0o755)
    done = knock(checkout, "demo", PATH=str(old))
    assert done.returncode == 1
    assert "cần Python 3.11" in done.stderr
    assert "Python 3.11 or newer" in done.stderr


def test_a_home_that_cannot_be_made_is_one_sentence(checkout: Path) -> None:
    (checkout / "file").touch()
    done = knock(checkout, "demo", HOTICH_HOME=str(checkout / "file" / "home"))
    assert done.returncode == 1
    assert "HOTICH_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failed_installation_says_so_and_leaves_nothing_usable(tmp_path: Path) -> None:
    checkout = make_checkout(tmp_path)
    wanted = f"hotich-does-not-exist==1 --hash=sha256:{'0' * 64}\n"
    (checkout / "requirements.txt").write_text(wanted)
    done = knock(checkout, "demo", PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull, UV_OFFLINE="1")
    assert done.returncode == 1
    assert "cài đặt không xong" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(checkout.glob("home/venv-*/complete"))


def test_a_half_made_environment_is_made_anew(tmp_path: Path, requirements: Path) -> None:
    venv = door.environment_path(tmp_path, requirements)

    def killed(venv: Path, requirements: Path, log: Path) -> None:
        (venv / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        door.environment(tmp_path, requirements, killed)
    python = door.environment(tmp_path, requirements, nothing)
    assert python == venv / "bin" / "python"
    assert not (venv / "half").exists()
    assert subprocess.run([python, "-c", ""]).returncode == 0


def test_two_doors_at_once_build_one_environment(tmp_path: Path, requirements: Path) -> None:
    builds = []
    entered, go_on = threading.Event(), threading.Event()

    def slow(venv: Path, requirements: Path, log: Path) -> None:
        builds.append(venv)
        entered.set()
        go_on.wait()

    doors = [
        threading.Thread(target=door.environment, args=(tmp_path, requirements, slow))
        for _ in range(2)
    ]
    doors[0].start()
    entered.wait()
    doors[1].start()
    go_on.set()
    for each in doors:
        each.join()
    assert len(builds) == 1


def test_an_installer_that_outlives_its_door_is_waited_for(
    tmp_path: Path, requirements: Path
) -> None:
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    slow = f"touch {begun}; sleep 1; touch {ended}"
    code = "import sys, pathlib; from hotich.config import door; p = pathlib.Path;"
    code += "slow = lambda venv, requirements, log: door.run(['sh', '-c', sys.argv[3]], log);"
    code += "door.environment(p(sys.argv[1]), p(sys.argv[2]), slow)"
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, str(tmp_path), str(requirements), slow]
    with subprocess.Popen(command, env=environ) as killed:
        while not begun.exists():
            pass
        killed.kill()
    door.environment(tmp_path, requirements, nothing)
    assert ended.exists()


def test_old_environments_go_when_nobody_uses_them(tmp_path: Path, requirements: Path) -> None:
    code = "import sys, pathlib; from hotich.config import door; p = pathlib.Path;"
    code += "door.environment(p(sys.argv[1]), p(sys.argv[2]), lambda *a: None);"
    code += "print(flush=True); sys.stdin.read()"
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    old = door.environment_path(tmp_path, requirements)
    with subprocess.Popen(
        [sys.executable, "-c", code, tmp_path, requirements],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as user:
        assert user.stdout
        user.stdout.readline()
        requirements.write_text("# newer\n")
        door.environment(tmp_path, requirements, nothing)
        keep = {door.environment_path(tmp_path, requirements)}
        door.remove_old(tmp_path, keep)
        assert old.exists(), "a process still runs from it"
        user.kill()
    door.remove_old(tmp_path, keep)
    assert set(tmp_path.glob("venv-*")) == keep


def test_home_is_chosen_by_variable_then_by_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = Path("/srv/so/hotich")
    assert home_path({"HOTICH_HOME": "/d"}, checkout) == Path("/d")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    root = home_path({"XDG_DATA_HOME": "/x"}, checkout)
    assert root.parent == Path("/var/lib/hotich")
    assert root.name.startswith("hotich-")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert home_path({"XDG_DATA_HOME": "/x"}, checkout) == Path("/x/hotich") / root.name
    monkeypatch.setenv("HOME", "/home/thu-thu")
    assert home_path({}, checkout) == Path("/home/thu-thu/.local/share/hotich") / root.name
    assert home_path({}, Path("/srv/khac/hotich")).name != root.name


def test_home_is_closed_to_others_except_for_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTICH_HOME", str(tmp_path / "a" / "home"))
    mask = os.umask(0o077)
    try:
        home = data_home()
    finally:
        os.umask(mask)
    assert home.stat().st_mode & 0o777 == (0o755 if os.geteuid() == 0 else 0o700)
    home.chmod(0o711)
    assert make_folder(home, 0o700).stat().st_mode & 0o777 == 0o711, "theirs to choose"


@pytest.mark.parametrize("name", door.FILES)
def test_requirements_are_pinned_with_hashes_and_name_no_registry(name: str) -> None:
    text = (CHECKOUT / name).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "-index" not in text
    assert "find-links" not in text
