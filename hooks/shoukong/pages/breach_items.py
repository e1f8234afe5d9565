"""Breaches as the page of their rule or duty tells them: the fact, the reports that answer it, and their actions."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shoukong.executable.breach_answer import AnsweredBreach, Report
from shoukong.pages.pieces import action_link, address_link, due_line, record_address, report_link, status
from shoukong.pages.view import View
from shoukong.records.core_registers import Row
from shoukong.records.core_words import Effect
from shoukong.wording.breach_words import breach_words
from shoukong.wording.state_names import BREACH_NAMES

MOST_ON_PAGE = 500
EFFECTS: Mapping[StrEnum | None, str] = {Effect.EFFECTIVE: "有效", Effect.INEFFECTIVE: "无效"}


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
    """A breach: the link to its record, its state and since when it stands, in HTML; its facts; its reports."""

    item: AnsweredBreach
    link: str
    badge: str
    since: str
    facts: str
    reports: tuple[ReportItem, ...]


def breach_items(view: View, id_: str) -> tuple[BreachItem, ...]:
    """The breaches of a rule or duty, those that are open first."""
    items = sorted(view.executable.breaches.get(id_, ()), key=lambda item: not item.is_open)
    return tuple(_item(view, item) for item in items[:MOST_ON_PAGE])


def _item(view: View, item: AnsweredBreach) -> BreachItem:
    record, day = item.breach.record, view.portal.as_of
    return BreachItem(
        item=item,
        link=address_link(record, record_address(view, record)),
        badge=status(item.state, BREACH_NAMES[item.state].zh),
        since=_since(item, day),
        facts=breach_words(item.breach),
        reports=tuple(_report(report, day) for report in item.reports),
    )


def _since(item: AnsweredBreach, day: datetime.date) -> str:
    """When it happened, and for how many days it has stood where it is open."""
    if item.breach.day is None:
        return ""
    stood = f'，已 <span data-sk-since="{item.breach.day}">{item.age(day)}</span> 天' if item.is_open else ""
    return f" 发生于 {item.breach.day}{stood}"


def _report(report: Report, day: datetime.date) -> ReportItem:
    actions = tuple(ActionItem(row, action_link(row), _progress(row, day)) for row in report.actions)
    return ReportItem(report, report_link(report), "".join(_days(report, day)), actions)


def _days(report: Report, day: datetime.date) -> Iterator[str]:
    if report.found_on is not None:
        yield f"，{report.found_on} 发现"
    if report.closed_on is not None:
        yield f"，{report.closed_on} 关闭"
    elif report.due_on is not None:
        yield f"，{due_line(report.due_on, day)}"


def _progress(row: Row, day: datetime.date) -> str:
    if row["verified_on"]:
        effect = EFFECTS.get(row.meaning("effective"), "，没有写明是否有效") if row.keeps("effective") else ""
        return f"{row['verified_on']} 验证{effect}"
    if row["done_on"]:
        return f"{row['done_on']} 完成" + ("，待验证" if row.keeps("verified_on") else "")
    due = row.day("due_on")
    return due_line(due, day) if due else ""
