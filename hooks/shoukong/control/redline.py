"""A redline: two revisions side by side, passage by passage, with the words marked that were taken out or put in."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from diff_match_patch import diff_match_patch

from shoukong.control.passage import Passage
from shoukong.text.markdown import split_number

# Numbers and Latin words are whole; so is each private character, which would otherwise be taken for one of ours.
_WORD = re.compile("[0-9]+(?:[.:,][0-9]+)*|[A-Za-z]{2,}|[\U000f0000-\U0010ffff]")
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
_PRIVATE = 0xF0000
LONG = 2000
ALIKE = 0.6
_MARKS = {-1: "out", 0: "same", 1: "in"}
Span = tuple[str, str]


class Change(StrEnum):
    """What became of a passage."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One passage in both revisions; spans are (`same`, `out` or `in`, words), and empty where it is not there."""

    change: Change
    old_key: str
    new_key: str
    title: str
    old: tuple[Span, ...]
    new: tuple[Span, ...]


def redline(old: Sequence[Passage], new: Sequence[Passage]) -> tuple[Comparison, ...]:
    """Both texts compared, in the order of the newer one; what was taken out stands where it was."""
    return tuple(_compared(before, after) for before, after in _pairs(old, new))


def changed_keys(old: Sequence[Passage], new: Sequence[Passage]) -> frozenset[str]:
    """The keys of the passages that read differently in the newer text, are gone from it, or are new in it."""
    before, after = ({p.key: _bare(p.text) for p in text} for text in (old, new))
    return frozenset(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def _pairs(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[tuple[Passage | None, Passage | None]]:
    """Which passage became which: the same words first, then the same key, then words that are alike."""
    before, after = [_bare(p.text) for p in old], [_bare(p.text) for p in new]
    for tag, i, i_end, j, j_end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(old[i:i_end], new[j:j_end], strict=True)
        else:
            yield from _matched(old[i:i_end], new[j:j_end])


def _matched(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[tuple[Passage | None, Passage | None]]:
    by_key = {passage.key: passage for passage in old}
    partner: dict[str, Passage] = {p.key: by_key[p.key] for p in new if p.key in by_key}
    taken = {p.key for p in partner.values()}
    for passage in new:
        if passage.key not in partner:
            like = [p for p in old if p.key not in taken and _likeness(p, passage) >= ALIKE]
            if like:
                partner[passage.key] = max(like, key=lambda p: _likeness(p, passage))
                taken.add(partner[passage.key].key)
    waiting = list(old)
    for passage in new:
        mate = partner.get(passage.key)
        while mate is not None and waiting and waiting[0] is not mate and waiting[0].key not in taken:
            yield waiting.pop(0), None
        if mate is not None and mate in waiting:
            waiting.remove(mate)
        yield mate, passage
    yield from ((passage, None) for passage in waiting if passage.key not in taken)


def _likeness(one: Passage, other: Passage) -> float:
    matcher = difflib.SequenceMatcher(None, _bare(one.text), _bare(other.text), autojunk=False)
    if max(len(one.text), len(other.text)) > LONG:
        return matcher.quick_ratio()
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _bare(text: str) -> str:
    """The words without the number before them, which changes when a clause is put in above."""
    return split_number(text)[1]


def _compared(old: Passage | None, new: Passage | None) -> Comparison:
    if old is None or new is None:
        passage = new or old
        assert passage is not None, "one of the two is there"
        spans: tuple[Span, ...] = (("in" if new else "out", passage.text),)
        change = Change.ADDED if new else Change.REMOVED
        key, empty = passage.key, ()
        return Comparison(
            change, *(("", key) if new else (key, "")), passage.title, *((empty, spans) if new else (spans, empty))
        )
    if old.text == new.text:
        same: tuple[Span, ...] = (("same", new.text),)
        return Comparison(Change.SAME, old.key, new.key, new.title, same, same)
    change = Change.MOVED if _bare(old.text) == _bare(new.text) else Change.CHANGED
    marked = _marked(old.text, new.text)
    before = tuple(span for span in marked if span[0] != "in")
    after = tuple(span for span in marked if span[0] != "out")
    return Comparison(change, old.key, new.key, new.title or old.title, before, after)


def _marked(old: str, new: str) -> list[Span]:
    """The words of both texts in one sequence; short coincidences between changes are taken into the change.

    Where much differs, whole sentences are compared: the time grows with the square of what differs.
    """
    unit = _SENTENCE if _differing(old, new) > LONG else _WORD
    known: dict[str, str] = {}
    coded = [
        unit.sub(lambda match: known.setdefault(match[0], chr(_PRIVATE + len(known))), text) for text in (old, new)
    ]
    words = {code: word for word, code in known.items()}
    differ = diff_match_patch()
    differ.Diff_Timeout = 0  # the same result on every machine
    found = differ.diff_main(*coded)
    if unit is _WORD:
        differ.diff_cleanupSemantic(found)
    return [(_MARKS[mark], "".join(words.get(code, code) for code in text)) for mark, text in found]


def _differing(old: str, new: str) -> int:
    """How long the longer text is between what both begin and end with."""
    differ = diff_match_patch()
    alike: int = differ.diff_commonPrefix(old, new) + differ.diff_commonSuffix(old, new)
    return max(len(old), len(new)) - alike
