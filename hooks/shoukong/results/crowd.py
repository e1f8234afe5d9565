"""Faults of one kind that have one cause: the first is told where it stands, those like it are counted in one line."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.finding import Finding, Place, Severity, finding, in_order
from shoukong.layout import RECORDS
from shoukong.messages.catalogue import severity_of
from shoukong.records.registers import table_of

MANY = 10  # faults that are alike, from which on they are one
NEARLY_ALL = 0.8  # of the rows of a part
_SAME_VALUE = 5  # references to one number that is not there
_SAME_TABLE = 20  # references to one register
_TWICE = frozenset({"record-twice", "value-twice"})
_DANGLING = "reference-dangling"
_LATE = "query-too-long"  # after some were late there is no time left for all others
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

    def told(self) -> Finding:
        """The line that counts those that are not told by themselves."""
        first, rest = self.findings[0], self.findings[1:]
        last = f"{rest[-1].place.path}:{rest[-1].place.line}"
        return finding("faults-alike", self.place, ref=first.ref, like=first.code, count=len(rest), last=last)


def crowds(found: Iterable[Finding], sizes: Sizes) -> Iterator[Crowd]:
    """The crowds among some findings; `sizes` tells of a table how many rows each of its parts holds."""
    groups: dict[Hashable, list[Finding]] = defaultdict(list)
    dangling: dict[str, list[Finding]] = defaultdict(list)
    late: dict[str, list[Finding]] = defaultdict(list)
    for item in in_order(found):
        if item.code == _LATE:
            late[item.facts["problem"]].append(item)
        elif item.code == _DANGLING:
            dangling[item.facts["table"]].append(item)
        elif _is_of_a_row(item):
            groups[item.code, table_of(item.place.path), item.place.field].append(item)
    for several in dangling.values():
        yield from _of_references(several)
    yield from (Crowd(several) for several in late.values() if len(several) >= MANY)
    for several in groups.values():
        alike = _systematic(several, sizes) if len(several) >= MANY else ()
        if alike:
            yield Crowd(alike, table_of(alike[0].place.path))


def without_crowds(found: Iterable[Finding], several: Sequence[Crowd]) -> Iterator[Finding]:
    """The findings with the first of each crowd, which rests on nothing else, and its count alone."""
    left_out = {id(item) for crowd in several for item in crowd.findings}
    yield from (item for item in found if id(item) not in left_out)
    for crowd in several:
        yield crowd.findings[0].resting_on(())
        yield crowd.told()


def _is_of_a_row(item: Finding) -> bool:
    path = item.place.path
    is_in_a_part = item.place.line is not None and path.startswith(f"{RECORDS}/") and path.count("/") > 1
    return is_in_a_part and severity_of(item) is Severity.ERROR


def _systematic(several: Sequence[Finding], sizes: Sizes) -> Sequence[Finding]:
    """Those in parts of which nearly all rows have the fault, or in which many numbers stand twice."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for item in several:
        by_path[item.place.path].append(item)
    rows = sizes(table_of(several[0].place.path))
    alike = [
        item
        for path, own in by_path.items()
        if (several[0].code in _TWICE and len(own) >= MANY) or len(own) >= NEARLY_ALL * rows.get(path, 0)
        for item in own
    ]
    return alike if len(alike) >= MANY else ()


def _of_references(several: Sequence[Finding]) -> Iterator[Crowd]:
    """References that lead nowhere for one cause: to one number, or very many to one register."""
    if len(several) >= _SAME_TABLE:
        yield Crowd(several, several[0].facts["table"])
        return
    by_value: dict[str, list[Finding]] = defaultdict(list)
    for item in several:
        by_value[item.facts["value"]].append(item)
    yield from (Crowd(own) for own in by_value.values() if len(own) >= _SAME_VALUE)
