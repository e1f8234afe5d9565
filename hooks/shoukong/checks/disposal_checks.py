"""Checks of disposals and holds: what they name is there, and nothing goes too early, while it is held, or unseen."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from shoukong.checks.entitled_approval import check_right
from shoukong.control.disposal import Disposal, DisposedRecord, form_told
from shoukong.control.document_control import Control
from shoukong.control.hold import Hold
from shoukong.control.record_keeping import Keeping, KeptRecord, RecordKeeping, is_kept_for_ever
from shoukong.finding import Finding, finding
from shoukong.forms.form import Form
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.core_registers import place_of


def check_targets(control: Control) -> Iterator[Finding]:
    """Disposals, holds and lines of the inventory name forms that there are, and lines disposals that there are."""
    if control.portal.unread_forms:
        return  # one that could not be read cannot tell its number
    disposals, lines = control.disposals.all, control.disposals.inventory or ()
    for row in (*(d.row for d in disposals), *(hold.row for hold in control.holds), *(line.row for line in lines)):
        if form_told(control.portal, row["register"]) is None:
            place = place_of(row, control.registers, "register")
            yield finding("disposal-astray", place, record=row.number, form=row["register"])


def check_permanent(control: Control) -> Iterator[Finding]:
    """Nothing is disposed of that is kept for ever."""
    for disposal in control.disposals.all:
        form = form_told(control.portal, disposal.form)
        if form is not None and is_kept_for_ever(form):
            place = place_of(disposal.row, control.registers, "register")
            yield finding("disposal-permanent", place, record=disposal.number, title=form.title)


def check_time(control: Control) -> Iterator[Finding]:
    """On the day of its approval, what a disposal is of was kept long enough, and nothing held or needed it."""
    gone = _lines(control.disposals.inventory or ())
    for disposal in control.disposals.all:
        form = form_told(control.portal, disposal.form)
        if form is None or disposal.approved_on is None or is_kept_for_ever(form):
            continue
        standing = _standing(control, disposal, form)
        kept = [record for record in standing if record.why is not None]
        early = [line for line in gone.get(disposal.number, ()) if line.kept_until and not _is_over(line, disposal)]
        if early:
            yield _too_early(control, disposal, early[0].record, len(early), early[0].kept_until)
        else:
            yield from _still_kept(control, disposal, kept)
        yield from _held(control, disposal, form, gone.get(disposal.number, ()))


def check_witness(control: Control) -> Iterator[Finding]:
    """Nobody is the witness of what they disposed of themselves."""
    for disposal in control.disposals.all:
        if disposal.witnessed_by and disposal.witnessed_by == disposal.disposed_by:
            place, person = (
                place_of(disposal.row, control.registers, "witnessed_by"),
                control.name(disposal.disposed_by),
            )
            yield finding("disposal-unseen", place, record=disposal.number, person=person)


def check_approval(control: Control) -> Iterator[Finding]:
    """Who approved a disposal was entitled to it on the day."""
    for each in control.disposals.all:
        day, form = each.approved_on, form_told(control.portal, each.form)
        rights = control.rulebook_on(day).disposal_rights if day else None
        yield from check_right(control, "disposal-without-authority", each.row, form, day, rights)


def check_inventory(control: Control) -> Iterator[Finding]:
    """What the inventory lists went, once, on the approval of a disposal of its form, and all that was approved did."""
    disposals = {each.number: each for each in control.disposals.all}
    inventory = control.disposals.inventory or ()
    seen: dict[tuple[str, str], str] = {}
    for line in inventory:
        disposal, form = disposals.get(line.disposal), form_told(control.portal, line.form)
        if disposal is None or disposal.approved_on is None or (form and disposal.form not in (form.id, form.name)):
            yield _of_line(control, line, "disposal-unapproved")(disposal=line.disposal, of=line.record)
        if first := seen.get((line.form, line.record)):
            yield _of_line(control, line, "disposal-twice")(first=first, of=line.record)
        seen.setdefault((line.form, line.record), line.number)
    yield from _left(control, inventory)
    yield from _miscounted(control, Counter(line.disposal for line in inventory))


CHECKS = (check_targets, check_permanent, check_time, check_witness, check_approval, check_inventory)


def _lines(inventory: Sequence[DisposedRecord]) -> dict[str, list[DisposedRecord]]:
    found: dict[str, list[DisposedRecord]] = {}
    for line in inventory:
        found.setdefault(line.disposal, []).append(line)
    return found


def _standing(control: Control, disposal: Disposal, form: Form) -> list[KeptRecord]:
    """The records of a disposal that have not gone yet, as they were to be kept on the day of its approval."""
    if disposal.approved_on is None or disposal.disposed_on is not None:
        return []
    keeping = RecordKeeping(control.portal, control.registers, control.holds, disposal.approved_on)
    return list(keeping.of(form, disposal.first, disposal.last))


def _is_over(line: DisposedRecord, disposal: Disposal) -> bool:
    return line.kept_until is None or disposal.approved_on is None or line.kept_until < disposal.approved_on


def _still_kept(control: Control, disposal: Disposal, kept: Sequence[KeptRecord]) -> Iterator[Finding]:
    """One finding for each reason for which some of the records are still to be kept, with the first of them."""
    by_reason: dict[Keeping, list[KeptRecord]] = {}
    for record in kept:
        if record.why is not None:
            by_reason.setdefault(record.why, []).append(record)
    place = place_of(disposal.row, control.registers, "period_to")
    for why, several in by_reason.items():
        first = several[0]
        if why is Keeping.TIME:
            yield _too_early(control, disposal, first.number, len(several), first.kept_until)
        else:
            report = partial(finding, f"disposal-{why}", place, record=disposal.number)
            yield report(of=first.number, count=len(several), by=_told(control, first))


def _told(control: Control, record: KeptRecord) -> str:
    if record.why is Keeping.REFERRED:
        return control.portal.forms_by_name[record.by].title
    return record.by


def _too_early(control: Control, disposal: Disposal, record: str, count: int, until: object) -> Finding:
    place = place_of(disposal.row, control.registers, "period_to")
    return finding("disposal-early", place, record=disposal.number, of=record, count=count, until=until)


def _held(control: Control, disposal: Disposal, form: Form, lines: Sequence[DisposedRecord]) -> Iterator[Finding]:
    """The first of the records that went although a hold was on them, by what the inventory and the hold tell."""
    days = [day for day in (disposal.approved_on, disposal.disposed_on) if day is not None]
    holds = [hold for hold in control.holds if hold.is_of(form) and any(map(hold.is_on, days))]
    for hold in holds:
        held = [line for line in lines if _is_held(hold, disposal, line)]
        if held:
            place = place_of(disposal.row, control.registers, "period_to")
            report = partial(finding, "disposal-held", place, record=disposal.number)
            yield report(of=held[0].record, count=len(held), by=hold.number)
            return


def _is_held(hold: Hold, disposal: Disposal, line: DisposedRecord) -> bool:
    """Whether a hold was on a record that is gone: its day is not known, those of its disposal are."""
    if hold.record:
        return hold.record == line.record
    return (hold.first is None or hold.first <= disposal.last) and (hold.last is None or disposal.first <= hold.last)


def _left(control: Control, inventory: Sequence[DisposedRecord]) -> Iterator[Finding]:
    """Records that the inventory says went, and that still stand."""
    by_form: dict[str, list[DisposedRecord]] = {}
    for line in inventory:
        form = form_told(control.portal, line.form)
        if form is not None and form.columns == form.names:
            by_form.setdefault(form.name, []).append(line)
    for table, lines in by_form.items():
        form = control.portal.forms_by_name[table]
        key, numbers = column(form.primary_key), ", ".join(quoted(line.record) for line in lines)
        query = f"SELECT {key} FROM {column(table)} WHERE {key} IN ({numbers})"
        standing = {number for (number,) in control.registers.rows(query)}
        for line in lines:
            if line.record in standing:
                yield _of_line(control, line, "disposal-left")(of=line.record, title=form.title)


def _miscounted(control: Control, listed: Counter[str]) -> Iterator[Finding]:
    """Disposals that were approved of another number of records than the inventory lists."""
    for disposal in control.disposals.all:
        if listed[disposal.number] and disposal.count not in (None, listed[disposal.number]):
            place = place_of(disposal.row, control.registers, "record_count")
            report = partial(finding, "disposal-count", place, record=disposal.number)
            yield report(approved=disposal.count, listed=listed[disposal.number])


def _of_line(control: Control, line: DisposedRecord, code: str) -> Callable[..., Finding]:
    return partial(finding, code, place_of(line.row, control.registers), record=line.number)
