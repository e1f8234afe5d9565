"""Checks of requirements: every item is satisfied by a clause of the kind that it asks for."""

from collections.abc import Iterator

from shoukong.document import Clause, Document
from shoukong.finding import Finding, Place, finding
from shoukong.layout import REQUIREMENTS
from shoukong.links import clauses_of_item, forms_of_clause, resolve_link, with_subclauses
from shoukong.portal import Portal
from shoukong.requirement import Item, RequirementSet


def check_items(portal: Portal) -> Iterator[Finding]:
    """Items have numbers of their own and point to documents and items that exist."""
    first: dict[str, str] = {}
    ids = {item.id for s in portal.requirement_sets for item in s.items}
    for requirements, item in _items(portal):
        place = Place(requirements.path, item.line, "id")
        if item.id in first:
            yield finding("item-twice", place, ref=item.id, id=item.id, first=first[item.id])
        first.setdefault(item.id, f"{requirements.path}:{item.line}")
        if item.document is not None and not portal.is_known_document(item.document):
            where = place.at(item.line, "document")
            yield finding("item-document-unknown", where, ref=item.id, document=item.document)
        for name in item.points_to:
            if name not in ids and not portal.is_known_document(name):
                yield finding("item-points-nowhere", place.at(item.line, "points_to"), ref=item.id, target=name)


def check_claims(portal: Portal) -> Iterator[Finding]:
    """Clauses claim to satisfy only items that exist, each once."""
    ids = {item.id for _, item in _items(portal)}
    for document in portal.documents:
        for clause in document.clauses:
            for i, (item, line) in enumerate(clause.satisfies):
                place = Place(document.path, line, "satisfies")
                if item not in ids and not portal.could_not_read(REQUIREMENTS):
                    yield finding("satisfies-unknown", place, ref=document.address(clause), item=item)
                elif item in clause.items[:i]:
                    yield finding("satisfies-twice", place, ref=document.address(clause), item=item)


def check_coverage(portal: Portal) -> Iterator[Finding]:
    """Every item is satisfied by a clause of its document, with the form, document or figure that it asks for."""
    ids = {item.id for _, item in _items(portal)}
    misspelt = {d.id for d in portal.documents for c in d.clauses if not ids.issuperset(c.items)}
    for requirements, item in _items(portal):
        place = Place(requirements.path, item.line, "id")
        clauses = clauses_of_item(portal, item)
        if item.document in portal.unread_documents or (item.document is None and portal.unread_documents):
            continue  # its clause may stand where nothing could be read
        if not any(item.document in (None, document.id) for document, _ in clauses):
            if item.document in misspelt:
                continue  # a claim there names no item: it may be this one
            yield finding("item-uncovered", place, ref=item.id, id=item.id, document=item.document or "-")
        else:
            yield from _unfulfilled(portal, item, clauses)


def _unfulfilled(portal: Portal, item: Item, clauses: tuple[tuple[Document, Clause], ...]) -> Iterator[Finding]:
    document, clause = clauses[0]
    parts = [(d, part) for d, c in clauses for part in with_subclauses(d, c)]
    place = Place(document.path, dict(clause.satisfies)[item.id], "satisfies")
    address = document.address(clause)
    if item.kind == "form" and not portal.unread_forms and not any(forms_of_clause(portal, d, c) for d, c in parts):
        yield finding("item-without-form", place, ref=address, id=item.id)
    if item.kind == "figure" and not any(c.prints_figure for _, c in parts):
        yield finding("item-without-figure", place, ref=address, id=item.id)
    linked = {t.document for d, c in parts for link in c.links if (t := resolve_link(d, link))}
    for name in item.points_to:
        if portal.is_known_document(name) and name not in linked:
            yield finding("item-without-document", place, ref=address, id=item.id, document=name)


def _items(portal: Portal) -> Iterator[tuple[RequirementSet, Item]]:
    for requirements in portal.requirement_sets:
        for item in requirements.items:
            yield requirements, item


CHECKS = (check_items, check_claims, check_coverage)
