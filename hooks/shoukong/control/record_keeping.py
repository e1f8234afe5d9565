"""When records may go: the last day on which each is kept, what refers to it, and what holds it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from shoukong.control.hold import Hold
from shoukong.days.retention import months_and_days
from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.registers import Registers


class Keeping(StrEnum):
    """Why a record is still to be kept."""

    TIME = "time"  # its own is not over
    OPEN = "open"  # what its time is counted from has not happened
    HELD = "held"
    REFERRED = "referred"  # a record that is kept leads to it


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record with the last day on which its own time keeps it, and why it is kept beyond the day that is asked for.

    `kept_until` is None while its time has not begun; `by` is the hold, or the table of what refers to it.
    """

    number: str
    day: datetime.date | None
    kept_until: datetime.date | None
    why: Keeping | None
    by: str = ""


def is_kept_for_ever(form: Form) -> bool:
    """Whether no time is said after which a form's records may go, or none can be counted."""
    return months_and_days(form.retention.period) is None or _start(form) is None


class RecordKeeping:
    """Which records of the registers may go on a day, and which are still kept, and why."""

    def __init__(self, portal: Portal, registers: Registers, holds: Sequence[Hold], on: datetime.date) -> None:
        self._portal = portal
        self._registers = registers
        self._on = on
        self._holds = tuple(hold for hold in holds if hold.is_on(on))

    def of(self, form: Form, first: datetime.date, last: datetime.date) -> Iterator[KeptRecord]:
        """The records of a form of some days, by number, each with why it is kept, if it is."""
        for record in self._records(form, f"{_day(form)} BETWEEN $first AND $last", {"first": first, "last": last}):
            yield self.over[form.name].get(record.number) or replace(record, why=self._why_in_time(record))

    def _why_in_time(self, record: KeptRecord) -> Keeping:
        return Keeping.OPEN if record.kept_until is None else Keeping.TIME

    @cached_property
    def over(self) -> Mapping[str, Mapping[str, KeptRecord]]:
        """The records whose own time is over, by table and number, each with what keeps it nevertheless."""
        over = {form.name: {r.number: self._held(form, r) for r in self._past(form)} for form in self._forms}
        waiting = [(table, record.number) for table, known in over.items() for record in known.values() if record.why]
        led_to: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for source, target in self._links(over):
            source_record, record = over[source[0]].get(source[1]), over[target[0]][target[1]]
            if source_record is not None:
                led_to.setdefault(source, []).append(target)
            elif record.why is None:
                over[target[0]][target[1]] = replace(record, why=Keeping.REFERRED, by=source[0])
                waiting.append(target)
        while waiting:  # what a kept record leads to is kept
            source = waiting.pop()
            for table, number in led_to.get(source, ()):
                record = over[table][number]
                if record.why is None:
                    over[table][number] = replace(record, why=Keeping.REFERRED, by=source[0])
                    waiting.append((table, number))
        return over

    @property
    def _forms(self) -> Iterable[Form]:
        return self._portal.forms_by_name.values()

    def _past(self, form: Form) -> Iterator[KeptRecord]:
        """The records of a form whose own time is over."""
        if not is_kept_for_ever(form):
            yield from self._records(form, f"{last_day_in_sql(form)} < $on", {"on": self._on})

    def _records(self, form: Form, condition: str, given: Mapping[str, datetime.date]) -> Iterator[KeptRecord]:
        key, until = column(form.primary_key), "NULL" if is_kept_for_ever(form) else last_day_in_sql(form)
        query = f"SELECT {key}, {_day(form)}, {until} FROM {column(form.name)} WHERE {condition} ORDER BY {key}"
        for number, made_on, kept_until in list(self._registers.rows(query, given)):
            yield KeptRecord(number, made_on, kept_until, None)

    def _held(self, form: Form, record: KeptRecord) -> KeptRecord:
        holds = (hold for hold in self._holds if hold.is_of(form) and hold.covers(record.number, record.day))
        hold = next(holds, None)
        return replace(record, why=Keeping.HELD, by=hold.number) if hold else record

    def _links(self, over: Mapping[str, Mapping[str, KeptRecord]]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
        """From which record to which one whose time is over a number leads, each told by table and number."""
        for form in self._forms:
            for key in form.foreign_keys:
                target, known = self._portal.forms_by_name.get(key.table), over.get(key.table)
                if not known or target is None or key.target != target.primary_key:
                    continue
                source, cell = column(form.primary_key), column(key.field)
                query = f"SELECT {source}, {cell} FROM {column(form.name)} WHERE {cell} <> ''"
                for number, led_to in self._registers.rows(query):
                    if led_to in known and (form.name, number) != (key.table, led_to):
                        yield (form.name, number), (key.table, led_to)


@dataclass(frozen=True, slots=True)
class FormKeeping:
    """How many records a form has, and of those whose own time is over how many may go, and are kept for what.

    `going` are the records that may go, by number; `first` is the earliest last day of them.
    """

    form: Form
    total: int
    going: Sequence[KeptRecord]
    held: int
    referred: int

    @property
    def first(self) -> datetime.date | None:
        """Since when the first of them was not to be kept any more."""
        return min((record.kept_until for record in self.going if record.kept_until), default=None)


def keeping_by_form(
    portal: Portal, registers: Registers, holds: Sequence[Hold], on: datetime.date
) -> Sequence[FormKeeping]:
    """What may go of each form on a day, by the form's number; those kept for ever stand there with nothing."""
    keeping = RecordKeeping(portal, registers, holds, on)
    counts = registers.counts(portal.forms_by_name)
    found: list[FormKeeping] = []
    for form in sorted(portal.forms_by_name.values(), key=lambda form: form.id):
        over = list(keeping.over[form.name].values())
        going = [record for record in over if record.why is None]
        held, referred = (sum(record.why is why for record in over) for why in (Keeping.HELD, Keeping.REFERRED))
        found.append(FormKeeping(form, counts.get(form.name, 0), going, held, referred))
    return found


def last_day_in_sql(form: Form) -> str:
    """The last day on which a record's own time keeps it, in SQL; NULL where that has not begun."""
    months, days = months_and_days(form.retention.period) or (0, 0)
    start = f"TRY_CAST(left({column(_start(form) or '')}, 10) AS DATE)"
    return f"CAST({start} + INTERVAL {quoted(f'{months} months {days} days')} AS DATE)"


def _start(form: Form) -> str | None:
    return form.retention.start or form.date


def _day(form: Form) -> str:
    """The day of a record, in SQL; NULL where it has none."""
    return f"TRY_CAST(left({column(form.date)}, 10) AS DATE)" if form.date else "CAST(NULL AS DATE)"
