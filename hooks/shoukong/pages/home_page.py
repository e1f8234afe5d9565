"""The agenda of the home page: what is due, what is broken, what is late, which targets are missed."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shoukong.control.life import Status
from shoukong.control.reading import ReadingState
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.breach import DutyBreach
from shoukong.executable.closing import Closed
from shoukong.executable.indicator import IndicatorResult
from shoukong.executable.occurrence import DutyState
from shoukong.language import Speech
from shoukong.pages.breach_pages import Listed, listed
from shoukong.pages.indicator_pages import Shown, figure_lines, latest_shown
from shoukong.pages.output import cell
from shoukong.pages.view import View
from shoukong.records.core_declaration import ACTIONS
from shoukong.wording.indicator_words import period_words, target_words

MOST = 12


@dataclass(frozen=True, slots=True)
class Late:
    """A kind of thing that is late: how many, since when the oldest, and the page that lists them."""

    kind: str
    count: int
    oldest: datetime.date | None
    page: str


@dataclass(frozen=True, slots=True)
class MissedTarget:
    """An indicator with what it should be and the figures of a period that are not."""

    indicator: BlockInPlace
    period: str
    figures: str
    target: str


def newest_open(view: View) -> list[Listed]:
    """The breaches not closed whose facts are youngest."""
    found = [row for row in listed(view) if row.item.is_open]
    return sorted(found, key=lambda row: row.item.breach.day or datetime.date.min, reverse=True)[:MOST]


def late(view: View) -> list[Late]:
    """What is late on the day of the build, kind by kind; kinds with nothing late are left out."""
    kinds = (
        Late(view.say("定期义务逾期未做"), *_counted(_missed_duties(view)), "duties/index.md"),
        Late(view.say("不合格报告逾期未关闭"), *_counted(_open_reports(view)), "rules/index.md"),
        Late(
            view.say("纠正措施逾期未完成"),
            *_counted(_open_actions(view)),
            f"{view.page_of(f'registers/{ACTIONS}')}.md",
        ),
        Late(view.say("签收逾期"), *_counted(_readings(view)), "reading/index.md"),
        Late(view.say("复审逾期"), *_counted(_reviews(view)), "control/reviews.md"),
        Late(view.say("受控副本待收回"), *_counted(_copies(view)), "copies/index.md"),
    )
    return [kind for kind in kinds if kind.count]


def missed_targets(view: View) -> list[MissedTarget]:
    """The indicators of which a figure of the last period that is over misses its target."""
    shown = ((result, latest_shown(view, result)) for result in view.executable.indicator_results)
    missed = ((result, [s for s in points if s.point.is_met is False]) for result, points in shown)
    return [_missed(result, points, view.say) for result, points in missed if points]


def _missed(result: IndicatorResult, points: Sequence[Shown], say: Speech) -> MissedTarget:
    first, unit = points[0].point, result.indicator.block.text("unit")
    target = f"{target_words(first.target, say.language)} {cell(unit)}" if first.target else ""
    return MissedTarget(result.indicator, period_words(first.period, say), figure_lines(points, unit), target)


def moved_since(view: View) -> list[Closed]:
    """The frozen figures that the records contradict today."""
    return [closed for closed in view.executable.closed if closed.has_moved]


def _counted(days: Iterator[datetime.date]) -> tuple[int, datetime.date | None]:
    found = list(days)
    return len(found), min(found, default=None)


def _missed_duties(view: View) -> Iterator[datetime.date]:
    for result in view.executable.duty_results:
        for item in view.executable.breaches.get(result.duty.id, ()):
            breach = item.breach
            if item.is_open and isinstance(breach, DutyBreach) and breach.state is DutyState.MISSED:
                yield breach.day


def _open_reports(view: View) -> Iterator[datetime.date]:
    day = view.portal.as_of
    return (r.due_on for r in view.executable.reports if r.closed_on is None and r.due_on and r.due_on < day)


def _open_actions(view: View) -> Iterator[datetime.date]:
    day = view.portal.as_of
    for action in view.executable.actions:
        due = action.day("due_on")
        if due is not None and due < day and action.keeps("done_on") and not action["done_on"]:
            yield due


def _readings(view: View) -> Iterator[datetime.date]:
    day = view.portal.as_of
    return (r.due for r in view.control.readings if r.state(day) is ReadingState.OVERDUE)


def _reviews(view: View) -> Iterator[datetime.date]:
    for document in view.documents:
        due = view.term(document.id).review_due
        if view.status(document.id) is Status.REVIEW_OVERDUE and due is not None:
            yield due


def _copies(view: View) -> Iterator[datetime.date]:
    day = view.portal.as_of
    return (c.term.end for c in view.control.copies if c.is_to_recall(day) and c.term and c.term.end)
