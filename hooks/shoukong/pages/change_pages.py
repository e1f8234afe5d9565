"""Pages of change requests: what changes together, why, from when, who decides, and what else it touches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shoukong.control.approval import STEP_VERBS, STEPS, Approval
from shoukong.control.change_request import ChangeItem, ChangeRequest
from shoukong.control.controlled_copy import ControlledCopy
from shoukong.control.life import Life, Term
from shoukong.control.suspect_link import Referrer, referrers_of
from shoukong.forms.form import Form
from shoukong.language import Speech
from shoukong.links import forms_of_document
from shoukong.messages.names import STEP_NAMES
from shoukong.pages.output import Output, cell
from shoukong.pages.pieces import page_of
from shoukong.pages.revision_pages import redline_html
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.records.core_words import ItemAction
from shoukong.requirement import Item


@dataclass(frozen=True, slots=True)
class Step:
    """A step towards an approval: who may take it, and who took it, if anybody did."""

    step: str
    posts: tuple[str, ...]
    by: str
    on: str

    def words(self, say: Speech) -> str:
        """Who took it and when, or who may take it."""
        if self.by:
            return f"{cell(self.by)} {self.on}"
        return say("待办：%(posts)s", posts=cell(say.listed(self.posts)))


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An item of a request with all that its readers ask: the redline, the steps, and what refers to it."""

    item: ChangeItem
    life: Life | None
    page: str
    old: Term | None
    new: Term | None
    redline: str
    approval: Approval | None
    steps: tuple[Step, ...]
    forms: tuple[Form, ...]
    documents: tuple[Referrer, ...]
    trainings: tuple[Referrer, ...]
    duties: tuple[Item, ...]
    copies: tuple[ControlledCopy, ...]
    readers: int

    @property
    def is_withdrawal(self) -> bool:
        """Whether the whole subject goes."""
        return self.item.row.meaning("action") is ItemAction.WITHDRAW

    @property
    def move(self) -> str:
        """What happens, and from which revision to which: 修订 A/1 → B/0."""
        to = f" → {self.item.to_revision}" if self.item.to_revision else ""
        return f"{cell(self.item.action)} {self.item.from_revision or ''}{to}"

    def step_words(self, steps: Iterable[str], say: Speech) -> tuple[str, ...]:
        """Who took each of some steps, or who may; nothing for what is not known here."""
        known = {step.step: step.words(say) for step in self.steps}
        return tuple(known.get(step, "") for step in steps)


def change_pages(view: View) -> Iterator[Output]:
    """The list of change requests and a page for each."""
    if not view.keeps_page("changes"):
        return
    requests = sorted(view.control.changes.values(), key=lambda r: r.number, reverse=True)
    yield Output("changes/index.md", fill("changes.md.j2", view.say, view=view, requests=requests))
    control = view.control
    referrers = tuple(referrers_of(control.portal, control.registers, control.lives)) if requests else ()
    for request in requests:
        items = [_item(view, request, item, referrers) for item in request.items]
        known = {step.step for page in items for step in page.steps} or control.steps_on(view.portal.as_of)
        steps = {step: STEP_NAMES[step].told(view.say.language) for step in STEPS if step in known}
        tables = {form.name: form for page in items for form in page.forms}
        yield Output(
            f"changes/{request.number}.md",
            fill(
                "change.md.j2", view.say, view=view, request=request, items=items, steps=steps, tables=tables.values()
            ),
        )


def _item(view: View, request: ChangeRequest, item: ChangeItem, referrers: tuple[Referrer, ...]) -> ItemPage:
    life = view.control.lives.get(item.subject)
    old = life.term(item.from_revision) if life and item.from_revision else None
    new = life.term(item.to_revision) if life and item.to_revision else None
    approval = _approval(view, item, new)
    pointing = [r for r in referrers if r.target == item.subject]
    return ItemPage(
        item=item,
        life=life,
        page=page_of(life.text) if life else "",
        old=old,
        new=new,
        redline=redline_html(view, old, new) if old and new else "",
        approval=approval,
        steps=tuple(_steps(view, request, life, approval)) if life else (),
        forms=_forms(view, life) if life else (),
        documents=tuple(r for r in pointing if not r.is_training),
        trainings=tuple(r for r in pointing if r.is_training),
        duties=_duties(view, item.subject),
        copies=tuple(c for c in view.control.copies if c.returned_on is None and c.term is not None and c.term is old),
        readers=len({r.person.number for r in view.control.readings if r.life is life}),
    )


def _approval(view: View, item: ChangeItem, new: Term | None) -> Approval | None:
    if item.row.meaning("action") is ItemAction.WITHDRAW:
        ends = (a for a in view.control.approvals if a.subject == item.subject and a.is_withdrawal)
        return next(ends, None)
    return new.approval if new else None


def _steps(view: View, request: ChangeRequest, life: Life, approval: Approval | None) -> Iterator[Step]:
    control = view.control
    taken = {signing.step: signing for signing in approval.signings} if approval else {}
    steps = taken or control.steps_on(request.requested_on or view.portal.as_of)
    for step in steps:
        signing = taken.get(step)
        day = (signing.on if signing else None) or request.requested_on or view.portal.as_of
        posts = control.rulebook_on(day).posts_for(STEP_VERBS[step], life.text.kind) or ()
        by = control.name(signing.by) if signing else ""
        yield Step(step, posts, by, str(signing.on) if signing else "")


def _duties(view: View, subject: str) -> tuple[Item, ...]:
    """What the document's clauses promise to do at set times."""
    document = view.portal.documents_by_id.get(subject)
    claimed = {id_ for clause in document.clauses for id_ in clause.items} if document else set()
    items = (item for s in view.portal.requirement_sets for item in s.items)
    return tuple(item for item in items if item.id in claimed and item.kind == "calendar")


def _forms(view: View, life: Life) -> tuple[Form, ...]:
    """The forms whose records are made under what changes."""
    if life.text.is_form:
        form = view.portal.forms_by_name.get(life.text.page)
        return (form,) if form else ()
    return forms_of_document(view.portal, life.subject)
