"""Examples of the text rules, worked out by the rules themselves.

Shown to officials, and given to the browser to hold its own reading against. The first cells of a
row are what is written, the last what becomes of it; a cell in two languages is (vi, en).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from hotich.rules import dates, filenames, namereading, names, numbers, oldfonts, peoples
from hotich.rules.errors import Refused

Cell = str | tuple[str, str]

BOOK_YEAR = 2009
"""The year of the book in which the examples of typed digits stand."""


@dataclass(frozen=True, slots=True)
class Group:
    """One rule with its examples; ``head`` names the columns."""

    id: str
    title: tuple[str, str]
    note: tuple[str, str]
    head: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]


_WRITTEN = ("Ghi", "Written")
_READ = ("Đọc là", "Read as")


def _or_refusal(reader: Callable[[str], str], text: str) -> Cell:
    try:
        return reader(text)
    except Refused as why:
        return why.text("vi"), why.text("en")


def _each(reader: Callable[[str], str], texts: Iterable[str]) -> tuple[tuple[Cell, ...], ...]:
    return tuple((text, _or_refusal(reader, text)) for text in texts)


def _equal(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[Cell, ...], ...]:
    same, other = ("như nhau", "the same"), ("khác nhau", "different")
    return tuple(
        (a, b, same if names.canonical(a) == names.canonical(b) else other) for a, b in pairs
    )


def _names() -> list[Group]:
    pairs = "Hoà Hòa|THUÝ Thúy|Lí Lý|Mĩ Mỹ|Quí Quý|Ðức Đức|Vi Vy|Thi Thy|Hòa Hỏa|Dung Đung"
    sorted_names = "Trần An|Lê Thị An|Nguyễn Văn An|Lê Văn Ân|Lê Thị Dung|Lê Thị Đào|Lê Hoa|Lê Hòa"
    rising = sorted(sorted_names.split("|"), key=names.sort_key)
    split = ("Hồ Thị Mai Lan", "Tôn Nữ Hà", "H' Hen Niê", "Y Thông Niê", "Pả Hiêng", "Lan")
    queries = [
        ("hoa", "Lê Thị Hòa"),
        ("hoa", "Hồ Hoàng"),
        ("hoà", "Lê Thị Hoa"),
        ("ng an", "Nguyễn An"),
    ]
    found, not_found = ("thấy", "found"), ("không thấy", "not found")
    return [
        Group(
            "same_names",
            ("Khi nào hai cách ghi là một", "When two spellings are one"),
            (
                "Chỗ đặt dấu thanh, chữ hoa, i và y cuối tiếng (sau h, k, l, m, s, t, qu) không "
                "tính là khác. Giá trị luôn được giữ như đã ghi.",
                "The place of the tone, capitals, and i or y at the end of a syllable (after h, k, "
                "l, m, s, t, qu) make no difference. Values are always kept as written.",
            ),
            (
                ("Người thứ nhất", "First keyer"),
                ("Người thứ hai", "Second keyer"),
                ("Coi là", "Taken as"),
            ),
            _equal([(a, b) for a, b in (pair.split() for pair in pairs.split("|"))]),
        ),
        Group(
            "title_case",
            ("Chữ in hoa", "Capitals"),
            ("Chỉ đề nghị, bản gốc được giữ.", "Only proposed; the original is kept."),
            (_WRITTEN, ("Đề nghị", "Proposed")),
            _each(
                names.title_case,
                ("NGUYỄN THỊ HOÀ", "H'HEN NIÊ", "TRẦN VĂN NAM II", "LÊ THỊ VI"),
            ),
        ),
        Group(
            "sort",
            ("Thứ tự trong danh sách người", "Order in lists of people"),
            (
                "Theo tên, rồi đệm, rồi họ; chữ cái a ă â b c d đ e ê …, cùng chữ thì ngang, "
                "huyền, hỏi, ngã, sắc, nặng.",
                "By given name, then middle name, then surname; letters a ă â b c d đ e ê …, then "
                "tones: none, huyền, hỏi, ngã, sắc, nặng.",
            ),
            (("Thứ tự", "Place"), ("Họ và tên", "Name")),
            tuple((str(at), name) for at, name in enumerate(rising, start=1)),
        ),
        Group(
            "parts",
            ("Họ, chữ đệm và tên", "Surname, middle and given name"),
            (
                "Họ thường là tiếng đầu. Y, H', K', Ka, Pả, Kăn đứng trước tên và không phải "
                "là họ.",
                "The surname is the first word. Y, H', K', Ka, Pả, Kăn stand before a given name "
                "and are no surname.",
            ),
            (("Họ và tên", "Name"), ("Họ | đệm | tên", "Surname | middle | given")),
            _each(lambda name: " | ".join(p or "–" for p in names.split_name(name)), split),
        ),
        Group(
            "search",
            ("Tìm theo tên", "Finding by name"),
            (
                "Gõ đầu các tiếng, có dấu hay không; dấu đã gõ thì phải đúng.",
                "Type the beginnings of words, with marks or without; marks that are typed count.",
            ),
            (("Gõ", "Typed"), ("Tên", "Name"), ("Kết quả", "Result")),
            tuple((q, t, found if names.finds(q, t) else not_found) for q, t in queries),
        ),
        Group(
            "foreign_letters",
            ("Chữ và dấu lạ trong tên", "Strange letters and signs in names"),
            (
                "Được giữ và cảnh báo: người nước ngoài có thể có. Chữ giống chữ Latinh của bảng "
                "chữ cái khác cũng bị phát hiện.",
                "Kept and warned about: foreigners may have them. Letters of other alphabets that "
                "only look Latin are found too.",
            ),
            (_WRITTEN, ("Chữ lạ", "Strange")),
            _each(
                lambda text: " ".join(sorted(names.foreign_letters(text))) or "–",
                ("Nguyễn Thị Hòa", "Wiliam", "Аnh (А Kirin / Cyrillic)", "Lan 😀", "Zoë"),
            ),
        ),
        Group(
            "old_fonts",
            ("Chữ của phông cũ (ABC, VNI)", "Text of old fonts (ABC, VNI)"),
            ("Nhận ra và đề nghị, không tự sửa.", "Recognised and proposed, never applied."),
            (_WRITTEN, ("Đề nghị", "Proposed")),
            _each(_old_font, ("NguyÔn V¨n §øc", "Nguyeãn Vaên Ñöùc", "Nguyá»…n VÄƒn An", "Noël")),
        ),
        Group(
            "peoples",
            ("Tên dân tộc", "Names of peoples"),
            ("Tên gọi khác cũng được nhận.", "Other names are known too."),
            (_WRITTEN, ("Mã và tên trong danh mục", "Code and name on the list")),
            _each(
                _people,
                ("Vân Kiều", "Bru - Vân Kiều", "Pa Cô", "Tà Ôi (Pa Cô)", "H'Mông", "Xứ Lạ"),
            ),
        ),
    ]  # fmt: skip


def _old_font(text: str) -> str:
    reading = oldfonts.old_encoding(text)
    return f"{reading.text} ({reading.encoding})" if reading else "–"


def _people(text: str) -> str:
    code = peoples.people_code(text)
    listed = {people.code: people.name for people in peoples.peoples()}
    return f"{code} {listed[code]}" if code else "–"


def _bounds(text: str) -> str:
    written = dates.parse(text, age_allowed=True)
    on = date(BOOK_YEAR, 5, 12)
    first, last = dates.earliest(written, on), dates.latest(written, on)
    return f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"


def _normal(text: str) -> str:
    return dates.normal(text)


def _dates() -> list[Group]:
    forms = (
        "12/5/2009",
        "5-2009",
        "2009",
        "?.02.1975",
        "5 - 8 - 1975 (ÂL)",
        "32t",
        "31.02.2009",
        "1.2.09",
    )
    spans = ("12.05.2009", "05.2009", "2009", "?.02.1975", "15.08.1975 âm lịch", "32 tuổi")
    words = (
        "Ngày mười hai tháng năm năm hai nghìn không trăm linh chín",
        "mùng một tháng giêng năm hai ngàn lẻ một",
        "ngày hai mươi bốn tháng tư năm một chín bảy lăm",
        "tháng năm năm một nghìn chín trăm bảy mươi nhăm",
    )
    return [
        Group(
            "dates",
            ("Ngày, tháng, năm", "Dates"),
            (
                "Dấu ? thay chữ số không đọc được. Ngày âm lịch giữ nguyên, không đổi sang dương "
                "lịch. Người lớn có thể chỉ ghi tuổi.",
                "? stands for a digit that cannot be read. Lunar dates stay as they are and are "
                "never converted. An adult may have an age only.",
            ),
            (_WRITTEN, ("Dạng chuẩn", "Usual form")),
            _each(_normal, forms),
        ),
        Group(
            "spans",
            ("Ngày sớm nhất và muộn nhất", "First and last day meant"),
            (
                "Chỉ báo lỗi khi chắc chắn: tính theo ngày thuận nhất trong khoảng. Tuổi tính từ "
                "ngày đăng ký 12.05.2009, kể cả tuổi mụ.",
                "A finding is made only where it is certain. Ages count back from the registration "
                "on 12.05.2009, also the old way (tuổi mụ).",
            ),
            (_WRITTEN, ("Trong khoảng", "Between")),
            _each(_bounds, spans),
        ),
        Group(
            "digits",
            ("Gõ ngày chỉ bằng chữ số", "Dates typed as digits"),
            (
                f"Trong sổ mở năm {BOOK_YEAR}: hai chữ số là năm gần nhất không sau năm của sổ.",
                f"In a book of {BOOK_YEAR}: two digits of a year mean the last such year up to it.",
            ),
            (("Gõ", "Typed"), ("Thành", "Becomes")),
            _each(
                lambda text: dates.from_digits(text, BOOK_YEAR),
                ("010275", "01022009", "021975", "0275", "75", "??0275"),
            ),
        ),
        Group(
            "words",
            ("Ngày viết bằng chữ", "Dates in words"),
            (
                "Đọc được mồng, mùng; linh, lẻ; nghìn, ngàn; tư, bốn; lăm, nhăm; năm đọc từng số.",
                "Reads mồng, mùng; linh, lẻ; nghìn, ngàn; tư, bốn; lăm, nhăm; years by digits.",
            ),
            (_WRITTEN, _READ),
            _each(lambda text: dates.form_from_words(text) or "–", words),
        ),
        Group(
            "to_words",
            ("Viết ngày bằng chữ", "Writing dates in words"),
            ("Cách viết thông dụng.", "The usual way."),
            (("Ngày", "Date"), ("Bằng chữ", "In words")),
            _each(dates.in_words, ("03.05.2009", "24.04.1998", "15.10.2000", "05.1975")),
        ),
    ]  # fmt: skip


def _personal(text: str) -> str:
    parts = numbers.personal_number(text)
    sex = {"1": "Nam / Male", "2": "Nữ / Female"}[parts.sex]
    return f"{parts.province_name} · {sex} · {parts.year}"


def _book(text: str) -> str:
    return numbers.book_text(*numbers.parse_book(text))


def _numbers() -> list[Group]:
    return [
        Group(
            "numbers",
            ("Số đăng ký", "Registration numbers"),
            ("Dạng số/năm, có thể có chữ theo sau.", "Number/year, perhaps with a letter."),
            (_WRITTEN, ("Dạng chuẩn", "Usual form")),
            _each(
                lambda text: numbers.parse_number(text).text,
                ("46/2009", "046 a / 2009", "Số: 1.046/2009", "46/09"),
            ),
        ),
        Group(
            "books",
            ("Quyển số", "Book numbers"),
            ("Dạng quyển/năm.", "Book/year."),
            (_WRITTEN, ("Dạng chuẩn", "Usual form")),
            _each(_book, ("1/2009", "Quyển số 01/2009", "01")),
        ),
        Group(
            "personal_numbers",
            ("Số định danh cá nhân", "Personal numbers"),
            (
                "12 chữ số: mã tỉnh, thế kỷ và giới tính, năm sinh, 6 chữ số ngẫu nhiên.",
                "12 digits: province, century and sex, year of birth, 6 at random.",
            ),
            (_WRITTEN, _READ),
            _each(_personal, ("045 209 000000", "045 375 000000", "099209000000", "04520900000")),
        ),
    ]


def _read_name(text: str) -> str:
    found = namereading.read_file_name(text)
    book = f"{found.kind} · {numbers.book_text(found.book_number, found.book_year)}"
    if isinstance(found, filenames.BookName):
        return f"{book} · {found.unit} · {found.paper}"
    said = [f"{found.number:03d}{found.suffix}", found.unit_code, found.paper]
    said.append(f"{found.registration_date:%d.%m.%Y}" if found.registration_date else "")
    said += [str(found.year or ""), f"({found.copy})" if found.copy else ""]
    return " · ".join([book, *filter(None, said)])


def _files() -> list[Group]:
    return [
        Group(
            "file_names",
            ("Tên tệp PDF", "Names of PDF files"),
            (
                "Phần mềm ghi theo mẫu thứ nhất; các cách đặt tên khác được đọc khi nhập tệp.",
                "Files are written by the first pattern; the others are read on import.",
            ),
            (("Tên tệp", "File name"), _READ),
            _each(
                _read_name,
                (
                    filenames.entry_pdf("KS", 2009, 1, date(2009, 5, 12), 46),
                    "KS.2005.99001.02.A2.200.pdf",
                    "KH.1995.9901.03.A3.1997.12a (1).PDF",
                    "ks . 2005.99001.2.a2.200.pdf",
                    filenames.cover_file("xamaidan_hhv_tqs", "KS", "A3", 2009, 1),
                    "KS.2009.01.2009-02-30.046.pdf",
                    "scan001.pdf",
                ),
            ),
        ),
    ]


def groups() -> list[Group]:
    """Return every group of examples, names first."""
    return [*_names(), *_dates(), *_numbers(), *_files()]
