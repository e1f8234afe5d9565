"""Formulas judged one record after the other, by the evaluator of row-constraint, as Frictionless reads values."""

import ast
from collections.abc import Mapping
from functools import lru_cache

import simpleeval

from shoukong.forms.form import Form
from shoukong.forms.form_formula import RowConstraint, parse_formula
from shoukong.records.cells_by_frictionless import authority_on

# What the parts that formulas may be made of can raise.
_ERRORS = (TypeError, ValueError, ArithmeticError, simpleeval.InvalidExpression)


def holds(form: Form, constraint: RowConstraint, cells: Mapping[str, str]) -> bool:
    """Whether a formula holds for a row of right cells; one that cannot be computed does not."""
    authority = authority_on(form)
    values = {name: authority.value(name, cells[name]) for name in constraint.names}
    evaluator = simpleeval.EvalWithCompoundTypes(names=values)
    try:
        return bool(evaluator.eval(constraint.formula, _statement(constraint.formula)))
    except _ERRORS:
        return False


@lru_cache(maxsize=256)
def _statement(formula: str) -> ast.Expr:
    return ast.Expr(parse_formula(formula))
