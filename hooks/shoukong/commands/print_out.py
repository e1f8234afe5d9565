"""`shoukong print`: records on their form, blanks, documents and the whole manual as PDF."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import RefusedError, is_portal, refuse, refuse_folder
from shoukong.entries.correcting import records_named
from shoukong.entries.form_choice import form_named
from shoukong.evaluation import Evaluation, evaluate
from shoukong.file_writing import write_files
from shoukong.form import Form
from shoukong.language import Speech, speech
from shoukong.pages.blank_files import print_context
from shoukong.pages.record_prints import (
    PrintedRecord,
    is_listed,
    personal_fields,
    print_of_records,
    printed_records,
)
from shoukong.pages.view import View
from shoukong.paper.blank import blank_pdf
from shoukong.paper.fonts import font_folder
from shoukong.portal import load_portal
from shoukong.records.datapackage import withheld_fields
from shoukong.write_lock import one_at_a_time

_SUFFIX = ".pdf"
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_MOST_SIGNS = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be printed, from which register where several have such a number, and where it goes."""

    subjects: Sequence[str]
    form: str | None
    to: Path


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF: what it is called, its bytes, and what has to be said of it."""

    name: str
    pdf: bytes
    notes: Sequence[str] = ()


def run(root: Path, wish: Wish, as_of: datetime.date, today: datetime.date, language: str) -> int:
    """Print all that is asked for, or nothing."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    try:
        with evaluate(load_portal(root, as_of, today), asks_clauses=False) as evaluation:
            printed = list(_printed(View(evaluation), wish, say))
        files = _named(printed, wish.to, say)
    except RefusedError as refused:
        return refuse(say("没有打印：%(reason)s", reason=refused))
    _write(files)
    for path, each in files.items():
        print(path)
        for note in each.notes:
            print(f"  {note}")
    return 0


def _write(files: Mapping[str, Printed]) -> None:
    """Write the files, which lie in one folder: all of them or none."""
    for folder in {Path(path).parent for path in files}:
        folder.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(folder):
            write_files(folder, {Path(path).name: each.pdf for path, each in files.items()})


def _printed(view: View, wish: Wish, say: Speech) -> Iterator[Printed]:
    """Each blank and each record on a sheet of its own; the records of one list together. Raises RefusedError."""
    lists: dict[tuple[str, str], list[PrintedRecord]] = {}
    for subject in dict.fromkeys(wish.subjects):
        form = next((f for f in view.forms if f.id == subject), None)
        if form is not None:
            yield Printed(f"{form.id} {form.title}", blank_pdf(form, print_context(view, form, _fonts(view))))
            continue
        record = _record(view, subject, wish.form, say)
        if is_listed(view, record):
            lists.setdefault((record.form.name, record.cells.get("form_revision", "")), []).append(record)
        else:
            yield Printed(record.number, print_of_records(view, [record]), tuple(_notes(view, record.form, [record])))
    for records in lists.values():
        form, first, last = records[0].form, records[0].number, records[-1].number
        name = f"{form.id} {form.title} {first}" + (f"-{last}" if len(records) > 1 else "")
        yield Printed(name, print_of_records(view, records), tuple(_notes(view, form, records)))


def _fonts(view: View) -> Path | None:
    return font_folder(view.portal.root)


def _record(view: View, number: str, told: str | None, say: Speech) -> PrintedRecord:
    """The one record that is meant. Raises RefusedError."""
    form = _register(view.evaluation, number, told, say)
    return printed_records(view, form, [number])[0]


def _register(evaluation: Evaluation, number: str, told: str | None, say: Speech) -> Form:
    """The form of the one record of a number. Raises RefusedError where there is none, or several."""
    form = form_named(evaluation.portal, told) if told else None
    if told and form is None:
        raise RefusedError(say("没有「%(form)s」这张表单：用它的表名、编号或名称。", form=told))
    found = records_named(evaluation, number, form)
    if not found:
        raise RefusedError(say("没有编号为「%(what)s」的记录、表单或受控文件：核对编号，大小写也要一致", what=number))
    titles = list(dict.fromkeys(f"{each.form.id} {each.form.title}" for each in found))
    if len(titles) > 1:
        listed = say.listed(titles)
        raise RefusedError(
            say("几本登记册都有「%(record)s」：用 --form 指明是哪一本：%(titles)s", record=number, titles=listed)
        )
    if len(found) > 1:
        raise RefusedError(
            say("《%(form)s》里有几条「%(record)s」：先按 shoukong check 的说明改正", form=titles[0], record=number)
        )
    return found[0].form


def _notes(view: View, form: Form, records: Sequence[PrintedRecord]) -> Iterator[str]:
    """What of some records is personal and is printed here, and what is withheld."""
    say, filled = view.say, {name for record in records for name, cell in record.cells.items() if cell}
    hidden = [f.title for f in form.fields if f.name in withheld_fields(form) and f.name in filled]
    personal = [f.title for f in personal_fields(view, form) if f.name in filled]
    if personal:
        yield say("含个人信息：%(fields)s。只交给有权看的人", fields=say.listed(personal))
    if hidden:
        yield say("已遮去的敏感信息：%(fields)s", fields=say.listed(hidden))


def _named(printed: Sequence[Printed], to: Path, say: Speech) -> Mapping[str, Printed]:
    """The paths of the files: the one that was named, else a folder with one each. Raises RefusedError."""
    if to.suffix.lower() == _SUFFIX and not to.is_dir():
        if len(printed) > 1:
            raise RefusedError(
                say("要写 %(n)s 个文件，「%(to)s」只是一个：用 --to 指明一个文件夹", n=len(printed), to=to)
            )
        return {str(to): printed[0]}
    if to.exists() and not to.is_dir():
        raise RefusedError(say("「%(to)s」不是文件夹，也不以 .pdf 结尾", to=to))
    files: dict[str, Printed] = {}
    for each in printed:
        name = _UNFIT.sub("_", each.name)[:_MOST_SIGNS].strip(" .") or "_"
        places = (f"{name}{end}{_SUFFIX}" for end in ("", *(f" ({i})" for i in range(2, len(printed) + 2))))
        files[next(str(to / place) for place in places if str(to / place) not in files)] = each
    return files
