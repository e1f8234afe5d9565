"""YAML text read into plain values that remember their lines, however hostile the text."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from shoukong.finding import Finding, Place, finding
from shoukong.text.bounds import is_in_reach

MAX_VALUES = 100_000
MAX_DEPTH = 64
MAX_NESTING = 400
_JUDGED_BY_ITSELF = ("schema",)  # a form finds bounds and allowed values that no cell can have, with their field
_TEXT, _NOTHING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"

Key = str | int
# YAML is untyped until a parser of ours has looked at it, hence Any.
Value = Any
# Whether a text is meant at the place to which some keys lead.
IsText = Callable[[tuple[Key, ...]], bool]


@dataclass(frozen=True, slots=True)
class Lines:
    """The line of each value, found by the keys that lead to it.

    `written` holds what YAML takes for a number, a day, a truth or nothing, as it is written: `01`, `9:30`, `no`, `~`;
    `as_text` are the keys of those that were read as texts all the same, since a text is meant there.
    """

    path: str
    lines: Mapping[tuple[Key, ...], int]
    written: Mapping[tuple[Key, ...], str] = field(default_factory=dict)
    as_text: tuple[tuple[Key, ...], ...] = ()

    def place(self, *keys: Key, field: str | None = None) -> Place:
        """The place of the value at these keys, or of the nearest value around it."""
        for length in range(len(keys), -1, -1):
            line = self.lines.get(keys[:length])
            if line is not None:
                named = field or next((str(k) for k in reversed(keys) if isinstance(k, str)), None)
                return Place(self.path, line, named)
        return Place(self.path, 1, field)


def parse_yaml(
    text: str, path: str, first_line: int = 1, is_text: IsText = lambda _: False
) -> tuple[Value, Lines, tuple[Finding, ...]]:
    """Plain values, their lines, and findings; the value is None where the text could not be read.

    Where a text is meant, values stand as they are written, whatever YAML takes them for.
    Aliases are expanded up to MAX_VALUES values and MAX_DEPTH levels, so that neither a bomb nor a loop hurts.
    """
    nothing = Lines(path, {(): first_line})
    if _nests_too_deep(text):
        return None, nothing, (finding("yaml-too-large", Place(path, first_line), limit=MAX_VALUES),)
    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (min(mark.line, text.count("\n")) if mark else 0)
        return None, nothing, (finding("yaml-syntax", Place(path, line), problem=error.problem or error.context),)
    except (yaml.YAMLError, RecursionError) as error:
        return None, nothing, (finding("yaml-syntax", Place(path, first_line), problem=error),)
    if node is None:
        return None, nothing, ()
    reader = _Reader(path, first_line, is_text)
    value = reader.read(node, ())
    return value, Lines(path, reader.lines, reader.written, tuple(reader.as_text)), tuple(reader.findings)


def plain_values(text: str) -> Value:
    """Plain values without their lines; raises ValueError where the text cannot be read."""
    if _nests_too_deep(text):
        raise ValueError
    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _nests_too_deep(text: str) -> bool:
    """Whether the text nests deeper than a parser that recurses can bear; most texts are cleared by a rough count."""
    brackets = text.count("[") + text.count("{")
    if brackets + max(_block_depth(row) for row in text.split("\n")) < MAX_NESTING:
        return False
    depth = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_NESTING:
                return True
    except yaml.YAMLError:
        return False  # the parser proper says where
    return False


def _block_depth(row: str) -> int:
    return len(row) - len(row.lstrip()) + row.count("- ") + row.count("? ")


def _says_nothing(node: yaml.Node, keys: tuple[Key, ...]) -> bool:
    """Whether a value is left out: `key: ~` leaves it out, while `~` in a list stands for something."""
    return node.tag == _NOTHING and (not node.value or isinstance(keys[-1], str))


def _is_bare(mapping: yaml.MappingNode, key: yaml.Node, value: yaml.Node) -> bool:
    """Whether something between commas in braces has no colon: what YAML takes for a key without a value."""
    if not mapping.flow_style or not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
        return False
    ends, starts = key.end_mark, value.start_mark
    return value.tag == _NOTHING and not value.value and (ends.line, ends.column) == (starts.line, starts.column)


class _Reader:
    """Turns composed nodes into values, counting them."""

    def __init__(self, path: str, first_line: int, is_text: IsText) -> None:
        self.path = path
        self.first_line = first_line
        self.is_text = is_text
        self.lines: dict[tuple[Key, ...], int] = {}
        self.written: dict[tuple[Key, ...], str] = {}
        self.as_text: list[tuple[Key, ...]] = []
        self.findings: list[Finding] = []
        self.scalars = yaml.constructor.SafeConstructor()
        self.count = 0
        self.stopped = False

    def read(self, node: yaml.Node, keys: tuple[Key, ...]) -> Value:
        line = self.first_line + node.start_mark.line
        self.lines.setdefault(keys, line)
        self.count += 1
        if self.stopped or self.count > MAX_VALUES or len(keys) > MAX_DEPTH:
            return self._stop(line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, keys)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*keys, i)) for i, item in enumerate(node.value) if not self.stopped]
        return self._scalar(node, keys, line)

    def _stop(self, line: int) -> None:
        if not self.stopped:
            self.stopped = True
            self.findings.append(finding("yaml-too-large", Place(self.path, line), limit=MAX_VALUES))

    def _mapping(self, node: yaml.MappingNode, keys: tuple[Key, ...]) -> dict[str, Value]:
        result: dict[str, Value] = {}
        before: tuple[str, str] | None = ("", "{")  # the pair that a comma may have cut short; None once it is told
        for key_node, value_node in node.value:
            if self.stopped:
                break
            line = self.first_line + key_node.start_mark.line
            if _is_bare(node, key_node, value_node):
                if before is not None:
                    facts = {"kept": before[1], "lost": key_node.value}
                    self.findings.append(finding("yaml-cut", Place(self.path, line, before[0] or None), **facts))
                before = None
                continue
            before = (str(key_node.value), str(value_node.value) if isinstance(value_node, yaml.ScalarNode) else "…")
            if not isinstance(key_node, yaml.ScalarNode):
                self.findings.append(finding("yaml-key", Place(self.path, line)))
                continue
            key = str(key_node.value)
            if key in result:
                self.findings.append(finding("yaml-key-twice", Place(self.path, line, key), key=key))
                continue
            self.lines[(*keys, key)] = line
            result[key] = self.read(value_node, (*keys, key))
        return result

    def _scalar(self, node: yaml.Node, keys: tuple[Key, ...], line: int) -> Value:
        if node.tag == _TEXT:
            return node.value
        self.written[keys] = node.value
        if self.is_text(keys) and not _says_nothing(node, keys):
            self.as_text.append(keys)
            return node.value
        with contextlib.suppress(yaml.YAMLError, ValueError, OverflowError):
            value = self.scalars.construct_object(node, deep=True)
            if is_in_reach(value) or keys[:1] == _JUDGED_BY_ITSELF:
                return value
        self.findings.append(finding("yaml-value", Place(self.path, line), value=node.value))
        return None
