"""Sparks: tiny trend lines that stand within a line of text."""

from collections.abc import Sequence

from shoukong.language import IN_CHINESE, Speech
from shoukong.pages.chart.content import known
from shoukong.pages.chart.frame import head_of, one_line
from shoukong.pages.chart.lettering import clean
from shoukong.pages.chart.numerals import short
from shoukong.pages.chart.plot import Plot, Sheet, at, line_of
from shoukong.pages.chart.scale import Scale
from shoukong.pages.output import cell
from shoukong.pages.templating import fill


def spark(values: Sequence[float | None], *, title: str, say: Speech = IN_CHINESE) -> str:
    """A tiny trend line for lists, to stand within a line of text."""
    drawn = known(values, values)
    there = [value for value in drawn if value is not None]
    title = clean(title)
    if not there:
        return f'<span class="sk-spark-none">{cell(title)}{say("：")}{say("没有数据")}</span>'
    low, high = min(there), max(there)
    said = say(
        "%(title)s：最低 %(low)s，最高 %(high)s，最近 %(last)s",
        title=title,
        low=short(low),
        high=short(high),
        last=short(there[-1]),
    )
    middle = Scale(low, high, ()) if low < high else Scale(low - abs(low) - 1, low + abs(low) + 1, ())
    plot = Plot(Sheet("spark", 88, 16, 0), middle, len(drawn), 2, 84, 4)
    last = max(i for i, value in enumerate(drawn) if value is not None)
    point = (at(plot.x(last)), at(plot.y(there[-1])))
    head = head_of("spark", said, "", drawn)
    return one_line(fill("chart_spark.svg.j2", say, head=head, path=line_of(plot, drawn), point=point))
