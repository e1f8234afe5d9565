"""The portal's own pages: Markdown below `docs` that is not under control, such as the home page and the guide."""

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shoukong.dossier import DOSSIERS
from shoukong.edition import DOCUMENTS
from shoukong.folder import list_files
from shoukong.portal import REQUIREMENTS, Portal
from shoukong.text.published import published

DOCS = "docs"
_CONTROLLED = tuple(f"{folder}/" for folder in (DOCUMENTS, REQUIREMENTS, DOSSIERS, "docs/archive"))


def own_paths(portal: Portal) -> tuple[str, ...]:
    """The paths of the own pages, relative to the root."""
    return tuple(p for p in list_files(portal.root, DOCS, ".md") if not p.startswith(_CONTROLLED))


def own_page_template(text: str) -> jinja2.Template:
    """An own page's text, ready for its macros; raises jinja2.TemplateSyntaxError where it cannot be read."""
    return _ENVIRONMENT.from_string(published(text))


_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=jinja2.StrictUndefined,
    keep_trailing_newline=True,
    comment_start_string="{##",
    comment_end_string="##}",
)
