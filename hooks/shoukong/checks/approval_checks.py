"""Checks of approvals: that they name texts that exist, by people who were there and had the authority."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Protocol

from shoukong.checks.revision_checks import archive_missing
from shoukong.control.approval import STEP_VERBS, Approval, Signing, kinds_of_change
from shoukong.control.document_control import Control
from shoukong.control.life import Life
from shoukong.control.suspect_link import referrers_of
from shoukong.declared.register_mapping import REGISTERS as MAPPINGS
from shoukong.document import Document
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Form
from shoukong.layout import DOCUMENT_ARCHIVE, DOCUMENTS, FORMS
from shoukong.links import resolve_link
from shoukong.messages.names import STEP_NAMES
from shoukong.records.core_declaration import APPROVALS, CHANGE_ITEMS, REGISTERS
from shoukong.records.core_registers import Row, core_word, kept_register, place_of
from shoukong.revision import Revision


class Named(Protocol):
    """A record that names a subject and one of its revisions."""

    @property
    def subject(self) -> str: ...
    @property
    def row(self) -> Row | None: ...


def check_registers(control: Control) -> Iterator[Finding]:
    """The forms of the registers of control have the columns that control cannot do without."""
    for core in REGISTERS:
        kept = kept_register(control.portal, core.name)
        said = control.portal.settings.registers.get(core.name)
        named = [name for name in kept.missing if not (said and said.columns.get(name))] if kept else []
        if kept is None or not named:
            continue  # a column that the firm names and does not have is found with the mapping
        facts = {"register": core.name, "title": core.title.zh, "title_en": core.title.en}
        # A form that has none of them is for something else and bears the name by chance.
        code = "register-other" if kept.missing == core.required else "control-column"
        place = kept.form.place("name" if code == "register-other" else "schema")
        declined = next((name for name in named if said and name in said.columns), None)
        if declined is not None:
            place = control.portal.settings.lines.place(MAPPINGS, core.name, "columns", declined)
        yield finding(code, place, ref=kept.form.id, columns=named, **facts)


def check_subjects(control: Control) -> Iterator[Finding]:
    """Approvals, acknowledgements, reviews, copies and looks at links name revisions that exist."""
    named: tuple[tuple[Named, Revision | None], ...] = (
        *((a, a.revision) for a in control.acknowledgements),
        *((r, control.portal.revision(r.revision)) for r in control.reviews),
        *((c, control.portal.revision(c.revision)) for c in control.copies),
        *((r, r.revision) for r in control.link_reviews),
    )
    known = {(life.subject, term.text.revision) for life in control.lives.values() for term in life.terms}
    approved = {(a.subject, a.revision) for a in control.approvals}
    yield from _unknown_approved(control, known)
    named_well = known | approved  # what an approval names is found there
    for record, revision in named:
        if (record.subject, revision) in named_well or record.row is None or revision is None:
            continue
        yield from _unknown(control, record.subject, revision, record.row)
    for request in control.changes.values():
        for item in request.items:
            if item.from_revision is not None and (item.subject, item.from_revision) not in approved:
                yield from _unknown(control, item.subject, item.from_revision, item.row, "from_revision")
            if item.to_revision is not None and request.closed_on is not None and item.subject in control.lives:
                yield from _unknown(control, item.subject, item.to_revision, item.row, "to_revision")


def _unknown_approved(control: Control, known: Set[tuple[str, Revision]]) -> Iterator[Finding]:
    """Approvals of what is not there, one finding for each subject and revision."""
    seen: set[tuple[str, Revision | None]] = set()
    missing: dict[str, Approval] = {}
    withdrawals = {a.subject: a for a in control.approvals if a.is_withdrawal}
    for approval in control.approvals:
        key = (approval.subject, approval.revision)
        if approval.row is None or approval.revision is None or key in known or key in seen:
            continue
        seen.add(key)
        last = withdrawals.get(approval.subject)
        if approval.subject not in control.lives and last and last.revision == approval.revision:
            path = f"{DOCUMENT_ARCHIVE}/{approval.subject}/{approval.revision.in_path}.md"
            was = (approval.subject, approval.revision, f"{DOCUMENTS}/{approval.subject}.md")
            if not control.portal.could_not_read(path):
                yield archive_missing(control, _place(control, last, "subject"), was, path, [approval])
        elif approval.subject not in control.lives:
            missing.setdefault(approval.subject, approval)
        else:
            yield from _unknown(control, approval.subject, approval.revision, approval.row)
    yield from _missing(control, missing.values())


def _missing(control: Control, approvals: Iterable[Approval]) -> Iterator[Finding]:
    """What was approved and has no text at all, in force or archived; a form that could not be read may be it."""
    elsewhere = {document.written_id for document in control.portal.documents}  # under another name of the file
    for approval in approvals:
        subject = approval.subject
        is_known = control.portal.is_known_document(subject) or subject in elsewhere
        if not is_known and not control.portal.unread_forms:
            facts = {"subject": subject, "revision": approval.revision}
            told = finding("text-missing", _place(control, approval, "subject"), ref=subject, record=approval.number,
                           **facts)  # fmt: skip
            yield told.resting_on([FORMS])


def check_referrers(control: Control) -> Iterator[Finding]:
    """Looks at links name referrers that exist: documents, forms, or topics of training."""
    if not control.link_reviews or control.portal.unread_forms:
        return
    topics = {r.name for r in referrers_of(control.portal, control.registers, control.lives) if r.is_training}
    for review in control.link_reviews:
        name = review.referrer
        if name and name not in topics and not control.portal.is_known_document(name):
            place = place_of(review.row, control.registers, "referrer")
            yield finding("subject-unknown", place, ref=name, record=review.number, subject=name)


def check_signings(control: Control) -> Iterator[Finding]:
    """Each step was taken by someone employed that day and entitled to it; nobody passed his own text."""
    for approval in control.approvals:
        yield from signing_faults(control, approval)


def signing_faults(control: Control, approval: Approval) -> Iterator[Finding]:
    """What is wrong with who took the steps of an approval."""
    life = control.lives.get(approval.subject)
    for signing in approval.signings:
        place = _place(control, approval, f"{signing.step}_by")
        same = [s for s in approval.signings if s.by == signing.by]
        if len(same) > 1 and same[1] is not signing:
            continue  # found once, at the second step
        if signing.by and len(same) > 1:
            yield finding(
                "approval-same-person",
                place,
                ref=approval.subject,
                record=approval.number,
                person=control.name(signing.by),
                step=_actor(signing),
                step_en=STEP_NAMES[signing.step].en,
                other=_actor(same[0]),
                other_en=STEP_NAMES[same[0].step].en,
            )
        elif life is not None and signing.on is not None:
            yield from _unentitled(control, approval, signing, life, place)


def check_requests(control: Control) -> Iterator[Finding]:
    """An approval that names a change request is of a subject which that request changes."""
    for approval in control.approvals:
        request = control.changes.get(approval.change)
        is_whole = control.is_whole(CHANGE_ITEMS)
        if request is not None and is_whole and approval.subject not in {item.subject for item in request.items}:
            place = _place(control, approval, "change_no")
            listed = tuple(dict.fromkeys(item.subject for item in request.items)) or "-"
            facts = {"change": request.number, "listed": listed, "subject": approval.subject}
            yield finding("approval-change", place, ref=approval.subject, record=approval.number, **facts)


def check_kinds(control: Control) -> Iterator[Finding]:
    """The kind of change agrees with the revision: a new letter for a major one, the next number for a minor one."""
    for approval in control.approvals:
        yield from kind_faults(control, approval)


def kind_faults(control: Control, approval: Approval) -> Iterator[Finding]:
    """What is wrong with an approval's kind of change."""
    life = control.lives.get(approval.subject)
    term = life.term(approval.revision) if life else None
    if life is None or term is None or approval.is_withdrawal or approval.digest != term.text.digest:
        return
    before = [t.text.revision for t in life.terms if t.text.revision < term.text.revision]
    wanted = kinds_of_change(term.text.revision, before[-1] if before else None)
    is_old_start = not before and not term.text.revision.is_first  # the history before is not kept here
    is_told = approval.kind is None and approval.change_kind in _allowed_kinds(control)  # with the form's values
    if approval.kind not in wanted and not is_old_start and not is_told:
        place = _place(control, approval, "change_kind")
        revision = term.text.revision
        words = " / ".join(core_word(control.portal, APPROVALS, "change_kind", kind) for kind in wanted)
        report = finding("approval-kind", place, ref=approval.subject, record=approval.number, revision=revision,
                         kind=approval.change_kind, wanted=words)  # fmt: skip
        yield report


def _allowed_kinds(control: Control) -> tuple[str, ...]:
    kept = kept_register(control.portal, APPROVALS)
    field = kept.form.field(kept.columns.get("change_kind", "")) if kept else None
    return (field.constraints.enum or ()) if field else ()


def check_withdrawals(control: Control) -> Iterator[Finding]:
    """A withdrawal says when, and that day is right; no text in force refers to a document withdrawn."""
    for approval in control.approvals:
        if approval.is_withdrawal:
            yield from withdrawal_faults(control, approval)
            yield from _withdrawn_digest(control, approval)
        elif approval.withdrawn_on is not None:
            place = _place(control, approval, "withdrawn_on")
            facts = {"kind": approval.change_kind, "withdrawn": approval.withdrawn_on}
            yield finding("withdrawal-stray", place, ref=approval.subject, record=approval.number, **facts)
    day = control.portal.as_of
    gone = {s: life.withdrawn_on for s, life in control.lives.items() if life.is_withdrawn_on(day)}
    if gone:
        yield from _references_to(control, gone)


def withdrawal_faults(control: Control, approval: Approval) -> Iterator[Finding]:
    """What is wrong with the day of a withdrawal."""
    place = _place(control, approval, "withdrawn_on")
    if approval.withdrawn_on is None:
        yield finding("withdrawal-undated", place, ref=approval.subject, record=approval.number)
        return
    life = control.lives.get(approval.subject)
    term = life.term(approval.revision) if life else None
    since = max((d for d in (approval.approved.on, term.start if term else None) if d is not None), default=None)
    if since is not None and approval.withdrawn_on < since:
        facts = {"withdrawn": approval.withdrawn_on, "since": since, "revision": approval.revision}
        yield finding("withdrawal-early", place, ref=approval.subject, record=approval.number, **facts)


def check_repeated(control: Control) -> Iterator[Finding]:
    """No text is approved twice."""
    first: dict[tuple[str, Revision | None, bool], Approval] = {}
    for approval in control.approvals:
        key = (approval.subject, approval.revision, approval.is_withdrawal)
        other = first.setdefault(key, approval)
        if other.number == approval.number:
            continue  # itself, or a row written twice, which is found with the register
        if other.digest == approval.digest:
            place = _place(control, approval, "revision")
            yield finding(
                "approval-twice", place, ref=approval.subject, record=approval.number, first=other.number,
                revision=approval.revision,
            )  # fmt: skip
        else:
            yield from _stray_digest(control, approval, other)


CHECKS = (
    check_registers,
    check_subjects,
    check_referrers,
    check_signings,
    check_requests,
    check_kinds,
    check_withdrawals,
    check_repeated,
)


def _place(control: Control, approval: Approval, name: str) -> Place:
    return place_of(approval.row, control.registers, name) if approval.row else Place("-", None, name)


def _unknown(
    control: Control, subject: str, revision: Revision | None, row: Row, name: str = "revision"
) -> Iterator[Finding]:
    """A record that names a subject or revision that never existed."""
    life = control.lives.get(subject)
    if life is None:
        # A form that could not be read cannot tell its number.
        if not control.portal.is_known_document(subject) and not control.portal.unread_forms:
            place = place_of(row, control.registers, "subject")
            yield finding("subject-unknown", place, ref=subject, record=row.number, subject=subject)
        return
    if life.term(revision) is not None or control.portal.is_unread(life.text) or _is_missing(control, life, revision):
        return
    known = [term.text.revision for term in life.terms]
    place = place_of(row, control.registers, name)
    yield finding("revision-unknown", place, ref=subject, record=row.number, revision=revision, known=known)


def _is_missing(control: Control, life: Life, revision: Revision | None) -> bool:
    """Whether the revision existed although its text is gone: that is found with the archive."""
    document = control.portal.documents_by_id.get(life.subject)
    listed = document is not None and revision in {entry.revision for entry in document.history}
    unread = any(f"/{life.subject}/" in fault.place.path for fault in control.portal.faults)
    is_gone = life.text.is_archived and life.withdrawn_on is None
    is_older_form = life.text.is_form and revision is not None and revision < life.text.revision
    return listed or unread or is_gone or is_older_form


def _unentitled(control: Control, approval: Approval, signing: Signing, life: Life, place: Place) -> Iterator[Finding]:
    person, day = control.staff.get(signing.by), signing.on
    if person is None or day is None:
        return  # a number that is not in the register is found there
    facts: Mapping[str, object] = {
        "person": f"{person.name}({person.number})",
        "step": _actor(signing),
        "day": day,
    }
    if not person.is_employed_on(day):
        span = f"{_written(person.hired_on)} – {_written(person.left_on)}"
        told = finding("approval-not-employed", place, ref=approval.subject, record=approval.number, span=span, **facts)
        yield told.resting_on(control.sources_of_people)
        return
    rules = control.rules_for(approval, day)
    posts = rules.posts_for(STEP_VERBS[signing.step], life.text.kind) if rules else None
    if posts is not None and not set(posts) & set(person.posts_on(day)):
        yield finding(
            "approval-without-authority",
            place,
            ref=approval.subject,
            record=approval.number,
            post="、".join(person.posts_on(day)) or "-",
            kind=control.portal.kind_name(life.text.kind).zh,
            posts=posts,
            **facts,
        ).resting_on(control.sources_of_people)


def _actor(signing: Signing) -> str:
    """Who takes a step, in Chinese: 编制人."""
    return f"{STEP_NAMES[signing.step].zh}人"


def _written(day: datetime.date | None) -> str:
    return day.isoformat() if day else "…"


def _references_to(control: Control, gone: Mapping[str, datetime.date | None]) -> Iterator[Finding]:
    """Each text or source that still refers to what was withdrawn, once for each that it refers to."""
    portal = control.portal
    named = (
        *(entry for document in portal.documents for entry in _named_in(document)),
        *(entry for form in portal.forms for entry in _named_by(form)),
    )
    seen: set[tuple[str, str]] = set()
    for subject, target, place in named:
        if target in gone and subject not in gone and (subject, target) not in seen:
            seen.add((subject, target))
            yield finding("reference-withdrawn", place, ref=subject, document=target, withdrawn=gone[target])
    for referrer in referrers_of(portal, control.registers, control.lives):
        last = gone.get(referrer.target)
        if referrer.is_training and last is not None and referrer.as_of >= last:
            place = Place(referrer.path, referrer.line, "basis")
            yield finding("reference-withdrawn", place, ref=referrer.target, document=referrer.target, withdrawn=last)


def _named_in(document: Document) -> Iterator[tuple[str, str, Place]]:
    """What a document refers to, in its list and then in its text, with the place."""
    for i, id_ in enumerate(document.references):
        yield document.id, id_, document.place("references", i)
    for link in document.links:
        target = resolve_link(document, link)
        if target is not None and target.document is not None:
            yield document.id, target.document, Place(document.path, link.line)


def _named_by(form: Form) -> Iterator[tuple[str, str, Place]]:
    """What a form belongs to and rests on, with the place."""
    yield form.id, form.document, form.place("document")
    for address in form.clauses:
        yield form.id, address.partition("#")[0], form.place("clause")


def _withdrawn_digest(control: Control, approval: Approval) -> Iterator[Finding]:
    """A withdrawal names the text that it ends."""
    life = control.lives.get(approval.subject)
    term = life.term(approval.revision) if life else None
    if term is not None and term.approval and term.text.digest != approval.digest:
        place = _place(control, approval, "digest")
        facts = {"digest": approval.digest, "text": term.text.path}
        yield finding("approval-digest", place, ref=approval.subject, record=approval.number, **facts)


def _stray_digest(control: Control, approval: Approval, other: Approval) -> Iterator[Finding]:
    """Of two approvals of one revision, the one that names no text there is."""
    life = control.lives.get(approval.subject)
    term = life.term(approval.revision) if life else None
    if life is None or term is None or term.approval is None:
        return
    stray = approval if term.approval is other else other
    if stray.digest in {text.text.digest for text in life.terms}:
        return  # it names a text of another revision, which is found there
    place = _place(control, stray, "digest")
    yield finding(
        "approval-digest", place, ref=stray.subject, record=stray.number, digest=stray.digest, text=term.text.path
    )
