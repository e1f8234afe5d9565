"""Revisions as a firm writes them, such as `A/0`, `1.0` or `2026-01`: their spelling, order and succession."""

import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

_TOKEN = re.compile(r"\{(?P<name>[^{}:]*)(?::(?P<width>[1-3]))?\}")
_LITERAL = re.compile(r"[\w /.()（）-]*")
_SHAPES = {
    "letter": "[A-Z]",
    "number": "(?:0|[1-9][0-9]{0,2})",
    "year": "(?:19|20)[0-9]{2}",
    "month": "(?:0[1-9]|1[0-2])",
    "day": "(?:0[1-9]|[12][0-9]|3[01])",
}
_DATES = ("year", "month", "day")
_LAST = {"letter": ord("Z"), "number": 999}
_EXAMPLE_DAY = datetime.date(2026, 1, 5)


class RevisionPatternError(ValueError):
    """A pattern by which revisions cannot be told apart or put in order; the text names the part at fault."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pattern that changes: a letter, a number of some width, or a part of a date."""

    name: str
    width: int = 0

    @property
    def is_date(self) -> bool:
        """Whether the day says what it is, instead of what went before."""
        return self.name in _DATES

    @property
    def regex(self) -> str:
        """What it may be, in its one spelling."""
        if not self.width:
            return _SHAPES[self.name]
        longer = f"|[1-9][0-9]{{{self.width},2}}" if self.width < 3 else ""
        return f"(?:[0-9]{{{self.width}}}{longer})"

    def read(self, written: str) -> int:
        """Its place in the order."""
        return ord(written) if self.name == "letter" else int(written)

    def write(self, value: int) -> str:
        """How it is written."""
        if self.name == "letter":
            return chr(value)
        return f"{value:0{self.width or (2 if self.name in ('month', 'day') else 1)}}"


@dataclass(frozen=True)
class RevisionPattern:
    """How a firm writes its revisions: parts with literal text around them, ordered from left to right.

    Without parts it takes any text, orders it as a reader would, and knows no next one: what holds where the firm's own
    pattern cannot be used.
    """

    template: str
    literals: tuple[str, ...] = ("",)
    parts: tuple[Part, ...] = ()

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        shapes = (
            f"({part.regex}){re.escape(after)}" for part, after in zip(self.parts, self.literals[1:], strict=True)
        )
        return re.compile(re.escape(self.literals[0]) + "".join(shapes))

    @property
    def tells_kind(self) -> bool:
        """Whether a revision tells a major change from a minor one: by its first part, if others count after it."""
        return len(self.parts) > 1 and not self.parts[0].is_date

    @property
    def is_dated(self) -> bool:
        """Whether revisions hold a day or a part of one."""
        return any(part.is_date for part in self.parts)

    def first(self, day: datetime.date) -> "Revision":
        """The revision with which a text begins on a day."""
        return Revision(tuple(self._start(i, day) for i in range(len(self.parts))), self)

    @property
    def example(self) -> str:
        """A revision that fits."""
        return str(self.first(_EXAMPLE_DAY)) if self.parts else "A/0"

    def write(self, values: tuple[int, ...]) -> str:
        """The revision of some values, as it is written."""
        written = (part.write(value) for part, value in zip(self.parts, values, strict=True))
        return self.literals[0] + "".join(map("".join, zip(written, self.literals[1:], strict=True)))

    def read(self, text: str) -> "Revision | None":
        """The revision that a text is; None where it is something else."""
        if not self.parts:
            return Revision(_free_order(text), self, text) if text.strip() else None
        match = self._regex.fullmatch(text)
        if match is None:
            return None
        values = tuple(part.read(written) for part, written in zip(self.parts, match.groups(), strict=True))
        return Revision(values, self) if _is_day(self.parts, values) else None

    def _start(self, i: int, day: datetime.date) -> int:
        """Where a part begins: at the day's, at A, at 1 if it is the first that counts, else at 0."""
        part = self.parts[i]
        if part.is_date:
            return int(getattr(day, part.name))
        if part.name == "letter":
            return ord("A")
        return int(all(earlier.is_date for earlier in self.parts[:i]))


@dataclass(frozen=True, order=True, slots=True)
class Revision:
    """One revision; a later one compares greater."""

    values: tuple[int, ...]
    pattern: RevisionPattern = field(compare=False, repr=False)
    free: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.free or self.pattern.write(self.values)

    @property
    def in_path(self) -> str:
        """The revision as it stands in file names and addresses, `A-0` for `A/0`; the browser makes it likewise."""
        return re.sub(r"[^\w.]|_", "-", str(self))

    @property
    def is_first(self) -> bool:
        """Whether none can have gone before it; where days are written, that cannot be told."""
        return not self.pattern.is_dated and self.values == self.pattern.first(_EXAMPLE_DAY).values


def _refuse_ambiguous(pattern: RevisionPattern) -> None:
    """Two numbers with nothing but digits between them cannot be told apart."""
    open_number = False
    for part, after in zip(pattern.parts, pattern.literals[1:], strict=True):
        if part.name == "number" and open_number:
            raise RevisionPatternError(f"{{{part.name}}}")
        open_number = (open_number or part.name == "number") and part.name != "letter"
        open_number = open_number and (not after or after.isdecimal())


def _refuse_unordered(pattern: RevisionPattern) -> None:
    """A month needs its year before it, a day its month: otherwise a later day would come earlier in the order."""
    dates = [part.name for part in pattern.parts if part.is_date]
    for found, wanted in zip(dates, _DATES, strict=False):
        if found != wanted:
            raise RevisionPatternError(f"{{{found}}}")
    if len(dates) > len(_DATES):
        raise RevisionPatternError(f"{{{dates[-1]}}}")


@lru_cache(maxsize=64)
def parse_revision_pattern(template: str) -> RevisionPattern:
    """Read a pattern; raises RevisionPatternError naming the part that is unknown, ambiguous or out of order."""
    literals, parts, end = [], [], 0
    for token in _TOKEN.finditer(template):
        if token["name"] not in _SHAPES or (token["width"] and token["name"] != "number"):
            raise RevisionPatternError(token[0])
        literals.append(template[end : token.start()])
        parts.append(Part(token["name"], int(token["width"] or 0)))
        end = token.end()
    literals.append(template[end:])
    strange = next((text for text in literals if not _LITERAL.fullmatch(text)), None)
    if strange is not None or not parts or template != template.strip():
        raise RevisionPatternError(strange or template)
    pattern = RevisionPattern(template, tuple(literals), tuple(parts))
    _refuse_ambiguous(pattern)
    _refuse_unordered(pattern)
    return pattern


USUAL_REVISIONS = parse_revision_pattern("{letter}/{number}")
ANY_REVISIONS = RevisionPattern("")


@lru_cache(maxsize=4096)
def parse_revision(text: str, pattern: RevisionPattern = USUAL_REVISIONS) -> Revision | None:
    """Read a revision as the firm writes it; None where the text is something else."""
    return pattern.read(text)


def next_minor(revision: Revision, day: datetime.date) -> Revision | None:
    """`A/2` after `A/1`: the last part that counts is raised, or the day's date is taken; None where none comes."""
    return _next(revision, day, is_major=False)


def next_major(revision: Revision, day: datetime.date) -> Revision | None:
    """`B/0` after `A/1`: the first part that counts is raised; None where none comes."""
    return _next(revision, day, is_major=True)


def is_major(later: Revision, earlier: Revision) -> bool | None:
    """Whether a revision is a major change of an earlier one; None where the firm's pattern does not tell."""
    return later.values[0] > earlier.values[0] if later.pattern.tells_kind else None


def follows(later: Revision, earlier: Revision) -> bool:
    """Whether a revision comes directly after another; of dates any later one does."""
    pattern = later.pattern
    if not pattern.parts:
        return later > earlier
    i = next((i for i, (a, b) in enumerate(zip(earlier.values, later.values, strict=True)) if a != b), None)
    if i is None or later < earlier:
        return False
    if pattern.parts[i].is_date:
        counted = (n for n in range(i + 1, len(pattern.parts)) if not pattern.parts[n].is_date)
        return all(later.values[n] in (0, 1, pattern._start(n, _EXAMPLE_DAY), earlier.values[n] + 1) for n in counted)
    return later.values == _counted(earlier, i, later)


def _next(revision: Revision, day: datetime.date, *, is_major: bool) -> Revision | None:
    """The next revision on a day: a later date where the pattern has one, else the next of what counts."""
    parts, today = revision.pattern.parts, revision.pattern.first(day)
    counting = [i for i, part in enumerate(parts) if not part.is_date]
    dated = [i for i, part in enumerate(parts) if part.is_date]
    is_later = [today.values[i] for i in dated] > [revision.values[i] for i in dated]
    if is_later and not (is_major and revision.pattern.tells_kind):
        kept = revision.values[: dated[0]] + today.values[dated[0] :]
        return Revision(kept, revision.pattern)
    usable = [i for i in counting if not dated or i > dated[-1] or (is_major and i == 0)]
    if not usable:
        return None
    i = usable[0] if is_major else usable[-1]
    if revision.values[i] >= _LAST[parts[i].name]:
        return None
    return Revision(_counted(revision, i, today), revision.pattern)


def _counted(revision: Revision, i: int, dated: Revision) -> tuple[int, ...]:
    """The values with one of them raised and those after it begun anew, their dates taken from another revision."""
    parts, start = revision.pattern.parts, revision.pattern._start
    after = (dated.values[n] if parts[n].is_date else start(n, _EXAMPLE_DAY) for n in range(i + 1, len(parts)))
    return (*revision.values[:i], revision.values[i] + 1, *after)


def _is_day(parts: tuple[Part, ...], values: tuple[int, ...]) -> bool:
    """Whether year, month and day, where all are there, are a day of the calendar."""
    found = {part.name: value for part, value in zip(parts, values, strict=True) if part.is_date}
    try:
        datetime.date(found.get("year", 2000), found.get("month", 1), found.get("day", 1))
    except ValueError:
        return False
    return True


def _free_order(text: str) -> tuple[int, ...]:
    """The order of a text without a pattern: numbers by their size, before signs."""
    chunks = re.findall(r"[0-9]+|[^0-9]", text)
    return tuple(int(chunk[:9]) if chunk.isdecimal() else 10**9 + ord(chunk) for chunk in chunks)
