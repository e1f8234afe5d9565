"""`shoukong dispose`: let the records of an approved disposal go, as one act with the inventory of what went."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.meant_person import meant_person
from shoukong.commands.refusal import RefusedError, is_portal, refuse_folder
from shoukong.commands.shown_act import Consent, Steps, carried_out
from shoukong.control.disposal import Disposal, form_told
from shoukong.control.record_keeping import KeptRecord, RecordKeeping, is_kept_for_ever
from shoukong.entries.disposing import Witnessing, without_records
from shoukong.evaluation import Evaluation
from shoukong.forms.form import Form
from shoukong.language import Speech, speech
from shoukong.records.append import counted_form
from shoukong.records.core_afterlife import DISPOSALS, DISPOSED
from shoukong.records.core_registers import kept_register
from shoukong.records.named_enclosures import enclosed_by_these_alone
from shoukong.records.record_scans import scans_of_these_alone
from shoukong.wording.keeping_words import keeping_words

_FEW = 5  # records that are named of many


@dataclass(frozen=True, slots=True)
class Wish:
    """Which disposal is carried out, how, by whom and before whom."""

    disposal: str
    method: str
    by: str
    witness: str
    is_sure: bool = False
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class _Planned:
    """The records that go, of which form, the parts that are written, and the paths of the files that go with them."""

    form: Form
    records: Sequence[KeptRecord]
    contents: Mapping[str, bytes]
    files: Sequence[str]


def run(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    """Dispose of all that the disposal is of, or of nothing."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    consent = Consent(say("销毁吗？"), default=False, is_sure=wish.is_sure, is_trial=wish.is_trial)
    steps = Steps(lambda each: _planned(each, wish, today, say), lambda _, planned: _show(planned, say))
    planned = carried_out(root, today, consent, steps, say)
    if isinstance(planned, int):
        return planned
    if wish.is_trial:
        print(say("只看不写。"))
        return 0
    print(say.count("已从登记册中销毁 %(n)s 条记录，列入销毁清册。", len(planned.records)))
    print(say("Git 的历史、备份与已有的副本里还有它们；须清除的，由管仓库的人另行清除。"))
    return 0


def _planned(evaluation: Evaluation, wish: Wish, today: datetime.date, say: Speech) -> _Planned:
    """What goes. Raises RefusedError where something of it may not."""
    disposal = _disposal(evaluation, wish.disposal, say)
    form = _form(evaluation, disposal, say)
    keeping = RecordKeeping(evaluation.portal, evaluation.registers, evaluation.control.holds, today)
    records = list(keeping.of(form, disposal.first, disposal.last))
    kept = [record for record in records if record.why is not None]
    if kept:
        told = "；".join(keeping_words(record, evaluation.portal, say) for record in kept[:_FEW])
        raise RefusedError(say.count("有 %(n)s 条还不能销毁：%(told)s", len(kept), told=told))
    if not records:
        raise RefusedError(say("《%(form)s》在这段时间里没有记录", form=form.title))
    if disposal.count not in (None, len(records)):
        raise RefusedError(
            say(
                "批准 %(approved)s 条，现有 %(found)s 条：先查明差在哪里",
                approved=disposal.count,
                found=len(records),
            )
        )
    by, witness = (meant_person(evaluation, told, say) for told in (wish.by, wish.witness))
    if by == witness:
        raise RefusedError(say("销毁人与监销人不得为同一人"))
    witnessing = Witnessing(_method(evaluation, wish.method, say), by, witness, today)
    contents = without_records(evaluation, disposal, form, records, witnessing)
    numbers = [record.number for record in records]
    portal, registers = evaluation.portal, evaluation.registers
    enclosed = enclosed_by_these_alone(portal, registers, form, numbers)
    files = (*enclosed, *scans_of_these_alone(portal, registers, form, numbers))
    here = [path for path in dict.fromkeys(files) if (portal.root / path).is_file()]
    return _Planned(form, records, contents, here)


def _disposal(evaluation: Evaluation, number: str, say: Speech) -> Disposal:
    """The disposal of a number, which waits to be carried out. Raises RefusedError."""
    if counted_form(evaluation.portal, DISPOSED) is None:
        raise RefusedError(say("没有销毁清册（表单 disposed_records），或它缺少所需的栏目，或它的编号不能续编"))
    disposal = next((each for each in evaluation.control.disposals.all if each.number == number), None)
    if disposal is None:
        raise RefusedError(say("没有编号为「%(number)s」的销毁审批，或它没有写明期间", number=number))
    if disposal.approved_on is None:
        raise RefusedError(say("%(number)s 还没有批准：先写批准人与批准日期", number=number))
    if disposal.disposed_on is not None:
        raise RefusedError(say("%(number)s 已于 %(day)s 销毁", number=number, day=disposal.disposed_on))
    return disposal


def _form(evaluation: Evaluation, disposal: Disposal, say: Speech) -> Form:
    """The form whose records go. Raises RefusedError where they are kept for ever, or cannot be told apart."""
    form = form_told(evaluation.portal, disposal.form)
    if form is None:
        raise RefusedError(say("没有「%(form)s」这张表单：用它的表名、编号或名称。", form=disposal.form))
    if is_kept_for_ever(form):
        raise RefusedError(say("《%(form)s》永久保存，不得销毁", form=form.title))
    if form.columns != form.names or form.name in evaluation.registers.incomplete:
        raise RefusedError(say("《%(form)s》的记录没有编号或读不全，不能这样销毁", form=form.title))
    return form


def _method(evaluation: Evaluation, told: str, say: Speech) -> str:
    """A method that the firm's form allows. Raises RefusedError."""
    kept = kept_register(evaluation.portal, DISPOSALS)
    field = kept.form.field(kept.columns.get("disposal_method", "")) if kept else None
    allowed = field.constraints.enum if field else None
    if allowed is not None and told not in allowed:
        raise RefusedError(say("销毁方式只能是：%(methods)s", methods=say.listed(list(allowed))))
    return told


def _show(planned: _Planned, say: Speech) -> None:
    """What goes: the first and the last of the records, and how many they are."""
    form, records = planned.form, planned.records
    print(
        say.count(
            "%(id)s %(title)s：%(first)s 至 %(last)s，共 %(n)s 条",
            len(records),
            id=form.id,
            title=form.title,
            first=records[0].number,
            last=records[-1].number,
        )
    )
    for path in sorted(planned.contents):
        print(f"  {path}")
    if planned.files:
        print("  " + say.count("只有它们用到的附件 %(n)s 个，一并销毁", len(planned.files)))
