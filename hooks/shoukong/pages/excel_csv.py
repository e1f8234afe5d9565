"""CSV as Excel and WPS of a Chinese Windows open it: with a byte order mark, and no cell that would be computed."""

import csv
import io
from collections.abc import Iterable, Sequence

from shoukong.text.inert_cell import inert

BYTE_ORDER_MARK = "\ufeff"


def plain_csv(rows: Iterable[Sequence[object]], *, line_end: str = "\n") -> str:
    """Rows as CSV, their cells as they are."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def excel_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV with a byte order mark; an apostrophe keeps a cell from being taken for a formula."""
    return BYTE_ORDER_MARK + plain_csv(([inert(str(cell)) for cell in row] for row in rows), line_end="\r\n")
