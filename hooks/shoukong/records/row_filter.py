"""What is asked of the rows of a register: the conditions that its page keeps in its address, as a test of rows."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from shoukong.forms.form import Field

Row = Mapping[str, str]
Told = Callable[[Field, str], str]

NUMERIC = frozenset(("integer", "number", "year"))
_KEY = re.compile(r"(.*?)(?:\.(from|to|has))?", re.DOTALL)
_KEPT_SIGNS = frozenset("./%:#@&*")
_APART = frozenset(("Pd", "Pc", "Ps", "Pe", "Pi", "Pf"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one field: one of some values, a first and a last one, a text that it holds."""

    values: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    has: str = ""


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Conditions on rows: words anywhere in them, what is asked of fields by name, the record that they refer to.

    `refers` is `table/number`; `sort` names the field that orders the rows, with `-` before it the last first.
    """

    words: str = ""
    of: Mapping[str, Asked] = field(default_factory=dict)
    refers: str = ""
    sort: str = ""


def read_filter(queries: Iterable[str], names: Mapping[str, str]) -> tuple[RowFilter, tuple[str, ...]]:
    """The conditions of what stands behind the `?` of addresses, and the words in them that name no field.

    `names` has the names of fields by what they may be called. A whole address may be given.
    """
    found, unknown = RowFilter(), []
    for key, value in (pair for query in queries for pair in parse_qsl(_bare(query), keep_blank_values=True)):
        match = _KEY.fullmatch(key)
        name, what = (match[1], match[2] or "values") if match else (key, "values")
        if key in ("q", "refers"):
            found = replace(found, words=value) if key == "q" else replace(found, refers=value)
        elif key == "sort" and value.removeprefix("-") in names:
            found = replace(found, sort="-" * value.startswith("-") + names[value.removeprefix("-")])
        elif name in names and key != "sort":
            found = asking(found, names[name], what, value)
        else:
            unknown.append(value if key == "sort" else name)
    return found, tuple(unknown)


def asking(asked: RowFilter, name: str, what: str, value: str) -> RowFilter:
    """The conditions with one more of a field: one of its `values`, its end `from` or `to`, or a text that it `has`."""
    own = asked.of.get(name, Asked())
    match what:
        case "values":
            own = replace(own, values=tuple(dict.fromkeys((*own.values, value))))
        case "from":
            own = replace(own, first=value)
        case "to":
            own = replace(own, last=value)
        case _:
            own = replace(own, has=value)
    return replace(asked, of={**asked.of, name: own})


def query_of(asked: RowFilter) -> str:
    """The conditions as the page has them in its address, with the `?`; empty where there are none."""
    pairs = [("q", asked.words.strip())]
    for name, own in asked.of.items():
        pairs += [(name, value) for value in own.values]
        pairs += [(f"{name}.from", own.first), (f"{name}.to", own.last), (f"{name}.has", own.has)]
    pairs += [("refers", asked.refers), ("sort", asked.sort)]
    told = [(key, value) for key, value in pairs if value or key in asked.of]
    return f"?{urlencode(told)}" if told else ""


def kept_rows(
    asked: RowFilter, fields: Sequence[Field], keys: Sequence[str], rows: Iterable[Row], told: Told
) -> list[Row]:
    """The rows that fulfil all conditions, in the order that is asked for, else in their own.

    `told` is how a cell is shown, and `keys` are the fields that refer to the table that is asked for.
    """
    by_name = {f.name: f for f in fields}
    tests = [_test(by_name[name], own, told) for name, own in asked.of.items()]
    if asked.words.strip():
        tests.append(_word_test(asked.words, fields, told))
    if asked.refers:
        number = asked.refers.partition("/")[2]
        tests.append(lambda row: any(row[key] == number for key in keys))
    kept = [row for row in rows if all(test(row) for test in tests)]
    name = asked.sort.removeprefix("-")
    return sorted(kept, key=_order(by_name[name]), reverse=asked.sort.startswith("-")) if name else kept


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text as it is compared, like `folded` of `query.js`: one width, one case, no dashes, spaces or punctuation."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not _parts(sign)).lower()


def _parts(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return kind[0] in "MCZ" or kind in _APART or sign in "−ー" or (kind == "Po" and sign not in _KEPT_SIGNS)


def _bare(query: str) -> str:
    """What stands behind the `?` of an address, without the record that it names."""
    return query.rpartition("?")[2].partition("#")[0].strip()


def _test(of: Field, asked: Asked, told: Told) -> Callable[[Row], bool]:
    wanted = folded(asked.has)

    def test(row: Row) -> bool:
        cell = row[of.name]
        if asked.values and cell not in asked.values:
            return False
        return (not wanted or wanted in folded(told(of, cell))) and _is_between(of, cell, asked)

    return test


def _is_between(of: Field, cell: str, asked: Asked) -> bool:
    if not asked.first and not asked.last:
        return True
    if not cell:
        return False
    if of.type not in NUMERIC:
        return (not asked.first or cell[:10] >= asked.first) and (not asked.last or cell[:10] <= asked.last)
    try:
        value = float(cell)
        return (not asked.first or value >= float(asked.first)) and (not asked.last or value <= float(asked.last))
    except ValueError:
        return False


def _word_test(text: str, fields: Sequence[Field], told: Told) -> Callable[[Row], bool]:
    """Words that a row all holds; of several lists, parted by a bar or lines, any."""
    lists = [[word for word in map(folded, part.split()) if word] for part in re.split(r"[|\n]", text)]
    wanted = [words for words in lists if words]

    def test(row: Row) -> bool:
        whole = "\n".join(folded(told(each, row[each.name])) for each in fields if row[each.name])
        return not wanted or any(all(word in whole for word in words) for words in wanted)

    return test


def _order(of: Field) -> Callable[[Row], tuple[bool, float, str]]:
    """Empty cells first, numbers by what they are worth, all else as it is written."""

    def order(row: Row) -> tuple[bool, float, str]:
        cell = row[of.name]
        return (cell != "", _worth(cell) if of.type in NUMERIC else 0.0, cell)

    return order


def _worth(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return 0.0
