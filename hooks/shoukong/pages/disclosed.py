"""An evaluation as the readers of a build may see it: what was found stays, what may not be shown is gone from it.

The registers themselves are changed: after this, nothing that reads them can tell what is withheld.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TypeVar

from shoukong.audience import Readers
from shoukong.control.correction import masked_corrections
from shoukong.control.document_control import Control
from shoukong.control.staff import Person
from shoukong.disclosure import is_of_people, may_tell_groups, may_tell_rows, shows_records, withheld_from
from shoukong.evaluation import Evaluation
from shoukong.executable.breach import Breach, DutyBreach
from shoukong.executable.breach_answer import AnsweredBreach, Report
from shoukong.executable.duty import DutyResult
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.executable.indicator import IndicatorResult
from shoukong.executable.occurrence import Occurrence, Scope
from shoukong.forms.form import Form
from shoukong.pages.hidden_records import HiddenRecords, hidden_records, take_out
from shoukong.pages.view import View
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import Row, usable_register
from shoukong.records.free_text import cells_with_numbers
from shoukong.records.registers import HIDDEN, Registers
from shoukong.text.private_number import masked

_Whole = TypeVar("_Whole")


def view_for(evaluation: Evaluation, readers: Readers, *, has_prints: bool = True) -> View:
    """What pages are made from for some readers; the evaluation is of no use for anything else afterwards."""
    control, executable = evaluation.control, evaluation.executable
    _ = evaluation.findings, evaluation.counts
    for each in (control, executable):
        _derive_all(each)
    whole = View(evaluation)
    keeping = whole.keeping if whole.keeps_page("control/retention") else ()
    veil = Veil(evaluation.portal, readers, hidden_records(evaluation.portal, evaluation.registers, readers))
    shown = _with(evaluation, control=_control(control, veil), executable=_executable(executable, veil))
    _withhold(evaluation.registers, control, veil)
    if veil.hidden is not None:
        shown = _with(shown, counts=evaluation.registers.counts(evaluation.portal.forms_by_name))
    return _with(View(shown, has_prints, readers, veil.hidden), keeping=keeping)


def readers_of(evaluation: Evaluation) -> Readers:
    """For whom a portal's site is built where nobody says otherwise."""
    return Readers(evaluation.portal.settings.audience)


@dataclass(frozen=True)
class Veil:
    """What stands in the place of what some readers may not see: the same sign for the same record, wherever it is."""

    portal: Portal
    readers: Readers
    hidden: HiddenRecords | None = None
    _signs: dict[str, str] = field(default_factory=dict)
    _shown: dict[str, bool] = field(default_factory=dict)

    def record(self, number: str) -> str:
        """A record's number, or a sign for it where its form's records, or whose they are, are not shown."""
        if self.hides(number):
            return self.sign(number)
        form = self.portal.form_of(number)
        if not self.readers.are_anybody or not number:
            return number
        return number if form is not None and self.shows(form.name) else self.sign(number)

    def shows(self, table: str) -> bool:
        """Whether the records of a table are shown."""
        if table not in self._shown:
            form = self.portal.forms_by_name.get(table)
            self._shown[table] = form is not None and shows_records(form, self.portal, self.readers)
        return self._shown[table]

    def row(self, row: Row | None) -> Row | None:
        """A row of a core register; None where its records are not shown."""
        return row if row is not None and self.shows(row.table) and not self.hides(row.number) else None

    def hides(self, number: str) -> bool:
        """Whether a record is another scope's."""
        return self.hidden is not None and number in self.hidden.numbers

    def hides_occurrence(self, occurrence: Occurrence) -> bool:
        """Whether what is owed is another scope's: it is not told at all."""
        start = occurrence.start
        is_theirs = self.hidden is not None and self.hidden.hides_scope(occurrence.scope)
        return is_theirs or (start is not None and self.hides(start.record))

    def hides_breach(self, breach: Breach) -> bool:
        """Whether a breach is another scope's."""
        if isinstance(breach, DutyBreach):
            return self.hides_occurrence(breach.occurrence)
        return self.hides(breach.record) or (self.hidden is not None and breach.scope in self.hidden.others)

    def text(self, text: str) -> str:
        """A text without the numbers of people, and of records that are not shown."""
        return masked(self.hidden.without(text) if self.hidden else text)

    def sign(self, what: str) -> str:
        """A sign for something that is not shown."""
        return self._signs.setdefault(what, f"{HIDDEN}{len(self._signs) + 1}")

    def scope(self, scope: Scope) -> Scope:
        """Whom something concerns, without a name where that is a person."""
        form = self.portal.forms_by_name.get(scope.axis.register) if scope.axis else None
        if form is None or not self.readers.are_anybody or not is_of_people(form, self.portal):
            return scope
        return replace(scope, code=self.sign(scope.code), name="")


def _derive_all(whole: object) -> None:
    """Derive all that follows, as long as the registers tell everything."""
    for name, member in vars(type(whole)).items():
        if isinstance(member, cached_property):
            getattr(whole, name)


def _with(whole: _Whole, **derived: object) -> _Whole:
    """A copy of something of which parts, as derived, are others."""
    changed = copy.copy(whole)
    vars(changed).update(derived)
    return changed


class _NamelessControl(Control):
    """Document control in which nobody has a name."""

    def name(self, number: str) -> str:
        """A sign for a person."""
        return HIDDEN if number else ""


def _control(control: Control, veil: Veil) -> Control:
    staff = usable_register(control.portal, STAFF)
    is_told = staff is None or staff.columns["name"] not in withheld_from(staff.form, veil.readers)
    if veil.hidden is not None:
        kept = (each for each in control.suspects if not veil.hides(each.referrer.name))
        own = tuple(each for each in control.corrections if not veil.hides(each.record))
        cells = {cell: told for cell, told in control.corrections_by_cell.items() if not veil.hides(cell[1])}
        copies = tuple(
            replace(each, holder=veil.text(each.holder), kept_at=veil.text(each.kept_at)) for each in control.copies
        )
        control = _with(control, suspects=tuple(kept), corrections=own, corrections_by_cell=cells, copies=copies)
    if not veil.readers.are_anybody and is_told:
        return control
    if not veil.readers.are_anybody:
        people = {number: replace(person, name=HIDDEN) for number, person in control.staff.items()}
        readings = tuple(replace(each, person=people[each.person.number]) for each in control.readings)
        return _with(control, staff=people, readings=readings)
    nameless = _NamelessControl(control.portal, control.registers)
    nobody = (replace(each, person=_nobody(each.person, veil), done=None) for each in control.readings if not each.done)
    vars(nameless).update(vars(control) | {"staff": {}, "readings": tuple(nobody)})
    return nameless


def _nobody(person: Person, veil: Veil) -> Person:
    return Person(veil.sign(person.number), HIDDEN, None, None)


def _executable(executable: ExecutableClauses, veil: Veil) -> ExecutableClauses:
    """What the clauses say, of which breaches keep their states, occurrences their days, and figures their values."""
    results = executable.duty_results
    hidden = veil.hidden
    if hidden is not None:
        figures = tuple(each for each in executable.closed if not hidden.hides_group((each.first.scope,)))
        frozen = tuple(each for each in executable.closings if not hidden.hides_group((each.scope,)))
        executable = _with(executable, closed=figures, closings=frozen, actions=_kept(executable.actions, veil))
        executable = _with(executable, reports=_kept_reports(executable.reports, veil))
    return _with(
        executable,
        breaches={id_: _breaches(executable, id_, items, veil) for id_, items in executable.breaches.items()},
        duty_results=tuple(_duty_result(result, veil) for result in results),
        indicator_results=tuple(_indicator_result(result, veil) for result in executable.indicator_results),
        cleared=() if veil.readers.are_anybody else _kept_reports(executable.cleared, veil),
    )


def _kept(rows: tuple[Row, ...], veil: Veil) -> tuple[Row, ...]:
    return tuple(row for row in rows if veil.row(row))


def _kept_reports(reports: tuple[Report, ...], veil: Veil) -> tuple[Report, ...]:
    return tuple(report for report in reports if veil.row(report.row))


def _breaches(
    executable: ExecutableClauses, id_: str, items: tuple[AnsweredBreach, ...], veil: Veil
) -> tuple[AnsweredBreach, ...]:
    tells = may_tell_rows(_texts(executable.blocks[id_].block.text, ("sql",)), veil.portal, veil.readers)
    return tuple(
        replace(
            item,
            breach=_breach(item.breach, veil, tells=tells),
            reports=tuple(report for report in item.reports if veil.row(report.row)),
            recurred=veil.record(item.recurred),
            deviation=veil.row(item.deviation),
        )
        for item in items
        if not veil.hides_breach(item.breach)
    )


def _breach(breach: Breach, veil: Veil, *, tells: bool) -> Breach:
    if isinstance(breach, DutyBreach):
        return replace(breach, occurrence=_occurrence(breach.occurrence, veil))
    columns = tuple((name, veil.text(told) if isinstance(told, str) else told) for name, told in breach.columns)
    return replace(breach, record=veil.record(breach.record), columns=columns if tells else ())


def _duty_result(result: DutyResult, veil: Veil) -> DutyResult:
    if not veil.readers.are_anybody and veil.hidden is None:
        return result
    occurrences = tuple(each for each in result.occurrences if not veil.hides_occurrence(each))
    shown = (each for each in result.breaches if not veil.hides_breach(each))
    breaches = tuple(replace(each, occurrence=_occurrence(each.occurrence, veil)) for each in shown)
    told = partial(_occurrences, occurrences, veil)
    return replace(result, breaches=breaches, too_early=(), told=told)


def _occurrences(occurrences: tuple[Occurrence, ...], veil: Veil) -> tuple[Occurrence, ...]:
    return tuple(_occurrence(each, veil) for each in occurrences)


def _occurrence(occurrence: Occurrence, veil: Veil) -> Occurrence:
    proof, start = occurrence.proof, occurrence.start
    return replace(
        occurrence,
        scope=veil.scope(occurrence.scope),
        proof=replace(proof, record=veil.record(proof.record)) if proof else None,
        start=replace(start, record=veil.record(start.record)) if start else None,
    )


def _indicator_result(result: IndicatorResult, veil: Veil) -> IndicatorResult:
    """The figures; what they are of, and the digest of the rows behind them, as far as that may be told."""
    texts = _texts(result.indicator.block.text, ("rows", "sql"))
    if veil.hidden is not None:
        result = _of_scope(result, veil.hidden)
    tells_rows = veil.hidden is None and may_tell_rows(texts, veil.portal, veil.readers)
    tells_groups = may_tell_groups(texts, veil.portal, veil.readers)
    if tells_rows and tells_groups:
        return result
    points = (replace(point, count=0, digest="", columns=()) for point in result.points)
    if not tells_groups:
        points = (replace(point, group=tuple(map(veil.sign, point.group))) for point in points)
    return replace(result, points=tuple(points))


def _of_scope(result: IndicatorResult, hidden: HiddenRecords) -> IndicatorResult:
    """The figures without those of other scopes."""
    return replace(result, points=tuple(point for point in result.points if not hidden.hides_group(point.group)))


def _mask_free_text(registers: Registers, form: Form) -> None:
    """Leave the last signs of numbers that tell of people where they stand in free text."""
    for cell in list(cells_with_numbers(form, registers)):
        name = column(cell.field.name)
        statement = f"UPDATE {column(form.name)} SET {name} = {quoted(masked(cell.text))} WHERE rowid = {cell.row}"
        registers.connection.execute(statement)


def _texts(text: Callable[[str], str], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, map(text, keys)))


def _withhold(registers: Registers, control: Control, veil: Veil) -> None:
    """Take out of the tables what is not shown: all records of a form, or what stands in some of its fields."""
    withheld = partial(withheld_from, readers=veil.readers)
    registers.masked = masked_corrections(veil.portal, control.corrections, withheld)
    if veil.hidden is not None:
        take_out(veil.portal, registers, veil.hidden)
    for form in veil.portal.forms_by_name.values():
        if not veil.shows(form.name):
            registers.connection.execute(f"DELETE FROM {column(form.name)}")
            continue
        _mask_free_text(registers, form)
        for name in map(column, sorted(withheld(form) - {form.primary_key})):
            registers.connection.execute(f"UPDATE {column(form.name)} SET {name} = {quoted(HIDDEN)} WHERE {name} <> ''")
