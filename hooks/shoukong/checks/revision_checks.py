"""Checks of revisions: that none is missing, that each text is the one approved, and that their days follow."""

import itertools
import re
from collections.abc import Iterator, Sequence

from shoukong.control.approval import Approval
from shoukong.control.document_control import Control
from shoukong.control.former_text import FormerText, former_text
from shoukong.control.life import Life, Term
from shoukong.document import Document
from shoukong.edition import Edition, archive_path
from shoukong.files.attachment import digests_by_name, source_of
from shoukong.files.folder import read_text
from shoukong.files.git import is_tracked
from shoukong.finding import Finding, Place, finding
from shoukong.layout import DOCUMENT_ARCHIVE, FORM_ARCHIVE, FORMS
from shoukong.records.core_declaration import APPROVALS
from shoukong.records.core_registers import core_form, kept_register, place_of
from shoukong.revision import Revision, follows
from shoukong.text.difference import first_difference
from shoukong.text.digest import digest_of

# A text that is not the approved one: its fact `text` is the path of the file, what rests on it is held back.
ALTERED = (
    "text-changed", "text-differs", "approval-digest", "attachment-changed", "attachment-or-text-changed",
    "approval-without-attachments",
)  # fmt: skip
_DIGEST = re.compile(r"[0-9a-f]{64}")


def check_texts(control: Control) -> Iterator[Finding]:
    """Each text is exactly what an approval names, or is a draft whose day has not come."""
    if not control.keeps_approvals or not control.is_whole(APPROVALS):
        return
    by_revision: dict[tuple[str, object], list[Approval]] = {}
    for approval in control.approvals:
        if not approval.is_withdrawal:
            by_revision.setdefault((approval.subject, approval.revision), []).append(approval)
    for life in control.lives.values():
        for term in life.terms:
            approvals = by_revision.get((life.subject, term.text.revision), [])
            if term.approval is None and not _is_found_elsewhere(control, term.text, approvals):
                yield _unapproved(control, life, term, approvals)


def check_approvals_kept(control: Control) -> Iterator[Finding]:
    """A firm that has the register of approvals uses it."""
    form = core_form(control.portal, APPROVALS)
    if form is not None and not control.keeps_approvals and control.is_whole(APPROVALS):
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
        if document.id in misplaced or document.written_id != document.id or not _steps_well(document):
            continue
        for i, entry in enumerate(document.history[:-1]):
            path = f"{DOCUMENT_ARCHIVE}/{document.id}/{entry.revision.in_path}.md"
            if (document.id, entry.revision) not in archived and path not in unread:
                named = [a for a in control.approvals if (a.subject, a.revision) == (document.id, entry.revision)]
                yield archive_missing(
                    control, document.place("history", i), (document.id, entry.revision, document.path), path, named
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
        is_gone = life.term(approval.revision) is None and not control.portal.could_not_read(path)
        if approval.revision < life.text.revision and is_gone:
            place = place_of(approval.row, control.registers, "revision")
            was = (life.subject, approval.revision, f"{FORMS}/{life.text.page}.yaml")
            yield archive_missing(control, place, was, path, [approval])


def archive_missing(
    control: Control, place: Place, was: tuple[str, Revision, str], path: str, named: Sequence[Approval]
) -> Finding:
    """That the archive lacks a text, and from which commit of which file it can be had; `was` says what it was."""
    subject, revision, stood_at = was
    root, digests = control.portal.root, {approval.digest for approval in named}
    known = ((former_text(root, held, digest), held) for held in (path, stood_at) for digest in digests)
    commit, held = next(((former.commit, held) for former, held in known if former), ("COMMIT", stood_at))
    facts = {"path": path, "folder": path.rpartition("/")[0], "source": f"{commit}:./{held}"}
    return finding("archive-missing", place, ref=subject, revision=revision, **facts)


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
            yield from _form_behind(life)
        if _is_told(control, life):
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
            if approved_on is not None and term.start < approved_on and not _is_early(control, term):
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
    if not control.keeps_approvals or not control.is_whole(APPROVALS):
        return
    withdrawals = [approval for approval in control.approvals if approval.is_withdrawal]
    ended = {approval.subject for approval in withdrawals} | {approval.digest for approval in withdrawals}
    ended |= {document.written_id for document in control.portal.documents}  # under another name of the file
    for life in control.lives.values():
        is_ended = life.subject in ended or life.text.digest in ended
        is_gone = all(term.text.is_archived for term in life.terms)
        if is_gone and not is_ended and not control.portal.is_unread(life.text):
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


def _is_found_elsewhere(control: Control, text: Edition, approvals: list[Approval]) -> bool:
    """Whether the fault lies in an attachment, the history, the cell of the digest, or another approval."""
    if any(fault.place.path == text.path for fault in control.portal.faults):
        return True  # a file with a fault is to be mended first
    if not text.is_archived and text.page in control.portal.incomplete:
        return True
    document = control.portal.documents_by_id.get(text.page)
    if document is not None and text.is_archived and text.revision not in _revisions_of(document):
        return True
    if document is not None and not text.is_archived and not _ends_well(document):
        return True
    if approvals:
        return _is_misfit(control, approvals[-1].digest)
    return text.digest in control.approved_digests


def _is_misfit(control: Control, digest: str) -> bool:
    """Whether a digest is not even written like one, and the register's form says how one is written."""
    kept = kept_register(control.portal, APPROVALS)
    field = kept.form.field(kept.columns["digest"]) if kept else None
    return field is not None and field.constraints.pattern is not None and _DIGEST.fullmatch(digest) is None


def _revisions_of(document: Document) -> frozenset[Revision]:
    return frozenset(entry.revision for entry in document.history)


def _ends_well(document: Document) -> bool:
    """Whether the history runs upwards to the revision that the document bears."""
    return bool(document.history) and document.history[-1].revision == document.revision and _climbs(document)


def _is_told(control: Control, life: Life) -> bool:
    """Whether the order of a subject's revisions can be relied upon: otherwise its history is mended first."""
    if life.text.is_form:
        return not any(_form_behind(life))
    document = control.portal.documents_by_id.get(life.subject)
    return document is None or _ends_well(document)


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


def _form_behind(life: Life) -> Iterator[Finding]:
    """A form whose archive holds a later revision than the one it bears."""
    current = next((term.text for term in life.terms if not term.text.is_archived), None)
    if current is not None and current is not life.text and current.revision != life.text.revision:
        place, latest = current.place("revision"), life.text.revision
        yield finding("revision-behind", place, ref=life.subject, revision=current.revision, latest=latest)


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
        has_other = bool(life.approved)
        facts = {
            "before": "上一版继续有效" if has_other else "也没有别的版本有效",
            "before_en": "the one before stays in force" if has_other else "no other revision is in force",
        }
        return finding("text-draft", text.place("revision"), ref=life.subject, revision=text.revision, **facts)
    return finding("text-unapproved", text.place("revision"), ref=life.subject, revision=text.revision)


def _changed(control: Control, text: Edition, approval: Approval) -> Finding:
    """The text differs from the approved one; where that is known, the line or the file that differs is named."""
    root = control.portal.root
    row = place_of(approval.row, control.registers, "digest") if approval.row else Place(text.path)
    where = f"{row.path}:{row.line or 1}"
    facts: dict[str, object] = {"where": where, "id": text.subject, "revision": text.revision, "text": text.path}
    now = read_text(root, text.path)[0] or ""
    if text.attachments and approval.digest == digest_of(now):
        files = [attachment.source for attachment in text.attachments]
        return finding("approval-without-attachments", row, ref=text.subject, record=approval.number, files=files,
                       digest=text.digest, **facts)  # fmt: skip
    paths = (text.path, *_former_paths(control, text))
    approved = next(filter(None, (former_text(root, path, approval.digest) for path in paths)), None)
    if approved is not None:
        return _differing(text, approval, approved, now, facts)
    # A digest that no committed text ever had is wrong itself.
    if is_tracked(root, text.path) and former_text(root, text.path, text.digest) is not None:
        return finding(
            "approval-digest", row, ref=text.subject, record=approval.number, digest=approval.digest, text=text.path
        )
    code = "attachment-or-text-changed" if text.attachments else "text-changed"
    files = [attachment.source for attachment in text.attachments]
    place = Place(text.path, 1, "digest")
    return finding(code, place, ref=text.subject, record=approval.number, files=files, **facts)


def _differing(text: Edition, approval: Approval, approved: FormerText, now: str, facts: dict[str, object]) -> Finding:
    """The first line that is not as it was approved, or else the first file."""
    if digest_of(now) != digest_of(approved.text):
        line, old, new = first_difference(approved.text, now)
        place = Place(text.path, line)
        return finding("text-differs", place, ref=text.subject, record=approval.number, old=old, new=new, **facts)
    was, are = approved.digests, digests_by_name(text.attachments)
    changed = sorted(name for name in was.keys() | are.keys() if was.get(name) != are.get(name))
    files = [source_of(text.path, name) for name in changed]
    place = Place(files[0])
    return finding("attachment-changed", place, ref=text.subject, record=approval.number, files=files,
                   commit=approved.commit, **facts)  # fmt: skip


def _former_paths(control: Control, text: Edition) -> list[str]:
    """Where an archived text stood while it was in force."""
    if not text.is_archived:
        return [archive_path(text)]
    whole = control.portal.whole(text)
    return [whole.path if isinstance(whole, Document) or whole is not None else text.path]
