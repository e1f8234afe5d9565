"""What forms demand of a field depending on others, as formulas of Frictionless's row-constraint for stock tools."""

import keyword
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from shoukong.forms.form import Field, Form
from shoukong.forms.form_condition import Condition

_AS_TEXT = "str({name}) in {values}"
_AS_IT_IS = "{name} in {values}"
# How a field of each type is compared with values, and how a value is written; a type that is not here cannot be.
_COMPARED: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "string": (_AS_IT_IS, str),
    "any": (_AS_IT_IS, str),
    "integer": (_AS_IT_IS, int),
    "year": (_AS_IT_IS, int),
    "boolean": (_AS_IT_IS, lambda value: value == "true"),
    "date": (_AS_TEXT, str),
    "time": (_AS_TEXT, str),
    "datetime": (_AS_TEXT, lambda value: value.replace("T", " ")),
}
_DECIMALS = 9


def demand_formulas(form: Form, withheld: frozenset[str]) -> Iterator[str]:
    """A formula for each demand that names published fields alone and can be told, then the form's own."""
    for field in form.fields:
        for conditions, sign in ((field.required_when, "is not"), (field.empty_when, "is")):
            terms = [_term(condition, form, withheld) for condition in conditions]
            if terms and all(terms) and _is_told(field, withheld):
                yield f"not ({' and '.join(map(str, terms))}) or {field.name} {sign} None"
    for constraint in form.constraints:
        if withheld.isdisjoint(constraint.names):
            yield constraint.formula


def _is_told(field: Field | None, withheld: frozenset[str]) -> bool:
    if field is None or field.is_made or field.name in withheld:
        return False
    return field.name.isidentifier() and not keyword.iskeyword(field.name)


def _term(condition: Condition, form: Form, withheld: frozenset[str]) -> str | None:
    """A condition as a formula."""
    name, field = condition.field, form.field(condition.field)
    if field is None or not _is_told(field, withheld):
        return None
    if not condition.values:
        return f"{name} {'is not' if condition.is_filled else 'is'} None"
    if field.type == "number":
        scaled = [int(Decimal(value).scaleb(_DECIMALS)) for value in condition.values]
        return f"{name} is not None and {name} * {10**_DECIMALS} in {scaled}"
    if field.type not in _COMPARED or field.format is not None:
        return None
    compared, read = _COMPARED[field.type]
    return compared.format(name=name, values=[read(value) for value in condition.values])
