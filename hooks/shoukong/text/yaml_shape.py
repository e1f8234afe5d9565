"""The shape that a YAML mapping must have: which keys, of which kind, and what is found wrong with it."""

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shoukong.finding import Finding, finding
from shoukong.revision import USUAL_REVISIONS, RevisionPattern, parse_revision
from shoukong.text.bounds import MOST_COUNT, MOST_DAYS, MOST_MONTHS, MOST_ROWS
from shoukong.text.yaml_lines import IsText, Key, Lines, Value

# Words that pages show as they are: an HTML element in them would be one of the page.
SHOWN = frozenset({"title", "organization", "statement", "summary"})
_TAG = re.compile(r"<[A-Za-z/!?][^<>\s]{0,20}|&#?\w{1,20};")
_PERIOD = re.compile(r"P(?=[0-9])([0-9]{1,3}Y)?([0-9]{1,4}M)?([0-9]{1,5}D)?")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value must be: a test, its name in Chinese and English, and whether it is made of texts of any wording.

    `words` are all that it may be, where they are few.
    """

    accepts: Callable[[Value], bool]
    zh: str
    en: str
    is_text: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyShape:
    """A key of a mapping: the kind of its value, and whether it must be there."""

    kind: Kind
    required: bool = True


def has_markup(text: str) -> bool:
    """Whether a text that pages show as it is has an HTML element or entity in it."""
    return _TAG.search(text) is not None


def _is_number(value: Value) -> bool:
    """Whether a value can name a block, and the files of its pages."""
    return isinstance(value, str) and re.fullmatch(r"\w[\w.-]*", value) is not None


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_date(value: Value) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _is_count(value: Value) -> bool:
    return type(value) is int and 0 < value <= MOST_COUNT


def _up_to(most: int, least: int = 1) -> Kind:
    """A kind of whole numbers that accepts those up to a bound."""
    zh, en = f"{least} 至 {most} 的整数", f"a whole number from {least} to {most}"
    return Kind(lambda v: type(v) is int and least <= v <= most, zh, en)


def _is_texts(value: Value) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


TEXT = Kind(_is_text, "文字", "text", is_text=True)
NUMBER = Kind(
    _is_number, "编号（字母、数字、点、横线、下划线）", "a number of letters, digits, dots and dashes", is_text=True
)
STRING = Kind(lambda v: isinstance(v, str), "文字", "text", is_text=True)
STRINGS = Kind(
    lambda v: isinstance(v, list) and all(isinstance(i, str) for i in v), "文字列表", "a list of texts", is_text=True
)
TEXTS = Kind(_is_texts, "文字列表", "a list of texts", is_text=True)
TEXT_OR_TEXTS = Kind(
    lambda v: _is_text(v) or (_is_texts(v) and bool(v)), "文字或文字列表", "a text or a list of texts", is_text=True
)
DATE = Kind(_is_date, "日期(YYYY-MM-DD)", "a date (YYYY-MM-DD)")
COUNT = Kind(_is_count, "正整数", "a positive whole number")
DAYS, DAYS_FROM_0, MONTHS, ROWS = _up_to(MOST_DAYS), _up_to(MOST_DAYS, 0), _up_to(MOST_MONTHS), _up_to(MOST_ROWS)
FLAG = Kind(lambda v: isinstance(v, bool), "true 或 false", "true or false")
MAPPING = Kind(lambda v: isinstance(v, dict), "键值对", "a mapping")
MAPPINGS = Kind(
    lambda v: isinstance(v, list) and all(isinstance(i, dict) for i in v), "键值对列表", "a list of mappings"
)
LIST = Kind(lambda v: isinstance(v, list), "列表", "a list")
PERIOD = Kind(
    lambda v: isinstance(v, str) and (v == "permanent" or _PERIOD.fullmatch(v) is not None),
    "保存期(如 P3Y，或 permanent)",
    "a period (such as P3Y, or permanent)",
)
DIGITS = Kind(
    lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 <= v <= 6,
    "0 至 6 的整数",
    "a whole number from 0 to 6",
)
ANYTHING = Kind(lambda v: v is not None, "值", "a value")


def revision_of(pattern: RevisionPattern) -> Kind:
    """A kind that accepts revisions of a firm's pattern; its name tells the pattern where it is not the usual one."""
    told = "" if pattern is USUAL_REVISIONS else f"{pattern.template} "
    zh, en = f"版本({told}如 {pattern.example})", f"a revision ({told}such as {pattern.example})"
    return Kind(lambda v: isinstance(v, str) and parse_revision(v, pattern) is not None, zh, en)


REVISION = revision_of(USUAL_REVISIONS)


def with_revisions(shape: Mapping[str, KeyShape], pattern: RevisionPattern) -> Mapping[str, KeyShape]:
    """A shape whose revisions follow a firm's pattern."""
    if pattern is USUAL_REVISIONS:
        return shape
    kind = revision_of(pattern)
    return {name: replace(key, kind=kind) if key.kind is REVISION else key for name, key in shape.items()}


def as_written(value: Value, lines: Lines, *keys: Key) -> None:
    """Let a mapping's revision be what is written: YAML takes `1.10` for a number and `2026-01-05` for a day."""
    if isinstance(value, dict) and value.get("revision") is not None:
        value["revision"] = lines.written.get((*keys, "revision"), value["revision"])


def one_of(*words: str) -> Kind:
    """A kind that accepts just these words."""
    listed = "、".join(words)
    zh, en = f"以下之一：{listed}", f"one of: {', '.join(words)}"
    return Kind(lambda v: isinstance(v, str) and v in words, zh, en, words=words)


def texts_in(*shapes: Mapping[str, KeyShape], outside: Collection[str] = ()) -> IsText:
    """Whether a text is meant at a place, told by the last key before it; what stands below `outside` is free.

    A key that means a text in one shape and something else in another tells nothing.
    """
    names = {name for shape in shapes for name, key in shape.items() if key.kind.is_text}
    names -= {name for shape in shapes for name, key in shape.items() if not key.kind.is_text}

    def is_text(keys: tuple[Key, ...]) -> bool:
        name = next((key for key in reversed(keys) if isinstance(key, str)), None)
        return name in names and keys[0] not in outside

    return is_text


def retyped(lines: Lines, faults: Iterable[Finding] = ()) -> Iterator[Finding]:
    """One finding for each text, or list of texts, that YAML takes for something else because it lacks its quotes.

    Where a fault says already that something else is meant there, quotes are no remedy.
    """
    known = {fault.place for fault in faults}
    groups: dict[tuple[Key, ...], list[tuple[Key, ...]]] = {}
    for keys in lines.as_text:
        groups.setdefault(keys if isinstance(keys[-1], str) else keys[:-1], []).append(keys)
    unquoted = (not_quoted(lines, found) for found in groups.values())
    yield from (item for item in unquoted if item.place not in known)


def not_quoted(lines: Lines, found: Sequence[tuple[Key, ...]]) -> Finding:
    """A finding for the values at some keys: texts that need quotes."""
    first = lines.written[found[0]]
    expected, expected_en = f'加引号的文字，如 "{first}"', f'quoted text, such as "{first}"'
    value = [lines.written[keys] for keys in found]
    return finding("value-kind", lines.place(*found[0]), expected=expected, expected_en=expected_en, value=value)


def misfits(value: Value, shape: Mapping[str, KeyShape], lines: Lines, *keys: Key) -> Iterator[Finding]:
    """What is wrong with a mapping: keys that are missing, unknown, or of the wrong kind."""
    if not isinstance(value, dict):
        yield finding(
            "value-kind", lines.place(*keys), expected=MAPPING.zh, expected_en=MAPPING.en, value=_written(value)
        )
        return
    for name, key in shape.items():
        if value.get(name) is None:
            if key.required:
                yield finding("key-missing", lines.place(*keys, field=name), key=name)
        elif name in SHOWN and isinstance(value[name], str) and (tag := _TAG.search(value[name])):
            yield finding("text-markup", lines.place(*keys, name), written=tag[0])
        elif not key.kind.accepts(value[name]):
            kind = key.kind
            place = lines.place(*keys, name)
            written = lines.written.get((*keys, name)) or _written(value[name])
            yield finding("value-kind", place, expected=kind.zh, expected_en=kind.en, value=written)
    for name in value:
        if name not in shape:
            yield finding("key-unknown", lines.place(*keys, name), key=name, known=tuple(shape))


def _written(value: Value, depth: int = 2) -> str:
    """A value as one line of YAML, what nests deeper left out."""
    if isinstance(value, list):
        return f"[{', '.join(_written(item, depth - 1) for item in value) if depth else '…'}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{key}: {_written(item, depth - 1)}" for key, item in value.items()) if depth else "…"
        return f"{{{pairs}}}"
    return "" if value is None else str(value)
