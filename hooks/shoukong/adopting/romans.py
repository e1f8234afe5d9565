"""Roman numbers before paragraphs: chapters or items where one follows the other, and undecided where none does."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from shoukong.adopting.mark import Kind, Mark
from shoukong.text.clause_label import chinese_numeral

MOST = 39
_SIGNS = {"I": 1, "V": 5, "X": 10}
ROMAN = re.compile(
    r"[（(]?(?P<number>[Ⅰ-Ⅻⅰ-ⅻ]|[IVX]{1,6}|[ivx]{1,6})"
    r"(?:[)）、][\s　]*|[.．](?:[\s　]+|(?=[^\W\da-zA-Z_]))|[\s　]+(?=[^\W\da-zA-Z_]))"
)


@dataclass(frozen=True, slots=True)
class Roman:
    """A paragraph that may begin with a Roman number: its place, what it counts, and what it would be."""

    place: int
    counts: int
    mark: Mark
    is_upper: bool
    is_sign: bool  # one sign of its own in Unicode, which is nothing else


def romans_in(texts: Sequence[str | None]) -> tuple[dict[int, Mark], frozenset[int]]:
    """The numbers by the places of their paragraphs, and the places of those that nothing decides."""
    found = [roman for i, text in enumerate(texts) if text and (roman := _roman(i, text))]
    clear = {roman.place: roman.mark for run in _runs(found) if len(run) > 1 or run[0].is_sign for roman in run}
    return clear, frozenset(roman.place for roman in found if roman.place not in clear)


def _runs(found: Sequence[Roman]) -> Iterator[list[Roman]]:
    """Numbers of one kind that count on from one."""
    for is_upper in (True, False):
        run: list[Roman] = []
        for roman in (each for each in found if each.is_upper is is_upper):
            if run and roman.counts == run[-1].counts + 1:
                run.append(roman)
            elif roman.counts == 1:
                yield from [run] if run else []
                run = [roman]
        yield from [run] if run else []


def _roman(place: int, text: str) -> Roman | None:
    start = ROMAN.match(text)
    counts = number_of(normalize("NFKC", start["number"])) if start else 0
    if not start or not counts:
        return None
    rest, written = text[start.end() :].strip(), normalize("NFKC", start["number"])
    if written.isupper():
        mark = Mark(Kind.LISTED, str(counts), f"{chinese_numeral(counts)}、", rest)
    else:  # `i)` of no address, which would be the ninth letter
        mark = Mark(Kind.ARABIC_BRACKETED, str(counts), f"({counts})", rest)
    return Roman(place, counts, mark, written.isupper(), not start["number"].isascii())


def number_of(written: str) -> int:
    """What a Roman number counts, to 39; 0 where it is none."""
    values = [_SIGNS[sign] for sign in written.upper()]
    counts = sum(-one if one < max(values[i:]) else one for i, one in enumerate(values))
    return counts if 0 < counts <= MOST and roman_of(counts) == written.upper() else 0


def roman_of(counts: int) -> str:
    """A number to 39 in Roman signs."""
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (counts // 10) + ones[counts % 10]
