"""Pages of rules and breaches: the list with its ageing, a page for each rule, all of it as CSV; nothing disappears."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from shoukong.executable.blocks_in_place import BlockInPlace, figure_intervals, named_figures
from shoukong.executable.breach_answer import BREACH_NAMES, AnsweredBreach, BreachState
from shoukong.executable.rule import RuleResult
from shoukong.pages.output import Output
from shoukong.pages.templating import fill
from shoukong.pages.view import View

AGES = (("≤7 天", 7), ("8–30 天", 30), ("31–90 天", 90), (">90 天", None))
MOST_LISTED = 1_000
MOST_ON_PAGE = 500


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
        return f"{'duties' if self.item.breach.also else 'rules'}/{self.placed.id}"


@dataclass(frozen=True, slots=True)
class Ageing:
    """How many open breaches a department has, by how long the facts have stood."""

    owner: str
    counts: tuple[int, ...]
    total: int


def breach_pages(view: View) -> Iterator[Output]:
    """The list of breaches, the same as CSV, and a page for each rule."""
    found = listed(view)
    open_ = [each for each in found if is_open(each.item)]
    yield Output(
        "rules/index.md",
        fill(
            "rules.md.j2", view=view, items=found[:MOST_LISTED], count=len(found), open=len(open_), ages=AGES,
            ageing=list(_ageing(view, open_)), names=BREACH_NAMES,
        ),
    )  # fmt: skip
    yield Output("rules/breaches.csv", _as_csv(view, found))
    for result in view.executable.rule_results:
        yield Output(f"rules/{result.rule.id}.md", _page(view, result))


def listed(view: View) -> list[Listed]:
    """All breaches of rules and duties: those that are open first, the oldest facts first."""
    placed, day = view.executable.blocks, view.portal.as_of
    rows = [
        Listed(placed[id_], item, record_address(view, item.breach.record), item.breach.words)
        for id_, items in view.executable.breaches.items()
        for item in items
    ]
    return sorted(rows, key=lambda row: (not is_open(row.item), -(row.item.age(day) or 0), row.item.breach.record))


def is_open(item: AnsweredBreach) -> bool:
    """Whether a breach still waits to be closed."""
    return item.state is not BreachState.CLOSED


def record_address(view: View, record: str) -> str | None:
    """Where a record is shown, from the site's base; None where no form is known for it."""
    form = view.portal.form_of(record) or view.forms_of_others_numbers.get(record)
    return f"registers/{form.name}/#{quote(record)}" if form else None


def _ageing(view: View, found: Sequence[Listed]) -> Iterator[Ageing]:
    by_owner: dict[str, list[int]] = {}
    for row in found:
        by_owner.setdefault(row.placed.owner, []).append(row.item.age(view.portal.as_of) or 0)
    for owner, days in sorted(by_owner.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        buckets = [next(i for i, (_, most) in enumerate(AGES) if most is None or age <= most) for age in days]
        yield Ageing(owner, tuple(buckets.count(i) for i in range(len(AGES))), len(days))


def _as_csv(view: View, found: Sequence[Listed]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["rule", "title", "record", "on", "facts", "state", "reports"])
    for row in found:
        breach, state = row.item.breach, BREACH_NAMES[row.item.state]
        reports = " ".join(report.number for report in row.item.reports)
        writer.writerow([breach.rule, row.placed.title, breach.record, breach.day or "", row.facts, state, reports])
    return text.getvalue()


def _page(view: View, result: RuleResult) -> str:
    rule = result.rule
    items = sorted(view.executable.breaches[rule.id], key=lambda item: not is_open(item))
    wanted = named_figures(rule.document, rule.block.text("sql"))
    return fill(
        "rule.md.j2",
        view=view,
        rule=rule,
        fault=result.fault,
        count=len(items),
        items=[(item, record_address(view, item.breach.record), item.breach.words) for item in items[:MOST_ON_PAGE]],
        names=BREACH_NAMES,
        figures=figure_intervals(rule.document, wanted, view.control) if wanted else (),
    )
