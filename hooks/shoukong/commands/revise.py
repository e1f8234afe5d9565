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
from shoukong.language import Speech, speech
from shoukong.messages.names import TO_FILL_IN
from shoukong.portal import Portal, load_portal
from shoukong.records.append import appended, counted_form, number_rows
from shoukong.records.core_declaration import APPROVALS, CHANGE_ITEMS, CHANGE_REQUESTS
from shoukong.records.core_registers import core_word, usable_register
from shoukong.records.core_words import ChangeKind, ItemAction
from shoukong.revision import Revision, next_major, next_minor
from shoukong.row_door import write_rows

LEAST_LEAD_DAYS = 30


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
    say, plain = speech(language), replace(wish, reason=" ".join(wish.reason.split()))
    with one_at_a_time(root):
        portal = load_portal(root, day)
        with evaluate(portal) as evaluation:
            try:
                contents, said = _revise(evaluation.control, plain, day, say)
            except RefusedError as refusal:
                return refuse(str(refusal))
            write_rows(evaluation, contents)
    print("\n".join(said))
    return 0


def _revise(control: Control, wish: Wish, day: datetime.date, say: Speech) -> tuple[dict[str, bytes], list[str]]:
    """The files of the next revision, and what to tell."""
    if not wish.reason:
        raise RefusedError(say("请写明原因：--reason。"))
    step = _step(control, wish, day, say)
    text, portal = step.text, control.portal
    held = read_text(portal.root, text.path)[0] or ""
    approved = _held(portal, text) if step.term.approval else _approved_text(control, text, say)
    archive = archive_path(text)
    if (portal.root / archive).exists():
        raise RefusedError(say("归档 %(path)s 已经存在，没有改动任何文件。", path=archive))
    request = _request(control, wish, step, say)
    raised = _raised(portal, step, held, (wish.reason, request.number), say)
    said = [
        *request.said[:-1],
        *([say("您已经改过的文本与附件保留不动，归档的是批准时的。")] if approved.digest != text.digest else []),
        say("归档：%(path)s", path=archive),
        say(
            "版本：%(old)s → %(new)s，拟于 %(effective)s 实施：%(path)s",
            old=text.revision,
            new=step.revision,
            effective=step.effective,
            path=text.path,
        ),
        *request.said[-1:],
        say(
            "现在修改 %(path)s，补好更改记录的摘要，然后：shoukong approve %(subject)s",
            path=text.path,
            subject=wish.subject,
        ),
    ]
    kept = {source_of(archive, name): content for name, content in approved.attachments.items()}
    return {archive: approved.text.encode(), **kept, text.path: raised.encode(), **request.contents}, said


def _step(control: Control, wish: Wish, day: datetime.date, say: Speech) -> Step:
    """Which revision comes next, and from when it is to apply."""
    term = _open_term(control, wish.subject, say)
    text = term.text
    revision = (next_minor if wish.is_minor else next_major)(text.revision, day)
    if revision is None:
        raise RefusedError(_ended(wish.subject, text.revision, say))
    rulebook = control.rulebook_on(day)
    lead = rulebook.effective_lead_days + rulebook.publish_working_days
    usual = day + datetime.timedelta(days=max(lead, LEAST_LEAD_DAYS))
    effective = wish.effective or max(usual, term.start + datetime.timedelta(days=1))
    if effective <= term.start or effective < day:
        told = say(
            "实施日期 %(effective)s 应晚于现在的版本 %(revision)s 的 %(starts)s，且不早于 %(day)s。",
            effective=effective,
            revision=text.revision,
            starts=term.start,
            day=day,
        )
        raise RefusedError(told)
    return Step(term, revision, ChangeKind.MINOR if wish.is_minor else ChangeKind.MAJOR, day, effective)


def _ended(subject: str, revision: Revision, say: Speech) -> str:
    """Why there is no revision after the last one, on the day or at all."""
    if revision.pattern.is_dated:
        return say(
            "%(subject)s 已是 %(revision)s，按 %(pattern)s 今天没有更后的版本：等到下一期再修订。"
            "一期里要能修订几次，写法后面须有 {number}；改写法就要改写已有的版本。",
            subject=subject,
            revision=revision,
            pattern=revision.pattern.template,
        )
    return say("%(subject)s 已是 %(revision)s，后面没有版本了：请新订一份。", subject=subject, revision=revision)


def _raised(portal: Portal, step: Step, held: str, why: tuple[str, str], say: Speech) -> str:
    """The text as the next revision, nothing else in it changed."""
    text, (reason, change) = step.text, why
    noun = portal.documents_by_id.get(text.page) or portal.forms_by_name[text.page]
    last = noun.history[-1].date if isinstance(noun, Document) and noun.history else step.day
    entry = history_entry(step.revision, max(step.day, last), reason, change)
    raised = next_text(noun, held, step.revision, step.effective, entry)
    if not is_raised(raised, text.path, step.revision, step.effective, portal.settings.conventions):
        raise RefusedError(
            say(
                "%(path)s 的写法程序改不了，没有改动任何文件：请手工归档，并改 revision、effective_date 与 history。",
                path=text.path,
            )
        )
    return raised


def _open_term(control: Control, subject: str, say: Speech) -> Term:
    """The latest revision, which must stand in the portal and be no draft."""
    life = control.lives.get(subject)
    if life is None:
        raise RefusedError(say("没有编号为「%(subject)s」的文件或表单。", subject=subject))
    term = life.latest
    if term.text.is_archived or life.withdrawn_on is not None:
        raise RefusedError(say("%(subject)s 已经作废或只在归档中：不再修订，请新订一份。", subject=subject))
    named = any(a.subject == subject and a.revision == term.text.revision for a in control.approvals)
    if control.keeps_approvals and not named:
        raise RefusedError(
            say(
                "%(subject)s %(revision)s 是还没有审批的草案：直接修改它，定稿后运行 shoukong approve %(subject)s。",
                subject=subject,
                revision=term.text.revision,
            )
        )
    return term


def _held(portal: Portal, text: Edition) -> FormerText:
    """The text as it now is, with its attachments."""
    held = {a.name: (portal.root / a.source).read_bytes() for a in text.attachments}
    return FormerText("", read_text(portal.root, text.path)[0] or "", held)


def _approved_text(control: Control, text: Edition, say: Speech) -> FormerText:
    """The text as it was approved, from Git, where a file was changed before its revision was raised."""
    if not control.keeps_approvals:
        return _held(control.portal, text)
    named = [a for a in control.approvals if a.subject == text.subject and a.revision == text.revision]
    found = (former_text(control.portal.root, text.path, a.digest) for a in named)
    approved = next(filter(None, found), None)
    if approved is None:
        raise RefusedError(
            say(
                "%(subject)s %(revision)s 的文本与审批的不同，在 Git 里也找不到批准时的文本。请先恢复原文再修订。",
                subject=text.subject,
                revision=text.revision,
            )
        )
    return approved


def _requester(control: Control, wish: Wish, term: Term, say: Speech) -> tuple[str, tuple[str, ...]]:
    by = wish.by or os.environ.get("SHOUKONG_STAFF")
    note: tuple[str, ...] = ()
    last = [a for a in control.approvals if (a.subject, a.revision) == (wish.subject, term.text.revision)]
    if not by and last:
        by = last[-1].prepared.by
        note = (say("申请人取自上次的编制人 %(by)s；不对时用 --by 指明。", by=f"{control.name(by)}({by})"),)
    if not by or by not in control.staff:
        raise RefusedError(say("人员登记册中没有「%(by)s」。用 --by 写人员编号。", by=by or ""))
    return by, note


def _request(control: Control, wish: Wish, step: Step, say: Speech) -> Request:
    """A new change request with its one item, or an item more of one that is open."""
    portal = control.portal
    form = counted_form(portal, CHANGE_REQUESTS)
    if form is None:
        return Request(wish.change or "", {}, (say("没有编号可续的更改申请登记册，只提高了版本。"),))
    if wish.change is not None:
        known = control.changes.get(wish.change)
        if known is None or known.closed_on is not None:
            raise RefusedError(say("没有编号为「%(change)s」的更改申请，或它已经办结。", change=wish.change))
        items = _items(control, wish.change, step)
        path = next(iter(items), "-")
        return Request(
            wish.change, items, (say("并入更改申请：%(change)s（%(path)s）", change=wish.change, path=path),)
        )
    by, note = _requester(control, wish, step.term, say)
    (row,) = number_rows(portal, control.registers, CHANGE_REQUESTS, [_request_row(control, wish, step, by)], step.day)
    number = row[form.primary_key]
    contents = appended(portal, CHANGE_REQUESTS, [row], step.day)
    opened = say("更改申请：%(change)s（%(path)s）", change=number, path="".join(contents))
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
