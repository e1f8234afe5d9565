"""Checks of the portal's own pages: that they can be read, and their comments, fences and macros are whole."""

from collections.abc import Iterator

import jinja2

from shoukong.finding import Finding, Place, finding
from shoukong.folder import read_text
from shoukong.portal import Portal
from shoukong.portal_page import own_page_template, own_paths
from shoukong.text.block import unfinished


def check_macros(portal: Portal) -> Iterator[Finding]:
    """Own pages that cannot be read, in which a comment or fence never ends, or whose macros are misspelt."""
    for path in own_paths(portal):
        text, found = read_text(portal.root, path)
        yield from found
        if text is None:
            continue
        yield from unfinished(text, 1, path)
        try:
            own_page_template(text)
        except jinja2.TemplateSyntaxError as error:
            yield finding("macro-unprintable", Place(path, error.lineno), problem=error.message)


CHECKS = (check_macros,)
