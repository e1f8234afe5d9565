"""What a change brings: the findings that are there now and were not before, and how many were there or are gone."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path

from shoukong.finding import Finding, Severity
from shoukong.messages.catalogue import message_of, severity_of

# Where else something stands: lines move, and nothing is new for that.
_LINE = re.compile(r"第 \d+ 行|\bline \d+(?:, column \d+)?|(?<=\.md):\d+|(?<=\.csv):\d+|(?<=\.yaml):\d+")
Identity = Callable[[Finding], Hashable]
Text = Callable[[Finding], str]


@dataclass(frozen=True, slots=True)
class Since:
    """What a change is compared with, by its name and Git's, and what was found then.

    `known` are the findings of now that were there already, `gone` those of then that are not there any more.
    """

    ref: str
    commit: str
    was_portal: bool
    known: tuple[Finding, ...]
    gone: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a folder."""

    root: Path
    findings: Sequence[Finding]

    def has(self, path: str) -> bool:
        """Whether the folder holds a path."""
        return (self.root / path).exists()


def counts_of(findings: Iterable[Finding]) -> Mapping[Severity, int]:
    """How many findings are of each severity."""
    return Counter(map(severity_of, findings))


def compared(now: Found, then: Found) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """Of the findings of now those that are new and those that were known, and those of then that are gone.

    A finding is the same while its code, path, field, ref, record and message are, whatever the line; where its record
    moved to another file, or its file has another name, the path may differ.
    """
    new, gone = _left_over(now, then, (_at_its_path, _at_its_path))
    left = Found(now.root, new), Found(then.root, gone)
    new, gone = _left_over(*left, (partial(_wherever, then), partial(_wherever, now)))
    fresh = {id(item) for item in new}
    known = tuple(item for item in now.findings if id(item) not in fresh)
    return tuple(item for item in now.findings if id(item) in fresh), known, tuple(gone)


def _left_over(now: Found, then: Found, identities: tuple[Identity, Identity]) -> tuple[list[Finding], list[Finding]]:
    """What is left of both when each finding of one is paired with a like one of the other."""
    groups: dict[Hashable, tuple[list[Finding], list[Finding]]] = defaultdict(lambda: ([], []))
    for side, found in enumerate((now, then)):
        for item in found.findings:
            groups[identities[side](item)][side].append(item)
    texts = _texts_of(now.root), _texts_of(then.root)
    left = [_unpaired(*several, texts) for several in groups.values()]
    return list(chain.from_iterable(new for new, _ in left)), list(chain.from_iterable(gone for _, gone in left))


def _unpaired(now: list[Finding], then: list[Finding], texts: tuple[Text, Text]) -> tuple[list[Finding], list[Finding]]:
    """Of findings that are alike the ones that are too many; those on lines of the same text are paired first."""
    if len(now) > len(then):
        return _too_many(now, texts[0], map(texts[1], then), len(now) - len(then)), []
    if len(then) > len(now):
        return [], _too_many(then, texts[1], map(texts[0], now), len(then) - len(now))
    return [], []


def _too_many(findings: list[Finding], text: Text, others: Iterable[str], count: int) -> list[Finding]:
    if count == len(findings):
        return findings
    left = Counter(others)
    paired = []
    for item in findings:
        left[text(item)] -= 1
        paired.append(left[text(item)] >= 0)
    ordered = sorted(range(len(findings)), key=lambda i: paired[i])
    return [findings[i] for i in sorted(ordered[:count])]


def _texts_of(root: Path) -> Text:
    """The text of the line at which a finding stands; files are read when they are first asked for."""

    @cache
    def lines(path: str) -> Sequence[bytes]:
        try:
            return (root / path).read_bytes().splitlines()
        except OSError:
            return ()

    def text(item: Finding) -> str:
        at = (item.place.line or 0) - 1
        own = lines(item.place.path)
        return own[at].decode("utf-8", "replace") if 0 <= at < len(own) else ""

    return text


def _at_its_path(item: Finding) -> Hashable:
    return item.code, item.place.path, item.place.field, item.ref, item.record, _LINE.sub("", message_of(item, "zh"))


def _wherever(other: Found, item: Finding) -> Hashable:
    """What a finding is wherever it stands; itself alone where it can only stand where it does."""
    if not item.record and other.has(item.place.path):
        return id(item)
    message = _LINE.sub("", message_of(item, "zh")).replace(item.place.path, "")
    return item.code, item.place.field, item.ref, item.record, message
