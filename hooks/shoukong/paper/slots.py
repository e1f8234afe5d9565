"""The blanks of a form: how each field is filled in by hand, and how they lie on the sheet or in the register."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shoukong.forms.form import Field, Form
from shoukong.forms.form_layout import in_sections
from shoukong.language import IN_CHINESE, Speech
from shoukong.wording.condition_words import demand_words

# The last word of a title that asks for sentences rather than a name.
_LONG_TITLE = re.compile(
    ".*(内容|说明|原因|措施|意见|描述|情况|备注|结论|结果|事项|经过|理由|影响|建议|要求|决议|方案)"
)
_LONG = 60
_BOX = 2.2
_HALF_SHEET = 30.0
_IN_COLUMN = 7.0
_TOKEN = re.compile(r"\{(year|month|day|seq|code)(?::([0-9]{1,2}))?\}")
_COLUMN_WEIGHTS = {
    "line": 1.5,
    "long": 2.6,
    "number": 1.1,
    "date": 1.35,
    "datetime": 1.8,
    "time": 1.1,
    "year": 0.9,
    "boolean": 1.4,
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A blank: what to write, in which manner (`kind`), among which choices, with which hint; `name` is its field's."""

    name: str
    title: str
    kind: str
    required: bool
    hint: str
    choices: tuple[str, ...]

    @property
    def is_wide(self) -> bool:
        """Whether the blank needs the whole width of a sheet."""
        return self.kind == "long" or _choices_width(self) > _HALF_SHEET or len(self.hint) > _HALF_SHEET * 1.6


@dataclass(frozen=True, slots=True)
class Comb:
    """A stretch of a record's number: printed text, or empty cells, one a sign."""

    text: str = ""
    cells: int = 0


def slots(form: Form, say: Speech = IN_CHINESE) -> tuple[Slot, ...]:
    """The blanks to fill, in the order of the fields; the number and the form's revision stand elsewhere."""
    return tuple(_slot(form, f, say) for f in form.fields if f.name not in (form.primary_key, "form_revision"))


def printed_slots(form: Form, say: Speech = IN_CHINESE) -> tuple[Slot, ...]:
    """The same without those that are internal."""
    return tuple(slot for slot in slots(form, say) if slot.name not in form.print.internal)


def sheet_sections(form: Form, say: Speech = IN_CHINESE) -> Iterator[tuple[str, tuple[Slot, ...]]]:
    """The same as they lie on a sheet: the sections of the form, each with its title and its blanks."""
    blanks = {slot.name: slot for slot in printed_slots(form, say)}
    for section in in_sections(form.sections, blanks):
        yield section.title, tuple(blanks[name] for name in section.fields)


def sheet_rows(blanks: tuple[Slot, ...]) -> Iterator[tuple[Slot, ...]]:
    """The blanks in rows: two narrow ones share a row, a wide one or one left alone has its own."""
    waiting: Slot | None = None
    for slot in blanks:
        if waiting and not slot.is_wide:
            yield waiting, slot
            waiting = None
            continue
        if waiting:
            yield (waiting,)
        waiting = None if slot.is_wide else slot
        if slot.is_wide:
            yield (slot,)
    if waiting:
        yield (waiting,)


def column_weight(slot: Slot) -> float:
    """How wide a column is against the others."""
    if slot.kind != "choice":
        weight = _COLUMN_WEIGHTS[slot.kind]
    else:
        weight = min(2.2, max(1.2, max(map(ems, slot.choices)) / 4))
    return max(weight, min(1.9, ems(slot.title + "*" * slot.required) * 0.3))


def is_ticked_in_column(slot: Slot) -> bool:
    """Whether a column has room to print the choices in each row; else they stand in the notes."""
    return slot.kind == "choice" and _choices_width(slot) <= _IN_COLUMN


def combs(template: str) -> Iterator[Comb]:
    """The stretches of a number pattern such as `BX-{code:2}-{year}-{seq:4}`; the century of a year is printed."""
    end = 0
    for token in _TOKEN.finditer(template):
        literal = template[end : token.start()] + ("20" if token[1] == "year" else "")
        if literal:
            yield Comb(text=literal)
        yield Comb(cells=int(token[2] or 2))
        end = token.end()
    if template[end:]:
        yield Comb(text=template[end:])


def ems(text: str) -> float:
    """About how wide a text is: a Chinese sign counts one, a Latin one a little over half."""
    return sum(0.56 if c.isascii() else 1.0 for c in text)


def _slot(form: Form, field: Field, say: Speech) -> Slot:
    kind = _kind(form, field)
    choices = (field.constraints.enum or ()) if kind == "choice" else ()
    told = (field.description or _range(field, say), *demand_words(field, form, say))
    hint = say("；").join(filter(None, told))
    return Slot(field.name, field.title, kind, field.constraints.required, hint, choices)


def _kind(form: Form, field: Field) -> str:
    if field.constraints.enum:
        return "choice"
    if field.type in ("integer", "number"):
        return "number"
    if field.type != "string":
        return field.type if field.type in _COLUMN_WEIGHTS else "line"
    return "long" if is_long(field) and not form.foreign_key(field.name) else "line"


def is_long(field: Field) -> bool:
    """Whether a text wants lines: a long limit says so, and without a limit or pattern the last word of its title."""
    limit = field.constraints.max_length
    if limit is not None:
        return limit >= _LONG
    return not field.constraints.pattern and not field.privacy and _LONG_TITLE.fullmatch(field.title) is not None


def _range(field: Field, say: Speech) -> str:
    low, high = field.constraints.minimum, field.constraints.maximum
    if low is not None and high is not None:
        return say("%(first)s 至 %(last)s", first=low, last=high)
    if high is not None:
        return say("不大于 %(bound)s", bound=high)
    return say("不小于 %(bound)s", bound=low) if low not in (None, "0", "1") else ""


def _choices_width(slot: Slot) -> float:
    return sum(ems(choice) + _BOX for choice in slot.choices)
