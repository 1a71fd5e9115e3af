"""How often things happen in life and go wrong on paper: the figures of shares.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def _data() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads(
        resources.files(__package__).joinpath("shares.toml").read_text(encoding="utf-8")
    )


def life(name: str) -> float:
    return _data()["life"][name]


def trouble(times: float) -> dict[str, float]:
    """Return the shares of [trouble] multiplied, none above 0.5; 0 leaves a faultless book."""
    return {name: min(0.5, share * times) for name, share in _data()["trouble"].items()}


def typed(year: int) -> float:
    """Return the share of books of a year that a machine wrote."""
    rows = _data()["typed"]
    return next(share for until, share in rows.items() if year <= int(until))
