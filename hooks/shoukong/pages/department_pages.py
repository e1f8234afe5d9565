"""A page for each department and each post: what it has to do, its documents, forms, duties, readings, indicators."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.control.reading import EVERYONE, ReadingState
from shoukong.document import Document
from shoukong.executable.indicator import IndicatorResult
from shoukong.forms.form import Form
from shoukong.messages.names import STEP_NAMES, names_in
from shoukong.pages.agenda import ToDo, agenda
from shoukong.pages.duty_pages import Duty
from shoukong.pages.holders import DEPARTMENTS, POSTS, place_of
from shoukong.pages.indicator_pages import figure_lines, latest_shown
from shoukong.pages.output import Output, cell
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.rulebook import STEPS
from shoukong.wording.indicator_words import period_words, target_words
from shoukong.wording.state_names import DUTY_NAMES


@dataclass(frozen=True, slots=True)
class ReadingOf:
    """How far those of a department or post have come with a document."""

    document: Document
    done: int
    wanted: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Holder:
    """What belongs to a department or a post, each kind in the order of its numbers or days.

    `within` are the posts of a department, or the departments of a post; `reads` are documents of others; `rights` what
    a post may do with which kinds of texts.
    """

    name: str
    within: tuple[str, ...]
    documents: tuple[Document, ...]
    reads: tuple[Document, ...]
    forms: tuple[Form, ...]
    duties: tuple[Duty, ...]
    pending: tuple[ToDo, ...]
    readings: tuple[ReadingOf, ...]
    indicators: tuple[IndicatorResult, ...]
    rights: tuple[tuple[str, str], ...] = ()


def department_pages(view: View) -> Iterator[Output]:
    """The lists of departments and posts, and a page for each."""
    duties = [Duty(view, result) for result in view.executable.duty_results]
    found = agenda(duties)
    departments = [_department(name, duties, found, view) for name in view.departments]
    posts = [_post(name, duties, found, view) for name in view.posts]
    yield Output(f"{DEPARTMENTS}/index.md", fill("departments.md.j2", view.say, view=view, departments=departments))
    if posts:
        yield Output(f"{POSTS}/index.md", fill("posts.md.j2", view.say, view=view, posts=posts))
    for folder, holders in ((DEPARTMENTS, departments), (POSTS, posts)):
        for each in holders:
            yield Output(f"{folder}/{place_of(each.name)}.md", _page(each, folder == POSTS, view))


def _page(holder: Holder, is_post: bool, view: View) -> str:
    return fill(
        "department.md.j2",
        view.say,
        view=view,
        holder=holder,
        is_post=is_post,
        repeating=[duty for duty in holder.duties if not duty.is_follow_up],
        following=[duty for duty in holder.duties if duty.is_follow_up],
        names=names_in(view.say.language, DUTY_NAMES),
        indicators=[_indicator_row(result, view) for result in holder.indicators],
    )


def _department(name: str, duties: Sequence[Duty], found: Sequence[ToDo], view: View) -> Holder:
    day = view.portal.as_of
    own = tuple(document for document in view.current_documents if document.owner == name)
    ids = {document.id for document in own}
    held = (person.post_held_on(day) for person in view.control.staff.values())
    return Holder(
        name,
        tuple(sorted({each.post for each in held if each and each.department == name and each.post})),
        own,
        tuple(d for d in view.current_documents if d.owner != name and name in d.audience),
        tuple(form for form in view.forms if form.document in ids),
        tuple(sorted((duty for duty in duties if name in duty.owners), key=lambda duty: duty.placed.id)),
        tuple(each for each in found if each.owner == name),
        tuple(_readings(view, lambda department, _: department == name)),
        tuple(r for r in view.executable.indicator_results if r.indicator.document.id in ids),
    )


def _post(name: str, duties: Sequence[Duty], found: Sequence[ToDo], view: View) -> Holder:
    """What a post has to do is what a follow-up says that it is to do; what it reads, whatever its holders have to."""
    day = view.portal.as_of
    held = [person.post_held_on(day) for person in view.control.staff.values()]
    within = tuple(sorted({each.department for each in held if each and each.post == name and each.department}))
    own = [duty for duty in duties if any(o.start and o.start.post == name for o in duty.result.occurrences)]
    ids = {duty.placed.document.id for duty in own}
    kept = {duty.form.name: duty.form for duty in own if duty.form}
    words = {name, *within, *EVERYONE}
    return Holder(
        name,
        within,
        (),
        tuple(d for d in view.current_documents if any(word.split("/")[0] in words for word in d.audience)),
        tuple(sorted(kept.values(), key=lambda form: form.id)),
        tuple(sorted(own, key=lambda duty: duty.placed.id)),
        tuple(each for each in found if each.post == name),
        tuple(_readings(view, lambda _, post: post == name)),
        tuple(r for r in view.executable.indicator_results if r.indicator.document.id in ids),
        tuple(_rights(name, view)),
    )


def _readings(view: View, is_meant: Callable[[str, str], bool]) -> Iterator[ReadingOf]:
    """The readings of those whose department and post on the day are meant, document by document."""
    day = view.portal.as_of
    found: dict[str, list[ReadingState]] = {}
    for reading in view.control.readings:
        held = reading.person.post_held_on(day)
        if held and is_meant(held.department, held.post) and (reading.starts <= day or reading.done):
            found.setdefault(reading.life.subject, []).append(reading.state(day))
    documents = {document.id: document for document in view.documents}
    for subject in sorted(found.keys() & documents.keys()):
        states = found[subject]
        late = states.count(ReadingState.OVERDUE)
        yield ReadingOf(documents[subject], states.count(ReadingState.DONE), len(states), late)


def _rights(post: str, view: View) -> Iterator[tuple[str, str]]:
    """The kinds of texts with the steps that a post may take with them."""
    say, steps = view.say, dict(zip(STEPS, STEP_NAMES.values(), strict=True))
    authority: Mapping[str, Mapping[str, Sequence[str]]] = view.control.rulebook.authority or {}
    for kind, posts in authority.items():
        own = [steps[step].told(say.language) for step in STEPS if post in posts.get(step, ())]
        if own:
            yield view.portal.kind_name(kind).told(say.language), say.listed(own)


def _indicator_row(result: IndicatorResult, view: View) -> tuple[str, str, str, str]:
    """Its link, the last period, its figures and the target."""
    placed, shown, say = result.indicator, latest_shown(view, result), view.say
    link = f"[{cell(placed.title)}](../indicators/{placed.id}.md)"
    if not shown:
        return link, "", "—", ""
    first, unit = shown[0].point, placed.block.text("unit")
    target = f"{target_words(first.target, say.language)} {cell(unit)}" if first.target else ""
    return link, period_words(first.period, say), figure_lines(shown, unit), target
