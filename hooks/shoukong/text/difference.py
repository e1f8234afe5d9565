"""Where two texts first differ: the line, and what stands there in each, with what the eye cannot see spelt out."""

import itertools
import unicodedata

BEFORE, AFTER = 24, 48
NO_LINE, EMPTY = "-", "↵"


def first_difference(old: str, new: str) -> tuple[int, str, str]:
    """The first line that differs, counted from 1, and an excerpt of it in both texts; the texts must differ."""
    pairs = itertools.zip_longest(old.split("\n"), new.split("\n"))
    line, before, after = next((i, a, b) for i, (a, b) in enumerate(pairs, start=1) if a != b)
    alike = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before or "", after or "", strict=False))
    same = sum(1 for _ in alike)
    return line, _excerpt(before, same), _excerpt(after, same)


def _excerpt(line: str | None, at: int) -> str:
    """The part of a line around a place, with its spaces at the ends and its invisible characters shown."""
    if line is None:
        return NO_LINE
    start, end = max(0, at - BEFORE), at + AFTER
    shown = "".join(map(_seen, line[start:end]))
    if end >= len(line):
        bare = shown.rstrip(" ")
        shown = bare + "␣" * (len(shown) - len(bare))
    head = "…" if start else ""
    return f"{head}{shown if start else shown.lstrip(' ') or shown}{'…' if end < len(line) else ''}" or EMPTY


def _seen(character: str) -> str:
    hidden = not character.isprintable() or unicodedata.combining(character)
    return f"⟨U+{ord(character):04X}⟩" if hidden else character
