"""Hands: many, apart by use, steady by seed, and never outside their box."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotich.rules import names
from hotich.samples import hands
from hotich.samples.hands import FACES, TYPED, Face, Hand, Mask
from hotich.samples.page import SCALE

ALL = (*FACES, *TYPED)
NAME = "Nguyễn Quỳnh Ỹ Ẫ Ặ gjy"
PLACE = "thôn Xuân Đàn, xã Mai Đàn, huyện Hải Vân, tỉnh Quảng Sơn"


def steady(face: Face) -> Hand:
    """Return the wildest hand of a face."""
    pen = 0.38 if face.how == "pen" else 0.0
    return Hand(face, (0, 0, 0), face.slant[1], 1.08, 0.2, 1.35, 1.1, pen)


def pixels(wide: float, high: float) -> tuple[int, int]:
    return round(wide * SCALE), round(high * SCALE)


def rim_is_clean(mask: Mask) -> bool:
    left, top, right, bottom = mask.getbbox() or (1, 1, 1, 1)
    return left > 0 and top > 0 and right < mask.width and bottom < mask.height


def lines_of(mask: Mask) -> int:
    """Return how many rows of pixels start a block of ink: about the lines of writing."""
    inked = [mask.crop((0, y, mask.width, y + 1)).getbbox() is not None for y in range(mask.height)]
    return sum(not above and here for above, here in zip([False, *inked], inked, strict=False))


def test_it_works() -> None:
    hand = hands.draw_hands(Random(1), 1)[0]
    mask = hands.write(Random(1), hand, "Hồ Thị Xuân", pixels(60, 7.4), SCALE)
    assert mask.size == pixels(60, 7.4)
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    assert right - left > 15 * SCALE
    assert bottom - top > 2 * SCALE


@pytest.mark.parametrize("typed", [False, True])
def test_the_hands_of_a_book_differ_and_come_from_the_asked_faces(typed: bool) -> None:
    for use in ("tuning", "judging", None):
        drawn = hands.draw_hands(Random(3), 2, use=use, typed=typed)
        assert len({hand.face.file for hand in drawn}) == 2
        assert all(use in (None, hand.face.use) and hand.typed == typed for hand in drawn)


def test_tuning_and_judging_faces_are_about_two_to_one_and_apart() -> None:
    for faces in (FACES, TYPED):
        uses = [face.use for face in faces]
        assert uses.count("tuning") == 2 * uses.count("judging")
        assert set(uses) == {"tuning", "judging"}


def test_old_books_are_written_in_violet_and_brown_more_often() -> None:
    def old_inks(year: int) -> int:
        random = Random(5)
        drawn = [hands.draw_ink(random, year) for _ in range(300)]
        return sum(ink in hands.VIOLETS + hands.BROWNS for ink in drawn)

    assert old_inks(1975) > 2 * old_inks(2012) > 0


def test_the_same_seed_writes_the_same_and_another_does_not() -> None:
    hand = hands.draw_hands(Random(2), 1)[0]
    first, again, other = (
        hands.write(Random(seed), hand, PLACE, pixels(90, 7.4), SCALE).tobytes()
        for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize("face", ALL, ids=lambda face: face.file)
def test_no_ink_leaves_a_box(face: Face) -> None:
    for text, (wide, high), lines in (
        (NAME, (30, 7.4), 1),
        ("ngày ba " * 12 + "g", (110, 7.4), 1),
        (PLACE, (38, 19), 3),
        (PLACE, (22, 15), 2),
        ("Nữ", (9, 6.4), 1),
        (PLACE + "\ngy", (60, 30), 4),
    ):
        mask = hands.write(Random(text), steady(face), text, pixels(wide, high), SCALE, lines)
        assert rim_is_clean(mask), text
        assert mask.getbbox(), text


@settings(max_examples=40, deadline=None)
@given(
    text=st.lists(
        st.text(sorted(names.LETTERS | set("abcxyzABC019/-.,")), min_size=1, max_size=9),
        min_size=1,
        max_size=12,
    ).map(" ".join),
    face=st.sampled_from(ALL),
    wide=st.floats(14, 120),
    lines=st.integers(1, 4),
)
def test_no_text_at_all_leaves_its_box(text: str, face: Face, wide: float, lines: int) -> None:
    size = pixels(wide, 6.4 * lines)
    assert rim_is_clean(hands.write(Random(1), steady(face), text, size, SCALE, lines))


def test_a_long_text_is_wrapped_where_there_is_room_and_made_small_where_there_is_not() -> None:
    hand = Hand(TYPED[0], (0, 0, 0), 0, 1, 0, pen=0)
    tall = hands.write(Random(1), hand, PLACE, pixels(50, 26), SCALE, 4)
    flat = hands.write(Random(1), hand, PLACE, pixels(50, 7.4), SCALE, 1)
    assert lines_of(tall) >= 3
    assert lines_of(flat) < 3
    parts = hands.compose(Random(1), hand, PLACE, pixels(50, 26), SCALE, 4).words
    assert [base for _, base, _ in parts] == sorted(base for _, base, _ in parts)
    assert len({base for _, base, _ in parts}) >= 3
    assert len(parts) == len(PLACE.split())


def test_words_stand_where_the_writing_says() -> None:
    hand = hands.draw_hands(Random(2), 1)[0]
    writing = hands.compose(Random(4), hand, "mai nam ca", pixels(80, 7.4), SCALE)
    assert len(writing.words) == 3
    for (_, _, right), (left, _, _) in zip(writing.words, writing.words[1:], strict=False):
        gap = writing.mask.crop((round(right) + 3, 0, round(left) - 3, writing.mask.height))
        assert gap.getbbox() is None
    for left, base, right in writing.words:
        assert writing.mask.crop(
            (round(left), round(base) - 20, round(right), round(base))
        ).getbbox()


def test_a_printer_keeps_its_letters_straight_and_a_pen_does_not() -> None:
    def feet(face: Face, jitter: float) -> set[int]:
        hand = Hand(face, (0, 0, 0), 0, 1, jitter, pen=0.3 if jitter else 0)
        writing = hands.compose(Random(6), hand, "nnn " * 9, pixels(120, 7.4), SCALE)
        found = set()
        for left, _, right in writing.words:
            box = writing.mask.crop((round(left), 0, round(right), writing.mask.height)).getbbox()
            assert box is not None
            found.add(box[3])
        return found

    assert len(feet(TYPED[2], 0)) == 1
    assert len(feet(FACES[2], 0.2)) > 1
