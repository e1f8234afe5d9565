"""Cells judged one by one: Frictionless says what a cell is worth, and its word is put into our findings."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import frictionless

from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Field, Form
from shoukong.records.cells_in_bulk import MAX_CELL
from shoukong.records.datapackage import field_descriptor
from shoukong.text.spelling import EXAMPLES, is_spelled

# Frictionless reads a cell into (value, notes by constraint); it publishes no types.
CellReader = Callable[[str], tuple[Any, dict[str, str] | None]]
KEPT_CELLS = 10_000
_LIMITS = ("minimum", "maximum", "minLength", "maxLength")
_FORMAT_EXAMPLES = {
    "array": "[116.40, 39.90]",
    "object": '{"lon": 116.40, "lat": 39.90}',
    "email": "name@example.org",
    "uri": "https://example.org/",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
    "binary": "AQID",
}


class CellAuthority:
    """Judges cells of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._readers = {field.name: _reader(field, form) for field in form.fields}
        self._fields = {field.name: field for field in form.fields}
        # Where many rows are in doubt, most of their cells say the same as those before.
        self._fault_of = lru_cache(maxsize=KEPT_CELLS)(self._fault)

    def value(self, name: str, cell: str) -> object:
        """What a right cell of a field means; None for an empty one."""
        return self._readers[name](cell)[0]

    def judge(
        self, field: Field, cell: str, place: Place, record: str, *, is_matched: bool = True
    ) -> Iterator[Finding]:
        """What is wrong with a cell: at most one finding, the one whose mending comes first.

        `is_matched` tells whether the cell matches the field's pattern, which SQL says.
        """
        fault = self._fault_of(field.name, cell, is_matched)
        if fault is not None:
            code, facts = fault
            yield finding(code, place, ref=self.form.id, record=record, title=field.title, value=cell, **facts)

    def _fault(self, name: str, cell: str, is_matched: bool) -> tuple[str, dict[str, object]] | None:
        field = self._fields[name]
        is_key = field.name == self.form.primary_key
        if cell == "":
            return ("cell-required", _also_missing(field)) if field.constraints.required or is_key else None
        spelling = _spelling_fault(field, cell)
        if spelling is not None:
            return spelling, {"type": field.type, "example": EXAMPLES[field.type]}
        notes = self._readers[field.name](cell)[1] or {}
        if "type" in notes:
            form = f" ({field.format})" if field.format else ""
            example = _FORMAT_EXAMPLES.get(field.format or "", EXAMPLES[field.type])
            return "cell-type", {"type": f"{field.type}{form}", "example": example}
        number = self.form.number if is_key else None
        if number is not None and not number.fits(cell):
            return "record-number", {"pattern": number.template, "example": number.example}
        if "enum" not in notes and not is_matched:
            return "cell-pattern", {"pattern": field.constraints.pattern or ""}
        return _constraint_fault(field, notes)


def _also_missing(field: Field) -> dict[str, object]:
    """What the form takes for empty, as a remark in both languages; no remark where it is the empty cell alone."""
    if not field.missing:
        return {"also": "", "also_en": ""}
    words, words_en = (
        "、".join(f"「{word}」" for word in field.missing),
        ", ".join(f"“{word}”" for word in field.missing),
    )
    return {"also": f"；{words}在这张表单上算作没有填写", "also_en": f"; the form takes {words_en} for empty"}


def _constraint_fault(field: Field, notes: dict[str, str]) -> tuple[str, dict[str, object]] | None:
    limits = field.constraints
    if "enum" in notes:
        return "cell-enum", {"allowed": tuple(limits.enum or ()), "source": field.figure or ""}
    bounds = dict(zip(_LIMITS, (limits.minimum, limits.maximum, limits.min_length, limits.max_length), strict=True))
    for name in _LIMITS:
        if name in notes:
            return f"cell-{name.lower()}", {"bound": bounds[name] or ""}
    return None


def _spelling_fault(field: Field, cell: str) -> str | None:
    """Cells that Frictionless might read but other tools would not, or not alike."""
    if len(cell) > MAX_CELL:
        return "cell-too-long"
    if is_spelled(field.type, cell):
        return None
    if unicodedata.normalize("NFKC", cell) != cell:
        return "cell-full-width"
    return "cell-type"


@lru_cache(maxsize=1024)
def authority_on(form: Form) -> CellAuthority:
    """The authority on a form's cells; making one is slow, so it is kept."""
    return CellAuthority(form)


def _reader(field: Field, form: Form) -> CellReader:
    described = field_descriptor(field, form)
    described.get("constraints", {}).pop("pattern", None)
    schema = frictionless.Schema.from_descriptor({"fields": [described]})
    reader: CellReader = schema.fields[0].create_cell_reader()
    return reader
