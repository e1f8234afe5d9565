"""Checks of what control asks of people: readings, reviews, copies, links to look at, sources from outside."""

import datetime
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from shoukong.control.document_control import Control
from shoukong.control.life import Status
from shoukong.control.reading import EVERYONE_IN, Acknowledgement, ReadingState, by_document
from shoukong.control.suspect_link import referrers_of
from shoukong.finding import Finding, Place, finding
from shoukong.records.core_declaration import CHANGE_REQUESTS, EXTERNAL_CHECKS, LINK_REVIEWS, REVIEWS
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import core_form, place_of

NAMED = 5


def check_acknowledgements(control: Control) -> Iterator[Finding]:
    """Nobody signed for a text before it was approved, or without being employed."""
    for acknowledgement in control.acknowledgements:
        yield from _unemployed(control, acknowledgement)
        life = control.lives.get(acknowledgement.subject)
        term = life.term(acknowledgement.revision) if life else None
        approved_on = term.approval.approved.on if term and term.approval else None
        if term is None or approved_on is None or acknowledgement.on is None:
            continue
        if acknowledgement.on < min(approved_on, term.start):  # an approval after that is found itself
            place = place_of(acknowledgement.row, control.registers, "read_on")
            yield finding(
                "acknowledgement-early",
                place,
                ref=acknowledgement.subject,
                record=acknowledgement.number,
                read=acknowledgement.on,
                revision=acknowledgement.revision,
                approved=approved_on,
            )


def _unemployed(control: Control, acknowledgement: Acknowledgement) -> Iterator[Finding]:
    person = control.staff.get(acknowledgement.by)
    if person is None or acknowledgement.on is None or person.is_employed_on(acknowledgement.on):
        return
    place = place_of(acknowledgement.row, control.registers, "staff_no")
    facts = {"person": control.name(person.number), "read": acknowledgement.on}
    span = f"{person.hired_on or '…'} – {person.left_on or '…'}"
    yield finding("acknowledgement-not-employed", place, ref=acknowledgement.subject, record=acknowledgement.number,
                  span=span, **facts)  # fmt: skip


def check_readings(control: Control) -> Iterator[Finding]:
    """Who has not signed in time, one finding for each document."""
    day = control.portal.as_of
    if not control.acknowledgements:
        return  # a firm that has not begun to collect signatures is not late with thousands
    for subject, readings in by_document(control.readings).items():
        late = [r for r in readings if r.state(day) is ReadingState.OVERDUE]
        if late:
            names = _first([r.person.name for r in late])
            place = control.lives[subject].text.place("audience")
            revision = late[0].term.text.revision
            yield finding("reading-overdue", place, ref=subject, count=len(late), names=names, revision=revision)


def check_reviews(control: Control) -> Iterator[Finding]:
    """Documents whose review is overdue."""
    day = control.portal.as_of
    if not control.is_whole(REVIEWS):
        return
    for life in control.lives.values():
        term = life.on(day)
        if term is not None and term.status(day) is Status.REVIEW_OVERDUE:
            place = term.text.place("review_months")
            yield finding("review-overdue", place, ref=life.subject, due=term.review_due, owner=term.text.owner)


def check_copies(control: Control) -> Iterator[Finding]:
    """Controlled copies issued before their text was approved, or held after the time for taking them back."""
    day = control.portal.as_of
    grace = datetime.timedelta(days=control.rulebook.recall_days)
    for copy in control.copies:
        approval = copy.term.approval if copy.term else None
        approved_on = approval.approved.on if approval else None
        if copy.issued_on is not None and approved_on is not None and copy.issued_on < approved_on:
            place = place_of(copy.row, control.registers, "issued_on")
            facts = {"issued": copy.issued_on, "revision": copy.revision, "approved": approved_on}
            yield finding("copy-early", place, ref=copy.subject, record=copy.number, **facts)
        ended = copy.term.end if copy.term else None
        if copy.is_to_recall(day) and ended is not None and ended + grace < day:
            place = place_of(copy.row, control.registers, "returned_on")
            facts = {"holder": control.name(copy.holder), "revision": copy.revision, "ended": ended}
            yield finding("copy-unreturned", place, ref=copy.subject, record=copy.number, **facts)


def check_external(control: Control) -> Iterator[Finding]:
    """Sources from outside: the clauses that rest on them exist, and somebody looked in time whether they changed."""
    day = control.portal.as_of
    for external in control.external:
        for address in external.clauses:
            id_, _, number = address.partition("#")
            document = control.portal.documents_by_id.get(id_)
            if document is None and id_ in control.portal.unread_documents:
                continue
            life, place = control.lives.get(id_), place_of(external.row, control.registers, "clauses")
            if life is not None and life.is_withdrawn_on(day):
                facts = {"document": id_, "withdrawn": life.withdrawn_on}
                yield finding("reference-withdrawn", place, ref=id_, record=external.number, **facts)
            elif document is None or (number and document.clause(number) is None):
                yield finding("external-clause", place, ref=address, record=external.number, address=address)
        is_looked_at = external.is_repealed or not control.is_whole(EXTERNAL_CHECKS)
        if not is_looked_at and external.next_check is not None and external.next_check < day:
            place = place_of(external.row, control.registers, "effective_on")
            due, title = external.next_check, external.title
            yield finding("external-check-overdue", place, ref=external.number, record=external.number, due=due,
                          title=title)  # fmt: skip


def check_suspects(control: Control) -> Iterator[Finding]:
    """References to clauses that a major revision changed, which nobody has looked at yet."""
    for suspect in control.suspects if control.is_whole(LINK_REVIEWS) else ():
        referrer = suspect.referrer
        place = Place(referrer.path, referrer.line)
        yield finding(
            "link-suspect",
            place,
            ref=referrer.name if not referrer.is_training else suspect.life.subject,
            referrer=referrer.name,
            target=suspect.life.subject,
            revision=suspect.term.text.revision,
            clauses=_first(suspect.changed),
        )


def check_trainings(control: Control) -> Iterator[Finding]:
    """Trainings rest on documents that exist."""
    if not control.keeps_approvals or control.portal.unread_forms:
        return
    for referrer in referrers_of(control.portal, control.registers, control.lives):
        if referrer.is_training and not control.portal.is_known_document(referrer.target):
            place = Place(referrer.path, referrer.line, "basis")
            yield finding("subject-unknown", place, ref=referrer.target, subject=referrer.target)


def check_changes(control: Control) -> Iterator[Finding]:
    """Histories name change requests that exist."""
    if core_form(control.portal, CHANGE_REQUESTS) is None or not control.changes:
        return
    for document in control.portal.documents:
        for i, entry in enumerate(document.history):
            if entry.change and entry.change not in control.changes:
                place = document.place("history", i)
                yield finding("change-unknown", place, ref=document.id, change=entry.change, revision=entry.revision)


def check_audiences(control: Control) -> Iterator[Finding]:
    """An audience has words, and each means somebody: everyone, a department, a post or a scope."""
    usual = EVERYONE_IN[control.portal.settings.language][0]
    for document in control.portal.documents:
        if not document.audience:
            yield finding("audience-empty", document.place("audience"), ref=document.id, usual=usual)
    if not control.is_whole(STAFF):
        return
    known = control.reader_words
    for document in control.portal.documents:
        for i, word in enumerate(document.audience):
            strange = [part for part in word.split("/") if part not in known]
            if known and strange:
                near = get_close_matches(strange[0], sorted(known), n=1, cutoff=0.5)
                facts = {"word": word, "part": strange[0], "near": (near or [usual])[0], **_kinds(control)}
                yield finding("audience-unknown", document.place("audience", i), ref=document.id, **facts)


def _kinds(control: Control) -> dict[str, str]:
    """What a word of an audience may name: departments, posts, and the axes of scopes."""
    axes = control.portal.settings.scopes
    kinds, kinds_en = ["部门", "岗位", *(axis.title for axis in axes)], ["department", "post", *(a.name for a in axes)]
    listed, listed_en = "、".join(kinds[:-1]), ", ".join(kinds_en[:-1])
    return {
        "kinds": "、".join(kinds),
        "kinds_or": f"{listed}或{kinds[-1]}",
        "kinds_en": f"{listed_en} or {kinds_en[-1]}",
    }


def _first(names: Sequence[str]) -> list[str]:
    """The first of many names, the last of them with an ellipsis where more follow."""
    if len(names) <= NAMED:
        return list(names)
    return [*names[: NAMED - 1], f"{names[NAMED - 1]}…"]


CHECKS = (
    check_audiences,
    check_acknowledgements,
    check_readings,
    check_reviews,
    check_copies,
    check_external,
    check_suspects,
    check_trainings,
    check_changes,
)
