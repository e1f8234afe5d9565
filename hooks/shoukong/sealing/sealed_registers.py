"""All registers of a portal, held against its chain of seals."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from shoukong.control.document_control import Control
from shoukong.forms.form import Form
from shoukong.records.cells_in_bulk import column
from shoukong.sealing.corrections_undone import Change, changes_by_corrections, is_explained
from shoukong.sealing.seal_folder import listed_rows, rows_path
from shoukong.sealing.sealed_rows import FaultyRow, RowFault, SealedList, SealedTable
from shoukong.sealing.small_table import MOST_ROWS, SmallTable


class SealedRegisters:
    """The registers with what seals cover of them; of those that could not be read whole nothing is said."""

    def __init__(self, control: Control) -> None:
        self.control, self.portal, self.registers = control, control.portal, control.registers
        self.chain = control.seal_chain
        self._listed = self._lists()
        self._reopened = self._reopenings()

    def _lists(self) -> Mapping[str, Sequence[SealedList]]:
        found: dict[str, list[SealedList]] = {}
        order = {seal.number: i for i, seal in enumerate(self.chain.seals)}
        for seal, part in self.chain.parts():
            if (seal.number, part.path) in self.chain.leaves:
                file = self._with_lf(self.portal.root / rows_path(seal, part.path))
                seed = self.chain.contents[seal.number].seed
                found.setdefault(part.table, []).append(SealedList(order[seal.number], seal, seed, part, file))
        return found

    def _with_lf(self, file: Path) -> str:
        """A list of rows whose lines end with LF: the file itself, or its copy where it was checked out otherwise."""
        with file.open("rb") as opened:
            if b"\r" not in opened.readline():
                return str(file)
        copy = self.registers.scratch / f"sealed-{hashlib.sha256(str(file).encode()).hexdigest()[:16]}.csv"
        copy.write_bytes(file.read_bytes().replace(b"\r\n", b"\n"))
        return str(copy)

    def _reopenings(self) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for order, seal in enumerate(self.chain.seals):
            contents = self.chain.contents.get(seal.number)
            for each in contents.reopened if contents else ():
                found.setdefault(each.table, {})[each.record] = order
        return found

    @contextmanager
    def table(self, form: Form) -> Iterator[SealedTable]:
        """A table of the portal with what seals cover of it."""
        lists, reopened = self._listed.get(form.name, ()), self._reopened.get(form.name, {})
        table = SealedTable(form, self.registers, lists, reopened)
        try:
            yield table
        finally:
            table.close()

    def records_of(self, path: str) -> Iterator[str]:
        """The numbers of all records that seals cover in a part."""
        for lists in self._listed.values():
            for each in lists:
                if each.part.path == path:
                    yield from (record for record, *_ in listed_rows(Path(each.file).read_text("utf-8")))

    def faulty(self) -> Iterator[FaultyRow]:
        """Every row that is not as it was sealed and that nothing explains, and those added to sealed periods."""
        for form in self.portal.forms_by_name.values():
            is_concerned = form.name in self._listed or self._closed_until(form) is not None
            if is_concerned and form.name not in self.registers.incomplete and not self._is_clear(form):
                with self.table(form) as table:
                    yield from self._faulty_of(table)
        yield from self._gone_tables()

    def _is_clear(self, form: Form) -> bool:
        """Whether a table is small, and is as it was sealed."""
        lists = self._listed.get(form.name, ())
        if sum(each.part.count for each in lists) > MOST_ROWS:
            return False
        cells = ", ".join(column(name) for name in form.names)
        query = self.registers.as_written(form)
        rows = f"({query})" if query else f"(FROM {column(form.name)} ORDER BY rowid)"
        fetched = self.registers.connection.cursor().execute(f"SELECT _file, {cells} FROM {rows}").fetchmany(MOST_ROWS)
        if len(fetched) == MOST_ROWS:
            return False
        texts = ((each, Path(each.file).read_text("utf-8")) for each in lists)
        return SmallTable(form, fetched).is_clear(texts, self._sources, self._closed_until(form))

    @cached_property
    def _sources(self) -> Mapping[str, str]:
        return {part.path: source for source, part in self.registers.parts.items()}

    def _faulty_of(self, table: SealedTable) -> Iterator[FaultyRow]:
        for row in table.faulty():
            if not self._is_explained(table, row):
                yield row
        through = self._closed_until(table.form)
        if through is not None:
            yield from table.added(through)

    def _closed_until(self, form: Form) -> datetime.date | None:
        """The last day that is sealed; None where that is not known of a table, or its records have no day."""
        latest = max((seal.through for seal in self.chain.seals), default=None)
        return latest if self.chain.is_whole and form.date is not None else None

    def _is_explained(self, table: SealedTable, row: FaultyRow) -> bool:
        """Whether a disposal is of a row that is gone, or corrections made since are of one that changed."""
        if row.sealed is None or row.fault is RowFault.MOVED:
            return False
        if row.fault is RowFault.GONE:
            return self.control.disposals.explain(table.form, row.record, {table.form.date or "": row.sealed.day})
        since = row.seal.sealed_on if row.seal else datetime.date.min
        changes = [each for each in self._changes.get((row.table, row.record), ()) if each.on >= since]
        sealed = row.sealed
        return any(is_explained(sealed, cells, changes) for cells in table.cells(row.record))

    @cached_property
    def _changes(self) -> Mapping[tuple[str, str], Sequence[Change]]:
        return changes_by_corrections(self.control.corrections_by_cell)

    def _gone_tables(self) -> Iterator[FaultyRow]:
        """Parts of tables of which there is no form any more."""
        for table, lists in self._listed.items():
            if not self.portal.is_known_form(table):
                for each in {each.part.path: each for each in lists}.values():
                    yield FaultyRow(RowFault.GONE, table, "", each.part.path, each.seal)
