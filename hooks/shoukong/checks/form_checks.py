"""Checks of forms: names, the document and clauses that demand them, and the tables that they point to."""

from collections.abc import Iterator

from shoukong.checks.document_checks import ADDRESS, is_clause_known
from shoukong.finding import Finding, finding
from shoukong.forms.form import Form
from shoukong.layout import FORMS
from shoukong.portal import Portal


def check_names(portal: Portal) -> Iterator[Finding]:
    """A form's file is named like its table, so no table has two forms."""
    for form in portal.forms:
        if form.written_name != form.name:
            yield finding("form-file-name", form.place("name"), ref=form.id, name=form.written_name)


def check_clauses(portal: Portal) -> Iterator[Finding]:
    """The controlling document exists, and so does each clause; the first is a clause of that document."""
    for form in portal.forms:
        if not portal.is_known_document(form.document):
            place = form.place("document")
            yield finding("form-document-unknown", place, ref=form.id, document=form.document)
            continue
        if form.clauses[0].partition("#")[0] != form.document:
            place = form.place("clause")
            yield finding("form-clause-elsewhere", place, ref=form.id, clause=form.clauses[0], document=form.document)
        for address in form.clauses:
            if not ADDRESS.fullmatch(address) or not is_clause_known(portal, address):
                yield finding("form-clause-unknown", form.place("clause"), ref=form.id, clause=address)


def check_foreign_keys(portal: Portal) -> Iterator[Finding]:
    """Foreign keys lead to the number of a record in a table that exists, and are of its type."""
    for form in portal.forms:
        for i, key in enumerate(form.foreign_keys):
            target = portal.forms_by_name.get(key.table)
            if target is None:
                if not portal.is_known_form(key.table):
                    place = form.place("schema", "foreignKeys", i, "reference", "resource")
                    lost = finding("foreign-key-table", place, ref=form.id, field=key.field, table=key.table)
                    yield lost.resting_on([f"{FORMS}/{key.table}.yaml"])
            elif key.target != target.primary_key:
                place = form.place("schema", "foreignKeys", i, "reference", "fields")
                yield finding(
                    "foreign-key-field", place, ref=form.id, table=key.table, target=key.target, key=target.primary_key
                )
            else:
                yield from _type_fault(form, i, target)


def _type_fault(form: Form, i: int, target: Form) -> Iterator[Finding]:
    key = form.foreign_keys[i]
    field = form.field(key.field)
    number = target.field(target.primary_key)
    if field is not None and number is not None and field.type != number.type:
        place = form.place("schema", "foreignKeys", i, "fields")
        yield finding("foreign-key-type", place, ref=form.id, name=field.name, type=field.type, table=target.name)


CHECKS = (check_names, check_clauses, check_foreign_keys)
