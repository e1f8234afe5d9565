"""The body of a document as it is shown: figures printed, clauses addressable, their items and forms beside them."""

import re
from collections.abc import Iterator

from shoukong.document import Clause, Document, clause_of_anchor, is_satisfies_line
from shoukong.figures import print_figures, print_figures_in
from shoukong.form import Form
from shoukong.links import forms_of_clause
from shoukong.markdown import prose_rows
from shoukong.pages.view import View

_ANCHORED = re.compile(r"(?P<text>.*?)\s*\{:?\s*#(?P<anchor>c[^\s}]+)[^}]*\}\s*")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
TITLE_LENGTH = 40
_ITEM_MARK = re.compile(r"(?P<mark>\s*(?:[-*+]|[0-9]{1,9}[.)])\s+)(?P<text>.*)")


def shown_body(document: Document, view: View) -> tuple[str, str]:
    """The title line and the rest of the body, in Markdown."""
    text, _ = print_figures(document)
    prose = {line for line, _ in prose_rows(text)}
    rows = list(_rows(text, prose, document, view))
    title = next((row for row in rows if row.startswith("# ")), f"# {document.title}")
    return title, "\n".join(row for row in rows if row is not title)


def clause_title(document: Document, clause: Clause) -> str:
    """The clause's title, or the start of its text, as plain words with figures printed."""
    printed, _ = print_figures_in(clause.title, document)
    plain = _LINK.sub(r"\1", printed).replace("**", "")
    return plain if len(plain) <= TITLE_LENGTH else f"{plain[:TITLE_LENGTH]}…"


def _rows(text: str, prose: set[int], document: Document, view: View) -> Iterator[str]:
    for line, row in enumerate(text.split("\n"), start=1):
        if line not in prose:
            yield row
            continue
        if is_satisfies_line(row):
            continue
        match = _ANCHORED.fullmatch(row)
        clause = document.clause(clause_of_anchor(match["anchor"]) or "") if match else None
        yield from (row,) if match is None or clause is None else _clause_rows(match["text"], clause, document, view)


def _clause_rows(text: str, clause: Clause, document: Document, view: View) -> Iterator[str]:
    badges = " ".join(_badges(clause, document, view))
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
