"""The portal that ships, its sample multiplied to any size: the same rules, duties and indicators over many records.

The sample tells of two communities and a hotel. Each copy of it belongs to a pair of communities; a pair has several
copies, which are further buildings of the same communities. What a firm has once (staff, documents and their control,
management reviews, company-wide surveys) stays once, the counts of surveys grown with their answers. Numbers without
a community's code run out where their pattern ends (`BF-{year}-{seq:3}`); what refers to them starts over then.
"""

import csv
import datetime
import io
import itertools
import re
import shutil
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shoukong.portal import Portal, load_portal

PAIR = ("YH", "ML")
COPIES_PER_PAIR = 8
# Kept by each community once, however many buildings it has.
COMMUNITY = (
    "projects", "owners_committees", "committee_declarations", "committee_inquiries", "committee_meetings",
    "committee_notifications", "committee_submissions", "community_events", "feedback_box", "outsourced_incidents",
    "service_inspections",
)  # fmt: skip
# Kept about units, customers and events: these grow with the firm.
MASS = (
    "units", "repair_orders", "complaints", "follow_ups", "special_service_orders", "survey_distributions",
    "survey_answers", "renovation_applications", "renovation_reviews", "renovation_agreements", "renovation_permits",
    "renovation_inspections", "renovation_violations", "worker_passes", "acceptance_bookings", "acceptance_results",
    "deposit_refunds", "enforcement_referrals", "event_inquiries", "event_agreements", "agreement_items",
    "agreement_approvals", "nonconformities", "corrective_actions", "deviations", "public_notices",
)  # fmt: skip
COUNTED = {
    "survey_plans": ("planned_count", "distributed_count", "returned_count"),
    "survey_reports": ("distributed_count", "returned_count", "valid_items", "satisfied_items"),
}
LEFT_OUT = ("indicator_closings",)  # figures frozen for the sample as it is
SHIFTED = {"building": 2, "sheet_no": 1}  # columns that count within a community, and how many digits they have
COPIED = ("docs", "forms", "portal.yaml", "mkdocs.yml")
_NUMBER = re.compile(r"[A-Z]{2,3}-(?:[A-Z]{2}-)?[0-9]{2,4}(?:-[0-9]{2,5})?")
_MARK = "\x1f"


@dataclass(frozen=True)
class Sample:
    """The records that ship: the portal's forms, and the rows of every part."""

    portal: Portal
    rows: Mapping[str, Sequence[Sequence[str]]]  # by path, the header first

    def parts(self, table: str) -> Iterator[Sequence[Sequence[str]]]:
        """The parts of a table."""
        return (rows for path, rows in self.rows.items() if path.split("/")[1] == table)

    def column(self, table: str, name: str) -> Iterator[str]:
        """The cells of a column."""
        for header, *rows in self.parts(table):
            yield from (row[header.index(name)] for row in rows) if name in header else ()

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """The table of every number that has copies."""
        keys = {table: self.portal.forms_by_name[table].primary_key for table in (*MASS, *COMMUNITY)}
        return {number: table for table, key in keys.items() for number in self.column(table, key)}

    @cached_property
    def strides(self) -> Mapping[str, int]:
        """By how much the sequence of a table, or a shifted column, goes on from copy to copy."""
        found = dict.fromkeys((*MASS, *COMMUNITY), 1)
        for number, table in self.homes.items():
            if table != "projects":
                found[table] = max(found[table], int(number.split("-")[1 if table == "units" else -1]))
        for name in SHIFTED:
            found[name] = max(int(cell) for table in MASS for cell in self.column(table, name) if cell)
        return found

    @cached_property
    def limits(self) -> Mapping[str, int]:
        """How many copies the numbers of a table without a code allow, one that refers to another no more than that."""
        found: dict[str, int] = {}
        for table in MASS:
            form = self.portal.forms_by_name[table]
            if "{code" not in form.number.template:
                width = int(form.number.template.rpartition(":")[2].rstrip("}"))
                targets = (found[key.table] for key in form.foreign_keys if key.table in found)
                found[table] = min((10**width - 1) // self.strides[table], *targets, 10**9)
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the communities, which must differ."""
        return frozenset(self.column("projects", "project_name"))


@dataclass(frozen=True)
class Copy:
    """One copy of the sample: what its numbers become."""

    sample: Sample
    index: int

    @property
    def is_first_of_pair(self) -> bool:
        """Whether it brings the communities themselves."""
        return self.index % COPIES_PER_PAIR == 0

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The codes of its communities."""
        pair = self.index // COPIES_PER_PAIR
        return dict(zip(PAIR, _codes()[2 * pair : 2 * pair + 2], strict=True))

    def holds(self, table: str) -> bool:
        """Whether it has rows of a table."""
        if table in COMMUNITY:
            return self.is_first_of_pair
        return self.index < self.sample.limits.get(table, self.index + 1)

    @cached_property
    def cells(self) -> "Cells":
        """What cells become, each worked out once."""
        return Cells(self)

    def cell(self, key: str) -> str:
        """What a marked cell or number becomes."""
        column, is_shifted, value = key.partition("=")
        if is_shifted:
            count = int(value) + self.index % COPIES_PER_PAIR * self.sample.strides[column]
            return str(count).zfill(SHIFTED[column])
        if key in self.sample.names:
            return key if self.index == 0 else f"{key}{'·'.join(self.codes.values())}"
        return self.codes[key] if key in PAIR else self.number(key)

    def number(self, number: str) -> str:
        """What the number of a record becomes in this copy."""
        table, (*head, last) = self.sample.homes[number], number.split("-")
        stride, turn = self.sample.strides[table], 0 if table in COMMUNITY else self.index % COPIES_PER_PAIR
        if table == "units":
            building = int(head[1]) + turn * stride
            return f"{self.codes[head[0]]}-{building:02}-{last}"
        if table in self.sample.limits:
            turn = self.index % self.sample.limits[table]
        head = [self.codes.get(part, part) for part in head]
        return f"{'-'.join(head)}-{int(last) + turn * stride:0{len(last)}}"


class Cells(dict[str, str]):
    """The cells of a copy by those of the sample, worked out when first asked."""

    def __init__(self, copy: Copy) -> None:
        super().__init__()
        self.copy = copy

    def __missing__(self, key: str) -> str:
        return self.setdefault(key, self.copy.cell(key))


@dataclass(frozen=True)
class Pattern:
    """A part as CSV text, its header apart, cut where copies differ: a piece more than there are keys."""

    path: str
    header: str
    rows: int
    pieces: Sequence[str]
    keys: Sequence[str]

    @property
    def table(self) -> str:
        """The table of the part."""
        return self.path.split("/")[1]

    def body(self, copy: Copy) -> str:
        """The rows as a copy has them."""
        cells = (copy.cells[key] for key in self.keys)
        return "".join(itertools.chain.from_iterable(itertools.zip_longest(self.pieces, cells, fillvalue="")))

    def path_for(self, pair: Sequence[Copy]) -> str:
        """Where the rows of a pair of communities stand: under its code, as in the sample, or under both."""
        folder, _, name = self.path.partition(f"/{self.table}/")
        code, slash, rest = name.partition("/")
        under = f"{pair[0].codes[code]}/{rest}" if slash else f"{'-'.join(pair[0].codes.values())}/{name}"
        return f"{folder}/{self.table}/{under}"


def multiply(project: Path, root: Path, records: int) -> int:
    """Write the shipped portal with at least so many records into a new folder; how many copies it took."""
    root.mkdir(parents=True)
    for name in COPIED:
        copied = shutil.copytree if (project / name).is_dir() else shutil.copy
        copied(project / name, root / name)
    found = sorted(path.relative_to(project).as_posix() for path in project.glob("records/**/*.csv"))
    paths = [path for path in found if path.split("/")[1] not in LEFT_OUT]
    portal = load_portal(project, datetime.date.max)
    sample = Sample(portal, {path: _read(project / path) for path in paths})
    patterns = [_pattern(sample, path) for path in paths if path.split("/")[1] in (*MASS, *COMMUNITY)]
    copies = _copies(sample, patterns, records)
    for path in set(paths) - {pattern.path for pattern in patterns}:
        _write(root / path, _text(_grown(path.split("/")[1], sample.rows[path], len(copies))))
    for _, pair in itertools.groupby(copies, key=lambda copy: copy.index // COPIES_PER_PAIR):
        _write_pair(root, tuple(pair), patterns)
    return len(copies)


def _copies(sample: Sample, patterns: Sequence[Pattern], records: int) -> tuple[Copy, ...]:
    """The fewest copies of the sample that come to so many records."""
    total = sum(len(rows) - 1 for rows in sample.rows.values())
    copies = [Copy(sample, 0)]
    while total < records:
        copies.append(Copy(sample, len(copies)))
        total += sum(pattern.rows for pattern in patterns if copies[-1].holds(pattern.table))
    return tuple(copies)


def _pattern(sample: Sample, path: str) -> Pattern:
    """A part with what copies replace marked; the hotel, which is no community, stays where the sample has it."""
    header, *rows = sample.rows[path]
    kept = [row for row in rows if header[0] != "project" or row[0] in PAIR]
    text = _text([_marked(sample, *named) for named in zip(header, row, strict=True)] for row in kept)
    pieces = text.split(_MARK)
    return Pattern(path, _text([header]), len(kept), pieces[::2], pieces[1::2])


def _marked(sample: Sample, name: str, cell: str) -> str:
    if name in SHIFTED and cell:
        return f"{_MARK}{name}={cell}{_MARK}"
    if cell in sample.names or (cell in PAIR and name == "project"):
        return f"{_MARK}{cell}{_MARK}"
    return _NUMBER.sub(lambda found: f"{_MARK}{found[0]}{_MARK}" if found[0] in sample.homes else found[0], cell)


def _write_pair(root: Path, pair: Sequence[Copy], patterns: Sequence[Pattern]) -> None:
    """The parts of a pair of communities; those of the first begin with the sample as it stands."""
    for pattern in patterns:
        bodies = [_body(pattern, copy) for copy in pair if copy.holds(pattern.table)]
        if bodies:
            _write(root / pattern.path_for(pair), pattern.header + "".join(bodies))


def _body(pattern: Pattern, copy: Copy) -> str:
    return _text(copy.sample.rows[pattern.path][1:]) if copy.index == 0 else pattern.body(copy)


def _grown(table: str, rows: Sequence[Sequence[str]], times: int) -> Iterator[Sequence[str]]:
    """The rows of what stays once, its counts so many times as great."""
    header = rows[0]
    counted = {header.index(name) for name in COUNTED.get(table, ())}
    yield header
    for row in rows[1:]:
        yield [str(int(cell) * times) if i in counted and cell else cell for i, cell in enumerate(row)]


def _codes() -> tuple[str, ...]:
    """Every code that a community may have, the sample's first."""
    others = (f"{a}{b}" for a, b in itertools.product(string.ascii_uppercase, repeat=2))
    return (*PAIR, *(code for code in others if code not in (*PAIR, "HT")))


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _text(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
