"""The portal's own pages: Markdown below `docs` that is not under control, such as the home page and the guide."""

from collections.abc import Iterator

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shoukong.finding import Finding, Place, finding
from shoukong.folder import list_files, read_text
from shoukong.pages.macros import macros_of
from shoukong.pages.output import Output
from shoukong.pages.view import View
from shoukong.portal import DOCUMENTS, REQUIREMENTS, Portal

DOCS = "docs"
ARCHIVE = "docs/archive"


def own_paths(portal: Portal) -> tuple[str, ...]:
    """The paths of the own pages, relative to the root."""
    controlled = tuple(f"{folder}/" for folder in (DOCUMENTS, REQUIREMENTS, ARCHIVE))
    return tuple(p for p in list_files(portal.root, DOCS, ".md") if not p.startswith(controlled))


def own_pages(view: View) -> Iterator[Output]:
    """The own pages with their macros printed."""
    environment = _environment()
    functions = macros_of(view)
    for path in own_paths(view.portal):
        text, _ = read_text(view.portal.root, path)
        if text is not None:
            yield Output(path.removeprefix(f"{DOCS}/"), environment.from_string(text).render(functions))


def own_page_faults(portal: Portal) -> Iterator[Finding]:
    """Own pages that cannot be read, or whose macros are misspelt."""
    for path in own_paths(portal):
        text, found = read_text(portal.root, path)
        yield from found
        if text is None:
            continue
        try:
            _environment().parse(text)
        except jinja2.TemplateSyntaxError as error:
            yield finding("macro-unprintable", Place(path, error.lineno), problem=error.message)


def _environment() -> jinja2.Environment:
    return ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        comment_start_string="{##",
        comment_end_string="##}",
    )
