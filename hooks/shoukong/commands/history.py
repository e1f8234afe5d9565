"""`shoukong history`: what became of a record, commit by commit, and which correction says why."""

import datetime
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import COULD_NOT_RUN, is_portal, refuse, refuse_folder
from shoukong.finding import shorten
from shoukong.form import Form
from shoukong.history.main_line import Commit, FileChange, NoHistoryError, contents_of, main_line
from shoukong.history.row_changes import RowChange, RowEvent
from shoukong.history.silent_changes import shown_cells, table_changes
from shoukong.language import Speech, speech
from shoukong.portal import Portal, load_portal
from shoukong.wording.history_words import no_history_words


@dataclass(frozen=True, slots=True)
class _Step:
    """Something that a commit did to the record."""

    commit: Commit
    form: Form
    change: RowChange


def run(root: Path, record: str, today: datetime.date, language: str) -> int:
    """Tell a record's life; 1 where there is no such record, 2 where there is no history to tell."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say, portal = speech(language), load_portal(root, today)
    try:
        steps = _steps(portal, record)
    except NoHistoryError as error:
        print(no_history_words(error.why, say), file=sys.stderr)
        return COULD_NOT_RUN
    if not steps:
        return refuse(say("历史里没有编号为「%(record)s」的记录：核对编号，大小写也要一致", record=record))
    for line in _lines(record, steps, say):
        print(line)
    return 0


def _steps(portal: Portal, record: str) -> list[_Step]:
    """All that happened to the record on the main line, the earliest first."""
    line = main_line(portal.root, portal.settings.timezone)
    own = record.encode()
    with contents_of(portal.root) as contents:

        def may_hold(change: FileChange) -> bool:
            return own in contents.of(change.before) or own in contents.of(change.after)

        return [
            _Step(commit, form, change)
            for commit in line
            if any(map(may_hold, commit.changes))
            for form, change in table_changes(commit, contents, portal.forms_by_name)
            if change.record == record
        ]


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
        yield f"    {_event_words(step, say)}"


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
