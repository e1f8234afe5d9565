"""What the QR code on a sheet tells: which record it is of, or of which form it is a blank, in which revision."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

_ADDRESS = re.compile(r"(https?://.+?)/(registers|forms|documents|verify)/(?:([^/#?]+)/)?(?:#(.*))?", re.DOTALL)


class SheetKind(StrEnum):
    """What a sheet is by its code."""

    RECORD = "record"
    LIST = "list"  # of several records
    BLANK = "blank"
    DOCUMENT = "document"
    RECEIPT = "receipt"
    FOREIGN = "foreign"  # of another portal


@dataclass(frozen=True, slots=True)
class SheetCode:
    """A code of a portal: of what it is, of which table, and the record's number or the revision as in addresses."""

    kind: SheetKind
    table: str = ""
    told: str = ""


def sheet_code(text: str, address: str) -> SheetCode | None:
    """What a code tells in the portal at an address; None for one that no portal printed."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        return None
    at, place, table, told = found[1], found[2], unquote(found[3] or ""), unquote(found[4] or "")
    if at.rstrip("/").casefold() != address.rstrip("/").casefold():
        return SheetCode(SheetKind.FOREIGN, told=at)
    if place in ("registers", "forms") and not table:
        return None
    match place:
        case "registers":
            return SheetCode(SheetKind.RECORD if told else SheetKind.LIST, table, told)
        case "forms":
            return SheetCode(SheetKind.BLANK, table, told)
        case "documents":
            return SheetCode(SheetKind.DOCUMENT, table)
        case _:
            return SheetCode(SheetKind.RECEIPT)


def blank_address(page: str, revision: str) -> str:
    """What the code of a blank says: the page of its form, and the revision of the sheet as in addresses."""
    return f"{page}#{revision}"
