"""Checks of dossier templates: they belong to a form, print what its records have, and their queries can be asked."""

from collections.abc import Iterator

from shoukong.dossier import Dossier
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.figures import template_line
from shoukong.finding import Finding, Place, finding
from shoukong.portal import Portal
from shoukong.records.datapackage import withheld_fields
from shoukong.text.sandbox import PRINT_ERRORS


def check_forms(portal: Portal) -> Iterator[Finding]:
    """Each template stands for a form whose records have pages."""
    for dossier in portal.dossiers:
        form = portal.forms_by_name.get(dossier.table)
        if form is None and not portal.is_known_form(dossier.table):
            yield finding("dossier-without-form", Place(dossier.path), ref=dossier.table, table=dossier.table)
        elif form is not None and not form.dossier:
            yield finding("dossier-not-kept", Place(dossier.path), ref=form.id, form=form.path)


def check_texts(portal: Portal) -> Iterator[Finding]:
    """What a template prints is there, and each document that it names."""
    for dossier in portal.dossiers:
        unknown = list(_unknown_names(portal, dossier))
        yield from unknown
        if not unknown:
            yield from _unprintable(portal, dossier)
        for query in dossier.queries:
            id_ = query.text("document")
            if id_ and not portal.is_known_document(id_):
                yield finding("dossier-document", query.place("document"), ref=dossier.table, document=id_)


def check_queries(executable: ExecutableClauses) -> Iterator[Finding]:
    """Each query can be asked and gives the columns that it must; it is not run."""
    yield from executable.dossier_faults


CHECKS = (check_forms, check_texts)
EXECUTABLE_CHECKS = (check_queries,)


def _unknown_names(portal: Portal, dossier: Dossier) -> Iterator[Finding]:
    form = portal.forms_by_name.get(dossier.table)
    if form is None:
        return
    withheld = withheld_fields(form)
    known = dict.fromkeys(field.name for field in form.fields if field.name not in withheld)
    for name, line in dossier.unknown_names(known):
        yield finding("dossier-name", Place(dossier.path, line), ref=form.id, name=name)


def _unprintable(portal: Portal, dossier: Dossier) -> Iterator[Finding]:
    """Print the template for a record whose cells are all empty."""
    form = portal.forms_by_name.get(dossier.table)
    cells = dict.fromkeys((field.name for field in form.fields), "") if form else {}
    try:
        if form is not None:
            dossier.print(cells, [""] * len(dossier.queries))
    except PRINT_ERRORS as error:
        place = Place(dossier.path, template_line(error))
        yield finding("dossier-unprintable", place, ref=dossier.table, problem=error)
