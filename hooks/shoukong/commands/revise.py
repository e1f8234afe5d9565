"""`shoukong revise`: start the next revision of a document or form."""

import datetime
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.check import is_portal, refuse
from shoukong.control.approval import MAJOR, MINOR
from shoukong.control.change import REVISE
from shoukong.control.derived import Control
from shoukong.control.kept import CHANGE_ITEMS, CHANGE_REQUESTS, kept_form
from shoukong.control.life import Term
from shoukong.controlled import Text, archive_path
from shoukong.folder import read_text
from shoukong.git import text_with_digest
from shoukong.portal import Portal, load_portal
from shoukong.recording import append_rows, number_rows, write_file
from shoukong.registers import Registers, open_registers
from shoukong.revising import history_entry, next_text
from shoukong.revision import Revision, next_major, next_minor

DEFAULT_LEAD_DAYS = 30
_TEXTS = {
    "zh": {
        "unknown": "没有编号为「{subject}」的文件或表单。",
        "archived": "{subject} 只在归档中：已作废的文件不再修订，请新订一份。",
        "draft": "{subject} {revision} 是还没有审批的草案：直接修改它，定稿后运行 shoukong approve {subject}。",
        "changed": "{subject} {revision} 的文本与审批的不同，在 Git 里也找不到批准时的文本。请先恢复原文再修订。",
        "taken": "归档 {path} 已经存在，没有改动任何文件。",
        "no-staff": "人员登记册中没有「{by}」。用 --by 写人员编号。",
        "who": "申请人取自上次的编制人 {by}；不对时用 --by 指明。",
        "restored": "您已经改过的文本保留不动，归档的是批准时的文本。",
        "archived-to": "归档：{path}",
        "raised": "版本：{old} → {new}，拟于 {effective} 实施：{path}",
        "opened": "更改申请：{change}（{path}）",
        "unopened": "没有更改申请的登记册，只提高了版本。",
        "next": "现在修改 {path}，补好更改记录的摘要，然后：shoukong approve {subject}",
    },
    "en": {
        "unknown": "There is no document or form “{subject}”.",
        "archived": "{subject} is only in the archive: what was withdrawn is not revised; write a new one.",
        "draft": "{subject} {revision} is a draft without approval: edit it, then run shoukong approve {subject}.",
        "changed": "The text of {subject} {revision} is not the approved one, nor is that in Git: restore it first.",
        "taken": "The archive {path} exists already; nothing was changed.",
        "no-staff": "The staff register holds no “{by}”: give a staff number with --by.",
        "who": "Requested by {by}, who prepared the last revision; use --by if that is wrong.",
        "restored": "Your changes to the text are kept; the archive holds the text as approved.",
        "archived-to": "Archived: {path}",
        "raised": "Revision: {old} → {new}, to take effect on {effective}: {path}",
        "opened": "Change request: {change} ({path})",
        "unopened": "There is no register of change requests; only the revision was raised.",
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


class RefusedError(RuntimeError):
    """The revision cannot be started; the text says why and what to do."""


def run(root: Path, wish: Wish, day: datetime.date, language: str) -> int:
    """Archive the text in force, raise the revision, add the history entry, open the change request."""
    if not is_portal(root):
        return refuse(root, language)
    texts = _TEXTS[language]
    portal = load_portal(root, day)
    with open_registers(portal) as registers:
        try:
            for line in _revise(Control(portal, registers), wish, day, texts):
                print(line)
        except RefusedError as refusal:
            print(refusal, file=sys.stderr)
            return 1
    return 0


def _revise(control: Control, wish: Wish, day: datetime.date, texts: dict[str, str]) -> list[str]:
    term = _open_term(control, wish.subject, texts)
    text, portal = term.text, control.portal
    found, _ = read_text(portal.root, text.path)
    held = found or ""
    approved = held if term.approval else _approved_text(control, text, texts)
    archive = archive_path(text)
    if (portal.root / archive).exists():
        raise RefusedError(texts["taken"].format(path=archive))
    revision = next_minor(text.revision) if wish.is_minor else next_major(text.revision)
    lead = control.count("effective_lead_days", DEFAULT_LEAD_DAYS) + control.count("publish_working_days", 0)
    effective = wish.effective or day + datetime.timedelta(days=max(lead, DEFAULT_LEAD_DAYS))
    said = []
    change, path = wish.change or "", ""
    if not change and kept_form(portal, CHANGE_REQUESTS) is not None:
        requester, note = _requester(control, wish, term, texts)
        said += note
        change, path = _open_request(control, wish, text, revision, (day, effective), requester)
    noun = portal.documents_by_id.get(text.page) or portal.forms_by_name[text.page]
    entry = history_entry(revision, day, wish.reason, change) if change else None
    plain = entry or history_entry(revision, day, wish.reason, "").replace(", change: }", "}")
    write_file(portal.root / archive, approved.encode())
    write_file(portal.root / text.path, next_text(noun, held, revision, effective, plain).encode())
    if approved != held:
        said.append(texts["restored"])
    said.append(texts["archived-to"].format(path=archive))
    said.append(texts["raised"].format(old=text.revision, new=revision, effective=effective, path=text.path))
    said.append(texts["opened"].format(change=change, path=path) if path else texts["unopened"] if not change else "")
    said.append(texts["next"].format(path=text.path, subject=wish.subject))
    return [line for line in said if line]


def _open_term(control: Control, subject: str, texts: dict[str, str]) -> Term:
    """The latest revision, which must stand in the portal and be no draft."""
    life = control.lives.get(subject)
    if life is None:
        raise RefusedError(texts["unknown"].format(subject=subject))
    term = life.latest
    if term.text.is_archived:
        raise RefusedError(texts["archived"].format(subject=subject))
    named = any(a.subject == subject and a.revision == term.text.revision for a in control.approvals)
    if control.keeps_approvals and not named:
        raise RefusedError(texts["draft"].format(subject=subject, revision=term.text.revision))
    return term


def _approved_text(control: Control, text: Text, texts: dict[str, str]) -> str:
    """The text as it was approved, from Git, where the file was changed before its revision was raised."""
    if not control.keeps_approvals:
        return read_text(control.portal.root, text.path)[0] or ""
    named = [a for a in control.approvals if a.subject == text.subject and a.revision == text.revision]
    found = (text_with_digest(control.portal.root, text.path, a.digest) for a in named)
    approved = next((content for content in found if content is not None), None)
    if approved is None:
        raise RefusedError(texts["changed"].format(subject=text.subject, revision=text.revision))
    return approved


def _requester(control: Control, wish: Wish, term: Term, texts: dict[str, str]) -> tuple[str, list[str]]:
    by = wish.by or os.environ.get("SHOUKONG_STAFF")
    note: list[str] = []
    last = [a for a in control.approvals if (a.subject, a.revision) == (wish.subject, term.text.revision)]
    if not by and last:
        by = last[-1].prepared.by
        note = [texts["who"].format(by=f"{control.name(by)}({by})")]
    if not by or by not in control.staff:
        raise RefusedError(texts["no-staff"].format(by=by or ""))
    return by, note


def _open_request(
    control: Control,
    wish: Wish,
    text: Text,
    revision: Revision,
    days: tuple[datetime.date, datetime.date],
    requester: str,
) -> tuple[str, str]:
    """A change request with its one item; its number and where it was written."""
    portal, registers = control.portal, control.registers
    day, effective = days
    kind = MINOR if wish.is_minor else MAJOR
    request = {
        "title": f"{text.title}：{wish.reason}"[:60],
        "reason": wish.reason,
        "impact": "待填写",
        "effective_on": effective.isoformat(),
        "retraining": _first_choice(portal, CHANGE_REQUESTS, "retraining", is_last=not wish.is_minor),
        "department": control.staff[requester].department,
        "requested_by": requester,
        "requested_on": day.isoformat(),
    }
    (numbered,) = number_rows(portal, registers, CHANGE_REQUESTS, [request], day)
    number = numbered[portal.forms_by_name[CHANGE_REQUESTS].primary_key]
    items = _items(portal, registers, number, (text, revision, kind), day) if kept_form(portal, CHANGE_ITEMS) else []
    path = append_rows(portal, CHANGE_REQUESTS, [numbered], day)
    if items:
        append_rows(portal, CHANGE_ITEMS, items, day)
    return number, path


def _items(
    portal: Portal, registers: Registers, change: str, what: tuple[Text, Revision, str], day: datetime.date
) -> list[dict[str, str]]:
    text, revision, kind = what
    row = {
        "change_no": change,
        "proposed_on": day.isoformat(),
        "subject": text.subject,
        "action": REVISE,
        "clause_no": "待填写",
        "proposal": kind,
        "from_revision": str(text.revision),
        "to_revision": str(revision),
    }
    known = {name: value for name, value in row.items() if name in portal.forms_by_name[CHANGE_ITEMS].names}
    return number_rows(portal, registers, CHANGE_ITEMS, [known], day)


def _first_choice(portal: Portal, table: str, name: str, *, is_last: bool) -> str:
    """A value from the list that the form allows: the first for a small change, the last for a large one."""
    field = portal.forms_by_name[table].field(name)
    allowed = field.constraints.enum if field else None
    return (allowed[-1] if is_last else allowed[0]) if allowed else ""
