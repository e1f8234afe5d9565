"""`shoukong add`: fill in one record in the terminal, field by field, or by `field=value` on the command line."""

import datetime
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.commands.row_table import show_rows
from shoukong.control.form_in_force import form_on
from shoukong.entries.asked_field import AskedField, WrongAnswerError
from shoukong.entries.enclosing import along
from shoukong.entries.fault_words import untimely_words
from shoukong.entries.filed_rows import Filing, placed
from shoukong.entries.form_choice import form_named
from shoukong.entries.untimely import Timeliness
from shoukong.evaluation import Evaluation, evaluate
from shoukong.files.write_lock import one_at_a_time
from shoukong.forms.form import Form
from shoukong.language import Speech, speech
from shoukong.portal import load_portal
from shoukong.records.csv_header import plain
from shoukong.row_door import write_rows


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the form, and the fields that are given with their values."""

    root: Path
    form: str
    given: Sequence[str]
    today: datetime.date
    language: str


@dataclass(frozen=True, slots=True)
class _Answers:
    """The cells of a record on a form, and the files that come with them, by where each is to be kept."""

    form: Form
    cells: Mapping[str, str]
    files: Mapping[str, Path]


class _StoppedError(Exception):
    """The person ended it: nothing is written."""


def run(wish: Wish) -> int:
    """Add one record; fields that are not given are asked for on a terminal."""
    if not is_portal(wish.root):
        return refuse_folder(wish.root, wish.language)
    say, portal = speech(wish.language), load_portal(wish.root, wish.today)
    form = form_named(portal, wish.form)
    if form is None:
        return refuse(say("没有「%(form)s」这张表单：用它的表名、编号或名称。", form=wish.form))
    with evaluate(portal, asks_clauses=False) as evaluation:
        asked = form_on(evaluation.control, form, wish.today)
        fields = [AskedField(evaluation, asked, field, say) for field in asked.fields]
        given, faults = _given(wish.given, fields, say)
        if faults:
            return refuse("\n".join([say("没有写入任何一行："), *(f"  {fault}" for fault in faults)]))
        if sys.stdin.isatty():
            try:
                given = _ask(form, [each for each in fields if not each.is_given], given, say)
            except (_StoppedError, KeyboardInterrupt, EOFError):
                return refuse(say("没有写入。"))
    with one_at_a_time(wish.root), evaluate(load_portal(wish.root, wish.today), asks_clauses=False) as evaluation:
        files = {target: source for each in fields for target, source in each.files.items()}
        return _write(evaluation, _Answers(form, given, files), wish.today, say)


def _write(evaluation: Evaluation, answers: _Answers, today: datetime.date, say: Speech) -> int:
    portal, form = evaluation.portal, answers.form
    filing = Filing(portal, evaluation.registers, form, today)
    filed = filing.filed(answers.cells)
    if filed is None:
        pattern = form.number.template if form.number else form.primary_key
        return refuse(say("没有编号，也不能续编：照 %(hint)s 填写编号", hint=pattern))
    late = list(Timeliness(evaluation.control, filing).untimely(filed.cells))
    if late:
        return refuse(
            "\n".join([say("没有写入任何一行："), *(f"  {untimely_words(item, portal, say)}" for item in late)])
        )
    placement = placed(portal, form, [filed])
    write_rows(evaluation, {**placement.contents, **along(portal.root, answers.files)})
    show_rows(form, [filed], say)
    print(say("已登记：%(numbers)s", numbers=filed.cells.get(form.primary_key, filed.path)))
    return 0


def _given(pairs: Sequence[str], fields: Sequence[AskedField], say: Speech) -> tuple[dict[str, str], list[str]]:
    """The cells that are given as `field=value`, by name or title, and what is wrong with them."""
    known = {plain(word): each for each in fields for word in (each.field.title, each.field.name)}
    cells: dict[str, str] = {}
    faults: list[str] = []
    for pair in pairs:
        name, equals, value = pair.partition("=")
        asked = known.get(plain(name))
        if not equals or asked is None:
            faults.append(say("「%(pair)s」应写成 栏目=内容，栏目用名称或字段名", pair=pair))
            continue
        try:
            cells[asked.field.name] = asked.answer(value, cells)
        except WrongAnswerError as error:
            faults.append(f"{asked.field.title}  {error}")
    return cells, faults


def _ask(form: Form, fields: Sequence[AskedField], given: Mapping[str, str], say: Speech) -> dict[str, str]:
    """The cells of a record, asked for one after the other; at the end any may be asked for again."""
    cells = dict(given)
    print(f"{form.id} {form.title}  {say('Enter 下一栏，Tab 选择，Ctrl+C 放弃')}")
    for each in fields:
        if each.field.name not in given and not each.is_needless(cells):
            cells[each.field.name] = _prompt(each, cells, cells.get(each.field.name, ""), say)
    by_title = {plain(word): each for each in fields for word in (each.field.title, each.field.name)}
    while True:
        answer = _line(say("直接 Enter 写入；要改哪一栏，输入它的名称；输入 q 放弃："), [*by_title])
        if not answer.strip():
            return cells
        if answer.strip().lower() == "q":
            raise _StoppedError
        again = by_title.get(plain(answer))
        if again is not None:
            cells[again.field.name] = _prompt(again, cells, cells.get(again.field.name, ""), say)


def _prompt(each: AskedField, cells: Mapping[str, str], default: str, say: Speech) -> str:
    """One answer; what the field does not take is told at once, and can be mended where it stands."""
    from prompt_toolkit import prompt
    from prompt_toolkit.completion import FuzzyWordCompleter
    from prompt_toolkit.document import Document
    from prompt_toolkit.validation import ValidationError, Validator

    class Judge(Validator):
        def validate(self, document: Document) -> None:
            try:
                each.answer(document.text, cells)
            except WrongAnswerError as error:
                raise ValidationError(message=str(error), cursor_position=len(document.text)) from None

    mark = " *" if each.is_required(cells) else ""
    written = prompt(
        f"{each.field.title}{mark}: ",
        completer=FuzzyWordCompleter(list(each.options)) if each.options else None,
        complete_while_typing=True,
        validator=Judge(),
        validate_while_typing=False,
        default=default,
        bottom_toolbar=each.field.description or None,
    )
    return each.answer(written, cells)


def _line(text: str, words: Sequence[str]) -> str:
    from prompt_toolkit import prompt
    from prompt_toolkit.completion import FuzzyWordCompleter

    return prompt(text, completer=FuzzyWordCompleter(list(words)))
