"""Breaches as the page of their rule or duty tells them: the fact, the reports that answer it, and their actions."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.breach_answer import AnsweredBreach, Report
from shoukong.executable.deviation import agreeing_posts
from shoukong.language import Speech
from shoukong.pages.pieces import action_link, address_link, due_line, record_address, report_link, row_link, status
from shoukong.pages.register_leads import report_page
from shoukong.pages.view import View
from shoukong.records.core_registers import Row
from shoukong.records.core_words import Effect
from shoukong.text.block import Strength
from shoukong.wording.breach_words import breach_words
from shoukong.wording.state_names import BREACH_NAMES, STRENGTH_NAMES

MOST_ON_PAGE = 500


@dataclass(frozen=True, slots=True)
class ActionItem:
    """A corrective action and how far it has come; what is not a cell of its row is HTML."""

    row: Row
    link: str
    progress: str


@dataclass(frozen=True, slots=True)
class ReportItem:
    """A report with the days on which something came of it, in HTML, and its actions."""

    report: Report
    link: str
    days: str
    actions: tuple[ActionItem, ...]


@dataclass(frozen=True, slots=True)
class BreachItem:
    """A breach: the link to its record, its state and since when it stands, in HTML; its facts; what answers it."""

    item: AnsweredBreach
    link: str
    badge: str
    since: str
    facts: str
    deviation: str
    reports: tuple[ReportItem, ...]
    report_page: str | None = None


def strength_told(view: View, placed: BlockInPlace) -> str:
    """How strictly a rule or duty demands something and who may agree to a deviation; empty where it must be done."""
    say, strength = view.say, placed.block.strength
    if strength is Strength.MUST:
        return ""
    if strength is Strength.PRINCIPLE and view.keeps("deviations"):
        posts = say.listed(agreeing_posts(placed, view.control)) or "-"
        return say("原则上；可由%(posts)s事前同意偏离", posts=posts)
    return STRENGTH_NAMES[strength].told(say.language)


def breach_items(view: View, id_: str) -> tuple[BreachItem, ...]:
    """The breaches of a rule or duty, those that are open first."""
    items = sorted(view.executable.breaches.get(id_, ()), key=lambda item: not item.is_open)
    return tuple(_item(view, item) for item in items[:MOST_ON_PAGE])


def _item(view: View, item: AnsweredBreach) -> BreachItem:
    record, day = item.breach.record, view.portal.as_of
    return BreachItem(
        item=item,
        link=address_link(record, record_address(view, record)),
        badge=status(item.state, BREACH_NAMES[item.state].told(view.say.language)),
        since=_since(item, day, view.say),
        facts=breach_words(item.breach, view.say.language),
        deviation=_deviation(view, item.deviation) if item.deviation else "",
        reports=tuple(_report(report, day, view.say) for report in item.reports),
        report_page=report_page(view, item.breach.rule, record),
    )


def _deviation(view: View, row: Row) -> str:
    """By whom, when and why it was agreed that the record departs from the clause, in HTML."""
    say = view.say
    told = say(
        "%(who)s于 %(day)s 同意，依据 %(clause)s。理由：%(reason)s",
        who=escape(view.control.name(row["agreed_by"])),
        day=row["agreed_on"],
        clause=escape(row["clause"]) or "-",
        reason=escape(row["reason"]) or "-",
    )
    return f'<dl class="sk-answer"><dt>{say("偏离")}</dt><dd>{row_link(row)} {told}</dd></dl>'


def _since(item: AnsweredBreach, day: datetime.date, say: Speech) -> str:
    """When it happened, and for how many days it has stood where it is open."""
    if item.breach.day is None:
        return ""
    told = say(" 发生于 %(day)s", day=item.breach.day)
    if not item.is_open:
        return told
    days = f'<span data-sk-since="{item.breach.day}">{item.age(day)}</span>'
    return told + say("，已 %(days)s 天", days=days)


def _report(report: Report, day: datetime.date, say: Speech) -> ReportItem:
    actions = tuple(ActionItem(row, action_link(row), _progress(row, day, say)) for row in report.actions)
    return ReportItem(report, report_link(report), "".join(_days(report, day, say)), actions)


def _days(report: Report, day: datetime.date, say: Speech) -> Iterator[str]:
    if report.found_on is not None:
        yield say("，%(day)s 发现", day=report.found_on)
    if report.closed_on is not None:
        yield say("，%(day)s 关闭", day=report.closed_on)
    elif report.due_on is not None:
        yield say("，") + due_line(report.due_on, day, say)


def _progress(row: Row, day: datetime.date, say: Speech) -> str:
    if row["verified_on"]:
        return _verified(row, say)
    if row["done_on"]:
        wait = say("，待验证") if row.keeps("verified_on") else ""
        return say("%(day)s 完成", day=row["done_on"]) + wait
    due = row.day("due_on")
    return due_line(due, day, say) if due else ""


def _verified(row: Row, say: Speech) -> str:
    day = row["verified_on"]
    if not row.keeps("effective"):
        return say("%(day)s 验证", day=day)
    match row.meaning("effective"):
        case Effect.EFFECTIVE:
            return say("%(day)s 验证有效", day=day)
        case Effect.INEFFECTIVE:
            return say("%(day)s 验证无效", day=day)
        case _:
            return say("%(day)s 验证，没有写明是否有效", day=day)
