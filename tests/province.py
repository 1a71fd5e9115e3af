"""A small province for the tests, made by the same actions that people use.

province = Province.found(); book = province.shelve(entries=4); province.key_twice(book)
"""

import datetime
import io
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from hotich.books import actions as books
from hotich.books.models import Book
from hotich.files import actions as files
from hotich.files import storage
from hotich.keying import actions as keying
from hotich.keying import queries as held
from hotich.people import actions as people
from hotich.people.models import RoleName, User
from hotich.review import actions as review
from hotich.rules import dates, layouts
from hotich.scans import actions as scans
from hotich.scans.models import Entry, ScanFile
from hotich.units import actions as units
from hotich.units.models import Unit

FOUNDED = datetime.date(1989, 7, 1)
PASSWORD = "mat-khau-thu-1"
LAYOUT = "ks-form-a4"


class QuickHasher(Argon2PasswordHasher):
    """The real hash with little work: each province of each test has eleven accounts."""

    time_cost, memory_cost, parallelism = 1, 8, 1


def jpeg(shade: int = 200, size: tuple[int, int] = (300, 212)) -> bytes:
    """Return a small picture; another shade, another file."""
    out = io.BytesIO()
    Image.new("RGB", size, (shade % 256, shade // 256 % 256, 180)).save(out, "JPEG")
    return out.getvalue()


def birth(number: int, year: int = 2009, /, **changes: str) -> dict[str, str]:
    """Return a whole birth entry in which the checks find nothing; ``changes`` replace fields."""
    born = datetime.date(year, 1, 1) + datetime.timedelta(days=number)
    registered = born + datetime.timedelta(days=10)
    values = {
        "number": f"{number:03d}/{year}",
        "book_number": f"01/{year}",
        "registration_date": f"{registered:%d.%m.%Y}",
        "registration_kind": "1",
        "office": "UBND xã Mai Đàn",
        "child_name": f"Nguyễn Văn {NAMES[number % len(NAMES)]}",
        "child_sex": "1",
        "child_birth_date": f"{born:%d.%m.%Y}",
        "child_birth_date_words": dates.to_words(born),
        "child_birth_place": "Trạm y tế xã Mai Đàn",
        "child_native_place": "xã Mai Đàn, huyện Hải Vân",
        "child_ethnicity": "Kinh",
        "child_nationality": "Việt Nam",
        "mother_name": "Trần Thị Hoà",
        "mother_birth_date": "1980",
        "mother_ethnicity": "Kinh",
        "mother_nationality": "Việt Nam",
        "mother_residence": "thôn Đông, xã Mai Đàn",
        "father_name": "Nguyễn Văn Sơn",
        "father_birth_date": "1978",
        "father_ethnicity": "Kinh",
        "father_nationality": "Việt Nam",
        "father_residence": "thôn Đông, xã Mai Đàn",
        "applicant_name": "Nguyễn Văn Sơn",
        "applicant_relation": "cha",
        "recorder": "Lê Thị Mẫu",
        "signer": "Phan Văn Mẫu",
        "signer_position": "Chủ tịch",
    }
    return {name: value for name, value in {**values, **changes}.items() if value}


NAMES = ("An", "Bình", "Châu", "Dũng", "Em", "Giang", "Hải", "Khánh", "Lâm", "Minh", "Nam", "Oanh")


@dataclass
class Province:
    """Units, one account for each role (`keyer_a`, `head`…), and what they do together."""

    commune: Unit
    elsewhere: Unit
    people: dict[str, User] = field(default_factory=dict)

    @classmethod
    def found(cls) -> "Province":
        """Found one province with two communes, its own codes each time."""
        mark = uuid.uuid4().hex[:6]

        def unit(code: str, name: str, level: str, parent: Unit | None) -> Unit:
            return units.found_unit(
                code=f"{code}{mark}", name=name, level=level, parent=parent, valid_from=FOUNDED
            )

        top = unit("4", "tỉnh Quảng Sơn", "province", None)
        district = unit("9", "huyện Hải Vân", "district", top)
        commune = unit("1", "xã Mai Đàn", "commune", district)
        province = cls(commune, unit("2", "xã Thạch Trung", "commune", district))
        for name, role, where in (
            ("registrar", RoleName.REGISTRAR, commune),
            ("keyer_a", RoleName.KEYER, commune),
            ("keyer_b", RoleName.KEYER, commune),
            ("keyer_c", RoleName.KEYER, commune),
            ("checker", RoleName.CHECKER, commune),
            ("head", RoleName.HEAD, commune),
            ("department", RoleName.DEPARTMENT, top),
            ("auditor", RoleName.AUDITOR, top),
            ("administrator", RoleName.ADMINISTRATOR, top),
            ("other_keyer", RoleName.KEYER, province.elsewhere),
            ("other_head", RoleName.HEAD, province.elsewhere),
        ):
            user = people.open_account(
                username=f"{name}-{mark}", full_name=f"Người thử {name}", password=PASSWORD
            )
            people.give_role(user=user, unit=where, name=role)
            people.accept_pledge(user=user)
            province.people[name] = user
        return province

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def others(self, *names: str) -> list[User]:
        """Return everybody but those named: the people who may not do what those may."""
        assert set(names) <= set(self.people)
        return [user for name, user in self.people.items() if name not in names]

    def register(self, *, entries: int = 4, year: int = 2009, number: int = 1) -> Book:
        """Add a book to the list, nothing scanned yet."""
        return books.register_book(
            by=self.registrar,
            unit=self.commune,
            kind="KS",
            year=year,
            number=number,
            pages=max(1, (entries + 1) // 2),
            office="UBND xã Mai Đàn",
            closings=[(year, 1, entries)],
        )

    def shelve(self, *, entries: int = 4, found: int | None = None, year: int = 2009) -> Book:
        """Add a book and its scans as a worker records them; ``found`` entries, all by default."""
        book = self.register(entries=entries, year=year)
        self.add_pages(book, entries if found is None else found)
        books.close_scanning(by=self.registrar, book=book)
        book.refresh_from_db()
        return book

    def add_pages(self, book: Book, entries: int) -> ScanFile:
        """Add one file with so many entries, two a page, without drawing them."""
        kept = storage.keep([jpeg(book.pk * 7 + 1, (320, 220))])
        scan_file, _ = scans.add_scan(by=self.registrar, book=book, kept=kept, name="quet.jpg")
        pages = [self._page(book, index, entries) for index in range((entries + 1) // 2)]
        scans.record_pages(scan_file=scan_file, pages=pages)
        return scan_file

    def _page(self, book: Book, index: int, entries: int) -> scans.ReadPage:
        picture = files.keep_bytes(jpeg(book.pk * 1000 + index), media="image/jpeg")
        boxes = range(min(2, entries - 2 * index))
        corners = [[0.0, 0.0], [300.0, 0.0], [300.0, 212.0], [0.0, 212.0]]
        return scans.ReadPage(
            index=index,
            digest=uuid.uuid4().hex * 2,
            width=300,
            height=424,
            view=picture,
            thumb=picture,
            problem="",
            entries=[
                scans.ReadEntry(box=box, corners=corners, layout=LAYOUT, image=picture)
                for box in boxes
            ],
        )

    def key(self, user: User, book: Book, **changes: str) -> int:
        """Key everything that waits in a book for this person; returns how many entries."""
        done = 0
        while lease := keying.lease_batch(by=user, book=book):
            for entry in held.held_entries(user, lease).select_related("book__unit"):
                self.key_entry(user, entry, turn=lease.turn, **changes)
                done += 1
        return done

    def key_entry(self, user: User, entry: Entry, *, turn: int = 1, **changes: str) -> None:
        """Key one entry that the person holds, with some fields typed otherwise."""
        values = birth(entry.number, entry.year, **changes)
        if turn == 2:
            from hotich.rules.registers import load

            kind = load(entry.book.kind)
            names = set(layouts.load(entry.layout).fields())
            values = {n: v for n, v in values.items() if n in names and kind.field(n).compared}
        keying.save_keying(by=user, entry=entry, keying_id=uuid.uuid4(), values=values, flags={})

    def key_twice(self, book: Book, **second: str) -> None:
        """Have two people key the whole book, the second with some fields typed otherwise."""
        self.key(self.keyer_a, book)
        self.key(self.keyer_b, book, **second)
        work()

    def approve(self, *, entries: int = 4, year: int = 2009) -> Book:
        """Return a book keyed, agreed and approved, its package written and queued."""
        book = self.shelve(entries=entries, year=year)
        self.key_twice(book)
        review.approve_book(by=self.head, book=book)
        work()
        return book


def work(limit: int = 1000) -> int:
    """Run the jobs that wait, as a worker would, and return how many ran."""
    done: set[int] = set()
    while len(done) < limit:
        jobs = ProcrastinateJob.objects.filter(status="todo").exclude(pk__in=done)
        job = jobs.exclude(scheduled_at__gt=timezone.now()).order_by("pk").first()
        if job is None:
            break
        done.add(job.pk)
        if job.task_name.split(".")[0] != "ledger":
            app.tasks[job.task_name].func(**job.args)
    return len(done)


def sql(statement: str, *values: object) -> None:
    """Run one statement as the owner of the tables, with nothing of this transaction pending."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do every act in a thread of its own at one moment; returns what each returned or raised."""
    gate = threading.Barrier(len(acts))
    done: list[object] = [None] * len(acts)

    def do(index: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(30)
            done[index] = act()
        except Exception as error:
            done[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return done
