"""Workbooks for those who open records in Excel or WPS: every text stays the text that it is."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path

from xlsxwriter import Workbook

from shoukong.language import IN_CHINESE, Speech
from shoukong.text.inert_cell import inert_in_text_cell
from shoukong.text.workbook_text import WRITTEN, sheet_name

# Excel keeps 32,767 characters in a cell, those outside the first plane counted twice; a longer one damages the file.
MOST_CHARACTERS = 16_000
# What people can work with; a longer list is read by tools, which take the CSV.
MOST_ROWS = 100_000
# So many rows are no longer held at once.
FEW_ROWS = 5_000
# Doubles keep so many digits; a longer number is shown as the text that it is.
MOST_DIGITS = 15
COLUMN_WIDTH = 16  # characters
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_UNPRINTED = re.compile("[\ufffe\uffff\ud800-\udfff]")  # XML has no spelling for them
_AS_TEXT = {"num_format": "@"}  # keeps a text a text when its cell is edited


def fits_workbook(rows: int) -> bool:
    """Whether so many rows make a workbook that is of use."""
    return rows <= MOST_ROWS


def write_workbook(
    target: Path,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: frozenset[int] = frozenset(),
    say: Speech = IN_CHINESE,
) -> None:
    """One sheet with a heading that stays in sight; cells are texts, but numbers in the columns that are `numeric`.

    The rows of a long list pass through, they are not kept; a short one needs no files on the way.
    """
    remaining = iter(rows)
    first = list(islice(remaining, FEW_ROWS))
    with Workbook(str(target), {"constant_memory": True} if len(first) == FEW_ROWS else {"in_memory": True}) as book:
        book.set_properties({"created": WRITTEN})
        sheet = book.add_worksheet(sheet_name(name))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 1, COLUMN_WIDTH)
        heading, plain = (
            book.add_format({**_AS_TEXT, "bold": True}),
            book.add_format({**_AS_TEXT, "quote_prefix": True}),
        )
        for place, title in enumerate(header):
            sheet.write_string(0, place, _whole(title, say), heading)
        number = 0
        for number, row in enumerate(chain(first, remaining), 1):
            for place, text in enumerate(row):
                if place in numeric and _stays_whole(text):
                    sheet.write_number(number, place, float(text))
                elif text:
                    sheet.write_string(number, place, _whole(inert_in_text_cell(text), say), plain)
        sheet.autofilter(0, 0, number, len(header) - 1)


def _stays_whole(text: str) -> bool:
    """Whether a text is a number that Excel keeps to its last digit."""
    return bool(_NUMBER.fullmatch(text)) and sum(map(str.isdigit, text)) <= MOST_DIGITS


def _whole(text: str, say: Speech) -> str:
    cut = text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + say("…（以下见 CSV 文件）")
    return _UNPRINTED.sub("\ufffd", cut)
