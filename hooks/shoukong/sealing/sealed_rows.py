"""The rows that seals cover, held against a register as it is: in bulk, by the database."""

import datetime
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from shoukong.forms.form import Form
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.registers import BATCH, Registers
from shoukong.sealing.canonical_row import (
    NO_SALT_IN_SQL,
    covered_count_in_sql,
    covered_names,
    leaf_in_sql,
    mask_in_sql,
    mask_numbers_in_sql,
    salt_in_sql,
    salt_of,
)
from shoukong.sealing.seal_folder import ROWS_HEADER, Seal, SealedPart


class RowFault(StrEnum):
    """What became of a row that was sealed, or of one that should have been."""

    CHANGED = "changed"
    GONE = "gone"
    MOVED = "moved"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class SealedRow:
    """What was sealed of a row: the hash `leaf` of its cells in the fields `names`, and the day that it told."""

    table: str
    salt: str
    names: tuple[str, ...]
    leaf: str
    day: str


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row of a table that is not as a seal says; `at` is where it stands now, by source and row, if it does."""

    fault: RowFault
    table: str
    record: str
    path: str
    seal: Seal | None
    at: tuple[str, int] | None = None
    sealed: SealedRow | None = None


@dataclass(frozen=True, slots=True)
class SealedList:
    """A list of sealed rows: of which seal, by its place in the chain, with which seed, and of which part."""

    order: int
    seal: Seal
    seed: str
    part: SealedPart
    file: str


class SealedTable:
    """The rows of one table that seals cover, beside the rows that the table has."""

    def __init__(
        self, form: Form, registers: Registers, listed: Sequence[SealedList], reopened: Mapping[str, int]
    ) -> None:
        self.form = form
        self._registers = registers
        self._listed = tuple(listed)
        self._reopened = reopened
        self._cursor = registers.connection.cursor()
        self._has_key = not any(field.is_made for field in form.fields)
        self._key = f"r.{column(form.primary_key)}" if self._has_key else quoted("")
        self._rows = self._rows_as_written()
        self._sources = {part.path: source for source, part in registers.parts.items()}
        self._ranges = self._ranges_of_sources()

    def _ranges_of_sources(self) -> dict[str, tuple[int, int]]:
        """The first and the last row of each source, in the order of rows."""
        query = f"SELECT _file, min(rowid), max(rowid) FROM {self._rows} GROUP BY _file ORDER BY min(rowid)"
        return {source: (first, last) for source, first, last in self._rows_of(query)}

    def close(self) -> None:
        """Let go of what was made to compare them."""
        self._cursor.close()

    def _rows_as_written(self) -> str:
        """The table with its cells as they are written."""
        query = self._registers.as_written(self.form)
        if query is None:
            return column(self.form.name)
        self._cursor.execute(f"CREATE TEMP TABLE _written AS {query}")
        return "_written"

    @cached_property
    def _matched(self) -> str:
        """The table of sealed rows with those that they are, by position: as sealed, in its part, and covered whole.

        What a row is called, and what was sealed of it, stands there where something is wrong with it.
        """
        self._cursor.execute(_NONE)
        groups: dict[tuple[str, ...], list[int]] = {}
        for i, each in enumerate(self._listed):
            groups.setdefault(each.part.names, []).append(i)
        for names, several in groups.items():
            if self._has_key:
                self._match_by_key(names, several)
            else:
                self._insert(self._by_leaf(self._sealed(self._scan(several), names), names))
        return "_matched"

    def _match_by_key(self, names: Sequence[str], several: Sequence[int]) -> None:
        """Look for the rows of some lists where they should stand, then for those that do not, in the whole table."""
        for some in self._portions(several):
            ranges = [self._range_of(self._listed[i]) for i in some]
            first, last = min(first for first, _ in ranges), max(last for _, last in ranges)
            near = f"(SELECT rowid, * FROM {self._rows} WHERE rowid BETWEEN {first} AND {last})"
            self._insert(self._by_key(self._sealed(self._scan(some), names), names, near))
        astray = f"pos IS NULL AND nr IN ({', '.join(map(str, several))})"
        self._cursor.execute(f"CREATE TEMP TABLE _astray AS SELECT * FROM _matched WHERE {astray}")
        if next(self._rows_of("SELECT count(*) FROM _astray")) != (0,):
            self._cursor.execute(f"DELETE FROM _matched WHERE {astray}")
            lists = f"_astray JOIN (VALUES {self._told(several)}) AS p(list, nr, seed, first, last) USING (nr)"
            self._insert(self._by_key(self._sealed(lists, names), names, self._rows))
        self._cursor.execute("DROP TABLE _astray")

    def _portions(self, numbers: Sequence[int]) -> Iterator[Sequence[int]]:
        """Some lists at a time, so that memory does not grow with what is sealed."""
        some: list[int] = []
        for i in numbers:
            some.append(i)
            if sum(self._listed[each].part.count for each in some) >= _AT_ONCE:
                yield some
                some = []
        if some:
            yield some

    def _insert(self, matches: str) -> None:
        self._cursor.execute(f"INSERT INTO _matched {matches}")

    def _sealed(self, lists: str, names: Sequence[str]) -> str:
        """Listed rows with the numbers that their masks are read into."""
        return f"SELECT *, {mask_numbers_in_sql('fields', len(names))} FROM {lists}"

    def _by_key(self, sealed: str, names: Sequence[str], among: str) -> str:
        salt = salt_in_sql("s.seed", "s.record")
        leaf = leaf_in_sql(salt, self.form.name, names, self.form.names, mask="s.mask")
        filled = " + ".join(f"(r.{column(name)} <> '')::INT" for name in self.form.names)
        rows = (
            f"SELECT s.ord, s.nr, s.record, s.day, s.fields, s.leaf, r.rowid AS pos, {leaf} = s.leaf AS same,"
            " r.rowid BETWEEN s.first AND s.last AS there,"
            f" {filled} = {covered_count_in_sql('s.mask', len(names))} AS whole"
            f" FROM ({sealed}) s LEFT JOIN {among} r ON {self._key} = s.record"
        )
        return f"SELECT {_KEPT} FROM ({rows})"

    def _by_leaf(self, sealed: str, names: Sequence[str]) -> str:
        """Rows without numbers are known by what they hold; of several alike each counts once."""
        leaf = leaf_in_sql(NO_SALT_IN_SQL, self.form.name, names, self.form.names)
        rows = f"SELECT r.rowid AS pos, {leaf} AS leaf FROM {self._rows} r"
        own = "row_number() OVER (PARTITION BY leaf ORDER BY pos)"
        joined = (
            "SELECT s.ord, s.nr, s.record, s.day, s.fields, s.leaf, r.pos, r.pos IS NOT NULL AS same,"
            " r.pos BETWEEN s.first AND s.last AS there, true AS whole"
            f" FROM (SELECT *, row_number() OVER (PARTITION BY leaf ORDER BY ord) AS nth FROM ({sealed})) s"
            f" LEFT JOIN (SELECT *, {own} AS nth FROM ({rows})) r ON r.leaf = s.leaf AND r.nth = s.nth"
        )
        return f"SELECT {_KEPT} FROM ({joined})"

    def _scan(self, numbers: Sequence[int]) -> str:
        """A reader of some lists in the order of seals; `ord` counts on through them, `nr` tells the list."""
        files = ", ".join(quoted(self._listed[i].file) for i in numbers)
        columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in ROWS_HEADER)
        rows = (
            f"SELECT row_number() OVER () AS ord, * FROM read_csv([{files}], auto_detect=false, header=true, delim=',',"
            f" quote='\"', escape='\"', new_line='\\n', columns={{{columns}}}, force_not_null=['record', 'day'],"
            " filename='list')"
        )
        return f"({rows}) l JOIN (VALUES {self._told(numbers)}) AS p(list, nr, seed, first, last) USING (list)"

    def _told(self, numbers: Sequence[int]) -> str:
        """What rows of some lists are compared by: each list's file, number, seed and range."""
        rows = ((i, self._listed[i], *self._range_of(self._listed[i])) for i in numbers)
        return ", ".join(
            f"({quoted(each.file)}, {i}, {quoted(each.seed)}, {first}, {last})" for i, each, first, last in rows
        )

    def _range_of(self, each: SealedList) -> tuple[int, int]:
        """Between which rows those of a list stand, if they stand in their part."""
        return self._ranges.get(self._sources.get(each.part.path, ""), (-1, -1))

    def faulty(self) -> Iterator[FaultyRow]:
        """Sealed rows that are gone, changed, in another part or in another order; corrections are not undone."""
        if not self._listed:
            return
        query = (
            f"SELECT nr, record, day, fields, leaf, pos, same FROM {self._matched} WHERE record IS NOT NULL"
            " ORDER BY nr, ord"
        )
        for nr, record, day, mask, leaf, at, same in self._rows_of(query):
            each = self._listed[nr]
            if not self._is_reopened(each, record):
                fault = RowFault.GONE if at is None else RowFault.MOVED if same else RowFault.CHANGED
                names, salt = covered_names(mask, each.part.names), salt_of(each.seed, record)
                sealed = SealedRow(self.form.name, salt, names, leaf, day)
                yield FaultyRow(fault, self.form.name, record, each.part.path, each.seal, self._stand(at), sealed)
        yield from self._out_of_order()

    def _stand(self, at: int | None) -> tuple[str, int] | None:
        """Where a row stands, by its source and row."""
        if at is None:
            return None
        (source,) = next(self._rows_of(f"SELECT _file FROM {self._rows} r WHERE r.rowid = {at}"))
        return source, at

    def _is_reopened(self, listed: SealedList, record: str) -> bool:
        return listed.order < self._reopened.get(record, -1)

    def _out_of_order(self) -> Iterator[FaultyRow]:
        """The fewest rows that would have to be put elsewhere for all to stand as they were sealed."""
        steps = f"SELECT nr, pos, lag(pos) OVER (PARTITION BY nr ORDER BY ord) AS last FROM {self._matched} WHERE same"
        for (nr,) in self._rows_of(f"SELECT DISTINCT nr FROM ({steps}) WHERE pos < last ORDER BY nr"):
            each = self._listed[nr]
            query = (
                f"SELECT {self._key}, m.pos, r._file FROM {self._matched} m JOIN {self._rows} r ON r.rowid = m.pos"
                f" WHERE same AND there AND nr = {nr} ORDER BY ord"
            )
            rows = [row for row in self._rows_of(query) if not self._is_reopened(each, row[0])]
            for record, at, source in displaced(rows):
                yield FaultyRow(RowFault.MOVED, self.form.name, record, each.part.path, each.seal, (source, at))

    def added(self, through: datetime.date) -> Iterator[FaultyRow]:
        """Rows of days until the end of what is sealed that no seal covers."""
        if self.form.date is None:
            return
        query = (
            f"SELECT {self._key}, r._file, r.rowid FROM {self._rows} r WHERE {_is_until(self.form, through)}"
            f" AND r.rowid NOT IN (SELECT pos FROM {self._matched} WHERE pos IS NOT NULL) ORDER BY r.rowid"
        )
        for record, source, at in self._rows_of(query):
            path = self._registers.parts[source].path
            yield FaultyRow(RowFault.ADDED, self.form.name, record, path, None, (source, at))

    def to_seal(self, through: datetime.date, seed: str, anew: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
        """What a seal until a day is to cover, with what was filled in since: each part's path and its lines.

        Records that are sealed `anew` are covered again even where nothing is new.
        """
        due = f"({_is_until(self.form, through)})" if self.form.date else "true"
        pos = f"SELECT pos FROM {self._matched} WHERE pos IS NOT NULL"
        salt = salt_in_sql(quoted(seed), self._key) if self._has_key else NO_SALT_IN_SQL
        rows = (
            f"SELECT r.rowid AS pos, r._file AS file, {self._key} AS record, {self._day} AS day,"
            f" {mask_in_sql(self.names)} AS fields,"
            f" {leaf_in_sql(salt, self.form.name, self.names, self.names)} AS leaf FROM {self._rows} r"
            f" WHERE r.rowid BETWEEN $first AND $last AND ({due} OR r.rowid IN ({pos}))"
            f" AND (r.rowid NOT IN ({pos} AND same AND whole) OR list_contains($anew, {self._key}))"
        )
        lines = f"string_agg({_QUOTED} || ',' || day || ',' || fields || ',' || leaf, chr(10) ORDER BY pos)"
        query = f"SELECT file, {lines} FROM ({rows}) GROUP BY file"
        for first, last in self._batches():
            for source, told in self._rows_of(query, {"anew": list(anew), "first": first, "last": last}):
                yield self._registers.parts[source].path, told

    def _batches(self) -> Iterator[tuple[int, int]]:
        """The rows by their first and last, some parts at a time, so that memory does not grow with a table."""
        start = 0
        for _, last in self._ranges.values():
            if last - start >= _AT_ONCE:
                yield start, last
                start = last + 1
        yield start, _ENDLESS

    @property
    def _day(self) -> str:
        """The day of a row of `r`, in SQL; empty where it has none."""
        cell = f"r.{column(self.form.date)}" if self.form.date else "NULL"
        return f"coalesce(try_cast(left({cell}, 10) AS DATE)::VARCHAR, '')"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields of the form by name: the one at place i stands for bit i of a mask."""
        return tuple(sorted(self.form.names))

    def cells(self, record: str) -> Iterator[Mapping[str, str]]:
        """The cells of the rows that have a number, as they are written."""
        cells = ", ".join(map(column, self.form.names))
        for row in self._rows_of(f"SELECT {cells} FROM {self._rows} r WHERE {self._key} = $record", {"record": record}):
            yield dict(zip(self.form.names, row, strict=True))

    def _rows_of(self, query: str, parameters: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """All rows of a query, fetched before the first is told: another query may be asked meanwhile."""
        cursor = self._cursor.execute(query, parameters or {})
        fetched: list[tuple[Any, ...]] = []
        while batch := cursor.fetchmany(BATCH):
            fetched.extend(batch)
        yield from fetched


_AT_ONCE = 200_000  # rows
_ENDLESS = 2**62
_QUOTED = (
    "CASE WHEN regexp_matches(record, '[\",\\r\\n]') THEN '\"' || replace(record, '\"', '\"\"') || '\"' ELSE record END"
)
_NONE = (
    "CREATE TEMP TABLE _matched (ord BIGINT, nr BIGINT, pos BIGINT, same BOOLEAN, there BOOLEAN, whole BOOLEAN,"
    " record VARCHAR, day VARCHAR, fields VARCHAR, leaf VARCHAR)"
)
_WRONG = "CASE WHEN same AND there THEN NULL ELSE {} END AS {}"
_KEPT = ", ".join(
    ("ord, nr, pos, same, there, whole", *(_WRONG.format(name, name) for name in ("record", "day", "fields", "leaf")))
)


def _is_until(form: Form, through: datetime.date) -> str:
    """Whether a row of `r` belongs to the time until a day, in SQL."""
    cell = f"r.{column(form.date or '')}"
    return f"{cell} <> '' AND left({cell}, 10) <= {quoted(through.isoformat())}"


def displaced(rows: Sequence[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
    """Of rows with the places where they stand, the fewest without which the places rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for i, (_, at, _) in enumerate(rows):
        level = bisect_left(ends, at)
        before.append(last[level - 1] if level else -1)
        ends[level : level + 1], last[level : level + 1] = [at], [i]
    kept: set[int] = set()
    reached = last[-1] if last else -1
    while reached >= 0:
        kept.add(reached)
        reached = before[reached]
    return [row for i, row in enumerate(rows) if i not in kept]
