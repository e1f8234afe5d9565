"""The registers: every part of every table, opened in an embedded DuckDB so that Python keeps no rows."""

import itertools
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from shoukong.days.time_zone import DEFAULT_ZONE
from shoukong.files.file_writing import write_file
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Field, Form
from shoukong.layout import RECORDS
from shoukong.portal import Portal
from shoukong.records import database
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.csv_parts import Part, copy_with_lf, digest_of, line_starts, mend, screen
from shoukong.records.stray_parts import stray_parts
from shoukong.text.composition import composed
from shoukong.text.spelling import WITH_OFFSET

MEMORY_LIMIT = "1GB"
MAX_LINE = 16_000_000
BATCH = 10_000
HIDDEN = "•••"  # instead of what is withheld
# Below so many bytes of records, waking further threads or processes costs more than they do.
FEW_BYTES = 8 << 20
AT_ONCE = 2  # tables that are made at a time
_GLOB_SIGN = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Masked:
    """Records that tell in some columns what is withheld of others."""

    numbers: frozenset[str]
    columns: tuple[str, ...]


class Registers:
    """All tables of a portal, each under the name of its form, every cell as text.

    `incomplete` names the tables of which some part could not be read: what is missing there proves nothing.
    `withdrawn` are the numbers of records, by table, that stay and count no more; `masked` those, with the columns, in
    which a record tells what is withheld of another; `disposed` are the numbers, by table, of those that went.
    `at_end` ends what lasts as long as they are open. Moments stand as the clocks of `zone` show them.
    """

    def __init__(
        self, connection: database.DuckDBPyConnection, scratch: Path, at_end: ExitStack, zone: str = DEFAULT_ZONE
    ) -> None:
        self._roots: dict[str, Path] = {}
        self.connection = connection
        self.zone = zone
        self.scratch = scratch
        self.at_end = at_end
        self.parts: dict[str, Part] = {}
        self.findings: list[Finding] = []
        self.incomplete: set[str] = set()
        self.withdrawn: Mapping[str, frozenset[str]] = {}
        self.masked: Mapping[str, Masked] = {}
        self.disposed: Mapping[str, frozenset[str]] = {}
        self._copies = itertools.count()
        self._parts: dict[str, list[Part]] = {}
        self._fingerprints: dict[str, tuple[str, ...]] = {}
        self._as_loaded: dict[str, bool] = {}
        self._starts: dict[str, Sequence[int] | None] = {}
        self._first_rows: dict[str, dict[str, int]] = {}

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, fetched in batches; values are of the query's types."""
        cursor = self.connection.cursor().execute(sql, parameters or {})
        while batch := cursor.fetchmany(BATCH):
            yield from batch

    def counts(self, tables: Iterable[str]) -> dict[str, int]:
        """How many records each table holds."""
        queries = [f"SELECT {quoted(table)}, count(*) FROM {column(table)}" for table in tables]
        return dict(tuple(row) for row in self.rows(" UNION ALL ".join(queries))) if queries else {}

    def sizes(self, table: str) -> dict[str, int]:
        """How many rows of a table stand in each of its parts, by their paths."""
        found = self.rows(f"SELECT _file, count(*) FROM {column(table)} GROUP BY _file")
        return {self.parts[source].path: count for source, count in found}

    def shown(self, form: Form) -> str:
        """The SQL of a table as it may be shown: what is withheld in one record is not told by another."""
        masked = self.masked.get(form.name)
        if masked is None or not masked.numbers:
            return column(form.name)
        listed = ", ".join(map(quoted, sorted(masked.numbers)))
        told = (
            f"CASE WHEN {column(form.primary_key)} IN ({listed}) AND {name} <> '' THEN {quoted(HIDDEN)} ELSE {name} END"
            f" AS {name}"
            for name in map(column, masked.columns)
        )
        return f"(SELECT rowid, * REPLACE ({', '.join(told)}) FROM {column(form.name)})"

    def numbers(self, table: str, name: str) -> str:
        """The SQL of the numbers in a column of a table, those of the records that were disposed of among them."""
        gone = ", ".join(f"({quoted(number)})" for number in sorted(self.disposed.get(table, ())))
        standing = f"SELECT {column(name)} FROM {column(table)}"
        return f"{standing} UNION ALL VALUES {gone}" if gone else standing

    def fingerprint(self, form: Form) -> tuple[str, ...]:
        """All that the rows of a table come from: the bytes of its parts as they were loaded, and how they are read."""
        return self._fingerprints[form.name]

    def as_written(self, form: Form) -> str | None:
        """A query of the rows of a table in their order, each cell as it is written; None where the table has that."""
        parts = self._parts[form.name]
        return f"SELECT * FROM {_scan(form, parts)}" if parts and _as_meant(form, self.zone) else None

    def is_as_loaded(self, form: Form) -> bool:
        """Whether the parts of a table are whole, and still have the bytes that they had before they were loaded."""
        if form.name not in self._as_loaded:
            parts = self._parts[form.name]
            is_whole = not any(part.broken for part in parts)
            self._as_loaded[form.name] = is_whole and self._fingerprints[form.name] == _fingerprint(
                form, parts, self.zone
            )
        return self._as_loaded[form.name]

    def place(self, table: str, source: str, row: int, name: str | None = None) -> Place | None:
        """Where a row of a table stands in its file; None for a row whose fault is found already."""
        part = self.parts[source]
        index = row - self._first_row(table, source)
        if index in part.broken:
            return None
        if source not in self._starts:
            self._starts[source] = line_starts(part)
        starts = self._starts[source]
        return Place(part.path, index + 2 if starts is None else starts[index], name)

    def _first_row(self, table: str, source: str) -> int:
        if table not in self._first_rows:
            query = f"SELECT _file, min(rowid) FROM {column(table)} GROUP BY _file"
            self._first_rows[table] = dict(self.connection.cursor().execute(query).fetchall())
        return self._first_rows[table][source]

    def take_instead(self, contents: Mapping[str, bytes]) -> None:
        """Read these contents in the place of the parts at some paths, as if they stood there."""
        folder = self.scratch / "instead"
        for path, content in contents.items():
            write_file(folder / path, content)
            self._roots[path] = folder

    def load(self, root: Path, forms: Iterable[Form], paths: Mapping[str, Sequence[str]]) -> None:
        """Read the parts of tables by their names; those that are not clean are mended in a copy first."""
        listed = list(forms)
        for form in listed:
            self._screen(root, form, paths.get(form.name, ()))
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            made = list(pool.map(self._try_to_create, listed))
        for form in (form for form, is_made in zip(listed, made, strict=True) if not is_made):
            self.connection.execute(_create_table(form, self._readable(root, form), self.zone))

    def _screen(self, root: Path, form: Form, paths: Sequence[str]) -> None:
        parts = self._parts[form.name] = []
        for path in paths:
            own = self._roots.get(path, root)
            is_clean, found = screen(own, path, form)
            self.findings.extend(found)
            if found:
                self.incomplete.add(form.name)
            elif is_clean and "\\" not in (own / path).as_posix():  # which DuckDB takes for a slash
                self._add(form, Part(path, own / path))
            elif not self._add_with_lf(own, form, path):
                self._mend(own, form, path)
        self._fingerprints[form.name] = _fingerprint(form, parts, self.zone)

    def _new_copy(self) -> Path:
        return self.scratch / f"{next(self._copies)}.csv"

    def _add(self, form: Form, part: Part) -> None:
        self.parts[str(part.source)] = part
        self._parts[form.name].append(part)

    def _add_with_lf(self, root: Path, form: Form, path: str) -> bool:
        """Whether the line ends are all that hinders reading a part; then its copy with others is read."""
        target = self._new_copy()
        is_clean = copy_with_lf(root / path, target) and screen(self.scratch, target.name, form)[0]
        if is_clean:
            self._add(form, Part(path, target))
        return is_clean

    def _mend(self, root: Path, form: Form, path: str) -> None:
        part, found = mend(root, path, form, self._new_copy())
        self.findings.extend(found)
        if part is not None:
            self._add(form, part)
        if part is None or not part.complete:
            self.incomplete.add(form.name)

    def _try_to_create(self, form: Form) -> bool:
        """Whether every part of a table could be read as it stands."""
        try:
            self.connection.cursor().execute(_create_table(form, self._parts[form.name], self.zone))
        except database.Error:
            return False
        return True

    def _readable(self, root: Path, form: Form) -> list[Part]:
        """The parts with those that cannot be read as they stand mended; screening did not see their fault."""
        for part in tuple(self._parts[form.name]):
            try:
                self.connection.execute(f"SELECT count(COLUMNS(*)) FROM {_scan(form, [part])}").fetchall()
            except database.Error:
                del self.parts[str(part.source)]
                self._parts[form.name].remove(part)
                self._mend(self._roots.get(part.path, root), form, part.path)
        return self._parts[form.name]


@contextmanager
def open_registers(portal: Portal, instead: Mapping[str, bytes] | None = None) -> Iterator[Registers]:
    """The registers of a portal for as long as they are needed; scratch files go away afterwards.

    `instead` are contents of parts, by their paths, that are read in the place of what stands there.
    """
    with tempfile.TemporaryDirectory(prefix="shoukong-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": folder,
            "preserve_insertion_order": "true",
        }
        if has_few_records(portal):
            settings["threads"] = 1
        with database.connect(":memory:", config=settings) as connection, ExitStack() as at_end:
            registers = Registers(connection, Path(folder), at_end, portal.settings.timezone)
            registers.take_instead(instead or {})
            paths = _paths_by_table(portal, registers)
            registers.load(portal.root, portal.forms_by_name.values(), paths)
            registers.incomplete.update(portal.unread_forms, _overlooked(portal, registers))
            yield registers


def has_few_records(portal: Portal) -> bool:
    """Whether all parts together are so small that working on them at once costs more than it saves."""
    files = (portal.root / path for path in portal.parts)
    return sum(file.stat().st_size for file in files if file.is_file()) < FEW_BYTES  # others are found elsewhere


def table_of(path: str) -> str:
    """The table to which a part belongs: the folder below `records`."""
    return composed(path.split("/")[1])


def register_folder(table: str) -> str:
    """The folder in which the parts of a table lie: what leads to its records rests on it."""
    return f"{RECORDS}/{table}"


def _paths_by_table(portal: Portal, registers: Registers) -> dict[str, list[str]]:
    paths: dict[str, list[str]] = {}
    elsewhere = {form.written_name for form in portal.forms}  # in a file of another name, which is found there
    for path in portal.parts:
        table = table_of(path)
        if len(PurePosixPath(path).parts) < 3:
            registers.findings.append(finding("part-homeless", Place(path), folder=RECORDS))
        elif portal.is_known_form(table):
            paths.setdefault(table, []).append(path)
        elif table not in elsewhere:
            registers.findings.append(finding("part-without-form", Place(path), table=table))
    return paths


def _overlooked(portal: Portal, registers: Registers) -> Iterator[str]:
    """The tables of which some file was not read, since its name is not that of a part or cannot be read."""
    strays = tuple(stray_parts(portal))
    registers.findings.extend(strays)
    misnamed = (fault for fault in portal.faults if fault.code == "file-name")
    places = (PurePosixPath(fault.place.path) for fault in (*strays, *misnamed))
    yield from (path.parts[1] for path in places if path.parts[0] == RECORDS and len(path.parts) > 2)


def _scan(form: Form, parts: Sequence[Part]) -> str:
    """A reader of parts in their order, all cells as text, with the file of each row."""
    sources = ", ".join(quoted(_GLOB_SIGN.sub(r"[\g<0>]", str(part.source))) for part in parts)
    names = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in form.names)
    forced = ", ".join(quoted(name) for name in form.names)
    return (
        f"read_csv([{sources}], auto_detect=false, header=true, delim=',', quote='\"', escape='\"', new_line='\\n',"
        f" strict_mode=true, columns={{{names}}}, force_not_null=[{forced}],"
        f" max_line_size={MAX_LINE}, filename='_file')"
    )


def _create_table(form: Form, parts: Sequence[Part], zone: str) -> str:
    if not parts:
        columns = ", ".join(f"{column(name)} VARCHAR" for name in (*form.columns, "_file"))
        return f"CREATE TABLE {column(form.name)} ({columns})"
    cells = f"*{_as_meant(form, zone)}"
    if form.columns != form.names:
        made = f"left(md5(concat_ws(chr(31), {', '.join(map(column, form.names))})), 12) AS {column(form.primary_key)}"
        cells = f"* EXCLUDE (_file){_as_meant(form, zone)}, {made}, _file"
    return f"CREATE TABLE {column(form.name)} AS SELECT {cells} FROM {_scan(form, parts)}"


def _fingerprint(form: Form, parts: Sequence[Part], zone: str) -> tuple[str, ...]:
    return database.__version__, _create_table(form, (Part("", Path()),), zone), digest_of(parts)


def _as_meant(form: Form, zone: str) -> str:
    """What makes cells empty that the form takes for empty, and moments with an offset those of the firm's clocks."""
    names = ((field, column(field.name)) for field in form.fields)
    cells = [f"{cell} AS {name}" for field, name in names if (cell := meant_in_sql(field, name, zone)) != name]
    return f" REPLACE ({', '.join(cells)})" if cells else ""


def meant_in_sql(field: Field, name: str, zone: str) -> str:
    """What a cell, given as SQL, means in a register whose clocks show the time of a zone; as it is where it does."""
    cases = ""
    if field.missing:
        cases += f" WHEN {name} IN ({', '.join(map(quoted, field.missing))}) THEN ''"
    if field.type == "datetime":
        moment = f"timezone({quoted(zone)}, TRY_CAST({name} AS TIMESTAMPTZ))"
        local = f"coalesce(strftime({moment}, '%Y-%m-%dT%H:%M:%S'), {name})"
        cases += f" WHEN length({name}) > 19 AND regexp_full_match({name}, {quoted(WITH_OFFSET)}) THEN {local}"
    return f"CASE{cases} ELSE {name} END" if cases else name


def unmatchable(registers: Registers, patterns: frozenset[str]) -> frozenset[str]:
    """The patterns that SQL's regular expressions cannot match at all."""
    if _can_match(registers, patterns):
        return frozenset()
    return frozenset(pattern for pattern in patterns if not _can_match(registers, {pattern}))


def _can_match(registers: Registers, patterns: Collection[str]) -> bool:
    matches = ", ".join(f"regexp_full_match('', {quoted(pattern)})" for pattern in patterns)
    try:
        registers.connection.cursor().execute(f"SELECT {matches or 'true'}").fetchall()
    except database.InvalidInputException:
        return False
    return True
