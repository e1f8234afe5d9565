"""Running text on a sheet, such as a contract's articles, with figures and the places of a record's fields."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jinja2
import jinja2.meta

from shoukong.files.compiled_templates import compiled
from shoukong.text.capitals import in_capitals
from shoukong.text.sandbox import PRINT_ERRORS, sandbox

# Names that a text may use beside those of fields; figures of any document are written `P-02#work_hours`.
ORGANIZATION, CAPITALS, FIGURES = "organization", "capitals", "figures"
WORDS = (ORGANIZATION, CAPITALS, FIGURES)
_DOCUMENTS = "shoukong_documents"
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_ADDRESS = re.compile(r"(?<![\w#'\"])(\w[\w.-]*)#([A-Za-z_][A-Za-z0-9_]*)")
# Signs of private use hold the place of a field while the text is printed.
_FIRST, _LAST, _IN_CAPITALS = "\ue000", "\ue001", "\ue002"
_PLACE = re.compile(f"{_FIRST}([^{_FIRST}{_LAST}{_IN_CAPITALS}]+)({_IN_CAPITALS}?){_LAST}")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: printed words, or the place of a field, to be said in Chinese capitals."""

    text: str = ""
    field: str = ""
    is_in_capitals: bool = False


@dataclass(frozen=True, slots=True)
class TextSource:
    """What texts take their words from: the fields by name, the firm, figures by document, and whose form it is.

    Fields that name a record of another register have the names of its fields, which stand behind a dot.
    """

    fields: Mapping[str, Collection[str]]
    organization: str
    figures: Mapping[str, Mapping[str, Any]]
    document: str


class _Place:
    """The place of a field in a text; those of the record that it names stand behind a dot."""

    def __init__(self, name: str, below: Collection[str] = ()) -> None:
        self._name, self._below = name, below

    def __str__(self) -> str:
        return f"{_FIRST}{self._name}{_LAST}"

    def __getattr__(self, name: str) -> "_Place":
        if name not in self._below:
            raise AttributeError(name)
        return _Place(f"{self._name}.{name}")


def figure_addresses(text: str) -> Iterator[tuple[str, str]]:
    """The figures that a text names: document and name, in their order."""
    for expression in _EXPRESSION.findall(text):
        yield from _ADDRESS.findall(expression)


def unknown_names(text: str, source: TextSource) -> tuple[str, ...]:
    """The names in a text that are neither a field's nor a word of texts. Raises what `PRINT_ERRORS` lists."""
    return tuple(sorted(_names_in(text) - {*source.fields, *WORDS, _DOCUMENTS}))


def lines_of(text: str, source: TextSource) -> list[list[Run]]:
    """A text in lines of runs, empty ones left out. Raises what `PRINT_ERRORS` lists."""
    printed = _printed(text, source)
    return [list(_runs(line.strip())) for line in printed.split("\n") if line.strip()]


def hindrance(text: str, source: TextSource) -> Exception | None:
    """What hinders a text from being printed."""
    try:
        _printed(text, source)
    except PRINT_ERRORS as error:
        return error
    return None


def places_in(text: str, source: TextSource) -> frozenset[str]:
    """The places of fields in a text, those of other records behind a dot; none where it cannot be printed."""
    try:
        return frozenset(run.field for line in lines_of(text, source) for run in line if run.field)
    except PRINT_ERRORS:
        return frozenset()


def fields_in(text: str) -> frozenset[str]:
    """Every name that a text uses; none where it cannot be read."""
    try:
        return _names_in(text)
    except PRINT_ERRORS:
        return frozenset()


@lru_cache(maxsize=1024)
def _names_in(text: str) -> frozenset[str]:
    return frozenset(jinja2.meta.find_undeclared_variables(sandbox().parse(_readable(text))))


def _readable(text: str) -> str:
    """A text in which figures of other documents are what Jinja can read."""

    def said(expression: re.Match[str]) -> str:
        return _ADDRESS.sub(lambda address: f'{_DOCUMENTS}["{address[1]}"]["{address[2]}"]', expression[0])

    return _EXPRESSION.sub(said, text)


def _printed(text: str, source: TextSource) -> str:
    if "{" not in text:
        return text
    words = {
        **{name: _Place(name, below) for name, below in source.fields.items()},
        ORGANIZATION: source.organization,
        CAPITALS: _capitals,
        FIGURES: source.figures.get(source.document, {}),
        _DOCUMENTS: source.figures,
    }
    return compiled(_readable(text)).render(words)


def _capitals(value: object) -> str:
    """A number in capitals, or the place of a field so that its number is said in capitals."""
    written = str(value)
    if written.startswith(_FIRST) and written.endswith(_LAST):
        return f"{written[:-1]}{_IN_CAPITALS}{_LAST}"
    return in_capitals(written)


def _runs(line: str) -> Iterator[Run]:
    end = 0
    for place in _PLACE.finditer(line):
        if place.start() > end:
            yield Run(text=line[end : place.start()])
        yield Run(field=place[1], is_in_capitals=bool(place[2]))
        end = place.end()
    if end < len(line):
        yield Run(text=line[end:])
