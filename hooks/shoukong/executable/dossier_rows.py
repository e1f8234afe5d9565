"""Listings: what the queries of a dossier template tell of each record, asked once for all records of a form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shoukong.control.document_control import Control
from shoukong.document import Document
from shoukong.dossier import Dossier
from shoukong.executable.block_rows import AS_OF, Columns, QueryRow, falls_into, intervals_for, require_columns
from shoukong.executable.blocks_in_place import Figures, Interval
from shoukong.executable.query_process import Queries, QueryError
from shoukong.finding import Finding, finding
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.text.block import Block

RECORD, DAY, LINK, WRONG = "record", "on", "link", "wrong"
LABEL, VALUE = "label", "value"
HIDDEN = (RECORD, DAY, LINK, WRONG)
SHOWN_ROWS = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """What a query tells of one record: its first rows, in the order of the query, and how many there are in all."""

    rows: tuple[QueryRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The answers of a query for all records, held by a process as a table for each set of figures; or its fault."""

    dossier: Dossier
    query: Block
    tables: tuple[tuple[str, Interval[Figures]], ...] = ()
    columns: tuple[str, ...] = ()
    fault: Finding | None = None


def askable_queries(portal: Portal) -> Iterator[tuple[Dossier, Block]]:
    """The queries of all templates, but those that name a document that is not there, which is found with the text."""
    for dossier in portal.dossiers:
        for query in dossier.queries:
            id_ = query.text("document")
            if not id_ or portal.is_known_document(id_):
                yield dossier, query


def try_query(dossier: Dossier, query: Block, queries: Queries, control: Control) -> Finding | None:
    """What is wrong with a query as far as it shows without running it."""
    try:
        for interval in _intervals(query, queries, control):
            columns = queries.columns_of(query.text("sql"), {**interval.value, AS_OF: control.portal.as_of})
            require_columns(columns, _needed(query))
    except QueryError as error:
        return _fault(dossier, query, error)
    return None


def keep_answers(dossier: Dossier, queries: Queries, control: Control) -> tuple[Kept, ...]:
    """Ask every query of a template once for all records, and hold the answers in the process.

    A query that brings its reader down takes the answers before it along: they are asked again without it.
    """
    faulty: dict[int, Kept] = {}
    while True:
        asked = [
            faulty.get(i) or _kept(dossier, query, f"answer_{i}", queries, control)
            for i, query in enumerate(dossier.queries)
        ]
        found = {i: kept for i, kept in enumerate(asked) if kept.fault is not None}
        if len(found) == len(faulty):
            return tuple(asked)
        faulty = found


def listings_between(kept: Kept, queries: Queries, first: str, last: str) -> tuple[Kept, Mapping[str, Listing]]:
    """What the answers of a query tell of the records whose numbers lie between two, both included; or its fault."""
    try:
        return kept, _listings(kept, queries, first, last)
    except QueryError as error:
        return replace(kept, fault=_fault(kept.dossier, kept.query, error)), {}


def _listings(kept: Kept, queries: Queries, first: str, last: str) -> Mapping[str, Listing]:
    """The listings by record.

    Of a query asked with several sets of figures, the rows stand as each set orders them, alike places by the sets.
    """
    found: dict[str, list[tuple[int, QueryRow]]] = {}
    counts: dict[str, int] = {}
    columns = Columns(kept.columns)
    for table, interval in kept.tables:
        counted: dict[str, int] = {}
        for record, place, count, *cells in _between(kept, table, interval, queries, first, last):
            found.setdefault(record, []).append((place, QueryRow(columns, cells)))
            counted[record] = count
        for record, count in counted.items():
            counts[record] = counts.get(record, 0) + count
    return {record: Listing(_in_order(rows), counts[record]) for record, rows in found.items()}


def _in_order(rows: list[tuple[int, QueryRow]]) -> tuple[QueryRow, ...]:
    return tuple(row for _, row in sorted(rows, key=lambda placed: placed[0])[:SHOWN_ROWS])


def _kept(dossier: Dossier, query: Block, name: str, queries: Queries, control: Control) -> Kept:
    tables: list[tuple[str, Interval[Figures]]] = []
    columns: tuple[str, ...] = ()
    try:
        for i, interval in enumerate(_intervals(query, queries, control)):
            table = f"{name}_{i}"
            kept = queries.keep(table, query.text("sql"), {**interval.value, AS_OF: control.portal.as_of})
            columns = kept.columns
            require_columns(columns, _needed(query))
            tables.append((table, interval))
    except QueryError as error:
        return Kept(dossier, query, fault=_fault(dossier, query, error))
    return Kept(dossier, query, tuple(tables), columns)


def _between(
    kept: Kept, table: str, interval: Interval[Figures], queries: Queries, first: str, last: str
) -> Iterator[Sequence[Any]]:
    """Number, place, count and cells of the rows of some records that fall into the days of a set of figures."""
    record = f"CAST({column(RECORD)} AS VARCHAR)"
    days = _days(kept.columns, interval)
    sql = (
        f"SELECT {record}, rowid, count(*) OVER (PARTITION BY {record}), * FROM {column(table)}"
        f" WHERE {record} BETWEEN $first AND $last AND {days}"
        f" QUALIFY row_number() OVER (PARTITION BY {record} ORDER BY rowid) <= {SHOWN_ROWS} ORDER BY rowid"
    )
    yield from queries.run(sql, {"first": first, "last": last}).rows


def _days(columns: Sequence[str], interval: Interval[Figures]) -> str:
    """The condition that a row falls into the days of a set of figures; one without a day is judged by the latest."""
    if DAY not in {name.lower() for name in columns}:
        return "true" if interval.end is None else "false"
    return falls_into(f"TRY_CAST({column(DAY)} AS DATE)", interval)


def _intervals(query: Block, queries: Queries, control: Control) -> list[Interval[Figures]]:
    return intervals_for(_document(query, control), query.text("sql"), queries, control)


def _document(query: Block, control: Control) -> Document | None:
    """The document whose figures a query uses, as it is shown on the portal's day; None for none or an unknown one."""
    id_ = query.text("document")
    life = control.lives.get(id_)
    whole = control.portal.whole(life.shown_on(control.portal.as_of).text) if life else None
    return whole if isinstance(whole, Document) else control.portal.documents_by_id.get(id_)


def _needed(query: Block) -> tuple[str, ...]:
    return (RECORD, LABEL, VALUE) if query.text("chart") else (RECORD,)


def _fault(dossier: Dossier, query: Block, error: QueryError) -> Finding:
    place = query.place("sql", error.line or 1)
    return finding(error.code, place, ref=dossier.table, id=query.title, problem=error, name=error)
