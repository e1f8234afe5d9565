"""Checks of the portal's own pages: that they can be read and printed, their comments, fences and macros whole."""

from collections.abc import Iterator

from shoukong.files.folder import read_text
from shoukong.finding import Finding, Place, finding
from shoukong.portal import Portal
from shoukong.portal_page import own_paths, printing_fault
from shoukong.text.block import unfinished


def check_macros(portal: Portal) -> Iterator[Finding]:
    """Own pages that cannot be read, in which a comment or fence never ends, or whose macros cannot be printed."""
    for path in own_paths(portal):
        text, found = read_text(portal.root, path)
        yield from found
        if text is None:
            continue
        yield from unfinished(text, 1, path)
        fault = printing_fault(text, portal)
        if fault is not None:
            line, problem = fault
            yield finding("macro-unprintable", Place(path, line), problem=problem)


CHECKS = (check_macros,)
