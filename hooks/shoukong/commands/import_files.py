"""`shoukong import`: take the rows of workbooks and CSV files into the registers of their forms."""

import datetime
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from shoukong.commands.refusal import RefusedError, is_portal, refuse, refuse_folder
from shoukong.commands.row_table import show_rows
from shoukong.entries.fault_words import cell_words, file_words, untimely_words
from shoukong.entries.filed_rows import REVISION, placed
from shoukong.entries.form_choice import form_named
from shoukong.entries.headed_grid import HeadedGrid, forms_meant, head, names_of_columns, twice_named
from shoukong.entries.new_records import NewRecords, new_records
from shoukong.entries.sheet_rows import PlacedFault, SheetRows, rows_of_sheets
from shoukong.entries.spreadsheet import Grid, RawCell, SpreadsheetError, letters_of, read_grids
from shoukong.evaluation import Evaluation, evaluate
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Finding
from shoukong.forms.form import Form
from shoukong.language import Speech, speech
from shoukong.messages.catalogue import fix_of, message_of
from shoukong.portal import Portal, load_portal
from shoukong.row_door import RowsRefusedError, write_rows

MOST_TOLD = 200
MOST_LINES = 10  # of hidden rows that are told
FEW_COLUMNS = 2  # below so many a sheet is none of rows, unless its form is named


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the files, the form that they are on where it is named, and whether to write at all."""

    root: Path
    files: Sequence[Path]
    form: str | None
    today: datetime.date
    language: str
    is_trial: bool = False
    is_sure: bool = False


@dataclass(slots=True)
class Source:
    """A sheet of a file, and the rows that it has."""

    file: Path
    grid: Grid
    read: SheetRows


@dataclass(slots=True)
class Import:
    """The rows of all sheets on one form, one after the other, and what becomes of them."""

    form: Form
    sources: list[Source] = field(default_factory=list)
    result: NewRecords = field(default_factory=NewRecords)

    @property
    def cells(self) -> list[Mapping[str, str]]:
        """The cells of every row."""
        return [row.cells for source in self.sources for row in source.read.rows]

    def origin(self, place: int) -> tuple[Source, int]:
        """The sheet and the line that a row comes from."""
        for source in self.sources:
            if place < len(source.read.rows):
                return source, source.read.rows[place].line
            place -= len(source.read.rows)
        raise IndexError(place)


def run(wish: Wish) -> int:
    """Write the rows of all files, or none."""
    if not is_portal(wish.root):
        return refuse_folder(wish.root, wish.language)
    say = speech(wish.language)
    try:
        with one_at_a_time(wish.root), evaluate(load_portal(wish.root, wish.today), asks_clauses=False) as evaluation:
            return _import(wish, evaluation, say)
    except RefusedError as refused:
        return refuse(str(refused))


def _import(wish: Wish, evaluation: Evaluation, say: Speech) -> int:
    imports = list(_read(wish, evaluation, say))
    faults = [line for each in imports for line in _faults(each, say)]
    for each in imports if not faults else ():
        each.result = new_records(evaluation, each.form, each.cells, wish.today)
        faults.extend(_row_faults(each, evaluation.portal, say))
    if faults:
        raise _refused(faults, say)
    known = sum(len(each.result.known) for each in imports)
    count = sum(len(each.result.filed) for each in imports)
    if known:
        print(say.count("%(n)s 行早已登记，不再写入。", known))
    if count == 0:
        print(say("没有要写入的行。"))
        return 0
    for line in (line for each in imports for source in each.sources for line in _hidden(source, say)):
        print(line)
    for each in imports:
        show_rows(each.form, list(each.result.filed.values()), say)
    if wish.is_trial:
        code = _write(evaluation, imports, say, is_trial=True)
        print(say.count("可以写入 %(n)s 行（试读，没有写入）。", count))
        return code
    if sys.stdin.isatty() and not wish.is_sure and not click.confirm(say("写入吗？"), default=True):
        return 0
    return _write(evaluation, imports, say, is_trial=False)


def _refused(lines: Sequence[str], say: Speech) -> RefusedError:
    """That nothing is written, and what is wrong with which rows."""
    return RefusedError("\n".join([say("没有写入任何一行："), *_first(lines, say)]))


def _write(evaluation: Evaluation, imports: Sequence[Import], say: Speech, *, is_trial: bool) -> int:
    """Write what is new, unless the check would refuse it or it `is_trial`."""
    rows = [(each, list(each.result.filed.items())) for each in imports]
    placements = [placed(evaluation.portal, each.form, [row for _, row in filed]) for each, filed in rows]
    contents = {path: content for placement in placements for path, content in placement.contents.items()}
    try:
        write_rows(evaluation, contents, is_trial=is_trial)
    except RowsRefusedError as refused:
        origins = {
            place: each.origin(filed[i][0])
            for (each, filed), placement in zip(rows, placements, strict=True)
            for place, i in placement.rows.items()
        }
        lines = [_refusal(item, origins.get((item.place.path, item.place.line or 0)), say) for item in refused.findings]
        raise _refused(lines, say) from None
    if not is_trial:
        counts = Counter(path for placement in placements for path, _ in placement.rows)
        for path, count in counts.items():
            print(say.count("写入 %(n)s 行：%(path)s", count, path=path))
    return 0


def _refusal(item: Finding, origin: tuple[Source, int] | None, say: Speech) -> str:
    told = f"{message_of(item, say.language)} → {fix_of(item, say.language)}"
    if origin is None:
        return f"{item.record or item.place.path}  {told}"
    source, line = origin
    name, headed = item.place.field or "", source.read.headed
    described = source.read.form.field(name)
    called = headed.called.get(name) or (described.title if described else "")
    return f"{_where(source, line, headed.places.get(name), called, say)}  {told}"


def _read(wish: Wish, evaluation: Evaluation, say: Speech) -> Iterator[Import]:
    """The rows of all files by form."""
    portal = evaluation.portal
    forms = _forms(wish, portal, say)
    found: dict[str, list[tuple[Path, HeadedGrid]]] = {}
    names = {name for form in forms for name in names_of_columns(form)}
    for file in wish.files:
        try:
            grids = read_grids(file, names)
            sheets = list(_sheets(grids, forms, is_named=wish.form is not None))
        except OSError as error:
            raise RefusedError(say("读不到 %(file)s：%(problem)s", file=file, problem=error.strerror)) from None
        except SpreadsheetError as error:
            raise RefusedError(f"{file.name}  {file_words(error, say)}") from None
        for each in (each.name for each in grids if each.is_hidden and each.rows):
            print(say("%(file)s 的工作表「%(sheet)s」隐藏着，没有读入。", file=file.name, sheet=each))
        for form, headed in sheets:
            found.setdefault(form.name, []).append((file, headed))
    for name, heads in found.items():
        form = portal.forms_by_name[name]
        read = rows_of_sheets(portal, evaluation.registers, form, [headed for _, headed in heads])
        yield Import(form, [Source(file, each.headed.grid, each) for (file, _), each in zip(heads, read, strict=True)])


def _forms(wish: Wish, portal: Portal, say: Speech) -> list[Form]:
    """The forms that the files may be on."""
    if wish.form is None:
        return list(portal.forms_by_name.values())
    named = form_named(portal, wish.form)
    if named is None:
        raise RefusedError(say("没有「%(form)s」这张表单：用它的表名、编号或名称。", form=wish.form))
    return [named]


def _sheets(grids: Sequence[Grid], forms: Sequence[Form], *, is_named: bool) -> Iterator[tuple[Form, HeadedGrid]]:
    """The sheets in sight that hold rows, each with its form. Raises SpreadsheetError."""
    found = False
    for grid in (grid for grid in grids if not grid.is_hidden):
        meant = forms_meant(grid, forms)
        least = 1 if is_named else FEW_COLUMNS
        if not meant or len(meant[0][1].places) < least:
            continue
        if len(meant) > 1:
            raise SpreadsheetError("form", forms=" / ".join(f"{form.name} {form.title}" for form, _ in meant[:5]))
        form = meant[0][0]
        headed = head(grid, names_of_columns(form))  # once more, so that what is wrong with it is told
        assert headed is not None
        found = True
        yield form, headed
    if not found:
        twice = twice_named(grids, forms, 1 if is_named else FEW_COLUMNS)
        if twice is not None:
            raise twice
        raise SpreadsheetError("header", form=forms[0] if is_named else None)


def _hidden(source: Source, say: Speech) -> Iterator[str]:
    """That rows or columns were read which the program does not show: hidden by hand, or by a filter."""
    lines = [row.line for row in source.read.rows if row.line - 1 in source.grid.hidden]
    if lines:
        told = say.listed(lines[:MOST_LINES]) + ("…" if len(lines) > MOST_LINES else "")
        yield say.count(
            "%(file)s 有 %(n)s 行隐藏着或被筛选掉，也读入了：第 %(lines)s 行",
            len(lines),
            file=f"{source.file.name}{_sheet(source, say)}",
            lines=told,
        )
    filled = [i for i in sorted(source.grid.hidden_columns) if any(_has(row, i) for row in source.grid.rows)]
    if filled:
        yield say.count(
            "%(file)s 有 %(n)s 栏隐藏着，也读入了：第 %(columns)s 栏",
            len(filled),
            file=f"{source.file.name}{_sheet(source, say)}",
            columns=say.listed(map(letters_of, filled)),
        )


def _has(row: Sequence[RawCell], column: int) -> bool:
    return column < len(row) and row[column] not in (None, "")


def _faults(each: Import, say: Speech) -> Iterator[str]:
    for source in each.sources:
        missing = [
            f.title
            for f in each.form.fields
            if f.constraints.required and f.name not in (*source.read.told, each.form.primary_key, REVISION)
        ]
        if missing and source.read.rows:
            told = file_words(SpreadsheetError("columns", columns=say.listed(missing)), say)
            yield f"{source.file.name}{_sheet(source, say)}  {told}"
        for fault in source.read.faults:
            yield _fault_line(source, fault, say)


def _row_faults(each: Import, portal: Portal, say: Speech) -> Iterator[str]:
    for place, name, fault in each.result.faults:
        source, line = each.origin(place)
        yield _fault_line(source, source.read.fault(line, name, fault), say)
    for place, item in each.result.untimely:
        source, line = each.origin(place)
        yield f"{_where(source, line, None, '', say)}  {untimely_words(item, portal, say)}"


def _fault_line(source: Source, fault: PlacedFault, say: Speech) -> str:
    return f"{_where(source, fault.line, fault.column, fault.called, say)}  {cell_words(fault.fault, say)}"


def _where(source: Source, line: int, column: int | None, called: str, say: Speech) -> str:
    """Where a cell is, as people find it: by its address in a workbook, by its line in a CSV."""
    name = say("「%(title)s」", title=called) if called else ""
    if source.grid.is_text:
        return say("%(file)s 第 %(line)s 行%(name)s", file=source.file.name, line=line, name=name)
    address = f"{letters_of(column)}{line}" if column is not None else say("第 %(line)s 行", line=line)
    return f"{source.file.name}{_sheet(source, say)}{address}{name}"


def _sheet(source: Source, say: Speech) -> str:
    return "" if source.grid.is_text else say("「%(title)s」", title=source.grid.name)


def _first(lines: Sequence[str], say: Speech) -> list[str]:
    """The first lines, indented, and how many more there are."""
    shown = [f"  {line}" for line in lines[:MOST_TOLD]]
    more = len(lines) - MOST_TOLD
    return [*shown, say.count("  ……还有 %(n)s 处", more)] if more > 0 else shown
