"""What goes wrong on paper: numbers, crossed-out and corrected entries, slips of the pen.

Everything is named in the entry's events, flags and planted checks; shares.toml has the shares.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from hotich.rules import dates
from hotich.samples.entries.writing import Entry, Written, same
from hotich.samples.town import Town

MISSING = ("skipped", "skipped", "blank", "cancelled", "page_lost", "torn")
"""Why a number has no entry; skipped ones are the commonest."""

_NOTES = ("Đã cấp bản sao", "Cấp lại bản chính", "Trích lục đã cấp", "Đã xóa sổ thường trú")
_UNREADABLE = (
    "applicant_name",
    "applicant_paper_number",
    "mother_birth_date",
    "father_birth_date",
    "wife_birth_date",
    "deceased_birth_date",
    "person_birth_date",
    "recorder",
)


class Numbering:
    """Gives the numbers of a year in turn, now and then one too many or too few."""

    def __init__(self, town: Town, book_id: str, first: int) -> None:
        self._random = Random(f"{town.seed}/numbers/{book_id}/{first}")
        self._shares = town.trouble
        self._next = first
        self._in_turn = False
        self.missing: list[tuple[int, str]] = []

    @property
    def upcoming(self) -> int:
        return self._next

    def next(self) -> tuple[str, str]:
        """Return the next number as written, "046" or "46a", and the event it is, or ""."""
        draw, shares = self._random.random(), self._shares
        if self._in_turn:
            self._in_turn = False
            if draw < shares["repeat"]:
                return f"{self._next - 1:03d}", "repeated_number"
            if draw < shares["repeat"] + shares["suffix"]:
                return f"{self._next - 1}a", "suffix"
            if draw < shares["repeat"] + shares["suffix"] + shares["gap"]:
                self.missing.append((self._next, self._random.choice(MISSING)))
                self._next += 1
        number, self._next, self._in_turn = self._next, self._next + 1, True
        return f"{number:03d}", ""


def disturb(town: Town, entries: Sequence[Entry]) -> None:
    """Let the pen slip in a year's entries, by the town's shares."""
    shares = town.trouble
    if not any(shares.values()):
        return
    random = Random(f"{town.seed}/trouble/{entries[0].id}" if entries else "")
    for before, entry in zip((None, *entries), entries, strict=False):
        if "repeated_number" in entry.events and before:
            entry.planted.append("R32")
            before.planted.append("R32")
        if random.random() < shares["cancelled"]:
            entry.events.append("cancelled")
            continue
        if random.random() < shares["correction"]:
            _correct(random, entry)
        if random.random() < shares["margin_note"] and not entry.margin:
            entry.margin = random.choice(_NOTES)
        for event in ("slip", "blot"):
            if random.random() < shares[event]:
                entry.events.append(event)
        if random.random() < shares["unreadable"]:
            _hide(random, entry)
        if random.random() < shares["wrong_words"]:
            _other_words(entry)
        if random.random() < shares["wrong_kind"]:
            _other_kind(entry)
        if before and random.random() < shares["out_of_order"]:
            _earlier(random, entry, before)


def _correct(random: Random, entry: Entry) -> None:
    """The last word of a field was written wrong, struck out, and written again."""
    names = [n for n in entry.fields if n.endswith(("_name", "_birth_date")) and entry.value(n)]
    if names:
        name = random.choice(names)
        entry.wrong[name] = misread(random, entry.fields[name].drawn.split()[-1])
        entry.events.append("correction")


def _hide(random: Random, entry: Entry) -> None:
    names = [name for name in _UNREADABLE if entry.value(name)]
    if names:
        name = random.choice(names)
        entry.fields[name] = Written("", entry.fields[name].drawn)
        entry.flags[name] = "unreadable"
        entry.events.append("unreadable")


def _other_words(entry: Entry) -> None:
    """The date in words is the next day's."""
    for name in ("child_birth_date", "deceased_death_date"):
        words = f"{name}_words"
        written = dates.parse(entry.value(name)).full if entry.value(words) else None
        if written:
            other = dates.to_words(written + timedelta(days=1))
            entry.fields[words] = same(other[0].upper() + other[1:])
            entry.events.append("wrong_words")
            entry.planted.append("R19" if entry.kind == "KS" else "R20g")


def _other_kind(entry: Entry) -> None:
    """Late, but entered as on time; only where the day is surely known."""
    if "late" in entry.events and entry.value("registration_kind") == "4" and _event_day(entry):
        entry.fields["registration_kind"] = Written("1", "Đúng hạn")
        entry.events.append("wrong_kind")
        entry.planted.append("R13b" if entry.kind == "KS" else "R20d")


def _event_day(entry: Entry) -> date | None:
    """Return the day of the birth or death, None where it is not fully known."""
    value = entry.value("child_birth_date") or entry.value("deceased_death_date")
    return dates.parse(value).full if value else None


def _earlier(random: Random, entry: Entry, before: Entry) -> None:
    """The day of registration is written some weeks too early, but not before what it enters."""
    written = entry.fields["registration_date"]
    day, other = (dates.parse(e.value("registration_date")).full for e in (entry, before))
    if day is None or other is None or "late" not in entry.events:
        return
    earlier, event = day - timedelta(days=random.randint(20, 60)), _event_day(entry)
    if earlier >= other or earlier.year < day.year or not event:
        return
    if (earlier - event).days <= 60:
        return
    separator = re.sub(r"^\d+|\d.*$", "", written.drawn)
    drawn = f"{earlier.day}{separator}{earlier.month}{separator}{earlier.year}"
    entry.fields["registration_date"] = Written(f"{earlier:%d.%m.%Y}", drawn)
    entry.events.append("out_of_order")
    entry.planted.append("R29")


_LIKELY = {"ả": "ã", "ã": "ả", "i": "y", "n": "m", "ố": "ồ", "1": "7", "3": "8"}
_LESS = {"0": "6", "2": "3", "4": "9", "5": "6", "6": "0", "7": "1", "a": "â", "h": "n"}


def misread(random: Random, text: str) -> str:
    """Return the text with one likely slip; always another text."""
    for slips in (_LIKELY, _LESS):
        places = [at for at, letter in enumerate(text) if letter.lower() in slips]
        if places:
            at = random.choice(places)
            slip = slips[text[at].lower()]
            return text[:at] + (slip.upper() if text[at].isupper() else slip) + text[at + 1 :]
    return f"{text}n"
