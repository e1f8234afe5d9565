"""`shoukong acknowledge`: take the rows of a sheet that people signed into the register."""

import csv
import datetime
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.check import is_portal, refuse
from shoukong.control.document_control import Control
from shoukong.evaluation import evaluate
from shoukong.folder import decode
from shoukong.portal import load_portal
from shoukong.records.append import append_rows, counted_form, number_rows, one_at_a_time
from shoukong.records.core_registers import ACKNOWLEDGEMENTS
from shoukong.revision import parse_revision

COLUMNS = ("subject", "revision", "staff_no", "read_on")
_TEXTS = {
    "zh": {
        "no-register": "没有签收登记册(表单 document_acknowledgements)，或它缺少所需的栏目，或它的编号不能续编。",
        "no-file": "读不到「{file}」：{problem}",
        "columns": "名单缺少栏目：{columns}。表头应有 {wanted}。",
        "quoting": "「{file}」的引号没有配对，没有登记任何一行：{problem}",
        "faults": "名单有错，没有登记任何一行：",
        "subject": "第 {line} 行：没有编号为「{value}」的文件",
        "revision": "第 {line} 行：{subject} 没有版本「{value}」",
        "person": "第 {line} 行：人员登记册中没有「{value}」",
        "date": "第 {line} 行：日期「{value}」应写成 2026-01-05，且不晚于今天",
        "early": "第 {line} 行：{value} 早于该版的批准日期",
        "done": "登记了 {count} 人次（{path}）；{skipped} 人次早已登记，{empty} 行没有日期。",
    },
    "en": {
        "no-register": "No register document_acknowledgements, or it lacks columns or a countable number.",
        "no-file": "Cannot read “{file}”: {problem}",
        "columns": "The sheet lacks the columns {columns}; its header should have {wanted}.",
        "quoting": "The quoting of “{file}” breaks off; no row was added: {problem}",
        "faults": "The sheet has faults; no row was added:",
        "subject": "line {line}: there is no document “{value}”",
        "revision": "line {line}: {subject} has no revision “{value}”",
        "person": "line {line}: the staff register holds no “{value}”",
        "date": "line {line}: write the date “{value}” like 2026-01-05, not after today",
        "early": "line {line}: {value} is before that revision's approval",
        "done": "Added {count} acknowledgements ({path}); {skipped} were there already, {empty} rows have no date.",
    },
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet: which text, by whom, when, and the line that it stands in."""

    subject: str
    revision: str
    staff_no: str
    read_on: str
    line: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two rows the same signature."""
        return self.subject, self.revision, self.staff_no


def run(root: Path, sheet: Path, today: datetime.date, language: str) -> int:
    """Add every dated row of a sheet; all rows or none."""
    if not is_portal(root):
        return refuse(root, language)
    with one_at_a_time(root):
        return _import(root, sheet, today, language)


def _import(root: Path, sheet: Path, today: datetime.date, language: str) -> int:
    texts, portal = _TEXTS[language], load_portal(root, today)
    if counted_form(portal, ACKNOWLEDGEMENTS) is None:
        return _refuse(texts["no-register"])
    try:
        content, _ = decode(sheet.read_bytes(), sheet.name)
    except OSError as error:
        return _refuse(texts["no-file"].format(file=sheet, problem=error.strerror))
    try:
        listed = list(csv.DictReader(io.StringIO(content, newline=""), strict=True))
    except csv.Error as error:
        return _refuse(texts["quoting"].format(file=sheet, problem=error))
    missing = [name for name in COLUMNS if listed and name not in listed[0]] or ([] if listed else list(COLUMNS))
    if missing:
        return _refuse(texts["columns"].format(columns="、".join(missing), wanted=",".join(COLUMNS)))
    rows = [_row(row, line) for line, row in enumerate(listed, start=2)]
    signed = [row for row in rows if row.read_on]
    with evaluate(portal) as evaluation:
        control = evaluation.control
        faults = list(_faults(control, signed, today, texts))
        if faults:
            return _refuse("\n".join([texts["faults"], *(f"  {fault}" for fault in faults)]))
        known = {(a.subject, str(a.revision), a.by) for a in control.acknowledgements}
        fresh = {r.key: r for r in signed if r.key not in known}
        cells = [{name: getattr(row, name) for name in COLUMNS} for row in fresh.values()]
        numbered = number_rows(portal, evaluation.registers, ACKNOWLEDGEMENTS, cells, today)
        path = append_rows(portal, ACKNOWLEDGEMENTS, numbered, today) if numbered else "-"
    empty, skipped = len(rows) - len(signed), len(signed) - len(fresh)
    print(texts["done"].format(count=len(fresh), path=path, skipped=skipped, empty=empty))
    return 0


def _row(cells: dict[str, str], line: int) -> SheetRow:
    subject, revision, staff_no, read_on = ((cells[name] or "").strip() for name in COLUMNS)
    return SheetRow(subject, revision, staff_no, read_on, line)


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


def _faults(control: Control, rows: list[SheetRow], today: datetime.date, texts: dict[str, str]) -> Iterator[str]:
    for row in rows:
        life = control.lives.get(row.subject)
        term = life.term(parse_revision(row.revision)) if life else None
        day = _day(row.read_on)
        approved_on = term.approval.approved.on if term and term.approval else None
        if life is None:
            yield texts["subject"].format(line=row.line, value=row.subject)
        elif term is None:
            yield texts["revision"].format(line=row.line, subject=row.subject, value=row.revision)
        if row.staff_no not in control.staff:
            yield texts["person"].format(line=row.line, value=row.staff_no)
        if day is None or day > today:
            yield texts["date"].format(line=row.line, value=row.read_on)
        elif approved_on is not None and day < approved_on:
            yield texts["early"].format(line=row.line, value=row.read_on)


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
