"""Trends: lines over periods, with markers, gaps, and the values beside their points."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shoukong.language import IN_CHINESE, Speech
from shoukong.pages.chart.content import Series, Trend, goal_of, known
from shoukong.pages.chart.frame import Head, draw, figure_of, head_of, table_of
from shoukong.pages.chart.labels import Note, goal_note, period_labels, plot_of
from shoukong.pages.chart.lettering import clean, width_of
from shoukong.pages.chart.numerals import axis_unit, short
from shoukong.pages.chart.plot import SHEETS, Plot, Sheet, at, line_of
from shoukong.pages.chart.scale import Scale, scale_of
from shoukong.pages.chart.words import trend_sentence

STYLES = 12  # pairs of a dash and a marker that portal.css and `_marker` tell apart


@dataclass(frozen=True, slots=True)
class _Mark:
    """A marker on a line: its shape, its style, whether its period still runs."""

    path: str
    style: int
    hollow: bool


def trend_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    target: float | None = None,
    target_text: str = "",
    marks: Sequence[str] = (),
    say: Speech = IN_CHINESE,
) -> str:
    """A line over periods for each series, with gaps where values are missing; `marks` are periods still running."""
    rows = tuple(Series(clean(one.name), known(one.values, labels)) for one in series)
    names, unit = tuple(map(clean, labels)), clean(unit)
    running = tuple(mark for mark in map(clean, marks) if mark in names)
    goal = goal_of(target, target_text, unit, say)
    trend = Trend(names, rows, unit, goal, running)
    head = head_of("trend", title, trend_sentence(trend, say), (names, rows, unit, goal, running))
    values = [value for one in rows for value in one.values]
    if all(value is None for value in values):
        return figure_of(head, (), _table(trend, say) if names and rows else {}, say)
    scale = scale_of(values, goal, unit, say)
    key = [(one.name, i % STYLES, _marker(i, 16, 6)) for i, one in enumerate(rows)] if len(rows) > 1 else []
    return figure_of(head, [_trend(sheet, scale, head, trend, say) for sheet in SHEETS], _table(trend, say), say, key)


def _table(trend: Trend, say: Speech) -> dict[str, object]:
    shown = [name + say("（进行中）") if name in trend.running else name for name in trend.names]
    rows = [[name, *(one.values[i] for one in trend.rows)] for i, name in enumerate(shown)]
    return table_of([say("时段"), *(one.name or say("数值") for one in trend.rows)], rows, trend.unit, trend.goal)


def _trend(sheet: Sheet, scale: Scale, head: Head, trend: Trend, say: Speech) -> str:
    plot = plot_of(sheet, scale, trend.names, trend.goal, axis_unit(trend.unit, say))
    hollow = {i for i, name in enumerate(trend.names) if name in trend.running}
    rows, many = trend.rows, len(trend.rows) > 1
    return draw(
        "chart_trend.svg.j2",
        say,
        plot,
        head,
        period_labels(plot, trend.names),
        unit=axis_unit(trend.unit, say),
        goal=trend.goal,
        goal_note=goal_note(plot, trend.goal),
        lines=[(line_of(plot, one.values), i % STYLES) for i, one in enumerate(rows)],
        marks=[mark for i, one in enumerate(rows) for mark in _marks(plot, one.values, i, hollow, many=many)],
        numbers=() if many else _point_numbers(plot, rows[0].values),
    )


# Markers


def _marks(plot: Plot, values: Sequence[float | None], style: int, hollow: set[int], *, many: bool) -> Iterator[_Mark]:
    """The markers of a line: fewer where they would touch, but never without the last, the lonely and the hollow."""
    every = math.ceil(14 / plot.step) if many else 1 if plot.step >= 9 else len(values)
    last = max((i for i, value in enumerate(values) if value is not None), default=-1)
    for i, value in enumerate(values):
        if value is None:
            continue
        lonely = all(n is None for n in (*values[max(i - 1, 0) : i], *values[i + 1 : i + 2]))
        if lonely or i in hollow or (last - i) % every == 0:
            yield _Mark(_marker(style, plot.x(i), plot.y(value)), style % STYLES, i in hollow)


_SHAPES = (
    "m-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0z",  # circle
    "m-3.3-3.3h6.6v6.6h-6.6z",  # square
    "m0-4.4l4.4 7.6h-8.8z",  # triangle
    "m0-4.8l4.8 4.8l-4.8 4.8l-4.8-4.8z",  # diamond
    "m0 4.4l4.4-7.6h-8.8z",  # triangle that stands on its tip
    "m-1.6-4.6h3.2v3h3v3.2h-3v3h-3.2v-3h-3v-3.2h3z",  # cross
)


def _marker(style: int, x: float, y: float) -> str:
    return f"M{at(x)} {at(y)}{_SHAPES[style % len(_SHAPES)]}"


# Values beside their points


def _point_numbers(plot: Plot, values: Sequence[float | None]) -> list[Note]:
    """The values of a line beside its points: all of them, or the last where they would touch."""
    there = [(i, value) for i, value in enumerate(values) if value is not None]
    widest = max(width_of(short(value)) for _, value in there) * plot.sheet.font
    if widest + 8 > plot.step:
        there = there[-1:]
    return [_point_number(plot, values, i, value) for i, value in there]


def _point_number(plot: Plot, values: Sequence[float | None], place: int, value: float) -> Note:
    """A value above its point, or below where the line passes above it; aside of the line where below is no room."""
    before, after = values[max(place - 1, 0) : place], values[place + 1 : place + 2]
    around = [n for n in (*before, *after) if n is not None]
    y, half = plot.y(value), width_of(short(value)) * plot.sheet.font / 2
    is_under = bool(around) and value < sum(n / len(around) for n in around)
    if is_under and y + 22 < plot.bottom:
        return Note(min(plot.x(place), plot.right - half), y + plot.sheet.font + 7, (short(value),))
    rises = [any(n is not None and n > value for n in side) for side in (before, after)]
    aside = half * 0.8 * (rises[0] - rises[1]) if is_under else 0
    return Note(max(min(plot.x(place) + aside, plot.right - half), plot.left + half), y - 9, (short(value),))
