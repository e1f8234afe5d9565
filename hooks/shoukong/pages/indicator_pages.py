"""Pages of indicators: the list, a page for each with its chart and every figure's provenance, and the rows as CSV."""

import datetime
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from shoukong.days.period import Period
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.cell_text import written
from shoukong.executable.closing import Closed
from shoukong.executable.indicator import IndicatorResult, Point
from shoukong.language import Speech
from shoukong.messages.names import Name, names_in
from shoukong.pages.chart import Series, bar_chart, pareto_chart, spark, trend_chart
from shoukong.pages.figure_rows import Place, places_of, write_rows
from shoukong.pages.output import Output, cell
from shoukong.pages.pieces import row_link, status, thousands
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.records.core_declaration import CLOSINGS
from shoukong.text.block import BAR, PARETO
from shoukong.wording.indicator_words import period_words, target_words

MOST_SERIES = 12
SHOWN_SPARK = 12
SHOWN_PERIODS = 13
TREND_NAMES = {1: Name("变好", "better"), -1: Name("变差", "worse"), 0: Name("持平", "unchanged")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as its page tells it: the point, what was frozen of it, and how it moved since the period before."""

    point: Point
    closed: Closed | None
    change: str
    trend: str

    @property
    def value(self) -> str:
        """The figure that counts: as frozen last, else as computed; — where nothing could be measured."""
        text = self.closed.latest.value if self.closed else written(self.point.value)
        return text or "—"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator in the list, its cells in Markdown."""

    indicator: BlockInPlace
    title: str
    period: str = ""
    value: str = ""
    target: str = ""
    change: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A frozen figure that moved since or was restated: what is computed now, and why."""

    closed: Closed
    now: str
    reason: str


def indicator_pages(view: View) -> Iterator[Output]:
    """The list, and of each indicator its page and the rows of every period."""
    if not view.executable.indicators:
        return
    results = view.executable.indicator_results
    rows, changed = [_row(view, result) for result in results], [_moved_row(closed, view.say) for closed in moved(view)]
    yield Output("indicators/index.md", fill("indicators.md.j2", view.say, view=view, rows=rows, moved=changed))
    for result in results:
        yield Output(f"indicators/{result.indicator.id}.md", _page(view, result))
    yield Output("indicators/rows", partial(write_rows, view))


def latest_shown(view: View, result: IndicatorResult) -> list[Shown]:
    """The figures of the last period that is over."""
    frozen = frozen_points(view, result)
    return [_shown(result, point, frozen, view.say) for point in result.latest(view.portal.as_of)]


def frozen_points(view: View, result: IndicatorResult) -> Mapping[tuple[str, str], Closed]:
    """What was frozen of an indicator, by period and group."""
    own = (closed for closed in view.executable.closed if closed.latest.indicator == result.indicator.id)
    return {(closed.latest.period, closed.latest.scope): closed for closed in own}


def moved(view: View) -> list[Closed]:
    """Frozen figures that the records contradict today, or that were restated."""
    return [closed for closed in view.executable.closed if closed.has_moved or closed.is_restated]


def figure_lines(points: Sequence[Shown], unit: str, most: int = 4) -> str:
    """The first figures of a period with their groups, a line each."""
    return "<br>".join(f"{cell(s.point.scope)} **{s.value}** {cell(unit)}" for s in points[:most])


def _row(view: View, result: IndicatorResult) -> IndicatorRow:
    """An indicator with the figures of the last period that is over."""
    placed, shown, say = result.indicator, latest_shown(view, result), view.say
    title = f"[{cell(placed.title)}]({placed.id}.md)"
    if result.fault is not None or not shown:
        unmeasured = say("没有数据") if view.control.is_in_force(placed.document.id) else say("还没有实施")
        return IndicatorRow(placed, cell(placed.title), value=say("不能计算") if result.fault else unmeasured)
    first, is_alone = shown[0], len(shown) == 1
    running = say("（未结束）") if first.point.is_running(view.portal.as_of) else ""
    return IndicatorRow(
        placed,
        title,
        period=f"{period_words(first.point.period, say)}{running}",
        value=_values(placed, shown, say),
        target=_verdict(placed, shown, say),
        change=change_words(first, say) if is_alone else "",
        line=_spark(result, say),
    )


def change_words(shown: Shown, say: Speech) -> str:
    """How a figure moved since the period before: +2（变好）."""
    return shown.change + (say("（%(what)s）", what=shown.trend) if shown.change and shown.trend else "")


def _values(placed: BlockInPlace, shown: Sequence[Shown], say: Speech) -> str:
    unit = placed.block.text("unit")
    if len(shown) == 1:
        return f"**{shown[0].value}** {cell(unit)}"
    if placed.block.text("chart") == PARETO:
        return say.count("%(n)s 项", len(shown))
    more = f"<br>{say.count('共 %(n)s 项', len(shown))}" if len(shown) > 4 else ""
    return figure_lines(shown, unit) + more


def _verdict(placed: BlockInPlace, shown: Sequence[Shown], say: Speech) -> str:
    """Whether the target of a period is met, and the target."""
    target, missed = shown[0].point.target, sum(s.point.is_met is False for s in shown)
    if target is None:
        return ""
    one = say("未达") if len(shown) == 1 else say.count("%(n)s 项未达", missed)
    badge = status("overdue" if missed else "done", one if missed else say("达到"))
    return f"{badge} {target_words(target, say.language)} {cell(placed.block.text('unit'))}"


def _moved_row(closed: Closed, say: Speech) -> MovedRow:
    now = closed.value_now or "—"
    if closed.has_moved:
        return MovedRow(closed, f"**{now}**", say("还没有说明"))
    return MovedRow(closed, now, cell(closed.latest.reason))


def _column_title(view: View, name: str) -> str:
    """What most forms call a column of this name; the name itself where none has it."""
    titles = Counter(field.title for form in view.forms if (field := form.field(name)) is not None)
    return titles.most_common(1)[0][0] if titles else name


def _shown(result: IndicatorResult, point: Point, frozen: Mapping[tuple[str, str], Closed], say: Speech) -> Shown:
    before = [p for p in result.series(point.group) if p.period < point.period and p.value is not None]
    change, trend = "", ""
    if before and point.value is not None and before[-1].value is not None:
        difference = point.value - before[-1].value
        change = f"{'+' if difference > 0 else ''}{written(difference)}"
        better = point.target.better if point.target else 0
        names = names_in(say.language, TREND_NAMES)
        trend = names[((difference > 0) - (difference < 0)) * better] if better else ""
    return Shown(point, frozen.get((point.period.text, point.scope)), change, trend)


def _page(view: View, result: IndicatorResult) -> str:
    frozen = frozen_points(view, result)
    recent = frozenset(result.periods[-SHOWN_PERIODS:])
    newest = [
        _shown(result, point, frozen, view.say) for point in sorted(result.points, key=lambda p: p.period, reverse=True)
    ]
    forms = {form.number.regex: form.name for form in view.forms if form.number}
    return fill(
        "indicator.md.j2",
        view.say,
        view=view,
        result=result,
        indicator=result.indicator,
        latest=latest_shown(view, result),
        charts=list(_charts(view, result)),
        rows=[shown for shown in newest if shown.point.period in recent],
        earlier=[shown for shown in newest if shown.point.period not in recent],
        by_titles=[_column_title(view, name) for name in result.indicator.block.values.get("by") or ()],
        moved=[closed for closed in frozen.values() if closed.has_moved or closed.is_restated],
        headline=partial(_headline, placed=result.indicator, day=view.portal.as_of, say=view.say),
        target_of=partial(_target_cell, say=view.say),
        source_of=partial(_source_cell, id_=result.indicator.id, places=places_of(result.points), say=view.say),
        standing_of=partial(_standing_cell, day=view.portal.as_of, say=view.say, are_frozen=view.keeps(CLOSINGS)),
        registers=json.dumps(forms, ensure_ascii=False),
        scope_titles=json.dumps({a.name: a.title for a in view.portal.settings.scopes}, ensure_ascii=False),
    )


def _headline(shown: Shown, placed: BlockInPlace, day: datetime.date, say: Speech) -> str:
    """A figure of the last period in a line: its value, its period and group, its target, how it moved."""
    point, unit = shown.point, placed.block.text("unit")
    parts = [cell(point.scope)] if point.scope else []
    if point.target is not None:
        parts.append(say("目标%(target)s", target=target_words(point.target, say.language)))
        parts.append(status("done", say("达到")) if point.is_met else status("overdue", say("未达")))
    if shown.change:
        parts.append(say("与上期 %(change)s", change=change_words(shown, say)))
    value = f"**{shown.value}{f' {cell(unit)}' if unit else ''}**"
    running = say("（未结束）") if point.is_running(day) else ""
    return say("，").join((f"{value} {period_words(point.period, say)}{running}", *parts))


def _target_cell(shown: Shown, say: Speech) -> str:
    """What a figure should be, and whether it is."""
    point = shown.point
    if point.target is None:
        return ""
    told = [target_words(point.target, say.language)]
    if point.value is not None:
        told.append(say("达到") if point.is_met else say("未达"))
    return say("，").join(told)


def _source_cell(shown: Shown, id_: str, places: Mapping[tuple[str, ...], Place], say: Speech) -> str:
    """The lines of a file in which the records stand from which a figure was computed; their number and digest."""
    point = shown.point
    if not point.count:
        return ""
    place = places[point.key]
    address, lines = f"../rows/{escape(id_)}/{place.file}", f"{place.first},{place.last}"
    code = f'<code class="sk-digest" title="SHA-256 {point.digest}">{point.digest[:12]}</code>'
    records = say.count("%(count)s 条", point.count, count=thousands(point.count))
    title = say("%(file)s 第 %(first)s–%(last)s 行", file=place.file, first=place.first, last=place.last)
    link = f'<a class="sk-source" href="{address}" title="{title}" data-sk-lines="{lines}" download>{records}</a>'
    return f"{link} {code}"


def _standing_cell(shown: Shown, day: datetime.date, say: Speech, *, are_frozen: bool) -> str:
    """Whether a figure is frozen, and still what was frozen; nothing of it where the firm freezes none."""
    if shown.point.is_running(day):
        return say("进行中")
    if shown.closed is None:
        return say("未定格") if are_frozen else ""
    if shown.closed.has_moved:
        return status("overdue", say("定格后有变动"))
    latest = shown.closed.latest
    return row_link(latest.row, shown=say("%(day)s 定格", day=latest.closed_on))


def _charts(view: View, result: IndicatorResult) -> Iterator[str]:
    """The drawings: a trend over all periods, bars or a Pareto chart of the last that is over."""
    block, day, say = result.indicator.block, view.portal.as_of, view.say
    kind, unit = block.text("chart"), block.text("unit")
    if not result.points:
        return
    last = result.latest(day)
    running = say("，未结束") if last[0].is_running(day) else ""
    name = block.title + say("（%(what)s）", what=period_words(last[0].period, say) + running)
    if kind == PARETO:
        bars = [(point.scope or block.title, float(point.value or 0)) for point in last]
        yield pareto_chart(name, bars, unit=unit, say=say)
        yield from _trends(result, view, unit, whole=True)
        return
    if kind == BAR and last:
        bound, words = _bound(last, say)
        values = [_float(point) for point in last]
        yield bar_chart(name, [p.scope for p in last], values, unit=unit, target=bound, target_text=words, say=say)
    yield from _trends(result, view, unit, whole=False)


def _trends(result: IndicatorResult, view: View, unit: str, *, whole: bool) -> Iterator[str]:
    """The values over time, of the groups one by one or of all together; nothing for a single period."""
    periods = result.periods
    if len(periods) < 2:
        return
    running = [i.text for i in periods if view.portal.as_of <= i.last]
    say = view.say
    bound, words = _bound(result.points[-1:], say)
    series = [_total(result, periods, say)] if whole else _series(result, periods)
    title = result.indicator.title + (say("，历期合计") if whole else say("，历期"))
    for start in range(0, len(series), MOST_SERIES):
        part = series[start : start + MOST_SERIES]
        texts = [i.text for i in periods]
        yield trend_chart(title, texts, part, unit=unit, target=bound, target_text=words, marks=running, say=say)


def _series(result: IndicatorResult, periods: Sequence[Period]) -> list[Series]:
    values = {(point.group, point.period): _float(point) for point in result.points}
    return [
        Series("/".join(group) or result.indicator.title, tuple(values.get((group, i)) for i in periods))
        for group in result.groups
    ]


def _total(result: IndicatorResult, periods: Sequence[Period], say: Speech) -> Series:
    sums = {i: float(sum(p.value or 0 for p in result.points if p.period == i)) for i in periods}
    return Series(say("合计"), tuple(sums[i] for i in periods))


def _bound(points: Sequence[Point], say: Speech) -> tuple[float | None, str]:
    target = next((point.target for point in points if point.target), None)
    return (float(target.bound), target_words(target, say.language)) if target else (None, "")


def _float(point: Point) -> float | None:
    return None if point.value is None else float(point.value)


def _spark(result: IndicatorResult, say: Speech) -> str:
    if len(result.groups) != 1 or len(result.periods) < 2:
        return ""
    points = result.points[-SHOWN_SPARK:]
    first, last = (period_words(point.period, say) for point in (points[0], points[-1]))
    title = say("%(title)s，%(first)s至%(last)s", title=result.indicator.title, first=first, last=last)
    return spark([_float(point) for point in points], title=title, say=say)
