"""Checks of numbers and owners: that documents and forms follow the rulebook in force."""

from collections.abc import Iterator

from shoukong.control.document_control import Control
from shoukong.declared.conventions import FORM
from shoukong.finding import Finding, Place, finding


def check_ids(control: Control) -> Iterator[Finding]:
    """Each document has a number of its own, which follows the rulebook and names its file."""
    for document in control.portal.documents:
        written, place = document.written_id, document.place("id")
        other = control.portal.documents_by_id.get(written)
        if other is not None and other is not document:
            yield finding("document-id-twice", place, ref=document.id, id=written, first=other.path)
        elif written != document.id:
            yield finding("document-file-name", place, ref=document.id, id=written)
        else:
            yield from _number_fault(written, document.kind, control, place)


def check_form_ids(control: Control) -> Iterator[Finding]:
    """Each form has a number of its own, which follows the rulebook."""
    first: dict[str, str] = {}
    for form in control.portal.forms:
        place = form.place("id")
        if form.written_name != form.name:
            continue  # its file has another name, which is found there
        if form.id in first:
            yield finding("form-id-twice", place, ref=form.id, id=form.id, first=first[form.id])
            continue
        first[form.id] = form.path
        yield from _number_fault(form.id, FORM, control, place)


def check_owners(control: Control) -> Iterator[Finding]:
    """The owner of each document is a department that the rulebook knows."""
    known = control.rulebook.departments
    if known is None:
        return
    for document in control.portal.documents:
        if document.owner not in known:
            place, listed = document.place("owner"), tuple(known)
            yield finding("owner-unknown", place, ref=document.id, owner=document.owner, known=listed)


CHECKS = (check_ids, check_form_ids, check_owners)


def _number_fault(id_: str, kind: str, control: Control, place: Place) -> Iterator[Finding]:
    pattern = control.rulebook.numbering.get(kind)
    if pattern is not None and not pattern.fits(id_):
        yield finding("controlled-number", place, ref=id_, id=id_, pattern=pattern.template, example=pattern.example)
