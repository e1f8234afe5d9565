"""Which paper a table takes, how wide its columns are, and which of them have no room even on the largest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shoukong.paper.slots import ems

_UNBROKEN = re.compile(r"[!-~\u00a0-\u02ff\u0370-\u052f]+")
_PADDING = 0.9  # of a column, in the height of its letters
_NARROWEST = 2.4
_HEAD = 4.2  # of a title that is written in several lines
_FEW_SIGNS = 4.6  # of a text that is written in several lines
_TIGHT, _LONGEST_WORD = 12.0, 12.0  # what a short text takes in one line, and what no word takes more of
_ROOMY = 24.0
_LINES = 4  # over which a long text is laid
_USUAL = 0.92  # of the cells: how many the width of a column suits
_SQUEEZED = 1.3  # how much wider than the paper the columns may want to be


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet: its name, whether it lies across, and how wide a table on it may be, in the height of its letters."""

    name: str
    is_across: bool
    width: float


PAPERS = (Paper("a4", False, 64.0), Paper("a4", True, 95.0), Paper("a3", True, 138.0))


@dataclass(frozen=True, slots=True)
class Column:
    """How wide a column needs to be, how wide it likes to be, and whether it says anything at all."""

    least: float
    liked: float
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """A paper, the places of the columns that stand on it with their widths, and the places of those left out."""

    paper: Paper
    widths: dict[int, float]
    left_out: tuple[int, ...]


def column_of(title: str, cells: Sequence[str]) -> Column:
    """What a column needs for its title and cells."""
    told = sorted(width_of(cell) for cell in cells if cell)
    words = sorted(longest_word(cell) for cell in cells if cell)
    usual = told[int((len(told) - 1) * _USUAL)] if told else 0.0
    word = min(_LONGEST_WORD, words[int((len(words) - 1) * 0.995)]) if words else 0.0
    titled = max(min(ems(title), _HEAD), min(_LONGEST_WORD, longest_word(title)))
    least = max(_NARROWEST, titled, word, min(usual, _FEW_SIGNS))
    wish = usual if usual <= _TIGHT else min(_ROOMY, max(_TIGHT, usual / _LINES))
    return Column(least, max(least, wish), not told)


def fitted(columns: Sequence[Column]) -> Fit:
    """The smallest paper on which the columns stand; on the largest, those that there is no room for are left out.

    The first column always stands: it tells the rows apart. Empty ones go first, then the last ones.
    """
    standing, left = list(range(len(columns))), list[int]()
    while True:
        own = [columns[i] for i in standing]
        paper = next((each for each in PAPERS if _stands(own, each)), None)
        if paper is not None or len(standing) == 1:
            return Fit(
                paper or PAPERS[-1], dict(zip(standing, _widths(own, paper or PAPERS[-1]), strict=True)), tuple(left)
            )
        goes = next((i for i in reversed(standing[1:]) if columns[i].is_empty), standing[-1])
        standing.remove(goes)
        left.insert(0, goes)


def _stands(columns: Sequence[Column], paper: Paper) -> bool:
    needed = sum(each.least + _PADDING for each in columns)
    liked = sum(each.liked + _PADDING for each in columns)
    return needed <= paper.width and (liked <= paper.width * _SQUEEZED or (paper is PAPERS[-1]))


def _widths(columns: Sequence[Column], paper: Paper) -> list[float]:
    """Each column its least and, of what is left, a share by how much more it likes."""
    room = paper.width - sum(each.least + _PADDING for each in columns)
    wishes = [each.liked - each.least for each in columns]
    wished = sum(wishes)
    if wished <= room:
        liked = sum(each.liked for each in columns)
        return [each.liked + _PADDING + (room - wished) * each.liked / liked for each in columns]
    return [each.least + _PADDING + max(0.0, room) * wish / wished for each, wish in zip(columns, wishes, strict=True)]


def is_broken(text: str, width: float) -> bool:
    """Whether a word in a text is longer than its column has room for."""
    return longest_word(text) > width - _PADDING


@lru_cache(maxsize=16384)
def width_of(text: str) -> float:
    """How wide the longest line of a text is."""
    return max(map(_width, text.split("\n")))


@lru_cache(maxsize=16384)
def longest_word(text: str) -> float:
    """How wide the longest stretch of signs is in a text that no line breaks in."""
    return max((_width(word) for word in _UNBROKEN.findall(text)), default=1.0)


def _width(line: str) -> float:
    latin = len(line.encode("ascii", "ignore"))
    return len(line) - 0.44 * latin
