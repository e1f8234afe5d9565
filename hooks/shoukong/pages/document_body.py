"""The body of a document as it is shown: figures printed, links that lead somewhere, items and forms beside clauses."""

import posixpath
from collections.abc import Callable, Iterator, Sequence
from html import escape
from urllib.parse import quote

from shoukong.document import Clause, Document, is_satisfies_line
from shoukong.figures import print_figures, print_figures_in
from shoukong.files.attachment import attachment_name
from shoukong.links import forms_of_clause, resolve_link
from shoukong.pages.clause_order import Part, Row, in_order
from shoukong.pages.clause_prose import row_anchors
from shoukong.pages.output import cell
from shoukong.pages.view import View
from shoukong.text.block import SHAPES, block_number, blocks_in
from shoukong.text.clause_address import clause_of_anchor
from shoukong.text.markdown import outline, prose_rows, split_anchor, split_item, without_links
from shoukong.text.markdown_links import Link, LinkKind, relinked
from shoukong.text.site_markdown import published

TITLE_LENGTH = 40
LineOf = Callable[[str], str]
BadgesOf = Callable[[Clause], Sequence[str]]


def shown_body(document: Document, view: View, line_of: LineOf) -> tuple[str, str]:
    """The title line and the rest of the body for the document's own page, in Markdown; blocks by `line_of`."""
    return _body(document, view, lambda clause: tuple(_badges(clause, document, view)), up="", line_of=line_of)


def revision_body(document: Document, view: View) -> tuple[str, str]:
    """The same for the page of one revision, which lies a folder deeper and shows the text alone."""
    return _body(document, view, lambda _: (), up="../")


def printed_body(document: Document, view: View, line_of: LineOf) -> str:
    """The body without its title line, for paper: the text alone, blocks by `line_of`."""
    return _body(document, view, lambda _: (), up="", line_of=line_of)[1]


def _body(
    document: Document, view: View, badges_of: BadgesOf, *, up: str, line_of: LineOf = lambda _: ""
) -> tuple[str, str]:
    printed, _ = print_figures(document)
    text = relinked(published(printed), lambda link: _target(link, document, view, up))
    rows = list(in_order(_rows(text, document, badges_of, line_of)))
    title = next((row for row in rows if row.startswith("# ")), f"# {cell(document.title)}")
    return title, "\n".join(row for row in rows if row is not title)


def _target(link: Link, document: Document, view: View, up: str) -> str | None:
    """Where a link leads, as seen from the page; None where it leads nowhere in today's texts."""
    if not link.is_local or not link.path:
        return link.target
    name = attachment_name(link, document.path)
    target = _page(link, document, view, up) if name is None else _file(link, name, document, view, up)
    if link.kind is not LinkKind.HTML:
        return target
    # A browser reads HTML as it stands, from the page's own folder.
    return "" if target is None else f"../{_address(target)}"


def _page(link: Link, document: Document, view: View, up: str) -> str | None:
    target = resolve_link(document, link)
    if target is None:
        return f"{up}{link.target}"
    if target.form is not None:
        return f"{up}../forms/{target.form}.md" if target.form in view.portal.forms_by_name else None
    if target.document is None:
        return f"{up}{link.target}"
    other = view.portal.documents_by_id.get(target.document)
    if other is None:
        return None
    clause = other.clause(clause_of_anchor(link.fragment) or "")
    return f"{up}{other.id}.md" + (f"#{clause.anchor}" if clause else "")


def _file(link: Link, name: str, document: Document, view: View, up: str) -> str | None:
    """An attachment of the text where it is published; what the site makes itself stays where it is."""
    attachment = next((a for a in document.attachments if a.name == name), None)
    if attachment is not None and attachment.published != name:
        page = f"documents/{document.id}" if up else "documents"
        path = quote(posixpath.relpath(attachment.published, page))
        return f"{path}#{link.fragment}" if link.fragment else path
    is_made = name.partition("/")[0] in view.portal.generated
    return f"{up}{link.target}" if attachment is not None or is_made else None


def _address(target: str) -> str:
    """A target as a browser asks for it: a page by its folder."""
    path, mark, fragment = target.partition("#")
    if path.endswith(".md"):
        path = path.removesuffix(".md").removesuffix("index").rstrip("/") + "/"
    return f"{path}{mark}{fragment}"


def clause_title(document: Document, clause: Clause) -> str:
    """The clause's title, or the start of its text, as plain words with figures printed."""
    printed, _ = print_figures_in(clause.title, document)
    plain = without_links(printed).replace("**", "")
    return plain if len(plain) <= TITLE_LENGTH else f"{plain[:TITLE_LENGTH]}…"


def _rows(text: str, document: Document, badges_of: BadgesOf, line_of: LineOf) -> Iterator[Row]:
    blocks = {fence.first: fence for fence in blocks_in(text, SHAPES)}
    anchors = row_anchors(document, text)
    prose = {line - 1 for line, _ in prose_rows(text)}
    headings = {block.line - 1: block.level for block in outline(text).anchored if block.is_heading}
    told_to = -1
    for i, row in enumerate(text.split("\n")):
        line = line_of(block_number(blocks[i])) if i in blocks else ""
        if line:
            told_to = blocks[i].last
            yield Row(" " * blocks[i].indent + line, Part.PANEL)
        if i not in prose:
            yield from () if i <= told_to else (Row(row),)
        elif i in headings and not row.startswith("#"):  # what belongs to a heading would part it from its line
            told_to = i + 1
            yield from _prose_row(f"{'#' * headings[i]} {row}", document, badges_of, Part.HEADING)
        elif i + 1 in anchors:
            yield Row(_table_row(row, anchors[i + 1]))
        elif i > told_to and not is_satisfies_line(row):
            yield from _prose_row(row, document, badges_of, Part.HEADING if i in headings else Part.PROSE)


def _table_row(row: str, anchor: str) -> str:
    """A row of a table that can be led to."""
    before, bar, cells = row.partition("|")
    return f'{before}{bar} <span id="{anchor}" class="sk-anchor sk-row"></span>{cells.lstrip()}'


def _prose_row(row: str, document: Document, badges_of: BadgesOf, part: Part) -> Iterator[Row]:
    text, anchor = split_anchor(row)
    clause = document.clause(clause_of_anchor(anchor) or "") if anchor else None
    if clause is None:
        yield Row(row, part)
        return
    named = f' data-name="{escape(clause.cited)}"' if clause.cited else ""
    item = split_item(text)
    if item is None and clause.is_heading:
        yield Row(f"{text} {{#{clause.anchor}{named}}}", Part.HEADING)
    else:
        mark, words = item or ("", text)
        yield Row(
            f'{mark}<span id="{clause.anchor}" class="sk-anchor"{named}></span>{words}',
            Part.ITEM if item else Part.PARAGRAPH,
        )
    badges = " ".join(badges_of(clause))
    if badges:
        yield Row(f'<span class="sk-items">{badges}</span>', Part.BADGES)


def _badges(clause: Clause, document: Document, view: View) -> Iterator[str]:
    sets = {item.id: s for s in view.portal.requirement_sets for item in s.items}
    for id_ in dict.fromkeys(clause.items):
        if id_ in sets:
            yield f"[{view.say('要求 %(id)s', id=id_)}](../requirements/{sets[id_].id}.md#{id_}){{ .sk-item }}"
    linked = {link.path for link in clause.links}
    for form in forms_of_clause(view.portal, document, clause):
        if f"../forms/{form.name}.md" not in linked:
            yield f"[{view.say('表单 %(id)s', id=form.id)}](../forms/{form.name}.md){{ .sk-item }}"
    for form in forms_of_clause(view.portal, document, clause):
        count = view.counts[form.name]
        records = view.say.count("%(count)s 条", count, count=f"{count:,}")
        yield f"[{cell(form.title)} {records}](../registers/{form.name}.md){{ .sk-item .sk-evidence }}"
