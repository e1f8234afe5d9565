"""`shoukong approve`: record that a text was prepared, reviewed and approved, with the digest of exactly that text."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.checks.approval_checks import kind_faults, signing_faults, withdrawal_faults
from shoukong.checks.signing_checks import unrecordable_steps
from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.control.approval import REVIEWED, STEPS, Approval, Signing, kinds_of_change
from shoukong.control.document_control import Control
from shoukong.control.life import Life
from shoukong.edition import Edition
from shoukong.evaluation import evaluate
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Finding, Place, finding
from shoukong.language import Speech, listed, speech
from shoukong.layout import DOCUMENTS, FORMS
from shoukong.messages.catalogue import fix_of, message_of
from shoukong.messages.names import Name, is_to_fill_in
from shoukong.portal import Portal, load_portal
from shoukong.records.append import appended, counted_form, number_rows
from shoukong.records.core_declaration import APPROVALS
from shoukong.records.core_registers import core_word
from shoukong.records.core_words import ChangeKind
from shoukong.revision import Revision
from shoukong.row_door import write_rows

_NO_IMPACT = Name("无", "none")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for on the command line: who took each step, on which day, and why."""

    subjects: tuple[str, ...]
    people: tuple[str, str | None, str]
    days: tuple[datetime.date, datetime.date, datetime.date]
    reason: str | None
    impact: str | None
    change: str | None
    withdrawn_on: datetime.date | None


def run(root: Path, wish: Wish, day: datetime.date, language: str) -> int:
    """Compute and append an approval of each text; nothing is written where one of them would be wrong."""
    if not is_portal(root):
        return refuse_folder(root, language)
    with one_at_a_time(root):
        return _record(root, wish, day, language)


def _record(root: Path, wish: Wish, day: datetime.date, language: str) -> int:
    say, portal = speech(language), load_portal(root, max(day, *wish.days))
    with evaluate(portal) as evaluation:
        control = evaluation.control
        unrecordable = _unrecordable(control, wish)
        if unrecordable:
            return _refuse_faults(unrecordable, language)
        problem = _problem(control, wish, day, say)
        if problem is not None:
            return refuse(problem)
        unread = [(subject, fault) for subject in wish.subjects for fault in _why_unread(portal, subject)]
        if unread:
            return _refuse_faults(unread, language)
        approvals = [_approval(control, control.lives[subject], wish) for subject in dict.fromkeys(wish.subjects)]
        recorded = {a: other for a in approvals if (other := _same(control, a)) is not None}
        fresh = [approval for approval in approvals if approval not in recorded]
        faults = [(a.subject, fault) for a in fresh for fault in _faults(control, control.lives[a.subject], a)]
        if faults:
            return _refuse_faults(faults, language)
        left = next((why for approval in fresh for why in _left_to_fill_in(control, approval, wish, say)), None)
        if left is not None:
            return refuse(left)
        rows = number_rows(portal, evaluation.registers, APPROVALS, [_row(a) for a in fresh], wish.days[2])
        contents = appended(portal, APPROVALS, rows, wish.days[2])
        write_rows(evaluation, contents)
    for approval, other in recorded.items():
        print(
            say(
                "%(subject)s %(revision)s 的这份文本已在 %(number)s 审批，没有再记。",
                subject=approval.subject,
                revision=approval.revision,
                number=other.number,
            )
        )
    form = counted_form(portal, APPROVALS)
    for approval, row in zip(fresh, rows, strict=True):
        number = row[form.primary_key] if form else ""
        print(
            say(
                "已记录 %(number)s：%(subject)s %(revision)s，%(kind)s，摘要值 %(digest)s…（%(path)s）",
                subject=approval.subject,
                revision=approval.revision,
                digest=approval.digest[:16],
                kind=approval.change_kind,
                number=number,
                path="".join(contents),
            )
        )
        if control.demands_proof(approval):
            people = listed([control.name(signing.by) for signing in approval.signings], language)
            print(
                say(
                    "规则文件要求签名，接着各人签名：shoukong sign %(number)s（%(people)s）",
                    number=number,
                    people=people,
                )
            )
    if rows:
        print(say("请运行 shoukong check。"))
    return 0


def _problem(control: Control, wish: Wish, today: datetime.date, say: Speech) -> str | None:
    """Why nothing can be approved at all."""
    future = next((day for day in wish.days if day > today), None)
    if future is not None:
        return say("日期 %(day)s 还没有到（今天 %(today)s），没有记录审批。", day=future, today=today)
    if counted_form(control.portal, APPROVALS) is None:
        return say(
            "没有审批登记册(表单 document_approvals)，或它缺少所需的栏目，或它的编号不能续编，"
            "没有记录审批：加上或改正这个表单；portal.yaml 的 registers 把它写成 null 的，"
            "去掉那一行。"
        )
    steps, review = control.steps_on(wish.days[-1]), wish.people[1]
    if (review is not None) != (REVIEWED in steps):
        return (
            say("请用 --reviewed-by 写明审核人，没有记录审批。", by=review)
            if review is None
            else say(
                "按规则文件的 signing 与审批表，本单位不设审核，没有记录审批：去掉 --reviewed-by %(by)s。", by=review
            )
        )
    known = (*control.lives, *control.portal.unread_documents)
    unknown = next((subject for subject in wish.subjects if subject not in known), None)
    if unknown is not None:
        return say("没有编号为「%(subject)s」的文件或表单。", subject=unknown)
    if wish.change is not None and control.changes and wish.change not in control.changes:
        return say("没有编号为「%(change)s」的更改申请，没有记录审批。", change=wish.change)
    stranger = next((by for by in filter(None, wish.people) if control.staff and by not in control.staff), None)
    return say("人员登记册中没有「%(by)s」，没有记录审批。", by=stranger) if stranger is not None else None


def _unrecordable(control: Control, wish: Wish) -> list[tuple[str, Finding]]:
    """The steps that the rules of the day, or those to be approved, demand and that cannot be recorded."""
    subject = control.portal.settings.rulebook or ""
    ruling = None if subject in wish.subjects else control.ruling_text(subject, wish.days[-1])
    document = ruling or control.portal.ruling_document
    return [(subject, fault) for fault in unrecordable_steps(control, document)] if document else []


def _refuse_faults(faults: Sequence[tuple[str, Finding]], language: str) -> int:
    say = speech(language)
    listed = (f"  {subject}: {message_of(fault, language)} → {fix_of(fault, language)}" for subject, fault in faults)
    return refuse("\n".join([say("没有记录审批："), *listed]))


def _why_unread(portal: Portal, subject: str) -> Iterator[Finding]:
    """Why the text of a subject cannot be read, where it cannot: nobody can have approved what it says."""
    pages = {text.page for text in portal.texts.get(subject, ()) if text.is_form and text.page in portal.unread_forms}
    paths = {f"{FORMS}/{page}.yaml" for page in pages}
    if subject in portal.unread_documents:
        paths.add(f"{DOCUMENTS}/{subject}.md")
    return (fault for fault in portal.faults if fault.place.path in paths)


def _approval(control: Control, life: Life, wish: Wish) -> Approval:
    """The approval as it will be recorded; what was not said is taken from the change request and the revision."""
    text = life.latest.text
    before = life.terms[-2].text.revision if len(life.terms) > 1 else None
    whole = control.portal.whole(text)
    history = getattr(whole, "history", ())
    change = wish.change or (history[-1].change if history else None) or _change_of(control, life)
    request = control.changes.get(change or "")
    signings = (Signing(step, by, day) for step, by, day in zip(STEPS, wish.people, wish.days, strict=True) if by)
    summary = history[-1].summary if history else ""
    kind = ChangeKind.WITHDRAWAL if wish.withdrawn_on else _kind(control, text, before, change)
    return Approval(
        number="",
        subject=life.subject,
        revision=text.revision,
        digest=text.digest,
        signings=tuple(signings),
        change_kind=core_word(control.portal, APPROVALS, "change_kind", kind),
        reason=wish.reason or (request.reason if request else summary) or "-",
        impact=wish.impact or (request.impact if request else "") or _NO_IMPACT.told(control.portal.settings.language),
        change=request.number if request else "",
        withdrawn_on=wish.withdrawn_on,
        kind=kind,
    )


def _kind(control: Control, text: Edition, before: Revision | None, change: str | None) -> ChangeKind:
    """The kind of change: what the revision tells, else what the change request proposed, else the larger one."""
    kinds = kinds_of_change(text.revision, before)
    request = control.changes.get(change or "")
    items = request.items if request else ()
    proposed = {i.proposal for i in items if (i.subject, i.to_revision) == (text.subject, text.revision)}
    return next((k for k in kinds if core_word(control.portal, APPROVALS, "change_kind", k) in proposed), kinds[0])


def _change_of(control: Control, life: Life) -> str | None:
    """The open change request that leads to a form's revision: forms carry no history."""
    for request in control.changes.values():
        for item in request.items:
            if item.subject == life.subject and item.to_revision == life.text.revision:
                return request.number
    return None


def _left_to_fill_in(control: Control, approval: Approval, wish: Wish, say: Speech) -> Iterator[str]:
    """What nobody has filled in yet of what an approval takes over, or of the request on which it rests."""
    for field, told in (("reason", wish.reason), ("impact", wish.impact)):
        if told and is_to_fill_in(told):
            yield say("--%(field)s 写着「%(written)s」，没有记录审批：请写明内容。", field=field, written=told)
    request = control.changes.get(approval.change)
    rows = (request.row, *(i.row for i in request.items if i.subject == approval.subject)) if request else ()
    for row in rows:
        for field, cell in row.cells.items():
            if is_to_fill_in(cell):
                yield say(
                    "%(record)s 的 %(field)s 还是「%(written)s」，没有记录审批：先在登记册里填好它。",
                    record=row.number,
                    field=field,
                    written=cell,
                )


def _same(control: Control, approval: Approval) -> Approval | None:
    """An approval of the same text that is recorded already."""
    key = (approval.subject, approval.revision, approval.digest, approval.is_withdrawal)
    return next((a for a in control.approvals if (a.subject, a.revision, a.digest, a.is_withdrawal) == key), None)


def _faults(control: Control, life: Life, approval: Approval) -> Iterator[Finding]:
    """What the check would say of the approval once it is recorded."""
    yield from signing_faults(control, approval)
    days = [signing.on for signing in approval.signings if signing.on is not None]
    if days != sorted(days):
        yield finding("dates-backwards", Place("-"), title="", value=days[-1], earlier="", earlier_value=max(days))
    approved_on, text = approval.approved.on, life.latest.text
    if approval.is_withdrawal:
        yield from withdrawal_faults(control, approval)
        return
    yield from kind_faults(control, approval)
    if approved_on is not None and text.effective_date < approved_on:
        yield finding(
            "effective-before-approval",
            text.place("effective_date"),
            ref=life.subject,
            effective=text.effective_date,
            approved=approved_on,
        )


def _row(approval: Approval) -> dict[str, str]:
    row = {
        "subject": approval.subject,
        "revision": str(approval.revision),
        "digest": approval.digest,
        "change_kind": approval.change_kind,
        "reason": approval.reason,
        "impact": approval.impact,
        "change_no": approval.change,
        "withdrawn_on": approval.withdrawn_on.isoformat() if approval.withdrawn_on else "",
    }
    for signing in approval.signings:
        row[f"{signing.step}_by"] = signing.by
        row[f"{signing.step}_on"] = signing.on.isoformat() if signing.on else ""
    return row
