"""The registers in which control itself is kept, as a portal has them: their forms, and their rows."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shoukong.declared.register_mapping import RegisterMapping
from shoukong.finding import Place
from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import by_number, column
from shoukong.records.core_declaration import REGISTERS_BY_NAME
from shoukong.records.core_people import DELEGATIONS, POSTS, STAFF
from shoukong.records.core_shape import CoreColumn, CoreRegister
from shoukong.records.core_words import DEFAULT_WORDS
from shoukong.records.registers import Registers

_UNSAID = RegisterMapping()
_OF_PEOPLE = frozenset({STAFF, POSTS, DELEGATIONS})
Words = Mapping[StrEnum, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class KeptRegister:
    """A core register that the firm keeps: its form, its columns by the engine's names, the firm's words for values."""

    core: CoreRegister
    form: Form
    columns: Mapping[str, str]
    words: Mapping[str, Words] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns that it lacks and that control cannot do without, as the firm would call them."""
        return tuple(name for name in self.core.required if name not in self.columns)

    @property
    def meanings(self) -> Mapping[str, Mapping[str, StrEnum]]:
        """What each word of each column means."""
        return {name: {word: meaning for meaning, said in words.items() for word in said}
                for name, words in self.words.items()}  # fmt: skip

    def word(self, column: str, meaning: StrEnum) -> str:
        """The word that the firm writes for a meaning: the first that its form allows."""
        field = self.form.field(self.columns.get(column, ""))
        words, allowed = self.words.get(column, {}).get(meaning, ()), field.constraints.enum if field else None
        return next((word for word in words if allowed is None or word in allowed), next(iter(words), str(meaning)))

    def cells(self, said: Mapping[str, str | StrEnum]) -> dict[str, str]:
        """A record as the firm writes it: its columns, its words; what it has no column for is left out."""
        return {
            self.columns[name]: self.word(name, value) if isinstance(value, StrEnum) else value
            for name, value in said.items()
            if name in self.columns
        }


@dataclass(frozen=True, slots=True)
class Row:
    """A record that control reads: its number, its cells by declared column, and where it stands.

    `columns` are what the firm calls the columns, `meanings` what its words mean.
    """

    table: str
    number: str
    cells: Mapping[str, str]
    source: str
    row: int
    columns: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[str, StrEnum]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """The cell of a column; empty where the register does not have it."""
        return self.cells.get(name, "")

    def keeps(self, name: str) -> bool:
        """Whether the register has a column."""
        return name in self.cells

    def meaning(self, name: str) -> StrEnum | None:
        """What the word in a cell means; None where it has no meaning for control."""
        return self.meanings.get(name, {}).get(self[name])

    def day(self, name: str) -> datetime.date | None:
        """The day in a cell; None where it is empty or no date, which is found elsewhere."""
        try:
            return datetime.date.fromisoformat(self[name])
        except ValueError:
            return None


def core_table(portal: Portal, name: str) -> str:
    """What the firm calls a core register, whether it keeps it or not."""
    return portal.settings.registers.get(name, _UNSAID).table or name


def kept_register(portal: Portal, name: str) -> KeptRegister | None:
    """A core register as the firm keeps it, whether or not it has all that control needs; None where it keeps none."""
    core, said = REGISTERS_BY_NAME[name], portal.settings.registers.get(name, _UNSAID)
    form = portal.forms_by_name.get(said.table or name) if said.is_kept else None
    if form is None:
        return None
    own = {each: said.columns.get(each, each) for each in names_of(portal, core)}
    written = frozenset(form.names)
    columns = {each: called for each, called in own.items() if called is not None and called in written}
    words = {column.name: _words(portal, column, said) for column in core.columns if column.words}
    return KeptRegister(core, form, {core.key: form.primary_key, **columns}, words)


def names_of(portal: Portal, core: CoreRegister) -> tuple[str, ...]:
    """The columns that control reads of a core register: those declared and, of people, one for each axis of scopes."""
    axes = (axis.name for axis in portal.settings.scopes) if core.name in _OF_PEOPLE else ()
    return (*core.names, *(axis for axis in axes if axis not in core.names))


def _words(portal: Portal, column: CoreColumn, said: RegisterMapping) -> Words:
    """The firm's words for the meanings of a column: those that it says, else the usual ones, its language first."""
    own, first = said.values.get(column.name, {}), portal.settings.language
    listed = (DEFAULT_WORDS[first], *(words for language, words in DEFAULT_WORDS.items() if language != first))
    return {
        meaning: own.get(meaning) or tuple(dict.fromkeys(word for words in listed for word in words[meaning]))
        for meaning in column.words or ()
    }


def usable_register(portal: Portal, name: str) -> KeptRegister | None:
    """A core register that has all that control needs of it."""
    kept = kept_register(portal, name)
    return kept if kept is not None and not kept.missing else None


def core_form(portal: Portal, name: str) -> Form | None:
    """The form of a core register where the firm keeps one that has what control reads."""
    kept = usable_register(portal, name)
    return kept.form if kept else None


def own_columns(portal: Portal, name: str, wanted: Collection[str]) -> Mapping[str, str]:
    """What the firm calls some columns of a core register; each by the engine's name where it does not keep that."""
    kept = usable_register(portal, name)
    return {each: kept.columns.get(each, each) if kept else each for each in wanted}


def core_word(portal: Portal, name: str, column: str, meaning: StrEnum) -> str:
    """The firm's word for a meaning in a column of a core register, whether it keeps that or not."""
    kept = kept_register(portal, name)
    if kept is not None:
        return kept.word(column, meaning)
    declared = REGISTERS_BY_NAME[name].column(column)
    words = _words(portal, declared, portal.settings.registers.get(name, _UNSAID)) if declared else {}
    return next(iter(words.get(meaning, ())), str(meaning))


def core_rows(portal: Portal, registers: Registers, name: str) -> tuple[Row, ...]:
    """The rows of a core register by number, but for those withdrawn; none where the firm does not keep it."""
    kept = usable_register(portal, name)
    if kept is None:
        return ()
    table, names, meanings = kept.form.name, tuple(kept.columns), kept.meanings
    withdrawn = registers.withdrawn.get(table, frozenset())
    cells_read = ", ".join(map(column, kept.columns.values()))
    order = by_number(column(kept.form.primary_key))
    query = f"SELECT _file, rowid, {cells_read} FROM {column(table)} ORDER BY {order}, rowid"
    return tuple(
        Row(table, cells[0], dict(zip(names, cells, strict=True)), source, row, kept.columns, meanings)
        for source, row, *cells in registers.rows(query)
        if cells[0] not in withdrawn
    )


def place_of(row: Row, registers: Registers, name: str | None = None) -> Place:
    """Where a row stands; the file alone where its line cannot be told."""
    written = row.columns.get(name, name) if name is not None else None
    place = registers.place(row.table, row.source, row.row, written)
    return place or Place(registers.parts[row.source].path, None, written)
