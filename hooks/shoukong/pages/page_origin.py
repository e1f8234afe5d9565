"""Where a page comes from: the files that it is made of, who owns it, and the text that a reader would have changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from shoukong.document import Document
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.query_tables import words_of
from shoukong.forms.form import Form
from shoukong.layout import DOCS, RECORDS, SETTINGS
from shoukong.pages.clause_lines import FOLDERS
from shoukong.pages.holders import DEPARTMENTS, POSTS
from shoukong.pages.view import View
from shoukong.records.core_declaration import (
    ACKNOWLEDGEMENTS,
    APPROVALS,
    CHANGE_REQUESTS,
    COPIES,
    EXTERNAL,
    LINK_REVIEWS,
    REVIEWS,
)
from shoukong.records.core_people import POSTS as POSTS_HELD
from shoukong.records.core_registers import core_form

GLOSSARY = f"{DOCS}/glossary.yaml"
BLOCKS = frozenset(FOLDERS.values())
# The registers that pages of control tell of, by their folder or path.
_TOLD = {
    "changes": CHANGE_REQUESTS,
    "copies": COPIES,
    "reading": ACKNOWLEDGEMENTS,
    "control/external": EXTERNAL,
    "control/reviews": REVIEWS,
    "control/suspects": LINK_REVIEWS,
    "control": APPROVALS,
    POSTS: POSTS_HELD,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """What a page is made of: `path` the text that stands behind it, which may be changed, and what else it tells of.

    `is_text` where the page is that text; `subject` is the number of the document or form that it belongs to.
    """

    path: str
    others: tuple[str, ...] = ()
    owner: str = ""
    subject: str = ""
    is_text: bool = False
    placed: BlockInPlace | None = None
    form: Form | None = None


def origin_of(page: str, view: View) -> Origin:
    """The origin of a page by its path, such as `documents/P-01.md`; of one that tells of many, what they rest on."""
    parts = page.removesuffix(".md").split("/")
    known = (
        partial(_of_document, parts, view),
        partial(_of_form, parts, view),
        partial(_of_block, parts, view),
        partial(_of_set, parts, view),
        partial(_of_register, parts, view),
    )
    return next((found for each in known if (found := each())), None) or Origin(SETTINGS, owner=keeper(view))


def own_origin(path: str, view: View) -> Origin:
    """The origin of one of the firm's own pages."""
    return Origin(path, owner=keeper(view), is_text=True)


def keeper(view: View) -> str:
    """Who keeps the portal: the owner of its rulebook; empty where there is none."""
    ruling = view.portal.ruling_document
    return ruling.owner if ruling else ""


class Relations:
    """What blocks and forms are connected with, as titles and pages: they lead to each other both ways."""

    def __init__(self, view: View) -> None:
        self._forms = {form.name.lower(): form for form in view.forms}
        self._by_form: dict[str, list[BlockInPlace]] = {}
        self._by_clause: dict[str, list[BlockInPlace]] = {}
        for placed in sorted(view.executable.blocks.values(), key=lambda each: each.id):
            self._by_clause.setdefault(placed.address, []).append(placed)
            for name in self._named(placed):
                self._by_form.setdefault(name, []).append(placed)

    def of(self, origin: Origin) -> Iterator[tuple[str, str]]:
        """A block with the forms whose records it asks for and the others of its clause; a form with its blocks."""
        if origin.placed:
            forms = (self._forms[name] for name in sorted(self._named(origin.placed)))
            yield from ((form.title, f"forms/{form.name}") for form in forms)
            at_clause = self._by_clause[origin.placed.address] if origin.placed.clause else ()
            yield from (_link(each) for each in at_clause if each.id != origin.placed.id)
        elif origin.form:
            yield from map(_link, self._by_form.get(origin.form.name.lower(), ()))

    def _named(self, placed: BlockInPlace) -> frozenset[str]:
        texts = (placed.block.text(key) for key in ("sql", "rows", "each", "evidence"))
        return words_of(filter(None, texts)) & self._forms.keys()


def _link(placed: BlockInPlace) -> tuple[str, str]:
    return f"{placed.id} {placed.title}", f"{FOLDERS[placed.block.kind]}/{placed.id}"


def _of_document(parts: list[str], view: View) -> Origin | None:
    if parts[0] != "documents" or len(parts) < 2 or parts[1] not in view.control.lives:
        return None
    life, shown = view.life(parts[1]), view.term(parts[1])
    terms = {term.text.revision.in_path: term for term in life.terms}
    text = terms[parts[2]].text if len(parts) > 2 and parts[2] in terms else shown.text
    whole = view.control.portal.whole(text)
    owner = whole.owner if isinstance(whole, Document) else ""
    return Origin(text.path, owner=owner, subject=life.subject, is_text=True)


def _of_form(parts: list[str], view: View) -> Origin | None:
    form = view.portal.forms_by_name.get(parts[1]) if len(parts) > 1 else None
    if form is None or parts[0] not in ("forms", "registers", "fill"):
        return None
    terms = {term.text.revision.in_path: term for term in view.life(form.id).terms}
    path = terms[parts[2]].text.path if len(parts) > 2 and parts[2] in terms else form.path
    records = (f"{RECORDS}/{form.name}/",) if parts[0] == "registers" else ()
    is_text = parts[0] == "forms"
    return Origin(path, records, owner_of_form(form, view), form.id, is_text, form=form if is_text else None)


def owner_of_form(form: Form, view: View) -> str:
    """The department that owns the document to which a form belongs."""
    document = view.portal.documents_by_id.get(form.document)
    return document.owner if document else keeper(view)


def _of_block(parts: list[str], view: View) -> Origin | None:
    placed = view.executable.blocks.get(parts[1]) if parts[0] in BLOCKS and len(parts) > 1 else None
    if placed is None:
        return None
    return Origin(placed.document.path, owner=placed.owner, subject=placed.address, placed=placed)


def _of_set(parts: list[str], view: View) -> Origin | None:
    sets = {each.id: each for each in view.portal.requirement_sets}
    found = sets.get(parts[1]) if parts[0] == "requirements" and len(parts) > 1 else None
    return Origin(found.path, owner=keeper(view), is_text=True) if found else None


def _of_register(parts: list[str], view: View) -> Origin | None:
    """What pages of control, departments, posts and dossiers are told from: registers, by way of their forms."""
    if parts[0] == "search":
        return Origin(GLOSSARY, owner=keeper(view)) if view.portal.glossary.terms else None
    if parts[0] == DEPARTMENTS and view.portal.ruling_document:
        return Origin(view.portal.ruling_document.path, owner=keeper(view), subject=view.portal.ruling_document.id)
    name = _TOLD.get("/".join(parts[:2])) or _TOLD.get(parts[0])
    form = core_form(view.portal, name) if name else view.portal.forms_by_name.get(parts[0])
    if form is None:
        return None
    return Origin(form.path, (f"{RECORDS}/{form.name}/",), owner_of_form(form, view), form.id)
