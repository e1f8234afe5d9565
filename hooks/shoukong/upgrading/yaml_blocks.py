"""A YAML file as blocks, one for each outermost key: changing one leaves the others and their remarks alone."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

_KEY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]|$)")


def blocks_of(text: str) -> Iterator[tuple[str, str]]:
    """The keys with their rows; what stands before the first has no key. Blank rows end a block."""
    key, rows = "", list[str]()
    for row in text.splitlines(keepends=True):
        found = _KEY.match(row)
        if found:
            yield key, "".join(rows)
            key, rows = found[1], []
        rows.append(row)
    yield key, "".join(rows)


def rewritten(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The text with the values of `after`: a block whose value is the same stays, one that is gone goes."""
    kept = [_block(key, rows, before, after) for key, rows in blocks_of(text)]
    added = [dumped({key: value}) for key, value in after.items() if key not in before]
    whole = "".join((*kept, *added))
    return re.sub(r"\n{3,}", "\n\n", whole).strip("\n") + "\n"


def dumped(value: Mapping[str, Any]) -> str:
    """A mapping as YAML in the order of its keys."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)


def _block(key: str, rows: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if not key or (key in after and after[key] == before.get(key)):
        return rows
    return dumped({key: after[key]}) if key in after else ""
