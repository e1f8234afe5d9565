"""What a query tells of a record, as its page shows it: a table, a chart, or the word that there is none."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from shoukong.executable.block_rows import QueryRow
from shoukong.executable.dossier_rows import HIDDEN, LABEL, LINK, VALUE, WRONG, Kept, Listing
from shoukong.executable.rule import written
from shoukong.pages.chart import Series, bar_chart, pareto_chart, trend_chart
from shoukong.pages.pieces import record_address
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.text.block import Block

NOTHING = "没有"
FEW_COLUMNS = 6
CHART_NAMES = {LABEL: "项目", VALUE: "数值"}
WRONG_NAMES = {True: "不符合", False: "符合", None: ""}


def listing_html(view: View, kept: Kept, listing: Listing | None, base: str) -> str:
    """An answer for one record as HTML in one line, so that it may stand anywhere in Markdown."""
    names = [name for name in kept.columns if name.lower() not in HIDDEN]
    rows = listing.rows if listing else ()
    text = fill(
        "listing.html.j2",
        title=kept.query.title,
        fault=kept.fault,
        empty=kept.query.text("empty").strip() or NOTHING,
        chart=_chart(kept.query, rows),
        names=[CHART_NAMES.get(name.lower(), name) if kept.query.text("chart") else name for name in names],
        numeric=_numeric(rows, len(names)),
        judged=WRONG in {name.lower() for name in kept.columns},
        rows=[(_address(view, row, base), _shown(row), WRONG_NAMES[row.get(WRONG)]) for row in rows],
        more=listing.count - len(rows) if listing else 0,
        is_chart_enough=len(names) <= len(CHART_NAMES),
        is_single=len(rows) == 1 and len(names) > FEW_COLUMNS,
    )
    return "".join(line.strip() for line in text.splitlines())


def cell_text(value: object) -> str:
    """A cell as readers see it; lists as words."""
    if isinstance(value, list | tuple):
        return "、".join(map(written, value))
    return value.isoformat(timespec="minutes") if isinstance(value, datetime.time) else written(value)


def _shown(row: QueryRow) -> list[str]:
    return [cell_text(value) for _, value in row.others(HIDDEN)]


def _numeric(rows: Sequence[QueryRow], width: int) -> list[bool]:
    """Which of the shown columns hold numbers."""
    cells = [[value for _, value in row.others(HIDDEN)] for row in rows]
    return [any(_is_number(row[i]) for row in cells) for i in range(width)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _address(view: View, row: QueryRow, base: str) -> str | None:
    """Where the record to which a row leads is shown."""
    address = record_address(view, written(row.get(LINK))) if row.get(LINK) else None
    return f"{base}{address}" if address else None


def _chart(query: Block, rows: Sequence[QueryRow]) -> str:
    """The chart that a query asks for; empty where it asks for none or has nothing to draw."""
    labels = [cell_text(row.get(LABEL)) for row in rows]
    values = [float(value) if _is_number(value := row.get(VALUE)) else None for row in rows]
    if not rows:
        return ""
    match query.text("chart"):
        case "pareto":
            pairs = zip(labels, values, strict=True)
            return pareto_chart(query.title, [(label, value) for label, value in pairs if value is not None])
        case "bar":
            return bar_chart(query.title, labels, values)
        case "line":
            return trend_chart(query.title, labels, [Series("", tuple(values))])
        case _:
            return ""
