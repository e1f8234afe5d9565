"""Amounts of money in Chinese capitals, as contracts and receipts have them: 壹仟零伍元叁角整."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
# The signs in which amounts are written, for those who write them elsewhere.
CAPITAL_SIGNS = {"digits": _DIGITS, "places": _PLACES, "groups": _GROUPS, "units": "元角分整负"}
_MOST = Decimal(10) ** 12
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


def in_capitals(amount: str | Decimal) -> str:
    """An amount in yuan, to the fen; empty for what is none, or reaches a million millions."""
    number = _number(amount)
    if number is None or abs(number) >= _MOST:
        return ""
    fen = int(abs(number) * 100)
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    whole = f"{_whole(yuan)}元" if yuan or not fen else ""
    parts = (f"{_DIGITS[jiao]}角" if jiao else "零" if yuan and rest else "", f"{_DIGITS[rest]}分" if rest else "整")
    return ("负" if number < 0 and fen else "") + whole + "".join(parts)


def _number(amount: str | Decimal) -> Decimal | None:
    if isinstance(amount, str) and not _NUMBER.fullmatch(amount):
        return None
    try:
        number = Decimal(amount)
        return number.quantize(Decimal("0.01"), ROUND_HALF_UP) if abs(number) < _MOST else None
    except InvalidOperation:
        return None


def _whole(yuan: int) -> str:
    """A whole number by groups of four digits, a single 零 for zeros between others."""
    if not yuan:
        return _DIGITS[0]
    said, has_gap = "", False
    for place in range(len(_GROUPS) - 1, -1, -1):
        group = yuan // 10 ** (4 * place) % 10**4
        if not group:
            has_gap = bool(said)
            continue
        if said and (has_gap or group < 1000):
            said += _DIGITS[0]
        said += _group(group) + _GROUPS[place]
        has_gap = False
    return said


def _group(group: int) -> str:
    said, has_gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if not digit:
            has_gap = bool(said)
            continue
        said += (_DIGITS[0] if has_gap else "") + _DIGITS[digit] + _PLACES[place]
        has_gap = False
    return said
