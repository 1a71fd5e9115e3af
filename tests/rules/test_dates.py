"""Dates as written: forms, refusals, bounds, and words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.dates import (
    BadDate,
    Manner,
    Written,
    earliest,
    form_from_words,
    from_digits,
    from_words,
    in_words,
    latest,
    manners,
    normal,
    parse,
    to_words,
)

days = st.dates(min_value=date(1800, 1, 1), max_value=date(2199, 12, 31))
WORDS = """
    ngày mồng mùng tháng năm một hai tư lăm mười mươi mốt linh lẻ trăm nghìn ngàn giêng chạp không
    chín bảy 12 1975 âm lịch
"""
separators = st.sampled_from([".", "-", "/", " ", ", ", " - ", " / "])


@st.composite
def written_dates(draw: st.DrawFn) -> str:
    """A date loosely written: partial, unclear, lunar, with or without padding."""
    day, between = draw(days), draw(separators)
    parts = [str(day.day), str(day.month), f"{day.year}"]
    if draw(st.booleans()):
        parts = [part.zfill(2) for part in parts]
    parts = parts[draw(st.integers(0, 2)) :]
    unclear = draw(st.sampled_from(["", "day", "year"]))
    if unclear == "day":
        parts[0] = "?" if len(parts) > 1 else parts[0][:3] + "?"
    if unclear == "year":
        parts[-1] = parts[-1][:2] + "??"
    lunar = " âm lịch" if int(day.day) < 29 and draw(st.booleans()) else ""
    return between.join(parts) + lunar


def test_it_works() -> None:
    assert parse("12.05.2009") == Written("12.05.2009", 2009, 5, 12)
    assert parse("12.05.2009").full == date(2009, 5, 12)
    assert normal("1/2/2009") == "01.02.2009"


@given(written_dates())
def test_the_usual_form_is_stable_and_means_the_same(raw: str) -> None:
    once, again = parse(raw), parse(normal(raw))
    assert normal(normal(raw)) == normal(raw)
    assert (once.year, once.month, once.day) == (again.year, again.month, again.day)
    assert (once.lunar, once.unclear) == (again.lunar, again.unclear)
    assert (earliest(once), latest(once)) == (earliest(again), latest(again))
    assert earliest(once) <= latest(once)


@given(days)
def test_a_full_date_has_itself_for_bounds(day: date) -> None:
    written = parse(f"{day:%d.%m.%Y}")
    assert earliest(written) == latest(written) == written.full == day


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("2009", date(2009, 1, 1), date(2009, 12, 31)),
        ("02.2008", date(2008, 2, 1), date(2008, 2, 29)),
        ("?.02.1975", date(1975, 2, 1), date(1975, 2, 28)),
        ("1?.02.197?", date(1970, 2, 10), date(1979, 2, 19)),
        ("29.02.19??", date(1904, 2, 29), date(1996, 2, 29)),
        ("15.08.1975 âm lịch", date(1975, 1, 19), date(1976, 2, 22)),
    ],
)
def test_a_partial_date_has_the_bounds_of_what_it_may_mean(
    raw: str, first: date, last: date
) -> None:
    assert (earliest(parse(raw)), latest(parse(raw))) == (first, last)


def test_an_age_counts_back_from_the_day_it_was_written() -> None:
    written = parse("32 tuổi", age_allowed=True)
    assert written.age == 32
    assert (earliest(written), latest(written)) == (date.min, date.max)
    on = date(2009, 5, 12)
    assert earliest(written, on) <= date(1976, 5, 13) <= latest(written, on)  # 32 years old
    assert earliest(written, on) <= date(1978, 1, 1) <= latest(written, on)  # by tuổi mụ
    assert latest(written, on) < date(1980, 1, 1)
    baby = parse("2 tuổi", age_allowed=True)  # born last December, by tuổi mụ
    assert latest(baby, date(2009, 2, 12)) >= date(2008, 12, 31)


@pytest.mark.parametrize(
    ("raw", "usual"),
    [
        ("5 - 8 - 1975 (ÂL)", "05.08.1975 âm lịch"),
        ("30.02.1975 Âm lịch", "30.02.1975 âm lịch"),
        ("32t", "32 tuổi"),
        ("5/2009", "05.2009"),
        ("?/?/1975", "??.??.1975"),
    ],
)
def test_loose_writing_gets_the_usual_form(raw: str, usual: str) -> None:
    assert normal(raw) == usual


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "?",
        "31.02.2009",
        "29.02.2009",
        "12.13.2009",
        "0.5.2009",
        "1.2.09",
        "31.12",
        "1.2.3.2009",
        "12.05.0209",
        "hôm qua",
        "31.01.1975 âm lịch",
        "3?.02.2009",
        "12.05.20090",
        "32 tuổi",
    ],
)
def test_what_is_no_date_is_refused(raw: str) -> None:
    with pytest.raises(BadDate) as refusal:
        parse(raw)
    assert raw in refusal.value.text("vi")


@pytest.mark.parametrize("raw", ["0 tuổi", "131 tuổi"])
def test_an_impossible_age_is_refused(raw: str) -> None:
    with pytest.raises(BadDate):
        parse(raw, age_allowed=True)


@pytest.mark.parametrize(
    ("digits", "usual"),
    [
        ("010275", "01.02.1975"),
        ("010209", "01.02.2009"),
        ("010210", "01.02.1910"),
        ("01022009", "01.02.2009"),
        ("021975", "02.1975"),
        ("0275", "02.1975"),
        ("1975", "1975"),
        ("75", "1975"),
        ("??021975", "??.02.1975"),
        ("??0275", "??.02.1975"),
        ("1?02197?", "1?.02.197?"),
        ("197?", "197?"),
    ],
)
def test_digits_are_read_by_the_years_of_the_book(digits: str, usual: str) -> None:
    assert from_digits(digits, 2009) == usual


@pytest.mark.parametrize(
    "digits", ["", "1", "123", "310275", "1.2.75", "0102097", "9975", "01027?", "?", "99??1975"]
)
def test_digits_that_make_no_date_are_refused(digits: str) -> None:
    with pytest.raises(BadDate):
        from_digits(digits, 2009)


@given(st.dates(min_value=date(1910, 1, 1), max_value=date(2009, 12, 31)))
def test_six_digits_come_back_within_a_century_of_the_book(day: date) -> None:
    assert from_digits(f"{day:%d%m%y}", 2009) == f"{day:%d.%m.%Y}"


@given(days)
def test_words_come_back_as_the_same_date(day: date) -> None:
    assert from_words(to_words(day)) == day


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2009, 5, 3), "ngày ba tháng năm năm hai nghìn không trăm linh chín"),
        (date(1998, 4, 24), "ngày hai mươi tư tháng tư năm một nghìn chín trăm chín mươi tám"),
        (date(2000, 10, 15), "ngày mười lăm tháng mười năm hai nghìn"),
        (date(2015, 11, 21), "ngày hai mươi mốt tháng mười một năm hai nghìn không trăm mười lăm"),
        (date(1900, 1, 4), "ngày bốn tháng một năm một nghìn chín trăm"),
    ],
)
def test_a_date_is_written_in_words_as_registers_do(day: date, words: str) -> None:
    assert to_words(day) == words


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Ngày mồng ba, tháng năm, năm hai ngàn lẻ chín", date(2009, 5, 3)),
        ("mùng một tháng giêng năm hai nghìn không trăm lẻ một", date(2001, 1, 1)),
        ("ngày hai mươi bốn tháng chạp năm một ngàn chín trăm bẩy mươi nhăm", date(1975, 12, 24)),
        ("ngày hai mốt tháng bốn năm một chín chín tám", date(1998, 4, 21)),
        ("Ngày mười năm tháng năm năm một nghìn chín trăm chín năm", date(1995, 5, 15)),
        ("ngày ba mươi mốt tháng mười hai năm hai nghìn mười", date(2010, 12, 31)),
        ("ngày 3 tháng 5 năm 2009", date(2009, 5, 3)),
    ],
)
def test_many_ways_of_writing_words_are_read(words: str, day: date) -> None:
    assert from_words(words) == day


@pytest.mark.parametrize(
    "words",
    [
        "",
        "năm hai nghìn",
        "ngày ba tháng năm",
        "ngày ba mươi tháng hai năm hai nghìn",
        "ngày ba tháng mười ba năm hai nghìn",
        "ngày x tháng năm năm hai nghìn",
        "ngày ba tháng năm năm chín trăm",
        "ngày lăm tháng năm năm hai nghìn",
        "ngày một năm tháng năm năm hai nghìn",
    ],
)
def test_words_that_are_not_surely_a_date_say_nothing(words: str) -> None:
    assert from_words(words) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader_of_words(text: str) -> None:
    assert from_words(text) is None or isinstance(from_words(text), date)


@given(st.text(alphabet="0123456789?.-/ tuổiâmlịchÂL", max_size=16))
def test_any_text_is_read_or_refused(raw: str) -> None:
    try:
        written = parse(raw, age_allowed=True)
    except BadDate:
        return
    assert earliest(written) <= latest(written)
    assert normal(normal(raw)) == normal(raw)


MANNERS = list(manners())


def test_every_day_of_two_centuries_is_read_back_in_the_usual_words() -> None:
    start, days_there = date(1900, 1, 1), (date(2100, 12, 31) - date(1900, 1, 1)).days + 1
    wrong = [
        day
        for day in (start + timedelta(n) for n in range(days_there))
        if from_words(to_words(day)) != day
    ]
    assert (days_there, wrong) == (73414, [])


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)), st.sampled_from(MANNERS))
def test_every_manner_of_writing_is_read_back(day: date, manner: Manner) -> None:
    assert from_words(to_words(day, manner)) == day
    assert from_words(to_words(day, manner).upper()) == day


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        (Manner(early="mồng"), "ngày mồng năm tháng tư năm một nghìn chín trăm bảy mươi lăm"),
        (Manner(year="digits"), "ngày năm tháng tư năm một chín bảy lăm"),
        (
            Manner(thousand="ngàn", five="nhăm"),
            "ngày năm tháng tư năm một ngàn chín trăm bảy mươi nhăm",
        ),
        (Manner(year="short"), "ngày năm tháng tư năm một nghìn chín trăm bảy lăm"),
    ],
)
def test_officers_write_one_day_in_many_ways(manner: Manner, words: str) -> None:
    assert to_words(date(1975, 4, 5), manner) == words


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("05.1975", "tháng năm năm một nghìn chín trăm bảy mươi lăm"),
        ("2009", "năm hai nghìn không trăm linh chín"),
        (
            "12.08.1975 âm lịch",
            "ngày mười hai tháng tám năm một nghìn chín trăm bảy mươi lăm âm lịch",
        ),
    ],
)
def test_partial_and_lunar_dates_have_words_too(form: str, words: str) -> None:
    assert in_words(form) == words
    assert form_from_words(words) == form
    assert from_words(words) is None


def test_ages_have_words_and_unclear_dates_have_none() -> None:
    assert in_words("32t") == "ba mươi hai tuổi"
    assert in_words("105 tuổi") == "một trăm linh năm tuổi"
    assert in_words("?.05.1975") == ""
    with pytest.raises(BadDate):
        in_words("hôm qua")


@given(written_dates())
def test_what_can_be_put_in_words_is_read_back(raw: str) -> None:
    words = in_words(raw)
    assert words == "" or form_from_words(words) == normal(raw)


@given(st.text(max_size=40) | st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join))
def test_any_words_are_read_or_not(text: str) -> None:
    form = form_from_words(text)
    assert form is None or normal(form) == form


@given(st.text(alphabet="0123456789? ", max_size=9), st.integers(1900, 2100))
def test_any_digits_are_read_or_refused(digits: str, year: int) -> None:
    try:
        form = from_digits(digits, year)
    except BadDate:
        return
    assert normal(form) == form
