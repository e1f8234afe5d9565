"""`shoukong history`: what became of a record, commit by commit, and which correction says why."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import COULD_NOT_RUN, is_portal, refuse, refuse_folder
from shoukong.control.correction import Correction
from shoukong.control.document_control import Control
from shoukong.evaluation import evaluate
from shoukong.finding import shorten
from shoukong.forms.form import Form
from shoukong.history.main_line import Commit, FileChange, NoHistoryError, contents_of, main_line
from shoukong.history.row_changes import RowChange, RowEvent
from shoukong.history.silent_changes import corrections_of, disposal_in, shown_cells, table_changes
from shoukong.language import Speech, speech
from shoukong.portal import load_portal
from shoukong.wording.history_words import no_history_words


@dataclass(frozen=True, slots=True)
class _Step:
    """Something that a commit did to the record, and in words what explains it."""

    commit: Commit
    form: Form
    change: RowChange
    explained: str


def run(root: Path, record: str, today: datetime.date, language: str) -> int:
    """Tell a record's life; 1 where there is no such record, 2 where there is no history to tell."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say, portal = speech(language), load_portal(root, today)
    try:
        line = main_line(portal.root, portal.settings.timezone)
    except NoHistoryError as error:
        return refuse(no_history_words(error.why, say), COULD_NOT_RUN)
    with evaluate(portal, asks_clauses=False) as evaluation:
        steps = _steps(evaluation.control, line, record, say)
        withdrawn = [own[record] for own in evaluation.control.withdrawn.values() if record in own]
    if not steps:
        return refuse(say("历史里没有编号为「%(record)s」的记录：核对编号，大小写也要一致", record=record))
    for told in _lines(record, steps, say):
        print(told)
    for correction in withdrawn:
        print(say("整条作废：%(correction)s", correction=_told(correction, say)))
    return 0


def _steps(control: Control, line: Sequence[Commit], record: str, say: Speech) -> list[_Step]:
    """All that happened to the record on the main line, the earliest first."""
    own, forms = record.encode(), control.portal.forms_by_name
    with contents_of(control.portal.root) as contents:

        def may_hold(change: FileChange) -> bool:
            return own in contents.of(change.before) or own in contents.of(change.after)

        return [
            _Step(commit, form, change, _explanation(control, commit, form, change, say))
            for commit in line
            if any(map(may_hold, commit.changes))
            for form, change in table_changes(commit, contents, forms)
            if change.record == record
        ]


def _explanation(control: Control, commit: Commit, form: Form, change: RowChange, say: Speech) -> str:
    """The corrections, or the disposal, that explain a change; that there is none where there should be one."""
    if change.event not in (RowEvent.CHANGED, RowEvent.GONE):
        return ""
    disposal = disposal_in(control, commit, form, change)
    if disposal is not None:
        return say("按 %(number)s 销毁", number=disposal.number)
    corrections = corrections_of(control, form, change)
    return say("；").join(_told(each, say) for each in corrections) or say("没有更正或销毁记录说明")


def _told(correction: Correction, say: Speech) -> str:
    """A correction by its number and reason."""
    return say("%(number)s（%(reason)s）", number=correction.number, reason=shorten(correction.reason) or "—")


def _lines(record: str, steps: Sequence[_Step], say: Speech) -> Iterator[str]:
    titles = list(dict.fromkeys(step.form.title for step in steps))
    yield say("%(record)s（%(titles)s）", record=record, titles=say.listed(titles))
    shown = ""
    for step in steps:
        commit = step.commit
        if commit.id != shown:
            shown = commit.id
            when = f"{commit.made_at:%Y-%m-%d %H:%M}"
            yield f"{when}  {commit.id[:12]}  {shorten(commit.author)}  {shorten(commit.subject)}"
        yield f"    {_event_words(step, say)}" + (f"  ← {step.explained}" if step.explained else "")


def _event_words(step: _Step, say: Speech) -> str:
    change = step.change
    field = step.form.field(change.field)
    title = field.title if field else change.field
    before, after = shown_cells(step.form, change)
    match change.event:
        case RowEvent.MADE:
            return say("登记于 %(path)s", path=change.path)
        case RowEvent.FILLED:
            return say("填写 %(title)s：%(after)s", title=title, after=after)
        case RowEvent.CHANGED if after:
            return say("改 %(title)s：「%(before)s」→「%(after)s」", title=title, before=before, after=after)
        case RowEvent.CHANGED:
            return say("清空 %(title)s，原为「%(before)s」", title=title, before=before)
        case RowEvent.MOVED:
            return say("移到 %(path)s", path=change.path)
        case RowEvent.GONE:
            return say("从 %(path)s 删去", path=change.path)
