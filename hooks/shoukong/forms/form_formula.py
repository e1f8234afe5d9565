"""What a form demands of a whole record: formulas of Frictionless's row-constraint, as far as they are taken."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shoukong.finding import Finding, finding
from shoukong.text.yaml_lines import Lines, Value
from shoukong.text.yaml_shape import TEXT, KeyShape, one_of

MAX_FORMULA, MAX_DEPTH = 500, 30
ROW_CONSTRAINT = "row-constraint"
CHECK_SHAPE = {
    "type": KeyShape(one_of(ROW_CONSTRAINT)),
    "formula": KeyShape(TEXT),
    "message": KeyShape(TEXT, required=False),
}
_FUNCTIONS = ("str", "int", "float")
# What a formula may be made of: values, comparisons, sums and products, conditions; nothing that could take long.
_PARTS: tuple[type[ast.AST], ...] = (
    *(ast.Expression, ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Compare, ast.IfExp, ast.Call, ast.List, ast.Tuple),
    *(ast.Name, ast.Load, ast.Constant, ast.boolop, ast.cmpop, ast.Not, ast.USub, ast.Add, ast.Sub, ast.Mult, ast.Div),
)


@dataclass(frozen=True, slots=True)
class RowConstraint:
    """A formula that holds for every record, the fields that it names, and what is told where it does not hold."""

    formula: str
    names: tuple[str, ...]
    message: str


class FormulaError(ValueError):
    """A formula that cannot be read; the argument is the part at fault."""


def parse_formula(formula: str) -> ast.expr:
    """The tree of a formula. Raises FormulaError."""
    if len(formula) > MAX_FORMULA:
        raise FormulaError(f"> {MAX_FORMULA}")
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise FormulaError(formula) from error
    _check_parts(tree)
    return tree


def names_in(tree: ast.expr) -> tuple[str, ...]:
    """The fields that a formula names, in their order."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called]
    return tuple(dict.fromkeys(n.id for n in sorted(named, key=lambda n: (n.lineno, n.col_offset))))


def _check_parts(tree: ast.expr) -> None:
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        is_part = isinstance(node, _PARTS) and not (isinstance(node, ast.Call) and not _is_conversion(node))
        if not is_part or depth > MAX_DEPTH or (isinstance(node, ast.Constant) and not _is_plain(node.value)):
            raise FormulaError(ast.unparse(node) if isinstance(node, ast.expr) and depth <= MAX_DEPTH else "…")
        waiting.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


def _is_conversion(call: ast.Call) -> bool:
    is_known = isinstance(call.func, ast.Name) and call.func.id in _FUNCTIONS
    return is_known and len(call.args) == 1 and not call.keywords


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def row_constraints(value: Mapping[str, Value]) -> tuple[RowConstraint, ...]:
    """The formulas of a descriptor in which no fault was found."""
    listed = value.get("checks") or []
    return tuple(
        RowConstraint(each["formula"], names_in(parse_formula(each["formula"])), each.get("message") or each["formula"])
        for each in listed
    )


def formula_faults(value: Mapping[str, Value], lines: Lines) -> Iterator[Finding]:
    """Formulas that cannot be read, that name no field, or one that there is not."""
    fields = tuple(field["name"] for field in value["schema"]["fields"])
    for i, each in enumerate(value.get("checks") or []):
        place = lines.place("checks", i, "formula")
        try:
            names = names_in(parse_formula(each["formula"]))
        except FormulaError as error:
            yield finding("formula-faulty", place, part=error)
            continue
        unknown = [name for name in names if name not in fields]
        if unknown:
            yield finding("field-unknown", place, name=unknown[0], known=fields)
        elif not names:
            yield finding("formula-faulty", place, part=each["formula"])
