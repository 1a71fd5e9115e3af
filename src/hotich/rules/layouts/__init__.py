"""Page layouts as data: where a printed form has its entries, and each entry its fields.

A layout is one TOML file of rows as they are printed (rows.py says how they are written); forms and
ledgers are composed from it in millimetres (families.py). They are our drawings after books in use.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from hotich.rules.layouts import families
from hotich.rules.layouts.shapes import Box, Label, Layout, Line, Signature, Zone

__all__ = ["LAYOUTS", "Box", "Label", "Layout", "Line", "Signature", "Zone", "candidates"]
__all__ += ["for_book", "load"]


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__name__).joinpath(name).read_text(encoding="utf-8"))


LAYOUTS = tuple(layout_id for ids in _data("order.toml").values() for layout_id in ids)
"""The ids of all layouts; of those of one kind and year the usual one first."""


@cache
def load(layout_id: str) -> Layout:
    """Return a layout by its id (see LAYOUTS); KeyError if there is none."""
    if layout_id not in LAYOUTS:
        raise KeyError(layout_id)
    data = _data(f"{layout_id}.toml")
    return families.form(data) if data["family"] == "form" else families.ledger(data)


def candidates(kind: str, year: int) -> list[Layout]:
    """Return the layouts a book of a kind and year may have, the usual one first; none if unknown.

    Printed form books and ruled ledgers were in use side by side for years.
    """
    known = (load(layout_id) for layout_id in _data("order.toml").get(kind, ()))
    return [layout for layout in known if layout.first_year <= year <= layout.last_year]


def for_book(kind: str, year: int) -> Layout:
    """Return the usual layout of a kind's books in a year; KeyError if none is known."""
    for layout in candidates(kind, year):
        return layout
    raise KeyError((kind, year))
