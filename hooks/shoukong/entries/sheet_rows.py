"""The rows of a sheet as a form spells them, with what is wrong with their cells."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from shoukong.entries.headed_grid import HeadedGrid
from shoukong.entries.known_names import meant_numbers
from shoukong.entries.meant_cell import Unmeant, Why, meant_cell
from shoukong.entries.spreadsheet import CellFault, RawCell
from shoukong.entries.workbook_faults import ERROR, PERCENT, UNCOUNTED
from shoukong.forms.form import Field, Form
from shoukong.portal import Portal
from shoukong.records.registers import Registers

_WHY = {ERROR: Why.FORMULA_ERROR, UNCOUNTED: Why.FORMULA_UNCOUNTED, PERCENT: Why.PERCENT}
_MANY = 4096  # different cells of a column that are remembered


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """What is wrong with a cell: its line, its column from 0, what the sheet calls that, and the name of its field.

    The column is None, and the names are empty, where they are not known.
    """

    line: int
    column: int | None
    called: str
    fault: Unmeant
    name: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as a form spells it, with the line that it stands on."""

    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class SheetRows:
    """The rows of a sheet on a form, `told` the fields that the sheet has, and what is wrong."""

    form: Form
    headed: HeadedGrid
    told: tuple[str, ...]
    rows: list[SheetRow] = field(default_factory=list)
    faults: list[PlacedFault] = field(default_factory=list)

    def fault(self, line: int, name: str, fault: Unmeant) -> PlacedFault:
        """A fault of a field on a line, where the sheet has a column for it and by its title where it has none."""
        described = self.form.field(name)
        called = self.headed.called.get(name) or (described.title if described else name)
        return PlacedFault(line, self.headed.places.get(name), called, fault, name)


def rows_of_sheets(portal: Portal, registers: Registers, form: Form, sheets: Sequence[HeadedGrid]) -> list[SheetRows]:
    """Read every row below the headers of some sheets on a form."""
    read = [_rows(form, headed) for headed in sheets]
    for key in form.foreign_keys:
        target = portal.forms_by_name.get(key.table)
        if target is not None and key.target == target.primary_key:
            _take_numbers(portal, registers, target, key.field, [each for each in read if key.field in each.told])
    return read


def _rows(form: Form, headed: HeadedGrid) -> SheetRows:
    fields = [field for field in form.fields if field.name in headed.places]
    read = SheetRows(form, headed, tuple(field.name for field in fields))
    read.faults.extend(_astray(headed))
    meanings = [_meaning(field, headed.grid.first_day) for field in fields]
    for i, raw in headed.rows():
        cells: dict[str, str] = {}
        for each, meaning in zip(fields, meanings, strict=True):
            cell = raw[each.name]
            fault = headed.grid.faults.get((i, headed.places[each.name])) if headed.grid.faults else None
            meant = _at_fault(fault) if fault else meaning(cell) if cell != "" else ""
            if isinstance(meant, Unmeant):
                read.faults.append(read.fault(headed.grid.line(i), each.name, meant))
                meant = ""
            cells[each.name] = meant
        read.rows.append(SheetRow(headed.grid.line(i), cells))
    return read


def _meaning(field: Field, first_day: datetime.date) -> Callable[[RawCell], str | Unmeant]:
    """What a cell of a column says; one that is written alike, as values of a few are, is read once."""
    start = datetime.datetime.combine(first_day, datetime.time())
    return lru_cache(maxsize=_MANY, typed=True)(lambda cell: meant_cell(cell, field, start))


def _at_fault(fault: CellFault) -> Unmeant:
    return Unmeant(_WHY[fault.kind], fault.written)


def _astray(headed: HeadedGrid) -> Iterator[PlacedFault]:
    """Cells that belong to no field."""
    for i, cell in headed.overlong():
        yield PlacedFault(headed.grid.line(i), None, "", Unmeant(Why.NOT_ASKED, str(cell)))
    names = dict(headed.unknown)
    for i, at, cell in headed.unnamed():
        yield PlacedFault(headed.grid.line(i), at, names[at].strip(), Unmeant(Why.NOT_ASKED, str(cell)))


def _take_numbers(portal: Portal, registers: Registers, target: Form, name: str, sheets: Sequence[SheetRows]) -> None:
    """Put numbers where names stand, in a field that refers to a register."""
    written = {row.cells[name] for read in sheets for row in read.rows} - {""}
    meant = meant_numbers(portal, registers, target, written) if written else {}
    for read in sheets:
        for i, row in enumerate(read.rows):
            said = meant.get(row.cells[name], "")
            if isinstance(said, Unmeant):
                read.faults.append(read.fault(row.line, name, said))
            elif said != row.cells[name]:
                read.rows[i] = SheetRow(row.line, {**row.cells, name: said})
