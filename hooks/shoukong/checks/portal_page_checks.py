"""Checks of the portal's own pages: that they can be read and their macros parsed."""

from collections.abc import Iterator

import jinja2

from shoukong.finding import Finding, Place, finding
from shoukong.folder import read_text
from shoukong.portal import Portal
from shoukong.portal_page import own_page_template, own_paths


def check_macros(portal: Portal) -> Iterator[Finding]:
    """Own pages that cannot be read, or whose macros are misspelt."""
    for path in own_paths(portal):
        text, found = read_text(portal.root, path)
        yield from found
        try:
            own_page_template(text or "")
        except jinja2.TemplateSyntaxError as error:
            yield finding("macro-unprintable", Place(path, error.lineno), problem=error.message)


CHECKS = (check_macros,)
