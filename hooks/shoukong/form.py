"""A form: a numbered, revised blank, whose schema says what a record on it holds."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from shoukong.finding import Finding, Place, finding
from shoukong.revision import Revision, parse_revision
from shoukong.text.composition import composed
from shoukong.text.digest import digest_of
from shoukong.text.number_pattern import NumberPattern, NumberPatternError, parse_number_pattern
from shoukong.text.yaml_lines import Lines, Value, parse_yaml
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
    TEXT,
    TEXT_OR_TEXTS,
    TEXTS,
    KeyShape,
    misfits,
    one_of,
)

TYPES = ("string", "integer", "number", "date", "datetime", "time", "boolean", "year")
DATED_TYPES = ("date", "datetime")
_NAME = re.compile(r"(?!rowid$)[a-z][a-z0-9_]*")
_FIGURE = re.compile(r"[^#\s]+#[a-z][a-z0-9_]*")
_BOUNDS = frozenset({"minimum", "maximum"})
_LENGTHS = frozenset({"minLength", "maxLength", "pattern"})
_GENERAL = frozenset({"required", "unique", "enum"})
CONSTRAINTS: Mapping[str, frozenset[str]] = {
    name: _GENERAL | (_LENGTHS if name == "string" else frozenset() if name == "boolean" else _BOUNDS) for name in TYPES
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
    "number": KeyShape(TEXT),
    "date": KeyShape(TEXT, required=False),
    "order": KeyShape(LIST, required=False),
    "print": KeyShape(MAPPING, required=False),
    "dossier": KeyShape(TEXT, required=False),
    "schema": KeyShape(MAPPING),
}
_SCHEMA_SHAPE = {
    "primaryKey": KeyShape(TEXT),
    "foreignKeys": KeyShape(MAPPINGS, required=False),
    "missingValues": KeyShape(LIST, required=False),
    "fields": KeyShape(MAPPINGS),
}
_FIELD_SHAPE = {
    "name": KeyShape(TEXT),
    "title": KeyShape(TEXT),
    "type": KeyShape(one_of(*TYPES)),
    "description": KeyShape(TEXT, required=False),
    "figure": KeyShape(TEXT, required=False),
    "privacy": KeyShape(one_of("personal", "sensitive"), required=False),
    "audience": KeyShape(TEXTS, required=False),
    "future": KeyShape(FLAG, required=False),
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
_PRINT_SHAPE = {
    "layout": KeyShape(one_of("sheet", "list"), required=False),
    "orientation": KeyShape(one_of("portrait", "landscape"), required=False),
    "rows": KeyShape(COUNT, required=False),
    "signatures": KeyShape(TEXTS, required=False),
    "note": KeyShape(TEXT, required=False),
}
_RETENTION_SHAPE = {"period": KeyShape(PERIOD), "from": KeyShape(TEXT, required=False)}
_FOREIGN_KEY_SHAPE = {"fields": KeyShape(TEXT), "reference": KeyShape(MAPPING)}
_REFERENCE_SHAPE = {"resource": KeyShape(TEXT), "fields": KeyShape(TEXT)}


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a cell of a field may hold; `enum` is None where anything may stand."""

    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] | None = None
    pattern: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a register and a blank of the form; `figure` is the address of the list of its allowed values."""

    name: str
    title: str
    type: str
    line: int
    constraints: Constraints
    description: str = ""
    figure: str | None = None
    privacy: str | None = None
    audience: tuple[str, ...] = ()
    future: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A field whose values are the numbers of records of another table."""

    field: str
    table: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Retention:
    """How long records are kept: an ISO 8601 period or `permanent`, counted from a field's date."""

    period: str
    start: str | None


@dataclass(frozen=True, slots=True)
class PrintShape:
    """How the blank prints: one record a sheet, or a list of rows."""

    layout: str = "sheet"
    orientation: str = "portrait"
    rows: int = 15
    signatures: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form under control, its table named by its file; `written_name` is what the file says.

    `clauses` are addresses such as `WY-CX-02#4.1.4`, the first of them in `document`.
    """

    name: str
    written_name: str
    id: str
    title: str
    revision: Revision
    effective_date: datetime.date
    document: str
    clauses: tuple[str, ...]
    retention: Retention
    number: NumberPattern
    date: str | None
    order: tuple[tuple[str, ...], ...]
    print: PrintShape
    dossier: str | None
    primary_key: str
    foreign_keys: tuple[ForeignKey, ...]
    fields: tuple[Field, ...]
    digest: str
    path: str
    lines: Lines

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields: the header of the form's CSV."""
        return tuple(f.name for f in self.fields)

    def field(self, name: str) -> Field | None:
        """The field of this name."""
        return next((f for f in self.fields if f.name == name), None)

    def foreign_key(self, name: str) -> ForeignKey | None:
        """The foreign key that the field of this name is."""
        return next((k for k in self.foreign_keys if k.field == name), None)

    def place(self, *keys: str | int) -> Place:
        """The place in the form's file of the value at these keys."""
        return self.lines.place(*keys)


def parse_form(text: str, path: str) -> tuple[Form | None, tuple[Finding, ...]]:
    """Read a form; None and findings where its descriptor or schema is not whole."""
    value, lines, findings = parse_yaml(text, path)
    if findings:
        return None, findings
    findings = tuple(_faults(value, lines))
    if findings:
        return None, findings
    return _form(value, path, lines, digest_of(text)), ()


def with_allowed_values(form: Form, allowed: Mapping[str, tuple[str, ...]]) -> Form:
    """The same form with the lists of its figures, found by their addresses, as allowed values."""
    fields = tuple(
        replace(f, constraints=replace(f.constraints, enum=allowed[f.figure]))
        if f.figure is not None and f.figure in allowed
        else f
        for f in form.fields
    )
    return replace(form, fields=fields)


def _faults(value: Value, lines: Lines) -> Iterator[Finding]:
    """Everything wrong with a descriptor, from the outside inwards: a broken layer hides what is inside it."""
    outer = tuple(misfits(value, _FORM_SHAPE, lines))
    yield from outer
    if not isinstance(value, dict) or not isinstance(value.get("schema"), dict):
        return
    inner = tuple(_shape_faults(value, lines))
    yield from inner
    if not outer and not inner:
        yield from _sense_faults(value, lines)


def _shape_faults(value: Value, lines: Lines) -> Iterator[Finding]:
    schema = value["schema"]
    yield from misfits(schema, _SCHEMA_SHAPE, lines, "schema")
    yield from misfits(value.get("retention") or {}, _RETENTION_SHAPE, lines, "retention")
    yield from misfits(value.get("print") or {}, _PRINT_SHAPE, lines, "print")
    for i, field in enumerate(_mappings(schema.get("fields"))):
        yield from misfits(field, _FIELD_SHAPE, lines, "schema", "fields", i)
        constraints = field.get("constraints") or {}
        yield from misfits(constraints, _CONSTRAINT_SHAPE, lines, "schema", "fields", i, "constraints")
    for i, key in enumerate(_mappings(schema.get("foreignKeys"))):
        yield from misfits(key, _FOREIGN_KEY_SHAPE, lines, "schema", "foreignKeys", i)
        yield from misfits(key.get("reference"), _REFERENCE_SHAPE, lines, "schema", "foreignKeys", i, "reference")


def _mappings(value: Value) -> list[dict[str, Value]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _sense_faults(value: Value, lines: Lines) -> Iterator[Finding]:
    """Faults that show only where every part has its shape: names that mean nothing, constraints that cannot hold."""
    names: dict[str, str] = {}
    for i, field in enumerate(value["schema"]["fields"]):
        place = lines.place("schema", "fields", i, "name")
        if field["name"] in names:
            yield finding("field-twice", place, name=field["name"])
        elif not _NAME.fullmatch(field["name"]):
            yield finding("field-name", place, name=field["name"])
        names.setdefault(field["name"], field["type"])
        yield from _field_faults(field, lines, i)
    yield from _named_fields(value, names, lines)
    yield from _number_faults(value, lines)


def _field_faults(field: dict[str, Value], lines: Lines, i: int) -> Iterator[Finding]:
    keys = ("schema", "fields", i, "constraints")
    constraints = field.get("constraints") or {}
    for name in constraints:
        if name not in CONSTRAINTS[field["type"]]:
            yield finding("constraint-misplaced", lines.place(*keys, name), constraint=name, type=field["type"])
    if "figure" in field and not _FIGURE.fullmatch(field["figure"]):
        yield finding("figure-address", lines.place("schema", "fields", i, "figure"), figure=field["figure"])
    if "figure" in field and "enum" in constraints:
        yield finding("figure-and-enum", lines.place(*keys, "enum"), name=field["name"])
    if "enum" in constraints and not _is_enum(constraints["enum"]):
        yield finding("enum-faulty", lines.place(*keys, "enum"), name=field["name"])
    if "pattern" in constraints and not _is_regex(constraints["pattern"]):
        yield finding("pattern-faulty", lines.place(*keys, "pattern"), pattern=constraints["pattern"])
    yield from _bound_faults(field, lines, keys)


def _bound_faults(field: dict[str, Value], lines: Lines, keys: tuple[str | int, ...]) -> Iterator[Finding]:
    constraints = field.get("constraints") or {}
    low, high = constraints.get("minimum"), constraints.get("maximum")
    for name, bound in (("minimum", low), ("maximum", high)):
        if bound is not None and name in CONSTRAINTS[field["type"]] and not _is_bound(bound, field["type"]):
            yield finding("bound-faulty", lines.place(*keys, name), bound=bound, type=field["type"])
            return
    if low is not None and high is not None and type(low) is type(high) and low > high:
        yield finding("bounds-crossed", lines.place(*keys, "maximum"), minimum=low, maximum=high)
    short, long = constraints.get("minLength"), constraints.get("maxLength")
    if short and long and short > long:
        yield finding("bounds-crossed", lines.place(*keys, "maxLength"), minimum=short, maximum=long)


def _is_bound(bound: Value, type_: str) -> bool:
    match type_:
        case "integer" | "year":
            return isinstance(bound, int) and not isinstance(bound, bool)
        case "number":
            return isinstance(bound, int | float) and not isinstance(bound, bool)
        case "date":
            return isinstance(bound, datetime.date) and not isinstance(bound, datetime.datetime)
        case "datetime":
            return isinstance(bound, datetime.datetime)
        case _:
            return isinstance(bound, str) and re.fullmatch(r"[0-2][0-9]:[0-5][0-9]:[0-5][0-9]", bound) is not None


def _is_enum(values: list[Value]) -> bool:
    written = [str(v) for v in values if isinstance(v, str | int | float)]
    return 0 < len(values) == len(written) == len(set(written))


def _is_regex(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _named_fields(value: Value, types: Mapping[str, str], lines: Lines) -> Iterator[Finding]:
    """Fields that other parts of the descriptor name: each must exist and be of a type that serves there."""
    schema = value["schema"]
    named: list[tuple[str, tuple[str, ...], tuple[str | int, ...]]] = [
        (schema["primaryKey"], ("string",), ("schema", "primaryKey")),
    ]
    if "date" in value:
        named.append((value["date"], DATED_TYPES, ("date",)))
    if "from" in value["retention"]:
        named.append((value["retention"]["from"], DATED_TYPES, ("retention", "from")))
    for i, key in enumerate(schema.get("foreignKeys") or []):
        named.append((key["fields"], TYPES, ("schema", "foreignKeys", i, "fields")))
    for i, chain in enumerate(value.get("order") or []):
        if not TEXTS.accepts(chain) or len(chain) < 2:
            yield finding("order-faulty", lines.place("order", i))
            continue
        named.extend((name, DATED_TYPES, ("order", i, j)) for j, name in enumerate(chain))
    for name, wanted, keys in named:
        if name not in types:
            yield finding("field-unknown", lines.place(*keys), name=name, known="、".join(types))
        elif types[name] not in wanted:
            yield finding("field-type", lines.place(*keys), name=name, type=types[name], wanted="、".join(wanted))
    if "form_revision" not in types:
        yield finding("form-revision-missing", lines.place("schema", "fields"))


def _number_faults(value: Value, lines: Lines) -> Iterator[Finding]:
    try:
        parse_number_pattern(value["number"])
    except NumberPatternError as error:
        yield finding("number-pattern", lines.place("number"), pattern=value["number"], part=error)


def _form(value: Value, path: str, lines: Lines, digest: str) -> Form:
    schema, shape = value["schema"], value.get("print") or {}
    clauses = value["clause"]
    return Form(
        name=composed(PurePosixPath(path).stem),
        written_name=value["name"],
        id=value["id"],
        title=value["title"],
        revision=_revision(value["revision"]),
        effective_date=value["effective_date"],
        document=value["document"],
        clauses=(clauses,) if isinstance(clauses, str) else tuple(clauses),
        retention=Retention(value["retention"]["period"], value["retention"].get("from")),
        number=parse_number_pattern(value["number"]),
        date=value.get("date"),
        order=tuple(tuple(chain) for chain in value.get("order") or []),
        print=PrintShape(**{**shape, "signatures": tuple(shape.get("signatures") or ())}),
        dossier=value.get("dossier"),
        primary_key=schema["primaryKey"],
        foreign_keys=tuple(_foreign_keys(schema, lines)),
        fields=tuple(_field(field, lines, i) for i, field in enumerate(schema["fields"])),
        digest=digest,
        path=path,
        lines=lines,
    )


def _revision(text: str) -> Revision:
    revision = parse_revision(text)
    assert revision is not None, "the shape was checked"
    return revision


def _foreign_keys(schema: dict[str, Value], lines: Lines) -> Iterator[ForeignKey]:
    for i, key in enumerate(schema.get("foreignKeys") or []):
        line = lines.place("schema", "foreignKeys", i).line or 1
        yield ForeignKey(key["fields"], key["reference"]["resource"], key["reference"]["fields"], line)


def _field(value: dict[str, Value], lines: Lines, i: int) -> Field:
    return Field(
        name=value["name"],
        title=value["title"],
        type=value["type"],
        line=lines.place("schema", "fields", i).line or 1,
        constraints=_constraints(value.get("constraints") or {}),
        description=value.get("description", ""),
        figure=value.get("figure"),
        privacy=value.get("privacy"),
        audience=tuple(value.get("audience") or ()),
        future=value.get("future", False),
    )


def _constraints(value: dict[str, Value]) -> Constraints:
    return Constraints(
        required=value.get("required", False),
        unique=value.get("unique", False),
        enum=tuple(_cell(v) for v in value["enum"]) if "enum" in value else None,
        pattern=value.get("pattern"),
        minimum=_cell(value["minimum"]) if "minimum" in value else None,
        maximum=_cell(value["maximum"]) if "maximum" in value else None,
        min_length=value.get("minLength"),
        max_length=value.get("maxLength"),
    )


def _cell(value: Value) -> str:
    """A value of the descriptor as it would stand in a cell."""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
