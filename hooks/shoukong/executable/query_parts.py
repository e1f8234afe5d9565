"""A query taken apart by sqlglot: which of its parts decide what it finds, and where they stand.

It is loaded only by those who ask for it: the check does without.
"""

from collections.abc import Collection, Iterator

from sqlglot import exp, parse_one

DIALECT = "duckdb"


def parse_query(sql: str) -> exp.Query | None:
    """A query as a tree; None for what sqlglot does not read as one, though the database may."""
    try:
        tree = parse_one(sql, read=DIALECT)
    except (ValueError, RecursionError):  # all that sqlglot raises for a text is a ValueError
        return None
    return tree if isinstance(tree, exp.Query) else None


def text_of(node: exp.Expr) -> str:
    """A part as SQL on one line."""
    return node.sql(DIALECT, normalize_functions=False)


def start_of(node: exp.Expr) -> int:
    """Where in its query a part starts: at its first sign that has a place, else where that starts which holds it."""
    starts = [each.meta["start"] for each in node.walk() if "start" in each.meta]
    if starts:
        return int(min(starts))
    return start_of(node.parent) if node.parent else 0


def deciding_parts(tree: exp.Query, deciding: Collection[str]) -> Iterator[exp.Expr]:
    """Each part, in the order of the text, on which the rows depend or one of the columns named `deciding`.

    What stands only in columns that prove a finding to its reader decides nothing.
    """
    idle = _idle_columns(tree, frozenset(deciding))
    yield from (part for part in tree.dfs(prune=lambda node: id(node) in idle) if id(part) not in idle)


def _idle_columns(tree: exp.Query, deciding: frozenset[str]) -> frozenset[int]:
    """The selected columns that nothing else asks for, by identity."""
    selects = [select for select in tree.find_all(exp.Select) if not select.is_star]
    idle = {id(column): column for select in selects for column in select.selects}
    while True:
        asked = deciding | _asked(tree, frozenset(idle))
        still = {key: column for key, column in idle.items() if _is_idle(column, tree, deciding, asked)}
        if len(still) == len(idle):
            return frozenset(idle)
        idle = still


def _is_idle(column: exp.Expr, tree: exp.Query, deciding: frozenset[str], asked: frozenset[str]) -> bool:
    select = column.parent_select
    name = column.alias_or_name.lower()
    # The rows of what is no named part of the query, such as the list after IN, are all that it is there for.
    is_named = select is not None and (select is tree or isinstance(select.parent, exp.CTE | exp.Subquery))
    is_exists = select is not None and isinstance(select.parent, exp.Exists)
    return is_exists or (is_named and name not in asked | deciding and not _parts_groups(column, tree))


def _parts_groups(column: exp.Expr, tree: exp.Query) -> bool:
    """Whether `GROUP BY ALL` groups by a column, and what is counted in the groups is asked for."""
    select = column.parent_select
    group = select.args.get("group") if select else None
    is_asked = select is not tree or tree.args.get("having") is not None
    return group is not None and bool(group.args.get("all")) and is_asked and column.find(exp.AggFunc) is None


def _asked(tree: exp.Query, idle: frozenset[int]) -> frozenset[str]:
    """The names by which the parts that are not idle ask for columns."""
    names: set[str] = set()
    for node in tree.dfs(prune=lambda node: id(node) in idle):
        if id(node) in idle:
            continue
        if isinstance(node, exp.Column):
            names.add(node.name.lower())
        elif isinstance(node, exp.Join):
            names.update(each.name.lower() for each in node.args.get("using") or ())
    return frozenset(names)
