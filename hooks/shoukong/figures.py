"""Figures: numbers and lists that stand once in a document, printed in its prose and used by forms."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import jinja2

from shoukong.document import Document
from shoukong.finding import Finding, finding
from shoukong.form import Form
from shoukong.text.sandbox import PRINT_ERRORS, sandbox
from shoukong.text.yaml_lines import Value

_TEMPLATE_MARK = re.compile(r"\{[{%]")


def list_values(figure: Value) -> tuple[str, ...] | None:
    """The words of a figure that is a list: texts, or mappings by their `name`; None for any other figure."""
    if not isinstance(figure, list) or not figure:
        return None
    words = [item.get("name") if isinstance(item, dict) else item for item in figure]
    texts = tuple(word for word in words if isinstance(word, str))
    return texts if len(texts) == len(words) else None


def allowed_values(
    forms: Sequence[Form], documents: Sequence[Document], unread: Collection[str]
) -> tuple[Mapping[str, tuple[str, ...]], tuple[Finding, ...]]:
    """The lists that fields of forms name, by their addresses, and a finding for each name that leads to none."""
    figures = {f"{d.id}#{name}": value for d in documents for name, value in d.figures.items()}
    allowed: dict[str, tuple[str, ...]] = {}
    findings: list[Finding] = []
    for form in forms:
        for i, field in enumerate(form.fields):
            if field.figure is None or field.figure.partition("#")[0] in unread:
                continue
            values = list_values(figures.get(field.figure))
            place = form.place("schema", "fields", i, "figure")
            if values is not None:
                allowed[field.figure] = values
            elif field.figure in figures:
                findings.append(finding("figure-not-a-list", place, ref=form.id, figure=field.figure))
            else:
                findings.append(finding("figure-unknown", place, ref=form.id, figure=field.figure))
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
        return _template(text).render(figures=document.figures), None
    except PRINT_ERRORS as error:
        return text, error


@lru_cache(maxsize=1024)
def _template(text: str) -> jinja2.Template:
    return sandbox().from_string(text)


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
