"""Each kind of register walks the whole spine: drawn, scanned, keyed by two, settled by a third,
approved, packaged, and accepted by a real sandbox. Both families of layout.
"""

import json
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from hotich.books import actions as books
from hotich.books.models import Book
from hotich.cli.demo import robots
from hotich.delivery import actions as delivery
from hotich.delivery import connectors, packages
from hotich.delivery.models import Delivery, Package
from hotich.delivery.queries import columns_of, pdf_name
from hotich.files import storage
from hotich.people.models import User
from hotich.progress.queries import balances
from hotich.records.queries import approved_versions, current_versions, search
from hotich.review import actions as review
from hotich.review import queries
from hotich.rules.registers import KINDS, load
from hotich.samples.make import make
from hotich.scans import actions as scans
from hotich.scans.models import Entry, Page
from tests.apps.sandbox.process import TOKEN, Sandbox
from tests.province import Province, work
from tests.station import Station

ENTRIES = 2
YEARS = {"form": (2007, 2012), "ledger": (1990, 2005)}


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox that takes the books of all kinds."""
    process = Sandbox(tmp_path_factory.mktemp("sandbox"))
    process.start()
    yield process
    process.kill()


class Walk:
    """One drawn book on its way, with what its pages really say."""

    def __init__(self, province: Province, folder: Path, kind: str, family: str) -> None:
        self.province, self.kind = province, load(kind)
        make(
            folder,
            books=1,
            seed=11,
            kind=kind,
            wear=0.1,
            entries=ENTRIES,
            family=family,
            years=YEARS[family],
        )
        self.sample: dict[str, Any] = json.loads((folder / "truth.json").read_text())["books"][0]
        self.scan = folder / self.sample["folder"] / "scan.pdf"
        self.look()

    def look(self) -> None:
        """Read what stands on the pages, entry by entry."""
        self.truth = list(robots.read_truth(self.sample).values())

    def shelve(self) -> Book:
        """Register the book, take its scans in and read them."""
        closing = self.sample["closing"]
        book = books.register_book(
            by=self.province.registrar,
            unit=self.province.commune,
            kind=self.sample["kind"],
            year=self.sample["year"],
            number=int(self.sample["number"]),
            pages=closing["pages"],
            office=self.sample["office"],
            closings=[(closing["year"], closing["first_number"], closing["total"])],
            layout=self.sample["layout"],
        )
        kept = storage.keep([self.scan.read_bytes()])
        scans.add_scan(by=self.province.registrar, book=book, kept=kept, name="quet.pdf")
        work()
        books.close_scanning(by=self.province.registrar, book=book)
        return book

    def key(self, user: User, book: Book, **slips: str) -> None:
        """Key a whole book through the API, as it is written but for some slips."""
        station = Station(user)
        while (taken := station.take(book))["leases"]:
            for lease in taken["leases"]:
                items = [self.item(lease, entry, slips) for entry in lease["entries"]]
                assert {answer["code"] for answer in station.save(*items)} == {"saved"}

    def item(
        self, lease: dict[str, Any], entry: dict[str, Any], slips: dict[str, str]
    ) -> dict[str, Any]:
        """Return what is typed into an entry's form."""
        groups = lease["forms"][entry["layout"]]["groups"]
        names = [f["name"] for group in groups for line in group["lines"] for f in line["fields"]]
        seen = self.truth[entry["position"]]
        written = {**seen.values, **slips}
        return {
            "id": str(uuid.uuid4()),
            "entry": entry["id"],
            "lease": lease["id"],
            "round": entry["round"],
            "values": {name: written[name] for name in names if written.get(name)},
            "flags": {name: seen.flags[name] for name in names if name in seen.flags},
        }

    def confirm_all(self, book: Book) -> None:
        """Confirm every unusual finding; there must be no error."""
        facts, accepted = queries.book_facts(book), queries.accepted_in(book)
        for version in current_versions(book):
            for item in queries.judged(version, facts, accepted):
                self.confirm(book, item, version.record.entry)
        for item in queries.judged_book(book):
            self.confirm(book, item, None)

    def confirm(self, book: Book, item: queries.Judged, entry: Entry | None) -> None:
        assert item.finding.severity != "E", item.finding.text("vi")
        if item.finding.severity == "W":
            review.accept_finding(
                by=self.province.checker, book=book, entry=entry, finding=item.key, reason="như sổ"
            )


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def is_shown(user: User, *addresses: str) -> None:
    browser = signed_in(user)
    for address in addresses:
        assert browser.get(address).status_code == 200, address


def holds_the_rules(package: Package, book: Book, folder: Path) -> None:
    """The Excel and the zip as letter 1437 and the kind's columns want them."""
    kind = load(book.kind)
    for file, name in ((package.xlsx_id, package.xlsx_name), (package.zip_id, package.zip_name)):
        (folder / name).write_bytes(storage.read(file))
    (folder / package.manifest_name).write_bytes(storage.read(package.manifest_id))
    xlsx, archive = folder / package.xlsx_name, folder / package.zip_name
    assert xlsx.name == f"xamaidan_hhv_tqs.{kind.code}.{book.year}.{book.number:02d}.xlsx"
    assert packages.check(xlsx, archive, folder / package.manifest_name) == []
    opened = openpyxl.load_workbook(xlsx)
    assert opened.sheetnames == ["DL Import", "Ghi chú"]
    header, *rows = opened["DL Import"].iter_rows()
    assert [cell.value for cell in header] == [field.key for field in kind.fields]
    filled = [cell for row in (header, *rows) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in filled} == {"s"}
    assert {cell.number_format for cell in filled} == {"@"}
    versions = list(approved_versions(book))
    for version, row in zip(versions, rows, strict=True):
        found = {head.value: cell.value or "" for head, cell in zip(header, row, strict=True)}
        assert found | {"STT": ""} == columns_of(version) | {"STT": ""}
    with zipfile.ZipFile(archive) as pdfs:
        assert pdfs.namelist() == [pdf_name(version) for version in versions]


@pytest.mark.parametrize("family", ["form", "ledger"])
@pytest.mark.parametrize("code", KINDS)
def test_it_works(
    code: str,
    family: str,
    province: Province,
    receiver: Sandbox,
    tmp_path: Path,
    settings: Any,
) -> None:
    settings.HOTICH_SANDBOX_URL, settings.HOTICH_SANDBOX_TOKEN = receiver.address, TOKEN
    walk = Walk(province, tmp_path / "sample", code, family)

    book = walk.shelve()
    problems = list(Page.objects.filter(book=book).exclude(problem="").values_list("problem"))
    assert problems == []
    assert Entry.objects.filter(book=book, state="to_key").count() == ENTRIES

    slip = walk.kind.main_names[0]
    walk.key(province.keyer_a, book)
    walk.key(province.keyer_b, book, **{slip: "Nguyễn Văn Nhầm"})
    work()
    is_shown(province.checker, "/review/settling/")
    for entry in Entry.objects.filter(book=book).select_related("book__unit"):
        pair = queries.pair(entry)
        assert pair is not None
        assert pair.open == [slip]
        value = walk.truth[entry.position].values[slip]
        review.settle_difference(by=province.checker, entry=entry, field=slip, value=value)

    agreed = list(current_versions(book))
    for version, seen, drawn in zip(agreed, walk.truth, walk.sample["entries"], strict=True):
        said = {name: value for name, value in {**drawn["cover"], **seen.values}.items() if value}
        assert version.values == said
        for name in walk.kind.main_names:
            assert version in search(province.checker, seen.values[name])
    walk.confirm_all(book)
    is_shown(province.checker, "/review/", f"/review/{book.pk}/")
    is_shown(province.checker, *(f"/review/entry/{v.record.entry_id}/" for v in agreed))

    review.approve_book(by=province.head, book=book)
    work()
    package = Package.objects.get(book=book)
    holds_the_rules(package, book, tmp_path)
    delivery.deliver_package(by=province.head, package=package)
    work()
    is_shown(province.head, f"/deliveries/{book.pk}/")
    rows = Delivery.objects.filter(book=book)
    assert [(row.state, row.code) for row in rows] == [("accepted", "ACCEPTED")] * ENTRIES
    with receiver.connector() as connector:
        asked = connectors.Book(code, book.year, book.number)
        listed = {item.key: item for item in connector.listing(asked, unit=book.unit.code)}
    for row in rows:
        ours = connectors.data_sha256(columns_of(row.version))
        assert listed.pop(row.key).data_sha256 == ours
    assert listed == {}
    account = balances([book.pk])[book.pk]
    assert account.adds_up
    assert account.done == ENTRIES


def test_what_is_crossed_out_or_unreadable_is_keyed_with_its_flag(
    province: Province, tmp_path: Path
) -> None:
    walk = Walk(province, tmp_path / "sample", "KH", "form")
    cancelled, torn = walk.sample["entries"]
    cancelled["events"].append("cancelled")
    torn["flags"]["wife_birth_date"] = "unreadable"
    walk.look()

    book = walk.shelve()
    walk.key(province.keyer_a, book)
    walk.key(province.keyer_b, book)
    work()
    first, second = current_versions(book)
    assert first.flags == dict.fromkeys(first.values, "crossed_out")
    assert second.flags == {"wife_birth_date": "unreadable"}
    assert "wife_birth_date" not in second.values
    walk.confirm_all(book)
    review.approve_book(by=province.head, book=book)
