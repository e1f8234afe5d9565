"""A finding: one line of the check, with its code, its place and the facts that its message quotes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

NO_FACTS: Mapping[str, str] = MappingProxyType({})


class Severity(StrEnum):
    """How much a finding weighs; only an error fails the check."""

    ERROR = "error"
    BREACH = "breach"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: a path relative to the root, a line counted from 1, a field name."""

    path: str
    line: int | None = None
    field: str | None = None

    def at(self, line: int | None, name: str | None = None) -> "Place":
        """The same file at another line and field."""
        return Place(self.path, line, name)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at a place; `facts` fill the catalogue's message, `ref` names a clause, document or form.

    `rests_on` are the paths of the files, or folders of files, from which it was derived: it is held back while one of
    them is faulty itself.
    """

    code: str
    place: Place
    ref: str | None = None
    record: str | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: NO_FACTS)
    rests_on: frozenset[str] = frozenset()

    def resting_on(self, paths: Iterable[str]) -> "Finding":
        """The same finding, derived from some files."""
        return replace(self, rests_on=frozenset(paths))


def finding(
    code: str, place: Place, /, *, ref: str | None = None, record: str | None = None, **facts: object
) -> Finding:
    """A finding whose facts are given by name; values are quoted in messages as text, several one after the other."""
    quoted = dict(pair for name, value in facts.items() for pair in _quoted(name, value))
    return Finding(code, place, ref, record, MappingProxyType(quoted))


def _quoted(name: str, value: object) -> Iterator[tuple[str, str]]:
    """A fact as text; where English words it otherwise, that is the fact of its name and `_en`."""
    if isinstance(value, list | tuple):
        yield name, shorten("、".join(map(str, value)))
        yield f"{name}_en", shorten(", ".join(map(str, value)))
    else:
        yield name, shorten(str(value))


def plain(text: str) -> str:
    """A text without signs that steer a terminal, a reader's direction or a file's format: they are shown as a sign."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


def shorten(value: str, limit: int = 120) -> str:
    """A value short enough and plain enough to stand in a one-line message."""
    text = plain(value)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)})"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by path, line, field and code: the same input gives the same list."""
    return tuple(sorted(findings, key=_position))


def _position(item: Finding) -> tuple[str, int, str, str, str]:
    place = item.place
    return (place.path, place.line or 0, place.field or "", item.code, item.record or "")
