"""The field of a register since which a follow-up's limit runs, where a query tells it as it stands there."""

from dataclasses import dataclass

from sqlglot import exp

from shoukong.executable.query_parts import parse_query


@dataclass(frozen=True, slots=True)
class StartingField:
    """A field of a table, on which condition it starts the limit, and which field may say the limit itself.

    A query that joins other tables, or computes the limit, tells more than the record does (`is_joined`,
    `is_due_computed`).
    """

    table: str
    field: str
    condition: exp.Expression | None
    is_joined: bool
    due: str | None
    is_due_computed: bool


def starting_field(each: str) -> StartingField | None:
    """The field that the query of what starts gives as `since`; None where it is computed or another table's."""
    asked = parse_query(each)
    if not isinstance(asked, exp.Select):
        return None
    source = asked.args.get("from_") or asked.args.get("from")
    table = source.this if source is not None else None
    if not isinstance(table, exp.Table):
        return None
    since, due = (_field(asked, name, table) for name in ("since", "due"))
    if not since:
        return None
    where = asked.args.get("where")
    return StartingField(
        table.name,
        since,
        where.this if where is not None else None,
        asked.find(exp.Join) is not None,
        due,
        due is None and _told(asked, "due") is not None,
    )


def _told(asked: exp.Select, name: str) -> exp.Expression | None:
    return next((column.unalias() for column in asked.expressions if column.alias_or_name == name), None)


def _field(asked: exp.Select, name: str, table: exp.Table) -> str | None:
    """The field of the table that a column of the query is, whatever kind of value it is taken for."""
    told = _told(asked, name)
    while isinstance(told, exp.Cast):
        told = told.this
    is_own = isinstance(told, exp.Column) and told.table in ("", table.alias_or_name)
    return told.name if is_own and isinstance(told, exp.Column) else None
