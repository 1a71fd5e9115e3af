"""A real sandbox process on a free port, and entries of an invented book to hand in."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from hotich.delivery.connectors import Book, Message
from hotich.delivery.connectors.sandbox import SandboxConnector

TOKEN = "a-token-for-tests"
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
PDF = b"%PDF-1.7\n%%EOF\n"
DATA = {
    "so": "046/2009",
    "quyenSo": "01/2009",
    "ngayDangKy": "12.05.2009",
    "loaiDangKy": "1",
    "noiDangKy": "UBND xã Mai Đàn",
    "nksHoTen": "Hồ Thị Mai Lan",
    "nksGioiTinh": "2",
    "nksNgaySinh": "01.05.2009",
    "meHoTen": "Hồ Thị Suối",
}


class Sandbox:
    """A sandbox process over one folder; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None
        self.address = ""

    def start(self, *options: str, port: int = 0) -> str:
        command = [sys.executable, "-m", "hotich.sandbox", "--data", str(self.folder)]
        self.process = subprocess.Popen(
            [*command, "--port", str(port), *options],
            env={**ENVIRONMENT, "HOTICH_SANDBOX_TOKEN": TOKEN},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().rpartition(" ")[2].strip()
        assert self.address.startswith("http://127.0.0.1:")
        return self.address

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def http(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {TOKEN}", **options.pop("headers", {})}
        return httpx.request(
            method, self.address + path, headers=headers, trust_env=False, timeout=20, **options
        )

    def control(self, **settings: float) -> None:
        assert self.http("POST", "/control", json=settings).status_code == 200

    def connector(self, **options: float) -> SandboxConnector:
        return SandboxConnector(self.address, TOKEN, **options)


def message(key: str = "key-1", *, pdf: bytes = PDF, **changed: str) -> Message:
    """Return an entry that the sandbox accepts, with some columns changed."""
    return Message(
        key=key,
        unit="99001",
        book=Book("KS", 2009, 1),
        file_id="KS.2009.01.046",
        date="12.05.2009",
        version=1,
        data={**DATA, **changed},
        pdf_name="KS.2009.01.2009-05-12.046.pdf",
        pdf=pdf,
    )


def another(key: str, number: int) -> Message:
    """Return the entry of another child under its own number."""
    name = (
        f"Hồ Văn {'ABCDEFGHIJ'[number // 100]}{'abcdefghij'[number // 10 % 10]}"
        + ("klmnopqrst"[number % 10])
    )
    return replace(message(key), data={**DATA, "so": f"{number:03d}/2009", "nksHoTen": name})


def in_threads(work: Callable[[], None], count: int) -> None:
    """Run the same work in several threads at once and wait for all."""
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
