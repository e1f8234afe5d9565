"""Which fields of which registers can make or unmake the breaches of a rule or duty; read once for each query."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from shoukong.control.document_control import Control
from shoukong.executable.blocks_in_place import BlockInPlace, named_figures
from shoukong.executable.duty import axis_of
from shoukong.executable.query_tables import shown_fields, words_of
from shoukong.executable.rule import DAY
from shoukong.files.user_cache import made_once
from shoukong.forms.form import Field, Form
from shoukong.text.block import DUTY, RULE

_KEYS = {RULE: ("sql",), DUTY: ("scope", "each", "evidence")}
_OF_DUTY = ("done_on", "due", "for_day", "since", "until")


@dataclass(frozen=True, slots=True)
class DecidingFields:
    """The fields of a register that decide, in the form's order."""

    form: Form
    fields: tuple[Field, ...]


def deciding_fields(placed: BlockInPlace, control: Control) -> tuple[DecidingFields, ...]:
    """What decides a rule or duty, by register as its queries name them; nothing for what cannot be told."""
    texts = [text for key in _KEYS.get(placed.block.kind, ()) if (text := placed.block.text(key))]
    named = words_of(texts)
    forms = {form.name: form for form in control.portal.forms_by_name.values() if form.name.lower() in named}
    tables = {name: [field.name for field in shown_fields(form)] for name, form in forms.items()}
    found: dict[str, set[str]] = {}
    for text in texts:
        for table, column in _columns(text, _deciding(placed, control), tables):
            found.setdefault(table, set()).add(column)
    return tuple(
        DecidingFields(forms[table], tuple(field for field in forms[table].fields if field.name in columns))
        for table, columns in found.items()
    )


def _deciding(placed: BlockInPlace, control: Control) -> tuple[str, ...]:
    """The columns of the answer that decide: the day where figures depend on it, what places a proof of a duty."""
    if placed.block.kind == DUTY:
        axis = axis_of(placed, control)
        return (*_OF_DUTY, axis.name) if axis else _OF_DUTY
    return (DAY,) if named_figures(placed.document, placed.block.text("sql")) else ()


def _columns(sql: str, deciding: tuple[str, ...], tables: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The columns that decide a query, kept for the next run: what reads it takes long to load."""

    def read() -> bytes:
        from shoukong.executable.query_columns import deciding_columns

        return json.dumps(deciding_columns(sql, deciding, tables)).encode()

    kept = json.loads(made_once("deciding", (sql, *deciding, json.dumps(tables)), read))
    return [(table, column) for table, column in kept]
