"""What of the site hangs on what a firm keeps: the pages that are not there without certain registers or blocks."""

from collections.abc import Mapping
from types import MappingProxyType

from shoukong.portal import Portal
from shoukong.records.core_afterlife import DISPOSALS
from shoukong.records.core_declaration import (
    ACKNOWLEDGEMENTS,
    APPROVALS,
    CHANGE_REQUESTS,
    COPIES,
    EXTERNAL,
    LINK_REVIEWS,
    REVIEWS,
)
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import core_form

_NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "changes": (CHANGE_REQUESTS,),
        "copies": (COPIES,),
        "reading": (STAFF, ACKNOWLEDGEMENTS),
        "control/external": (EXTERNAL,),
        "control/retention": (DISPOSALS,),
        "control/reviews": (REVIEWS,),
        "control/suspects": (APPROVALS, LINK_REVIEWS),
    }
)
# The kinds of executable blocks, any of which a folder of pages tells of.
_TOLD: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "duties": frozenset({"duty"}),
        "indicators": frozenset({"indicator"}),
        "rules": frozenset({"rule", "duty"}),
    }
)

LISTS = frozenset({*_NEEDED, *_TOLD})


def keeps_page(portal: Portal, page: str) -> bool:
    """Whether the firm keeps what a page, such as `copies/index.md`, or a folder of pages, such as `duties`, is of."""
    folder = page.partition("/")[0]
    needed = _NEEDED.get(folder) or _NEEDED.get(page.removesuffix(".md"), ())
    return all(core_form(portal, name) for name in needed) and _has_blocks(portal, folder)


def _has_blocks(portal: Portal, folder: str) -> bool:
    """Whether a document has a block that a folder tells of; one that cannot be read may have any."""
    kinds = _TOLD.get(folder)
    if kinds is None or portal.unread_documents:
        return True
    return any(block.kind in kinds for document in portal.documents for block in document.blocks)
