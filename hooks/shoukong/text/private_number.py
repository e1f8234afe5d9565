"""Numbers that tell of people in texts that are free: mobile phones, identity cards, number plates, bank accounts.

Each sign of a text is looked at a bounded number of times.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MASK, KEPT = "•••", 4  # what is left of a number, so that it is still found, are its last signs
# A run of digits, single blanks or hyphens between them; DuckDB looks for the same to tell which cells are worth it.
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
RUN = r"[0-9](?:[ -]?[0-9]){10,18}[Xx]?"
PLATE = rf"[{_PROVINCES}][A-HJ-NP-Z][ ·•-]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳]"
_NUMBER = re.compile(rf"(?<![0-9A-Za-z.])(?:(?P<run>{RUN})|(?P<plate>{PLATE}))(?![0-9A-Za-z])")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_IDENTITY = re.compile(r"[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]")
_ACCOUNT = re.compile(r"[3-6][0-9]{15,18}")
# GB 11643: what each digit weighs, and the last sign by the remainder of the sum by 11.
_WEIGHTS, _LAST = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
_NARROW = {ord("０") + i: ord("0") + i for i in range(10)} | {ord("Ｘ"): ord("X"), ord("－"): ord("-")}


class NumberKind(StrEnum):
    """What a number is."""

    PHONE = "phone"
    IDENTITY = "identity"
    PLATE = "plate"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class PrivateNumber:
    """A number in a text, from `start` up to `end`, and what it is."""

    kind: NumberKind
    written: str
    start: int
    end: int

    @property
    def masked(self) -> str:
        """What is left of it."""
        return MASK + self.written[-KEPT:]


def private_numbers(text: str) -> Iterator[PrivateNumber]:
    """The numbers in a text that tell of people, in their order; wide digits are digits."""
    narrow = text.translate(_NARROW)
    for found in _NUMBER.finditer(narrow):
        kind = NumberKind.PLATE if found["plate"] else _kind_of(found["run"].replace(" ", "").replace("-", "").upper())
        if kind is not None:
            yield PrivateNumber(kind, found[0], found.start(), found.end())


def masked(text: str) -> str:
    """A text of whose private numbers the last signs are left."""
    parts, end = [], 0
    for number in private_numbers(text):
        parts += [text[end : number.start], number.masked]
        end = number.end
    return "".join((*parts, text[end:]))


def _kind_of(digits: str) -> NumberKind | None:
    if _PHONE.fullmatch(digits):
        return NumberKind.PHONE
    if _IDENTITY.fullmatch(digits) and _closes_identity(digits):
        return NumberKind.IDENTITY
    return NumberKind.ACCOUNT if _ACCOUNT.fullmatch(digits) and _closes_account(digits) else None


def _closes_identity(digits: str) -> bool:
    """Whether the last sign is the check digit of the others."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:-1], _WEIGHTS, strict=True))
    return digits[-1] == _LAST[total % 11]


def _closes_account(digits: str) -> bool:
    """Whether Luhn's sum of the digits ends in nought."""
    doubled = (int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
