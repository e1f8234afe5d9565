"""What leads where: between documents, clauses, forms, requirement items and records."""

import posixpath
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from string import ascii_lowercase

from shoukong.document import Clause, Document
from shoukong.forms.form import ForeignKey, Form
from shoukong.layout import DOCUMENTS
from shoukong.portal import Portal
from shoukong.requirement import Item
from shoukong.text.markdown_links import Link

FORM_PAGES = "docs/forms"


@dataclass(frozen=True, slots=True)
class Target:
    """What a link of a document leads to: a document or a form of the portal, or neither."""

    document: str | None = None
    form: str | None = None


def resolve_link(document: Document, link: Link) -> Target | None:
    """The target of a local link; None where it leaves the portal or leads to another kind of page."""
    if not link.is_local:
        return None
    return _target(posixpath.dirname(document.path), link.path) if link.path else Target(document=document.id)


@lru_cache(maxsize=65536)
def _target(folder: str, written: str) -> Target | None:
    """What a relative path leads to from a folder; many documents link to the same few."""
    path = PurePosixPath(posixpath.normpath(posixpath.join(folder, written)))
    if path.suffix != ".md" or path.name == "index.md":
        return None if path.parts[:1] == ("docs",) else Target()
    if path.parent.as_posix() == FORM_PAGES:
        return Target(form=path.stem)
    return Target(document=path.stem) if path.parent.as_posix() == DOCUMENTS else Target()


def first_cycle(edges: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A path that comes back to its start, such as (a, b, a); empty where there is none."""
    done: set[str] = set()
    for start in sorted(edges):
        trail: list[str] = []
        pending: list[Iterator[str]] = [iter((start,))]
        while pending:
            node = next(pending[-1], None)
            if node is None:
                pending.pop()
                if trail:
                    done.add(trail.pop())
            elif node in trail:
                return _from_smallest((*trail[trail.index(node) :],))
            elif node in edges and node not in done:
                trail.append(node)
                pending.append(iter(edges[node]))
    return ()


def _from_smallest(cycle: tuple[str, ...]) -> tuple[str, ...]:
    start = cycle.index(min(cycle))
    turned = cycle[start:] + cycle[:start]
    return (*turned, turned[0])


def referring_documents(portal: Portal, id_: str) -> tuple[Document, ...]:
    """The documents that name a document among their references."""
    return tuple(d for d in portal.documents_by_id.values() if id_ in d.references)


def forms_of_document(portal: Portal, id_: str) -> tuple[Form, ...]:
    """The forms that a document controls or one of its clauses demands, by number."""
    forms = (f for f in portal.forms_by_name.values() if any(c.startswith(f"{id_}#") for c in (*f.clauses,)))
    return tuple(sorted(forms, key=lambda f: f.id))


def forms_of_clause(portal: Portal, document: Document, clause: Clause) -> tuple[Form, ...]:
    """The forms that a clause demands: those that name the clause, and those that its text links to."""
    address = document.address(clause)
    linked = {t.form for link in clause.links if (t := resolve_link(document, link)) and t.form}
    forms = (f for f in portal.forms_by_name.values() if address in f.clauses or f.name in linked)
    return tuple(sorted(forms, key=lambda f: f.id))


def with_subclauses(document: Document, clause: Clause) -> tuple[Clause, ...]:
    """A clause and the clauses below it: what a heading claims may be said by its parts."""
    lower = (f"{clause.number}.", *(f"{clause.number}{letter}" for letter in ascii_lowercase))
    return tuple(c for c in document.clauses if c is clause or c.number.startswith(lower))


def clauses_of_item(portal: Portal, item: Item) -> tuple[tuple[Document, Clause], ...]:
    """The clauses that satisfy an item, the item's own document first."""
    return tuple(sorted(portal.clauses_by_item.get(item.id, ()), key=lambda pair: pair[0].id != item.document))


def incoming_keys(portal: Portal, form: Form) -> tuple[tuple[Form, ForeignKey], ...]:
    """The foreign keys of all forms that lead to a form's records."""
    return tuple(
        (other, key) for other in portal.forms_by_name.values() for key in other.foreign_keys if key.table == form.name
    )


def dossier_forms(portal: Portal) -> tuple[Form, ...]:
    """The forms each of whose records has a page of its own."""
    return tuple(f for f in portal.forms_by_name.values() if f.dossier)


def path_to(portal: Portal, form: Form, goal: Form) -> tuple[ForeignKey, ...] | None:
    """The shortest chain of foreign keys from one form to another; empty for itself, None where there is none."""
    reached: dict[str, tuple[ForeignKey, ...]] = {form.name: ()}
    queue = deque([form])
    while queue:
        here = queue.popleft()
        if here.name == goal.name:
            return reached[here.name]
        for key in here.foreign_keys:
            there = portal.forms_by_name.get(key.table)
            if there is not None and there.name not in reached:
                reached[there.name] = (*reached[here.name], key)
                queue.append(there)
    return None
