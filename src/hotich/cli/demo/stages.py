"""The demo's stages in order; each looks first at what is done, so a killed demo goes on."""

import json
import shutil
import threading
import traceback
from pathlib import Path
from random import Random
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from hotich.books.models import Book
from hotich.cli.demo import proof, robots
from hotich.cli.demo.browser import Browser
from hotich.cli.demo.cast import PASSWORD, Cast, assemble
from hotich.cli.progress_bar import Bar
from hotich.cli.simulate.client import Client, Network
from hotich.cli.simulate.hands import Hand
from hotich.cli.simulate.keyer import Habits, Keyer, Tally
from hotich.cli.simulate.truth import Books
from hotich.delivery.models import Delivery, Package
from hotich.keying.models import Keying
from hotich.review.models import Settlement
from hotich.scans.models import Entry, ScanFile

READ_SECONDS, SEND_SECONDS = 240, 240
DATABASE_LOSSES = 30
PRACTICE_ENTRIES = 6


class Play:
    """Plays one book from the shelf to the sandbox; run it in a thread of its own."""

    def __init__(
        self,
        address: str,
        home: Path,
        *,
        kind: str,
        entries: int,
        seed: int,
        wear: float,
        practice: bool = False,
    ) -> None:
        self._address, self._home = address, home
        self._kind, self._entries, self._seed, self._wear = kind, entries, seed, wear
        self._practice = practice
        self.good = False
        self.failure = ""

    def run(self) -> None:
        """Play every stage; `good` tells whether all held, `failure` what did not."""
        try:
            self._play_on()
        except Exception as error:  # the last stop before the terminal
            (self._home / "logs" / "demo.log").write_text(traceback.format_exc(), encoding="utf-8")
            self.failure = f"{type(error).__name__}: {error} (logs/demo.log)"
        finally:
            close_old_connections()

    def _play_on(self) -> None:
        """Play; when the database went away, go on where it was once it is back."""
        for _loss in range(DATABASE_LOSSES):
            try:
                return self._play()
            except (OperationalError, InterfaceError):
                robots.wait(_database_is_there, READ_SECONDS, "the database did not come back")
        raise robots.Stuck("the database went away too often")

    def _play(self) -> None:
        folder = self._folder("scans")
        sample = self._draw(folder, self._seed, self._entries)
        truth = robots.read_truth(sample)
        cast = assemble()
        book = self._shelve(cast, sample, folder)
        self._key(book, Books.of(sample, folder))
        self._settle(book, truth)
        self._approve(book)
        self._deliver(book)
        self.good = proof.show(book, folder, self._home)
        if self.good and self._practice:
            self._shelve_practice(cast, book)

    def _folder(self, name: str) -> Path:
        """Return where a book is drawn: each kind has its own."""
        return self._home / (name if self._kind == "KS" else f"{name}-{self._kind}")

    def _browser(self, username: str) -> Browser:
        return Browser(self._address, username, PASSWORD)

    def _draw(self, folder: Path, seed: int, entries: int) -> dict[str, Any]:
        """Draw one book, unless it lies there already, and return its truth."""
        from hotich.samples.make import make

        if not (folder / "truth.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            with Bar("vẽ sổ mẫu / draw a book") as bar:
                make(
                    folder,
                    books=1,
                    seed=seed,
                    kind=self._kind,
                    wear=self._wear,
                    entries=entries,
                    progress=lambda _stage, done, total: bar.show(done, total),
                )
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        book: dict[str, Any] = truth["books"][0]
        return book

    def _shelve_practice(self, cast: Cast, worked: Book) -> None:
        """Leave a small second book, scanned and waiting, for whoever wants to try keying."""
        for seed in range(self._seed + 1, self._seed + 20):
            folder = self._folder(f"practice-{seed}")
            sample = self._draw(folder, seed, PRACTICE_ENTRIES)
            if sample["year"] != worked.year:
                self._shelve(cast, sample, folder)
                return
            shutil.rmtree(folder)

    def _shelve(self, cast: Cast, sample: dict[str, Any], folder: Path) -> Book:
        with Bar("ghi sổ, quét, tách / scan, cut") as bar:
            browser = self._browser("ho-tich")
            robots.register(browser, sample, cast.commune.pk)
            book = Book.objects.select_related("unit").get(
                unit=cast.commune,
                kind=sample["kind"],
                year=sample["year"],
                number=sample["number"],
            )
            if book.scanned_at is None:
                robots.scan(browser, book.pk, [folder / sample["folder"] / "scan.pdf"])
                total = sample["closing"]["total"]

                def read() -> bool:
                    bar.show(Entry.objects.filter(book=book).count(), total)
                    return not ScanFile.objects.filter(book=book, state="received").exists()

                robots.wait(read, READ_SECONDS, "the scans were not read")
                robots.close_scanning(browser, book.pk)
            bar.show(Entry.objects.filter(book=book).count(), sample["closing"]["total"])
        return book

    def _key(self, book: Book, books: Books) -> None:
        total = 2 * Entry.objects.filter(book=book).count()
        with Bar("hai người nhập / keyed twice") as bar:

            def show() -> None:
                bar.show(Keying.objects.filter(entry__book=book).count(), total)

            show()
            if _is_to_key(book):
                self._key_together(book, books, Tally(heard=show))

    def _key_together(self, book: Book, books: Books, tally: Tally) -> None:
        def work(name: str) -> None:
            dice = Random(f"{self._seed}:{name}")
            try:
                client = Client(self._address, name, PASSWORD, Network(), dice)
                keyer = Keyer(client, Hand(f"{self._seed}:{name}"), books, Habits(), tally, dice)
                keyer.work(lambda: not tally.failures and _is_to_key(book), [book.pk])
            except Exception as error:  # carried to the thread that waits
                tally.failures.append(error)
            finally:
                close_old_connections()

        keyers = [threading.Thread(target=work, args=(name,)) for name in ("nhap-a", "nhap-b")]
        for keyer in keyers:
            keyer.start()
        for keyer in keyers:
            keyer.join()
        if tally.failures:
            raise tally.failures[0]

    def _settle(self, book: Book, truth: robots.Truth) -> None:
        with Bar("phân xử / settled by a third") as bar:

            def show() -> None:
                done = Settlement.objects.filter(entry__book=book).count()
                bar.show(done, done)

            def agreed() -> bool:
                waiting = Entry.objects.filter(book=book, state="to_settle")
                if waiting.exists():  # else the page shows other books' differences
                    robots.settle(self._browser_of_checker, truth, show)
                return not waiting.exists()

            self._browser_of_checker = self._browser("kiem-tra")
            show()
            robots.wait(agreed, READ_SECONDS, "differences stayed open")

    def _approve(self, book: Book) -> None:
        with Bar("rà soát, duyệt / approve"):
            reason = "đã xem ảnh, sổ ghi đúng như vậy"
            robots.confirm_findings(self._browser_of_checker, book.pk, reason)
            robots.approve(self._browser("truong"), book.pk)
            if Entry.objects.filter(book=book).exclude(state="approved").exists():
                raise robots.Stuck(f"book {book.pk} was not approved")

    def _deliver(self, book: Book) -> None:
        browser = self._browser("truong")
        with Bar("đóng gói / package") as bar:

            def packed() -> bool:
                return Package.objects.filter(book=book).exists() and bool(queued())

            def queued() -> int:
                return Delivery.objects.filter(book=book).count()

            robots.wait(packed, READ_SECONDS, "no package was written")
            bar.show(queued(), queued())
        with Bar("gửi Bộ (máy thử) / deliver") as bar:
            robots.wait(
                lambda: robots.deliver(browser, book.pk), 60, "the package was not released"
            )
            rows = Delivery.objects.filter(book=book)

            def answered() -> bool:
                done = rows.filter(state__in=["accepted", "refused", "held"]).count()
                bar.show(done, rows.count())
                return done == rows.count()

            robots.wait(answered, SEND_SECONDS, "not every entry was answered")


def _is_to_key(book: Book) -> bool:
    return Entry.objects.filter(book=book, state__in=["to_key", "returned"]).exists()


def _database_is_there() -> bool:
    close_old_connections()
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True
