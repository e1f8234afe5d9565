"""Axes: the values from one edge of a drawing to the other, and the ticks between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from shoukong.language import CHINESE, Speech
from shoukong.pages.chart.content import LARGEST, Goal
from shoukong.pages.chart.numerals import plain


@dataclass(frozen=True, slots=True)
class Tick:
    """A value on an axis, and how it is written there."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The values from the lower to the upper edge of a plot."""

    low: float
    high: float
    ticks: tuple[Tick, ...]


def scale_of(values: Iterable[float | None], goal: Goal | None, unit: str, say: Speech) -> Scale:
    """A scale that holds all values and the target, and zero where it is not far."""
    there = [value for value in values if value is not None]
    whole, is_flat = unit != "%" and all(value == int(value) for value in there), len(set(there)) == 1
    if goal is not None:
        there.append(goal.value)
    low, high = min(there), max(there)
    if is_flat or high - low <= max(abs(low), abs(high)) * 1e-9 or 0 <= low <= high / 2:
        low, high = min(low, 0), max(high, 0)
    if high <= 0 and high >= low / 2:
        high = 0
    if high - low < 1 / LARGEST:
        low, high = min(low, 0), 1
    ticks = _steps(low, high, whole)
    return Scale(float(ticks[0]), float(ticks[-1]), _ticks_of(ticks, "%" if unit == "%" else "", say))


def count_scale(values: Sequence[float], total: float, say: Speech) -> Scale:
    """The left axis of a Pareto chart: from zero to the total, which lies level with 100 %."""
    round_ = _steps(0, total, all(value == int(value) for value in values))
    below = [value for value in round_ if float(value) < total * 0.93]
    return Scale(0, total, _ticks_of([*below, Decimal(f"{total:.10g}")], "", say))


def percent_ticks(thresholds: Sequence[float]) -> list[tuple[float, str]]:
    """The right axis of a Pareto chart: thresholds and every 20 %, where they leave each other room."""
    chosen: list[float] = []
    for share in (0.0, 100.0, *thresholds, 80.0, 60.0, 40.0, 20.0):
        if all(abs(share - other) >= 8 for other in chosen):
            chosen.append(share)
    return [(share, f"{share:g}%") for share in sorted(chosen)]


def _steps(low: float, high: float, whole: bool) -> list[Decimal]:
    """Round values, 1, 2 or 5 × 10^n apart, from below the lowest to above the highest."""
    first, last = Decimal(low), Decimal(high)
    unit = Decimal(1).scaleb(((last - first) / 5).adjusted())
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times * 5 >= last - first)
    step = max(step, Decimal(1)) if whole else step
    start = int((first / step).to_integral_value(ROUND_FLOOR))
    end = int((last / step).to_integral_value(ROUND_CEILING))
    return [step * i for i in range(start, end + 1)]


def _powers(say: Speech) -> Sequence[tuple[int, int, str]]:
    """From which power of ten on ticks count in which, and its word."""
    if say.language == CHINESE:
        return (9, 8, "亿"), (5, 4, "万")
    return (10, 9, "bn"), (7, 6, "m"), (5, 3, "k")


def _ticks_of(values: Sequence[Decimal], suffix: str, say: Speech) -> tuple[Tick, ...]:
    """Ticks in words: large numbers by the powers of ten that the language counts in."""
    size = max(abs(value) for value in values).adjusted()
    power, word = next(((power, word) for least, power, word in _powers(say) if size >= least), (0, ""))
    return tuple(
        Tick(float(value), (plain(value.scaleb(-power)) + (word if value else "")).replace("-", "−") + suffix)
        for value in values
    )
