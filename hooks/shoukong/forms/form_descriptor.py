"""The descriptor of a form: a Frictionless resource with our own properties, and what may be wrong with one."""

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches

from shoukong.declared.conventions import Conventions
from shoukong.files.enclosure import ATTACHMENT, ENCLOSING, enclosing_faults
from shoukong.finding import Finding, finding
from shoukong.forms.form_condition import CONDITIONS, condition_faults, outside_conditions
from shoukong.forms.form_formula import CHECK_SHAPE, formula_faults
from shoukong.forms.form_layout import LAYOUT, SECTION_SHAPE, layout_faults
from shoukong.forms.print_shape import PRINT, PRINT_SHAPES, print_faults, print_misfits
from shoukong.forms.unheeded_property import UNCHECKED, unchecked, unheeded
from shoukong.text.cell_pattern import is_pattern
from shoukong.text.number_pattern import NumberPatternError, parse_number_pattern
from shoukong.text.spelling import DATED_TYPES, KEY_TYPES, TYPES, is_value
from shoukong.text.yaml_lines import Key, Lines, Value
from shoukong.text.yaml_shape import (
    ANYTHING,
    COUNT,
    DATE,
    FLAG,
    LIST,
    MAPPING,
    MAPPINGS,
    PERIOD,
    REVISION,
    STRING,
    STRINGS,
    TEXT,
    TEXT_OR_TEXTS,
    TEXTS,
    KeyShape,
    as_written,
    misfits,
    not_quoted,
    one_of,
    texts_in,
    with_revisions,
)

_NAME = re.compile(r"(?!(?i:rowid|_file|_record)\Z)[A-Za-z_][A-Za-z0-9_-]*")
_SCIENTIFIC = re.compile(r"-?[0-9]+(\.[0-9]+)?[eE]-[0-9]{1,2}")
_FINE = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{10,99}")
# Where a schema has no key, a record is known by what it says.
MADE_NUMBER = "_record"
_FIGURE = re.compile(r"[^#\s]+#[a-z][a-z0-9_]*")
_BOUNDS = frozenset({"minimum", "maximum"})
_LENGTHS = frozenset({"minLength", "maxLength", "pattern"})
_WITHOUT_BOUNDS = frozenset({"boolean", "duration", "geopoint", "any"})
_GENERAL = frozenset({"required", "unique", "enum"})
# What the first and the last day of a dated fact are called where a form does not say.
DATED_ENDS = ("from", "until")
CONSTRAINTS: Mapping[str, frozenset[str]] = {
    name: _GENERAL | (_LENGTHS if name == "string" else frozenset() if name in _WITHOUT_BOUNDS else _BOUNDS)
    for name in TYPES
}

_FORM_SHAPE = {
    "name": KeyShape(TEXT),
    "id": KeyShape(TEXT),
    "title": KeyShape(TEXT),
    "revision": KeyShape(REVISION),
    "effective_date": KeyShape(DATE),
    "document": KeyShape(TEXT),
    "clause": KeyShape(TEXT_OR_TEXTS),
    "retention": KeyShape(MAPPING),
    "number": KeyShape(TEXT, required=False),
    "date": KeyShape(TEXT, required=False),
    "order": KeyShape(LIST, required=False),
    "dated": KeyShape(MAPPING, required=False),
    LAYOUT: KeyShape(MAPPINGS, required=False),
    PRINT: KeyShape(MAPPING, required=False),
    "dossier": KeyShape(TEXT, required=False),
    "checks": KeyShape(MAPPINGS, required=False),
    "schema": KeyShape(MAPPING),
}
_SCHEMA_SHAPE = {
    "primaryKey": KeyShape(TEXT_OR_TEXTS, required=False),
    "foreignKeys": KeyShape(MAPPINGS, required=False),
    "missingValues": KeyShape(STRINGS, required=False),
    "fields": KeyShape(MAPPINGS),
}
_FIELD_SHAPE = {
    "name": KeyShape(TEXT),
    "title": KeyShape(STRING, required=False),
    "type": KeyShape(one_of(*TYPES)),
    "format": KeyShape(TEXT, required=False),
    "description": KeyShape(STRING, required=False),
    "figure": KeyShape(TEXT, required=False),
    "privacy": KeyShape(one_of("personal", "sensitive", "none"), required=False),
    ATTACHMENT: KeyShape(ENCLOSING, required=False),
    "audience": KeyShape(TEXTS, required=False),
    "future": KeyShape(FLAG, required=False),
    "missingValues": KeyShape(STRINGS, required=False),
    "required_when": KeyShape(CONDITIONS, required=False),
    "empty_when": KeyShape(CONDITIONS, required=False),
    "constraints": KeyShape(MAPPING, required=False),
}
_CONSTRAINT_SHAPE = {
    "required": KeyShape(FLAG, required=False),
    "unique": KeyShape(FLAG, required=False),
    "enum": KeyShape(LIST, required=False),
    "pattern": KeyShape(TEXT, required=False),
    "minimum": KeyShape(ANYTHING, required=False),
    "maximum": KeyShape(ANYTHING, required=False),
    "minLength": KeyShape(COUNT, required=False),
    "maxLength": KeyShape(COUNT, required=False),
}
_DATED_SHAPE = {"of": KeyShape(TEXTS), **{end: KeyShape(TEXT, required=False) for end in ("from", "until")}}
_RETENTION_SHAPE = {"period": KeyShape(PERIOD), "from": KeyShape(TEXT, required=False)}
_FOREIGN_KEY_SHAPE = {"fields": KeyShape(TEXT_OR_TEXTS), "reference": KeyShape(MAPPING)}
_REFERENCE_SHAPE = {"resource": KeyShape(STRING, required=False), "fields": KeyShape(TEXT_OR_TEXTS)}
IS_TEXT = outside_conditions(
    texts_in(
        *(_FORM_SHAPE, _SCHEMA_SHAPE, _FIELD_SHAPE, _CONSTRAINT_SHAPE, SECTION_SHAPE),
        *(*PRINT_SHAPES.values(), _RETENTION_SHAPE, _DATED_SHAPE),
        *(CHECK_SHAPE, _FOREIGN_KEY_SHAPE, _REFERENCE_SHAPE),
    )
)
# By the keys that lead to each part.
SHAPES: Mapping[str, Mapping[str, KeyShape]] = {
    "": _FORM_SHAPE,
    "retention": _RETENTION_SHAPE,
    "dated": _DATED_SHAPE,
    LAYOUT: SECTION_SHAPE,
    **PRINT_SHAPES,
    "checks": CHECK_SHAPE,
    "schema": _SCHEMA_SHAPE,
    "schema.foreignKeys": _FOREIGN_KEY_SHAPE,
    "schema.foreignKeys.reference": _REFERENCE_SHAPE,
    "schema.fields": _FIELD_SHAPE,
    "schema.fields.constraints": _CONSTRAINT_SHAPE,
}
# Parts of the published standard, to which others may add properties of their own.
OPEN = ("schema", "schema.fields", "schema.fields.constraints")
ALIKE = 0.8
# What YAML must have read where no quotes are needed, by the type of the field.
_NATURAL: Mapping[str, tuple[type, ...]] = {
    "integer": (int,),
    "year": (int,),
    "number": (int, float),
    "date": (datetime.date,),
    "datetime": (datetime.datetime,),
    "boolean": (bool,),
}


def descriptor_faults(value: Value, lines: Lines, conventions: Conventions) -> Iterator[Finding]:
    """Everything wrong with a descriptor, from the outside inwards: a broken layer hides what is inside it."""
    as_written(value, lines)
    outer = tuple(misfits(value, with_revisions(_FORM_SHAPE, conventions.revisions), lines))
    yield from outer
    if not isinstance(value, dict) or not isinstance(value.get("schema"), dict):
        return
    inner = tuple(_shape_faults(value, lines))
    yield from inner
    if not outer and not inner:
        yield from _sense_faults(value, lines)


def _shape_faults(value: Value, lines: Lines) -> Iterator[Finding]:
    schema = value["schema"]
    yield from _open_misfits(schema, _SCHEMA_SHAPE, lines, "schema")
    for retention in _mappings([value.get("retention")]):
        yield from misfits(retention, _RETENTION_SHAPE, lines, "retention")
    yield from print_misfits(value, lines)
    for dated in _mappings([value["dated"] or {}]) if "dated" in value else ():
        yield from misfits(dated, _DATED_SHAPE, lines, "dated")
    for i, section in enumerate(_mappings(value.get(LAYOUT))):
        yield from misfits(section, SECTION_SHAPE, lines, LAYOUT, i)
    for i, check in enumerate(_mappings(value.get("checks"))):
        yield from misfits(check, CHECK_SHAPE, lines, "checks", i)
    for i, field in enumerate(_mappings(schema.get("fields"))):
        yield from _open_misfits(field, _FIELD_SHAPE, lines, "schema", "fields", i)
        for constraints in _mappings([field.get("constraints")]):
            yield from _open_misfits(constraints, _CONSTRAINT_SHAPE, lines, "schema", "fields", i, "constraints")
        yield from unheeded(field, lines, "schema", "fields", i)
        yield from _missing_faults(field, lines, "schema", "fields", i)
    for i, key in enumerate(_mappings(schema.get("foreignKeys"))):
        yield from misfits(key, _FOREIGN_KEY_SHAPE, lines, "schema", "foreignKeys", i)
        for reference in _mappings([key.get("reference")]):
            yield from misfits(reference, _REFERENCE_SHAPE, lines, "schema", "foreignKeys", i, "reference")
    yield from _missing_faults(schema, lines, "schema")
    yield from unchecked(schema, ("uniqueKeys",), lines, "schema")
    yield from _composite_keys(schema, lines)


def _open_misfits(value: Value, shape: Mapping[str, KeyShape], lines: Lines, *keys: Key) -> Iterator[Finding]:
    """What is wrong with a part of a Table Schema, in which others may say more: only a key misspelt is unknown."""
    if isinstance(value, dict):
        value = {key: each for key, each in value.items() if key in shape or get_close_matches(key, shape, 1, ALIKE)}
    yield from misfits(value, shape, lines, *keys)


def _missing_faults(value: dict[str, Value], lines: Lines, *keys: Key) -> Iterator[Finding]:
    """An empty cell is always empty here, so a list of what is taken for empty has the empty text."""
    missing = value.get("missingValues")
    if isinstance(missing, list) and "" not in missing:
        yield finding("missing-values", lines.place(*keys, "missingValues"))


def _composite_keys(schema: dict[str, Value], lines: Lines) -> Iterator[Finding]:
    """Keys of several fields: a record has one number, and points to others by theirs."""
    places: list[tuple[list[Value], tuple[Key, ...]]] = [([schema.get("primaryKey")], ("schema", "primaryKey"))]
    for i, key in enumerate(_mappings(schema.get("foreignKeys"))):
        ends = [key.get("fields"), *(end.get("fields") for end in _mappings([key.get("reference")]))]
        places.append((ends, ("schema", "foreignKeys", i, "fields")))
    for ends, keys in places:
        several = next((end for end in ends if isinstance(end, list) and len(end) > 1), None)
        if several is not None:
            yield finding("key-composite", lines.place(*keys), fields=tuple(several))


def _truth(value: Value) -> str:
    """A word for true or false as a cell has it; YAML may have read it as what it means."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def only(key: Value) -> str:
    """The one field of a key; forms that come from elsewhere write it as a list of one."""
    return str(key[0] if isinstance(key, list) else key)


def _mappings(value: Value) -> list[dict[str, Value]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _sense_faults(value: Value, lines: Lines) -> Iterator[Finding]:
    """Faults that show only where every part has its shape: names that mean nothing, constraints that cannot hold."""
    names: dict[str, str] = {}
    known: set[str] = set()
    for i, field in enumerate(value["schema"]["fields"]):
        place = lines.place("schema", "fields", i, "name")
        if field["name"].casefold() in known:
            yield finding("field-twice", place, name=field["name"])
        elif not _NAME.fullmatch(field["name"]):
            yield finding("field-name", place, name=field["name"])
        names.setdefault(field["name"], field["type"])
        known.add(field["name"].casefold())
        yield from _field_faults(field, lines, i)
    yield from _named_fields(value, names, lines)
    yield from condition_faults(value, lines)
    yield from formula_faults(value, lines)
    yield from layout_faults(value, lines)
    yield from print_faults(value, lines)
    yield from _number_faults(value, lines)


def _field_faults(field: dict[str, Value], lines: Lines, i: int) -> Iterator[Finding]:
    keys = ("schema", "fields", i, "constraints")
    constraints = field.get("constraints") or {}
    for name in constraints:
        if name not in CONSTRAINTS[field["type"]] | {*UNCHECKED}:
            yield finding("constraint-misplaced", lines.place(*keys, name), constraint=name, type=field["type"])
    if "figure" in field and not _FIGURE.fullmatch(field["figure"]):
        yield finding("figure-address", lines.place("schema", "fields", i, "figure"), figure=field["figure"])
    if "figure" in field and "enum" in constraints:
        yield finding("figure-and-enum", lines.place(*keys, "enum"), name=field["name"])
    yield from enclosing_faults(field, lines, i)
    if "enum" in constraints and not _is_enum(constraints["enum"], field["type"], lines, keys):
        yield finding("enum-faulty", lines.place(*keys, "enum"), name=field["name"])
    if "pattern" in constraints and not is_pattern(constraints["pattern"]):
        yield finding("pattern-faulty", lines.place(*keys, "pattern"), pattern=constraints["pattern"])
    yield from _bound_faults(field, lines, keys)


def _bound_faults(field: dict[str, Value], lines: Lines, keys: tuple[Key, ...]) -> Iterator[Finding]:
    constraints = field.get("constraints") or {}
    low, high = constraints.get("minimum"), constraints.get("maximum")
    for name, bound in (("minimum", low), ("maximum", high)):
        if bound is None or name not in CONSTRAINTS[field["type"]]:
            continue
        written = as_cell(bound, lines, (*keys, name))
        is_fine = field["type"] == "number" and _FINE.fullmatch(written) is not None
        if not _is_natural(bound, field["type"]) or not (is_fine or is_value(field["type"], written)):
            yield finding("bound-faulty", lines.place(*keys, name), bound=written, type=field["type"])
            return
    if low is not None and high is not None and _is_above(low, high, field["type"]):
        yield finding("bounds-crossed", lines.place(*keys, "maximum"), minimum=low, maximum=high)
    short, long = constraints.get("minLength"), constraints.get("maxLength")
    if short and long and short > long:
        yield finding("bounds-crossed", lines.place(*keys, "maxLength"), minimum=short, maximum=long)


def _is_above(low: Value, high: Value, type_: str) -> bool:
    if type_ in ("integer", "number", "year"):
        return Decimal(str(low)) > Decimal(str(high))
    return str(low) > str(high)


def _is_natural(value: Value, type_: str) -> bool:
    """Whether YAML reads a value as one of the field's type, or as a text that says the same."""
    if isinstance(value, str) or type_ not in _NATURAL:
        return isinstance(value, str)
    return type(value) in _NATURAL[type_]


def as_cell(value: Value, lines: Lines, keys: tuple[Key, ...]) -> str:
    """A value of the descriptor as it would stand in a cell: as written, days and small numbers in one spelling."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    written = lines.written.get(keys, str(value))
    return f"{Decimal(written):f}" if _SCIENTIFIC.fullmatch(written) else written


def _is_enum(values: list[Value], type_: str, lines: Lines, keys: tuple[Key, ...]) -> bool:
    """Whether a list of allowed values is one: not empty, nothing twice, each a value of the type."""
    if any(isinstance(value, dict | list) for value in values):
        return False
    written = [choice(value, type_, lines, (*keys, "enum", i)) for i, value in enumerate(values)]
    return 0 < len(written) == len(set(written)) and all(cell and is_value(type_, cell) for cell in written)


def choice(value: Value, type_: str, lines: Lines, keys: tuple[Key, ...]) -> str:
    """An allowed value as it would stand in a cell; of a text, letter by letter."""
    return lines.written.get(keys, value) if type_ == "string" else as_cell(value, lines, keys)


def unquoted_choices(value: Value, lines: Lines) -> Iterator[Finding]:
    """One finding for each list of allowed texts in which YAML reads something else."""
    for i, field in enumerate(value["schema"]["fields"]):
        listed = (field.get("constraints") or {}).get("enum") or []
        keys = [("schema", "fields", i, "constraints", "enum", j) for j in range(len(listed))]
        retyped_keys = [key for key, item in zip(keys, listed, strict=True) if not _is_natural(item, field["type"])]
        if retyped_keys:
            yield not_quoted(lines, retyped_keys)


def _named_fields(value: Value, types: Mapping[str, str], lines: Lines) -> Iterator[Finding]:
    """Fields that other parts of the descriptor name: each must exist and be of a type that serves there."""
    schema = value["schema"]
    named: list[tuple[str, tuple[str, ...], tuple[str | int, ...]]] = []
    if schema.get("primaryKey"):
        named.append((only(schema["primaryKey"]), KEY_TYPES, ("schema", "primaryKey")))
    if "date" in value:
        named.append((value["date"], DATED_TYPES, ("date",)))
    if "from" in value["retention"]:
        named.append((value["retention"]["from"], DATED_TYPES, ("retention", "from")))
    if dated := value.get("dated"):
        named.extend((name, TYPES, ("dated", "of", i)) for i, name in enumerate(dated["of"]))
        named.extend((dated.get(end, end), ("date",), ("dated", end)) for end in DATED_ENDS)
    for i, key in enumerate(schema.get("foreignKeys") or []):
        named.append((only(key["fields"]), TYPES, ("schema", "foreignKeys", i, "fields")))
    for i, chain in enumerate(value.get("order") or []):
        if not TEXTS.accepts(chain) or len(chain) < 2:
            yield finding("order-faulty", lines.place("order", i))
            continue
        named.extend((name, DATED_TYPES, ("order", i, j)) for j, name in enumerate(chain))
    for name, wanted, keys in named:
        if name not in types:
            yield finding("field-unknown", lines.place(*keys), name=name, known=tuple(types))
        elif types[name] not in wanted:
            yield finding("field-type", lines.place(*keys), name=name, type=types[name], wanted=tuple(wanted))


def _number_faults(value: Value, lines: Lines) -> Iterator[Finding]:
    if value.get("number") is not None and not value["schema"].get("primaryKey"):
        yield finding("key-missing", lines.place("schema", field="primaryKey"), key="primaryKey")
        return
    if value.get("number") is None:
        if value.get("dossier"):  # a record's own page is named by its number, which must not be just anything
            yield finding("key-missing", lines.place("dossier", field="number"), key="number")
        return
    try:
        parse_number_pattern(value["number"])
    except NumberPatternError as error:
        yield finding("number-pattern", lines.place("number"), pattern=value["number"], part=error)
