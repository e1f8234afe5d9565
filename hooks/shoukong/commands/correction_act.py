"""What correcting and withdrawing share: the record is found, what follows is shown, and all is written as one act."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.meant_person import meant_person
from shoukong.commands.meant_record import meant_record
from shoukong.commands.refusal import RefusedError, is_portal, refuse_folder
from shoukong.commands.shown_act import Consent, Steps, carried_out
from shoukong.control.approval_right import entitling_clause
from shoukong.control.correction import may_be_corrected
from shoukong.control.document_control import Control
from shoukong.control.staff import Person
from shoukong.entries.correcting import FoundRecord, Grounds
from shoukong.evaluation import Evaluation
from shoukong.files.file_writing import Contents
from shoukong.forms.form import Form
from shoukong.language import Speech, speech
from shoukong.records.append import counted_form
from shoukong.records.core_afterlife import CORRECTIONS


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the record, its form where several have one of that number, and on what grounds.

    `given` are fields, each with what it is to say.
    """

    record: str
    form: str | None
    reason: str
    by: str
    approved_by: str
    found_on: datetime.date | None = None
    is_sure: bool = False
    is_trial: bool = False
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers of the corrections that are to be written, the parts by path that hold all, and what is shown."""

    numbers: Sequence[str]
    contents: Contents
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Act:
    """What is done with a record on some grounds, and what is said when it is done. It may raise RefusedError."""

    plan: Callable[[Evaluation, FoundRecord, Grounds, Speech], Plan]
    done: Callable[[Sequence[str], Speech], str]


@dataclass(frozen=True, slots=True)
class _Planned:
    """A plan with the record and the grounds that it was made for."""

    plan: Plan
    record: FoundRecord
    grounds: Grounds
    files: Sequence[str] = ()

    @property
    def contents(self) -> Contents:
        """The parts that are written."""
        return self.plan.contents


def carry_out(root: Path, wish: Wish, act: Act, today: datetime.date, language: str) -> int:
    """Show what an act writes, and write it: the parts of the record and of its corrections, all of them or none."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    consent = Consent(say("写入吗？"), default=True, is_sure=wish.is_sure, is_trial=wish.is_trial)
    steps = Steps(
        lambda each: _planned(each, wish, act, today, say=say), lambda each, planned: _show(each, planned, say)
    )
    planned = carried_out(root, today, consent, steps, say)
    if isinstance(planned, int):
        return planned
    if wish.is_trial:
        print(say("只看不写。"))
    else:
        print(act.done(planned.plan.numbers, say))
    return 0


def _planned(evaluation: Evaluation, wish: Wish, act: Act, today: datetime.date, *, say: Speech) -> _Planned:
    """What is to be written. Raises RefusedError."""
    register = counted_form(evaluation.portal, CORRECTIONS)
    if register is None:
        raise RefusedError(say("没有记录更正单（表单 record_corrections），或它缺少所需的栏目，或它的编号不能续编"))
    record = _record(evaluation, wish, say)
    by, approved_by = meant_person(evaluation, wish.by, say), meant_person(evaluation, wish.approved_by, say)
    grounds = Grounds(wish.reason, by, approved_by, wish.found_on or today, today)
    return _Planned(act.plan(evaluation, record, grounds, say), record, grounds)


def _record(evaluation: Evaluation, wish: Wish, say: Speech) -> FoundRecord:
    """The one record that is meant, which can be corrected. Raises RefusedError."""
    record = meant_record(evaluation, wish.record, wish.form, say)
    if not may_be_corrected(evaluation.portal, record.form, None):
        raise RefusedError(
            say(
                "《%(form)s》的记录不能更正：更正单写错的，对原来的记录再更正一次；没有编号的行认不出来",
                form=record.form.title,
            )
        )
    before = evaluation.control.withdrawn.get(record.form.name, {}).get(record.number)
    if before is not None:
        raise RefusedError(say("%(record)s 已由 %(correction)s 作废", record=record.number, correction=before.number))
    return record


def _show(evaluation: Evaluation, planned: _Planned, say: Speech) -> None:
    """What is written, and by right of which clause it was approved."""
    record, grounds, control = planned.record, planned.grounds, evaluation.control
    place = f"{record.place.path}:{record.place.line}" if record.place else ""
    print(f"{record.number}  {record.form.id} {record.form.title}  {place}")
    for line in planned.plan.lines:
        print(f"  {line}")
    approver = control.staff.get(grounds.approved_by)
    clause = _clause(control, approver, record.form, grounds.today) if approver else ""
    print("  " + say("原因：%(reason)s", reason=grounds.reason))
    print(
        "  "
        + say(
            "更正人：%(by)s；批准人：%(approver)s",
            by=control.name(grounds.by),
            approver=control.name(grounds.approved_by),
        )
    )
    if clause:
        print("  " + say("批准的依据：%(clause)s", clause=clause))


def _clause(control: Control, approver: Person, form: Form, day: datetime.date) -> str:
    return entitling_clause(control, control.rulebook_on(day).correction_rights, approver, form, day)
