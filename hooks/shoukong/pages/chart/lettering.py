"""Texts that fit: what XML can hold, how wide it is, and how it breaks into lines."""

import math
import re
import unicodedata
from collections.abc import Sequence

LEADING = 1.25  # from one line to the next, in heights of letters
_UNFIT = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = re.compile(r"(?:[≥≤<>=±]+ *)?[0-9A-Za-z.,%+/:_-]+[，。；：、）》”]*|\s+|[（《“]*[^\s][，。；：、）》”]*")


def clean(text: str) -> str:
    """A text that XML can hold, in one line."""
    return " ".join(_UNFIT.sub("", text).split())


def width_of(text: str) -> float:
    """About how wide a text is, in heights of its letters."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.6 for c in text)


def wrapped(text: str, room: float, most: int) -> tuple[str, ...]:
    """A text in lines of about the same width; what has no room ends in an ellipsis."""
    count = max(math.ceil(width_of(text) / room), 1)
    for tenths in range(10):
        narrower = width_of(text) / count + (room - width_of(text) / count) * tenths / 10
        lines = _filled(text, min(narrower, room))
        if len(lines) <= count and all(width_of(line) <= room for line in lines):
            return _cut(lines, room, most)
    return _cut(_filled(text, room), room, most)


def _filled(text: str, room: float) -> list[str]:
    """A text in lines that take what fits; a word too long for a line is broken."""
    lines = [""]
    for word in _WORDS.findall(text):
        if width_of(lines[-1] + word.rstrip()) <= room:
            lines[-1] += word
        elif width_of(word) <= room:
            lines.append(word.lstrip())
        else:
            for letter in word:
                lines[-1:] = [lines[-1] + letter] if width_of(lines[-1] + letter) <= room else [lines[-1], letter]
    return [line.strip() for line in lines if line.strip()] or [""]


def _cut(lines: Sequence[str], room: float, most: int) -> tuple[str, ...]:
    """The first lines, with an ellipsis where more follows."""
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and width_of(last + "…") > room:
        last = last[:-1]
    return (*lines[: most - 1], last + "…")
