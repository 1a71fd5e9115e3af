"""How badly the stand-in behaves tonight: slow, failing, losing its answers; the same by seed."""

import random
import threading
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

_SLOWEST = 600.0


@dataclass(frozen=True, slots=True)
class Settings:
    """``slow`` in seconds before each answer; ``fail`` and ``lose`` as rates 0..1."""

    slow: float = 0.0
    fail: float = 0.0
    lose: float = 0.0

    def __post_init__(self) -> None:
        for name, limit in (("slow", _SLOWEST), ("fail", 1.0), ("lose", 1.0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError(f"{name} must be a number")
            if not 0 <= value <= limit:
                raise ValueError(f"{name} must be between 0 and {limit:g}")


class Weather:
    """The settings in force and the dice; may be changed while requests are being answered."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self._settings = settings
        self._dice = random.Random(seed)
        self._lock = threading.Lock()

    def settings(self) -> Settings:
        return self._settings

    def change(self, wanted: dict[str, Any]) -> Settings:
        """Change some settings; ValueError (a sentence) for an unknown name or a wrong value."""
        unknown = set(wanted) - {field.name for field in fields(Settings)}
        if unknown:
            raise ValueError(f"unknown setting: {', '.join(sorted(unknown))}")
        with self._lock:
            self._settings = replace(self._settings, **wanted)
        return self._settings

    def fails(self) -> int | None:
        """Return 500 or 503 if this request is to fail, else None."""
        with self._lock:
            hit, which = self._dice.random(), self._dice.random()
        if hit >= self._settings.fail:
            return None
        return 500 if which < 0.5 else 503

    def loses(self) -> bool:
        """Return whether the answer to this request is to be lost."""
        with self._lock:
            return self._dice.random() < self._settings.lose

    def as_json(self) -> dict[str, float]:
        return asdict(self._settings)
