"""A page as it left the registrar's desk, and what later hands did to it.

The printed form, the ink of its entries, stamps, corrections and notes; then the page's damage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from hotich.rules import layouts
from hotich.rules.layouts import Box, Label, Layout, Line
from hotich.samples import damage, hands, pen, stamps
from hotich.samples.hands import Colour, Hand, Mask
from hotich.samples.marks import (
    Blot,
    BoxStamp,
    Correction,
    CrossedOut,
    MarginNote,
    Mark,
    NameStamp,
    PageMark,
    RoundStamp,
    Slip,
)
from hotich.samples.pen import DPI as DPI
from hotich.samples.pen import SCALE as SCALE
from hotich.samples.pen import px
from hotich.samples.stamps import NOTICE as NOTICE

TICK = "✓"
"""A drawn text of this sign and a code ticks the square of the code."""
PRINT = (46, 43, 40)
_SLIP = (247, 242, 226)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written on one form: our field name -> ink, whose hand, and its marks.

    A field that is missing or empty stays empty. An entry that is not ``signed`` has neither
    signatures nor a stamp.
    """

    drawn: Mapping[str, str]
    hand: Hand
    marks: tuple[Mark, ...] = ()
    signed: bool = True


def pixels(layout: Layout) -> tuple[int, int]:
    """Return width and height of a page in pixels."""
    return px(layout.width), px(layout.height)


def draw(
    random: Random,
    layout: Layout,
    number: int,
    entries: Sequence[Entry],
    paper: Colour,
    fade: float,
    marks: Sequence[PageMark] = (),
    back: Image.Image | None = None,
) -> Image.Image:
    """Return the page as RGB; ``fade`` (0..1) is the share of ink that the years took.

    ``number`` is the page's; ``marks`` are of the whole page; ``back`` is a drawn page whose ink
    shines through. Without entries the page is a blank form.
    """
    picture = Image.new("RGB", pixels(layout), paper)
    picture.paste(PRINT, mask=_printed(layout.id))
    if back is not None:
        picture = damage.bleed(picture, back, paper, random.uniform(0.35, 0.8))
    foot = min(_foot(layout) - 5, layout.height - 9)
    picture.paste(PRINT, mask=_page_number(layout, number, foot), box=(0, px(foot)))
    for box, entry in zip(layout.entries, entries, strict=False):
        _Desk(random, picture, layout, box, entry, paper, fade).write()
    for mark in marks:
        damage.draw(random, picture, layout, mark, paper)
    return picture


class _Desk:
    """One entry being written on a page: its ink, in the order in which it came to the paper."""

    def __init__(
        self,
        random: Random,
        page: Image.Image,
        layout: Layout,
        box: Box,
        entry: Entry,
        paper: Colour,
        fade: float,
    ) -> None:
        self.random, self.page, self.layout, self.box = random, page, layout, box
        self.entry, self.paper, self.fade = entry, paper, fade
        self.strength = 1 - fade * random.uniform(0.6, 1.0)
        typist = Random(f"pen of {entry.hand}")
        self.ink = hands.draw_ink(typist, 2010) if entry.hand.typed else entry.hand.ink

    def write(self) -> None:
        fields = {zone.field: zone for zone in self.layout.zones}
        stamped = {mark.field for mark in self.entry.marks if isinstance(mark, NameStamp)}
        wrong = {mark.field: mark for mark in self.entry.marks if isinstance(mark, Correction)}
        for mark in self.entry.marks:
            if isinstance(mark, Slip):
                self._slip(mark, fields[mark.field].box)
        for field, zone in fields.items():
            text = self.entry.drawn.get(field, "")
            for code, square in zone.ticks:
                if text == f"{TICK}{code}":
                    spot = self._around(square, 0.2)
                    self._lay(pen.tick(self.random, _size(square)), spot, self.ink)
            if not text or zone.ticks:
                continue
            if field in stamped:
                mask = stamps.draw_name(self.random, text, _size(zone.box))
                self._lay(mask, self._at(zone.box), self.random.choice(stamps.NAME_INKS))
            elif field in wrong:
                self._correct(wrong[field], text, zone.box, zone.lines)
            else:
                self._write(text, zone.box, zone.lines)
        if self.entry.signed:
            self._sign()
        for mark in self.entry.marks:
            self._mark(mark)

    def _write(self, text: str, box: Box, lines: int) -> None:
        mask = hands.write(self.random, self.entry.hand, text, _size(box), SCALE, lines)
        self._lay(mask, self._at(box), self.entry.hand.ink)

    def _correct(self, mark: Correction, text: str, box: Box, lines: int) -> None:
        """Write the wrong text, strike it through, and write the right one."""
        hand, size, words = self.entry.hand, _size(box), text.split()
        wrong = mark.wrong.split()
        at = min(max(mark.at if mark.at >= 0 else len(words) + mark.at, 0), len(words))
        room = px(9) if mark.initial and size[0] > px(32) else 0
        place, narrow = self._at(box), (size[0] - room, size[1])
        if mark.above:
            upper = round(0.52 * size[1])
            over = hands.write(self.random, hand, text, (narrow[0], upper), SCALE)
            self._lay(over, place, hand.ink)
            place, narrow = (place[0], place[1] + upper), (narrow[0], size[1] - upper)
            at, words = 0, []
        whole = " ".join([*words[:at], *wrong, *words[at:]])
        writing = hands.compose(self.random, hand, whole, narrow, SCALE, lines)
        mask = writing.mask.copy()
        for left, base, right in writing.words[at : at + len(wrong)]:
            y = base - 0.85 * SCALE
            ends = (left - 3, y + 2), (right + 3, y - 2)
            pen.stroke(self.random, mask, *ends, max(hand.pen, 0.25) * SCALE)
        self._lay(mask, place, hand.ink)
        if room:
            _, base, right = writing.words[-1]
            x, y = self._at(box)
            down = min(max(round(base) - px(5), 0), size[1] - min(size[1], px(7)))
            spot = x + min(round(right) + 4, size[0] - room), y + down
            initial = pen.sign(hand.face.file, (room, min(size[1], px(7))), short=True)
            self._lay(initial, spot, self.ink)

    def _sign(self) -> None:
        """Put down the signatures of those named, and the stamp beside the signer's."""
        names = [(at.box, self.entry.drawn.get(at.field, "")) for at in self.layout.signatures]
        for box, name in names:
            if name:
                ink = hands.draw_ink(Random(f"signature ink/{name}"), 2010)
                self._lay(pen.sign(name, _size(box)), self._around(box, 0.4), ink)
        if self.layout.stamp and any(name for _, name in names):
            spot = self._around(self.layout.stamp, 0.8)
            self._stamp(spot, px(self.layout.stamp.w))

    def _stamp(self, at: tuple[int, int], width: int) -> None:
        seal = stamps.draw_round(self.random, width)
        share = self.random.uniform(0.65, 0.9) - 0.3 * self.fade
        _paste(self.page, stamps.RED, pen.weaken(seal, share), at)

    def _mark(self, mark: Mark) -> None:
        match mark:
            case CrossedOut(text):
                self._cross_out(text)
            case MarginNote(text, side, hand):
                self._note(text, side, hand or self.entry.hand)
            case RoundStamp():
                self._stamp(self._free(stamps.ROUND, stamps.ROUND), px(stamps.ROUND))
            case BoxStamp(text):
                mask = stamps.draw_box(self.random, text)
                spot = self._free(mask.width / SCALE, mask.height / SCALE)
                _paste(self.page, stamps.RED, pen.weaken(mask, 0.8 - 0.3 * self.fade), spot)
            case Blot(over):
                self._blot(over)

    def _slip(self, mark: Slip, box: Box) -> None:
        """Paste a strip of other paper, a little askew, with a thin shadow and a stain of glue."""
        wide, high = px(box.w - 0.6), px(box.h - 0.3)
        white = [
            round(own + (new - own) * (0.25 + 0.75 * mark.tint))
            for own, new in zip(self.paper, _SLIP, strict=True)
        ]
        sheet = Image.new("RGBA", (wide, high), (white[0], white[1], white[2], 255))
        turned = sheet.rotate(
            self.random.uniform(-0.25, 0.25), Image.Resampling.BICUBIC, expand=True
        )
        at = self._at(Box(box.x + 0.3, box.y + 0.15, box.w, box.h))
        shape = turned.getchannel("A")
        shadow = shape.filter(ImageFilter.BoxBlur(2))
        _paste(self.page, (96, 80, 58), pen.weaken(shadow, 0.55), (at[0] + 2, at[1] + 2))
        self.page.paste(turned.convert("RGB"), at, shape)

    def _cross_out(self, text: str) -> None:
        hand, size = self.entry.hand, _size(self.box)
        mask = Image.new("L", size, 0)
        inset, width = px(4), 0.45 * SCALE
        for start, end in (
            ((inset, inset), (size[0] - inset, size[1] - inset)),
            ((inset, size[1] - inset), (size[0] - inset, inset)),
        ):
            pen.stroke(self.random, mask, start, end, width)
        high = min(0.8 * self.box.h, 18)
        word = hands.write(
            self.random, hand, text, (px(2.2 * high), px(high)), SCALE * high / 7.4, 1
        )
        spot = size[0] // 2 + px(4), (size[1] - word.height) // 2
        mask.paste(225, (*spot, spot[0] + word.width, spot[1] + word.height), word)
        self._lay(mask, (px(self.box.x), px(self.box.y)), self.ink)

    def _note(self, text: str, side: str, hand: Hand) -> None:
        """Write up the margin of the page, beside the entry."""
        right = self.box.x + self.box.w
        margin = self.box.x if side == "left" else self.layout.width - right
        long = max(self.box.h, min(1.3 * len(text), 110))
        long, wide = min(long, self.layout.height - 12), max(margin - 2.2, 6)
        lines = 1 if 1.5 * len(text) < long and wide < 8 else 2
        tile = hands.write(self.random, hand, text, (px(long), px(wide)), SCALE, lines)
        turned = tile.transpose(Image.Transpose.ROTATE_90)
        middle = self.box.y + self.box.h / 2 - long / 2
        y = min(max(middle, 6), self.layout.height - long - 6)
        x = 1.4 if side == "left" else right + 0.8
        self._lay(turned, (px(x), px(y)), hand.ink)

    def _blot(self, over: str) -> None:
        """Spill ink; where it dried last, at the rim, it is darkest."""
        zone = self.layout.zone(over).box if over else None
        wide, high = (0.96 * zone.w, zone.h * 0.96) if zone else (5.0, 5.0)
        at = self._at(zone) if zone else self._free(wide, high)
        mask = Image.new("L", (px(wide) * 2, px(high) * 2), 0)
        pen.spill(self.random, mask)
        soft = mask.filter(ImageFilter.BoxBlur(2))
        inner = soft.filter(ImageFilter.BoxBlur(5)).point([v // 60 for v in range(256)])
        _paste(self.page, self.ink, ImageChops.subtract(soft, inner).reduce(2), at)

    def _free(self, wide: float, high: float) -> tuple[int, int]:
        """Return a corner (px) for a thing of a size (mm) where least is written."""
        drawn = self.entry.drawn
        taken = [(zone.box, 9 if drawn.get(zone.field) else 2) for zone in self.layout.zones]
        taken += [(sign.box, 3) for sign in self.layout.signatures]
        best = None
        for _ in range(120):
            x = self.random.uniform(-2, max(0, self.box.w - wide + 2))
            y = self.random.uniform(0, max(0, self.box.h - high))
            cost = sum(weight * _shared(Box(x, y, wide, high), box) for box, weight in taken)
            if best is None or cost < best[0]:
                best = cost, x, y
            if cost == 0:
                break
        assert best is not None
        return self._at(Box(best[1], best[2], wide, high))

    def _at(self, box: Box) -> tuple[int, int]:
        return px(self.box.x + box.x), px(self.box.y + box.y)

    def _around(self, box: Box, shake: float) -> tuple[int, int]:
        """Return the corner of a box in pixels, moved by up to ``shake`` mm."""
        x, y = (self.random.uniform(-shake, shake) for _ in range(2))
        return px(self.box.x + box.x + x), px(self.box.y + box.y + y)

    def _lay(self, mask: Mask, at: tuple[int, int], ink: Colour) -> None:
        _paste(self.page, ink, pen.weaken(mask, self.strength), at)


def _shared(a: Box, b: Box) -> float:
    """Return the area (mm²) that two boxes share."""
    wide = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    high = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    return max(wide, 0) * max(high, 0)


def _size(box: Box) -> tuple[int, int]:
    return px(box.w), px(box.h)


def _paste(page: Image.Image, ink: Colour, mask: Mask, at: tuple[int, int]) -> None:
    """Lay ink onto the page; what reaches over its edge is lost."""
    page.paste(ink, (*at, at[0] + mask.width, at[1] + mask.height), mask)


def _foot(layout: Layout) -> float:
    """Return where the line at the foot of the page stands (mm)."""
    below = max(entry.y + entry.h for entry in layout.entries)
    below = max([below, *(line.y2 for line in layout.page_lines)])
    return min(below + 4.4, layout.height - 2.5)


@cache
def _printed(layout_id: str) -> Mask:
    """Return what the printer put on every page, drawn at twice the size for smooth lines."""
    layout = layouts.load(layout_id)
    width, height = pixels(layout)
    mask = Image.new("L", (2 * width, 2 * height), 0)
    draw = ImageDraw.Draw(mask)
    left = min(entry.x for entry in layout.entries)
    right = max(entry.x + entry.w for entry in layout.entries)
    _print(draw, 0, 0, Label(NOTICE, right, 6.5, 9, "italic"), anchor="rs")
    notice = f"{NOTICE} (mọi nhân vật đều hư cấu)"
    _print(draw, 0, 0, Label(notice, left, _foot(layout), 8, "italic"))
    for label in layout.page_labels:
        _print(draw, 0, 0, label)
    for line in layout.page_lines:
        _rule(draw, 0, 0, line)
    for box in layout.entries:
        for label in layout.labels:
            _print(draw, box.x, box.y, label)
        for line in layout.lines:
            _rule(draw, box.x, box.y, line)
    return mask.reduce(2)


def _page_number(layout: Layout, number: int, top: float) -> Mask:
    """Return the strip at the foot of the page, from ``top`` (mm) on, with its number."""
    mask = Image.new("L", (px(layout.width), px(layout.height - top)), 0)
    right = max(entry.x + entry.w for entry in layout.entries)
    face = hands.font(hands.PRINT_FACES["regular"], round(2 * 10.5 / 72 * DPI))
    place = (right * SCALE, (_foot(layout) - top) * SCALE)
    word = "Tờ số" if layout.fold else "Trang số"
    ImageDraw.Draw(mask).text(place, f"{word}: {number}", fill=235, font=face, anchor="rs")
    return mask


def _print(draw: ImageDraw.ImageDraw, x: float, y: float, label: Label, anchor: str = "ls") -> None:
    face = hands.font(hands.PRINT_FACES[label.style], round(4 * label.size / 72 * DPI))
    place = (2 * SCALE * (x + label.x), 2 * SCALE * (y + label.y))
    draw.text(place, label.text, fill=235, font=face, anchor=anchor)


def _rule(draw: ImageDraw.ImageDraw, x: float, y: float, line: Line) -> None:
    x1, y1 = 2 * SCALE * (x + line.x1), 2 * SCALE * (y + line.y1)
    x2, y2 = 2 * SCALE * (x + line.x2), 2 * SCALE * (y + line.y2)
    if line.style == "solid":
        draw.line((x1, y1, x2, y2), fill=235, width=5)
        return
    dots = int((x2 - x1) / (0.7 * 2 * SCALE))
    for dot in range(dots + 1):
        at = x1 + dot * 0.7 * 2 * SCALE
        draw.ellipse((at - 1.6, y1 - 1.6, at + 1.6, y1 + 1.6), fill=200)
