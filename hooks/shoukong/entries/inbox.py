"""Filing entries: each as a whole or not at all, once only, by what the check says of the records as they would be."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shoukong.entries.enclosing import along, enclosures_of, fault_of, target_of
from shoukong.entries.entry_file import EntryFile
from shoukong.entries.filed_rows import FiledRow, Filing, placed
from shoukong.entries.known_rows import KnownRow, known_rows
from shoukong.entries.ledger import Ledger, Taken
from shoukong.entries.meant_cell import Unmeant, Why
from shoukong.entries.sheet_rows import PlacedFault, SheetRows, rows_of_sheets
from shoukong.entries.untimely import Timeliness, Untimely
from shoukong.evaluation import Evaluation
from shoukong.files.enclosure import Enclosure
from shoukong.files.file_writing import Contents, Spare
from shoukong.finding import Finding, Place
from shoukong.forms.form import Field, Form
from shoukong.records.cells_in_bulk import column
from shoukong.records.row_edit import with_cells
from shoukong.row_door import refusals, write_judged

LONG_PAST = datetime.timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Renumbered:
    """That a record got another number than the entry said, which was taken."""

    said: str
    given: str


Refusal = PlacedFault | Finding | Untimely


@dataclass(slots=True)
class Outcome:
    """What became of an entry: the numbers of its records, which were there already where it was `known`.

    It was refused where there are `refusals`; `filled` are those of its records that it filled in, `long_past` the days
    of new ones so long ago that the clock of a device may have been wrong.
    """

    entry: EntryFile
    records: list[str] = field(default_factory=list)
    is_known: bool = False
    renumbered: list[Renumbered] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    long_past: list[datetime.date] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(slots=True)
class _Waiting:
    """An entry that waits: what was read of it, and which of its rows are records already, by their places."""

    outcome: Outcome
    read: SheetRows
    known: dict[int, KnownRow] = field(default_factory=dict)
    rows: list[FiledRow] = field(default_factory=list)
    fills: dict[str, Mapping[str, str]] = field(default_factory=dict)
    files: dict[str, Path | Spare] = field(default_factory=dict)  # what it encloses, by where that goes

    def fault(self, place: int, name: str, fault: Unmeant) -> PlacedFault:
        """A fault of a field in a row."""
        return self.read.fault(self.read.rows[place].line, name, fault)

    def forget(self) -> None:
        """Be as it was when it was read: what follows is told anew."""
        self.rows, self.fills = [], {}
        self.outcome.records, self.outcome.renumbered, self.outcome.filled, self.outcome.long_past = [], [], [], []


class Inbox:
    """Files entries into a portal's registers; the caller holds the portal's lock."""

    def __init__(self, evaluation: Evaluation, today: datetime.date) -> None:
        self._evaluation = evaluation
        self._portal = evaluation.portal
        self._today = today
        self._ledger = Ledger(evaluation.portal.root)
        self._filings: dict[str, tuple[Filing, Timeliness]] = {}

    def take(self, entries: Sequence[EntryFile]) -> list[Outcome]:
        """File every entry that can be filed, and say of each what became of it."""
        outcomes = [Outcome(entry) for entry in entries]
        first: dict[str, Outcome] = {}
        for outcome in outcomes:
            outcome.records = self._ledger.records(outcome.entry.id)
            outcome.is_known = bool(outcome.records)
            digest = first.setdefault(outcome.entry.id, outcome).entry.digest
            if digest != outcome.entry.digest or not self._ledger.is_of(outcome.entry.id, digest):
                outcome.refusals.append(PlacedFault(1, None, "", Unmeant(Why.ID_TAKEN, outcome.entry.id)))
        self._file_all([outcome for outcome in first.values() if not (outcome.is_known or outcome.refusals)])
        for outcome in outcomes:
            original = first[outcome.entry.id]
            if outcome is not original and not outcome.refusals:  # a copy shares what became of the first
                outcome.records, outcome.refusals = original.records, original.refusals
                outcome.is_known = not original.refusals
        return outcomes

    def _file_all(self, outcomes: Sequence[Outcome]) -> None:
        """File entries together. Where some are refused the others are numbered anew: no number is left out."""
        waiting = [each for each in self._read(outcomes) if not each.outcome.refusals]
        while waiting:
            self._filings.clear()
            for each in waiting:
                self._file(each)
            fit = [each for each in waiting if not each.outcome.refusals]
            if len(fit) == len(waiting):
                fit = self._acceptable([], waiting)
            if len(fit) == len(waiting):
                break
            waiting = fit
        contents, _ = self._contents(waiting)
        if waiting:
            write_judged(self._evaluation, {**contents, **self._files(waiting), **self._ledger_lines(waiting)})

    def _files(self, waiting: Sequence[_Waiting]) -> Contents:
        """What entries enclose, by where it goes."""
        return along(self._portal.root, {target: source for each in waiting for target, source in each.files.items()})

    def _read(self, outcomes: Sequence[Outcome]) -> list[_Waiting]:
        """Read the rows of entries, those of a form together."""
        waiting: list[_Waiting] = []
        registers = self._evaluation.registers
        for form, own in _by_form(outcomes):
            read = rows_of_sheets(self._portal, registers, form, [outcome.entry.headed for outcome in own])
            claimed = self._ledger.claimed(form.name)
            places: list[tuple[_Waiting, int]] = []
            for outcome, rows in zip(own, read, strict=True):
                each = _Waiting(outcome, rows)
                outcome.refusals.extend(rows.faults)
                if not rows.rows and not rows.faults:
                    outcome.refusals.append(PlacedFault(1, None, "", Unmeant(Why.NO_ROWS, "")))
                self._enclose(each)
                waiting.append(each)
                places.extend((each, i) for i in range(len(rows.rows)))
            for found in known_rows(registers, form, [each.read.rows[i].cells for each, i in places], claimed):
                each, i = places[found.place]
                each.known[i] = found
        return waiting

    def _enclose(self, each: _Waiting) -> None:
        """Find what the rows of an entry enclose: it comes along, or is there already."""
        for i, row in enumerate(each.read.rows):
            for named, enclosure in enclosures_of(each.read.form, row.cells):
                self._enclose_file(each, i, named, enclosure)

    def _enclose_file(self, each: _Waiting, place: int, named: Field, enclosure: Enclosure) -> None:
        source = each.outcome.entry.handed_in.folder / enclosure.name
        target = target_of(named, enclosure)
        comes_along, is_kept = source.exists(), (self._portal.root / target).is_file()
        fault = fault_of(source, enclosure) if comes_along or not is_kept else None
        if fault is not None:
            each.outcome.refusals.append(each.fault(place, named.name, fault))
        elif not is_kept:
            each.files[target] = Spare(source) if each.outcome.entry.handed_in.is_unpacked else source

    def _file(self, each: _Waiting) -> None:
        """Say what becomes of the rows of an entry."""
        each.forget()
        for i in range(len(each.read.rows)):
            found = each.known.get(i)
            if found is None:
                self._file_row(each, i)
            elif not found.differing:
                each.outcome.records.append(found.record)
            elif each.outcome.entry.continues:
                self._fill(each, i, found)
            else:
                self._file_row(each, i, is_renumbered=True)
        each.outcome.is_known = not each.rows and not each.fills

    def _file_row(self, each: _Waiting, place: int, *, is_renumbered: bool = False) -> None:
        """Make a row a new record."""
        form, cells, outcome = each.read.form, each.read.rows[place].cells, each.outcome
        key, (filing, timeliness) = form.primary_key, self._filing(form)
        said = cells.get(key, "")
        if outcome.entry.continues:
            outcome.refusals.append(each.fault(place, key, Unmeant(Why.NO_RECORD, said)))
            return
        filed = filing.filed(cells, is_renumbered=is_renumbered)
        if filed is None:
            pattern = form.number.template if form.number else key
            outcome.refusals.append(each.fault(place, key, Unmeant(Why.NO_NUMBER, "", pattern)))
            return
        number = filed.cells.get(key, "")
        if said and number != said:
            outcome.renumbered.append(Renumbered(said, number))
        outcome.refusals.extend(timeliness.untimely(filed.cells))
        day = filing.day_of(filed.cells)
        outcome.long_past.extend([day] if self._today - day > LONG_PAST else [])
        outcome.records.append(number)
        each.rows.append(filed)

    def _fill(self, each: _Waiting, place: int, found: KnownRow) -> None:
        """Fill in what a record lacks; what it has already is not changed."""
        cells = each.read.rows[place].cells
        if self._place(each.read.form, found.record) is None:
            key = each.read.form.primary_key
            each.outcome.refusals.append(each.fault(place, key, Unmeant(Why.NO_RECORD, found.record)))
            return
        for name, held in found.differing.items():
            if held and cells[name]:
                each.outcome.refusals.append(each.fault(place, name, Unmeant(Why.ELSE, held, found.record)))
        each.fills[found.record] = {
            name: cells[name] for name, held in found.differing.items() if not held and cells[name]
        }
        each.outcome.filled.append(found.record)
        each.outcome.records.append(found.record)

    def _filing(self, form: Form) -> tuple[Filing, Timeliness]:
        if form.name not in self._filings:
            filing = Filing(self._portal, self._evaluation.registers, form, self._today)
            self._filings[form.name] = filing, Timeliness(self._evaluation.control, filing)
        return self._filings[form.name]

    def _acceptable(self, fit: Sequence[_Waiting], waiting: Sequence[_Waiting]) -> list[_Waiting]:
        """Those that the check lets pass beside some that are `fit`; of the others each is told why it is refused."""
        contents, origins = self._contents([*fit, *waiting])
        refused = refusals(self._evaluation, {**contents, **self._files([*fit, *waiting])})
        if not refused:
            return [*fit, *waiting]
        if self._blame(waiting, origins, refused):
            return [*fit, *(each for each in waiting if not each.outcome.refusals)]
        if len(waiting) == 1:
            waiting[0].outcome.refusals.extend(refused)
            return list(fit)
        half = len(waiting) // 2  # it shows in other records: which entry makes it so is found by halves
        return self._acceptable(self._acceptable(fit, waiting[:half]), waiting[half:])

    def _blame(
        self, waiting: Sequence[_Waiting], origins: Mapping[tuple[str, int], _Waiting], refused: Sequence[Finding]
    ) -> bool:
        """Whether any of the findings is about one of the entries; each is told with its entry."""
        by_record = {(each.read.form.id, number): each for each in waiting for number in each.outcome.records}
        for item in refused:
            found = origins.get((item.place.path, item.place.line or 0))
            found = found or by_record.get((item.ref or "", item.record or ""))
            if found is not None:
                found.outcome.refusals.append(item)
        return any(each.outcome.refusals for each in waiting)

    def _contents(self, waiting: Sequence[_Waiting]) -> tuple[dict[str, bytes], dict[tuple[str, int], _Waiting]]:
        """The parts with what entries fill in and add, and whose row starts on each new line."""
        contents: dict[str, bytes] = {}
        for each in waiting:
            for record, cells in each.fills.items():
                self._fill_in(each.read.form, record, cells, contents)
        origins: dict[tuple[str, int], _Waiting] = {}
        by_form: dict[str, list[tuple[_Waiting, FiledRow]]] = {}
        for each in waiting:
            by_form.setdefault(each.read.form.name, []).extend((each, row) for row in each.rows)
        for name, pairs in by_form.items():
            form = self._portal.forms_by_name[name]
            placement = placed(self._portal, form, [row for _, row in pairs], contents)
            contents |= placement.contents
            origins |= {place: pairs[i][0] for place, i in placement.rows.items()}
        return contents, origins

    def _fill_in(self, form: Form, record: str, cells: Mapping[str, str], contents: dict[str, bytes]) -> None:
        place = self._place(form, record)
        assert place is not None and place.line is not None, "others are refused"
        before = contents.get(place.path) or (self._portal.root / place.path).read_bytes()
        contents[place.path] = with_cells(before, form, place.line, cells)

    def _place(self, form: Form, record: str) -> Place | None:
        """Where a record stands; None where its row is not whole."""
        registers = self._evaluation.registers
        query = f"SELECT _file, rowid FROM {column(form.name)} WHERE {column(form.primary_key)} = $record"
        return registers.place(form.name, *next(registers.rows(query, {"record": record})))

    def _ledger_lines(self, waiting: Sequence[_Waiting]) -> Mapping[str, bytes]:
        taken = [
            Taken(each.outcome.entry.id, each.read.form.name, record, str(self._today), each.outcome.entry.digest)
            for each in waiting
            for record in each.outcome.records
        ]
        return self._ledger.with_lines(taken, self._today)


def _by_form(outcomes: Sequence[Outcome]) -> Iterator[tuple[Form, list[Outcome]]]:
    own: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        own.setdefault(outcome.entry.form.name, []).append(outcome)
    for several in own.values():
        yield several[0].entry.form, several
