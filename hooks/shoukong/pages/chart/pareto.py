"""Pareto charts (排列图): bars in falling order, the line of their cumulative share, and the thresholds it crosses."""

from collections.abc import Sequence

from shoukong.language import IN_CHINESE, Speech
from shoukong.pages.chart.bars import bar_numbers, bar_of
from shoukong.pages.chart.content import known
from shoukong.pages.chart.frame import Head, draw, figure_of, head_of, table_of
from shoukong.pages.chart.labels import Note, category_labels, left_room
from shoukong.pages.chart.lettering import clean, width_of
from shoukong.pages.chart.numerals import NONE, axis_unit, full, percent
from shoukong.pages.chart.plot import SHEETS, Plot, Sheet, at
from shoukong.pages.chart.scale import count_scale, percent_ticks
from shoukong.pages.chart.shares import Share, factors, shares_of
from shoukong.pages.chart.words import pareto_sentence


def pareto_chart(
    title: str,
    bars: Sequence[tuple[str, float]],
    *,
    unit: str = "",
    thresholds: Sequence[float] = (80.0,),
    say: Speech = IN_CHINESE,
) -> str:
    """A 排列图: bars in falling order against the left axis, their cumulative share against the right."""
    unit = clean(unit)
    drawn = [(clean(name), float(value)) for name, value in bars if known((value,), (name,)) != (None,)]
    drawn.sort(key=lambda bar: -bar[1])
    lines = tuple(sorted({float(t) for t in thresholds if 0 < t <= 100}))
    shares = shares_of(drawn)
    head = head_of("pareto", title, pareto_sentence(drawn, shares, unit, lines, say), (drawn, unit, lines))
    rows = [(one.name, one.value, full(one.total), percent(one.permille)) for one in shares]
    unranked = [(name, value, NONE, NONE) for name, value in drawn]
    table = table_of([say("项目"), say("数"), say("累计"), say("累计%%")], rows or unranked, unit)
    if not shares:
        return figure_of(head, (), table if drawn else {}, say)
    return figure_of(head, [_pareto(sheet, head, shares, unit, lines, say=say) for sheet in SHEETS], table, say)


def _pareto(
    sheet: Sheet, head: Head, shares: Sequence[Share], unit: str, thresholds: Sequence[float], *, say: Speech
) -> str:
    total = float(shares[-1].total)
    plot = _plot(sheet, shares, total, say)
    main = factors(shares, thresholds[:1], 0)
    points = [(plot.x(i + 0.5), plot.y(float(one.total))) for i, one in enumerate(shares)]
    line = [(plot.left, plot.bottom), *points]
    return draw(
        "chart_pareto.svg.j2",
        say,
        plot,
        head,
        category_labels(plot, [one.name for one in shares]),
        unit=axis_unit(unit, say) or say("数"),
        goal=None,
        goal_note=None,
        bars=[bar_of(plot, i, one.value, plot.step, main=one in main) for i, one in enumerate(shares)],
        line="M" + "L".join(f"{at(x)} {at(y)}" for x, y in line),
        points=points if plot.step >= 9 else points[-1:],
        numbers=bar_numbers(plot, [one.value for one in shares]),
        percents=_percent_notes(plot, shares, thresholds),
        thresholds=[(f"{t:g}%", plot.y(t / 100 * total)) for t in thresholds if t < 100],
        right_ticks=[(text, plot.y(share / 100 * total)) for share, text in percent_ticks(thresholds)],
    )


def _plot(sheet: Sheet, shares: Sequence[Share], total: float, say: Speech) -> Plot:
    """The field between the axis of counts and that of percentages."""
    scale = count_scale([one.value for one in shares], total, say)
    left = max(left_room(sheet, [one.name for one in shares], scale), 2 * sheet.font)
    right = sheet.width - width_of("100%") * sheet.font - 12
    return Plot(sheet, scale, len(shares), left, right, 34)


def _percent_notes(plot: Plot, shares: Sequence[Share], thresholds: Sequence[float]) -> list[Note]:
    """Cumulative percentages at the line: all of them, or where it crosses a threshold."""
    font = plot.sheet.font
    crowded = plot.step < width_of("88.8") * font + 4
    crossing = {next((i for i, one in enumerate(shares) if one.permille >= t * 10), 0) for t in thresholds}
    notes = []
    for i, one in enumerate(shares[:-1]):
        clear = plot.y(0) - plot.y(float(one.before)) > font * 1.6  # above the number of its own bar
        if clear and (i in crossing or not crowded):
            notes.append(Note(plot.x(i + 0.5) - 5, plot.y(float(one.total)) - 6, (percent(one.permille),)))
    return notes
