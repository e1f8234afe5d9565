"""The number at the start of a heading or clause as it is written: `4.1`, `第二章`, `篇2：`, `一、`, `（三）`, `a)`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum

_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "[〇零一二两三四五六七八九十百千]+|[0-9]{1,4}"
# A title may follow at once (`第一章总则`), but not what goes on with the sentence (`第一章的说明`, `第一条至第三条`).
_END = r"(?P<gap>[\s　：:]++|\Z|(?=[^\W的至和与及或规所中之款项到起以第]))"
_STRONG = "**"
# Python before 3.11.5 loses its place where a possessive group holds what can be tried in several ways: here none does.
_DECIMAL = re.compile(r"(?P<number>(?:[0-9]+|[A-Z])(?:\.[0-9]+)*(?!\.[0-9])[a-z]?)(?:[\s.、:]++|\Z)")
_NAMED = re.compile(rf"第(?P<number>{_NUMERAL})(?P<unit>[编篇章节条])(?:之(?P<after>{_NUMERAL}))?{_END}")
_PART = re.compile(rf"[编篇] ?(?P<number>{_NUMERAL})[：:][\s　]*+")
_LISTED = re.compile(r"(?P<number>[一二三四五六七八九十百]+)、\s*+")
_ARABIC = re.compile(r"(?P<number>[0-9]{1,3})[、．]\s*+")
_LETTER = re.compile(r"(?:[（(](?P<inner>[a-z])|(?P<letter>[a-z]))[)）][\s　]*+")
_BRACKETED = re.compile(rf"[（(](?P<number>{_NUMERAL})[）)][\s　]*+")


class Style(IntEnum):
    """How a number is written, the outer styles first: a clause stands under the nearest one of an outer style."""

    DECIMAL = 0
    PART = 10
    CHAPTER = 11
    SECTION = 12
    ARTICLE = 13
    LISTED = 14
    BRACKETED = 15
    ARABIC = 16
    ARABIC_BRACKETED = 17
    LETTER = 18

    @property
    def is_chinese(self) -> bool:
        """Whether a text with such numbers is numbered in Chinese throughout."""
        return self in (Style.PART, Style.CHAPTER, Style.SECTION, Style.ARTICLE, Style.LISTED)


_NAMES = {"编": Style.PART, "篇": Style.PART, "章": Style.CHAPTER, "节": Style.SECTION, "条": Style.ARTICLE}


@dataclass(frozen=True, slots=True)
class Label:
    """A number, its `value` as an address has it, and the `rest` of the row, which may be tight.

    `written` is the number as it stands in the text, with its brackets.
    """

    style: Style
    value: str
    rest: str
    is_tight: bool = False
    written: str = ""

    @property
    def is_dotted(self) -> bool:
        """Whether it says by itself under which clause it stands: `4.1`."""
        return self.style is Style.DECIMAL and "." in self.value


def read_label(text: str) -> Label | None:
    """The number with which a title or clause begins; None where there is none."""
    if text.startswith(_STRONG):
        return _strong(text)
    for pattern, read in _READERS:
        match = pattern.match(text)
        label = read(match, text[match.end() :]) if match else None
        if label is not None and match is not None:
            return replace(label, written=match[0].strip(" \t　：:"))
    return None


def _strong(text: str) -> Label | None:
    """A number in strong letters: `**第一条** …`, `**第一章 总则**`."""
    inner, _, after = text.removeprefix(_STRONG).partition(_STRONG)
    label = read_label(inner) if inner.startswith("第") else None
    return replace(label, rest=f"{label.rest}{after}".lstrip(" \t　：:"), is_tight=False) if label else None


def chinese_number(written: str) -> int | None:
    """The number that a Chinese numeral says, up to 9999; None for signs in an order that says none."""
    if written.isdecimal() and written.isascii():
        return int(written)
    total, digit, last = 0, None, 10_000
    for sign in written:
        if sign in _UNITS:
            unit = _UNITS[sign]
            if unit >= last or (digit is None and not (unit == 10 and total == 0)) or digit == 0:
                return None
            total, digit, last = total + (1 if digit is None else digit) * unit, None, unit
        elif sign in _DIGITS and (digit is None or digit == 0):
            digit = _DIGITS[sign]
        else:
            return None
    return total + (digit or 0) or None


def chinese_numeral(number: int) -> str:
    """A number from 1 to 9999 as a Chinese numeral: `二十三`, `一百零五`."""
    signs, is_gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            signs += ("零" if is_gap and signs else "") + "〇一二三四五六七八九"[digit] + name
        is_gap = not digit
    return signs.removeprefix("一") if signs.startswith("一十") else signs


def _named(match: re.Match[str], rest: str) -> Label | None:
    number = chinese_number(match["number"])
    after = chinese_number(match["after"]) if match["after"] else 0
    if number is None or after is None or after > 26:
        return None
    return Label(
        _NAMES[match["unit"]],
        f"{number}{chr(ord('a') + after - 1) if after else ''}",
        rest,
        not match["gap"] and bool(rest),
    )


def _part(match: re.Match[str], rest: str) -> Label | None:
    number = chinese_number(match["number"])
    return Label(Style.PART, str(number), rest) if number else None


def _listed(match: re.Match[str], rest: str) -> Label | None:
    number = chinese_number(match["number"])
    return Label(Style.LISTED, str(number), rest) if number else None


def _bracketed(match: re.Match[str], rest: str) -> Label | None:
    number = chinese_number(match["number"])
    style = Style.ARABIC_BRACKETED if match["number"].isascii() else Style.BRACKETED
    return Label(style, str(number), rest) if number else None


def _arabic(match: re.Match[str], rest: str) -> Label | None:
    return Label(Style.ARABIC, str(int(match["number"])), rest) if int(match["number"]) else None


def _letter(match: re.Match[str], rest: str) -> Label | None:
    return Label(Style.LETTER, match["inner"] or match["letter"], rest)


def _decimal(match: re.Match[str], rest: str) -> Label:
    return Label(Style.DECIMAL, match["number"], rest)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Label | None]], ...] = (
    (_NAMED, _named),
    (_PART, _part),
    (_LISTED, _listed),
    (_BRACKETED, _bracketed),
    (_ARABIC, _arabic),
    (_LETTER, _letter),
    (_DECIMAL, _decimal),
)
