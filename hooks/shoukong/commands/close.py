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
from shoukong.language import Speech, speech
from shoukong.portal import load_portal
from shoukong.records.append import appended, counted_form, number_rows
from shoukong.records.core_declaration import CLOSINGS
from shoukong.row_door import write_rows


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
    say, portal = speech(language), load_portal(root, day)
    with evaluate(portal) as evaluation:
        executable = evaluation.executable
        problem = _problem(executable, wish, day, say)
        if problem is not None:
            return refuse(problem)
        figures = list(_figures(executable, wish))
        fresh = [f for f in figures if f.before is None or f.before.has_moved]
        moved = [f for f in fresh if f.before is not None or f.is_late]
        if moved and not wish.reason:
            return refuse(
                "\n".join(
                    [say("下列数定格后有变动，重述须写 --reason，什么都没有写："), *(_moved(f, say) for f in moved)]
                )
            )
        cells = [_cells(figure, wish, day) for figure in fresh]
        rows = number_rows(portal, evaluation.registers, CLOSINGS, cells, day)
        contents = appended(portal, CLOSINGS, rows, day)
        write_rows(evaluation, contents)
    _tell(fresh, rows, say)
    if figures:
        print(
            say(
                "定格 %(count)s 个数，已定格且没有变动的 %(same)s 个。%(path)s",
                count=len(fresh),
                same=len(figures) - len(fresh),
                path="".join(contents),
            )
        )
    else:
        print(say("%(period)s 没有可以定格的数。", period=wish.period))
    return 0


def _problem(executable: ExecutableClauses, wish: Wish, day: datetime.date, say: Speech) -> str | None:
    """Why nothing can be frozen."""
    period = parse_period(wish.period)
    if counted_form(executable.control.portal, CLOSINGS) is None:
        return say("没有指标定格表（表单 indicator_closings），或它缺少所需的栏目，或它的编号不能续编。")
    if period is None:
        return say("期间「%(period)s」不能读，写成 2026、2026-H1、2026-Q3 或 2026-09。", period=wish.period)
    if day <= period.last:
        return say("%(period)s 到 %(last)s 才结束，结束之后再定格。", period=wish.period, last=period.last)
    if executable.control.staff and wish.by not in executable.control.staff:
        return say("人员登记册中没有「%(by)s」，没有定格。", by=wish.by)
    if wish.indicator and wish.indicator not in {indicator.id for indicator in executable.indicators}:
        return say("没有编号为「%(indicator)s」的指标。", indicator=wish.indicator)
    faulty = (
        r.indicator.id for r in executable.indicator_results if r.fault and wish.indicator in (None, r.indicator.id)
    )
    fault = next(faulty, None)
    return say("指标 %(indicator)s 不能计算，见 shoukong check；没有定格。", indicator=fault) if fault else None


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


def _moved(figure: _Figure, say: Speech) -> str:
    before = figure.before.latest.value if figure.before else ""
    return say(
        "  %(indicator)s %(period)s %(scope)s：定格 %(before)s，现在 %(after)s",
        indicator=figure.indicator,
        period=figure.point.period.text,
        scope=figure.point.scope,
        before=before or "-",
        after=written(figure.point.value) or "-",
    )


def _tell(figures: Sequence[_Figure], rows: Sequence[Mapping[str, str]], say: Speech) -> None:
    for figure, row in zip(figures, rows, strict=True):
        told = say(
            "%(number)s  %(indicator)s %(period)s %(scope)s：%(value)s（%(count)s 条记录，摘要值 %(digest)s…）",
            number=row["closing_no"],
            indicator=figure.indicator,
            period=figure.point.period.text,
            scope=figure.point.scope,
            value=written(figure.point.value) or "-",
            count=figure.point.count,
            digest=figure.point.digest[:12],
        )
        print(told)
