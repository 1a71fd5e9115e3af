"""The tables of states."""

import re

import pytest

from hotich.rules.export.diagram import svg
from hotich.rules.transitions import (
    BALANCE,
    DELIVERY_STATES,
    ENTRY_STATES,
    STATE_NAMES,
    TABLES,
    VERB_NAMES,
    Table,
    delivery_move,
    entry_move,
    mermaid,
)

by_id = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)


def test_it_works() -> None:
    assert entry_move("agree").target == "in_review"
    assert delivery_move("accept").sources == ("sent", "unknown")


@pytest.mark.parametrize("find", [entry_move, delivery_move])
def test_an_unknown_verb_is_an_error_of_ours(find: object) -> None:
    with pytest.raises(KeyError):
        find("dance")


@by_id
def test_every_state_is_known_and_can_be_reached(table: Table) -> None:
    reached = set(table.begins)
    for _ in table.states:
        reached |= {target for source, target, _ in table.arrows() if source in reached}
    assert reached == set(table.states)


@by_id
def test_one_verb_leads_from_a_state_to_one_other(table: Table) -> None:
    arrows = table.arrows()
    assert len({(source, verb) for source, _, verb in arrows}) == len(arrows)
    assert {source for source, _, _ in arrows} <= set(table.states)


@by_id
def test_every_state_and_verb_has_its_words(table: Table) -> None:
    for names in (
        *(STATE_NAMES[state] for state in table.states),
        *(VERB_NAMES[move.verb] for move in table.moves),
    ):
        assert all(names)


def test_every_state_of_an_entry_has_a_place_in_the_balance() -> None:
    assert set(ENTRY_STATES) <= set(BALANCE)
    assert set(DELIVERY_STATES) - set(BALANCE) == {"pending", "sent"}  # approved and waiting there


@by_id
@pytest.mark.parametrize("language", [None, "vi", "en"])
def test_the_diagram_has_each_arrow_once(table: Table, language: str | None) -> None:
    lines = re.findall(r"^ +(\w+) --> (\w+): (.+)$", mermaid(table, language), re.MULTILINE)
    words = {v: n[language == "en"] if language else v for v, n in VERB_NAMES.items()}
    assert lines == [(source, target, words[verb]) for source, target, verb in table.arrows()]


@by_id
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_drawing_has_each_state_and_each_arrow(table: Table, language: str) -> None:
    drawn = svg(table, language)
    assert drawn.count("<rect") == len(table.states)
    assert drawn.count('marker-end="url(#head)"') == len(table.arrows()) + len(table.begins)
    for state in table.states:
        assert STATE_NAMES[state][language == "en"] in drawn
    assert "style=" not in drawn
