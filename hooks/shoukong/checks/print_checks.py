"""Checks of prints: signs that no installed font has."""

from collections.abc import Iterator

from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Field, Form
from shoukong.forms.print_shape import Part
from shoukong.paper.fonts import font_folder
from shoukong.paper.printable_signs import missing_signs, named
from shoukong.portal import Portal

Placed = tuple[str, Place]


def check_signs(portal: Portal) -> Iterator[Finding]:
    """Whatever a blank prints can be printed, each text told once where it is written."""
    folder = font_folder(portal.root)
    if folder is None or not portal.forms:
        return  # without fonts there are no prints, and building says so
    for text, place in dict.fromkeys(_printed(portal)):
        missing = missing_signs(text, folder)
        if missing:
            signs = "、".join(f"{sign}（{named(sign)}）" for sign in missing)
            signs_en = ", ".join(f"{sign} ({named(sign)})" for sign in missing)
            yield finding("print-sign", place, text=text, signs=signs, signs_en=signs_en)


def _printed(portal: Portal) -> Iterator[Placed]:
    """Every text of a blank, with its place."""
    settings = portal.settings
    yield settings.organization, settings.lines.place("organization")
    yield settings.address, settings.lines.place("address")
    for form in portal.forms:
        document = portal.documents_by_id.get(form.document)
        if document is not None:
            yield document.title, document.place("title")
        yield from _of_form(form)


def _of_form(form: Form) -> Iterator[Placed]:
    yield form.title, form.place("title")
    yield form.id, form.place("id")
    if form.number is not None:
        yield form.number.template, form.place("number")
    yield form.name, form.place("name")
    for address in form.clauses:
        yield address, form.place("clause")
    yield form.print.note, form.place("print", "note")
    for i, who in enumerate(form.print.signatures):
        yield who, form.place("print", "signatures", i)
    yield form.print.title, form.place("print", "title")
    yield form.print.stamp, form.place("print", "stamp")
    for i, copy in enumerate(form.print.copies):
        yield copy.title, form.place("print", "copies", i, "title")
    for i, part in enumerate(form.print.parts):
        for key, words in _words_of(part):
            yield from ((word, form.place("print", "parts", i, key)) for word in words if word)
    for i, field in enumerate(form.fields):
        yield from _of_field(form, field, i)


def _words_of(part: Part) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The words that a part of a sheet prints of itself, by the keys at which they stand."""
    if part.kind in ("text", "instructions"):
        yield part.kind, part.texts
    elif part.kind in ("lines", "checklist", "signatures") and isinstance(part.content, tuple):
        yield part.kind, part.content
    told = {"title": part.title, "photo_place": part.photo_place, "room": part.room, "stamp": part.stamp}
    yield from ((key, (word,)) for key, word in told.items())
    yield "choices", part.choices


def _of_field(form: Form, field: Field, i: int) -> Iterator[Placed]:
    yield field.title, form.place("schema", "fields", i, "title")
    yield field.description, form.place("schema", "fields", i, "description")
    key = ("figure",) if field.figure else ("constraints", "enum")
    for word in field.constraints.enum or ():
        yield word, form.place("schema", "fields", i, *key)


CHECKS = (check_signs,)
