"""Checks of closings: figures that were frozen too early, of nothing, twice without a reason, or that moved since."""

from collections.abc import Iterator

from shoukong.days.period import parse_period
from shoukong.executable.cell_text import written
from shoukong.executable.closing import Closed, Closing, late_points
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.finding import Finding, Place, finding
from shoukong.layout import DOCUMENTS
from shoukong.records.core_registers import place_of
from shoukong.text.block import INDICATOR


def check_closings(executable: ExecutableClauses) -> Iterator[Finding]:
    """Each closing names an indicator and a period that was over."""
    blocks = (block for document in executable.control.portal.documents for block in document.blocks)
    told = {block.id for block in blocks if block.kind == INDICATOR}  # of a text that is not in force on the day, too
    known = told | {indicator.id for indicator in executable.indicators}
    for closing in executable.closings:
        period = parse_period(closing.period)
        if closing.indicator not in known:
            place = _place(executable, closing, "indicator")
            yield _closing("closing-unknown", closing, place, name=closing.indicator).resting_on((DOCUMENTS,))
        elif period is None:
            place = _place(executable, closing, "period")
            yield _closing("closing-period", closing, place, name=closing.period)
        elif closing.closed_on is not None and closing.closed_on <= period.last:
            place = _place(executable, closing, "closed_on")
            yield _closing("closing-early", closing, place, last=period.last, day=closing.closed_on)


def check_restatements(executable: ExecutableClauses) -> Iterator[Finding]:
    """What is frozen is what the records still say; who restates it says why."""
    faulty = {result.indicator.id for result in executable.indicator_results if result.fault is not None}
    for closed in executable.closed:
        for later in closed.closings[1:]:
            if not later.reason:
                place = _place(executable, later, "reason")
                yield _closing("closing-without-reason", later, place, first=closed.first.number)
        if closed.latest.indicator not in faulty and _is_known(executable, closed) and closed.has_moved:
            block = executable.blocks[closed.latest.indicator]
            yield _moved(executable, closed).resting_on(executable.sources_of_result(block))
    for closed, point in late_points(executable.closed, executable.indicator_results):
        place = _place(executable, closed.latest, "period")
        told = {"id": closed.latest.indicator, "period": closed.latest.period, "scope": point.scope or "-"}
        after = written(point.value) or "-"
        late = finding("indicator-late", place, ref=told["id"], record=closed.latest.number, **told, after=after)
        yield late.resting_on(executable.sources_of_result(executable.blocks[told["id"]]))


CHECKS = (check_closings, check_restatements)


def _is_known(executable: ExecutableClauses, closed: Closed) -> bool:
    known = any(indicator.id == closed.latest.indicator for indicator in executable.indicators)
    return known and parse_period(closed.latest.period) is not None


def _moved(executable: ExecutableClauses, closed: Closed) -> Finding:
    latest = closed.latest
    rows = closed.point.count if closed.point else 0
    return _closing(
        "indicator-restated", latest, _place(executable, latest, "value"), before=latest.value or "-",
        after=closed.value_now or "-", rows_before=latest.count, rows_after=rows,
    )  # fmt: skip


def _closing(code: str, closing: Closing, place: Place, **facts: object) -> Finding:
    told = {"id": closing.indicator, "period": closing.period, "scope": closing.scope or "-"}
    return finding(code, place, ref=closing.indicator, record=closing.number, **told, **facts)


def _place(executable: ExecutableClauses, closing: Closing, name: str) -> Place:
    return place_of(closing.row, executable.control.registers, name)
