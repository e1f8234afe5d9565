"""The number with which a paragraph of an old procedure begins, in any of the ways in which firms write it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from shoukong.text.clause_label import Style, chinese_number, read_label

MOST = 99  # what is higher is a year, an amount or the like
_DOT = "[.．。·]"
_DIGITS = "[0-9０-９]{1,3}"
_BEFORE_TEXT = r"(?=[^\W\d_]|[《“（(「])"
_DECIMAL = re.compile(
    rf"(?P<number>(?:{_DIGITS}|[A-Z])(?:{_DOT}{_DIGITS})+)"
    rf"(?:(?P<letter>[a-z])[\s　]+|(?P<end>{_DOT}?[\s　、:：]+|{_DOT}(?![0-9])|\Z|{_BEFORE_TEXT}))"
)
_CAPITAL = re.compile(r"(?P<number>[A-Z])[\s　]+(?=\S)")
_SINGLE = re.compile(rf"(?P<number>{_DIGITS})(?P<end>[、，]|[.．](?![0-9０-９])|[\s　]+|[：:](?![0-9])|\Z)[\s　]*")
_TIGHT = re.compile(
    rf"(?P<number>{_DIGITS})(?=(?:目的|范围|适用范围|职责|定义|术语|引用|规范性引用|相关文件|支持性文件|工作程序|程序|内容|要求|管理|记录|质量记录|"
    r"流程|附则|附录|附件|总则|方法)[\w、和与及（()）]{0,12}[：:]?\Z)"
)
_HALF = re.compile(rf"(?P<number>{_DIGITS})[)）][\s　、.．]*")
_BRACKETED = re.compile(rf"[（(][\s　]*(?P<number>{_DIGITS})[\s　]*[)）][\s　、.．]*")
_ONE = "[a-zA-Zａ-ｚＡ-Ｚ]"
_LETTER = re.compile(
    rf"(?:[（(](?P<inner>{_ONE})[)）]|(?P<letter>{_ONE})(?:[)）、]|[.．](?=[\s　]|[^\W\da-zA-Z_])))[\s　]*"
)
_ROMAN = re.compile(r"[（(]?(?P<number>[ivxIVX]{2,6})[)）][\s　]*")
_CIRCLED = re.compile(r"(?P<number>[①-⑳])[\s　、.．]*")
_APPENDIX = re.compile(
    r"(?:Appendix|Annex) +[A-Z0-9]{1,2}\b[\s.:]*"
    r"|(?:附录|附件|附表|附图)[\s　]*[A-Z0-9一二三四五六七八九十]{0,3}(?=[\s　：:（(]|\Z)[\s　：:]*"
)
# After a number with one dot, what makes it an amount: 2.5 米以内, 2.5kW.
_UNITS = (
    "米|厘米|毫米|公里|平方米|立方米|元|万元|亿元|万|亿|倍|千克|千瓦|吨|克|公斤|升|毫升|小时|分钟|秒|度|级|版|伏|安|瓦"
)
_AFTER_UNIT = r"(?=\Z|[^\u4e00-\u9fff]|以|之|内|起|左右|的)"
_LATIN = "k?W|k?VA?|m?A|[kcm]?m|[km]?g|t|m?L|ml|h|min|s|[kM]?Pa|[kM]?Hz|dB|N|J|%|％|‰|℃"
_UNIT = re.compile(rf"[\s　]*(?:(?:{_LATIN})(?![a-zA-Z])|(?:{_UNITS}){_AFTER_UNIT})")
_STRONG = re.compile(r"\*\*(?P<inner>[^*]+)\*\*")


class Kind(IntEnum):
    """How a number is written; the outer ones first."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    ARTICLE = 3
    LISTED = 4
    DECIMAL = 5
    BRACKETED = 6
    SINGLE = 7
    ARABIC_BRACKETED = 8
    HALF = 9
    LETTER = 10
    CIRCLED = 11
    APPENDIX = 12


_OF_LABEL = {
    Style.PART: Kind.PART,
    Style.CHAPTER: Kind.CHAPTER,
    Style.SECTION: Kind.SECTION,
    Style.ARTICLE: Kind.ARTICLE,
    Style.LISTED: Kind.LISTED,
    Style.BRACKETED: Kind.BRACKETED,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A number: how it is written, what it says in digits and dots (or a letter), as it stands, and the rest."""

    kind: Kind
    number: str
    written: str
    rest: str

    @property
    def depth(self) -> int:
        """How many parts a decimal number has; a letter at its end is one."""
        return self.number.count(".") + 1 + self.number[-1:].islower()

    @property
    def counts(self) -> int:
        """Its last part as a count; 0 where it is none."""
        last = self.number.rpartition(".")[2]
        return (
            int(last) if last.isdecimal() else ord(last[0]) - ord("a") + 1 if len(last) == 1 and last.isalpha() else 0
        )


def read_mark(text: str) -> Mark | None:
    """The number at the start of a paragraph; None where it starts with none, or with an amount or a day."""
    for read in _READERS:
        mark = read(text)
        if mark is not None:
            return mark
    return None


def plain_digits(text: str) -> str:
    """A decimal number with digits and dots of half width."""
    return re.sub(_DOT, ".", unicodedata.normalize("NFKC", text))


def _decimal(text: str) -> Mark | None:
    found = _DECIMAL.match(text)
    if found is None:
        return None
    first, *others = plain_digits(found["number"]).split(".")
    parts = [first if first.isalpha() else str(int(first)), *(str(int(part)) for part in others)]
    is_one = len(parts) == 2 and parts[1] != "0" and not first.isalpha()
    is_tight = found["end"] is not None and not found["end"].strip(" 　")
    is_amount = is_one and is_tight and _UNIT.match(text[found.end("number") :])
    if is_amount or max(int(part) for part in parts if part.isdecimal()) > MOST:
        return None
    return Mark(Kind.DECIMAL, ".".join(parts) + (found["letter"] or ""), found[0].strip(), text[found.end() :].strip())


def _single(text: str) -> Mark | None:
    found = _SINGLE.match(text) or _TIGHT.match(text)
    if found is None:
        capital = _CAPITAL.match(text)
        return (
            Mark(Kind.SINGLE, capital["number"], capital["number"], text[capital.end() :].strip()) if capital else None
        )
    number, rest = int(unicodedata.normalize("NFKC", found["number"])), text[found.end() :].strip()
    is_spaced = found.re is _SINGLE and not found["end"].strip(" 　\t")
    if number > MOST or (is_spaced and (_UNIT.match(rest) or not rest)):
        return None
    return Mark(Kind.SINGLE, str(number), found[0].strip(), rest)


def _labelled(text: str) -> Mark | None:
    """The Chinese numbers that the texts of a portal may have too; strong letters around them are put aside."""
    strong = _STRONG.match(text)
    bare = f"{strong['inner']}{text[strong.end() :]}" if strong and strong["inner"].startswith("第") else text
    label = read_label(bare)
    if label is None or label.style not in _OF_LABEL or label.is_tight:
        return None
    written = bare.removesuffix(label.rest).strip()
    return Mark(_OF_LABEL[label.style], label.value, written, label.rest.strip())


def _digits_in(pattern: re.Pattern[str], kind: Kind) -> Callable[[str], Mark | None]:
    def read(text: str) -> Mark | None:
        found = pattern.match(text)
        if found is None:
            return None
        number = chinese_number(unicodedata.normalize("NFKC", found["number"]).strip("()"))
        return Mark(kind, str(number), found[0].strip(), text[found.end() :].strip()) if number else None

    return read


def _letter(text: str) -> Mark | None:
    found = _LETTER.match(text) or _ROMAN.match(text)
    if found is None:
        return None
    written = next(group for group in found.groups() if group)
    return Mark(
        Kind.LETTER, unicodedata.normalize("NFKC", written).lower(), found[0].strip(), text[found.end() :].strip()
    )


def _circled(text: str) -> Mark | None:
    found = _CIRCLED.match(text)
    return (
        Mark(Kind.CIRCLED, str(ord(found["number"]) - ord("①") + 1), found["number"], text[found.end() :].strip())
        if found
        else None
    )


def _appendix(text: str) -> Mark | None:
    found = _APPENDIX.match(text)
    return (
        Mark(Kind.APPENDIX, found[0].strip(" 　：:"), found[0].strip(), text[found.end() :].strip()) if found else None
    )


_READERS: tuple[Callable[[str], Mark | None], ...] = (
    _labelled,
    _decimal,
    _digits_in(_BRACKETED, Kind.ARABIC_BRACKETED),
    _digits_in(_HALF, Kind.HALF),
    _single,
    _letter,
    _circled,
    _appendix,
)
