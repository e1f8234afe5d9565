"""`shoukong print`: records on their form, registers, blanks, documents and the whole manual as PDF."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.issued_copy import Copying, issued_copy
from shoukong.commands.meant_record import records_meant
from shoukong.commands.printed_register import RegisterAsked, notes_of, print_asked
from shoukong.commands.printed_text import printed_text, text_as_word
from shoukong.commands.refusal import RefusedError, is_portal, refuse, refuse_folder
from shoukong.evaluation import Evaluation, evaluate
from shoukong.files.file_writing import write_files
from shoukong.files.write_lock import one_at_a_time
from shoukong.forms.form import Form
from shoukong.language import Speech, speech
from shoukong.pages.document_prints import Issue, manual_documents, manual_pdf
from shoukong.pages.record_prints import (
    PrintedRecord,
    form_made_on,
    is_listed,
    personal_fields,
    print_of_records,
    printed_records,
    with_those_beside,
)
from shoukong.pages.unprinted_signs import unprinted_words
from shoukong.pages.view import View
from shoukong.portal import load_portal
from shoukong.records.datapackage import withheld_fields
from shoukong.row_door import write_rows

_PDF, _WORD = ".pdf", ".docx"
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_MOST_SIGNS = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be printed, from which register where several have such a number, and where it goes.

    A document is printed as a controlled copy where `copying` says so, and a register where one is named; `is_word`
    asks for documents as Word.
    """

    subjects: Sequence[str]
    form: str | None
    to: Path
    is_manual: bool = False
    copying: Copying | None = None
    register: RegisterAsked | None = None
    is_word: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, or a document as Word: what it is called, its bytes, and what has to be said of it."""

    name: str
    content: bytes
    notes: Sequence[str] = ()


def run(root: Path, wish: Wish, as_of: datetime.date, today: datetime.date, language: str) -> int:
    """Print all that is asked for, or nothing."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    try:
        if wish.copying is not None:
            return _print_copy(root, wish, wish.copying, today, say)
        with evaluate(load_portal(root, as_of, today), asks_clauses=False) as evaluation:
            printed = list(_printed(View(evaluation), wish, say))
        files = _named(printed, wish.to, _WORD if wish.is_word else _PDF, say)
    except RefusedError as refused:
        return refuse(say("没有打印：%(reason)s", reason=refused))
    _write(files)
    _tell(files)
    return 0


def _print_copy(root: Path, wish: Wish, copying: Copying, today: datetime.date, say: Speech) -> int:
    """Print a controlled copy and register it, as one act. Raises RefusedError."""
    if len(wish.subjects) != 1 or wish.is_manual or wish.register is not None:
        raise RefusedError(say("受控副本一次一份文件：写明一个文件编号"))
    with one_at_a_time(root), evaluate(load_portal(root, today), asks_clauses=False) as evaluation:
        view = View(evaluation)
        issued = issued_copy(view, wish.subjects[0], copying, today, say)
        files = _named([Printed(issued.name, issued.pdf, [issued.told])], wish.to, _PDF, say)
        prints = {str(Path(path).absolute()): each.content for path, each in files.items()}
        write_rows(evaluation, {**issued.parts, **prints})
    _tell(files)
    return 0


def _tell(files: Mapping[str, Printed]) -> None:
    for path, each in files.items():
        print(path)
        for note in each.notes:
            print(f"  {note}")


def _write(files: Mapping[str, Printed]) -> None:
    """Write the files, which lie in one folder: all of them or none."""
    for folder in {Path(path).parent for path in files}:
        folder.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(folder):
            write_files(folder, {Path(path).name: each.content for path, each in files.items()})


def _printed(view: View, wish: Wish, say: Speech) -> Iterator[Printed]:
    """The manual, a register, each document, blank and record on a sheet of its own, the records of one list together.

    Raises RefusedError.
    """
    if wish.is_manual:
        if not manual_documents(view):
            raise RefusedError(say("没有有效的受控文件"))
        pdf = manual_pdf(view, Issue(view.portal.as_of))
        yield Printed(view.portal.settings.title, pdf, tuple(_left_out(view)))
    if wish.register is not None:
        name, register = print_asked(view, wish.register, say)
        yield Printed(name, register.pdf, tuple(notes_of(register, say)))
    if wish.is_word:
        yield from (Printed(*text_as_word(view, subject, say)) for subject in dict.fromkeys(wish.subjects))
        return
    lists: dict[tuple[str, str], list[PrintedRecord]] = {}
    printed: set[tuple[str, str]] = set()
    for subject in dict.fromkeys(wish.subjects):
        text = printed_text(view, subject, say)
        if text is not None:
            yield Printed(*text)
            continue
        record = _record(view, subject, wish.form, say)
        if (record.form.name, record.number) in printed:
            continue
        if is_listed(view, record):
            lists.setdefault((record.form.name, record.cells.get("form_revision", "")), []).append(record)
        else:
            beside = with_those_beside(view, form_made_on(view, record), record)
            printed |= {(record.form.name, each.number) for each in beside}
            yield Printed(record.number, print_of_records(view, [record]), tuple(_notes(view, record.form, beside)))
    for records in lists.values():
        form, first, last = records[0].form, records[0].number, records[-1].number
        name = f"{form.id} {form.title} {first}" + (f"-{last}" if len(records) > 1 else "")
        yield Printed(name, print_of_records(view, records), tuple(_notes(view, form, records)))


def _left_out(view: View) -> Iterator[str]:
    """What is not in force and so does not stand in the manual."""
    kept = manual_documents(view)
    left = [f"{each.id} {each.title}" for each in view.documents if each not in kept]
    if left:
        yield view.say("没有收入不在有效期的：%(documents)s", documents=view.say.listed(left))


def _record(view: View, number: str, told: str | None, say: Speech) -> PrintedRecord:
    """The one record that is meant. Raises RefusedError."""
    form = _register(view.evaluation, number, told, say)
    return printed_records(view, form, [number])[0]


def _register(evaluation: Evaluation, number: str, told: str | None, say: Speech) -> Form:
    """The form of the one record of a number. Raises RefusedError where there is none, or several."""
    found = records_meant(evaluation, number, told, say)
    if not found:
        raise RefusedError(say("没有编号为「%(what)s」的记录、表单或受控文件：核对编号，大小写也要一致", what=number))
    if len(found) > 1:
        title = f"{found[0].form.id} {found[0].form.title}"
        raise RefusedError(
            say("《%(form)s》里有几条「%(record)s」：先按 shoukong check 的说明改正", form=title, record=number)
        )
    return found[0].form


def _notes(view: View, form: Form, records: Sequence[PrintedRecord]) -> Iterator[str]:
    """What of some records is personal and is printed here, and what is withheld."""
    say, filled = view.say, {name for record in records for name, cell in record.cells.items() if cell}
    withheld = set(withheld_fields(form)) - set(form.print.internal)
    hidden = [f.title for f in form.fields if f.name in withheld and f.name in filled]
    personal = [f.title for f in personal_fields(view, form) if f.name in filled]
    if personal:
        yield say("含个人信息：%(fields)s。只交给有权看的人", fields=say.listed(personal))
    if hidden:
        yield say("已遮去的敏感信息：%(fields)s", fields=say.listed(hidden))
    yield from unprinted_words(view, ((f.title, r.cells.get(f.name, "")) for r in records for f in form.fields))


def _named(printed: Sequence[Printed], to: Path, suffix: str, say: Speech) -> Mapping[str, Printed]:
    """The paths of the files: the one that was named, else a folder with one each. Raises RefusedError."""
    if to.suffix.lower() == suffix and not to.is_dir():
        if len(printed) > 1:
            raise RefusedError(
                say("要写 %(n)s 个文件，「%(to)s」只是一个：用 --to 指明一个文件夹", n=len(printed), to=to)
            )
        return {str(to): printed[0]}
    if not to.is_dir() and (to.exists() or to.suffix.lower() in (_PDF, _WORD)):
        raise RefusedError(say("「%(to)s」不是文件夹，也不以 %(suffix)s 结尾", to=to, suffix=suffix))
    files: dict[str, Printed] = {}
    for each in printed:
        name = _UNFIT.sub("_", each.name)[:_MOST_SIGNS].strip(" .") or "_"
        places = (f"{name}{end}{suffix}" for end in ("", *(f" ({i})" for i in range(2, len(printed) + 2))))
        files[next(str(to / place) for place in places if str(to / place) not in files)] = each
    return files
