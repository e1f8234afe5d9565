"""The portal's own pages: Markdown below `docs` that is not under control, such as the home page and the guide."""

from collections.abc import Callable, Mapping
from types import TracebackType

import jinja2

from shoukong.files.attachment import web_files
from shoukong.files.compiled_templates import compiled
from shoukong.files.folder import list_files
from shoukong.layout import CONTROLLED, DOCS
from shoukong.portal import Portal
from shoukong.records.kept_lists import LISTS, keeps_page
from shoukong.text.sandbox import PRINT_ERRORS
from shoukong.text.site_markdown import published
from shoukong.text.yaml_lines import Value

# The macros that take nothing; `figure`, `count`, `phones` and `has` are told of what.
PLAIN_MACROS = (
    "documents_table", "findings_table", "sample_notice", "search_box", "as_of", "organization",
    "due_table", "broken_table", "late_table", "missed_table",
)  # fmt: skip


def own_paths(portal: Portal) -> tuple[str, ...]:
    """The paths of the own pages, relative to the root."""
    return tuple(p for p in list_files(portal.root, DOCS, ".md") if not p.startswith(CONTROLLED))


def own_files(portal: Portal) -> tuple[str, ...]:
    """The paths of the files that own pages may use, relative to the root."""
    return tuple(web_files(portal.root, CONTROLLED))


def own_page_template(text: str) -> jinja2.Template:
    """An own page's text, ready for its macros; raises jinja2.TemplateSyntaxError where it cannot be read."""
    return compiled(published(text))


def printed_alike(text: str, portal: Portal) -> str:
    """An own page with what it leaves out left out, macros printing nothing; as written where it cannot be printed."""
    try:
        return own_page_template(text).render(_trial_macros(portal))
    except (*PRINT_ERRORS, LookupError):
        return text


def printing_fault(text: str, portal: Portal) -> tuple[int, str] | None:
    """Where and why an own page cannot be printed: a macro misspelt, unknown, or asked for what is not there."""
    try:
        own_page_template(text).render(_trial_macros(portal))
    except jinja2.TemplateSyntaxError as error:
        return error.lineno, error.message or ""
    except jinja2.UndefinedError as error:
        return _template_line(error.__traceback__), error.message or ""
    except (*PRINT_ERRORS, LookupError) as error:
        # What rests on a document that cannot be read is not judged.
        return None if portal.unread_documents else (_template_line(error.__traceback__), str(error))
    return None


def _trial_macros(portal: Portal) -> Mapping[str, Callable[..., Value]]:
    """The macros as they may be called, without what they print."""
    totals = {"documents", "forms", "records", "breaches", "requirements"}

    def figure(document: str, name: str) -> Value:
        known = portal.documents_by_id.get(document)
        if known is None and not portal.is_known_document(document):
            raise LookupError(document)
        if known is not None and name not in known.figures:
            raise LookupError(f"{document}: {name}")
        return known.figures[name] if known else ""

    def count(what: str) -> str:
        if what not in totals and not portal.is_known_form(what):
            raise LookupError(what)
        return "0"

    def has(what: str) -> bool:
        if what not in LISTS:
            raise LookupError(what)
        return keeps_page(portal, what)

    def phones(register: str, name: str, phone: str, **only: str) -> str:
        form = portal.forms_by_name.get(register)
        if form is None and not portal.is_known_form(register):
            raise LookupError(register)
        unknown = {name, phone, *only} - set(form.names) if form else set()
        if unknown:
            raise LookupError(f"{register}: {', '.join(sorted(unknown))}")
        return ""

    told: dict[str, Callable[..., Value]] = {"figure": figure, "count": count, "phones": phones, "has": has}
    return {**dict.fromkeys(PLAIN_MACROS, lambda: ""), **told}


def _template_line(trace: TracebackType | None) -> int:
    """The line of the template at which an error rose."""
    line = 1
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == "<template>" else line
        trace = trace.tb_next
    return line
