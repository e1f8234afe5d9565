"""Suspect links: what refers to a clause that a major revision changed, until someone has looked at it."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.control.life import Life, Term
from shoukong.control.passage import passages_of
from shoukong.control.redline import changed_keys
from shoukong.document import Document
from shoukong.edition import Edition
from shoukong.finding import Place
from shoukong.forms.form import Form
from shoukong.links import resolve_link
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.core_declaration import LINK_REVIEWS, TRAININGS
from shoukong.records.core_registers import Row, core_rows, usable_register
from shoukong.records.registers import Registers
from shoukong.revision import Revision
from shoukong.text.clause_address import clause_of_anchor

WholeOf = Callable[[Edition], Document | Form | None]


@dataclass(frozen=True, slots=True)
class Referrer:
    """What refers to a document or form: another one, or a training by its topic.

    `clauses` are the clauses referred to, empty for the whole; `as_of` is the day up to which it took the state of
    things into account.
    """

    name: str
    title: str
    is_training: bool
    target: str
    clauses: frozenset[str]
    as_of: datetime.date
    path: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Suspect:
    """A reference that may no longer be right: the referrer, the revision that made it so, and the clauses changed."""

    referrer: Referrer
    life: Life
    term: Term
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkReview:
    """That somebody looked at a reference after a change: it was kept, or changed too."""

    number: str
    referrer: str
    subject: str
    revision: Revision | None
    outcome: str
    by: str
    on: datetime.date | None
    row: Row


def read_link_reviews(portal: Portal, registers: Registers) -> tuple[LinkReview, ...]:
    """All looks at suspect references, by their numbers."""
    return tuple(
        LinkReview(
            row.number,
            row["referrer"],
            row["subject"],
            portal.revision(row["revision"]),
            row["outcome"],
            row["checked_by"],
            row.day("checked_on"),
            row,
        )
        for row in core_rows(portal, registers, LINK_REVIEWS)
    )


def referrers_of(portal: Portal, registers: Registers, lives: Mapping[str, Life]) -> Iterator[Referrer]:
    """Everything in the portal that refers to a document or form."""
    for document in portal.documents:
        yield from _of_document(document, portal, lives)
    for form in portal.forms:
        yield from _of_form(form, lives)
    yield from _trainings(portal, registers)


def suspects_of(
    referrers: Iterable[Referrer], lives: Mapping[str, Life], reviews: Sequence[LinkReview], whole: WholeOf
) -> tuple[Suspect, ...]:
    """The references that nobody has looked at since a clause of theirs changed, the latest change of each."""
    looked: dict[tuple[str, str], Revision] = {}
    for review in reviews:
        key = (review.referrer, review.subject)
        if review.revision is not None:
            looked[key] = max(review.revision, looked.get(key, review.revision))
    changes: dict[tuple[str, Revision], frozenset[str]] = {}
    found: list[Suspect] = []
    for referrer in referrers:
        life = lives.get(referrer.target)
        for term in _later_majors(life, referrer, looked) if life else ():
            changed = _touched(referrer, life, term, changes, whole) if life else ()
            if life is not None and changed:
                found.append(Suspect(referrer, life, term, changed))
                break
    return tuple(sorted(found, key=lambda s: (s.life.subject, s.referrer.is_training, s.referrer.name)))


def _later_majors(life: Life, referrer: Referrer, looked: Mapping[tuple[str, str], Revision]) -> Iterator[Term]:
    """The major revisions approved after the referrer was, the latest first, down to the one looked at last."""
    last = looked.get((referrer.name, life.subject))
    for term in reversed(life.approved):
        approved_on = term.approval.approved.on if term.approval else None
        if last is not None and term.text.revision <= last:
            return
        if (
            term.approval
            and term.approval.is_major
            and life.before(term)
            and approved_on
            and approved_on > referrer.as_of
        ):
            yield term


def _touched(
    referrer: Referrer, life: Life, term: Term, changes: dict[tuple[str, Revision], frozenset[str]], whole: WholeOf
) -> tuple[str, ...]:
    key = (life.subject, term.text.revision)
    if key not in changes:
        before = life.before(term)
        old, new = (whole(before.text) if before else None), whole(term.text)
        changes[key] = changed_keys(passages_of(old), passages_of(new)) if old and new else frozenset()
    changed = changes[key]
    if not referrer.clauses:
        return tuple(sorted(changed, key=_in_order))
    within = (c for c in changed if any(_is_within(c, wanted) for wanted in referrer.clauses))
    return tuple(sorted(within, key=_in_order))


def _in_order(number: str) -> tuple[tuple[int, int, str], ...]:
    """Clauses as they stand in a text: 3.3 before 11.1, the appendices last."""
    parts = re.findall(r"[0-9]+|[^0-9.]+", number)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def _is_within(number: str, wanted: str) -> bool:
    """Whether a clause is another or stands below it."""
    return number == wanted or number.startswith(f"{wanted}.")


def _as_of(lives: Mapping[str, Life], subject: str) -> datetime.date:
    """The day up to which a subject took other texts into account; without any approval it is still being written."""
    life = lives.get(subject)
    return (life.accounted_on if life else None) or datetime.date.max


def _of_document(document: Document, portal: Portal, lives: Mapping[str, Life]) -> Iterator[Referrer]:
    targets: dict[str, set[str]] = {}
    lines: dict[str, int] = {}
    for link in document.links:
        target = resolve_link(document, link)
        form = portal.forms_by_name.get(target.form or "") if target else None
        name = form.id if form else target.document if target else None
        if name is None or name == document.id:
            continue
        clause = clause_of_anchor(link.fragment) if link.fragment and form is None else None
        targets.setdefault(name, set()).add(clause or "")
        lines.setdefault(name, link.line)
    day = _as_of(lives, document.id)
    for name, clauses in targets.items():
        exact = frozenset() if "" in clauses else frozenset(clauses)
        yield Referrer(document.id, document.title, False, name, exact, day, document.path, lines[name])


def _of_form(form: Form, lives: Mapping[str, Life]) -> Iterator[Referrer]:
    day = _as_of(lives, form.id)
    targets: dict[str, set[str]] = {}
    for address in form.clauses:
        id_, _, number = address.partition("#")
        targets.setdefault(id_, set()).add(number)
    for id_, numbers in targets.items():
        line = form.place("clause").line
        yield Referrer(form.id, form.title, False, id_, frozenset(numbers), day, form.path, line)


def _trainings(portal: Portal, registers: Registers) -> Iterator[Referrer]:
    """Trainings by topic and what they rest on; the latest of each counts."""
    kept = usable_register(portal, TRAININGS)
    if kept is None:
        return
    table = kept.form.name
    topic_cell, basis_cell, day_cell = (column(kept.columns[name]) for name in ("topic", "basis", "trained_on"))
    query = (
        f"SELECT {topic_cell}, {basis_cell}, max({day_cell}), arg_max(_file, {day_cell}), arg_max(rowid, {day_cell})"
        f" FROM {column(table)} WHERE {basis_cell} <> '' GROUP BY 1, 2 ORDER BY 1, 2"
    )
    for topic, basis, last, source, row in registers.rows(query):
        try:
            day = datetime.date.fromisoformat(last)
        except ValueError:
            continue
        place = registers.place(table, source, row) or Place(registers.parts[source].path)
        for address in basis.split("、"):
            id_, _, number = address.strip().partition("#")
            clauses = frozenset({number} if number else ())
            yield Referrer(topic, topic, True, id_, clauses, day, place.path, place.line)
