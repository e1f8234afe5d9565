"""Bar charts: a bar for each label, from zero, with its value above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shoukong.language import IN_CHINESE, Speech
from shoukong.pages.chart.content import Bars, goal_of, known
from shoukong.pages.chart.frame import Head, draw, figure_of, head_of, table_of
from shoukong.pages.chart.labels import Note, bar_labels, goal_note, plot_of
from shoukong.pages.chart.lettering import clean, width_of
from shoukong.pages.chart.numerals import NONE, axis_unit, short
from shoukong.pages.chart.plot import SHEETS, Plot, Sheet
from shoukong.pages.chart.scale import Scale, scale_of
from shoukong.pages.chart.words import bar_sentence


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a bar or Pareto chart."""

    x: float
    y: float
    width: float
    height: float
    main: bool


def bar_chart(
    title: str,
    labels: Sequence[str],
    values: Sequence[float | None],
    *,
    unit: str = "",
    target: float | None = None,
    target_text: str = "",
    say: Speech = IN_CHINESE,
) -> str:
    """A bar for each label, from zero."""
    names, unit, drawn = tuple(map(clean, labels)), clean(unit), known(values, labels)
    goal = goal_of(target, target_text, unit, say)
    bars = Bars(names, drawn, unit, goal)
    head = head_of("bar", title, bar_sentence(bars, say), (names, drawn, unit, goal))
    table = table_of([say("项目"), say("数值")], [list(row) for row in zip(names, drawn, strict=True)], unit, goal)
    if all(value is None for value in drawn):
        return figure_of(head, (), table if names else {}, say)
    scale = scale_of([*drawn, 0], goal, unit, say)
    return figure_of(head, [_bars(sheet, scale, head, bars, say) for sheet in SHEETS], table, say)


def _bars(sheet: Sheet, scale: Scale, head: Head, bars: Bars, say: Speech) -> str:
    plot = plot_of(sheet, scale, bars.names, bars.goal, axis_unit(bars.unit, say))
    width = min(plot.step * 0.62, 56)
    return draw(
        "chart_bar.svg.j2",
        say,
        plot,
        head,
        bar_labels(plot, bars.names),
        unit=axis_unit(bars.unit, say),
        goal=bars.goal,
        goal_note=goal_note(plot, bars.goal),
        bars=[bar_of(plot, i, value, width) for i, value in enumerate(bars.values) if value is not None],
        numbers=bar_numbers(plot, bars.values),
    )


def bar_of(plot: Plot, place: int, value: float, width: float, *, main: bool = True) -> Bar:
    """The bar of a value, in the middle of its place."""
    top, foot = sorted((plot.y(value), plot.y(0)))
    return Bar(plot.x(place) - width / 2, top, width, foot - top, main)


def bar_numbers(plot: Plot, values: Sequence[float | None]) -> list[Note]:
    """The values above their bars, and above zero where a bar hangs down; none where they would touch."""
    texts = [NONE if value is None else short(value) for value in values]
    if max(map(width_of, texts)) * plot.sheet.font + 4 > plot.step:
        return []
    return [
        Note(plot.x(i), plot.y(max(value or 0, 0)) - 6, (text,))
        for i, (value, text) in enumerate(zip(values, texts, strict=True))
    ]
