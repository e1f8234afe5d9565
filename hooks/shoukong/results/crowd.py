"""Faults of one kind that have one cause: the first is told where it stands, those like it are counted in one line."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.checks.revision_checks import ALTERED
from shoukong.finding import Finding, Place, Severity, finding, in_order
from shoukong.layout import RECORDS
from shoukong.messages.catalogue import severity_of
from shoukong.records.registers import table_of
from shoukong.results.named_text import NO_DOCUMENT, named_document

MANY = 10  # faults that are alike, from which on they are one
NEARLY_ALL = 0.8  # of the rows of a part
_SAME_VALUE = 5  # references to one number that is not there
_SAME_TABLE = 20  # references to one register
_COPIED = 4  # numbers that stand twice in one part
_TWICE = frozenset({"record-twice", "value-twice"})
_LED_ASTRAY = frozenset({"reference-dangling", "correction-astray"})
_HEADER = frozenset({"column-unknown", "column-missing"})
_LATE = "query-too-long"  # after some were late there is no time left for all others
_NO_FORM = "part-without-form"
_UNAPPROVED = "text-unapproved"
_NO_ITEM = "satisfies-unknown"
_TWICE_IN_TEXTS = frozenset({"block-twice", "item-twice"})
_LEAST = {_LATE: MANY, _UNAPPROVED: 5, _NO_FORM: 2, "column-unknown": 3, "column-missing": 3,
          _NO_ITEM: 4, "block-twice": 3, "item-twice": 3}  # fmt: skip
_NEXT_TO_ALL = 20  # texts without approval, from which on it is the register that is at fault
_IN_ONE_TEXT = 3  # errors in a text that is not as it was approved, which alone tells of them
_FEW_CODES = 1  # where several kinds of faults stand in nearly all rows, the part itself is at fault
Sizes = Callable[[str], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Findings that have one cause, in their order; `spoiled` is the table that proves nothing for that, if any."""

    findings: Sequence[Finding]
    spoiled: str = ""

    @property
    def place(self) -> Place:
        """Where the first of them stands."""
        return self.findings[0].place

    @property
    def spoils_all(self) -> bool:
        """Whether next to nothing is approved: the register of approvals is at fault, and what is in force unknown."""
        return self.findings[0].code == _UNAPPROVED and len(self.findings) >= _NEXT_TO_ALL

    @property
    def is_of_references(self) -> bool:
        """Whether the fault lies where they lead, and not where they stand."""
        return self.findings[0].code in _LED_ASTRAY

    def told(self) -> Finding:
        """The line that counts those that are not told by themselves."""
        first, rest = self.findings[0], self.findings[1:]
        last = f"{rest[-1].place.path}:{rest[-1].place.line}"
        return finding("faults-alike", self.place, ref=first.ref, like=first.code, count=len(rest), last=last)


def crowds(found: Iterable[Finding], sizes: Sizes) -> Iterator[Crowd]:
    """The crowds among some findings; `sizes` tells of a table how many rows each of its parts holds."""
    groups: dict[Hashable, list[Finding]] = defaultdict(list)
    tables: dict[str, list[Finding]] = defaultdict(list)
    dangling: dict[str, list[Finding]] = defaultdict(list)
    ordered = in_order(found)
    altered = {item.facts["text"] for item in ordered if item.code in ALTERED}
    for item in ordered:
        if item.code in _LED_ASTRAY:
            dangling[item.facts.get("table", item.code)].append(item)
        elif item.code in _HEADER:
            groups[_HEADER, item.place.path].append(item)
        elif item.code == _UNAPPROVED:
            groups[item.code].append(item)
        elif item.code == _NO_FORM:
            groups[item.code, item.facts["table"]].append(item)
        elif item.code == _LATE:
            groups[item.code, item.facts["problem"]].append(item)
        elif item.code in _TWICE_IN_TEXTS:
            groups[item.code, item.place.path, item.facts["first"].rpartition(":")[0]].append(item)
        elif item.code == _NO_ITEM:
            groups[item.code].append(item)
        elif item.place.path in altered and item.code not in ALTERED and severity_of(item) is Severity.ERROR:
            groups[ALTERED, item.place.path].append(item)
        elif _is_of_a_row(item):
            tables[table_of(item.place.path)].append(item)
    for several in dangling.values():
        yield from _of_references(several, sizes)
    yield from _of_missing_texts(item for item in ordered if item.code not in _LED_ASTRAY)
    yield from (Crowd(several) for key, several in groups.items() if len(several) >= _least(key, several[0]))
    for table, several in tables.items():
        yield from _of_rows(table, several, sizes)


def without_crowds(found: Iterable[Finding], several: Sequence[Crowd]) -> Iterator[Finding]:
    """The findings with the first of each crowd, which rests on nothing else, and its count alone."""
    left_out = {id(item) for crowd in several for item in crowd.findings}
    yield from (item for item in found if id(item) not in left_out)
    for crowd in several:
        yield crowd.findings[0].resting_on(())
        yield crowd.told()


def _least(key: Hashable, first: Finding) -> int:
    is_of_a_text = isinstance(key, tuple) and key[0] is ALTERED
    return _IN_ONE_TEXT if is_of_a_text else _LEAST[first.code]


def _is_of_a_row(item: Finding) -> bool:
    path = item.place.path
    is_in_a_part = item.place.line is not None and path.startswith(f"{RECORDS}/") and path.count("/") > 1
    return is_in_a_part and severity_of(item) is Severity.ERROR


def _of_rows(table: str, several: Sequence[Finding], sizes: Sizes) -> Iterator[Crowd]:
    """The crowds of a table: what is alike, with all of its code in the same parts; of many codes one for all."""
    by_code: dict[str, list[Finding]] = defaultdict(list)
    parts: dict[str, set[str]] = defaultdict(set)
    by_field: dict[Hashable, list[Finding]] = defaultdict(list)
    for item in several:
        by_field[item.code, item.place.field].append(item)
    rows = sizes(table) if any(len(own) >= MANY for own in by_field.values()) else {}
    for own in by_field.values():
        parts[own[0].code].update(item.place.path for item in _systematic(own, rows))
    for item in several:
        if item.place.path in parts[item.code]:
            by_code[item.code].append(item)
    if len(by_code) <= _FEW_CODES:
        yield from (Crowd(own, table) for own in by_code.values())
    else:
        spoiled = set().union(*parts.values())
        yield Crowd([item for item in several if item.place.path in spoiled], table)


def _systematic(several: Sequence[Finding], rows: Mapping[str, int]) -> Sequence[Finding]:
    """Those in parts of which nearly all rows have the fault, or in which several numbers stand twice."""
    is_twice = several[0].code in _TWICE
    least = _COPIED if is_twice else MANY
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for item in several:
        by_path[item.place.path].append(item)
    alike = [
        item
        for path, own in by_path.items()
        if (len(own) >= least if is_twice else len(own) >= NEARLY_ALL * rows.get(path, 0))
        for item in own
    ]
    return alike if len(alike) >= least else ()


def _of_missing_texts(ordered: Iterable[Finding]) -> Iterator[Crowd]:
    """What names a document that is not there, or something in it."""
    by_text: dict[str, list[Finding]] = defaultdict(list)
    for item in ordered:
        if (path := named_document(item)) is not None:
            by_text[path].append(item)
    for several in by_text.values():
        if len(several) >= _IN_ONE_TEXT and any(item.code in NO_DOCUMENT for item in several):
            yield Crowd(several)


def _of_references(several: Sequence[Finding], sizes: Sizes) -> Iterator[Crowd]:
    """References that lead nowhere for one cause: to one number, or to a register that is empty or lacks very many."""
    table = several[0].facts.get("table", "")
    is_empty = bool(table) and len(several) > 1 and not any(sizes(table).values())
    if is_empty or len(several) >= _SAME_TABLE:
        yield Crowd(several, table)
        return
    by_value: dict[str, list[Finding]] = defaultdict(list)
    for item in several:
        by_value[item.facts.get("value") or item.facts["written"]].append(item)
    yield from (Crowd(own) for own in by_value.values() if len(own) >= _SAME_VALUE)
