"""The pattern of a number, such as `BX-{code:2}-{year}-{seq:4}`, and what it allows.

The width of a sequence is a minimum: after 9999 comes 10000, which has no zero before it.
"""

import datetime
import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\{(?P<name>[a-z]+)(?::(?P<width>[0-9]{1,2}))?\}")
_FIXED = {"year": "20[0-9]{2}", "month": "(0[1-9]|1[0-2])", "day": "(0[1-9]|[12][0-9]|3[01])"}
_SIZED = {"seq": "([0-9]{{{0}}}|[1-9][0-9]{{{0},}})", "code": "[A-Z]{{{0}}}"}
_EXAMPLES = {"year": "2026", "month": "01", "day": "05"}


class NumberPatternError(ValueError):
    """A pattern that cannot be read; the text names the part at fault."""


@dataclass(frozen=True, slots=True)
class NumberSequence:
    """Numbers that differ in their count alone, which stands between two texts and has so many digits at least."""

    head: str
    width: int
    tail: str

    @property
    def regex(self) -> str:
        """What its numbers look like; the count is the first group."""
        return f"{re.escape(self.head)}([0-9]+){re.escape(self.tail)}"

    def number(self, count: int) -> str:
        """The number of a count."""
        return f"{self.head}{count:0{self.width}}{self.tail}"


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """A pattern as written; `regex` is what it allows, `example` a number that fits."""

    template: str
    regex: str
    example: str

    def fits(self, number: str) -> bool:
        """Whether the whole number follows the pattern."""
        return re.fullmatch(self.regex, number) is not None

    @property
    def is_counted(self) -> bool:
        """Whether a number follows from those before it: there is one sequence, and nothing to be chosen."""
        return self.counts_by_code and self.code_width == 0

    @property
    def counts_by_code(self) -> bool:
        """Whether a number follows from those before it once its code, if it has one, is chosen."""
        names = [token["name"] for token in _TOKEN.finditer(self.template)]
        return names.count("seq") == 1 and names.count("code") <= 1

    @property
    def code_width(self) -> int:
        """How many letters its code has; 0 where it has none."""
        return next((int(token["width"]) for token in _TOKEN.finditer(self.template) if token["name"] == "code"), 0)

    def sequence(self, day: datetime.date, code: str = "") -> NumberSequence:
        """The sequence that goes on on a day, for a code. Raises NumberPatternError where nothing says how to count."""
        if not self.counts_by_code or not re.fullmatch(f"[A-Z]{{{self.code_width}}}", code):
            raise NumberPatternError(self.template)
        known = {"year": f"{day.year}", "month": f"{day.month:02}", "day": f"{day.day:02}", "code": code}
        filled = _TOKEN.sub(lambda token: known.get(token["name"], token[0]), self.template)
        head, _, rest = filled.partition("{seq:")
        width, _, tail = rest.partition("}")
        return NumberSequence(head, int(width), tail)


def parse_number_pattern(template: str) -> NumberPattern:
    """Read a pattern; raises NumberPatternError naming the part that is unknown or the missing token."""
    regex, example, end = "", "", 0
    for token in _TOKEN.finditer(template):
        literal = _literal(template[end : token.start()])
        end = token.end()
        part, sample = _token(token["name"], token["width"], token[0])
        regex += re.escape(literal) + part
        example += literal + sample
    tail = _literal(template[end:])
    if not example:
        raise NumberPatternError(template)
    return NumberPattern(template, regex + re.escape(tail), example + tail)


def _literal(text: str) -> str:
    if "{" in text or "}" in text:
        raise NumberPatternError(text)
    return text


def _token(name: str, width: str | None, written: str) -> tuple[str, str]:
    if name in _FIXED and width is None:
        return _FIXED[name], _EXAMPLES[name]
    if name in _SIZED and width is not None and int(width) > 0:
        sample = "1".rjust(int(width), "0") if name == "seq" else "A" * int(width)
        return _SIZED[name].format(int(width)), sample
    raise NumberPatternError(written)
