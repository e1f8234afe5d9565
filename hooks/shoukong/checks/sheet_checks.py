"""Checks of sheets that a form lays out by parts: what their texts, grids, tables and checklists name is there."""

from collections.abc import Iterator, Mapping
from typing import Any

from shoukong.finding import Finding, finding
from shoukong.forms.form import Form
from shoukong.forms.print_shape import PARTS, PRINT, Part
from shoukong.layout import FORMS
from shoukong.paper.running_text import fields_in, figure_addresses, hindrance, unknown_names
from shoukong.paper.sheet_parts import child_key, text_source
from shoukong.portal import Portal
from shoukong.text.sandbox import PRINT_ERRORS

_REVISION = "form_revision"


def check_parts(portal: Portal) -> Iterator[Finding]:
    """What the parts of a sheet name exists, and can be what they take it for."""
    figures = {document.id: document.figures for document in portal.documents}
    for form in portal.forms:
        for i, part in enumerate(form.print.parts):
            yield from _text_faults(form, i, part, figures, portal)
            match part.kind:
                case "grid":
                    yield from _grid_faults(form, i, part)
                case "table":
                    yield from _table_faults(form, i, part, portal)
                case "checklist":
                    if isinstance(part.content, str):
                        yield from _list_faults(form, (i, part.kind), part.content, figures=figures, portal=portal)
                    if part.detail:
                        yield from _list_faults(form, (i, "detail"), *part.details, figures=figures, portal=portal)


def check_placed(portal: Portal) -> Iterator[Finding]:
    """Each field of a form that is laid out by parts stands in one of them or is internal, never both."""
    for form in portal.forms:
        shape = form.print
        if not shape.parts:
            continue
        placed = {name for part in shape.parts for name in part.named}
        placed.update(name for part in shape.parts for text in part.texts for name in fields_in(text))
        left = [n for n in form.names if n not in placed and n not in (*shape.internal, form.primary_key, _REVISION)]
        if left:
            titles = tuple(f"{form.field(name).title}（{name}）" for name in left)  # type: ignore[union-attr]
            yield finding("part-left-out", form.place(PRINT, PARTS), ref=form.id, fields=titles)
        for i, name in enumerate(shape.internal):
            if name in placed:
                yield finding("part-internal", form.place(PRINT, "internal", i), ref=form.id, name=name)


def _text_faults(
    form: Form, i: int, part: Part, figures: Mapping[str, Mapping[str, Any]], portal: Portal
) -> Iterator[Finding]:
    """One finding for each text: the first figure or name in it that leads nowhere, or what else hinders it."""
    source = text_source(form, portal.settings.organization, figures, portal.forms_by_name)
    for j, text in enumerate(part.texts):
        keys = (PRINT, PARTS, i, part.kind, *((j,) if part.kind != "text" else ()))
        documents = {document for document, _ in figure_addresses(text)}
        if documents & portal.unread_documents:
            continue
        unknown = [f"{d}#{name}" for d, name in figure_addresses(text) if name not in figures.get(d, {})]
        if unknown:
            yield finding("figure-unknown", form.place(*keys), ref=form.id, figure=unknown[0])
            continue
        try:
            names = unknown_names(text, source)
        except PRINT_ERRORS as error:
            yield _unprinted(form, keys, error)
            continue
        if names:
            yield finding("part-placeholder", form.place(*keys), ref=form.id, name=names[0], known=form.names)
        elif hindered := hindrance(text, source):
            yield _unprinted(form, keys, hindered)


def _unprinted(form: Form, keys: tuple[str | int, ...], problem: object) -> Finding:
    """A text that cannot be printed, perhaps for want of a form whose records it prints."""
    told = finding("part-text", form.place(*keys), ref=form.id, problem=problem)
    return told.resting_on(f"{FORMS}/{key.table}.yaml" for key in form.foreign_keys)


def _grid_faults(form: Form, i: int, part: Part) -> Iterator[Finding]:
    for key, name in (("grid", part.content), ("by", part.by)):
        field = form.field(name)
        if field is not None and field.figure is None and not field.constraints.enum:
            yield finding("part-no-choices", form.place(PRINT, PARTS, i, key), ref=form.id, name=name)


def _table_faults(form: Form, i: int, part: Part, portal: Portal) -> Iterator[Finding]:
    child = portal.forms_by_name.get(part.content)
    if child is None:
        if not portal.is_known_form(part.content):
            yield finding("part-register", form.place(PRINT, PARTS, i, "table"), ref=form.id, table=part.content)
        return
    if child_key(form, child, part.key) is None:
        place = form.place(PRINT, PARTS, i, "key" if part.key else "table")
        yield finding("part-register-key", place, ref=form.id, table=child.name, form=form.name)
    named: list[tuple[str, tuple[str | int, ...]]] = [(name, ("columns", j)) for j, name in enumerate(part.columns)]
    if part.total:
        named.append((part.total, ("total",)))
    for name, keys in named:
        if child.field(name) is None:
            yield finding(
                "field-unknown", form.place(PRINT, PARTS, i, *keys), ref=form.id, name=name, known=child.names
            )


def _list_faults(
    form: Form,
    keys: tuple[int, str],
    address: str,
    entry: str = "name",
    *,
    figures: Mapping[str, Mapping[str, Any]],
    portal: Portal,
) -> Iterator[Finding]:
    """One finding where a figure is no list, or its items have no name, or not the entry that is asked for."""
    document, _, name = address.partition("#")
    if document in portal.unread_documents:
        return
    items = figures.get(document, {}).get(name)
    entries = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    plain = entry != "name" and isinstance(items, list) and len(entries) < len(items)
    if not isinstance(items, list) or plain or any(not {"name", entry} <= item.keys() for item in entries):
        code = "figure-unknown" if items is None else "figure-not-a-list"
        yield finding(code, form.place(PRINT, PARTS, *keys), ref=form.id, figure=address)


CHECKS = (check_parts, check_placed)
