"""The field of a register since which a follow-up's limit runs, where a query tells it as it stands there."""

from dataclasses import dataclass

from sqlglot import exp

from shoukong.executable.query_parts import parse_query


@dataclass(frozen=True, slots=True)
class StartingField:
    """A field of a table, and whether it starts the limit on a condition only."""

    table: str
    field: str
    is_conditional: bool


def starting_field(each: str) -> StartingField | None:
    """The field that the query of what starts gives as `since`; None where it is computed or another table's."""
    asked = parse_query(each)
    if not isinstance(asked, exp.Select):
        return None
    source = asked.args.get("from_") or asked.args.get("from")
    table = source.this if source is not None else None
    since = next((column.unalias() for column in asked.expressions if column.alias_or_name == "since"), None)
    while isinstance(since, exp.Cast):
        since = since.this
    if not isinstance(table, exp.Table) or not isinstance(since, exp.Column):
        return None
    if since.table not in ("", table.alias_or_name):
        return None
    is_conditional = asked.find(exp.Where) is not None or asked.find(exp.Join) is not None
    return StartingField(table.name, since.name, is_conditional)
