"""What a verb does with scans: which records their sheets are of, what is entered of them, and why some are refused."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shoukong.commands.meant_person import meant_person
from shoukong.commands.meant_record import meant_record
from shoukong.commands.refusal import RefusedError
from shoukong.commands.scan_words import Sheets, fault_words
from shoukong.disclosure import has_private_fields
from shoukong.entries.correcting import FoundRecord
from shoukong.entries.enclosing import along
from shoukong.entries.scanned_file import ScanError, ScannedFile, pages_as_pdf
from shoukong.evaluation import Evaluation
from shoukong.files.enclosure import MAX_SIZE, Enclosure
from shoukong.files.file_writing import Contents
from shoukong.files.photo_place import tells_place
from shoukong.language import Speech
from shoukong.paper.sheet_code import SheetCode, SheetKind
from shoukong.records.append import appended, counted_form, number_rows
from shoukong.records.core_afterlife import SCANS
from shoukong.records.core_registers import usable_register
from shoukong.records.record_scans import OPEN, PRIVATE, RecordScan, keeps_apart, record_scans


@dataclass(frozen=True, slots=True)
class Wish:
    """The records that the sheets are said to be of, where their codes do not say so, and who says that they are."""

    records: Sequence[str]
    form: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A scan as it is entered: its number, the record, what is kept where, and what has to be said of it."""

    number: str
    record: FoundRecord
    enclosure: Enclosure
    path: str
    notes: Sequence[str]


@dataclass(slots=True)
class Outcome:
    """What becomes of a file: what of it is attached, what was attached already, or why nothing of it is."""

    path: Path
    attached: list[Attached] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """What becomes of all files, and the parts and files by path that are written."""

    outcomes: Sequence[Outcome]
    contents: Contents
    files: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a file is one record's: its bytes where they were cut out, its name, and what is said of it."""

    record: FoundRecord
    enclosure: Enclosure
    source: Path | bytes
    notes: Sequence[str]


class _Planning:
    """Finds the records of scans, one file after the other; what earlier ones became is known."""

    def __init__(self, evaluation: Evaluation, wish: Wish, today: datetime.date, say: Speech) -> None:
        self._evaluation = evaluation
        self._wish = wish
        self.say = say
        self._sheets = Sheets(evaluation, today, say)
        self._known: dict[str, list[tuple[str, str]]] = {}  # the records of which a file is a scan, by its digest
        self._scans: dict[tuple[str, str], list[RecordScan]] = {}
        for scan in record_scans(evaluation.portal, evaluation.registers):
            self._scans.setdefault((scan.register, scan.record), []).append(scan)
            for enclosure, _ in scan.files:
                self._known.setdefault(enclosure.digest, []).append((scan.register, scan.record))
        self._read: dict[str, Path] = {}
        self._seen: dict[tuple[str, str], Path] = {}  # in which file of these a record stood first

    def parts(self, file: ScannedFile, outcome: Outcome) -> list[_Part]:
        """What of a file is to be attached; none where something of it is refused."""
        twin = self._read.setdefault(file.enclosure.digest, file.path)
        if twin != file.path:
            outcome.refusals.append(self.say("与 %(file)s 是同一个文件", file=twin.name))
            return []
        try:
            pages = self._told(file) if self._wish.records else self._by_codes(file, outcome)
            found = [part for record, places in pages for part in self._part(file, record, places, outcome)]
        except RefusedError as refused:
            outcome.refusals.append(str(refused))
        except ScanError as error:
            outcome.refusals.append(fault_words(error, self.say))
        return [] if outcome.refusals else found

    def _told(self, file: ScannedFile) -> list[tuple[FoundRecord, Sequence[int]]]:
        """The records that are told, each with the whole file. Raises RefusedError where a code says otherwise."""
        form = self._wish.form
        records = [meant_record(self._evaluation, each, form, self.say) for each in self._wish.records]
        for page in file.pages:
            for code in self._sheets.codes(page.codes):
                fault = self._sheets.contradiction(code, records)
                if fault:
                    raise RefusedError(fault)
        return [(record, ()) for record in records]

    def _by_codes(self, file: ScannedFile, outcome: Outcome) -> list[tuple[FoundRecord, Sequence[int]]]:
        """The records whose codes stand on the pages, each with its pages where there are several."""
        places: dict[tuple[str, str], list[int]] = {}
        records: dict[tuple[str, str], FoundRecord] = {}
        last: tuple[str, str] | None = None
        for i, page in enumerate(file.pages):
            if page.is_empty and not page.codes:
                if last is not None:
                    places[last].append(i)
                continue
            try:
                record = self._of_page(self._sheets.codes(page.codes))
            except RefusedError as refused:
                of_page = self.say("第 %(n)s 页：", n=i + 1) if len(file.pages) > 1 else ""
                outcome.refusals.append(f"{of_page}{refused}")
                continue
            last = (record.form.name, record.number)
            records[last] = record
            places.setdefault(last, []).append(i)
        if not records and not outcome.refusals:
            outcome.refusals.append(self._sheets.unreadable)
        whole = len(records) == 1
        return [(records[key], () if whole else several) for key, several in places.items()]

    def _of_page(self, codes: Sequence[SheetCode]) -> FoundRecord:
        """The one record of a page. Raises RefusedError."""
        told = {(each.table, each.told): each for each in codes if each.kind is SheetKind.RECORD}
        if len(told) != 1:
            raise RefusedError(self._sheets.unclear(codes, [number for _, number in told]))
        return self._sheets.record(next(iter(told.values())))

    def _part(self, file: ScannedFile, record: FoundRecord, places: Sequence[int], outcome: Outcome) -> Iterator[_Part]:
        """What of a file is a record's, unless it was attached already. Raises RefusedError."""
        source: Path | bytes = pages_as_pdf(file.path, places) if places else file.path
        enclosure = file.enclosure
        if isinstance(source, bytes):
            enclosure = Enclosure(hashlib.sha256(source).hexdigest(), "pdf")
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > MAX_SIZE:
            raise RefusedError(self.say("超过 %(limit)s MB：扫描时选低一些的分辨率", limit=MAX_SIZE // 1_000_000))
        key, owners = (record.form.id, record.number), self._known.get(enclosure.digest, [])
        if key in owners:
            outcome.known.append(record.number)
            return
        if owners and not self._wish.records:
            others = self.say.listed(number for _, number in owners)
            raise RefusedError(self.say("与 %(records)s 的扫描件是同一个文件", records=others))
        notes = list(self._sheets.notes(record, file, places))
        if key in self._scans:
            numbers = self.say.listed(scan.number for scan in self._scans[key])
            notes.append(self.say("这条记录已有扫描件 %(numbers)s，这是另一份", numbers=numbers))
        first = self._seen.setdefault(key, file.path)
        if first != file.path:
            notes.append(self.say("%(file)s 里也有这条记录的", file=first.name))
        yield _Part(record, enclosure, source, notes)


def scan_plan(
    evaluation: Evaluation, read: Mapping[Path, ScannedFile | str], wish: Wish, today: datetime.date, say: Speech
) -> ScanPlan:
    """What becomes of some files, which were read or of which it is said why not. Raises RefusedError."""
    if counted_form(evaluation.portal, SCANS) is None:
        raise RefusedError(say("没有扫描件的登记册（表单 record_scans），或它缺少所需的栏目，或它的编号不能续编"))
    if not evaluation.portal.settings.address and not wish.records:
        raise RefusedError(say("portal.yaml 没有写 address，单子上没有码：用 --record 写明记录的编号"))
    by, planning = meant_person(evaluation, wish.by, say), _Planning(evaluation, wish, today, say)
    outcomes: list[Outcome] = []
    parts: list[tuple[Outcome, _Part]] = []
    for path, each in read.items():
        outcomes.append(outcome := Outcome(path))
        if isinstance(each, str):
            outcome.refusals.append(each)
        else:
            parts += [(outcome, part) for part in planning.parts(each, outcome)]
    return ScanPlan(outcomes, _entered(evaluation, parts, by, today))


def _entered(evaluation: Evaluation, parts: Sequence[tuple[Outcome, _Part]], by: str, today: datetime.date) -> Contents:
    """The rows of what is attached, in the part of their register, with the files; each outcome is told its own."""
    portal = evaluation.portal
    columns = [_column(evaluation, part) for _, part in parts]
    cells = [
        {
            "register": part.record.form.id,
            "record_no": part.record.number,
            column: part.enclosure.name,
            "scanned_on": today.isoformat(),
            "scanned_by": by,
        }
        for column, (_, part) in zip(columns, parts, strict=True)
    ]
    rows = number_rows(portal, evaluation.registers, SCANS, cells, today)
    files: dict[str, bytes | Path] = {}
    form = counted_form(portal, SCANS)
    assert form is not None, "the plan asks for one that counts"
    for column, row, (outcome, part) in zip(columns, rows, parts, strict=True):
        path = part.enclosure.path(is_personal=keeps_apart(portal, column))
        files[path] = part.source
        outcome.attached.append(Attached(row[form.primary_key], part.record, part.enclosure, path, part.notes))
    return {**appended(portal, SCANS, rows, today), **along(portal.root, files)}


def _column(evaluation: Evaluation, part: _Part) -> str:
    """The column that names a scan: the open one where the form asks for nothing private, and no place is told."""
    kept = usable_register(evaluation.portal, SCANS)
    is_open = kept is not None and OPEN in kept.columns and not has_private_fields(part.record.form)
    is_located = isinstance(part.source, Path) and tells_place(part.source)
    return OPEN if is_open and not is_located else PRIVATE
