"""The records of other scopes, when a build is made for one: theirs, and whatever leads to them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from shoukong.audience import Readers
from shoukong.declared.scope_axis import ScopeAxis
from shoukong.executable.occurrence import Scope
from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.core_afterlife import DISPOSED
from shoukong.records.core_registers import kept_register
from shoukong.records.registers import HIDDEN, Registers

_TABLE = "hidden_records"
_NUMBER = re.compile(r"[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)+")
_PARTS = re.compile(r"[\s,;\u3001\uff0c\uff1b/|]+")


@dataclass(frozen=True)
class HiddenRecords:
    """The numbers of the records that are not shown; `others` are the codes of the other scopes, and their names."""

    members: Mapping[str, frozenset[str]]
    others: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]

    @cached_property
    def telling(self) -> str:
        """What a text looks like that may tell of what is not shown."""
        named = (re.escape(name) for name in sorted(self.names, key=lambda name: (-len(name), name)))
        return "|".join((*named, _NUMBER.pattern))

    def hides_scope(self, scope: Scope) -> bool:
        """Whether something concerns another scope."""
        own = self.members.get(scope.axis.name) if scope.axis else None
        return own is not None and bool(scope.code) and scope.code not in own

    def hides_group(self, words: Iterable[str]) -> bool:
        """Whether a group of a figure is another scope's."""
        return any(part in self.others for word in words for part in (word, *_PARTS.split(word)))

    def without(self, text: str) -> str:
        """A text without the numbers of the records that are not shown, and without the names of the other scopes."""
        return re.sub(self.telling, lambda found: HIDDEN if self._hides(found[0]) else found[0], text)

    def tells(self, cells: Iterable[object]) -> bool:
        """Whether some cells tell of what is not shown."""
        return any(
            self.tells(cell) if isinstance(cell, list | tuple) else cell in self.others or self.without(cell) != cell
            for cell in cells
            if isinstance(cell, str | list | tuple)
        )

    def _hides(self, word: str) -> bool:
        return word in self.numbers or word in self.names


def hidden_records(portal: Portal, registers: Registers, readers: Readers) -> HiddenRecords | None:
    """What is not shown to the readers of some scopes; None where they read of all."""
    if not readers.scopes:
        return None
    axes = {axis.name: axis for axis in portal.settings.scopes if axis.name in readers.scopes}
    registers.connection.execute(f"CREATE OR REPLACE TABLE {_TABLE} (form VARCHAR, number VARCHAR)")
    for form in portal.forms_by_name.values():
        for axis in axes.values():
            _hide(registers, form, _of_others(form, axis, readers.scopes[axis.name]))
    _hide_disposed(portal, registers)
    while sum([_hide(registers, form, _leads_there(form, portal)) for form in portal.forms_by_name.values()]):
        pass
    by_table: dict[str, set[str]] = {}
    for name, number in registers.rows(f"SELECT form, number FROM {_TABLE}"):
        by_table.setdefault(name, set()).add(number)
    codes = {code for axis in axes.values() for code in by_table.get(axis.register, ())}
    names = {name for axis in axes.values() for name in _names(portal, registers, axis, by_table) if len(name) > 1}
    numbered = (by_table.get(form.name, set()) for form in portal.forms_by_name.values() if form.number is not None)
    return HiddenRecords(readers.scopes, frozenset(codes | names), frozenset(names), frozenset().union(*numbered))


def unknown_members(portal: Portal, registers: Registers, readers: Readers) -> tuple[str, ...]:
    """The members that readers are of and that no register lists."""
    listed = {axis.name: axis.register for axis in portal.settings.scopes}
    return tuple(
        f"{name}={member}"
        for name, members in readers.scopes.items()
        for member in sorted(members - _codes(portal, registers, listed[name]))
    )


def members_of_axis(portal: Portal, registers: Registers, axis: str) -> tuple[str, ...]:
    """The members of an axis of the firm that its register lists, in order."""
    register = next(each.register for each in portal.settings.scopes if each.name == axis)
    return tuple(sorted(_codes(portal, registers, register)))


def _codes(portal: Portal, registers: Registers, register: str) -> frozenset[str]:
    form = portal.forms_by_name.get(register)
    rows = registers.rows(f"SELECT {column(form.primary_key)} FROM {column(form.name)}") if form else ()
    return frozenset(code for (code,) in rows)


def take_out(portal: Portal, registers: Registers, hidden: HiddenRecords) -> None:
    """Take the records out of the tables, and their numbers out of the texts of the others."""
    for form in portal.forms_by_name.values():
        table, key = column(form.name), column(form.primary_key)
        of_form = f"(SELECT number FROM {_TABLE} WHERE form = {quoted(form.name)})"
        registers.connection.execute(f"DELETE FROM {table} WHERE {key} IN {of_form}")
        for field in (f for f in form.fields if f.type == "string" and f.name != form.primary_key):
            name = column(field.name)
            query = f"SELECT DISTINCT {name} FROM {table} WHERE regexp_matches({name}, {quoted(hidden.telling)})"
            for (text,) in list(registers.rows(query)):
                if (told := hidden.without(text)) != text:
                    changing = f"UPDATE {table} SET {name} = {quoted(told)} WHERE {name} = {quoted(text)}"
                    registers.connection.execute(changing)


def _of_others(form: Form, axis: ScopeAxis, members: frozenset[str]) -> str:
    """The condition that a record is another scope's; what names none is the whole firm's."""
    if form.name == axis.register:
        fields = [form.primary_key]
    else:
        fields = [key.field for key in form.foreign_keys if key.table == axis.register]
        fields += [axis.name] if form.field(axis.name) and axis.name not in fields else []
    own = ", ".join(map(quoted, ("", *sorted(members))))
    return " OR ".join(f"coalesce({column(name)}, '') NOT IN ({own})" for name in fields)


def _leads_there(form: Form, portal: Portal) -> str:
    """The condition that a record refers to one that is not shown, or that one of its cells is such a number."""
    keys = {key.field: key.table for key in form.foreign_keys}
    numbered = ", ".join(quoted(each.name) for each in portal.forms_by_name.values() if each.number is not None)
    conditions = [
        f"{column(name)} IN (SELECT number FROM {_TABLE} WHERE form = {quoted(table)})" for name, table in keys.items()
    ]
    free = [f.name for f in form.fields if f.type == "string" and f.name not in {*keys, form.primary_key}]
    if numbered:
        conditions += [f"{column(n)} IN (SELECT number FROM {_TABLE} WHERE form IN ({numbered}))" for n in free]
    return " OR ".join(conditions)


def _hide(registers: Registers, form: Form, condition: str) -> int:
    """Add the records for which a condition holds; how many were not there yet."""
    if not condition:
        return 0
    key, name = column(form.primary_key), quoted(form.name)
    known = f"SELECT number FROM {_TABLE} WHERE form = {name}"
    adding = f"INSERT INTO {_TABLE} SELECT DISTINCT {name}, {key} FROM {column(form.name)}"
    done = registers.connection.execute(f"{adding} WHERE ({condition}) AND {key} NOT IN ({known})").fetchone()
    return int(done[0]) if done else 0


def _hide_disposed(portal: Portal, registers: Registers) -> None:
    """Of what is gone nobody can tell the scope: none of it is shown where its form has one."""
    kept = kept_register(portal, DISPOSED)
    if kept is None:
        return
    scoped = {name for (name,) in registers.rows(f"SELECT DISTINCT form FROM {_TABLE}")}
    forms = [form for form in portal.forms_by_name.values() if form.name in scoped]
    told = ", ".join(quoted(word) for form in forms for word in (form.id, form.name))
    if told:
        _hide(registers, kept.form, f"{column(kept.columns['register'])} IN ({told})")


def _names(portal: Portal, registers: Registers, axis: ScopeAxis, by_table: Mapping[str, set[str]]) -> Iterator[str]:
    """What people call the members that are not shown."""
    hidden, form = by_table.get(axis.register, set()), portal.forms_by_name.get(axis.register)
    called = next((name for name in axis.columns_of_names if form and form.field(name)), None)
    if form is not None and called:
        query = f"SELECT {column(form.primary_key)}, {column(called)} FROM {column(form.name)}"
        yield from (name for code, name in registers.rows(query) if code in hidden and name)
