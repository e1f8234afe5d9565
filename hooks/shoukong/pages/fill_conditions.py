"""A condition of a query as the browser asks it of a record that is being filled in: the trees of `fill-rules.js`."""

from typing import Any

from sqlglot import exp

from shoukong.forms.form import Form

_ORDERS: dict[type[exp.Expression], str] = {exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<="}
_NUMERIC = ("integer", "number", "year")

# A sign with what it is applied to, or a value.
Tree = list[Any]


def condition_tree(condition: exp.Expression, form: Form) -> Tree | None:
    """What holds of a record where the condition does; None where it asks more than fields beside plain values.

    A comparison with an empty cell does not hold, as in SQL.
    """
    match condition:
        case exp.Paren(this=inner):
            return condition_tree(inner, form)
        case exp.And() | exp.Or():
            sides = (condition.this, condition.expression)
            parts = [condition_tree(part, form) for part in sides]
            return None if None in parts else ["and" if isinstance(condition, exp.And) else "or", *parts]
        case exp.Not(this=inner):
            return _not(inner, form)
        case exp.Is(this=exp.Column() as column, expression=exp.Null()):
            return _compared("is", column, None, form)
        case exp.NullSafeNEQ() | exp.NullSafeEQ() | exp.EQ():
            sign = "!=" if isinstance(condition, exp.NullSafeNEQ) else "=="
            return _beside(sign, condition, form)
        case exp.NEQ():
            return _filled(_beside("!=", condition, form))
        case exp.In(this=exp.Column() as column):
            return _among("in", column, condition, form)
        case exp.Column():
            return _compared("==", condition, True, form)
        case exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
            return _filled(_beside(_ORDERS[type(condition)], condition, form))
        case _:
            return None


def _not(inner: exp.Expression, form: Form) -> Tree | None:
    match inner:
        case exp.Paren(this=exp.Expression() as inmost):
            return _not(inmost, form)
        case exp.Is(this=exp.Column() as column, expression=exp.Null()):
            return _compared("is not", column, None, form)
        case exp.In(this=exp.Column() as column):
            return _filled(_among("not in", column, inner, form))
        case exp.Column():
            return _compared("==", inner, False, form)
        case _:
            return None


def _filled(tree: Tree | None) -> Tree | None:
    """A comparison that an empty cell does not meet."""
    return tree and ["and", ["is not", tree[1], ["value", None]], tree]


def _beside(sign: str, condition: exp.Expression, form: Form) -> Tree | None:
    """A field beside a value that stands right of it."""
    column, value = condition.this, condition.expression
    if not isinstance(column, exp.Column) or not isinstance(value, exp.Literal | exp.Boolean):
        return None
    return _compared(sign, column, _value(value), form)


def _among(sign: str, column: exp.Column, condition: exp.In, form: Form) -> Tree | None:
    values = condition.expressions
    if not values or not all(isinstance(value, exp.Literal) for value in values):
        return None
    field = _field(column, form)
    return field and [sign, field, ["list", *(["value", _value(value)] for value in values)]]


def _compared(sign: str, column: exp.Column, value: str | float | bool | None, form: Form) -> Tree | None:
    field = _field(column, form)
    named = form.field(column.name)
    if field is None or named is None:
        return None
    kind = bool if named.type == "boolean" else float if named.type in _NUMERIC else str
    return [sign, field, ["value", value]] if value is None or isinstance(value, kind) else None


def _field(column: exp.Column, form: Form) -> Tree | None:
    """A field that the page knows."""
    known = form.field(column.name)
    return ["field", column.name] if known is not None and not known.is_made else None


def _value(told: exp.Expression) -> str | float | bool:
    if isinstance(told, exp.Boolean):
        return bool(told.this)
    return str(told.this) if told.is_string else float(str(told.this))
