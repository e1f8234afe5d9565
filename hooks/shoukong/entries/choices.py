"""What may be chosen in a field that refers to a register: the numbers of its records, with what people call them."""

from collections.abc import Sequence
from dataclasses import dataclass

from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import usable_register
from shoukong.records.record_labels import label_of
from shoukong.records.registers import Registers

MOST_SIGNS = 24  # of a label that is a description


@dataclass(frozen=True, slots=True)
class Choice:
    """A record to choose: its number, and what it is called; empty where nothing names it."""

    number: str
    label: str

    @property
    def words(self) -> str:
        """The number and the label, as a list shows them."""
        return f"{self.number} {self.label}".rstrip()


def choices_of(portal: Portal, registers: Registers, target: Form, most: int) -> Sequence[Choice]:
    """The records of a register, the latest of a long one, in the order of their numbers; no people who have left."""
    label = label_of(target, portal.settings.scopes)
    key = column(target.primary_key)
    called = f"left(replace({column(label.name)}, chr(10), ' '), {MOST_SIGNS})" if label else "''"
    latest = f"{column(target.date)} DESC, " if target.date and target.field(target.date) else ""
    query = (
        f"SELECT * FROM (SELECT {key} AS number, {called} AS label FROM {column(target.name)}"
        f" WHERE {key} <> ''{_still_there(portal, target)} ORDER BY {latest}rowid DESC LIMIT {most}) ORDER BY number"
    )
    return [Choice(number, called) for number, called in registers.rows(query)]


def _still_there(portal: Portal, target: Form) -> str:
    """A condition, in a register of people, that a person is with the firm on the portal's day."""
    staff = usable_register(portal, STAFF)
    left = staff.columns.get("left_on") if staff is not None and staff.form.name == target.name else None
    return f" AND ({column(left)} = '' OR {column(left)} >= {quoted(str(portal.as_of))})" if left else ""
