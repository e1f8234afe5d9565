"""The body of a document as it is shown: figures printed, links that lead somewhere, items and forms beside clauses."""

import re
from collections.abc import Callable, Iterator, Sequence

from shoukong.document import Clause, Document, clause_of_anchor, is_satisfies_line
from shoukong.figures import print_figures, print_figures_in
from shoukong.form import Form
from shoukong.links import forms_of_clause, resolve_link
from shoukong.pages.view import View
from shoukong.text.markdown import Link, prose_rows

_ANCHORED = re.compile(r"(?P<text>.*?)\s*\{:?\s*#(?P<anchor>c[^\s}]+)[^}]*\}\s*")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_WHOLE_LINK = re.compile(
    r"(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^()\s]+)(?P<title>\s+\"[^\"]*\")?\)"
)
TITLE_LENGTH = 40
LineOf = Callable[[str], str]
_BLOCK = re.compile(r"\s*(?:`{3,}|~{3,})(?:rule|duty|indicator)\b")
_BLOCK_ID = re.compile(r"\s*id:\s*(\S+)\s*")
BadgesOf = Callable[[Clause], Sequence[str]]
_ITEM_MARK = re.compile(r"(?P<mark>\s*(?:[-*+]|[0-9]{1,9}[.)])\s+)(?P<text>.*)")


def shown_body(document: Document, view: View, line_of: LineOf) -> tuple[str, str]:
    """The title line and the rest of the body for the document's own page, in Markdown; blocks by `line_of`."""
    return _body(document, view, lambda clause: tuple(_badges(clause, document, view)), up="", line_of=line_of)


def revision_body(document: Document, view: View) -> tuple[str, str]:
    """The same for the page of one revision, which lies a folder deeper and shows the text alone."""
    return _body(document, view, lambda _: (), up="../")


def _body(
    document: Document, view: View, badges_of: BadgesOf, *, up: str, line_of: LineOf = lambda _: ""
) -> tuple[str, str]:
    text, _ = print_figures(document)
    prose = {line for line, _ in prose_rows(text)}
    rows = list(_rows(text, prose, document, badges_of, line_of))
    title = next((row for row in rows if row.startswith("# ")), f"# {document.title}")
    return title, "\n".join(_relinked(row, document, view, up) for row in rows if row is not title)


def _relinked(row: str, document: Document, view: View, up: str) -> str:
    """The row with its links as seen from the page; what leads nowhere in today's texts becomes plain words."""

    def replaced(match: re.Match[str]) -> str:
        target = _address(match["target"], document, view, up)
        return match["text"] if target is None else f"[{match['text']}]({target}{match['title'] or ''})"

    return _WHOLE_LINK.sub(replaced, row)


def _address(written: str, document: Document, view: View, up: str) -> str | None:
    path, _, fragment = written.partition("#")
    link = Link("", path, fragment, 0)
    if not link.is_local or not path:
        return written
    target = resolve_link(document, link)
    if target is None:
        return f"{up}{written}"
    if target.form is not None:
        return f"{up}../forms/{target.form}.md" if target.form in view.portal.forms_by_name else None
    if target.document is None:
        return f"{up}{written}"
    other = view.portal.documents_by_id.get(target.document)
    if other is None:
        return None
    clause = other.clause(clause_of_anchor(fragment) or "")
    return f"{up}{other.id}.md" + (f"#{clause.anchor}" if clause else "")


def clause_title(document: Document, clause: Clause) -> str:
    """The clause's title, or the start of its text, as plain words with figures printed."""
    printed, _ = print_figures_in(clause.title, document)
    plain = _LINK.sub(r"\1", printed).replace("**", "")
    return plain if len(plain) <= TITLE_LENGTH else f"{plain[:TITLE_LENGTH]}…"


def _rows(text: str, prose: set[int], document: Document, badges_of: BadgesOf, line_of: LineOf) -> Iterator[str]:
    fenced: list[str] = []
    for line, row in enumerate(text.split("\n"), start=1):
        if line not in prose:
            fenced.append(row)
            continue
        yield from _shown_fence(fenced, line_of)
        fenced = []
        if is_satisfies_line(row):
            continue
        match = _ANCHORED.fullmatch(row)
        clause = document.clause(clause_of_anchor(match["anchor"]) or "") if match else None
        yield from (row,) if match is None or clause is None else _clause_rows(match["text"], clause, badges_of(clause))
    yield from _shown_fence(fenced, line_of)


def _shown_fence(rows: list[str], line_of: LineOf) -> Iterator[str]:
    """Fenced rows as they are; an executable block as the one line that tells its result, if it has one."""
    id_ = next((m[1].strip("\"' ") for row in rows if (m := _BLOCK_ID.fullmatch(row))), "")
    line = line_of(id_) if rows and _BLOCK.match(rows[0]) else ""
    if not line:
        yield from rows
        return
    indent = rows[0][: len(rows[0]) - len(rows[0].lstrip())]
    yield from ("", indent + line, "")


def _clause_rows(text: str, clause: Clause, shown: Sequence[str]) -> Iterator[str]:
    badges = " ".join(shown)
    item = _ITEM_MARK.fullmatch(text)
    if item is None:
        yield f"{text} {{#{clause.anchor}}}"
        if badges:
            yield from ("", f'<span class="sk-items">{badges}</span>', "")
        return
    tail = f' <span class="sk-items">{badges}</span>' if badges else ""
    yield f'{item["mark"]}<span id="{clause.anchor}" class="sk-anchor"></span>{item["text"]}{tail}'


def _badges(clause: Clause, document: Document, view: View) -> Iterator[str]:
    sets = {item.id: s for s in view.portal.requirement_sets for item in s.items}
    for id_ in dict.fromkeys(clause.items):
        if id_ in sets:
            yield f"[{id_}](../requirements/{sets[id_].id}.md#{id_}){{ .sk-item }}"
    linked = {link.path for link in clause.links}
    for form in forms_of_clause(view.portal, document, clause):
        if f"../forms/{form.name}.md" not in linked:
            yield _form_badge(form)
    for form in forms_of_clause(view.portal, document, clause):
        count = view.counts[form.name]
        yield f"[{form.title} {count:,} 条](../registers/{form.name}.md){{ .sk-item .sk-evidence }}"


def _form_badge(form: Form) -> str:
    return f"[表单 {form.id}](../forms/{form.name}.md){{ .sk-item }}"
