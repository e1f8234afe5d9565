"""The firm's glossary: the words that people use for what the documents call otherwise."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.finding import Finding, Place, finding
from shoukong.text.yaml_lines import Key, Lines, Value, parse_yaml
from shoukong.text.yaml_shape import MAPPINGS, TEXT, TEXTS, KeyShape, misfits, retyped, texts_in

_SAME = ("synonyms", "short")
_SHAPE = {
    "ask": KeyShape(TEXT, required=False),
    "terms": KeyShape(MAPPINGS),
    "questions": KeyShape(MAPPINGS, required=False),
}
_TERM_SHAPE = {
    "word": KeyShape(TEXT),
    "synonyms": KeyShape(TEXTS, required=False),
    "short": KeyShape(TEXTS, required=False),
    "near": KeyShape(TEXTS, required=False),
}
_QUESTION_SHAPE = {"at": KeyShape(TEXT), "ask": KeyShape(TEXTS)}
SHAPES: Mapping[str, Mapping[str, KeyShape]] = {"": _SHAPE, "terms": _TERM_SHAPE, "questions": _QUESTION_SHAPE}
_IS_TEXT = texts_in(_SHAPE, _TERM_SHAPE, _QUESTION_SHAPE)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the documents: `same` mean just that, both ways; `near` lead to it, but it does not lead to them."""

    word: str
    same: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Questions:
    """How people ask for what a clause says, and the address of the clause."""

    at: str
    ask: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms and questions in the order of the file, and whom to ask where a search finds nothing."""

    terms: tuple[Term, ...] = ()
    questions: tuple[Questions, ...] = ()
    ask: str = ""


def parse_glossary(text: str, path: str) -> tuple[Glossary | None, tuple[Finding, ...]]:
    """Read a glossary; None and findings where it is not whole."""
    value, lines, findings = parse_yaml(text, path, is_text=_IS_TEXT)
    findings = findings or tuple(_faults(value, lines))
    unquoted = tuple(retyped(lines, findings))
    if findings:
        return None, (*unquoted, *findings)
    terms = tuple(_term(row) for row in value["terms"])
    rows = enumerate(value.get("questions") or ())
    questions = tuple(Questions(row["at"], tuple(row["ask"]), lines.place("questions", i, "at")) for i, row in rows)
    return Glossary(terms, questions, value.get("ask") or ""), (*unquoted, *_twice(value["terms"], lines))


def _faults(value: Value, lines: Lines) -> Iterator[Finding]:
    yield from misfits(value, _SHAPE, lines)
    for name, shape in (("terms", _TERM_SHAPE), ("questions", _QUESTION_SHAPE)):
        rows = value.get(name) if isinstance(value, dict) else None
        for i, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict):
                yield from misfits(row, shape, lines, name, i)


def _term(row: Mapping[str, Value]) -> Term:
    same = (word for key in _SAME for word in row.get(key) or ())
    return Term(row["word"], tuple(same), tuple(row.get("near") or ()))


def _twice(rows: Sequence[Mapping[str, Value]], lines: Lines) -> Iterator[Finding]:
    """A finding for each word that means one thing here and something else, or the same once more, there."""
    first: dict[str, str] = {}
    for word, keys in _words(rows):
        place, told = lines.place(*keys), _told_alike(word)
        if told in first:
            yield finding("word-twice", place, ref=word, word=word, first=first[told])
        first.setdefault(told, f"{place.path}:{place.line}")


def _words(rows: Sequence[Mapping[str, Value]]) -> Iterator[tuple[str, tuple[Key, ...]]]:
    """The words that mean their terms, with the keys that lead to them."""
    for i, row in enumerate(rows):
        yield row["word"], ("terms", i, "word")
        for key in _SAME:
            yield from ((word, ("terms", i, key, j)) for j, word in enumerate(row.get(key) or ()))


def _told_alike(word: str) -> str:
    """A word as the search compares it: one width, one case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
