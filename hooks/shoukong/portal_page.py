"""The portal's own pages: Markdown below `docs` that is not under control, such as the home page and the guide."""

import jinja2

from shoukong.folder import list_files
from shoukong.layout import CONTROLLED, DOCS
from shoukong.portal import Portal
from shoukong.text.sandbox import sandbox


def own_paths(portal: Portal) -> tuple[str, ...]:
    """The paths of the own pages, relative to the root."""
    return tuple(p for p in list_files(portal.root, DOCS, ".md") if not p.startswith(CONTROLLED))


def own_page_template(text: str) -> jinja2.Template:
    """An own page's text, ready for its macros; raises jinja2.TemplateSyntaxError where it cannot be read."""
    return sandbox().from_string(text)
