"""What the outermost SELECT of a query gives, from which table, on which condition, as the database reads it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# A query, or a part of one, as the database tells what it reads: `json_serialize_sql`.
Part = Any
# Where a part stands and what it is called do not say what it means.
_WHERE_AND_NAME = {"query_location", "query_location_length", "alias"}


@dataclass(frozen=True, slots=True)
class OuterQuery:
    """`columns` are expressions by the names given to them; `conditions` are none where all rows are wanted."""

    table: str
    columns: Mapping[str, Part]
    conditions: tuple[Part, ...]


def outer_query(tree: Part) -> OuterQuery | None:
    """The outermost SELECT; None where there is none, several are joined into one, or it reads no table."""
    node = tree["statements"][0]["node"] if tree.get("statements") else {}
    if node.get("type") != "SELECT_NODE":
        return None
    table = next(_tables(node["from_table"]), None)
    if table is None:
        return None
    conditions = tuple(_meaning(node[key]) for key in ("where_clause", "having", "qualify") if node[key] is not None)
    return OuterQuery(table, {_name(part): _meaning(part) for part in node["select_list"]}, conditions)


def reads(tree: Part, table: str) -> bool:
    """Whether a query reads a table anywhere."""
    return table in _tables(tree)


def _tables(part: Part) -> Iterator[str]:
    """The tables that a part reads, in the order in which it names them."""
    match part:
        case dict():
            if isinstance(name := part.get("table_name"), str):
                yield name.lower()
            for each in part.values():
                yield from _tables(each)
        case list():
            for each in part:
                yield from _tables(each)


def _name(part: Part) -> str:
    return str(part["alias"] or (part.get("column_names") or [""])[-1]).lower()


def _meaning(part: Part) -> Part:
    """A part without where it stands and what it is called, its columns without their tables."""
    match part:
        case {"class": "COLUMN_REF", "column_names": [*_, name]}:
            return name.lower()
        case dict():
            return {key: _meaning(each) for key, each in part.items() if key not in _WHERE_AND_NAME}
        case list():
            return [_meaning(each) for each in part]
        case _:
            return part
