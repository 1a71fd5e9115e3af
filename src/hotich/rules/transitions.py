"""The states of an entry and of a delivery, and which act moves one to another.

One table each: the database's check constraints, the actions and the diagrams in docs/rules.md and
the exported page are made from them.
An entry's place in the balance is its own state until it is approved, then its delivery's.
"""

from dataclasses import dataclass

from hotich.rules.errors import Refused


class NotFromHere(Refused):
    code = "transitions.not_from_here"
    status = 409
    vi = (
        "Không làm được việc này khi đang ở trạng thái “{state}”. Tải lại trang để xem trạng "
        "thái mới."
    )
    en = "This cannot be done in the state “{state}”. Reload the page to see where it is now."


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step: the officer's verb, the states it starts from, the state it ends in."""

    verb: str
    sources: tuple[str, ...]
    target: str


ENTRY_STATES = (
    "to_key",
    "set_aside",
    "to_settle",
    "in_review",
    "returned",
    "approved",
    "other_route",
)
# Where an entry begins: cut from a scan, or taken over from a file (records.take_over).
ENTRY_BEGINS = ("to_key", "in_review", "other_route")
ENTRY_MOVES = (
    Move("complete_keying", ("to_key", "returned"), "to_settle"),
    Move("set_aside", ("to_key", "returned"), "set_aside"),
    Move("resume", ("set_aside",), "to_key"),
    Move("agree", ("to_settle",), "in_review"),
    Move("take_back", ("in_review",), "to_settle"),
    Move("return", ("in_review", "to_settle"), "returned"),
    Move("approve", ("in_review",), "approved"),
    Move("reopen", ("approved",), "in_review"),
)

DELIVERY_STATES = ("pending", "sent", "unknown", "accepted", "refused", "held")
DELIVERY_MOVES = (
    Move("send", ("pending",), "sent"),
    Move("retry", ("sent", "unknown"), "pending"),
    Move("lose", ("sent", "unknown"), "unknown"),
    Move("accept", ("sent", "unknown"), "accepted"),
    Move("refuse", ("sent", "unknown"), "refused"),
    Move("hold", ("sent", "unknown"), "held"),
    Move("release", ("held",), "unknown"),
)

STATE_NAMES = {
    "to_key": ("Chưa nhập", "To key"),
    "set_aside": ("Xử lý sau", "Set aside"),
    "to_settle": ("Chờ phân xử", "To settle"),
    "in_review": ("Đang rà soát", "In review"),
    "returned": ("Trả lại", "Returned"),
    "approved": ("Đã duyệt", "Approved"),
    "other_route": ("Đường khác", "Another route"),
    "pending": ("Chờ gửi", "To send"),
    "sent": ("Đã gửi, chờ trả lời", "Sent, waiting"),
    "unknown": ("Chưa rõ", "Unknown"),
    "accepted": ("Bộ đã nhận", "Accepted"),
    "refused": ("Bộ từ chối", "Refused"),
    "held": ("Tạm giữ", "Held"),
}
"""State -> its name in Vietnamese and English."""

VERB_NAMES = {
    "complete_keying": ("nhập đủ hai lần", "keyed twice"),
    "set_aside": ("để xử lý sau", "set aside"),
    "resume": ("nhập tiếp", "resume"),
    "agree": ("thống nhất", "agree"),
    "take_back": ("lấy lại câu trả lời", "take an answer back"),
    "return": ("trả lại", "return"),
    "approve": ("phê duyệt", "approve"),
    "reopen": ("mở lại", "reopen"),
    "send": ("gửi", "send"),
    "retry": ("gửi lại", "retry"),
    "lose": ("không thấy trả lời", "no answer"),
    "accept": ("Bộ nhận", "accept"),
    "refuse": ("Bộ từ chối", "refuse"),
    "hold": ("giữ lại", "hold"),
    "release": ("thôi giữ", "release"),
}
"""Verb -> its name in Vietnamese and English."""


@dataclass(frozen=True, slots=True)
class Table:
    """All moves of one thing, and the states in which it ``begins``."""

    id: str
    title_vi: str
    title_en: str
    states: tuple[str, ...]
    begins: tuple[str, ...]
    moves: tuple[Move, ...]

    def title(self, language: str) -> str:
        return self.title_en if language.startswith("en") else self.title_vi

    def arrows(self) -> list[tuple[str, str, str]]:
        """Return (state, next state, verb) of every arrow, in the order of the table."""
        return [(source, move.target, move.verb) for move in self.moves for source in move.sources]


TABLES = (
    Table(
        "entry",
        "Trạng thái của trường hợp",
        "States of an entry",
        ENTRY_STATES,
        ENTRY_BEGINS,
        ENTRY_MOVES,
    ),
    Table(
        "delivery",
        "Trạng thái của một lần gửi",
        "States of a delivery",
        DELIVERY_STATES,
        ("pending",),
        DELIVERY_MOVES,
    ),
)


def word(names: tuple[str, str], language: str) -> str:
    """Return the name in ``language`` ("vi" or "en")."""
    return names[language.startswith("en")]


def mermaid(table: Table, language: str | None = None) -> str:
    """Draw a table as a Mermaid state diagram, with the codes or in "vi" or "en"."""
    lines = ["stateDiagram-v2"]
    if language:
        lines += [f"    {s}: {word(STATE_NAMES[s], language)}" for s in table.states]
    lines += [f"    [*] --> {state}" for state in table.begins]
    for source, target, verb in table.arrows():
        label = word(VERB_NAMES[verb], language) if language else verb
        lines.append(f"    {source} --> {target}: {label}")
    return "\n".join(lines)


# Where an entry of the balance can be, in the order of the account. `missing` must be zero.
BALANCE = (
    "missing_explained",
    "missing",
    "unscanned",
    "to_key",
    "in_keying",
    "set_aside",
    "to_settle",
    "in_review",
    "returned",
    "approved",
    "waiting",
    "accepted",
    "refused",
    "unknown",
    "held",
    "other_route",
)


def entry_move(verb: str) -> Move:
    """Return an entry's move by its verb; KeyError for an unknown verb."""
    return {move.verb: move for move in ENTRY_MOVES}[verb]


def delivery_move(verb: str) -> Move:
    """Return a delivery's move by its verb; KeyError for an unknown verb."""
    return {move.verb: move for move in DELIVERY_MOVES}[verb]
