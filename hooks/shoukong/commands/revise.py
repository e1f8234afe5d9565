"""`shoukong revise`: start the next revision of a document or form."""

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from shoukong.commands.refusal import RefusedError, is_portal, refuse, refuse_folder
from shoukong.control.document_control import Control
from shoukong.control.former_text import FormerText, former_text
from shoukong.control.life import Term
from shoukong.control.next_text import history_entry, is_raised, next_text
from shoukong.document import Document
from shoukong.edition import Edition, archive_path
from shoukong.evaluation import evaluate
from shoukong.files.attachment import source_of
from shoukong.files.folder import read_text
from shoukong.files.write_lock import one_at_a_time
from shoukong.messages.names import TO_FILL_IN
from shoukong.portal import Portal, load_portal
from shoukong.records.append import appended, counted_form, number_rows
from shoukong.records.core_declaration import APPROVALS, CHANGE_ITEMS, CHANGE_REQUESTS
from shoukong.records.core_registers import core_word, usable_register
from shoukong.records.core_words import ChangeKind, ItemAction
from shoukong.revision import Revision, next_major, next_minor
from shoukong.row_door import write_rows

LEAST_LEAD_DAYS = 30
_TEXTS = {
    "zh": {
        "unknown": "没有编号为「{subject}」的文件或表单。",
        "archived": "{subject} 已经作废或只在归档中：不再修订，请新订一份。",
        "no-reason": "请写明原因：--reason。",
        "last": "{subject} 已是 {revision}，后面没有版本了：请新订一份。",
        "same-time": "{subject} 已是 {revision}，按 {pattern} 今天没有更后的版本：等到下一期再修订。"
        "一期里要能修订几次，写法后面须有 {{number}}；改写法就要改写已有的版本。",
        "early": "实施日期 {effective} 应晚于现在的版本 {revision} 的 {starts}，且不早于 {day}。",
        "no-change": "没有编号为「{change}」的更改申请，或它已经办结。",
        "unusual": "{path} 的写法程序改不了，没有改动任何文件：请手工归档，并改 revision、effective_date 与 history。",
        "draft": "{subject} {revision} 是还没有审批的草案：直接修改它，定稿后运行 shoukong approve {subject}。",
        "changed": "{subject} {revision} 的文本与审批的不同，在 Git 里也找不到批准时的文本。请先恢复原文再修订。",
        "taken": "归档 {path} 已经存在，没有改动任何文件。",
        "no-staff": "人员登记册中没有「{by}」。用 --by 写人员编号。",
        "who": "申请人取自上次的编制人 {by}；不对时用 --by 指明。",
        "restored": "您已经改过的文本与附件保留不动，归档的是批准时的。",
        "archived-to": "归档：{path}",
        "raised": "版本：{old} → {new}，拟于 {effective} 实施：{path}",
        "opened": "更改申请：{change}（{path}）",
        "joined": "并入更改申请：{change}（{path}）",
        "unopened": "没有编号可续的更改申请登记册，只提高了版本。",
        "next": "现在修改 {path}，补好更改记录的摘要，然后：shoukong approve {subject}",
    },
    "en": {
        "unknown": "There is no document or form “{subject}”.",
        "archived": "{subject} was withdrawn or is only in the archive: it is not revised; write a new one.",
        "no-reason": "Say why: --reason.",
        "last": "{subject} is at {revision}, after which there is none: write a new one.",
        "same-time": "{subject} is at {revision}; by {pattern} none comes after it today: wait for the next period. "
        "To allow several in one, the pattern needs {{number}} at its end; revisions already written then change too.",
        "early": "The day {effective} must be after {starts}, when {revision} takes effect, and not before {day}.",
        "no-change": "There is no change request “{change}”, or it is closed.",
        "unusual": "{path} is written in a way that cannot be edited here; nothing was changed: do it by hand.",
        "draft": "{subject} {revision} is a draft without approval: edit it, then run shoukong approve {subject}.",
        "changed": "The text of {subject} {revision} is not the approved one, nor is that in Git: restore it first.",
        "taken": "The archive {path} exists already; nothing was changed.",
        "no-staff": "The staff register holds no “{by}”: give a staff number with --by.",
        "who": "Requested by {by}, who prepared the last revision; use --by if that is wrong.",
        "restored": "Your changes to the text and its attachments are kept; the archive holds them as approved.",
        "archived-to": "Archived: {path}",
        "raised": "Revision: {old} → {new}, to take effect on {effective}: {path}",
        "opened": "Change request: {change} ({path})",
        "joined": "Added to the change request: {change} ({path})",
        "unopened": "There is no register of change requests with countable numbers; only the revision was raised.",
        "next": "Now edit {path} and the summary in its history, then run: shoukong approve {subject}",
    },
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for on the command line."""

    subject: str
    reason: str
    is_minor: bool
    effective: datetime.date | None
    by: str | None
    change: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """The step from one revision to the next: the text as it is, and the days of both."""

    term: Term
    revision: Revision
    kind: ChangeKind
    day: datetime.date
    effective: datetime.date

    @property
    def text(self) -> Edition:
        """The text that is revised."""
        return self.term.text


@dataclass(frozen=True, slots=True)
class Request:
    """The change request of a step: its number, the files with its rows, and what is said of it."""

    number: str
    contents: Mapping[str, bytes]
    said: tuple[str, ...]


def run(root: Path, wish: Wish, day: datetime.date, language: str) -> int:
    """Archive the text in force, raise the revision, add the history entry, open the change request."""
    if not is_portal(root):
        return refuse_folder(root, language)
    texts, plain = _TEXTS[language], replace(wish, reason=" ".join(wish.reason.split()))
    with one_at_a_time(root):
        portal = load_portal(root, day)
        with evaluate(portal) as evaluation:
            try:
                contents, said = _revise(evaluation.control, plain, day, texts)
            except RefusedError as refusal:
                return refuse(str(refusal))
            write_rows(evaluation, contents)
    print("\n".join(said))
    return 0


def _revise(
    control: Control, wish: Wish, day: datetime.date, texts: dict[str, str]
) -> tuple[dict[str, bytes], list[str]]:
    """The files of the next revision, and what to tell."""
    if not wish.reason:
        raise RefusedError(texts["no-reason"])
    step = _step(control, wish, day, texts)
    text, portal = step.text, control.portal
    held = read_text(portal.root, text.path)[0] or ""
    approved = _held(portal, text) if step.term.approval else _approved_text(control, text, texts)
    archive = archive_path(text)
    if (portal.root / archive).exists():
        raise RefusedError(texts["taken"].format(path=archive))
    request = _request(control, wish, step, texts)
    raised = _raised(portal, step, held, (wish.reason, request.number), texts)
    said = [
        *request.said[:-1],
        *([texts["restored"]] if approved.digest != text.digest else []),
        texts["archived-to"].format(path=archive),
        texts["raised"].format(old=text.revision, new=step.revision, effective=step.effective, path=text.path),
        *request.said[-1:],
        texts["next"].format(path=text.path, subject=wish.subject),
    ]
    kept = {source_of(archive, name): content for name, content in approved.attachments.items()}
    return {archive: approved.text.encode(), **kept, text.path: raised.encode(), **request.contents}, said


def _step(control: Control, wish: Wish, day: datetime.date, texts: dict[str, str]) -> Step:
    """Which revision comes next, and from when it is to apply."""
    term = _open_term(control, wish.subject, texts)
    text = term.text
    revision = (next_minor if wish.is_minor else next_major)(text.revision, day)
    if revision is None:
        why = "same-time" if text.revision.pattern.is_dated else "last"
        facts = {"subject": wish.subject, "revision": text.revision, "pattern": text.revision.pattern.template}
        raise RefusedError(texts[why].format(**facts))
    rulebook = control.rulebook_on(day)
    lead = rulebook.effective_lead_days + rulebook.publish_working_days
    usual = day + datetime.timedelta(days=max(lead, LEAST_LEAD_DAYS))
    effective = wish.effective or max(usual, term.start + datetime.timedelta(days=1))
    if effective <= term.start or effective < day:
        facts = {"effective": effective, "revision": text.revision, "starts": term.start, "day": day}
        raise RefusedError(texts["early"].format(**facts))
    return Step(term, revision, ChangeKind.MINOR if wish.is_minor else ChangeKind.MAJOR, day, effective)


def _raised(portal: Portal, step: Step, held: str, why: tuple[str, str], texts: dict[str, str]) -> str:
    """The text as the next revision, nothing else in it changed."""
    text, (reason, change) = step.text, why
    noun = portal.documents_by_id.get(text.page) or portal.forms_by_name[text.page]
    last = noun.history[-1].date if isinstance(noun, Document) and noun.history else step.day
    entry = history_entry(step.revision, max(step.day, last), reason, change)
    raised = next_text(noun, held, step.revision, step.effective, entry)
    if not is_raised(raised, text.path, step.revision, step.effective, portal.settings.conventions):
        raise RefusedError(texts["unusual"].format(path=text.path))
    return raised


def _open_term(control: Control, subject: str, texts: dict[str, str]) -> Term:
    """The latest revision, which must stand in the portal and be no draft."""
    life = control.lives.get(subject)
    if life is None:
        raise RefusedError(texts["unknown"].format(subject=subject))
    term = life.latest
    if term.text.is_archived or life.withdrawn_on is not None:
        raise RefusedError(texts["archived"].format(subject=subject))
    named = any(a.subject == subject and a.revision == term.text.revision for a in control.approvals)
    if control.keeps_approvals and not named:
        raise RefusedError(texts["draft"].format(subject=subject, revision=term.text.revision))
    return term


def _held(portal: Portal, text: Edition) -> FormerText:
    """The text as it now is, with its attachments."""
    held = {a.name: (portal.root / a.source).read_bytes() for a in text.attachments}
    return FormerText("", read_text(portal.root, text.path)[0] or "", held)


def _approved_text(control: Control, text: Edition, texts: dict[str, str]) -> FormerText:
    """The text as it was approved, from Git, where a file was changed before its revision was raised."""
    if not control.keeps_approvals:
        return _held(control.portal, text)
    named = [a for a in control.approvals if a.subject == text.subject and a.revision == text.revision]
    found = (former_text(control.portal.root, text.path, a.digest) for a in named)
    approved = next(filter(None, found), None)
    if approved is None:
        raise RefusedError(texts["changed"].format(subject=text.subject, revision=text.revision))
    return approved


def _requester(control: Control, wish: Wish, term: Term, texts: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    by = wish.by or os.environ.get("SHOUKONG_STAFF")
    note: tuple[str, ...] = ()
    last = [a for a in control.approvals if (a.subject, a.revision) == (wish.subject, term.text.revision)]
    if not by and last:
        by = last[-1].prepared.by
        note = (texts["who"].format(by=f"{control.name(by)}({by})"),)
    if not by or by not in control.staff:
        raise RefusedError(texts["no-staff"].format(by=by or ""))
    return by, note


def _request(control: Control, wish: Wish, step: Step, texts: dict[str, str]) -> Request:
    """A new change request with its one item, or an item more of one that is open."""
    portal = control.portal
    form = counted_form(portal, CHANGE_REQUESTS)
    if form is None:
        return Request(wish.change or "", {}, (texts["unopened"],))
    if wish.change is not None:
        known = control.changes.get(wish.change)
        if known is None or known.closed_on is not None:
            raise RefusedError(texts["no-change"].format(change=wish.change))
        items = _items(control, wish.change, step)
        path = next(iter(items), "-")
        return Request(wish.change, items, (texts["joined"].format(change=wish.change, path=path),))
    by, note = _requester(control, wish, step.term, texts)
    (row,) = number_rows(portal, control.registers, CHANGE_REQUESTS, [_request_row(control, wish, step, by)], step.day)
    number = row[form.primary_key]
    contents = appended(portal, CHANGE_REQUESTS, [row], step.day)
    opened = texts["opened"].format(change=number, path="".join(contents))
    return Request(number, {**contents, **_items(control, number, step)}, (*note, opened))


def _request_row(control: Control, wish: Wish, step: Step, requester: str) -> dict[str, str]:
    is_last = step.kind is ChangeKind.MAJOR
    return {
        "title": f"{step.text.title}：{wish.reason}"[:60],
        "reason": wish.reason,
        "impact": TO_FILL_IN.told(control.portal.settings.language),
        "effective_on": step.effective.isoformat(),
        "retraining": _first_choice(control.portal, CHANGE_REQUESTS, "retraining", is_last=is_last),
        "department": _department(control, requester, step.day),
        "requested_by": requester,
        "requested_on": step.day.isoformat(),
    }


def _department(control: Control, person: str, day: datetime.date) -> str:
    held = control.staff[person].post_held_on(day)
    return held.department if held else ""


def _items(control: Control, change: str, step: Step) -> dict[str, bytes]:
    """The file of the items with one more, by its path; nothing where the firm keeps no items."""
    portal = control.portal
    if counted_form(portal, CHANGE_ITEMS) is None:
        return {}
    row: dict[str, str | StrEnum] = {
        "change_no": change,
        "proposed_on": step.day.isoformat(),
        "subject": step.text.subject,
        "action": ItemAction.REVISE,
        "clause_no": TO_FILL_IN.told(portal.settings.language),
        "proposal": core_word(portal, APPROVALS, "change_kind", step.kind),
        "from_revision": str(step.text.revision),
        "to_revision": str(step.revision),
    }
    rows = number_rows(portal, control.registers, CHANGE_ITEMS, [row], step.day)
    return appended(portal, CHANGE_ITEMS, rows, step.day)


def _first_choice(portal: Portal, register: str, name: str, *, is_last: bool) -> str:
    """A value from the list that the form allows: the first for a small change, the last for a large one."""
    kept = usable_register(portal, register)
    field = kept.form.field(kept.columns.get(name, "")) if kept else None
    allowed = field.constraints.enum if field else None
    return (allowed[-1] if is_last else allowed[0]) if allowed else ""
