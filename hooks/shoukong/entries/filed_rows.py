"""Rows as the records that they become: each with its number, its form's revision, and the part that it goes into."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.append import lines_of, part_for, ready_part, revision_on, texts_in_turn
from shoukong.records.cells_in_bulk import column
from shoukong.records.next_numbers import NextNumbers
from shoukong.records.registers import Registers

REVISION = "form_revision"


@dataclass(frozen=True, slots=True)
class FiledRow:
    """A row with all its cells, the part that it goes into, and whether its number was given to it here."""

    cells: Mapping[str, str]
    path: str
    is_numbered: bool


class Filing:
    """Gives rows of one register their numbers, in the order in which they are asked for."""

    def __init__(self, portal: Portal, registers: Registers, form: Form, today: datetime.date) -> None:
        self.portal = portal
        self.form = form
        self.today = today
        self._registers = registers
        self._names = form.names
        self._texts = texts_in_turn(portal, registers, form)
        self._numbers = NextNumbers(registers, form)
        self._paths: dict[tuple[int, int, tuple[str, ...]], str] = {}
        self._revisions: dict[datetime.date, str] = {}
        self._members = {code for axis in portal.settings.scopes for code in self._codes(axis.register)}

    def filed(self, cells: Mapping[str, str], *, is_renumbered: bool = False) -> FiledRow | None:
        """A row as a record; None where it has no number and none can be given.

        A row whose number is another's, or that of a row before it, gets the next one.
        """
        day, key = self.day_of(cells), self.form.primary_key
        whole = {name: cells.get(name, "") for name in self._names}
        if REVISION in whole and not whole[REVISION]:
            whole[REVISION] = self.revision_on(day)
        is_numbered = key in whole and (is_renumbered or not whole[key] or whole[key] in self._numbers.used)
        if is_numbered:
            width = self.form.number.code_width if self.form.number else 0
            number = self._numbers.next(day, self._code(whole, width))
            if number is None:
                return None
            whole[key] = number
        self._numbers.used.add(whole.get(key, ""))
        return FiledRow(whole, self._path(whole, day), is_numbered)

    def revision_on(self, day: datetime.date) -> str:
        """The form's revision that was in force on a day."""
        if day not in self._revisions:
            self._revisions[day] = revision_on(self._texts, self.form, day)
        return self._revisions[day]

    def day_of(self, cells: Mapping[str, str]) -> datetime.date:
        """The day of a record, as its form tells; today where it does not."""
        try:
            return datetime.date.fromisoformat(cells.get(self.form.date or "", "")[:10])
        except ValueError:
            return self.today

    def _path(self, cells: Mapping[str, str], day: datetime.date) -> str:
        """The part that a row goes into, which its month and its scopes tell."""
        scopes = tuple(cells.get(axis.name, "") for axis in self.portal.settings.scopes)
        told = (day.year, day.month, scopes)
        if told not in self._paths:
            self._paths[told] = part_for(self.portal, self.form, cells, day)
        return self._paths[told]

    def _code(self, cells: Mapping[str, str], width: int) -> str:
        """The code of a number: the scope's that the row tells, else that in the numbers which it refers to."""
        if not width:
            return ""
        own = (cells.get(axis.name, "") for axis in self.portal.settings.scopes)
        told = (part for key in self.form.foreign_keys for part in cells.get(key.field, "").split("-"))
        codes = dict.fromkeys([*own, *(part for part in told if part in self._members)])
        return next((code for code in codes if len(code) == width), "")

    def _codes(self, register: str) -> Iterable[str]:
        form = self.portal.forms_by_name.get(register)
        if form is None:
            return ()
        query = f"SELECT {column(form.primary_key)} FROM {column(form.name)}"
        return [code for (code,) in self._registers.rows(query)]


@dataclass(frozen=True, slots=True)
class Placement:
    """The content of each part with its new rows at the end, and by path and line which of the rows starts there."""

    contents: Mapping[str, bytes]
    rows: Mapping[tuple[str, int], int]


def placed(
    portal: Portal, form: Form, rows: Sequence[FiledRow], instead: Mapping[str, bytes] | None = None
) -> Placement:
    """Some rows in their parts, which hold what stands there, or `instead` of it."""
    by_path: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        by_path.setdefault(row.path, []).append(i)
    contents: dict[str, bytes] = {}
    starts: dict[tuple[str, int], int] = {}
    for path, places in by_path.items():
        before = ready_part(portal, form, path, (instead or {}).get(path))
        lines = lines_of(form, (rows[i].cells for i in places), before)
        contents[path] = before + b"".join(lines)
        line = before.count(b"\n") + 1
        for i, written in zip(places, lines, strict=True):
            starts[path, line] = i
            line += written.count(b"\n")
    return Placement(contents, starts)
