"""Pages of document control: the manual of any day, owners, history, reviews, doubtful links, sources from outside."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shoukong.control.approval import Approval
from shoukong.control.external_document import ExternalDocument
from shoukong.control.life import Life, Term
from shoukong.control.review import Review
from shoukong.control.suspect_link import Referrer, Suspect
from shoukong.days.timeline import Timeline, timeline
from shoukong.messages.names import Name, names_in
from shoukong.pages.atom_feed import FeedEntry, atom
from shoukong.pages.output import Output, cell
from shoukong.pages.pieces import clause_link, page_of
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.sealing.seal_folder import short_digest

DUE_NAMES = {"later": Name("未到期", "not due"), "soon": Name("临近", "soon"), "overdue": Name("逾期", "overdue")}
EXTERNAL_NAMES = {
    "later": Name("按期", "in time"),
    "overdue": Name("待核对", "to check"),
    "repealed": Name("已废止", "repealed"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a document or form: a text approved, or the whole withdrawn."""

    day: datetime.date
    life: Life
    approval: Approval
    term: Term | None


@dataclass(frozen=True, slots=True)
class Due:
    """A review that is due, with its state on every day and the last one that was made."""

    life: Life
    term: Term
    day: datetime.date
    states: Timeline[str]
    last: Review | None


@dataclass(frozen=True, slots=True)
class SuspectRow:
    """A doubtful reference: who refers, the page of what was changed, and the address of the redline."""

    suspect: Suspect
    referrer: str
    page: str
    redline: str


def control_pages(view: View) -> Iterator[Output]:
    """The overview and the lists, and the feed of changes."""
    history = events(view)
    yield Output("control/index.md", fill("control.md.j2", view.say, view=view, events=history[:10]))
    yield Output("control/manual.md", fill("manual.md.j2", view.say, view=view))
    yield Output(
        "control/owners.md",
        fill("owners.md.j2", view.say, view=view, owners=_owners(view), open_changes=_open_changes(view)),
    )
    yield Output("control/history.md", fill("history.md.j2", view.say, view=view, events=history))
    if view.keeps_page("control/reviews"):
        yield _reviews_page(view)
    if view.keeps_page("control/suspects"):
        yield Output("control/suspects.md", fill("suspects.md.j2", view.say, view=view, suspects=list(_suspects(view))))
    if view.keeps_page("control/external"):
        yield _external_page(view)
    yield Output("control/changes.atom", _feed(view, history))


def _reviews_page(view: View) -> Output:
    names = names_in(view.say.language, DUE_NAMES)
    return Output("control/reviews.md", fill("reviews.md.j2", view.say, view=view, dues=_dues(view), names=names))


def _external_page(view: View) -> Output:
    external = [(e, _external_states(e), [_clause(view, a) for a in e.clauses]) for e in view.control.external]
    names = names_in(view.say.language, EXTERNAL_NAMES)
    return Output("control/external.md", fill("external.md.j2", view.say, view=view, external=external, names=names))


def events(view: View) -> list[Event]:
    """Every approval that names a text, the latest first."""
    found = []
    for approval in view.control.approvals:
        life = view.control.lives.get(approval.subject)
        if life is not None and approval.approved.on is not None:
            found.append(Event(approval.approved.on, life, approval, life.term(approval.revision)))
    return sorted(found, key=lambda e: (e.day, e.approval.number), reverse=True)


def _owners(view: View) -> dict[str, list[Life]]:
    """Documents and forms by the department that owns them; a form belongs to the owner of its document."""
    owners: dict[str, list[Life]] = {}
    documents = view.portal.documents_by_id
    for life in view.control.lives.values():
        form = view.portal.forms_by_name.get(life.text.page) if life.text.is_form else None
        document = documents.get(form.document if form else life.subject)
        owners.setdefault(document.owner if document else view.say("未定"), []).append(life)
    return dict(sorted(owners.items()))


def _open_changes(view: View) -> Mapping[str, str]:
    """The change requests of each subject that are not closed."""
    found = dict.fromkeys(view.control.lives, "")
    for request in view.control.changes.values():
        for subject in {item.subject for item in request.items} if request.closed_on is None else ():
            if subject in found:
                found[subject] += f"[{request.number}](../changes/{request.number}.md) "
    return found


def _suspects(view: View) -> Iterator[SuspectRow]:
    for suspect in view.control.suspects:
        page, new = page_of(suspect.life.text), suspect.term.text.revision.in_path
        before = suspect.life.before(suspect.term)
        pair = f"#{before.text.revision.in_path}_{new}" if before else ""
        yield SuspectRow(suspect, _referrer(view, suspect.referrer), f"../{page}", f"../../{page}/redline/{pair}")


def _referrer(view: View, referrer: Referrer) -> str:
    title = cell(referrer.title)
    if referrer.is_training:
        return view.say("培训：%(title)s", title=title)
    if referrer.name in view.portal.documents_by_id:
        return f"[{referrer.name} {title}](../documents/{referrer.name}.md)"
    return f"{cell(referrer.name)} {title}"


def _dues(view: View) -> list[Due]:
    """The next review of each document in force, the first one first."""
    notice = datetime.timedelta(days=view.control.rulebook.review_notice_days)
    last = {review.subject: review for review in view.control.reviews}
    found = []
    for document in view.current_documents:
        life, term = view.life(document.id), view.term(document.id)
        due = term.review_due
        if due is not None and term.applies_on(view.portal.as_of):
            found.append(Due(life, term, due, _states(life, notice), last.get(document.id)))
    return sorted(found, key=lambda d: (d.day, d.life.subject))


def _states(life: Life, notice: datetime.timedelta) -> Timeline[str]:
    """Where the review stands on every day: a later revision that is major puts it off."""

    def state(day: datetime.date) -> str:
        due = life.shown_on(day).review_due
        if due is None or day < due - notice:
            return "later"
        return "overdue" if day > due else "soon"

    dues = [due for _, due in life.review_dues if due is not None]
    changes = [moment for due in dues for moment in (due - notice, due + datetime.timedelta(days=1))]
    return timeline(state, (*changes, *(day for day, _ in life.review_dues)))


def _clause(view: View, address: str) -> str:
    """A clause that rests on a source from outside; its address alone where there is none."""
    found = view.portal.clause(address)
    return clause_link(*found, f"{found[0].id} {found[1].name}") if found else cell(address)


def _external_states(external: ExternalDocument) -> Timeline[str]:
    due, gone = external.next_check, external.is_repealed

    def state(day: datetime.date) -> str:
        return "repealed" if gone else "overdue" if due is not None and day > due else "later"

    return timeline(state, (due and due + datetime.timedelta(days=1),))


def _seals(view: View, address: str) -> Iterator[FeedEntry]:
    """The seals, the latest first: a reader of feeds keeps their digests."""
    for seal in reversed(view.control.seal_chain.seals):
        digest = short_digest(seal.digest)
        title = view.say("封存至 %(through)s：%(digest)s", through=seal.through, digest=digest)
        text = view.say.listed(filter(None, (seal.number, seal.reason, seal.digest)))
        yield FeedEntry(key=seal.number, title=title, day=seal.sealed_on, text=text, url=f"{address}/")


def _feed(view: View, history: list[Event]) -> str:
    settings = view.portal.settings
    address = settings.address.rstrip("/") or "https://portal.invalid"
    entries = [
        FeedEntry(
            key=event.approval.number,
            title=" ".join(
                (event.life.subject, event.life.text.title, str(event.approval.revision), event.approval.change_kind)
            ),
            day=event.day,
            text=event.approval.reason,
            url=f"{address}/{page_of(event.life.text)}/",
        )
        for event in history
    ]
    entries = sorted([*entries, *_seals(view, address)], key=lambda entry: entry.day, reverse=True)
    title = view.say("%(portal)s：更改历史", portal=settings.title)
    url = f"{address}/control/changes.atom"
    return atom(title, url, settings.organization, entries, language=view.say.language)
