"""A cell of a sheet as its field spells it: what people and programs write, read where it means one thing."""

import datetime
import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shoukong.days.day_on_sheet import NotADay, Unclear, day_on_sheet
from shoukong.entries.spreadsheet import RawCell, decimal_text, shown
from shoukong.forms.form import Field
from shoukong.text.inert_cell import live
from shoukong.text.spelling import WITH_OFFSET, is_value

MOST_DIGITS = 15  # that a spreadsheet program keeps of a number
# What is no part of what people write: blanks, and the signs of direction that come along with what is copied.
BLANKS = " \t\n\u3000\xa0\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
TEXTS = frozenset({"string", "any"})

_YES = frozenset({"是", "真", "有", "对", "√", "✓", "✔", "☑", "true", "yes", "y", "t", "1"})
_NO = frozenset({"否", "假", "无", "没有", "不", "×", "✗", "✘", "☐", "false", "no", "n", "f", "0"})
_BETWEEN = re.compile(r"[\s,，;；、]+")  # names of files
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # what no person writes
# What programs write where a formula failed, and where a column has no room for its number or day.
_FAILED = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)|Err:[0-9]{3}")
_NO_ROOM = re.compile(r"#{3,}")
_CUT_DIGITS = re.compile(r"(?<![0-9])([0-9]{15})(0+)(?![0-9])")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{2,}")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?|[-+]?\.[0-9]+")
_MONEY = re.compile(r"^[¥￥$€]|元$")
_TIME = re.compile(
    r"(?P<half>上午|下午|中午|凌晨|早上|晚上|AM|PM)?\s*(?P<hour>[0-9]{1,2})\s*[:时点]\s*(?P<minute>[0-9]{1,2})?\s*分?"
    r"(?:\s*:?\s*(?P<second>[0-9]{1,2})(?:\.[0-9]+)?\s*秒?)?\s*(?P<late>AM|PM)?",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"(?P<day>.*?[0-9日号])(?:\s*T\s*|\s+|(?<=日)|(?<=号)|\s*(?=上午|下午|中午|凌晨|早上|晚上))(?P<time>\S.*)"
)
_MONTH = re.compile(r"(?P<year>[0-9]{4})\s*[-/.年]\s*(?P<month>[0-9]{1,2})\s*月?")
_AFTERNOON = frozenset({"下午", "晚上", "pm"})
_SERIALS = range(32874, 73051)  # 1990 to 2099, as the programs count days
FIRST_SERIAL = datetime.datetime(1899, 12, 30)
_SECONDS = 86_400
_DIGITS_MATTER = TEXTS | {"integer", "number"}


class Why(StrEnum):
    """Why a cell is not taken as it stands."""

    CUT_DIGITS = "cut-digits"
    INVISIBLE = "invisible"
    NO_ROOM = "no-room"
    DAY_FOR_TEXT = "day-for-text"
    DAY_FOR_NUMBER = "day-for-number"
    TRUTH = "truth"
    NUMBER = "number"
    WHOLE = "whole"
    TOO_FINE = "too-fine"
    TIME = "time"
    NO_TIME = "no-time"
    YEAR_LAST = "year-last"
    YEAR_SHORT = "year-short"
    DAY = "day"
    FORMULA_ERROR = "formula-error"
    FORMULA_UNCOUNTED = "formula-uncounted"
    PERCENT = "percent"
    AMBIGUOUS = "ambiguous"
    NOT_ASKED = "not-asked"
    NO_NUMBER = "no-number"
    NO_RECORD = "no-record"
    NO_ROWS = "no-rows"
    ID_TAKEN = "id-taken"
    ELSE = "else"
    NO_FILE = "no-file"
    ENCLOSED_ENDING = "enclosed-ending"
    ENCLOSED_MISSING = "enclosed-missing"
    ENCLOSED_CHANGED = "enclosed-changed"
    ENCLOSED_LARGE = "enclosed-large"
    ENCLOSED_KIND = "enclosed-kind"


@dataclass(frozen=True, slots=True)
class Unmeant:
    """A cell that is not taken: why, what is written there, and what helps to tell it."""

    why: Why
    written: str
    hint: str = ""


def meant_cell(cell: RawCell, field: Field, first_day: datetime.datetime = FIRST_SERIAL) -> str | Unmeant:
    """What a cell says, spelled as the field's type demands; a text that cannot be read so is left to the check.

    `first_day` is the day from which the program counts days where it shows one as a number.
    """
    if isinstance(cell, str):
        text = _unprotected(cell)
        if text == "" or text in field.missing:
            return text
        why = _spoiled(text)
        if why is not None and text not in (field.constraints.enum or ()):
            return Unmeant(why, text)
        if field.type in _DIGITS_MATTER and not field.attachment and _is_cut(_narrow(text)):
            return Unmeant(Why.CUT_DIGITS, text)
        cell = text
    match field.type:
        case "integer":
            return _number(cell, is_whole=True)
        case "number":
            return _number(cell)
        case "boolean":
            return _truth(cell)
        case "date":
            return _day(cell, first_day)
        case "datetime":
            return _moment(cell, first_day)
        case "time":
            return _time(cell)
        case "year":
            return _year(cell)
        case "yearmonth":
            return _month(cell)
        case _:
            return _text(cell, field)


def _spoiled(text: str) -> Why | None:
    """Why a text, whatever it should be, is none that a person wrote: a program put it there, or damaged it."""
    if _INVISIBLE.search(text):
        return Why.INVISIBLE
    if _FAILED.fullmatch(text):
        return Why.FORMULA_ERROR
    return Why.NO_ROOM if _NO_ROOM.fullmatch(text) else None


def _is_cut(text: str) -> bool:
    """Whether a program has kept fifteen digits of a longer number."""
    return _CUT_DIGITS.search(text) is not None or _SCIENTIFIC.fullmatch(text) is not None


def _unprotected(cell: str) -> str:
    """A text without blanks around it, and without the apostrophe that keeps a spreadsheet from computing it."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS)
    told = live(text)
    return text if told == text else told.rstrip(BLANKS)


def _kept(number: float) -> str:
    """A number of many digits as programs show it: of those beyond the fifteenth, zeros."""
    return f"{Decimal(f'{number:.{MOST_DIGITS}g}'):f}"


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _text(cell: RawCell, field: Field) -> str | Unmeant:
    if isinstance(cell, str):
        return " ".join(filter(None, _BETWEEN.split(cell))) if field.attachment else _chosen(cell, field)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        if abs(cell) >= 10**MOST_DIGITS:
            return Unmeant(Why.CUT_DIGITS, _kept(cell))
        return _chosen(decimal_text(cell), field)
    return Unmeant(Why.DAY_FOR_TEXT, shown(cell))


def _chosen(text: str, field: Field) -> str:
    """A text as the list of its field spells it, in any width and case; other texts as they are."""
    allowed = field.constraints.enum or ()
    if text in allowed:
        return text
    alike = [each for each in allowed if _narrow(each).casefold() == _narrow(text).casefold()]
    return alike[0] if len(alike) == 1 else text


def _number(cell: RawCell, *, is_whole: bool = False) -> str | Unmeant:
    if isinstance(cell, bool) or (isinstance(cell, float) and not math.isfinite(cell)):
        return Unmeant(Why.NUMBER, shown(cell))
    if isinstance(cell, int | float):
        text = decimal_text(cell)
        if abs(cell) >= 10**MOST_DIGITS:
            return Unmeant(Why.CUT_DIGITS, _kept(cell))
    elif isinstance(cell, str):
        text = _MONEY.sub("", _narrow(cell)).strip()
        if _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        if not _PLAIN.fullmatch(text):
            return Unmeant(Why.NUMBER, cell)
    else:
        return Unmeant(Why.DAY_FOR_NUMBER, shown(cell))
    number = Decimal(text)
    if is_whole and number != number.to_integral_value():
        return Unmeant(Why.WHOLE, text)
    spelled = f"{number.to_integral_value():f}" if is_whole else _spelled(number, text)
    spelled = "0" if is_whole and not number else spelled
    return spelled if is_value("integer" if is_whole else "number", spelled) else Unmeant(Why.TOO_FINE, text)


def _spelled(number: Decimal, text: str) -> str:
    """A number in its one spelling, its zeros after the point kept."""
    whole, _, decimals = text.lstrip("+-").partition(".")
    sign = "-" if number < 0 else ""
    return f"{sign}{whole.lstrip('0') or '0'}{f'.{decimals}' if decimals else ''}"


def _truth(cell: RawCell) -> str | Unmeant:
    word = _narrow(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)).casefold()
    if word in _YES:
        return "true"
    return "false" if word in _NO else Unmeant(Why.TRUTH, shown(cell))


def _day(cell: RawCell, first_day: datetime.datetime) -> str | Unmeant:
    if isinstance(cell, datetime.date):
        return (cell.date() if isinstance(cell, datetime.datetime) else cell).isoformat()
    moment = _counted(cell, first_day)
    if moment is not None:
        return moment.date().isoformat()
    if not isinstance(cell, str):
        return Unmeant(Why.DAY, shown(cell))
    told = day_on_sheet(cell)
    return _no_day(told, cell) if isinstance(told, NotADay) else told.isoformat()


def _no_day(told: NotADay, written: str) -> Unmeant:
    why = {Unclear.YEAR_LAST: Why.YEAR_LAST, Unclear.YEAR_SHORT: Why.YEAR_SHORT}.get(told.why, Why.DAY)
    return Unmeant(why, written)


def _counted(cell: RawCell, first_day: datetime.datetime) -> datetime.datetime | None:
    """The moment that a number means where a program shows a day as the number that it keeps."""
    if isinstance(cell, str):
        text = _narrow(cell)
        cell = float(text) if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text) else ""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    if not math.isfinite(cell) or int(cell) + (first_day - FIRST_SERIAL).days not in _SERIALS:
        return None
    return first_day + datetime.timedelta(seconds=round(cell * _SECONDS))


def _moment(cell: RawCell, first_day: datetime.datetime) -> str | Unmeant:
    if isinstance(cell, datetime.datetime):
        whole = cell + datetime.timedelta(microseconds=500_000)
        return whole.replace(microsecond=0).isoformat()
    if isinstance(cell, datetime.date):
        return Unmeant(Why.NO_TIME, cell.isoformat())
    if isinstance(cell, str) and (is_value("datetime", cell) or re.fullmatch(WITH_OFFSET, cell)):
        return cell
    moment = _counted(cell, first_day)
    if moment is not None:
        return Unmeant(Why.NO_TIME, shown(cell)) if moment.time() == datetime.time() else moment.isoformat()
    if not isinstance(cell, str):
        return Unmeant(Why.DAY, shown(cell))
    parted = _MOMENT.fullmatch(_narrow(cell))
    if parted is None:
        told = day_on_sheet(cell)
        return _no_day(told, cell) if isinstance(told, NotADay) else Unmeant(Why.NO_TIME, cell)
    day, time = _day(parted["day"], first_day), _time(parted["time"])
    if isinstance(day, Unmeant):
        return Unmeant(day.why, cell)
    return Unmeant(time.why, cell) if isinstance(time, Unmeant) else f"{day}T{time}"


def _time(cell: RawCell) -> str | Unmeant:
    if isinstance(cell, datetime.datetime):
        return cell.time().replace(microsecond=0).isoformat()
    if isinstance(cell, datetime.time):
        return cell.replace(microsecond=0).isoformat()
    if isinstance(cell, float) and 0 <= cell < 1:
        return (FIRST_SERIAL + datetime.timedelta(seconds=round(cell * _SECONDS))).time().isoformat()
    found = _TIME.fullmatch(_narrow(cell)) if isinstance(cell, str) else None
    if found is None:
        return Unmeant(Why.TIME, shown(cell))
    half = (found["half"] or found["late"] or "").casefold()
    hour = int(found["hour"])
    if half in _AFTERNOON and hour < 12:
        hour += 12
    if half in ("am", "凌晨") and hour == 12:
        hour = 0
    try:
        return datetime.time(hour, int(found["minute"] or 0), int(found["second"] or 0)).isoformat()
    except ValueError:
        return Unmeant(Why.TIME, shown(cell))


def _year(cell: RawCell) -> str | Unmeant:
    if isinstance(cell, datetime.date):
        return Unmeant(Why.DAY_FOR_NUMBER, shown(cell))
    return _number(cell.removesuffix("年") if isinstance(cell, str) else cell, is_whole=True)


def _month(cell: RawCell) -> str | Unmeant:
    if isinstance(cell, datetime.date):
        return cell.isoformat()[:7]
    found = _MONTH.fullmatch(_narrow(str(cell)))
    month = f"{found['year']}-{int(found['month']):02}" if found else ""
    return month if is_value("yearmonth", month) else Unmeant(Why.DAY, shown(cell))
