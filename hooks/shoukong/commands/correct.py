"""`shoukong correct`: change what a record says, and write down the correction, as one act."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from shoukong.commands.correction_act import Act, Plan, Wish, carry_out
from shoukong.commands.refusal import RefusedError
from shoukong.control.correction import corrected_field, may_be_corrected
from shoukong.entries.asked_field import AskedField, WrongAnswerError
from shoukong.entries.correcting import Change, FoundRecord, Grounds, corrected
from shoukong.entries.enclosing import along
from shoukong.evaluation import Evaluation
from shoukong.forms.form import Field
from shoukong.language import Speech
from shoukong.records.csv_header import plain
from shoukong.records.registers import HIDDEN


def run(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    """Correct the fields of a record, which are given each with its value, by name or title."""

    def act(evaluation: Evaluation, record: FoundRecord, grounds: Grounds, say: Speech) -> Plan:
        changes, files = _changes(evaluation, record, wish.given, say)
        numbers, contents = corrected(evaluation, record, changes, grounds)
        whole = {**contents, **along(evaluation.portal.root, files)}
        return Plan(numbers, whole, [_line(each, say) for each in changes])

    def done(numbers: Sequence[str], say: Speech) -> str:
        return say("已更正，更正单 %(numbers)s", numbers=say.listed(numbers))

    return carry_out(root, wish, Act(act, done), today, language)


def _changes(
    evaluation: Evaluation, record: FoundRecord, given: Sequence[str], say: Speech
) -> tuple[list[Change], dict[str, Path]]:
    """What is to change, and the files that come with it by where each is to be kept. Raises RefusedError."""
    if not given or len(given) % 2:
        raise RefusedError(say("栏目与新内容要成对地写：shoukong correct 编号 栏目 新内容；有空格的加引号"))
    cells, changes = dict(record.cells), {}
    files: dict[str, Path] = {}
    for told, value in zip(given[::2], given[1::2], strict=True):
        field = _field(evaluation, record, told, say)
        asked = AskedField(evaluation, record.form, field, say)
        try:
            after = asked.answer(value, cells)
        except WrongAnswerError as error:
            raise RefusedError(f"{field.title}  {error}") from None
        before = record.cells[field.name]
        if before == after:
            raise RefusedError(say("「%(title)s」本来就是这个内容，没有可更正的", title=field.title))
        changes[field.name] = Change(field, before, after)
        cells[field.name] = after
        files |= asked.files
    return list(changes.values()), files


def _field(evaluation: Evaluation, record: FoundRecord, told: str, say: Speech) -> Field:
    """The field that is meant. Raises RefusedError where there is none, or it cannot be corrected."""
    form = record.form
    alike = next((f for f in form.fields if plain(told) in (plain(f.title), plain(f.name))), None)
    field = corrected_field(form, told) or alike
    if field is None or field.is_made:
        titles = say.listed([f.title for f in form.fields if not f.is_made])
        raise RefusedError(
            say("《%(form)s》没有「%(field)s」这一栏；有：%(titles)s", form=form.title, field=told, titles=titles)
        )
    if not may_be_corrected(evaluation.portal, form, field):
        raise RefusedError(
            say(
                "编号一经使用不能更改：登记错了的，用 shoukong withdraw %(record)s 作废，另登一条", record=record.number
            )
        )
    return field


def _line(change: Change, say: Speech) -> str:
    is_hidden = change.field.privacy == "sensitive"
    before, after = (HIDDEN if is_hidden and text else text or say("空白") for text in (change.before, change.after))
    return say("%(title)s：原「%(before)s」，改为「%(after)s」", title=change.field.title, before=before, after=after)
