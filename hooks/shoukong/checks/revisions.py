"""Checks of revisions: that none is missing, that each text is the one approved, and that their days follow."""

import itertools
from collections.abc import Iterator

from shoukong.control.approval import Approval
from shoukong.control.derived import Control
from shoukong.control.kept import APPROVALS, place_of
from shoukong.control.life import Life, Term
from shoukong.controlled import FORM_ARCHIVE, Text, archive_path
from shoukong.document import Document
from shoukong.finding import Finding, Place, finding
from shoukong.folder import read_text
from shoukong.git import is_tracked, text_with_digest
from shoukong.revision import follows


def check_texts(control: Control) -> Iterator[Finding]:
    """Each text is exactly what an approval names, or is a draft whose day has not come."""
    if not control.keeps_approvals or APPROVALS in control.registers.incomplete:
        return
    by_revision: dict[tuple[str, object], list[Approval]] = {}
    for approval in control.approvals:
        if not approval.is_withdrawal:
            by_revision.setdefault((approval.subject, approval.revision), []).append(approval)
    for life in control.lives.values():
        for term in life.terms:
            approvals = by_revision.get((life.subject, term.text.revision), [])
            if term.approval is None and (approvals or not _is_found_elsewhere(control, term.text)):
                yield _unapproved(control, life, term, approvals)


def check_approvals_kept(control: Control) -> Iterator[Finding]:
    """A firm that has the register of approvals uses it."""
    form = control.portal.forms_by_name.get("document_approvals")
    if form is not None and not control.keeps_approvals and "document_approvals" not in control.registers.incomplete:
        yield finding("approvals-none", form.place(), ref=form.id)


def check_archive(control: Control) -> Iterator[Finding]:
    """The archive holds every revision that the history names, and no other."""
    if not control.keeps_approvals:
        return
    archived = {(t.subject, t.revision) for t in control.portal.archive}
    unread = {fault.place.path for fault in control.portal.faults}
    misplaced = {fault.ref for fault in control.portal.faults if fault.code == "archive-misplaced"}
    for document in control.portal.documents:
        known = {entry.revision for entry in document.history}
        if document.id in misplaced or not _steps_well(document):
            continue
        for i, entry in enumerate(document.history[:-1]):
            path = f"docs/archive/{document.id}/{entry.revision.in_path}.md"
            if (document.id, entry.revision) not in archived and path not in unread:
                place = document.place("history", i)
                command = f"git show HEAD:{document.path} > {path}"
                yield finding(
                    "archive-missing", place, ref=document.id, revision=entry.revision, path=path, command=command
                )
        for text in control.portal.texts.get(document.id, ()):
            if text.is_archived and text.revision not in known:
                yield finding("archive-unlisted", text.place("revision"), ref=document.id, revision=text.revision)


def check_form_archive(control: Control) -> Iterator[Finding]:
    """The archive holds every approved revision of a form: forms carry no history that would name them."""
    misplaced = {fault.ref for fault in control.portal.faults if fault.code == "archive-misplaced"}
    for approval in control.approvals:
        life = control.lives.get(approval.subject)
        if life is None or not life.text.is_form or approval.revision is None or approval.row is None:
            continue
        if life.subject in misplaced:
            continue
        path = f"{FORM_ARCHIVE}/{life.subject}/{approval.revision.in_path}.yaml"
        if approval.revision < life.text.revision and life.term(approval.revision) is None:
            place = place_of(approval.row, control.registers, "revision")
            command = f"git show HEAD:forms/{life.text.page}.yaml > {path}"
            yield finding(
                "archive-missing", place, ref=life.subject, revision=approval.revision, path=path, command=command
            )


def check_steps(control: Control) -> Iterator[Finding]:
    """Revisions follow one another without a gap, and each starts after the one before it."""
    for document in filter(_climbs, control.portal.documents):
        for i, (before, entry) in enumerate(itertools.pairwise(document.history), start=1):
            if entry.revision > before.revision and not follows(entry.revision, before.revision):
                place = document.place("history", i)
                yield finding("revision-gap", place, ref=document.id, revision=entry.revision, before=before.revision)
    for life in control.lives.values():
        if life.text.is_form:
            yield from _form_gaps(life)
        yield from _twice(life)
        yield from _order_faults(control, life)


def check_effective(control: Control) -> Iterator[Finding]:
    """No text applies before it was approved."""
    for life in control.lives.values():
        late = [t for before, t in itertools.pairwise(life.approved) if t.start <= before.start]
        for term in life.approved:
            if term in late:
                continue  # its day is wrong already
            approved_on = term.approval.approved.on if term.approval else None
            if approved_on is not None and term.start < approved_on:
                yield finding(
                    "effective-before-approval",
                    term.text.place("effective_date"),
                    ref=life.subject,
                    record=term.approval.number if term.approval else None,
                    effective=term.start,
                    approved=approved_on,
                )


def check_in_place(control: Control) -> Iterator[Finding]:
    """A document or form that lies in the archive alone was withdrawn."""
    if not control.keeps_approvals or APPROVALS in control.registers.incomplete:
        return
    withdrawals = [approval for approval in control.approvals if approval.is_withdrawal]
    ended = {approval.subject for approval in withdrawals} | {approval.digest for approval in withdrawals}
    for life in control.lives.values():
        is_ended = life.subject in ended or life.text.digest in ended
        if life.text.is_archived and not is_ended and not control.portal.is_unread(life.text):
            yield finding("text-gone", life.text.place("revision"), ref=life.subject, revision=life.text.revision)


CHECKS = (
    check_approvals_kept,
    check_in_place,
    check_texts,
    check_archive,
    check_form_archive,
    check_steps,
    check_effective,
)


def _climbs(document: Document) -> bool:
    """Whether the history runs upwards, so that what it names means something."""
    return all(entry.revision > before.revision for before, entry in itertools.pairwise(document.history))


def _steps_well(document: Document) -> bool:
    """Whether each revision of the history follows the one before it."""
    return all(follows(entry.revision, before.revision) for before, entry in itertools.pairwise(document.history))


def _is_early(control: Control, term: Term) -> bool:
    """Whether the text claims to apply before its own history ends, which is found there."""
    document = control.portal.documents_by_id.get(term.text.page)
    if document is None or term.text.is_archived or not document.history:
        return False
    return document.history[-1].date > document.effective_date


def _is_found_elsewhere(control: Control, text: Text) -> bool:
    """Whether the fault lies in the history, or in an approval that names this text under another number."""
    if text.digest in control.approved_digests:
        return True
    document = control.portal.documents_by_id.get(text.page)
    if document is None or text.is_archived:
        return False
    return not document.history or document.history[-1].revision != document.revision


def _order_faults(control: Control, life: Life) -> Iterator[Finding]:
    """Revisions that start on the day of the one before, or earlier."""
    for earlier, term in itertools.pairwise(life.approved):
        is_same = term.text.revision == earlier.text.revision
        if term.start > earlier.start or is_same or _is_early(control, term):
            continue
        yield finding(
            "effective-order",
            term.text.place("effective_date"),
            ref=life.subject,
            revision=term.text.revision,
            effective=term.start,
            before=earlier.text.revision,
            before_effective=earlier.start,
        )


def _form_gaps(life: Life) -> Iterator[Finding]:
    """Forms carry no history: their revisions are those that are there."""
    for before, term in itertools.pairwise(life.terms):
        earlier, revision = before.text.revision, term.text.revision
        if revision > earlier and not follows(revision, earlier):
            yield finding(
                "revision-gap", term.text.place("revision"), ref=life.subject, revision=revision, before=earlier
            )


def _twice(life: Life) -> Iterator[Finding]:
    """A revision in force and in the archive at once is two texts under one name."""
    for before, term in itertools.pairwise(life.terms):
        if before.text.revision == term.text.revision and before.text.is_archived != term.text.is_archived:
            place, other = (before, term) if before.text.is_archived else (term, before)
            yield finding(
                "revision-twice",
                place.text.place("revision"),
                ref=life.subject,
                revision=term.text.revision,
                other=other.text.path,
            )


def _unapproved(control: Control, life: Life, term: Term, approvals: list[Approval]) -> Finding:
    text = term.text
    if approvals:
        return _changed(control, text, approvals[-1])
    if text.effective_date > control.portal.as_of and not text.is_archived:
        return finding("text-draft", text.place("revision"), ref=life.subject, revision=text.revision)
    return finding("text-unapproved", text.place("revision"), ref=life.subject, revision=text.revision)


def _changed(control: Control, text: Text, approval: Approval) -> Finding:
    """The text differs from the approved one; where that is known, the first line that differs is named."""
    root = control.portal.root
    approved = None
    for path in (text.path, *_former_paths(control, text)):
        approved = approved or text_with_digest(root, path, approval.digest)
    row = place_of(approval.row, control.registers, "digest") if approval.row else Place(text.path)
    where = f"{row.path}:{row.line or 1}"
    if approved is None:
        # A digest that no committed text ever had is wrong itself.
        if is_tracked(root, text.path) and text_with_digest(root, text.path, text.digest) is not None:
            return finding(
                "approval-digest", row, ref=text.subject, record=approval.number, digest=approval.digest, text=text.path
            )
        place = Place(text.path, 1, "digest")
        return finding("text-changed", place, ref=text.subject, record=approval.number, where=where, **_ids(text))
    line, old, new = _first_difference(approved, read_text(root, text.path)[0] or "")
    return finding(
        "text-differs",
        Place(text.path, line),
        ref=text.subject,
        record=approval.number,
        where=where,
        old=old.strip() or "-",
        new=new.strip() or "-",
        **_ids(text),
    )


def _ids(text: Text) -> dict[str, object]:
    return {"id": text.subject, "revision": text.revision}


def _former_paths(control: Control, text: Text) -> list[str]:
    """Where an archived text stood while it was in force."""
    if not text.is_archived:
        return [archive_path(text)]
    whole = control.portal.whole(text)
    return [whole.path if isinstance(whole, Document) or whole is not None else text.path]


def _first_difference(approved: str, found: str) -> tuple[int, str, str]:
    """The first line that differs, counted from 1, as approved and as found."""
    pairs = itertools.zip_longest(approved.split("\n"), found.split("\n"), fillvalue="")
    return next((i, old, new) for i, (old, new) in enumerate(pairs, start=1) if old != new)
