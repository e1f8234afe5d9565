"""The numbers that Word puts before paragraphs: which list and level a paragraph has, and what its number reads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from shoukong.text.clause_label import chinese_numeral

DEEPEST = 9
BULLET, NONE = "bullet", "none"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
     "ideographDigital", "japaneseDigitalTenThousand", "koreanDigital", "koreanCounting", "taiwaneseDigital")
)  # fmt: skip
_CIRCLED = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "ideographEnclosedCircle"))
_LEGAL = str.maketrans("一二三四五六七八九十百千〇零", "壹贰叁肆伍陆柒捌玖拾佰仟零零")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its numbers are formed and written, from which they start, which restart them."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restarts_after: int | None = None
    is_legal: bool = False
    style: str = ""


@dataclass(slots=True)
class Numbering:
    """The lists of a file, and how far each has counted: paragraphs are asked for in their order."""

    lists: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)
    starts: Mapping[tuple[str, int], int] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _used: set[tuple[str, int]] = field(default_factory=set)

    def level(self, list_: str, depth: int) -> Level | None:
        """How a level of a list is written; None where there is none."""
        return self.levels.get(list_, {}).get(depth)

    def depth_of_style(self, list_: str, style: str) -> int:
        """The level of a list that belongs to a paragraph style."""
        return next((depth for depth, level in self.levels.get(list_, {}).items() if style and level.style == style), 0)

    def next(self, list_: str, depth: int) -> str | None:
        """The number of the next paragraph at a level, as it reads; None where it has none."""
        level = self.level(list_, depth)
        if level is None:
            return None
        counts = self._counts.setdefault(self.lists.get(list_, list_), {})
        start = self.starts.get((list_, depth), level.start)
        anew = (list_, depth) in self.starts and (list_, depth) not in self._used
        self._used.add((list_, depth))
        counts[depth] = start if anew or depth not in counts else counts[depth] + 1
        for deeper in [each for each in counts if each > depth]:
            after = (self.level(list_, deeper) or Level()).restarts_after
            if after is None or (after != 0 and depth < after):
                del counts[deeper]
        if level.format in (BULLET, NONE) and not _PLACE.search(level.text):
            return level.text if level.format == NONE else None
        return _PLACE.sub(lambda place: self._written(list_, int(place[1]) - 1, counts, level), level.text)

    def _written(self, list_: str, depth: int, counts: Mapping[int, int], level: Level) -> str:
        own = self.level(list_, depth) or Level()
        return numeral(counts.get(depth, own.start), "decimal" if level.is_legal else own.format)


def numeral(number: int, form: str) -> str:
    """A number in one of Word's forms; in digits where the form is not known or has no such number."""
    if number < 1 or form in ("decimal", "decimalHalfWidth"):
        return str(number)
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form.startswith("upper") else letter
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number).upper() if form.startswith("upper") else _roman(number)
    if form == "chineseLegalSimplified":
        return ("一" * (10 <= number < 20) + chinese_numeral(number)).translate(_LEGAL)
    if form in _CHINESE and number < 10_000:
        return chinese_numeral(number)
    if form in _CIRCLED and number <= 20:
        return chr(ord("①") + number - 1)
    if form == "ideographTraditional" and number <= len(_STEMS):
        return _STEMS[number - 1]
    if form == "decimalFullWidth":
        return str(number).translate(_FULL)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        while number >= value and len(written) < 40:
            written, number = written + sign, number - value
    return written


def read_numbering(part: Element | None) -> Numbering:
    """The lists of `numbering.xml`."""
    if part is None:
        return Numbering()
    abstract = {each.get("w:abstractNumId", ""): each for each in part.iter("w:abstractNum")}
    styled = {link.get("w:val", ""): key for key, each in abstract.items() for link in each.iter("w:styleLink")}
    own: dict[str, str] = {}
    levels: dict[str, dict[int, Level]] = {}
    starts: dict[tuple[str, int], int] = {}
    for num in part.iter("w:num"):
        name, base = num.get("w:numId", ""), _value(num, "w:abstractNumId") or ""
        linked = abstract[base].find("w:numStyleLink") if base in abstract else None
        base = styled.get(linked.get("w:val", ""), base) if linked is not None else base
        own[name] = base
        levels[name] = dict(_levels(abstract[base])) if base in abstract else {}
        for override in num.iter("w:lvlOverride"):
            depth = _number(override.get("w:ilvl"), 0)
            levels[name].update(_levels(override))
            start = _value(override, "w:startOverride")
            if start is not None:
                starts[name, depth] = _number(start, 1)
                levels[name][depth] = replace(levels[name].get(depth, Level()), start=_number(start, 1))
    return Numbering(own, levels, starts)


def _levels(held: Element) -> Iterator[tuple[int, Level]]:
    for each in held.findall("w:lvl"):
        restart = _value(each, "w:lvlRestart")
        yield (
            _number(each.get("w:ilvl"), 0),
            Level(
                _value(each, "w:numFmt") or "decimal",
                _value(each, "w:lvlText") or "",
                _number(_value(each, "w:start"), 1),
                _number(restart, 0) if restart is not None else None,
                each.find("w:isLgl") is not None,
                _value(each, "w:pStyle") or "",
            ),
        )


def _value(held: Element, name: str) -> str | None:
    found = held.find(name)
    return found.get("w:val") if found is not None else None


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else otherwise
