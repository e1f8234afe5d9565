"""The portal's own pages with their macros printed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shoukong.files.folder import read_text
from shoukong.layout import DOCS
from shoukong.pages.macros import macros_of
from shoukong.pages.output import Output, cell
from shoukong.pages.view import View
from shoukong.portal_page import own_page_template, own_paths
from shoukong.text.sandbox import PRINT_ERRORS
from shoukong.text.site_markdown import published

_HOMES = frozenset({f"{DOCS}/index.md", f"{DOCS}/README.md"})


def own_pages(view: View) -> Iterator[Output]:
    """The own pages, where they stand below `docs`; where there is no home page, a list of the documents is one."""
    functions, paths = macros_of(view), own_paths(view.portal)
    if not _HOMES.intersection(paths):
        yield Output(
            "index.md", _printed(f"# {cell(view.portal.settings.title)}\n\n{{{{ documents_table() }}}}\n", functions)
        )
    for path in paths:
        text, _ = read_text(view.portal.root, path)
        if text is not None:
            yield Output(path.removeprefix(f"{DOCS}/"), _printed(text, functions))


def _printed(text: str, functions: Mapping[str, Callable[..., Any]]) -> str:
    """An own page printed; as it is written where it cannot be, of which the check tells."""
    try:
        return own_page_template(text).render(functions)
    except (*PRINT_ERRORS, LookupError):
        return published(text)
