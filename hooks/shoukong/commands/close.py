"""`shoukong close`: freeze the figures of indicators for a period that is over, or restate those that moved since."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.days.period import parse_period
from shoukong.evaluation import evaluate
from shoukong.executable.cell_text import written
from shoukong.executable.closing import Closed
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.executable.indicator import Point
from shoukong.files.write_lock import one_at_a_time
from shoukong.portal import load_portal
from shoukong.records.append import appended, counted_form, number_rows
from shoukong.records.core_declaration import CLOSINGS
from shoukong.row_door import write_rows

_TEXTS = {
    "zh": {
        "no-register": "没有指标定格表（表单 indicator_closings），或它缺少所需的栏目，或它的编号不能续编。",
        "period": "期间「{period}」不能读，写成 2026、2026-H1、2026-Q3 或 2026-09。",
        "early": "{period} 到 {last} 才结束，结束之后再定格。",
        "unknown": "没有编号为「{indicator}」的指标。",
        "no-staff": "人员登记册中没有「{by}」，没有定格。",
        "fault": "指标 {indicator} 不能计算，见 shoukong check；没有定格。",
        "reason": "下列数定格后有变动，重述须写 --reason，什么都没有写：",
        "moved": "  {indicator} {period} {scope}：定格 {before}，现在 {after}",
        "frozen": "{number}  {indicator} {period} {scope}：{value}（{count} 条记录，摘要值 {digest}…）",
        "done": "定格 {count} 个数，已定格且没有变动的 {same} 个。{path}",
        "nothing": "{period} 没有可以定格的数。",
    },
    "en": {
        "no-register": "No register of closings (form indicator_closings), or it lacks columns or a countable number.",
        "period": "The period “{period}” cannot be read; write 2026, 2026-H1, 2026-Q3 or 2026-09.",
        "early": "{period} ends on {last}; freeze it after that.",
        "unknown": "There is no indicator “{indicator}”.",
        "no-staff": "The staff register holds no “{by}”; nothing was frozen.",
        "fault": "Indicator {indicator} cannot be computed, see shoukong check; nothing was frozen.",
        "reason": "These figures moved since they were frozen; restating them needs --reason. Nothing was written:",
        "moved": "  {indicator} {period} {scope}: frozen as {before}, now {after}",
        "frozen": "{number}  {indicator} {period} {scope}: {value} (records: {count}, digest {digest}…)",
        "done": "Figures frozen: {count}; frozen before and unmoved: {same}. {path}",
        "nothing": "{period} has no figure to be frozen.",
    },
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What to freeze, by whom, and why where it was frozen before."""

    period: str
    by: str
    indicator: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure to freeze, with what was frozen of it before; it `is_late` where its period was frozen without it."""

    indicator: str
    point: Point
    before: Closed | None
    is_late: bool


def run(root: Path, wish: Wish, day: datetime.date, language: str) -> int:
    """Append a closing for each figure of the period that is new or moved; all of them or none."""
    if not is_portal(root):
        return refuse_folder(root, language)
    with one_at_a_time(root):
        return _close(root, wish, day, language)


def _close(root: Path, wish: Wish, day: datetime.date, language: str) -> int:
    texts, portal = _TEXTS[language], load_portal(root, day)
    with evaluate(portal) as evaluation:
        executable = evaluation.executable
        problem = _problem(executable, wish, day, texts)
        if problem is not None:
            return refuse(problem)
        figures = list(_figures(executable, wish))
        fresh = [f for f in figures if f.before is None or f.before.has_moved]
        moved = [f for f in fresh if f.before is not None or f.is_late]
        if moved and not wish.reason:
            return refuse("\n".join([texts["reason"], *(texts["moved"].format(**_facts(f)) for f in moved)]))
        cells = [_cells(figure, wish, day) for figure in fresh]
        rows = number_rows(portal, evaluation.registers, CLOSINGS, cells, day)
        contents = appended(portal, CLOSINGS, rows, day)
        write_rows(evaluation, contents)
    _tell(fresh, rows, texts)
    told = "done" if figures else "nothing"
    print(
        texts[told].format(count=len(fresh), same=len(figures) - len(fresh), path="".join(contents), period=wish.period)
    )
    return 0


def _problem(executable: ExecutableClauses, wish: Wish, day: datetime.date, texts: Mapping[str, str]) -> str | None:
    """Why nothing can be frozen."""
    period = parse_period(wish.period)
    if counted_form(executable.control.portal, CLOSINGS) is None:
        return texts["no-register"]
    if period is None:
        return texts["period"].format(period=wish.period)
    if day <= period.last:
        return texts["early"].format(period=wish.period, last=period.last)
    if executable.control.staff and wish.by not in executable.control.staff:
        return texts["no-staff"].format(by=wish.by)
    if wish.indicator and wish.indicator not in {indicator.id for indicator in executable.indicators}:
        return texts["unknown"].format(indicator=wish.indicator)
    faulty = (
        r.indicator.id for r in executable.indicator_results if r.fault and wish.indicator in (None, r.indicator.id)
    )
    fault = next(faulty, None)
    return texts["fault"].format(indicator=fault) if fault else None


def _figures(executable: ExecutableClauses, wish: Wish) -> Iterator[_Figure]:
    frozen = {(c.latest.indicator, c.latest.period, c.latest.scope): c for c in executable.closed}
    closed = {(indicator, period) for indicator, period, _ in frozen}
    for result in executable.indicator_results:
        id_ = result.indicator.id
        if wish.indicator in (None, id_):
            points = (point for point in result.points if point.period.text == wish.period)
            for point in points:
                before = frozen.get((id_, wish.period, point.scope))
                yield _Figure(id_, point, before, before is None and (id_, wish.period) in closed)


def _cells(figure: _Figure, wish: Wish, day: datetime.date) -> dict[str, str]:
    return {
        "indicator": figure.indicator,
        "period": figure.point.period.text,
        "scope": figure.point.scope,
        "value": written(figure.point.value),
        "row_count": str(figure.point.count),
        "rows_digest": figure.point.digest,
        "closed_on": day.isoformat(),
        "closed_by": wish.by,
        "reason": wish.reason if figure.before or figure.is_late else "",
    }


def _facts(figure: _Figure) -> dict[str, str]:
    before = figure.before.latest.value if figure.before else ""
    told = {"indicator": figure.indicator, "period": figure.point.period.text, "scope": figure.point.scope}
    return {**told, "before": before or "-", "after": written(figure.point.value) or "-"}


def _tell(figures: Sequence[_Figure], rows: Sequence[Mapping[str, str]], texts: Mapping[str, str]) -> None:
    for figure, row in zip(figures, rows, strict=True):
        value, digest = written(figure.point.value) or "-", figure.point.digest[:12]
        facts = {**_facts(figure), "value": value, "count": figure.point.count, "digest": digest}
        print(texts["frozen"].format(number=row["closing_no"], **facts))
