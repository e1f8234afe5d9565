"""The record that a verb is told of."""

from shoukong.commands.refusal import RefusedError
from shoukong.entries.correcting import FoundRecord, records_named
from shoukong.entries.form_choice import form_named
from shoukong.evaluation import Evaluation
from shoukong.language import Speech


def records_meant(evaluation: Evaluation, number: str, form_told: str | None, say: Speech) -> list[FoundRecord]:
    """The records of a number in one register, the one that is named where several have one; none where there is none.

    Raises RefusedError.
    """
    form = form_named(evaluation.portal, form_told) if form_told else None
    if form_told and form is None:
        raise RefusedError(say("没有「%(form)s」这张表单：用它的表名、编号或名称。", form=form_told))
    found = records_named(evaluation, number, form)
    titles = say.listed(dict.fromkeys(f"{each.form.id} {each.form.title}" for each in found))
    if len({each.form.name for each in found}) > 1:
        told = say("几本登记册都有「%(record)s」：用 --form 指明是哪一本：%(titles)s", record=number, titles=titles)
        raise RefusedError(told)
    return found


def meant_record(evaluation: Evaluation, number: str, form_told: str | None, say: Speech) -> FoundRecord:
    """The one record of a number, which can be read whole. Raises RefusedError."""
    found = records_meant(evaluation, number, form_told, say)
    if not found:
        raise RefusedError(say("没有编号为「%(record)s」的记录：核对编号，大小写也要一致", record=number))
    record = found[0]
    if len(found) > 1 or record.place is None or record.form.name in evaluation.registers.incomplete:
        raise RefusedError(
            say("《%(form)s》里这条记录所在的行有错或重号：先按 shoukong check 的说明改正", form=record.form.title)
        )
    return record
