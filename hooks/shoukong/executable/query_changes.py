"""Small changes of a query, each of which an example of its rule should notice.

Comparisons and their boundaries, AND and OR, conditions left out, what is done with NULL, kinds of joins, and literals.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from sqlglot import exp

from shoukong.executable.query_parts import deciding_parts, parse_query, start_of, text_of

Kind = type[exp.Expr]
MOST_TOLD = 100  # signs of a part, which may be a whole query
NOTHING = "∅"
_COMPARED: dict[Kind, tuple[Kind, ...]] = {
    exp.LT: (exp.LTE, exp.GTE),
    exp.LTE: (exp.LT, exp.GT),
    exp.GT: (exp.GTE, exp.LTE),
    exp.GTE: (exp.GT, exp.LT),
    exp.EQ: (exp.NEQ,),
    exp.NEQ: (exp.EQ, exp.NullSafeNEQ),
    exp.NullSafeEQ: (exp.EQ, exp.NullSafeNEQ),
    exp.NullSafeNEQ: (exp.NEQ, exp.NullSafeEQ),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A change: the line of the query from 1, what stands there, what the change puts in its place, the whole text."""

    line: int
    before: str
    after: str
    sql: str

    @property
    def told(self) -> str:
        """The change as people read and list it: `3: a < b → a <= b`."""
        return f"{self.line}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class _Swap:
    """A part of the tree, what stands there instead, and how that is told where the two are too long to compare.

    `place` is the part at which it is told, where that is not the whole.
    """

    old: exp.Expr
    new: exp.Expr
    before: str = ""
    after: str = ""
    place: exp.Expr | None = None


def plain_text(sql: str) -> str | None:
    """A query without any change in the writing that changed ones have; None where it is not read."""
    tree = parse_query(sql)
    return None if tree is None else text_of(tree)


def changes_of(sql: str, deciding: Collection[str]) -> tuple[Change, ...]:
    """The changes of a query in the order of its lines, each told differently.

    `deciding` are the columns by which its reader judges; none where sqlglot does not read the query.
    """
    tree = parse_query(sql)
    if tree is None:
        return ()
    parts = sorted(deciding_parts(tree, deciding), key=start_of)
    swaps = [swap for part in parts for kinds, make in _MAKERS if isinstance(part, kinds) for swap in make(part)]
    found: dict[str, Change] = {}
    counts: Counter[str] = Counter()
    for swap in swaps:
        change = _change(swap, tree, sql)
        counts[change.told] += 1
        again = f" ({counts[change.told]})" if counts[change.told] > 1 else ""
        found.setdefault(change.sql, Change(change.line, change.before, change.after + again, change.sql))
    return tuple(sorted(found.values(), key=lambda change: change.line))


def _change(swap: _Swap, tree: exp.Query, sql: str) -> Change:
    """What a swap makes of the query; the tree is as before when it is done."""
    line = sql.count("\n", 0, start_of(swap.place or swap.old)) + 1
    before, after = swap.before or _short(swap.old), swap.after or _short(swap.new)
    swap.old.replace(swap.new)
    text = text_of(tree)
    swap.new.replace(swap.old)
    return Change(line, before, after, text)


def _short(node: exp.Expr) -> str:
    text = text_of(node)
    return text if len(text) <= MOST_TOLD else f"{text[: MOST_TOLD - 1]}…"


def _compared_otherwise(part: exp.Expr) -> Iterator[_Swap]:
    for kind in _COMPARED.get(type(part), ()):
        yield _Swap(part, kind(this=part.this.copy(), expression=part.expression.copy()))


def _connected_otherwise(part: exp.Expr) -> Iterator[_Swap]:
    """The other connective, in brackets, so that it binds what this one bound; and each condition left out."""
    other, here, there = (exp.Or, "AND", "OR") if isinstance(part, exp.And) else (exp.And, "OR", "AND")
    right = _short(part.expression)
    swapped = exp.Paren(this=other(this=part.this.copy(), expression=part.expression.copy()))
    yield _Swap(part, swapped, f"{here} {right}", f"{there} {right}", part.expression)
    for gone, kept in ((part.this, part.expression), (part.expression, part.this)):
        if not isinstance(gone, type(part)):
            yield _Swap(part, kept.copy(), _short(gone), NOTHING, gone)


def _always(part: exp.Expr) -> Iterator[_Swap]:
    """A condition that stands alone after WHERE, HAVING or ON, left out."""
    condition = part.args.get("on") if isinstance(part, exp.Join) else part.this
    if condition is not None and not isinstance(condition, exp.And | exp.Or):
        yield _Swap(condition, exp.true(), _short(condition), NOTHING)


def _joined_otherwise(part: exp.Expr) -> Iterator[_Swap]:
    """A join that keeps what has no partner, or no longer does."""
    side, kind = part.args.get("side") or "", part.args.get("kind") or ""
    if side not in ("", "LEFT") or kind not in ("", "INNER") or not (part.args.get("on") or part.args.get("using")):
        return
    other = part.copy()
    other.set("side", None if side else "LEFT")
    other.set("kind", None)
    here, there = ("LEFT JOIN", "JOIN") if side else ("JOIN", "LEFT JOIN")
    yield _Swap(part, other, f"{here} {_short(part.this)}", f"{there} {_short(part.this)}")


def _denied(part: exp.Expr) -> Iterator[_Swap]:
    """The contrary of `IS NULL`, `IN` or `EXISTS`."""
    if isinstance(part.parent, exp.Not):
        yield _Swap(part.parent, part.copy())
    else:
        yield _Swap(part, exp.Not(this=part.copy()))


def _first_only(part: exp.Expr) -> Iterator[_Swap]:
    """What COALESCE or NULLIF is about, without what they do with NULL."""
    yield _Swap(part, part.this.copy())


def _fewer(part: exp.Expr) -> Iterator[_Swap]:
    """A list after IN without each of its items."""
    items = part.expressions
    for i in range(len(items) if len(items) > 1 else 0):
        other = part.copy()
        other.set("expressions", [item.copy() for n, item in enumerate(items) if n != i])
        yield _Swap(part, other)


def _other_value(part: exp.Expr) -> Iterator[_Swap]:
    if isinstance(part.parent, exp.Interval | exp.DataTypeParam | exp.Ordered):
        return
    if isinstance(part, exp.Boolean):
        yield _Swap(part, exp.Boolean(this=not part.this))
    elif part.args["is_string"]:
        yield _Swap(part, exp.Literal.string(f"{part.this}?"))
    else:
        yield _Swap(part, exp.Literal.number(int(part.this) + 1 if part.this.isdecimal() else f"1{part.this}"))


_MAKERS: tuple[tuple[Kind | tuple[Kind, ...], Callable[[exp.Expr], Iterator[_Swap]]], ...] = (
    (tuple(_COMPARED), _compared_otherwise),
    ((exp.And, exp.Or), _connected_otherwise),
    ((exp.Where, exp.Having, exp.Qualify, exp.Join), _always),
    (exp.Join, _joined_otherwise),
    ((exp.Is, exp.Exists, exp.In), _denied),
    ((exp.Coalesce, exp.Nullif), _first_only),
    (exp.In, _fewer),
    ((exp.Literal, exp.Boolean), _other_value),
)
