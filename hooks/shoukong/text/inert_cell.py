"""A text as a cell that no spreadsheet program computes, and back: one rule for every file that is handed out or taken.

`pages/assets/inert-cell.js` says the same for what the browser writes; a test holds the two to the same examples.
"""

import re

# What a program takes for the start of a formula, behind the apostrophes that a text may begin with itself.
_COMPUTED = re.compile("'*[=+\\-@＝＋－＠\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def inert(text: str) -> str:
    """A text for CSV: one that begins like a formula, and is no number, gets an apostrophe that `live` takes away."""
    return f"'{text}" if _COMPUTED.match(text) and not _NUMBER.fullmatch(text) else text


def inert_in_text_cell(text: str) -> str:
    """A text for a cell of a workbook that is text: only where `live` would take an apostrophe of its own away."""
    return inert(text) if text.startswith("'") else text


def live(cell: str) -> str:
    """The text that a cell stands for, without the apostrophe that keeps it from being computed."""
    return cell[1:] if cell.startswith("'") and _COMPUTED.match(cell) else cell
