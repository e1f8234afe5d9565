"""Rules: each row of a rule's query is one breach, shown by a record and the facts that prove it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shoukong.control.document_control import Control
from shoukong.executable.block_rows import QueryRow, ask_rows, day_of, query_fault
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.breach import RuleBreach
from shoukong.executable.cell_text import written
from shoukong.executable.query_process import Queries, QueryError
from shoukong.finding import Finding

RECORD, DAY = "record", "on"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a rule found, or why it could not be asked."""

    rule: BlockInPlace
    breaches: tuple[RuleBreach, ...]
    fault: Finding | None = None


def ask(rule: BlockInPlace, queries: Queries, control: Control) -> RuleResult:
    """The breaches of a rule, each judged by the figures in force on the day of the fact.

    A rule that is not in force yet is asked all the same, so that its faults show, but nothing breaches it.
    """
    try:
        rows = ask_rows(rule, "sql", queries, control, day=DAY, needed=(RECORD,))
        if not all(written(row.get(RECORD)) for row in rows):
            raise QueryError("query-cell", f"{RECORD} = NULL")
    except QueryError as error:
        return RuleResult(rule, (), query_fault(rule, error))
    if not control.is_in_force(rule.document.id):
        return RuleResult(rule, ())
    axes = tuple(axis.name for axis in control.portal.settings.scopes)
    breaches = (_breach(rule, row, axes) for row in rows)
    return RuleResult(rule, tuple(sorted(breaches, key=lambda b: (b.record, str(b.day)))))


def _breach(rule: BlockInPlace, row: QueryRow, axes: Sequence[str]) -> RuleBreach:
    columns = tuple(row.others((RECORD, DAY)))
    scope = "/".join(filter(None, (written(row.get(axis)) for axis in axes)))
    return RuleBreach(rule.id, written(row.get(RECORD)), day_of(row.get(DAY)), columns, scope)
