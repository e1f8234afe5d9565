"""Figures: numbers and lists that stand once in a document, printed in its prose and used by forms."""

import re
from collections.abc import Collection, Mapping, Sequence

from shoukong.document import Document
from shoukong.files.compiled_templates import compiled
from shoukong.finding import Finding, finding
from shoukong.forms.form import Form
from shoukong.text.sandbox import PRINT_ERRORS
from shoukong.text.yaml_lines import Key
from shoukong.text.yaml_shape import not_quoted

_TEMPLATE_MARK = re.compile(r"\{[{%]")


def list_values(document: Document, name: str) -> tuple[tuple[str, ...] | None, tuple[Finding, ...]]:
    """The words of a figure that is a list, of texts or of mappings with a `name`; None for any other figure.

    Words that lack their quotes stand as they are written; the finding says so.
    """
    figure, lines = document.figures.get(name), document.lines
    items = figure if isinstance(figure, list) else []
    keys: list[tuple[Key, ...]] = [
        ("figures", name, i, "name") if isinstance(item, dict) else ("figures", name, i) for i, item in enumerate(items)
    ]
    named = (item.get("name") if isinstance(item, dict) else item for item in items)
    words = [lines.written.get(key, word) for key, word in zip(keys, named, strict=True)]
    texts = tuple(word for word in words if isinstance(word, str) and word)
    if not texts or len(texts) < len(words):
        return None, ()
    unquoted = [key for key in keys if key in lines.written]
    return texts, (not_quoted(lines, unquoted),) if unquoted else ()


def allowed_values(
    forms: Sequence[Form], documents: Sequence[Document], unread: Collection[str]
) -> tuple[Mapping[str, tuple[str, ...]], tuple[Finding, ...]]:
    """The lists that fields of forms name, by their addresses, and a finding for each name that leads to none."""
    by_id = {document.id: document for document in documents}
    allowed: dict[str, tuple[str, ...]] = {}
    findings: list[Finding] = []
    for form in forms:
        for i, field in enumerate(form.fields):
            id_, _, name = (field.figure or "").partition("#")
            if field.figure is None or id_ in unread:
                continue
            values, unquoted = list_values(by_id[id_], name) if id_ in by_id else (None, ())
            if values is not None:
                findings.extend(() if field.figure in allowed else unquoted)
                allowed[field.figure] = values
                continue
            is_there = id_ in by_id and name in by_id[id_].figures
            code = "figure-not-a-list" if is_there else "figure-unknown"
            place = form.place("schema", "fields", i, "figure")
            findings.append(finding(code, place, ref=form.id, figure=field.figure))
    return allowed, tuple(findings)


def print_figures(document: Document) -> tuple[str, tuple[Finding, ...]]:
    """The document's body with its figures printed; the body as it stands, and a finding, where that fails."""
    text, error = print_figures_in(document.body, document)
    if error is None:
        return text, ()
    place = document.place().at(document.body_line + (template_line(error) or 1) - 1, "figures")
    return text, (finding("figure-unprintable", place, ref=document.id, problem=error),)


def print_figures_in(text: str, document: Document) -> tuple[str, Exception | None]:
    """A text with the document's figures printed, or the text as it stands and what hindered."""
    if not _TEMPLATE_MARK.search(text):
        return text, None
    try:
        return compiled(text).render(figures=document.figures), None
    except PRINT_ERRORS as error:
        return text, error


def template_line(error: BaseException) -> int | None:
    """The line of a template in which an error arose; None where that is not known."""
    written = getattr(error, "lineno", None)
    if isinstance(written, int):
        return written
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
