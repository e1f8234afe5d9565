"""Checks of what the firm calls its core registers: every name there is, and stands for one thing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from shoukong.declared.register_mapping import REGISTERS as MAPPINGS
from shoukong.declared.register_mapping import RegisterMapping
from shoukong.declared.scope_axis import SCOPES, WHOLE
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Form
from shoukong.layout import SETTINGS
from shoukong.portal import Portal
from shoukong.records.core_declaration import REGISTERS, REGISTERS_BY_NAME
from shoukong.records.core_registers import KeptRegister, core_table, kept_register, names_of
from shoukong.records.core_shape import CoreRegister
from shoukong.records.core_words import OPEN
from shoukong.text.block import DUTY
from shoukong.text.likeness import most_like_first


def check_mapped_registers(portal: Portal) -> Iterator[Finding]:
    """Each register, column and value that a mapping speaks of is one that the engine knows."""
    for name, said in portal.settings.registers.items():
        core = REGISTERS_BY_NAME.get(name)
        if core is None:
            yield _unknown(portal, (name,), name, tuple(REGISTERS_BY_NAME), "登记册", "register")
            continue
        for column in said.columns:
            known = names_of(portal, core)
            if column not in known:
                yield _unknown(portal, (name, "columns", column), column, known, "栏目", "column")
        yield from _unknown_values(portal, core, said)


def check_mapped_tables(portal: Portal) -> Iterator[Finding]:
    """Each table and column that a mapping names is there, and none has two meanings."""
    holders: dict[str, str] = {}
    for core in sorted(REGISTERS, key=lambda core: core.name in portal.settings.registers):
        said = portal.settings.registers.get(core.name)
        table = core_table(portal, core.name)
        if said is not None and said.table and not portal.is_known_form(table):
            yield _missing(portal, (core.name, "table"), table, tuple(portal.forms_by_name), "表单", "form")
        kept = kept_register(portal, core.name)
        if kept is None:
            continue
        if table in holders:
            first = REGISTERS_BY_NAME[holders[table]].title
            yield _twice(portal, (core.name, "table"), table, (first.zh, core.title.zh), (first.en, core.title.en))
        holders.setdefault(table, core.name)
        yield from _columns(portal, kept)


def check_mapped_words(portal: Portal) -> Iterator[Finding]:
    """Each word is one that the form allows and has one meaning; what the form allows has a meaning where all must."""
    for core in REGISTERS:
        kept = kept_register(portal, core.name)
        for column in kept.words if kept else ():
            if kept is not None and column in kept.columns:
                yield from _words(portal, kept, column)


def check_scopes(portal: Portal) -> Iterator[Finding]:
    """The register of each axis is there."""
    for i, axis in enumerate(portal.settings.scopes):
        if not portal.is_known_form(axis.register):
            place, known = (
                portal.settings.lines.place(SCOPES, i, "register"),
                _like(axis.register, portal.forms_by_name),
            )
            yield finding("scope-register", place, axis=axis.name, register=axis.register, known=known)


def check_duty_scopes(portal: Portal) -> Iterator[Finding]:
    """A duty is owed by the firm as a whole, or split by an axis that is declared."""
    known = (*(axis.name for axis in portal.settings.scopes), WHOLE)
    for document in portal.documents:
        for block in document.blocks:
            per = block.text("per")
            if block.kind == DUTY and per and per not in known and not portal.could_not_read(SETTINGS):
                yield finding("duty-per", block.place("per"), ref=document.id, id=block.id, per=per,
                              known=_like(per, known))  # fmt: skip


CHECKS = (check_mapped_registers, check_mapped_tables, check_mapped_words, check_scopes, check_duty_scopes)


def _unknown_values(portal: Portal, core: CoreRegister, said: RegisterMapping) -> Iterator[Finding]:
    valued = {column.name: column.words for column in core.columns if column.words}
    for column, meanings in said.values.items():
        keys, known = (core.name, "values", column), valued.get(column)
        if known is None:
            yield _unknown(portal, keys, column, tuple(valued), "带含义的栏目", "column whose values have meanings")
            continue
        strange = (meaning for meaning in meanings if meaning not in tuple(known))
        for meaning in strange:
            yield _unknown(portal, (*keys, meaning), meaning, tuple(known), "含义", "meaning")


def _columns(portal: Portal, kept: KeptRegister) -> Iterator[Finding]:
    said = portal.settings.registers.get(kept.core.name, RegisterMapping())
    for column, called in said.columns.items():
        if called is not None and column in names_of(portal, kept.core) and called not in kept.form.names:
            yield _missing(portal, (kept.core.name, "columns", column), called, kept.form.names, "栏目", "column")
    holders: dict[str, str] = {}
    for column, called in sorted(kept.columns.items(), key=lambda pair: pair[0] in said.columns):
        if called in holders:
            both = (holders[called], column)
            yield _twice(portal, (kept.core.name, "columns", column), called, both, both)
        holders.setdefault(called, column)


def _words(portal: Portal, kept: KeptRegister, column: str) -> Iterator[Finding]:
    field = kept.form.field(kept.columns[column])
    allowed = field.constraints.enum if field else None
    said = portal.settings.registers.get(kept.core.name, RegisterMapping()).values.get(column, {})
    keys = (kept.core.name, "values", column)
    meant: dict[str, str] = {}
    for meaning, words in kept.words[column].items():
        for word in words:
            if word in meant:
                yield _twice(portal, (*keys, meaning), word, (meant[word], meaning), (meant[word], meaning))
            elif allowed is not None and word not in allowed and meaning in said:
                yield _missing(portal, (*keys, meaning), word, allowed, "允许值", "allowed value")
            meant.setdefault(word, meaning)
    yield from _without_meaning(kept, column, allowed or (), meant)


def _without_meaning(
    kept: KeptRegister, column: str, allowed: Sequence[str], meant: Mapping[str, str]
) -> Iterator[Finding]:
    """What a form allows and control cannot understand: any value where all have meanings, else all of them."""
    declared = kept.core.column(column)
    strange = [word for word in allowed if word not in meant]
    is_open = declared is not None and declared.words in OPEN
    if not strange or (is_open and len(strange) < len(allowed)):
        return
    known = ", ".join(declared.words or ()) if declared else ""
    place, register = _field_place(kept.form, kept.columns[column]), kept.core.name
    facts = {"register": register, "column": column, "known": known}
    yield finding("value-meaning", place, ref=kept.form.id, words=strange, **facts)


def _field_place(form: Form, name: str) -> Place:
    return form.place("schema", "fields", form.names.index(name), "constraints", "enum")


def _unknown(portal: Portal, keys: Sequence[str], name: str, known: Sequence[str], what: str, what_en: str) -> Finding:
    place = portal.settings.lines.place(MAPPINGS, *keys)
    return finding("mapping-unknown", place, name=name, what=what, what_en=what_en, known=_like(name, known))


def _missing(portal: Portal, keys: Sequence[str], name: str, known: Sequence[str], what: str, what_en: str) -> Finding:
    place = portal.settings.lines.place(MAPPINGS, *keys)
    return finding("mapping-missing", place, name=name, what=what, what_en=what_en, known=_like(name, known))


def _like(name: str, known: Iterable[str]) -> Sequence[str] | str:
    """The names that there are, as a message lists them."""
    return most_like_first(name, known) or "-"


def _twice(portal: Portal, keys: Sequence[str], name: str, both: tuple[str, str], both_en: tuple[str, str]) -> Finding:
    report = partial(finding, "mapping-twice", portal.settings.lines.place(MAPPINGS, *keys), name=name)
    return report(first=both[0], second=both[1], first_en=both_en[0], second_en=both_en[1])
