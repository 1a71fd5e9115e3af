"""Hold what we believe against what others hold: the sandbox, the package, the ledger, the
balance.
"""

import shutil
import sys
import time
from pathlib import Path

from django.conf import settings

from hotich.books.models import Book
from hotich.cli.packages import copy
from hotich.delivery import connectors, packages
from hotich.delivery.connectors.sandbox import SandboxConnector
from hotich.delivery.models import Delivery, Package
from hotich.delivery.queries import columns_of, row_of
from hotich.ledger.actions import seal
from hotich.ledger.queries import unsealed, verify
from hotich.progress.queries import Balance, balances
from hotich.records.queries import approved_versions
from hotich.web.states import STATES

SEALER = 30.0  # seconds for another sealer to end


def show(book: Book, scans: Path, home: Path) -> bool:
    """Print every proof with its verdict and the balance; tell whether all of them hold."""
    folder = _save_package(book, home / "package")
    account = balances([book.pk])[book.pk]
    _seal_all()
    ledger = verify()
    verdicts = [
        ("cân đối / balance adds up", account.adds_up and account.done == account.expected),
        ("máy thử khớp từng trường hợp / sandbox agrees", sandbox_agrees(book)),
        ("gói đọc lại đúng bản ghi / package reads back", package_agrees(book, folder)),
        ("sổ cái nguyên vẹn / ledger verifies", ledger.broken_at is None and not ledger.unsealed),
    ]
    print()
    _print_balance(account)
    print()
    for text, holds in verdicts:
        print(f"  {'✓' if holds else '✗'} {text}")
    print(f"\n  {scans}/  ({scans / 'truth.json'})\n  {folder}/")
    sys.stdout.flush()
    return all(holds for _text, holds in verdicts)


def _seal_all() -> None:
    """Chain every line; where another sealer is at it, wait until it has committed."""
    deadline = time.monotonic() + SEALER
    while unsealed() and time.monotonic() < deadline:
        if not seal():
            time.sleep(0.1)


def _print_balance(account: Balance) -> None:
    print(f"  {account.expected:>6}  phải có / expected")
    if account.surplus:
        print(f"+ {account.surplus:>6}  thừa / surplus")
    sign = "="
    for place, count in account.places.items():
        if count or place in ("missing", "accepted"):
            print(f"{sign} {count:>6}  {STATES[place].word}")
            sign = "+"
    print(f"  {account.difference:>6}  không giải thích được / unexplained")


def _save_package(book: Book, folder: Path) -> Path:
    """Copy the newest package out of the storage, so that anyone can check it."""
    shutil.rmtree(folder, ignore_errors=True)
    copy(Package.objects.filter(book=book).order_by("-pk")[0], folder)
    return folder


def package_agrees(book: Book, folder: Path) -> bool:
    """Read the package back: every row equals its approved record, every PDF its entry's."""
    read = packages.read(folder)
    problems = packages.check(read.xlsx, read.xlsx.with_suffix(".zip"), read.manifest)
    if any(problem.blocks for problem in problems):
        return False
    rows = [row_of(version) for version in approved_versions(book)]
    columns = [{k: v for k, v in row.values.items() if k != "STT"} for row in rows]
    return read.rows == columns and list(read.pdfs) == [row.pdf_name for row in rows]


def sandbox_agrees(book: Book) -> bool:
    """Compare our ledger of deliveries with what the sandbox lists, entry by entry."""
    wanted = connectors.Book(book.kind, book.year, book.number)
    with SandboxConnector(settings.HOTICH_SANDBOX_URL, settings.HOTICH_SANDBOX_TOKEN) as sandbox:
        listed = {item.key: item for item in sandbox.listing(wanted, unit=book.unit.code)}
    ours = Delivery.objects.filter(book=book).select_related("version__record__book")
    for row in ours:
        item = listed.pop(row.key, None)
        receipt = row.receipts.order_by("-pk").first()
        same = (
            item is not None
            and receipt is not None
            and (item.status, item.receipt) == (row.state, receipt.number)
            and item.data_sha256 == connectors.data_sha256(columns_of(row.version))
        )
        if not same:
            return False
    return not listed
