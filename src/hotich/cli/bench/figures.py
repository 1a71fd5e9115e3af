"""One measured figure beside the most it may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in its unit, seconds by default, and the most it may be; None: no limit was set."""

    name: str
    value: float
    limit: float | None = None
    unit: str = "s"

    @property
    def kept(self) -> bool:
        return self.limit is None or self.value <= self.limit

    def line(self) -> str:
        beside = f"≤ {self.limit:.0f}" if self.limit is not None else ""
        mark = "" if self.limit is None else "✓" if self.kept else "✗"
        return f"  {self.name:<52} {self.value:10.2f} {self.unit:<3} {beside:>7} {mark}"
