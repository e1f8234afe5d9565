"""The data package: each register as a Frictionless resource that stock tools can validate."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shoukong.forms.form import Constraints, Field, Form
from shoukong.records.demand_formulas import demand_formulas
from shoukong.text.cell_pattern import standing_alone

Descriptor = dict[str, Any]  # JSON as the Data Package standard lays it down
_NUMERIC = {"integer": int, "year": int, "number": float}


def field_descriptor(field: Field, form: Form) -> Descriptor:
    """A field in the words of Table Schema; the record's number carries its pattern, dates their format."""
    described: Descriptor = {"name": field.name, "title": field.title, "type": field.type}
    if field.format:
        described["format"] = field.format
    if field.description:
        described["description"] = field.description
    if field.privacy:
        described["privacy"] = field.privacy
    if field.attachment:
        described["attachment"] = str(field.attachment)
    constraints = _constraints(field, form)
    return described | ({"constraints": constraints} if constraints else {})


def _constraints(field: Field, form: Form) -> Descriptor:
    limits: Constraints = field.constraints
    is_key = field.name == form.primary_key
    given: Mapping[str, Any] = {
        "required": limits.required or is_key or None,
        "unique": (limits.unique and not is_key) or None,
        "enum": [_value(field, v) for v in limits.enum] if limits.enum is not None else None,
        "pattern": _pattern(field, form),
        "minimum": _value(field, limits.minimum),
        "maximum": _value(field, limits.maximum),
        "minLength": limits.min_length,
        "maxLength": limits.max_length,
    }
    return {name: value for name, value in given.items() if value is not None}


def _pattern(field: Field, form: Form) -> str | None:
    """The pattern as stock tools need it, who put it between `^` and `$` as it stands."""
    of_number = form.number.regex if form.number and field.name == form.primary_key else None
    pattern = field.constraints.pattern or of_number
    return standing_alone(pattern) if pattern is not None else None


def _value(field: Field, text: str | None) -> str | float | None:
    if text is None or field.type not in _NUMERIC:
        return text
    number = _NUMERIC[field.type](text)
    return int(number) if number == int(number) else number


def schema_descriptor(form: Form, tables: Iterable[str], withheld: frozenset[str] = frozenset()) -> Descriptor:
    """The form's schema; foreign keys only to tables that the package holds, without the fields withheld."""
    known = frozenset(tables)
    return {
        "fields": [field_descriptor(f, form) for f in form.fields if f.name not in withheld],
        "primaryKey": [form.primary_key],
        "foreignKeys": [
            {"fields": [key.field], "reference": {"resource": _target(key.table, form), "fields": [key.target]}}
            for key in form.foreign_keys
            if key.table in known and key.field not in withheld
        ],
        "missingValues": [""],
    }


def _target(table: str, form: Form) -> str:
    """Table Schema writes a reference to the table itself as an empty name."""
    return "" if table == form.name else table


def withheld_fields(form: Form) -> frozenset[str]:
    """The fields that are not published: identity and account numbers."""
    return frozenset(f.name for f in form.fields if f.privacy == "sensitive")


def package_descriptor(
    title: str, forms: Iterable[Form], withheld: Callable[[Form], frozenset[str]] = withheld_fields
) -> Descriptor:
    """The package of all registers, each in `<table>.csv` beside the descriptor, without the fields withheld."""
    listed = tuple(forms)
    return {
        "name": "records",
        "title": title,
        "profile": "tabular-data-package",
        "resources": [_resource(form, listed, withheld(form)) for form in listed],
    }


def _resource(form: Form, forms: tuple[Form, ...], withheld: frozenset[str]) -> Descriptor:
    return {
        "name": form.name,
        "title": form.title,
        "path": f"{form.name}.csv",
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n"},
        "form": {
            "id": form.id,
            "revision": str(form.revision),
            "document": form.document,
            "clauses": list(form.clauses),
        },
        "schema": schema_descriptor(form, (f.name for f in forms), withheld),
        **_checks(form, withheld),
    }


def _checks(form: Form, withheld: frozenset[str]) -> Descriptor:
    """What records must meet beyond their cells, as a Frictionless checklist says it."""
    checks = [{"type": "row-constraint", "formula": formula} for formula in demand_formulas(form, withheld)]
    return {"checks": checks} if checks else {}
