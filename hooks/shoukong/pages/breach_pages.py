"""Pages of rules and breaches: the list with its ageing, a page for each rule, all of it as CSV; nothing disappears."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from shoukong.executable.blocks_in_place import BlockInPlace, figure_intervals, named_figures
from shoukong.executable.breach import DutyBreach
from shoukong.executable.breach_answer import AnsweredBreach, BreachState
from shoukong.executable.deciding_fields import deciding_fields
from shoukong.executable.rule import RuleResult
from shoukong.language import Speech
from shoukong.messages.names import names_in
from shoukong.pages.breach_items import breach_items, strength_told
from shoukong.pages.excel_csv import plain_csv
from shoukong.pages.output import Output
from shoukong.pages.pieces import clause_link, record_address, status
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.pages.workbook import fits_workbook, write_workbook
from shoukong.wording.breach_words import breach_words
from shoukong.wording.state_names import BREACH_NAMES

AGES = (7, 30, 90, None)  # the most days of each bucket
MOST_LISTED = 1_000
NAMES = ("rule", "title", "record", "on", "facts", "state", "reports")


@dataclass(frozen=True, slots=True)
class Listed:
    """A breach in a list: what it broke, its answers, where its record is shown, and its facts in words."""

    placed: BlockInPlace
    item: AnsweredBreach
    address: str | None
    facts: str

    @property
    def page(self) -> str:
        """The page of its rule or duty, from the site's base, without a suffix."""
        return f"{'duties' if isinstance(self.item.breach, DutyBreach) else 'rules'}/{self.placed.id}"


@dataclass(frozen=True, slots=True)
class Ageing:
    """How many open breaches a department has, by how long the facts have stood."""

    owner: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in the list of all: the link to its clause, and what it found, in Markdown."""

    rule: BlockInPlace
    clause: str
    verdict: str


def breach_pages(view: View) -> Iterator[Output]:
    """The list of breaches, the same as CSV, and a page for each rule."""
    if not view.keeps_page("rules"):
        return
    found = listed(view)
    open_ = [each for each in found if each.item.is_open]
    yield Output(
        "rules/index.md",
        fill(
            "rules.md.j2", view.say, view=view, items=found[:MOST_LISTED], count=len(found), open=len(open_),
            states=Counter(str(each.item.state) for each in found),
            ages=_ages(view.say), ageing=list(_ageing(view, open_)), names=names_in(view.say.language, BREACH_NAMES),
            has_workbook=fits_workbook(len(found)),
            rules=[_rule_row(view, result) for result in view.executable.rule_results],
        ),
    )  # fmt: skip
    yield Output("rules/breaches.csv", plain_csv([NAMES, *_rows(found, view.say)]))
    if fits_workbook(len(found)):
        yield Output("rules/breaches.xlsx", partial(_write_workbook, found, view.say))
    for result in view.executable.rule_results:
        yield Output(f"rules/{result.rule.id}.md", _page(view, result))


def listed(view: View) -> list[Listed]:
    """All breaches of rules and duties: those that are open first, the oldest facts first."""
    placed, day = view.executable.blocks, view.portal.as_of
    rows = [
        Listed(
            placed[id_], item, record_address(view, item.breach.record), breach_words(item.breach, view.say.language)
        )
        for id_, items in view.executable.breaches.items()
        for item in items
    ]
    return sorted(rows, key=lambda row: (not row.item.is_open, -(row.item.age(day) or 0), row.item.breach.record))


def _rule_row(view: View, result: RuleResult) -> RuleRow:
    document, clause = result.rule.document, result.rule.clause
    link = (
        clause_link(document, clause, f"{document.id} {clause.name}")
        if clause
        else f"[{document.id}](../documents/{document.id}.md)"
    )
    count = sum(item.is_open for item in view.executable.breaches[result.rule.id])
    if not view.control.is_in_force(document.id):
        found = view.say("还没有实施")
    elif count:
        found = status(BreachState.OPEN, view.say.count("%(n)s 项不符合", count))
    else:
        found = status("done", view.say("符合"))
    return RuleRow(result.rule, link, f"**{view.say('不能运行')}**" if result.fault else found)


def _ageing(view: View, found: Sequence[Listed]) -> Iterator[Ageing]:
    by_owner: dict[str, list[int]] = {}
    for row in found:
        by_owner.setdefault(row.placed.owner, []).append(row.item.age(view.portal.as_of) or 0)
    for owner, days in sorted(by_owner.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        buckets = [next(i for i, most in enumerate(AGES) if most is None or age <= most) for age in days]
        yield Ageing(owner, tuple(buckets.count(i) for i in range(len(AGES))), len(days))


def _rows(found: Sequence[Listed], say: Speech) -> Iterator[Sequence[str]]:
    for row in found:
        breach, state = row.item.breach, BREACH_NAMES[row.item.state].told(say.language)
        reports = " ".join(report.number for report in row.item.reports)
        yield breach.rule, row.placed.title, breach.record, str(breach.day or ""), row.facts, state, reports


def _ages(say: Speech) -> list[str]:
    """What the buckets are called."""
    return [say("≤7 天"), say("8–30 天"), say("31–90 天"), say(">90 天")]


def _write_workbook(found: Sequence[Listed], say: Speech, target: Path) -> None:
    titles = (
        say("规则"),
        say("内容"),
        say("记录"),
        say("发生"),
        say("事实"),
        say("状态"),
        say("不合格报告"),
    )
    write_workbook(target, say("不符合"), titles, _rows(found, say), say=say)


def _page(view: View, result: RuleResult) -> str:
    rule = result.rule
    wanted = named_figures(rule.document, rule.block.text("sql"))
    return fill(
        "rule.md.j2",
        view.say,
        view=view,
        rule=rule,
        fault=result.fault,
        count=len(view.executable.breaches[rule.id]),
        items=breach_items(view, rule.id),
        strength=strength_told(view, rule),
        names=names_in(view.say.language, BREACH_NAMES),
        deciding=deciding_fields(rule, view.control),
        figures=figure_intervals(rule.document, wanted, view.control) if wanted else (),
    )
