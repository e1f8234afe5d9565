"""`shoukong acknowledge`: take the rows of a sheet that people signed into the register."""

import datetime
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.control.document_control import Control
from shoukong.days.day_on_sheet import NotADay, day_on_sheet
from shoukong.entries.fault_words import file_words
from shoukong.entries.headed_grid import HeadedGrid, called_columns, head
from shoukong.entries.spreadsheet import Grid, SpreadsheetError, read_grids
from shoukong.evaluation import evaluate
from shoukong.files.write_lock import one_at_a_time
from shoukong.language import Speech, speech
from shoukong.portal import load_portal
from shoukong.records.append import appended, counted_form, number_rows
from shoukong.records.core_declaration import ACKNOWLEDGEMENTS
from shoukong.records.core_registers import own_columns
from shoukong.row_door import write_rows

COLUMNS = ("subject", "revision", "staff_no", "read_on")


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

    @property
    def day(self) -> datetime.date | NotADay:
        """The day of the signature, or why there is none."""
        return day_on_sheet(self.read_on)

    @property
    def cells(self) -> dict[str, str]:
        """The row as the register holds it."""
        return {"subject": self.subject, "revision": self.revision, "staff_no": self.staff_no, "read_on": str(self.day)}


def run(root: Path, sheet: Path, today: datetime.date, language: str) -> int:
    """Add every dated row of a sheet; all rows or none."""
    if not is_portal(root):
        return refuse_folder(root, language)
    with one_at_a_time(root):
        return _import(root, sheet, today, language)


def _import(root: Path, file: Path, today: datetime.date, language: str) -> int:
    say, portal = speech(language), load_portal(root, today)
    form = counted_form(portal, ACKNOWLEDGEMENTS)
    if form is None:
        return refuse(say("没有签收登记册(表单 document_acknowledgements)，或它缺少所需的栏目，或它的编号不能续编。"))
    own = own_columns(portal, ACKNOWLEDGEMENTS, COLUMNS)
    names = called_columns(field for field in form.fields if field.name in own.values())
    try:
        sheet = _headed(read_grids(file, names.keys()), names)
    except OSError as error:
        return refuse(say("读不到「%(file)s」：%(problem)s", file=file, problem=error.strerror))
    except SpreadsheetError as error:
        return refuse(f"{file}  {file_words(error, say)}")
    missing = [column for column in own.values() if sheet is None or column not in sheet.places]
    if sheet is None or missing:
        return refuse(
            say(
                "名单缺少栏目：%(columns)s。表头应有 %(wanted)s。",
                columns=say.listed(missing),
                wanted=",".join(own.values()),
            )
        )
    overlong = next((i for i, _ in sheet.overlong()), None)
    if overlong is not None:
        held, headed = len(sheet.grid.rows[overlong]), len(sheet.grid.rows[sheet.header])
        return refuse(
            say(
                "第 %(line)s 行有 %(cells)s 格，表头只有 %(columns)s 格，没有登记任何一行：内容含分隔符时加双引号。",
                line=sheet.grid.line(overlong),
                cells=held,
                columns=headed,
            )
        )
    with evaluate(portal) as evaluation:
        control = evaluation.control
        rows = [
            _row({name: sheet.text(i, own[name]) for name in COLUMNS}, sheet.grid.line(i), control)
            for i, _ in sheet.rows()
        ]
        signed = [row for row in rows if row.read_on]
        faults = list(_faults(control, signed, sheet.called[own["read_on"]], today, say))
        if faults:
            return refuse("\n".join([say("名单有错，没有登记任何一行："), *(f"  {fault}" for fault in faults)]))
        known = {(a.subject, str(a.revision), a.by) for a in control.acknowledgements}
        fresh = {r.key: r for r in signed if r.key not in known}
        cells = [row.cells for row in fresh.values()]
        numbered = number_rows(portal, evaluation.registers, ACKNOWLEDGEMENTS, cells, today)
        contents = appended(portal, ACKNOWLEDGEMENTS, numbered, today)
        write_rows(evaluation, contents)
    empty, skipped = len(rows) - len(signed), len(signed) - len(fresh)
    print(
        say(
            "登记了 %(count)s 人次（%(path)s）；%(skipped)s 人次早已登记，%(empty)s 行没有日期。",
            count=len(fresh),
            path=next(iter(contents), "-"),
            skipped=skipped,
            empty=empty,
        )
    )
    return 0


def _headed(grids: Sequence[Grid], names: Mapping[str, str]) -> HeadedGrid | None:
    """The first sheet in sight that has a header."""
    heads = (head(grid, names) for grid in grids if not grid.is_hidden)
    return next((found for found in heads if found is not None), None)


def _row(cells: Mapping[str, str], line: int, control: Control) -> SheetRow:
    subject, staff_no = _known(cells["subject"], control.lives), _known(cells["staff_no"], control.staff)
    return SheetRow(subject, _narrow(cells["revision"]), staff_no, cells["read_on"], line)


def _known(number: str, numbers: Container[str]) -> str:
    """A number as it is known, where the sheet has it in wide letters."""
    return number if number in numbers else _narrow(number)


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _faults(control: Control, rows: list[SheetRow], column: str, today: datetime.date, say: Speech) -> Iterator[str]:
    first: dict[tuple[str, str, str], SheetRow] = {}
    for row in rows:
        before = first.setdefault(row.key, row)
        if before.day != row.day:
            yield say(
                "第 %(line)s 行：%(subject)s %(revision)s 由 %(value)s 签收的日期与第 %(first)s 行不同，删去一行",
                line=row.line,
                first=before.line,
                subject=row.subject,
                revision=row.revision,
                value=row.staff_no,
            )
        life = control.lives.get(row.subject)
        term = life.term(control.portal.revision(row.revision)) if life else None
        approved_on = term.approval.approved.on if term and term.approval else None
        if life is None:
            yield say("第 %(line)s 行：没有编号为「%(value)s」的文件", line=row.line, value=row.subject)
        elif term is None:
            yield say(
                "第 %(line)s 行：%(subject)s 没有版本「%(value)s」",
                line=row.line,
                subject=row.subject,
                value=row.revision,
            )
        if row.staff_no not in control.staff:
            yield say("第 %(line)s 行：人员登记册中没有「%(value)s」", line=row.line, value=row.staff_no)
        match row.day:
            case NotADay() as fault:
                yield _no_day(row, column, fault, say)
            case day if day > today:
                yield say(
                    "第 %(line)s 行「%(column)s」：%(value)s 晚于今天 %(today)s",
                    line=row.line,
                    column=column,
                    value=row.read_on,
                    today=today,
                )
            case day if approved_on is not None and day < approved_on:
                yield say("第 %(line)s 行：%(value)s 早于该版的批准日期", line=row.line, value=row.read_on)


def _no_day(row: SheetRow, column: str, fault: NotADay, say: Speech) -> str:
    match fault.why:
        case "year-last":
            return say(
                "第 %(line)s 行「%(column)s」：「%(value)s」分不清月和日，写成 2026-01-05",
                line=row.line,
                column=column,
                value=row.read_on,
            )
        case "year-short":
            return say(
                "第 %(line)s 行「%(column)s」：「%(value)s」的年份不是四位，写成 2026-01-05",
                line=row.line,
                column=column,
                value=row.read_on,
            )
        case "serial":
            return say(
                "第 %(line)s 行「%(column)s」：「%(value)s」是 Excel 的日期序号（%(guess)s），写成日期",
                line=row.line,
                column=column,
                value=row.read_on,
                guess=fault.guess,
            )
    return say(
        "第 %(line)s 行「%(column)s」：「%(value)s」不是日期，写成 2026-01-05",
        line=row.line,
        column=column,
        value=row.read_on,
    )
