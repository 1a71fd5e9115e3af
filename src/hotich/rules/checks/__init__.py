"""The checks of a record, a book, a file, a package: what is wrong, how gravely, and what to do.

E blocks, W asks for a reason or a second person, I informs. A finding never changes a value. The
titles and sentences are in checks.toml. Where a check is made:

    0       required                    form.py             required fields
    1       number                      form.py             n[suffix]/yyyy; number_in_turn: its turn
    2       book_number                 form.py             bb/yyyy, and the book at hand
    3       registration_date           form.py             full and real, or flagged
    4-5     years                       form.py             years of number, book, registration
    6       page                        form.py             within the book
    7-10    values                      form.py             dates, codes, peoples, letters
    11      numbers_of_persons          form.py             numbers against year of birth and sex
    12      check_files                 files.py            the entry's PDF
    13      born_before_registration    persons.py          everyone; a birth "on time": birth.py
    14      sensible_dates              persons.py          not in the future, not before 1900
    15      parents_age                 birth.py            parents at the birth
    16      parentage                   birth.py            parents against the parentage code
    17      child_people                birth.py            the child's people
    18      child_surname               birth.py            the child's surname
    19      birth_date_in_words         birth.py            digits against words
    20      lived                       death.py            birth, death, notice, registration
    21      spouses_age                 marriage.py         spouses and divorces; two marriages at
                                                            once: check_marriages in bigamy.py
    22      parent_older                recognition.py      recognised and adopted children
    23      certified_period            marital_status.py   period and age
    24      changes_something           amendment.py        "from" is not "to"
    25      adult_ward                  guardianship.py     ward and guardians
    26      paper_date                  persons.py          when ID papers were issued
    27      gaps                        book.py             numbers missing; gaps_between books
    28      totals                      book.py             entries against the closing
    29      rising_dates                book.py             dates in the order of numbers
    30      pages                       book.py             pages scanned
    31      check_package               package.py          Excel = zip = released
    32      repeats                     book.py             one entry a number; same_number
    33      repeats_between             book.py             a number in two books; same_number
    34-36   same_event                  duplicates.py       twice, anew, or in both phases
    37      two_numbers                 duplicates.py       numbers of a person, persons of a number

What they need, and the door to them: one record ``check_record``; a book ``check_book``; the books
of one office ``check_series``; the PDFs of a book ``check_files``; a package ``check_package``; two
records that may be one event ``check_pair``; all marriages known of a person ``check_marriages``.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from hotich.rules.checks.amendment import AMENDMENT_CHECKS
from hotich.rules.checks.bigamy import check_marriages
from hotich.rules.checks.birth import BIRTH_CHECKS
from hotich.rules.checks.book import Volume, check_book, check_series
from hotich.rules.checks.death import DEATH_CHECKS
from hotich.rules.checks.duplicates import Candidate, check_pair
from hotich.rules.checks.facts import (
    FLAGS,
    LIMITS,
    LONGEST,
    BookFacts,
    EntryFacts,
    Limits,
    Record,
)
from hotich.rules.checks.files import FileFacts, check_files
from hotich.rules.checks.findings import CHECKS, NEEDS, SEVERITIES, Case, Check, Finding
from hotich.rules.checks.form import FORM_CHECKS, number_in_turn
from hotich.rules.checks.guardianship import GUARDIANSHIP_CHECKS
from hotich.rules.checks.marital_status import MARITAL_STATUS_CHECKS
from hotich.rules.checks.marriage import DIVORCE_CHECKS, MARRIAGE_CHECKS
from hotich.rules.checks.package import check_package
from hotich.rules.checks.persons import PERSON_CHECKS
from hotich.rules.checks.recognition import ADOPTION_CHECKS, RECOGNITION_CHECKS
from hotich.rules.registers import Kind

__all__ = [
    "CHECKS",
    "FLAGS",
    "LIMITS",
    "LONGEST",
    "NEEDS",
    "SEVERITIES",
    "BookFacts",
    "Candidate",
    "Case",
    "Check",
    "EntryFacts",
    "FileFacts",
    "Finding",
    "Limits",
    "Record",
    "Volume",
    "check_book",
    "check_files",
    "check_marriages",
    "check_package",
    "check_pair",
    "check_record",
    "check_series",
    "number_in_turn",
]

RecordCheck = Callable[[Record], Iterator[Finding]]

_OF_KIND: dict[str, tuple[RecordCheck, ...]] = {
    "KS": BIRTH_CHECKS,
    "KH": MARRIAGE_CHECKS,
    "KT": DEATH_CHECKS,
    "CMC": RECOGNITION_CHECKS,
    "HN": MARITAL_STATUS_CHECKS,
    "GH": GUARDIANSHIP_CHECKS,
    "TDCC": AMENDMENT_CHECKS,
    "NCN": ADOPTION_CHECKS,
    "LH": DIVORCE_CHECKS,
}


def check_record(
    kind: Kind,
    values: Mapping[str, str],
    flags: Mapping[str, str],
    *,
    book: BookFacts,
    today: date,
    limits: Limits = LIMITS,
) -> list[Finding]:
    """Return what the checks find in one record, the form first, then field against field.

    ``values`` are as written by our field names, ``flags`` field -> unreadable | blank |
    crossed_out; a flagged value is not judged.
    """
    record = Record(kind, values, flags, book, today, limits)
    checks = (*FORM_CHECKS, *PERSON_CHECKS, *_OF_KIND[kind.code])
    return [finding for check in checks for finding in check(record)]
