"""A form: a numbered, revised blank, whose schema says what a record on it holds."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath

from shoukong.declared.conventions import USUAL, Conventions
from shoukong.files.enclosure import EnclosureKind
from shoukong.finding import Finding, Place
from shoukong.forms.form_condition import EMPTY_WHEN, REQUIRED_WHEN, Condition, conditions_of
from shoukong.forms.form_descriptor import (
    DATED_ENDS,
    IS_TEXT,
    MADE_NUMBER,
    as_cell,
    choice,
    descriptor_faults,
    only,
    unquoted_choices,
)
from shoukong.forms.form_formula import RowConstraint, row_constraints
from shoukong.forms.form_layout import Section, sections_of
from shoukong.forms.print_shape import PrintShape, print_shape_of
from shoukong.forms.unheeded_property import FORMATS
from shoukong.revision import Revision, RevisionPattern, parse_revision
from shoukong.text.composition import composed
from shoukong.text.digest import digest_of
from shoukong.text.number_pattern import NumberPattern, parse_number_pattern
from shoukong.text.yaml_lines import Lines, Value, parse_yaml
from shoukong.text.yaml_shape import retyped


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


KEPT_FORMS = 256
NOT_PRIVATE = "none"  # what a form says of a field that is neither personal nor sensitive


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a register and a blank of the form; `figure` is the address of the list of its allowed values.

    Its cell holds the names of files where it has an `attachment`, which is their kind.
    `missing` are the words that stand for an empty cell, such as `/`. A `format` narrows what the type allows.
    It must be filled in, or stay empty, where all the conditions of `required_when` or `empty_when` hold.
    `privacy` is None for what is not private; whether the form says so tells `says_privacy`.
    The number of a record that has none of its own `is_made` of its content, and stands in no file.
    """

    name: str
    title: str
    type: str
    line: int
    constraints: Constraints
    description: str = ""
    figure: str | None = None
    privacy: str | None = None
    attachment: EnclosureKind | None = None
    says_privacy: bool = False
    audience: tuple[str, ...] = ()
    future: bool = False
    missing: tuple[str, ...] = ()
    format: str | None = None
    is_made: bool = False
    required_when: tuple[Condition, ...] = ()
    empty_when: tuple[Condition, ...] = ()


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
class DatedFact:
    """That each record is a fact with its days: of what there is one at a time, and the fields of its first and last.

    Where the last day is empty the fact still holds.
    """

    of: tuple[str, ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form under control, its table named by its file; `written_name` is what the file says.

    `clauses` are addresses such as `P-02#4.1.4`, the first of them in `document`. `number` is None where records
    bring numbers that others gave. Each field that is written stands in one of the `sections`.
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
    number: NumberPattern | None
    date: str | None
    order: tuple[tuple[str, ...], ...]
    dated: DatedFact | None
    sections: tuple[Section, ...]
    print: PrintShape
    dossier: str | None
    constraints: tuple[RowConstraint, ...]
    primary_key: str
    foreign_keys: tuple[ForeignKey, ...]
    fields: tuple[Field, ...]
    digest: str
    path: str
    lines: Lines

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields that are written: the header of the form's CSV."""
        return tuple(f.name for f in self.fields if not f.is_made)

    @property
    def enclosing(self) -> tuple[Field, ...]:
        """The fields whose cells name files."""
        return tuple(f for f in self.fields if f.attachment is not None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all fields: the columns of the form's table."""
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


def parse_form(text: str, path: str, conventions: Conventions = USUAL) -> tuple[Form | None, tuple[Finding, ...]]:
    """Read a form; None and findings where its descriptor or schema is not whole.

    Texts that lack their quotes are found and stand as they are written.
    """
    return _parsed(text, path, conventions.revisions)


@lru_cache(maxsize=KEPT_FORMS)
def _parsed(text: str, path: str, revisions: RevisionPattern) -> tuple[Form | None, tuple[Finding, ...]]:
    """A form as it was read before, where nothing of it has changed: a verb that writes reads them all again."""
    conventions = Conventions(revisions)
    value, lines, findings = parse_yaml(text, path, is_text=IS_TEXT)
    if findings:
        return None, findings
    findings = tuple(descriptor_faults(value, lines, conventions))
    unquoted = tuple(retyped(lines, findings))
    if findings:
        return None, (*unquoted, *findings)
    return _form(value, path, lines, text, conventions), (*unquoted, *unquoted_choices(value, lines))


def with_allowed_values(form: Form, allowed: Mapping[str, tuple[str, ...]]) -> Form:
    """The same form with the lists of its figures, found by their addresses, as allowed values."""
    fields = tuple(
        replace(f, constraints=replace(f.constraints, enum=allowed[f.figure]))
        if f.figure is not None and f.figure in allowed
        else f
        for f in form.fields
    )
    return replace(form, fields=fields)


def _form(value: Value, path: str, lines: Lines, text: str, conventions: Conventions) -> Form:
    schema, dated = value["schema"], value.get("dated")
    clauses = value["clause"]
    return Form(
        name=composed(PurePosixPath(path).stem),
        written_name=value["name"],
        id=value["id"],
        title=value["title"],
        revision=_revision(value["revision"], conventions),
        effective_date=value["effective_date"],
        document=value["document"],
        clauses=(clauses,) if isinstance(clauses, str) else tuple(clauses),
        retention=Retention(value["retention"]["period"], value["retention"].get("from")),
        number=parse_number_pattern(value["number"]) if value.get("number") else None,
        date=value.get("date"),
        order=tuple(tuple(chain) for chain in value.get("order") or []),
        dated=DatedFact(tuple(dated["of"]), *(dated.get(end, end) for end in DATED_ENDS)) if dated else None,
        sections=sections_of(value, (field["name"] for field in schema["fields"])),
        print=print_shape_of(value),
        dossier=value.get("dossier"),
        constraints=row_constraints(value),
        primary_key=only(schema["primaryKey"]) if schema.get("primaryKey") else MADE_NUMBER,
        foreign_keys=tuple(_foreign_keys(schema, PurePosixPath(path).stem, lines)),
        fields=(*(_field(field, schema, lines, i) for i, field in enumerate(schema["fields"])), *_made(schema, lines)),
        digest=digest_of(text),
        path=path,
        lines=lines,
    )


def _revision(text: str, conventions: Conventions) -> Revision:
    revision = parse_revision(text, conventions.revisions)
    assert revision is not None, "the shape was checked"
    return revision


def _foreign_keys(schema: dict[str, Value], table: str, lines: Lines) -> Iterator[ForeignKey]:
    """The foreign keys; a reference that names no table leads to the form's own, as Table Schema writes it."""
    for i, key in enumerate(schema.get("foreignKeys") or []):
        line, reference = lines.place("schema", "foreignKeys", i).line or 1, key["reference"]
        yield ForeignKey(only(key["fields"]), reference.get("resource") or table, only(reference["fields"]), line)


def _made(schema: dict[str, Value], lines: Lines) -> Iterator[Field]:
    """The number that records have without one of their own."""
    if not schema.get("primaryKey"):
        yield Field(MADE_NUMBER, "#", "string", lines.place("schema").line or 1, Constraints(), is_made=True)


def _field(value: dict[str, Value], schema: dict[str, Value], lines: Lines, i: int) -> Field:
    missing = value.get("missingValues") or schema.get("missingValues") or ()
    return Field(
        name=value["name"],
        title=value.get("title") or value["name"],
        type=value["type"],
        line=lines.place("schema", "fields", i).line or 1,
        constraints=_constraints(value, lines, i),
        description=value.get("description", ""),
        figure=value.get("figure"),
        privacy=value.get("privacy") if value.get("privacy") != NOT_PRIVATE else None,
        says_privacy="privacy" in value,
        attachment=EnclosureKind(value["attachment"]) if "attachment" in value else None,
        audience=tuple(value.get("audience") or ()),
        future=value.get("future", False),
        missing=tuple(word for word in missing if word),
        format=value.get("format") if value.get("format") in FORMATS.get(value["type"], ()) else None,
        required_when=conditions_of(value, REQUIRED_WHEN, lines, i),
        empty_when=conditions_of(value, EMPTY_WHEN, lines, i),
    )


def _constraints(field: dict[str, Value], lines: Lines, i: int) -> Constraints:
    value, keys = field.get("constraints") or {}, ("schema", "fields", i, "constraints")
    bounds = {name: as_cell(value[name], lines, (*keys, name)) for name in ("minimum", "maximum") if name in value}
    enum = value.get("enum")
    return Constraints(
        required=value.get("required", False),
        unique=value.get("unique", False),
        enum=None
        if enum is None
        else tuple(choice(item, field["type"], lines, (*keys, "enum", j)) for j, item in enumerate(enum)),
        pattern=value.get("pattern"),
        minimum=bounds.get("minimum"),
        maximum=bounds.get("maximum"),
        min_length=value.get("minLength"),
        max_length=value.get("maxLength"),
    )
