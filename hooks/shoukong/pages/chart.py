"""Charts drawn when the site is built: SVG with real text, what it shows in words, and the numbers behind it.

Each drawing stands twice in its figure, laid out for a wide and a narrow column; portal.css shows the one that fits.
A value that is no finite number counts as none. Two figures of the same content have the same ids.
"""

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import accumulate, groupby

from shoukong.pages.output import cell
from shoukong.pages.templates import fill

NO_DATA = "没有数据"
NONE = "—"
FACTORS = ("主要因素", "次要因素")  # what lies before the first and the second threshold of a Pareto chart
STYLES = 12  # pairs of a dash and a marker that portal.css and `_marker` tell apart
NAMED = 6  # how many names a sentence lists
LARGEST = 1e100
LEVEL = 3.5  # letters that a label needs side by side, else it is slanted


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of values, one for each label; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A size to draw for: how wide and how high the plot's field is, how large the letters."""

    name: str
    width: int
    field: int
    font: int


SHEETS = (_Sheet("wide", 680, 230, 13), _Sheet("narrow", 340, 190, 12))


@dataclass(frozen=True, slots=True)
class _Head:
    """What a figure is called and says; `id` is derived from everything in it."""

    id: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Goal:
    """The value to reach, and how it is written."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class _Note:
    """Lines of text at a point of the drawing."""

    x: float
    y: float
    lines: tuple[str, ...]
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class _Tick:
    """A value on an axis, and how it is written there."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """The values from the lower to the upper edge of a plot."""

    low: float
    high: float
    ticks: tuple[_Tick, ...]


@dataclass(frozen=True, slots=True)
class _Plot:
    """The field of a drawing: its edges, its scale, and how many places it has side by side."""

    sheet: _Sheet
    scale: _Scale
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


@dataclass(frozen=True, slots=True)
class _Mark:
    """A marker on a line: its shape, its style, whether its period still runs."""

    path: str
    style: int
    hollow: bool


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar of a bar or Pareto chart."""

    x: float
    y: float
    width: float
    height: float
    main: bool


@dataclass(frozen=True, slots=True)
class _Share:
    """A bar of a Pareto chart with what it and those before it come to; `permille` is rounded half up."""

    name: str
    value: float
    total: Fraction
    before: Fraction
    permille: int


# The charts -----------------------------------------------------------------------------------------------------------


def trend_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    target: float | None = None,
    target_text: str = "",
    marks: Sequence[str] = (),
) -> str:
    """A line over periods for each series, with gaps where values are missing; `marks` are periods still running."""
    rows = tuple(Series(_clean(one.name), _known(one.values, labels)) for one in series)
    names, unit = tuple(map(_clean, labels)), _clean(unit)
    running = tuple(mark for mark in map(_clean, marks) if mark in names)
    goal = _goal(target, target_text, unit)
    said = _trend_sentence(names, rows, unit, goal, running)
    head = _head("trend", title, said, (names, rows, unit, goal, running))
    values = [value for one in rows for value in one.values]
    shown = [f"{name}（进行中）" if name in running else name for name in names]
    columns = ["时段", *(one.name or "数值" for one in rows)]
    table = _table(columns, [[name, *(one.values[i] for one in rows)] for i, name in enumerate(shown)], unit, goal)
    if all(value is None for value in values):
        return _figure(head, (), table if names and rows else {})
    scale = _scale(values, goal, unit)
    drawings = [_trend(sheet, scale, head, names, rows=rows, unit=unit, goal=goal, running=running) for sheet in SHEETS]
    key = [(one.name, i % STYLES, _marker(i, 16, 6)) for i, one in enumerate(rows)] if len(rows) > 1 else []
    return _figure(head, drawings, table, key)


def bar_chart(
    title: str,
    labels: Sequence[str],
    values: Sequence[float | None],
    *,
    unit: str = "",
    target: float | None = None,
    target_text: str = "",
) -> str:
    """A bar for each label, from zero."""
    names, unit, known = tuple(map(_clean, labels)), _clean(unit), _known(values, labels)
    goal = _goal(target, target_text, unit)
    head = _head("bar", title, _bar_sentence(names, known, unit, goal), (names, known, unit, goal))
    table = _table(["项目", "数值"], [list(row) for row in zip(names, known, strict=True)], unit, goal)
    if all(value is None for value in known):
        return _figure(head, (), table if names else {})
    scale = _scale([*known, 0], goal, unit)
    return _figure(head, [_bars(sheet, scale, head, names, known, unit=unit, goal=goal) for sheet in SHEETS], table)


def pareto_chart(
    title: str, bars: Sequence[tuple[str, float]], *, unit: str = "", thresholds: Sequence[float] = (80.0,)
) -> str:
    """A 排列图: bars in falling order against the left axis, their cumulative share against the right."""
    unit = _clean(unit)
    known = [(_clean(name), float(value)) for name, value in bars if _known((value,), (name,)) != (None,)]
    known.sort(key=lambda bar: -bar[1])
    lines = tuple(sorted({float(t) for t in thresholds if 0 < t <= 100}))
    shares = _shares(known)
    head = _head("pareto", title, _pareto_sentence(known, shares, unit, lines), (known, unit, lines))
    rows = [(one.name, one.value, _number(one.total), _percent(one.permille)) for one in shares]
    unranked = [(name, value, NONE, NONE) for name, value in known]
    table = _table(["项目", "数", "累计", "累计%"], rows or unranked, unit)
    if not shares:
        return _figure(head, (), table if known else {})
    return _figure(head, [_pareto(sheet, head, shares, unit, lines) for sheet in SHEETS], table)


def spark(values: Sequence[float | None], *, title: str) -> str:
    """A tiny trend line for lists, to stand within a line of text."""
    known = _known(values, values)
    there = [value for value in known if value is not None]
    title = _clean(title)
    if not there:
        return f'<span class="sk-spark-none">{cell(title)}：{NO_DATA}</span>'
    low, high = min(there), max(there)
    said = f"{title}：最低 {_short(low)}，最高 {_short(high)}，最近 {_short(there[-1])}"
    middle = _Scale(low, high, ()) if low < high else _Scale(low - abs(low) - 1, low + abs(low) + 1, ())
    plot = _Plot(_Sheet("spark", 88, 16, 0), middle, len(known), 2, 84, 4)
    last = max(i for i, value in enumerate(known) if value is not None)
    point = (_at(plot.x(last)), _at(plot.y(there[-1])))
    head = _head("spark", said, "", known)
    return _one_line(fill("chart_spark.svg.j2", head=head, path=_runs(plot, known), point=point))


# What stands around a drawing -----------------------------------------------------------------------------------------


def _head(kind: str, title: str, sentence: str, content: object) -> _Head:
    digest = hashlib.sha256(ascii((kind, title, sentence, content)).encode()).hexdigest()
    return _Head(f"sk-{kind}-{digest[:12]}", _clean(title), sentence)


def _figure(
    head: _Head, drawings: Sequence[str], table: dict[str, object], key: Sequence[tuple[str, int, str]] = ()
) -> str:
    """The figure in one line, so that it can stand in Markdown, even in a list."""
    return _one_line(fill("chart.html.j2", head=head, drawings=drawings, table=table, key=key, no_data=NO_DATA))


def _table(
    columns: Sequence[str], rows: Iterable[Sequence[str | float | None]], unit: str, goal: _Goal | None = None
) -> dict[str, object]:
    """The numbers behind a drawing; texts stand as they are."""
    texts = [[value if isinstance(value, str) else _number(value) for value in row] for row in rows]
    return {"columns": columns, "rows": texts, "unit": unit, "goal": goal}


def _one_line(html: str) -> str:
    return "".join(line.strip() for line in html.splitlines())


def _draw(template: str, plot: _Plot, head: _Head, notes: Sequence[_Note], **values: object) -> str:
    """A drawing with its axes; its height follows from the labels below the field."""
    below = max((note.y + _depth(note, plot.sheet.font) for note in notes), default=plot.bottom)
    height = math.ceil(below) + 8
    return fill(template, plot=plot, head=head, labels=notes, height=height, at=_at, **values)


def _depth(note: _Note, font: int) -> float:
    """How far a label reaches below its first line."""
    if note.slanted:
        return _width(note.lines[0]) * font * _SLOPE
    return (len(note.lines) - 1) * font * _LEADING + font * 0.3


def _goal_note(plot: _Plot, goal: _Goal | None) -> _Note | None:
    """The words of the target, to the right of its line."""
    if goal is None:
        return None
    font = plot.sheet.font
    lines = _wrapped(goal.text, (plot.sheet.width - plot.right - 8) / font, 3)
    middle = plot.y(goal.value) - (len(lines) - 1) * font * _LEADING / 2 + font * 0.35
    lowest = plot.bottom - (len(lines) - 1) * font * _LEADING
    return _Note(plot.right + 6, max(min(middle, lowest), plot.top + font * 0.35), lines)


# Trend ----------------------------------------------------------------------------------------------------------------


def _trend(
    sheet: _Sheet,
    scale: _Scale,
    head: _Head,
    names: Sequence[str],
    *,
    rows: Sequence[Series],
    unit: str,
    goal: _Goal | None,
    running: Sequence[str],
) -> str:
    plot = _field(sheet, scale, names, goal, _axis_unit(unit))
    hollow = {i for i, name in enumerate(names) if name in running}
    return _draw(
        "chart_trend.svg.j2",
        plot,
        head,
        _period_labels(plot, names),
        unit=_axis_unit(unit),
        goal=goal,
        goal_note=_goal_note(plot, goal),
        lines=[(_runs(plot, one.values), i % STYLES) for i, one in enumerate(rows)],
        marks=[mark for i, one in enumerate(rows) for mark in _marks(plot, one.values, i, hollow, many=len(rows) > 1)],
        numbers=_point_numbers(plot, rows[0].values) if len(rows) == 1 else (),
    )


def _field(sheet: _Sheet, scale: _Scale, names: Sequence[str], goal: _Goal | None, unit: str) -> _Plot:
    """The field of a drawing with labels below and the target's words to the right."""
    em = sheet.font
    widest = min(max(_width(name) for name in names), 5.0)
    left = max(_left_room(sheet, names, scale), widest * em / 2)
    words = min(_width(goal.text), 5.6 if sheet.name == "wide" else 4.6) * em + 10 if goal else 0
    right = sheet.width - max(words, widest * em / 2, 14)
    return _Plot(sheet, scale, len(names), left, right, 34 if unit else 24)


def _runs(plot: _Plot, values: Sequence[float | None]) -> str:
    """The path of a line that has gaps where there is no value; `h0` makes a lonely point a dot."""
    parts = []
    for there, run in groupby(enumerate(values), key=lambda item: item[1] is not None):
        if there:
            points = [f"{_at(plot.x(i))} {_at(plot.y(value))}" for i, value in run if value is not None]
            parts.append("M" + "L".join(points) + ("h0" if len(points) == 1 else ""))
    return "".join(parts)


def _marks(plot: _Plot, values: Sequence[float | None], style: int, hollow: set[int], *, many: bool) -> Iterator[_Mark]:
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
    return f"M{_at(x)} {_at(y)}{_SHAPES[style % len(_SHAPES)]}"


def _point_numbers(plot: _Plot, values: Sequence[float | None]) -> list[_Note]:
    """The values of a line beside its points: all of them, or the last where they would touch."""
    there = [(i, value) for i, value in enumerate(values) if value is not None]
    widest = max(_width(_short(value)) for _, value in there) * plot.sheet.font
    if widest + 8 > plot.step:
        there = there[-1:]
    return [_point_number(plot, values, i, value) for i, value in there]


def _point_number(plot: _Plot, values: Sequence[float | None], place: int, value: float) -> _Note:
    """A value above its point, or below where the line passes above it; aside of the line where below is no room."""
    before, after = values[max(place - 1, 0) : place], values[place + 1 : place + 2]
    around = [n for n in (*before, *after) if n is not None]
    y, half = plot.y(value), _width(_short(value)) * plot.sheet.font / 2
    is_under = bool(around) and value < sum(n / len(around) for n in around)
    if is_under and y + 22 < plot.bottom:
        return _Note(min(plot.x(place), plot.right - half), y + plot.sheet.font + 7, (_short(value),))
    rises = [any(n is not None and n > value for n in side) for side in (before, after)]
    aside = half * 0.8 * (rises[0] - rises[1]) if is_under else 0
    return _Note(max(min(plot.x(place) + aside, plot.right - half), plot.left + half), y - 9, (_short(value),))


def _trend_sentence(
    names: Sequence[str], rows: Sequence[Series], unit: str, goal: _Goal | None, running: Sequence[str]
) -> str:
    """What a trend shows: its range, its last values against the target, the periods still running."""
    there = [value for one in rows for value in one.values if value is not None]
    if not there:
        return f"{NO_DATA}。"
    last = _last_of_one(names, rows[0], unit, goal) if len(rows) == 1 else _last_of_many(rows, unit, goal)
    still = f"{'、'.join(running)} 仍在进行，以空心点表示。" if running else ""
    low, high = _with_unit(min(there), unit), _with_unit(max(there), unit)
    periods = f"{names[0]}，一个时段" if len(names) == 1 else f"{names[0]} 至 {names[-1]}，{len(names)} 个时段"
    range_ = f"数值均为 {low}" if low == high else f"最低 {low}，最高 {high}"
    range_ = "只有一个数值" if len(there) == 1 else range_
    return f"{periods}：{range_}。{last}{still}"


def _last_of_one(names: Sequence[str], one: Series, unit: str, goal: _Goal | None) -> str:
    last, value = max((i, value) for i, value in enumerate(one.values) if value is not None)
    return f"最近一期（{names[last]}）为 {_with_unit(value, unit)}{_against(value, goal)}。"


def _last_of_many(rows: Sequence[Series], unit: str, goal: _Goal | None) -> str:
    lasts = [(one.name, [value for value in one.values if value is not None]) for one in rows]
    known = [(name, values[-1]) for name, values in lasts if values]
    listed = "、".join(f"{name} {_with_unit(value, unit)}" for name, value in known[:NAMED])
    more = f"等 {len(known)} 项" if len(known) > NAMED else ""
    if goal is None:
        return f"最近一期：{listed}{more}。"
    under = sum(value < goal.value for _, value in known)
    below = f"{under} 项低于目标线" if under else "没有低于目标线的"
    return f"最近一期：{listed}{more}；{below}（{goal.text}）。"


def _against(value: float, goal: _Goal | None) -> str:
    """Where a value lies beside the target; whether that is good depends on the target's words."""
    if goal is None:
        return ""
    where = "高于目标线" if value > goal.value else "低于目标线" if value < goal.value else "与目标线持平"
    return f"，{where}（{goal.text}）"


# Bars -----------------------------------------------------------------------------------------------------------------


def _bars(
    sheet: _Sheet,
    scale: _Scale,
    head: _Head,
    names: Sequence[str],
    values: Sequence[float | None],
    *,
    unit: str,
    goal: _Goal | None,
) -> str:
    plot = _field(sheet, scale, names, goal, _axis_unit(unit))
    return _draw(
        "chart_bar.svg.j2",
        plot,
        head,
        _labels(plot, names),
        unit=_axis_unit(unit),
        goal=goal,
        goal_note=_goal_note(plot, goal),
        bars=[_bar(plot, i, value, min(plot.step * 0.62, 56)) for i, value in enumerate(values) if value is not None],
        numbers=_bar_numbers(plot, values),
    )


def _bar(plot: _Plot, place: int, value: float, width: float, *, main: bool = True) -> _Bar:
    top, foot = sorted((plot.y(value), plot.y(0)))
    return _Bar(plot.x(place) - width / 2, top, width, foot - top, main)


def _bar_numbers(plot: _Plot, values: Sequence[float | None]) -> list[_Note]:
    """The values above their bars, and above zero where a bar hangs down; none where they would touch."""
    texts = [NONE if value is None else _short(value) for value in values]
    if max(map(_width, texts)) * plot.sheet.font + 4 > plot.step:
        return []
    return [
        _Note(plot.x(i), plot.y(max(value or 0, 0)) - 6, (text,))
        for i, (value, text) in enumerate(zip(values, texts, strict=True))
    ]


def _bar_sentence(names: Sequence[str], values: Sequence[float | None], unit: str, goal: _Goal | None) -> str:
    """What a bar chart shows: the highest and the lowest, and how many lie below the target."""
    there = [(value, name) for name, value in zip(names, values, strict=True) if value is not None]
    if not there:
        return f"{NO_DATA}。"
    if len(there) == 1:
        return f"{there[0][1]} {_with_unit(there[0][0], unit)}{_against(there[0][0], goal)}。"
    high, low = max(there, key=lambda item: item[0]), min(there, key=lambda item: item[0])
    ends = f"最高是{high[1]}，{_with_unit(high[0], unit)}；最低是{low[1]}，{_with_unit(low[0], unit)}"
    range_ = f"数值均为 {_with_unit(high[0], unit)}" if high[0] == low[0] else ends
    missing = f"；{len(names) - len(there)} 项没有数据" if len(there) < len(names) else ""
    return f"共 {len(names)} 项：{range_}{missing}。{_below_goal([value for value, _ in there], goal)}"


def _below_goal(values: Sequence[float], goal: _Goal | None) -> str:
    if goal is None:
        return ""
    under = sum(value < goal.value for value in values)
    return f"{under} 项低于目标线（{goal.text}）。" if under else f"没有低于目标线的（{goal.text}）。"


# Pareto ---------------------------------------------------------------------------------------------------------------


def _shares(bars: Sequence[tuple[str, float]]) -> tuple[_Share, ...]:
    """Cumulative counts and shares, exact; none where nothing can be ranked."""
    counts = [Fraction(str(value)) for _, value in bars]
    sums = list(accumulate(counts))
    if not sums or min(counts) < 0 or sums[-1] == 0:
        return ()
    return tuple(
        _Share(name, value, total, total - count, math.floor(total * 1000 / sums[-1] + Fraction(1, 2)))
        for (name, value), count, total in zip(bars, counts, sums, strict=True)
    )


def _pareto(sheet: _Sheet, head: _Head, shares: Sequence[_Share], unit: str, thresholds: Sequence[float]) -> str:
    total = float(shares[-1].total)
    scale = _count_scale([one.value for one in shares], total)
    em = sheet.font
    left = max(_left_room(sheet, [one.name for one in shares], scale), 2 * em)
    right = sheet.width - _width("100%") * em - 12
    plot = _Plot(sheet, scale, len(shares), left, right, 34)
    main = _factor(shares, thresholds[:1], 0)
    points = [(plot.x(i + 0.5), plot.y(float(one.total))) for i, one in enumerate(shares)]
    line = [(plot.left, plot.bottom), *points]
    return _draw(
        "chart_pareto.svg.j2",
        plot,
        head,
        _category_labels(plot, [one.name for one in shares]),
        unit=_axis_unit(unit) or "数",
        goal=None,
        goal_note=None,
        bars=[_bar(plot, i, one.value, plot.step, main=one in main) for i, one in enumerate(shares)],
        line="M" + "L".join(f"{_at(x)} {_at(y)}" for x, y in line),
        points=points if plot.step >= 9 else points[-1:],
        numbers=_bar_numbers(plot, [one.value for one in shares]),
        percents=_percent_notes(plot, shares, thresholds),
        thresholds=[(f"{t:g}%", plot.y(t / 100 * total)) for t in thresholds if t < 100],
        right_ticks=[(text, plot.y(share / 100 * total)) for share, text in _percent_ticks(thresholds)],
    )


def _count_scale(values: Sequence[float], total: float) -> _Scale:
    """The left axis: from zero to the total, which lies level with 100 %."""
    round_ = _steps(0, total, all(value == int(value) for value in values))
    below = [value for value in round_ if float(value) < total * 0.93]
    return _Scale(0, total, _ticks_of([*below, Decimal(f"{total:.10g}")], ""))


def _percent_ticks(thresholds: Sequence[float]) -> list[tuple[float, str]]:
    """The right axis: thresholds and every 20 %, where they leave each other room."""
    chosen: list[float] = []
    for share in (0.0, 100.0, *thresholds, 80.0, 60.0, 40.0, 20.0):
        if all(abs(share - other) >= 8 for other in chosen):
            chosen.append(share)
    return [(share, f"{share:g}%") for share in sorted(chosen)]


def _percent_notes(plot: _Plot, shares: Sequence[_Share], thresholds: Sequence[float]) -> list[_Note]:
    """Cumulative percentages at the line: all of them, or where it crosses a threshold."""
    font = plot.sheet.font
    crowded = plot.step < _width("88.8") * font + 4
    crossing = {next((i for i, one in enumerate(shares) if one.permille >= t * 10), 0) for t in thresholds}
    notes = []
    for i, one in enumerate(shares[:-1]):
        clear = plot.y(0) - plot.y(float(one.before)) > font * 1.6  # above the number of its own bar
        if clear and (i in crossing or not crowded):
            notes.append(_Note(plot.x(i + 0.5) - 5, plot.y(float(one.total)) - 6, (_percent(one.permille),)))
    return notes


def _pareto_sentence(
    bars: Sequence[tuple[str, float]], shares: Sequence[_Share], unit: str, thresholds: Sequence[float]
) -> str:
    """What a Pareto chart shows: the total, and the factors before each threshold."""
    if not bars:
        return f"{NO_DATA}。"
    if not shares:
        return "有小于零的数，不能排列。" if bars[-1][1] < 0 else "各项都是零，没有可排列的数。"
    total = _with_unit(float(shares[-1].total), unit)
    parts = []
    for i, name in enumerate(FACTORS[: len(thresholds)]):
        factors = _factor(shares, thresholds, i)
        if factors:
            until = f"，累计占 {_percent(factors[-1].permille)}%"
            parts.append(
                f"{name}（之前累计低于 {thresholds[i]:g}%）：{_listed([one.name for one in factors])}{until}。"
            )
    return f"共 {len(shares)} 项，合计 {total}。{''.join(parts)}"


def _factor(shares: Sequence[_Share], thresholds: Sequence[float], band: int) -> list[_Share]:
    """The bars before which the cumulative share lies between two neighbouring thresholds."""
    if band >= len(thresholds):
        return []
    low = thresholds[band - 1] if band else 0.0
    total = shares[-1].total
    return [one for one in shares if low <= one.before * 100 / total < thresholds[band]]


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (f"等 {len(names)} 项" if len(names) > NAMED else "")


# Values and axes ------------------------------------------------------------------------------------------------------


def _known(values: Sequence[float | None], labels: Sequence[object]) -> tuple[float | None, ...]:
    """Values that can be drawn, one for each label."""
    pairs = zip(values, labels, strict=True)
    return tuple(float(v) if v is not None and math.isfinite(v) and abs(v) < LARGEST else None for v, _ in pairs)


def _goal(value: float | None, text: str, unit: str) -> _Goal | None:
    if value is None or _known((value,), ("",)) == (None,):
        return None
    return _Goal(float(value), _clean(text) or f"目标 {_with_unit(value, unit)}")


def _scale(values: Iterable[float | None], goal: _Goal | None, unit: str) -> _Scale:
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
    return _Scale(float(ticks[0]), float(ticks[-1]), _ticks_of(ticks, "%" if unit == "%" else ""))


def _steps(low: float, high: float, whole: bool) -> list[Decimal]:
    """Round values, 1, 2 or 5 × 10^n apart, from below the lowest to above the highest."""
    first, last = Decimal(low), Decimal(high)
    unit = Decimal(1).scaleb(((last - first) / 5).adjusted())
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times * 5 >= last - first)
    step = max(step, Decimal(1)) if whole else step
    start = int((first / step).to_integral_value(ROUND_FLOOR))
    end = int((last / step).to_integral_value(ROUND_CEILING))
    return [step * i for i in range(start, end + 1)]


def _ticks_of(values: Sequence[Decimal], suffix: str) -> tuple[_Tick, ...]:
    """Ticks in words: large numbers in 万 and 亿."""
    size = max(abs(value) for value in values).adjusted()
    power, word = (8, "亿") if size >= 9 else (4, "万") if size >= 5 else (0, "")
    return tuple(
        _Tick(float(value), (_plain(value.scaleb(-power)) + (word if value else "")).replace("-", "−") + suffix)
        for value in values
    )


def _plain(value: Decimal) -> str:
    """A number without needless zeros; very large and very small ones with a power of ten."""
    if value and not -7 < value.adjusted() < 9:
        return f"{value.normalize():E}"
    return f"{value.normalize() if value else Decimal(0):f}"


def _number(value: float | Fraction | None) -> str:
    """A number as the table shows it."""
    return NONE if value is None else _plain(Decimal(f"{float(value):.10g}"))


def _short(value: float) -> str:
    """A number as the drawing and the sentence show it: two decimals, or three digits of a small one."""
    exact = Decimal(str(value))
    if 0 < abs(exact) < Decimal("0.1"):
        exact = Decimal(f"{value:.3g}")
    else:
        exact = exact.quantize(Decimal("0.01"), ROUND_HALF_UP) if abs(exact) < 10**9 else Decimal(f"{value:.6g}")
    return _plain(exact).replace("-", "−")


def _with_unit(value: float, unit: str) -> str:
    return f"{_short(value)}{'' if unit in ('', '%') else ' '}{unit}"


def _axis_unit(unit: str) -> str:
    """What stands above an axis; nothing where its ticks say it."""
    return "" if unit in ("", "%") else f"单位：{unit}"


def _percent(permille: int) -> str:
    return f"{permille // 10}.{permille % 10}"


def _at(value: float) -> str:
    """A coordinate, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


# Labels ---------------------------------------------------------------------------------------------------------------

_SLOPE = math.sqrt(0.5)
_LEADING = 1.25
_UNFIT = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = re.compile(r"(?:[≥≤<>=±]+ *)?[0-9A-Za-z.,%+/:_-]+[，。；：、）》”]*|\s+|[（《“]*[^\s][，。；：、）》”]*")


def _clean(text: str) -> str:
    """A text that XML can hold, in one line."""
    return " ".join(_UNFIT.sub("", text).split())


def _width(text: str) -> float:
    """About how wide a text is, in heights of its letters."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.6 for c in text)


def _period_labels(plot: _Plot, names: Sequence[str]) -> list[_Note]:
    """Labels of periods, as many as have room, the last always."""
    font = plot.sheet.font
    room = min(max((plot.step - 6) / font, 5.0), 9.0)
    lines = [_wrapped(name, room, 2) for name in names]
    widest = max(_width(line) for label in lines for line in label) * font
    every = math.ceil((widest + 8) / plot.step)
    last = len(names) - 1
    return [_label(plot, i, lines[i]) for i in range(len(names)) if (last - i) % every == 0 and names[i]]


def _labels(plot: _Plot, names: Sequence[str]) -> list[_Note]:
    """Labels of bars: as of periods where all begin with a year."""
    return (_period_labels if _are_periods(names) else _category_labels)(plot, names)


def _are_periods(names: Sequence[str]) -> bool:
    return all(name[:4].isdecimal() for name in names)


def _left_room(sheet: _Sheet, names: Sequence[str], scale: _Scale) -> float:
    """What ticks need to the left of the field, and the first label where labels are slanted."""
    em, step = sheet.font, sheet.width * 0.85 / len(names)
    ticks = max(_width(tick.text) for tick in scale.ticks) * em + 12
    is_level = (step - 6) / em >= LEVEL or _are_periods(names)
    return ticks if is_level else max(ticks, (min(_width(names[0]), 7.0) + 1.2) * em * _SLOPE - step / 2)


def _category_labels(plot: _Plot, names: Sequence[str]) -> list[_Note]:
    """Labels of things: level where they have room, else slanted."""
    room = (plot.step - 6) / plot.sheet.font
    level = room >= 2.9 and all(not line.endswith("…") for name in names for line in _wrapped(name, room, 4))
    if level or room >= LEVEL:
        return [_label(plot, i, _wrapped(name, room, 4)) for i, name in enumerate(names) if name]
    every = math.ceil(1.45 * plot.sheet.font / plot.step)
    return [_slanted(plot, i, name) for i, name in enumerate(names) if i % every == 0 and name]


def _label(plot: _Plot, place: int, lines: tuple[str, ...]) -> _Note:
    """A label below its place, kept inside the drawing."""
    half = max(map(_width, lines)) * plot.sheet.font / 2
    x = min(max(plot.x(place), half), plot.sheet.width - half)
    return _Note(x, plot.bottom + plot.sheet.font + 8, lines)


def _slanted(plot: _Plot, place: int, name: str) -> _Note:
    """A label that rises to its place from the left, as long as the drawing has room."""
    font = plot.sheet.font
    x = plot.x(place) + font * 0.4
    room = min((x - font * 0.4) / _SLOPE / font - 0.8, 10.0)
    return _Note(x, plot.bottom + font + 2, _wrapped(name, room, 1), slanted=True)


def _wrapped(text: str, room: float, most: int) -> tuple[str, ...]:
    """A text in lines of about the same width; what has no room ends in an ellipsis."""
    count = max(math.ceil(_width(text) / room), 1)
    for tenths in range(10):
        narrower = _width(text) / count + (room - _width(text) / count) * tenths / 10
        lines = _filled(text, min(narrower, room))
        if len(lines) <= count and all(_width(line) <= room for line in lines):
            return _cut(lines, room, most)
    return _cut(_filled(text, room), room, most)


def _filled(text: str, room: float) -> list[str]:
    """A text in lines that take what fits; a word too long for a line is broken."""
    lines = [""]
    for word in _WORDS.findall(text):
        if _width(lines[-1] + word.rstrip()) <= room:
            lines[-1] += word
        elif _width(word) <= room:
            lines.append(word.lstrip())
        else:
            for letter in word:
                lines[-1:] = [lines[-1] + letter] if _width(lines[-1] + letter) <= room else [lines[-1], letter]
    return [line.strip() for line in lines if line.strip()] or [""]


def _cut(lines: Sequence[str], room: float, most: int) -> tuple[str, ...]:
    """The first lines, with an ellipsis where more follows."""
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and _width(last + "…") > room:
        last = last[:-1]
    return (*lines[: most - 1], last + "…")
