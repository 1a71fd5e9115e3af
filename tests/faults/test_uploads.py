"""Bad files get their sentence in both languages; good ones in the same request are still taken."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults import bad_files
from tests.faults.demo import Demo, stopped_at, until
from tests.faults.person import Person

MB = 2**20
SENTENCES = {  # name: (Vietnamese, English)
    "mat-khau.pdf": ("được bảo vệ bằng mật khẩu", "is protected by a password"),
    "cut.pdf": ("chưa được chép trọn vẹn", "was not copied completely"),
    "rong.pdf": ("rỗng (0 byte)", "is empty (0 bytes)"),
    "nen.pdf": ("thực ra là tệp nén zip", "is really a zip file"),
    "trang.pdf": ("thực ra là trang web HTML", "is really an HTML page"),
    "lon.png": ("có hơn 150 triệu điểm ảnh", "has more than 150 million pixels"),
}
AT_ONCE = ("rong.pdf", "nen.pdf", "trang.pdf")  # the web server sees it; a worker reads the others


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo served with its book on the shelf and nothing scanned."""
    with stopped_at(tmp_path_factory.mktemp("uploads") / "home", "receiving") as demo:
        demo.serve()
        yield demo


@pytest.fixture(scope="module")
def scan(demo: Demo) -> bytes:
    return next((demo.data / "scans").glob("*/scan.pdf")).read_bytes()


@pytest.fixture(scope="module")
def book(demo: Demo) -> int:
    number: int = demo.rows("SELECT id FROM books_book")[0]
    return number


@pytest.fixture(scope="module")
def registrar(demo: Demo) -> Person:
    return Person(demo.address, "ho-tich")


@pytest.fixture
def english(demo: Demo) -> Person:
    return Person(demo.address, "ho-tich", "en")


def bad(scan: bytes, mark: bytes) -> list[tuple[str, bytes]]:
    """Return one bad file of each kind; another ``mark``, other files."""
    return [
        ("mat-khau.pdf", bad_files.encrypted(scan)),
        ("cut.pdf", scan[: len(scan) // 2] + mark),
        ("rong.pdf", b""),
        ("nen.pdf", bad_files.zipped() + mark),
        ("trang.pdf", bad_files.page_of_the_web() + mark),
        ("lon.png", bad_files.huge_png()),
    ]


def leftovers(demo: Demo) -> list[Path]:
    return list((demo.data / "files" / "incoming").iterdir())


def test_bad_files_get_their_sentence_and_the_good_one_is_taken(
    demo: Demo, registrar: Person, english: Person, book: int, scan: bytes
) -> None:
    files = bad(scan, b"1")
    files.insert(3, ("quyen.pdf", scan))
    said = registrar.send(book, files)
    until(lambda: "đang đọc" not in registrar.scans(book), "the files were not read")
    shown, shown_english = registrar.scans(book), english.scans(book)
    for name, (vi, en) in SENTENCES.items():
        assert f"“{name}”" in (said if name in AT_ONCE else shown)
        assert vi in (said if name in AT_ONCE else shown)
        assert name in AT_ONCE or en in shown_english
    assert "Đã nhận quyen.pdf" in said
    digest = hashlib.sha256(scan).hexdigest()
    assert demo.rows(f"SELECT state FROM scans_scanfile WHERE file_id = '{digest}'") == ["read"]
    assert demo.rows("SELECT count(*) FROM scans_entry") == [6]
    assert leftovers(demo) == []


def test_sentences_at_once_are_english_for_who_reads_english(
    english: Person, book: int, scan: bytes
) -> None:
    said = english.send(book, bad(scan, b"2"))
    for name in AT_ONCE:
        assert SENTENCES[name][1] in said


def test_the_same_file_twice_is_one_file(
    demo: Demo, registrar: Person, book: int, scan: bytes
) -> None:
    twin = scan + b"\n"
    said = registrar.send(book, [("a.pdf", twin), ("b.pdf", twin)])
    assert "Đã nhận a.pdf" in said
    assert "b.pdf đã có trong sổ này" in said
    assert "a.pdf đã có trong sổ này" in registrar.send(book, [("a.pdf", twin)])
    digest = hashlib.sha256(twin).hexdigest()
    assert demo.rows(f"SELECT count(*) FROM scans_scanfile WHERE file_id = '{digest}'") == [1]
    # Its pages are known from the first file: no entry is there twice.
    until(lambda: "đang đọc" not in registrar.scans(book), "the file was not read")
    assert demo.rows("SELECT count(*) FROM scans_entry") == [6]


def zeros(size: int, sent: list[int]) -> Iterator[bytes]:
    """Yield so many zeros, never more than 256 kB in memory, and count what was taken."""
    while size > 0:
        part = min(size, 256 * 1024)
        size -= part
        sent.append(part)
        yield bytes(part)


def multipart(size: int, token: str, sent: list[int]) -> Iterator[bytes]:
    yield (
        f'--X\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        '--X\r\nContent-Disposition: form-data; name="files"; filename="lon.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
    ).encode()
    yield from zeros(size, sent)
    yield b"\r\n--X--\r\n"


def web_memory(demo: Demo) -> int:
    """Return the most memory that a web process has ever had, in bytes."""
    status = [Path(f"/proc/{pid}/status").read_text() for pid in demo.serving()]
    return max(int(text.split("VmHWM:")[1].split()[0]) * 1024 for text in status)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_gigabyte_is_refused_before_it_is_read(
    demo: Demo, registrar: Person, book: int, language: str
) -> None:
    person = Person(demo.address, "ho-tich", language)
    memory, free = web_memory(demo), shutil.disk_usage(demo.data).free
    sent: list[int] = []
    headers = {"Content-Type": "multipart/form-data; boundary=X", "Content-Length": str(1024 * MB)}
    answer = person.http.post(
        f"/scans/{book}/add/", content=multipart(1024 * MB, person.token, sent), headers=headers
    )
    assert answer.status_code == 413
    assert {"vi": "Tệp lớn hơn 300 MB", "en": "larger than 300 MB"}[language] in answer.text
    assert sum(sent) < 64 * MB
    assert web_memory(demo) - memory < 64 * MB
    assert leftovers(demo) == []
    assert free - shutil.disk_usage(demo.data).free < 64 * MB
    assert "Tệp đã nhận" in registrar.scans(book)  # and the server is well


def test_a_large_file_within_the_limit_takes_no_memory_and_leaves_nothing(
    demo: Demo, registrar: Person, book: int
) -> None:
    memory = web_memory(demo)
    body = b"".join(multipart(0, registrar.token, []))
    headers = {
        "Content-Type": "multipart/form-data; boundary=X",
        "Content-Length": str(len(body) + 200 * MB),
    }
    answer = registrar.http.post(
        f"/scans/{book}/add/", content=multipart(200 * MB, registrar.token, []), headers=headers
    )
    assert "Đã nhận lon.pdf" in answer.text
    assert web_memory(demo) - memory < 64 * MB
    assert leftovers(demo) == []


def test_an_upload_broken_off_leaves_nothing(demo: Demo, registrar: Person, book: int) -> None:
    before = demo.rows("SELECT count(*) FROM scans_scanfile")

    def broken() -> Iterator[bytes]:
        yield next(multipart(MB, registrar.token, []))
        yield from zeros(8 * MB, [])
        until(lambda: leftovers(demo), "nothing arrived")
        raise ConnectionError("the cable was pulled")

    headers = {"Content-Type": "multipart/form-data; boundary=X", "Content-Length": str(9 * MB)}
    with pytest.raises((ConnectionError, httpx.TransportError)):
        registrar.http.post(f"/scans/{book}/add/", content=broken(), headers=headers)
    until(lambda: not leftovers(demo), "the unfinished file stayed")
    assert demo.rows("SELECT count(*) FROM scans_scanfile") == before
