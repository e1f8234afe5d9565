"""What a chart shows: labels, values that can be drawn, a unit, a target."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shoukong.language import Speech
from shoukong.pages.chart.lettering import clean
from shoukong.pages.chart.numerals import with_unit

LARGEST = 1e100  # from here on a value counts as none


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of values, one for each label; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """The value to reach, and how it is written."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Lines over named periods, some of which still run."""

    names: tuple[str, ...]
    rows: tuple[Series, ...]
    unit: str
    goal: Goal | None
    running: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A value for each name."""

    names: tuple[str, ...]
    values: tuple[float | None, ...]
    unit: str
    goal: Goal | None


def known(values: Sequence[float | None], labels: Sequence[object]) -> tuple[float | None, ...]:
    """Values that can be drawn, one for each label."""
    pairs = zip(values, labels, strict=True)
    return tuple(float(v) if v is not None and math.isfinite(v) and abs(v) < LARGEST else None for v, _ in pairs)


def goal_of(value: float | None, text: str, unit: str, say: Speech) -> Goal | None:
    """The target; none where it cannot be drawn."""
    if value is None or known((value,), ("",)) == (None,):
        return None
    return Goal(float(value), clean(text) or say("目标 %(value)s", value=with_unit(value, unit)))
