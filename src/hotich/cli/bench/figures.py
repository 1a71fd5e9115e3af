"""One measured figure beside the most it may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in its unit, seconds by default, and the most or the least it may be, if set."""

    name: str
    value: float
    limit: float | None = None
    unit: str = "s"
    least: float | None = None

    @property
    def kept(self) -> bool:
        most, least = self.limit, self.least
        return (most is None or self.value <= most) and (least is None or self.value >= least)

    def line(self) -> str:
        beside = f"≤ {self.limit:.0f}" if self.limit is not None else ""
        beside = f"≥ {self.least:.0f}" if self.least is not None else beside
        mark = "" if not beside else "✓" if self.kept else "✗"
        return f"  {self.name:<52} {self.value:10.2f} {self.unit:<3} {beside:>7} {mark}"
