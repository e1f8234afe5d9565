"""The registers in which control itself is kept, as a portal has them: their forms, and their rows."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from shoukong.finding import Place
from shoukong.form import Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import by_number, column
from shoukong.records.core_declaration import REGISTERS_BY_NAME, CoreRegister
from shoukong.records.registers import Registers


@dataclass(frozen=True, slots=True)
class KeptRegister:
    """A core register that the firm keeps: its form, and its columns by the names that the engine has for them."""

    core: CoreRegister
    form: Form
    columns: Mapping[str, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns that it lacks and that control cannot do without."""
        return tuple(name for name in self.core.required if name not in self.columns)


@dataclass(frozen=True, slots=True)
class Row:
    """A record that control reads: its number, its cells by declared column, and where it stands.

    `columns` are what the firm calls the columns, where it calls them otherwise.
    """

    table: str
    number: str
    cells: Mapping[str, str]
    source: str
    row: int
    columns: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """The cell of a column; empty where the register does not have it."""
        return self.cells.get(name, "")

    def keeps(self, name: str) -> bool:
        """Whether the register has a column."""
        return name in self.cells

    def day(self, name: str) -> datetime.date | None:
        """The day in a cell; None where it is empty or no date, which is found elsewhere."""
        try:
            return datetime.date.fromisoformat(self[name])
        except ValueError:
            return None


def kept_register(portal: Portal, name: str) -> KeptRegister | None:
    """A core register as the firm keeps it, whether or not it has all that control needs; None without its form."""
    core, form = REGISTERS_BY_NAME[name], portal.forms_by_name.get(name)
    if form is None:
        return None
    columns = {each: each for each in core.names if each in form.names}
    return KeptRegister(core, form, {core.key: form.primary_key, **columns})


def usable_register(portal: Portal, name: str) -> KeptRegister | None:
    """A core register that has all that control needs of it."""
    kept = kept_register(portal, name)
    return kept if kept is not None and not kept.missing else None


def core_form(portal: Portal, name: str) -> Form | None:
    """The form of a core register where the firm keeps one that has what control reads."""
    kept = usable_register(portal, name)
    return kept.form if kept else None


def core_rows(portal: Portal, registers: Registers, name: str) -> tuple[Row, ...]:
    """The rows of a core register by number; none where the firm does not keep it."""
    kept = usable_register(portal, name)
    if kept is None:
        return ()
    table, names = kept.form.name, tuple(kept.columns)
    cells_read = ", ".join(map(column, kept.columns.values()))
    order = by_number(column(kept.form.primary_key))
    query = f"SELECT _file, rowid, {cells_read} FROM {column(table)} ORDER BY {order}, rowid"
    return tuple(
        Row(table, cells[0], dict(zip(names, cells, strict=True)), source, row, kept.columns)
        for source, row, *cells in registers.rows(query)
    )


def place_of(row: Row, registers: Registers, name: str | None = None) -> Place:
    """Where a row stands; the file alone where its line cannot be told."""
    written = row.columns.get(name, name) if name is not None else None
    place = registers.place(row.table, row.source, row.row, written)
    return place or Place(registers.parts[row.source].path, None, written)
