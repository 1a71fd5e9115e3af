"""The keying station's screen: every key, both ways of typing Vietnamese, messages, drafts."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.people import (
    Drawn,
    Site,
    at_work,
    fill,
    number_of,
    save,
    sent,
    shelve,
    take_batch,
    type_entry,
    until,
)

SEED, ENTRIES = 33, 8
KEYMAP = "import('/static/keying/keymap.js').then(({ KEYS }) => KEYS)"
UNIKEY = [  # what UniKey sends for "Nguyễn Thị Thùy": letters, and bursts of Backspace and letters
    *"Nguye", "Backspace", "ê", "n", "Backspace", "Backspace", *"ễn", " ",
    *"Thi", "Backspace", "ị", " ", *"Thuy", "Backspace", "Backspace", *"ùy",
]  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn.draw(tmp_path_factory.mktemp("drawn") / "book", seed=SEED, entries=ENTRIES)


@pytest.fixture(scope="module")
def town(
    address: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site for all these tests; afterwards no page may have complained."""
    site = Site(address, browser, tmp_path_factory.mktemp("pages"))
    yield site
    site.close()
    assert site.complaints == []


@pytest.fixture(scope="module")
def opened(alone: None, town: Site, book: Drawn) -> Page:
    """The station with the book in it; its first entry keyed."""
    shelve(town.sign_in("ho-tich"), book)
    page = town.sign_in("nhap-a")
    take_batch(page, book.label)
    fill(page, book.entries[number_of(page)])
    save(page)
    return page


@pytest.fixture
def page(opened: Page) -> Page:
    """The second entry without anything in it; its first field is typed in."""
    fill(opened, {})
    opened.evaluate("for (const each of document.querySelectorAll('.vflag')) each.value = ''")
    opened.locator("input.v").first.focus()
    return opened


@pytest.fixture
def keyboard(page: Page) -> Iterator[CDPSession]:
    """The browser's own way in for keys that a test's keyboard does not know."""
    tools = page.context.new_cdp_session(page)
    yield tools
    tools.detach()


def go(page: Page, name: str) -> None:
    page.locator(f"[name='v.{name}']").focus()


def value(page: Page, name: str) -> str:
    return page.locator(f"[name='v.{name}']").input_value()


def here(page: Page) -> str:
    """The field that is typed in."""
    name: str = page.evaluate("document.activeElement.name ?? ''")
    return name.removeprefix("v.")


def drafted(page: Page, text: str) -> None:
    """Wait until the draft in the browser holds a text."""
    kept = """async () => {
      const { Desk } = await import("/static/keying/desk.js");
      return JSON.stringify(await Desk.here.store.all("drafts"));
    }"""
    until(lambda: text in page.evaluate(kept), f"no draft holds {text}")


# ---- every key of the map


def next_field(page: Page, press: Callable[[], None]) -> None:
    go(page, "child_name")
    page.keyboard.insert_text("Lê Mẫu")
    press()
    assert here(page) == "child_sex"


def previous_field(page: Page, press: Callable[[], None]) -> None:
    go(page, "child_sex")
    press()
    assert here(page) == "child_name"


def saved(page: Page, press: Callable[[], None]) -> None:
    press()
    expect(page.locator("#entry .msg").first).to_be_visible()  # an empty form: it was tried


def ditto(page: Page, press: Callable[[], None]) -> None:
    go(page, "mother_ethnicity")
    press()
    assert value(page, "mother_ethnicity")
    expect(page.locator("[id='n.mother_ethnicity']")).to_have_text("F2 như trên")


def flagged(flag: str) -> Callable[[Page, Callable[[], None]], None]:
    def check(page: Page, press: Callable[[], None]) -> None:
        go(page, "father_name")
        press()
        expect(page.locator("[name='f.father_name']")).to_have_value(flag)
        press()
        expect(page.locator("[name='f.father_name']")).to_have_value("")

    return check


def set_aside(page: Page, press: Callable[[], None]) -> None:
    go(page, "father_name")
    press()
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("Escape")
    assert here(page) == "father_name"


def suggested(place: int) -> Callable[[Page, Callable[[], None]], None]:
    def check(page: Page, press: Callable[[], None]) -> None:
        go(page, "mother_name")
        page.keyboard.type("nguyen th")
        offered = page.locator("#drop li > span:nth-child(2)")
        page.evaluate(
            "new Promise((next) => setTimeout(next))"
        )  # behind the look-up of the last key
        expect(offered.nth(place)).to_be_visible()
        wanted = offered.nth(place).inner_text()
        assert value(page, "mother_name") == "nguyen th"  # shown, never typed by itself
        press()
        assert value(page, "mother_name") == wanted

    return check


def looked(change: str) -> Callable[[Page, Callable[[], None]], None]:
    def check(page: Page, press: Callable[[], None]) -> None:
        before = page.inner_text("#look")
        press()
        assert change in page.inner_text("#look") != before
        while page.inner_text("#look") != before:
            press()

    return check


def turned(offset: str) -> Callable[[Page, Callable[[], None]], None]:
    def check(page: Page, press: Callable[[], None]) -> None:
        go(page, "child_name")
        press()
        expect(page.locator("#said")).to_have_text(offset)
        page.keyboard.type("a")  # whoever types sees the entry again
        expect(page.locator("#view.paged")).to_have_count(0)

    return check


def undone(page: Page, press: Callable[[], None]) -> None:
    go(page, "child_name")
    page.keyboard.insert_text("Lê Mẫu")
    go(page, "child_sex")
    go(page, "child_name")
    page.keyboard.insert_text("Lê Khác")
    press()  # closes the suggestions, if there are any
    press()
    assert (here(page), value(page, "child_name")) == ("child_name", "Lê Mẫu")


def helped(page: Page, press: Callable[[], None]) -> None:
    press()
    expect(page.locator("#help")).to_contain_text("không đọc được")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


DOES: dict[str, Callable[[Page, Callable[[], None]], None]] = {
    "next": next_field,
    "previous": previous_field,
    "save": saved,
    "ditto": ditto,
    "unreadable": flagged("unreadable"),
    "blank": flagged("blank"),
    "crossed_out": flagged("crossed_out"),
    "aside": set_aside,
    "first": suggested(0),
    "second": suggested(1),
    "third": suggested(2),
    "zoom": looked("150"),
    "brighten": looked("30"),
    "rotate": looked("90°"),
    "page_before": turned("chưa có ảnh trang này trong máy"),  # the book's first page
    "page_after": turned("cả trang"),
    "undo": undone,
    "help": helped,
}


@pytest.mark.parametrize("act", DOES)
def test_each_key_and_its_twin_do_what_the_map_says(page: Page, act: str) -> None:
    (key,) = (key for key in page.evaluate(KEYMAP) if key["act"] == act)
    twin = [f"Alt+{key['twin'].lower()}"] if "twin" in key else []
    for name in [*key["keys"], *twin]:
        fill(page, {})
        page.locator("input.v").last.focus()
        DOES[act](page, partial(page.keyboard.press, name.replace("Ctrl", "Control")))


def test_the_map_has_no_key_that_is_not_tried_and_every_f_key_a_twin(page: Page) -> None:
    keys = page.evaluate(KEYMAP)
    assert {key["act"] for key in keys} == set(DOES)
    names = [name for key in keys for name in key["keys"]]
    assert len(names) == len(set(names))
    assert all("twin" in key for key in keys if any("F" in name for name in key["keys"]))


# ---- what is typed


def test_it_works(page: Page, book: Drawn) -> None:
    assert number_of(page) == list(book.entries)[1]
    expect(page.locator("#turn")).to_have_text("nhập lần 1")
    expect(page.locator("#lot")).to_contain_text(f"2/{ENTRIES}")
    assert page.locator("#ticks rect").count() == ENTRIES
    assert page.locator("#view img").evaluate("image => image.complete && image.naturalWidth > 0")
    assert here(page) == page.locator("input.v").first.get_attribute("name")[2:]  # type: ignore[index]


@pytest.mark.parametrize("name", ["child_name", "mother_name", "father_name"])
def test_bursts_of_unikey_lose_and_double_no_letter(
    page: Page, keyboard: CDPSession, name: str
) -> None:
    go(page, name)
    for _time in range(3):
        page.keyboard.press("Control+a")
        for key in UNIKEY:
            if key == "Backspace":
                page.keyboard.press("Backspace")
            else:
                keyboard.send(
                    "Input.dispatchKeyEvent", {"type": "keyDown", "text": key, "key": key}
                )
                keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key})
        assert value(page, name) == "Nguyễn Thị Thùy"
        expect(page.locator("#drop li").first).to_be_visible()
        page.keyboard.press("Escape")
    drafted(page, "Nguyễn Thị Thùy")
    assert value(page, name) == "Nguyễn Thị Thùy"


def test_a_composition_is_left_alone_until_it_ends(page: Page, keyboard: CDPSession) -> None:
    go(page, "mother_name")
    for text in ("N", "Ng", "Ngu", "Nguy", "Nguye", "Nguyê", "Nguyên", "Nguyễn"):
        caret = {"selectionStart": len(text), "selectionEnd": len(text)}
        keyboard.send("Input.imeSetComposition", {"text": text, **caret})
    press = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", press)  # as input methods do while they build a letter
    drafted(page, "Nguyễn")
    assert (here(page), value(page, "mother_name")) == ("mother_name", "Nguyễn")
    keyboard.send("Input.insertText", {"text": "Nguyễn"})
    assert value(page, "mother_name") == "Nguyễn"
    page.keyboard.press("Enter")
    assert here(page) != "mother_name"


def test_a_digit_never_takes_a_suggestion(page: Page) -> None:
    go(page, "mother_name")
    page.keyboard.type("nguyen thi")
    expect(page.locator("#drop li").first).to_be_visible()
    page.keyboard.type("123")
    assert value(page, "mother_name") == "nguyen thi123"


def test_dates_numbers_and_codes_are_read_when_a_field_is_left(page: Page, book: Drawn) -> None:
    year = book.truth["year"]
    for name, typed, read in (
        ("number", "2", f"002/{year}"),
        ("child_sex", "nu", "2"),
        ("registration_date", f"0102{year % 100:02}", f"01.02.{year}"),
    ):
        go(page, name)
        page.keyboard.press("Control+a")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        assert value(page, name) == read
    expect(page.locator("[id='n.child_sex']")).to_have_text("= Nữ")


def test_what_is_unusual_is_kept_by_a_second_enter(page: Page) -> None:
    go(page, "child_birth_date")
    page.keyboard.type("01.01.1890")
    page.keyboard.press("Enter")
    said = page.locator("#entry .msg")
    expect(said).to_be_visible()
    assert here(page) == "child_birth_date"
    described = page.locator("input.v:focus").get_attribute("aria-describedby")
    assert described == "s.child_birth_date n.child_birth_date"
    page.keyboard.press("Enter")
    expect(said).to_have_count(0)
    expect(page.locator("[id='n.child_birth_date']")).to_have_text("đúng như sổ")
    assert here(page) != "child_birth_date"


def top(page: Page, name: str) -> float:
    found = page.locator(f"[name='v.{name}']").bounding_box()
    assert found
    return found["y"]


def test_what_is_impossible_is_mended_or_flagged(page: Page) -> None:
    go(page, "registration_date")
    page.keyboard.type("31.02.2005")
    for _time in range(3):
        page.keyboard.press("Enter")
        assert here(page) == "registration_date"
    expect(page.locator("#entry .msg-bad")).to_be_visible()
    page.keyboard.press("F4")
    page.keyboard.press("Enter")
    while page.locator("#entry .told").count():
        page.keyboard.press("Enter")
    assert here(page) != "registration_date"


def test_after_a_reload_the_same_field_has_what_was_typed(page: Page) -> None:
    go(page, "mother_name")
    page.keyboard.type("Nguyen Thi M")
    drafted(page, "Nguyen Thi M")
    page.reload()
    page.wait_for_selector("input.v:focus")
    assert (here(page), value(page, "mother_name")) == ("mother_name", "Nguyen Thi M")
    page.keyboard.type("au")
    assert value(page, "mother_name") == "Nguyen Thi Mau"


def test_a_row_that_is_typed_moves_nothing_that_stands_above_it(page: Page) -> None:
    go(page, "registration_date")
    page.keyboard.type("31.02.2005")
    before = [top(page, name) for name in ("number", "registration_date")]
    page.keyboard.press("Enter")
    expect(page.locator("#entry .msg-bad")).to_be_visible()
    assert [top(page, name) for name in ("number", "registration_date")] == before


# ---- last: these finish entries


def test_the_next_entry_has_what_books_repeat_and_the_next_number(page: Page, book: Drawn) -> None:
    second, third = list(book.entries)[1:3]
    fill(page, book.entries[second])
    save(page)
    assert number_of(page) == third
    assert value(page, "number") == third
    for name in ("office", "recorder", "signer", "book_number"):
        assert value(page, name) == book.entries[second].get(name, "")
    expect(page.locator("[id='n.office']")).to_have_text("mang sang")
    sent(page)


def test_without_a_network_keying_goes_on(page: Page, book: Drawn, town: Site) -> None:
    page.context.set_offline(True)
    expect(page.locator("#unsent")).to_contain_text("mất mạng, cứ nhập tiếp")
    number = number_of(page)
    type_entry(page, book.entries[number])
    assert number_of(page) != number
    expect(page.locator("#unsent")).to_have_text("1 chưa gửi · mất mạng, cứ nhập tiếp")
    page.context.set_offline(False)
    sent(page)
    town.complaints.clear()  # the browser's own lines about a lost network


def test_a_session_that_ended_loses_nothing(page: Page, book: Drawn, town: Site) -> None:
    (session,) = (each for each in page.context.cookies() if each["name"] == "sessionid")
    page.context.clear_cookies(name="sessionid")
    fill(page, book.entries[number_of(page)])
    save(page)
    expect(page.locator("#signed_out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#unsent")).to_contain_text("1 chưa gửi")
    page.context.add_cookies([session])  # type: ignore[list-item]  # in again, in another tab
    page.evaluate("dispatchEvent(new Event('focus'))")
    sent(page)
    town.complaints.clear()  # 401


def test_an_entry_is_set_aside_with_a_reason(page: Page) -> None:
    number = number_of(page)
    page.keyboard.press("F8")
    page.keyboard.type("trang rách")
    page.keyboard.press("Enter")
    page.wait_for_function("n => !document.querySelector('h1').innerText.includes(n)", arg=number)
    sent(page)


def test_the_end_says_what_to_do(page: Page, book: Drawn) -> None:
    while at_work(page):
        fill(page, book.entries[number_of(page)])
        save(page)
    expect(page.locator("h1")).to_have_text("Xong lô này")
    expect(page.locator("#end")).to_contain_text("Hôm nay")
    expect(page.locator("#end a.btn").first).to_be_focused()
