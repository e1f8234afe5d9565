"""Asking a block's query: once for each set of figures, keeping the rows whose own day falls into their days."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shoukong.control.document_control import Control
from shoukong.document import Document
from shoukong.executable.blocks_in_place import BlockInPlace, Figures, Interval, figure_intervals
from shoukong.executable.query_process import MAX_ROWS, Queries, QueryError, QueryRows
from shoukong.finding import Finding, finding
from shoukong.records.cells_in_bulk import quoted

AS_OF = "as_of"


class Columns:
    """The names of an answer's columns as the query writes them; the same for all of its rows."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self._places = {name.lower(): i for i, name in reversed(list(enumerate(names)))}

    def place(self, name: str) -> int | None:
        """Where a column stands, whatever the case of its name: the first where two have one, None where none has."""
        return self._places.get(name)


@dataclass(frozen=True, slots=True)
class QueryRow:
    """A row of an answer: its cells by column."""

    columns: Columns
    cells: Sequence[Any]

    def get(self, name: str) -> Any:  # noqa: ANN401 - a query gives whatever it gives
        """The cell of a column, whatever the case of its name; None where there is none."""
        place = self.columns.place(name)
        return None if place is None else self.cells[place]

    def others(self, used: Collection[str]) -> Iterator[tuple[str, Any]]:
        """The columns beside some used ones, in their order."""
        return ((n, cell) for n, cell in zip(self.columns.names, self.cells, strict=True) if n.lower() not in used)


def ask_rows(
    placed: BlockInPlace,
    key: str,
    queries: Queries,
    control: Control,
    *,
    day: str,
    needed: Collection[str],
    days: Collection[str] = (),
    limit: int = MAX_ROWS,
) -> list[QueryRow]:
    """The rows of the query under a key of a block, each found with the figures in force on its `day` column.

    Raises QueryError where the query cannot be run, lacks a needed column, or gives for a day what is none.
    """
    sql = placed.block.text(key)
    found: list[QueryRow] = []
    for interval in intervals_for(placed.document, sql, queries, control):
        answer = queries.run(sql, {**interval.value, AS_OF: control.portal.as_of}, limit)
        require_columns(answer.columns, needed)
        rows = [row for row in rows_of(answer) if _applies(day_of(row.get(day)), interval)]
        require_days(rows, {day, *days} - {""})
        found.extend(rows)
    return found


def intervals_for(document: Document | None, sql: str, queries: Queries, control: Control) -> list[Interval[Figures]]:
    """The sets of a document's figures that a query is asked with; raises QueryError for one that it lacks."""
    wanted = queries.parameters(sql) - {AS_OF}
    intervals = figure_intervals(document, wanted, control)
    unknown = sorted(wanted - intervals[-1].value.keys())
    if unknown:
        raise QueryError("figure-missing", unknown[0])
    # An earlier revision without the figure demanded nothing.
    return [interval for interval in intervals if wanted <= interval.value.keys()]


def rows_of(answer: QueryRows) -> Iterator[QueryRow]:
    """The rows of an answer with their columns."""
    columns = Columns(answer.columns)
    return (QueryRow(columns, cells) for cells in answer.rows)


def require_columns(columns: Collection[str], needed: Collection[str]) -> None:
    """Raise QueryError for the first needed column that a query does not give."""
    given = {name.lower() for name in columns}
    missing = next((name for name in needed if name not in given), None)
    if missing is not None:
        raise QueryError("query-column", missing)


def require_days(rows: Iterable[QueryRow], names: Collection[str]) -> None:
    """Raise QueryError for the first of some columns that holds something else than a day or nothing."""
    ordered = sorted(names)
    for row in rows:
        for name in ordered:
            value = row.get(name)
            if value is not None and not isinstance(value, datetime.date):
                raise QueryError("query-cell", f"{name} = {value!r}")


def day_of(value: Any) -> datetime.date | None:  # noqa: ANN401
    """The day of a date or time; None for anything else."""
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, datetime.date) else None


def falls_into(day: str, interval: Interval[Figures]) -> str:
    """A condition that an expression gives a day of a set of figures; what gives none is judged by the latest."""
    if interval.start is None and interval.end is None:
        return "true"
    bounds = [f"{day} >= DATE {quoted(str(interval.start))}"] if interval.start else [f"{day} IS NOT NULL"]
    bounds += [f"{day} < DATE {quoted(str(interval.end))}"] if interval.end else []
    inside = " AND ".join(bounds)
    return f"({day} IS NULL OR ({inside}))" if interval.end is None else f"({inside})"


def query_fault(placed: BlockInPlace, error: QueryError, key: str = "sql") -> Finding:
    """What is wrong with a query of a block, at its line."""
    place = placed.block.place(key, error.line or 1)
    return finding(error.code, place, ref=placed.address, id=placed.id, problem=error, name=error)


def _applies(day: datetime.date | None, interval: Interval[Figures]) -> bool:
    """Whether a row falls into the days of a set of figures; one without a day is judged by the latest."""
    return interval.end is None if day is None else interval.holds(day)
