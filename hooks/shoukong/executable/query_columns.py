"""Which columns of which tables decide what a query finds, followed through its named and nested parts."""

from collections.abc import Collection, Iterator, Mapping

from sqlglot import exp

from shoukong.executable.query_parts import deciding_parts, parse_query, start_of

Tables = Mapping[str, Collection[str]]  # the columns of each table, by its name


def deciding_columns(sql: str, deciding: Collection[str], tables: Tables) -> list[tuple[str, str]]:
    """The tables and columns on which the rows of a query depend, or its columns `deciding`, as the text names them.

    None where sqlglot does not read the query.
    """
    tree = parse_query(sql)
    if tree is None:
        return []
    reading = _Reading(
        tree, {name.lower(): (name, {c.lower(): c for c in columns}) for name, columns in tables.items()}
    )
    parts = sorted(deciding_parts(tree, deciding), key=start_of)
    return list(dict.fromkeys(origin for part in parts for origin in reading.origins_of(part)))


class _Reading:
    """A query whose parts are asked where their columns come from."""

    def __init__(self, tree: exp.Query, tables: Mapping[str, tuple[str, Mapping[str, str]]]) -> None:
        self._tables = tables
        self._named = {cte.alias.lower(): cte for cte in tree.find_all(exp.CTE)}

    def origins_of(self, part: exp.Expr) -> Iterator[tuple[str, str]]:
        """The table and column of what a part names: a column, or those by which a join finds partners."""
        select = part.parent_select
        if isinstance(part, exp.Column):
            yield from self._resolved(part.name.lower(), part.table.lower(), select)
        elif isinstance(part, exp.Join) and isinstance(select, exp.Select):
            for name in part.args.get("using") or ():
                for _, source in _sources(select):
                    yield from self._from(name.name.lower(), source)

    def _resolved(self, name: str, table: str, select: exp.Query | None) -> Iterator[tuple[str, str]]:
        """A name as the nearest query around it that knows it takes it."""
        while select is not None:
            known = _sources(select) if isinstance(select, exp.Select) else []
            found = [
                origin for alias, source in known if table in ("", alias) for origin in self._from(name, source)
            ]  # fmt: skip
            if found or any(table == alias for alias, _ in known):
                yield from found
                return
            select = select.parent_select

    def _from(self, name: str, source: exp.Expr, seen: frozenset[int] = frozenset()) -> Iterator[tuple[str, str]]:
        """The column of a table that a source gives under a name; what a nested query computes has its own origins."""
        query = self._query_of(source)
        if query is None:
            table, columns = self._tables.get(source.name.lower(), ("", {}))
            if name in columns:
                yield table, columns[name]
        elif isinstance(query, exp.Select) and query.is_star and id(query) not in seen:
            for _, inner in _sources(query):
                yield from self._from(name, inner, seen | {id(query)})

    def _query_of(self, source: exp.Expr) -> exp.Expr | None:
        """The query that a source stands for; None for a table, also within a part that takes the name of one."""
        if not isinstance(source, exp.Table):
            return source.this if isinstance(source.this, exp.Expr) else source
        part = self._named.get(source.name.lower())
        around = source.find_ancestor(exp.CTE)
        while part is not None and around is not None:
            if around is part:
                return None
            around = around.find_ancestor(exp.CTE)
        return part.this if part is not None else None


def _sources(select: exp.Select) -> list[tuple[str, exp.Expr]]:
    """What a query reads, by the names that it gives them."""
    first = select.args.get("from_") or select.args.get("from")
    read = [each.this for each in (first, *(select.args.get("joins") or ())) if each is not None]
    return [(each.alias_or_name.lower(), each) for each in read]
