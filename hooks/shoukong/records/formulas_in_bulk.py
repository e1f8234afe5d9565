"""Formulas of forms as SQL: true or false only where Python says the same without an error, else NULL."""

import ast
from decimal import Decimal

from shoukong.forms.form import Field, Form
from shoukong.forms.form_formula import parse_formula
from shoukong.records.cells_in_bulk import DECIMALS, SQL_TYPES, column, quoted

UNKNOWN = "NULL"
_NUMBER = SQL_TYPES["number"]
_NUMERIC = ("integer", "number", "year")
_IN_ORDER = ("date", "datetime")
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "=",
    ast.NotEq: "<>",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_LARGEST = 10**18
# Cells that are multiplied have at most so many digits; Python rounds what has more than 28, SQL has no room for it.
_SMALL, _DIGITS = 8, 28


def surely_holds(formula: str, form: Form) -> str:
    """A condition that is true only where a formula surely holds for a row whose cells are right."""
    return _truth(parse_formula(formula), form)


def _truth(node: ast.expr, form: Form) -> str:
    match node:
        case ast.BoolOp(op=op, values=values):
            told = [_truth(each, form) for each in values]
            return _either(told) if isinstance(op, ast.Or) else _both(told)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"(NOT {_truth(operand, form)})"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(left, op, right, form)
        case ast.Name(id=name) if (field := form.field(name)) and field.type == "boolean":
            return f"CASE {column(name)} WHEN 'true' THEN true WHEN 'false' THEN false WHEN '' THEN false END"
        case _:
            return UNKNOWN


def _either(told: list[str]) -> str:
    """As Python reads `or`: what comes later counts only where what comes before is surely false."""
    first, *rest = told
    return f"CASE {first} WHEN true THEN true WHEN false THEN {_either(rest)} END" if rest else first


def _both(told: list[str]) -> str:
    first, *rest = told
    return f"CASE {first} WHEN false THEN false WHEN true THEN {_both(rest)} END" if rest else first


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr, form: Form) -> str:
    field = form.field(left.id) if isinstance(left, ast.Name) else None
    match op, right:
        case ast.Is() | ast.IsNot(), ast.Constant(value=None) if field:
            return f"({column(field.name)} {'=' if isinstance(op, ast.Is) else '<>'} '')"
        case ast.Eq() | ast.NotEq(), ast.Constant(value=str(text)) if field and _is_text(field) and text:
            return f"({column(field.name)} {_SIGNS[type(op)]} {quoted(text)})"
        case ast.In() | ast.NotIn(), ast.List(elts=each) | ast.Tuple(elts=each) if field and _is_text(field):
            texts = [item.value for item in each if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            if not texts or len(texts) < len(each) or "" in texts:
                return UNKNOWN
            sign = "IN" if isinstance(op, ast.In) else "NOT IN"
            return f"({column(field.name)} {sign} ({', '.join(map(quoted, texts))}))"
        case _:
            return _in_order(left, op, right, form)


def _is_text(field: Field) -> bool:
    return field.type == "string" and field.format is None


def _in_order(left: ast.expr, op: ast.cmpop, right: ast.expr, form: Form) -> str:
    """Numbers against numbers, days against days, moments against moments; empty cells make it NULL."""
    if type(op) not in _SIGNS:
        return UNKNOWN
    sides = [(_number(left, form), _number(right, form))]
    sides += [(_dated(left, form, type_), _dated(right, form, type_)) for type_ in _IN_ORDER]
    return next((f"({first} {_SIGNS[type(op)]} {second})" for first, second in sides if first and second), UNKNOWN)


def _number(node: ast.expr, form: Form) -> str | None:
    """A sum of numbers and products, each of which SQL holds exactly."""
    match node:
        case ast.BinOp(op=ast.Mult()):
            product = _product(node, form)
            return f"CAST({product[0]} AS {_NUMBER})" if product and product[1] <= _DIGITS else None
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            first, second = _number(left, form), _number(right, form)
            sign = "+" if isinstance(op, ast.Add) else "-"
            is_exact = first and second and not _is_float(left) and not _is_float(right)
            return f"({first} {sign} {second})" if is_exact else None
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value) if abs(value) < _LARGEST:
            return _exactly(Decimal(value))
        case ast.Name(id=name) if (field := form.field(name)) and field.type in _NUMERIC:
            return f"TRY_CAST({column(name)} AS {_NUMBER})"
        case _:
            return None


def _product(node: ast.expr, form: Form) -> tuple[str, int] | None:
    """A product of small numbers and their sums, with the most digits that it has; NULL where one is not small."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as op, right=right):
            first, second = _product(left, form), _product(right, form)
            if not first or not second:
                return None
            sign = "*" if isinstance(op, ast.Mult) else "+" if isinstance(op, ast.Add) else "-"
            digits = first[1] + second[1] if isinstance(op, ast.Mult) else max(first[1], second[1]) + 1
            return f"({first[0]} {sign} {second[0]})", digits
        case ast.Constant(value=int() as value) if not isinstance(value, bool) and 0 <= value < _LARGEST:
            return f"CAST({value} AS DECIMAL({len(str(value))}, 0))", len(str(value))
        case ast.Name(id=name) if (field := form.field(name)) and field.type in _NUMERIC:
            small, cell = f"DECIMAL({_SMALL}, {2 if field.type == 'number' else 0})", column(name)
            exact = f"TRY_CAST({cell} AS {small}) = TRY_CAST({cell} AS {_NUMBER})"
            return f"CASE WHEN {exact} THEN TRY_CAST({cell} AS {small}) END", _SMALL
        case _:
            return None


def _is_float(node: ast.expr) -> bool:
    """Whether a part is a fraction, which Python adds to no Decimal."""
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def _exactly(value: Decimal) -> str | None:
    written = f"{value:f}"
    return f"CAST({quoted(written)} AS {_NUMBER})" if len(written.partition(".")[2]) <= DECIMALS else None


def _dated(node: ast.expr, form: Form, type_: str) -> str | None:
    field = form.field(node.id) if isinstance(node, ast.Name) else None
    return f"nullif({column(field.name)}, '')" if field and field.type == type_ else None
