"""The field of a drawing: where a place and a value lie on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from shoukong.pages.chart.scale import Scale


@dataclass(frozen=True, slots=True)
class Sheet:
    """A size to draw for: how wide and how high the plot's field is, how large the letters."""

    name: str
    width: int
    field: int
    font: int


SHEETS = (Sheet("wide", 680, 230, 13), Sheet("narrow", 340, 190, 12))


@dataclass(frozen=True, slots=True)
class Plot:
    """The field of a drawing: its edges, its scale, and how many places it has side by side."""

    sheet: Sheet
    scale: Scale
    places: int
    left: float
    right: float
    top: float

    @property
    def bottom(self) -> float:
        """Where the field ends below."""
        return self.top + self.sheet.field

    @property
    def step(self) -> float:
        """The width of a place."""
        return (self.right - self.left) / self.places

    def x(self, place: float) -> float:
        """The middle of a place, counted from 0."""
        return self.left + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        """The height of a value."""
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return self.bottom - min(max(share, 0.0), 1.0) * self.sheet.field


def line_of(plot: Plot, values: Sequence[float | None]) -> str:
    """The path of a line that has gaps where there is no value; `h0` makes a lonely point a dot."""
    parts = []
    for there, run in groupby(enumerate(values), key=lambda item: item[1] is not None):
        if there:
            points = [f"{at(plot.x(i))} {at(plot.y(value))}" for i, value in run if value is not None]
            parts.append("M" + "L".join(points) + ("h0" if len(points) == 1 else ""))
    return "".join(parts)


def at(value: float) -> str:
    """A coordinate, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")
