"""The outermost SELECT of a query as its author wrote it: what it gives, from which table, on which condition.

It is read without a parser, since every check reads it: what stands in brackets, quotes and comments is masked, so that
only the outermost words are left to look for.
"""

import re
from dataclasses import dataclass

_HIDDEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_SELECT = re.compile(r"\bSELECT\b(?:\s+DISTINCT\b)?", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:UNION|EXCEPT|INTERSECT)\b", re.IGNORECASE)
_FROM = re.compile(r"\bFROM\s+", re.IGNORECASE)
_WHERE = re.compile(r"\bWHERE\b", re.IGNORECASE)
_END = re.compile(r"\b(?:WHERE|GROUP\s+BY|HAVING|QUALIFY|WINDOW|ORDER\s+BY|LIMIT)\b|;|$", re.IGNORECASE)
_ALIAS = re.compile(r'(?:(?<=\s)AS\s+|(?<=[\s)]))"?(\w+)"?\s*$', re.IGNORECASE)
_PREFIX = re.compile(r"\b\w+\.(?=\w)")
_WORD = re.compile(r'"?(\w+)')


@dataclass(frozen=True, slots=True)
class OuterQuery:
    """`columns` are expressions by the names given to them; `condition` is empty where all rows are wanted."""

    table: str
    columns: dict[str, str]
    condition: str


def outer_query(sql: str) -> OuterQuery | None:
    """The outermost SELECT; None where there is none, several are joined into one, or it reads no table."""
    masked = _masked(sql)
    selects = list(_SELECT.finditer(masked))
    if len(selects) != 1 or _JOINED.search(masked):
        return None
    start = selects[0].end()
    source = _FROM.search(masked, start)
    table = _WORD.match(sql, source.end()) if source else None
    if source is None or table is None:
        return None
    where = _WHERE.search(masked, source.end())
    end = _END.search(masked, where.end()) if where else None
    condition = _plain(sql[where.end() : end.start()]) if where and end else ""
    return OuterQuery(table[1].lower(), _columns(sql, masked, start, source.start()), condition)


def _columns(sql: str, masked: str, start: int, end: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in re.finditer(r"[^,]+", masked[start:end]):
        item = sql[start + part.start() : start + part.end()].strip()
        alias = _ALIAS.search(item)
        expression = item[: alias.start()] if alias else item
        name = alias[1] if alias else _plain(item)
        found[name.lower()] = _plain(re.sub(r"(?i)\s+AS\s*$", "", expression))
    return found


def _plain(text: str) -> str:
    """An expression whose columns have no table before them, in lower case but for what is quoted, spaces made one."""
    pieces, at = [], 0
    for quoted in _HIDDEN.finditer(text):
        pieces += [_PREFIX.sub("", text[at : quoted.start()]).lower(), quoted[0] if quoted[0][0] in "'\"" else " "]
        at = quoted.end()
    pieces.append(_PREFIX.sub("", text[at:]).lower())
    return " ".join("".join(pieces).split())


def _masked(sql: str) -> str:
    """The query, as long as it is, with blanks for what stands in brackets, quotes and comments."""
    text = list(_HIDDEN.sub(lambda found: "_" * len(found[0]) if found[0][0] in "'\"" else " " * len(found[0]), sql))
    depth = 0
    for i, character in enumerate(text):
        depth -= character == ")"
        if depth > 0 and character != "\n":
            text[i] = "_"
        depth += character == "("
    return "".join(text)
