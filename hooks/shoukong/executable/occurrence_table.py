"""The table of occurrences that queries of indicators and dossiers may read."""

from collections.abc import Iterator, Sequence
from functools import partial

from shoukong.declared.scope_axis import ScopeAxis
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.duty import DutyResult
from shoukong.executable.follow_up_tables import TOO_EARLY
from shoukong.executable.query_process import Queries
from shoukong.forms.table_names import FOLLOWED, MATCHED, OCCURRENCES, REPEATED
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import quoted

# After the first three columns come the axes of scopes.
_HEAD = ("duty", "title", "owner")
_REST = {"opens": "DATE", "due": "DATE", "done_on": "DATE", "record": "VARCHAR", "state": "VARCHAR"}


def hold_occurrences(
    queries: Queries, portal: Portal, repeated: Sequence[DutyResult], followed: Sequence[BlockInPlace]
) -> None:
    """Hold the table for the duties that repeat, and for those that follow records and were matched."""
    queries.hold(OCCURRENCES, partial(_fill, queries, portal, repeated, followed))


def _fill(queries: Queries, portal: Portal, repeated: Sequence[DutyResult], followed: Sequence[BlockInPlace]) -> None:
    axes = portal.settings.scopes
    columns = {**dict.fromkeys((*_HEAD, *(axis.name for axis in axes)), "VARCHAR"), **_REST}
    queries.give(REPEATED, columns, _rows(portal, repeated))
    head = dict.fromkeys(_HEAD, "VARCHAR")
    queries.give(
        FOLLOWED,
        {"number": "SMALLINT", **head},
        ((number, duty.id, duty.title, duty.owner) for number, duty in enumerate(followed)),
    )
    queries.change(
        f"CREATE OR REPLACE TEMP VIEW {OCCURRENCES} AS SELECT * FROM {REPEATED} UNION ALL"
        f" SELECT f.duty, f.title, coalesce(nullif(m.department, ''), f.owner), {''.join(map(_code, axes))}"
        f" CAST(m.since AS DATE), m.due, m.done_on, m.proof, m.state"
        f" FROM {MATCHED} m JOIN {FOLLOWED} f ON f.number = m.duty WHERE m.state <> {quoted(TOO_EARLY)}"
    )


def _code(axis: ScopeAxis) -> str:
    return f"CASE m.axis WHEN {quoted(axis.name)} THEN m.code ELSE '' END,"


def _rows(portal: Portal, repeated: Sequence[DutyResult]) -> Iterator[tuple[object, ...]]:
    for result in repeated:
        head = (result.duty.id, result.duty.title)
        for o in result.occurrences:
            done = (o.proof.done_on, o.proof.record) if o.proof else (None, None)
            codes = (o.scope.code if o.scope.axis == axis else "" for axis in portal.settings.scopes)
            yield (*head, o.owner, *codes, o.opens, o.due, *done, str(o.state(portal.as_of)))
