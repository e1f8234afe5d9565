"""Checks of what texts link to: that it exists and may be followed, in documents, own pages and dossier templates."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from shoukong.files.attachment import DOCS, attachment_name
from shoukong.files.folder import files_below, read_text
from shoukong.finding import Finding, Place, finding
from shoukong.layout import DOCUMENTS, REQUIREMENTS
from shoukong.links import resolve_link
from shoukong.portal import Portal
from shoukong.portal_page import own_files, own_paths, printed_alike
from shoukong.records.kept_lists import keeps_page
from shoukong.text.clause_address import clause_of_anchor
from shoukong.text.composition import composed
from shoukong.text.markdown import outline
from shoukong.text.markdown_links import Link, LinkKind, undefined_references

# What runs a program, or lies on the writer's own computer; `C:` is a drive.
_UNUSABLE = re.compile(r"(?:javascript|vbscript|file|data|[a-z]):|\\\\", re.IGNORECASE)
_PRINTED = re.compile(r"\{[{%]")
_ID = re.compile(r"""\s(?:id|name)\s*=\s*["']?([^\s"'>]+)""")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is written by hand: its text, and the folders below `docs` from which its links count.

    Links in HTML are not translated by site generators: a browser counts them from the address of the page.
    """

    path: str
    text: str
    folder: str
    address: str
    subject: str | None = None

    def base(self, link: Link) -> str:
        """The folder from which a link counts."""
        return self.address if link.kind is LinkKind.HTML else self.folder


@dataclass(frozen=True, slots=True)
class Known:
    """What links may lead to: own pages and files by their paths below `docs`, and what is made from the portal."""

    pages: Mapping[str, Page]
    files: frozenset[str]
    portal: Portal


def check_schemes(portal: Portal) -> Iterator[Finding]:
    """No text links to a program or to a file on somebody's computer."""
    for document in portal.documents:
        yield from _unusable(document.path, document.links, document.id)
    for page in _pages(portal):
        yield from _unusable(page.path, outline(page.text).links)


def check_definitions(portal: Portal) -> Iterator[Finding]:
    """Links by reference have their definitions."""
    texts = [(document.path, document.body, document.body_line) for document in portal.documents]
    for path, text, line in (*texts, *((page.path, page.text, 1) for page in _pages(portal))):
        for link in undefined_references(text, line):
            yield finding("link-undefined", Place(path, link.line), label=link.path, text=link.text)


def check_pages(portal: Portal) -> Iterator[Finding]:
    """Links lead to what is known to exist; at pages that are made from records the build looks again."""
    files = frozenset(path.removeprefix(f"{DOCS}/") for path in own_files(portal))
    files |= {a.published for document in portal.documents for a in document.attachments}
    pages = tuple(_pages(portal))
    by_path = {page.path.removeprefix(f"{DOCS}/"): page for page in pages}
    known = Known({composed(path): page for path, page in by_path.items()} | by_path, _with_composed(files), portal)
    for page in pages:
        printed = printed_alike(page.text, portal)
        links = outline(page.text).links
        yield from _dead(page, (link for link in links if link.target in printed), known)
    for document in portal.documents:  # what leads to documents, forms and attachments is looked at there
        others = (k for k in document.links if not resolve_link(document, k) and not attachment_name(k, document.path))
        page = Page(document.path, document.body, "documents", "documents", document.id)
        yield from _dead(page, others, known)


def check_unused(portal: Portal) -> Iterator[Finding]:
    """Nothing lies beside the documents that none of them uses."""
    if portal.unread_documents or portal.incomplete:
        return
    used = {a.source for document in portal.documents for a in document.attachments}
    for name in files_below(portal.root / DOCUMENTS):
        path = f"{DOCUMENTS}/{name}"
        if not name.endswith(".md") and not name.rpartition("/")[2].startswith(".") and path not in used:
            yield finding("attachment-unused", Place(path))


CHECKS = (check_schemes, check_definitions, check_pages, check_unused)


def _pages(portal: Portal) -> Iterator[Page]:
    """The own pages and the dossier templates."""
    for path in own_paths(portal):
        text, _ = read_text(portal.root, path)
        name = path.removeprefix(f"{DOCS}/").removesuffix(".md")
        yield Page(path, text or "", posixpath.dirname(name), name.removesuffix("index").rstrip("/"))
    for dossier in portal.dossiers:
        yield Page(dossier.path, dossier.text, dossier.table, f"{dossier.table}/-")


def _unusable(path: str, links: Iterable[Link], subject: str | None = None) -> Iterator[Finding]:
    seen: set[tuple[int, str]] = set()
    for link in links:
        key = (link.written_on, link.target)
        if key not in seen and _is_unusable(link):
            seen.add(key)
            yield finding("link-scheme", Place(path, link.written_on), ref=subject, target=link.target, text=link.text)


def _is_unusable(link: Link) -> bool:
    """Whether an address is none that others can follow; browsers pass over spaces and line ends in it."""
    return _UNUSABLE.match("".join(c for c in unescape(link.path) if c > " ")) is not None


def _dead(page: Page, links: Iterable[Link], known: Known) -> Iterator[Finding]:
    seen: set[tuple[int, str]] = set()
    for link in links:
        key = (link.written_on, link.target)
        if key in seen or not link.is_local or _is_unusable(link) or _PRINTED.search(link.target):
            continue
        seen.add(key)
        if not _leads_somewhere(page, link, known):
            place = Place(page.path, link.written_on)
            yield finding("link-unknown", place, ref=page.subject, target=link.target, text=link.text)


def _leads_somewhere(page: Page, link: Link, known: Known) -> bool:
    written = unquote(urlsplit(link.path).path)
    if not written:
        return _has_place(page, unquote(link.fragment))
    if written.startswith("/"):
        return link.kind is LinkKind.HTML  # the build knows below which path the site is served
    target = posixpath.normpath(posixpath.join(page.base(link), written))
    is_file = target in known.files or (target.partition("/")[0] in known.portal.generated and _is_file(target))
    if is_file or target.startswith(".."):
        return is_file
    if link.kind is LinkKind.HTML and not (page.subject and target.endswith(".md")):
        names = (posixpath.normpath(f"{target}.md"), posixpath.normpath(f"{target}/index.md"))
        target = next((name for name in names if name in known.pages or _is_made(name, known.portal)), "")
    if target in known.pages:
        return _has_place(known.pages[target], unquote(link.fragment))
    return _is_made(target, known.portal) and _has_clause(target, link.fragment, known.portal)


def _with_composed(paths: frozenset[str]) -> frozenset[str]:
    """The paths, and as a link would spell them those whose own names are made of parts, which is told of the names."""
    return paths | {composed(path) for path in paths}


def _is_file(path: str) -> bool:
    """Whether a path is written like that of a file that is no page."""
    return posixpath.splitext(path)[1] not in ("", ".md")


def _is_made(page: str, portal: Portal) -> bool:
    """Whether the site has a page that is made from the portal, as far as can be told without making it."""
    if not page.endswith(".md"):
        return False
    if not keeps_page(portal, page):
        return False
    folder, _, name = page.removesuffix(".md").partition("/")
    subject = name.partition("/")[0]
    if subject == "index":
        return folder == "documents" or folder in portal.generated
    match folder:
        case "documents":
            return portal.is_known_document(subject)
        case "forms" | "registers" | "fill":
            return portal.is_known_form(subject)
        case "requirements":
            return (portal.root / REQUIREMENTS / f"{subject}.yaml").is_file()
        case _:
            return bool(name) and folder in portal.generated


def _has_clause(page: str, fragment: str, portal: Portal) -> bool:
    """Whether a document's page has the clause that a fragment names."""
    folder, _, name = page.removesuffix(".md").partition("/")
    document = portal.documents_by_id.get(name) if folder == "documents" else None
    number = clause_of_anchor(fragment)
    return document is None or number is None or document.clause(number) is not None


def _has_place(page: Page, fragment: str) -> bool:
    """Whether a page has a place of this name; headings give theirs in a way of the site generator's own."""
    if not fragment or fragment in _ID.findall(page.text):
        return True
    blocks = outline(page.text).anchored
    told = {_bare(f"{block.number}{block.title}") for block in blocks if block.is_heading}
    return (
        any(block.anchor == fragment or _PRINTED.search(block.title) for block in blocks)
        or _bare(re.sub(r"_[0-9]+$", "", fragment)) in told
    )


def _bare(words: str) -> str:
    """Letters and digits alone, which a heading and the name of its place have in common."""
    return "".join(sign for sign in words.casefold() if sign.isalnum())
