"""What a query tells of a record, as its page shows it: a table, a chart, or the word that there is none."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from shoukong.executable.block_rows import QueryRow
from shoukong.executable.cell_text import written
from shoukong.executable.dossier_rows import HIDDEN, LABEL, LINK, VALUE, WRONG, Kept, Listing
from shoukong.language import Speech
from shoukong.messages.names import Name, names_in
from shoukong.pages.chart import Series, bar_chart, pareto_chart, trend_chart
from shoukong.pages.output import cell
from shoukong.pages.pieces import record_address, status
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.text.block import Block
from shoukong.text.private_number import masked
from shoukong.wording.breach_words import value_words

FEW_COLUMNS = 6
CHART_COLUMNS = (LABEL, VALUE)
WRONG_NAMES = {True: Name("不符合", "breach"), False: Name("符合", "kept")}
ALIGNED = ' style="text-align: right"'
# A cell in Latin letters and digits that is no longer than this is a number or code.
CODE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class ListingRow:
    """A row of a listing: its cells and its verdict as HTML."""

    cells: str
    verdict: str


def listing_html(view: View, kept: Kept, listing: Listing | None, base: str) -> str:
    """An answer for one record as HTML in one line, so that it may stand anywhere in Markdown."""
    names = [name for name in kept.columns if name.lower() not in HIDDEN]
    rows = listing.rows if listing else ()
    titles = [_title(name, view.say) if kept.query.text("chart") else name for name in names]
    numeric = _numeric(rows, len(names))
    text = fill(
        "listing.html.j2",
        view.say,
        title=kept.query.title,
        fault=kept.fault,
        empty=kept.query.text("empty").strip() or view.say("没有"),
        chart=_chart(kept.query, rows, view.say),
        heads=[(title, ALIGNED if is_number else "") for title, is_number in zip(titles, numeric, strict=True)],
        judged=WRONG in {name.lower() for name in kept.columns},
        rows=[_row(row, _address(view, row, base), numeric, view.say) for row in rows],
        particulars=_particulars(titles, rows[0], _address(view, rows[0], base), view.say) if rows else (),
        more=listing.count - len(rows) if listing else 0,
        is_chart_enough=len(names) <= len(CHART_COLUMNS),
        is_single=len(rows) == 1 and len(names) > FEW_COLUMNS,
    )
    return "".join(line.strip() for line in text.splitlines())


def _title(name: str, say: Speech) -> str:
    """What a column of a chart is called."""
    return {LABEL: say("项目"), VALUE: say("数值")}.get(name.lower(), name)


def cell_text(value: object, say: Speech) -> str:
    """A cell as readers see it; lists as words."""
    if isinstance(value, list | tuple):
        return say.listed(value_words(each, say.language) for each in value)
    if isinstance(value, str):
        return masked(value)
    return value.isoformat(timespec="minutes") if isinstance(value, datetime.time) else value_words(value, say.language)


def _row(row: QueryRow, address: str | None, numeric: Sequence[bool], say: Speech) -> ListingRow:
    found = row.get(WRONG)
    names = names_in(say.language, WRONG_NAMES)
    verdict = "" if found is None else status("open" if found else "done", names[found])
    cells = zip(_shown(row, say), numeric, strict=True)
    told = (_cell(text, is_number, None if i else address) for i, (text, is_number) in enumerate(cells))
    return ListingRow("".join(told), verdict)


def _cell(text: str, is_number: bool, address: str | None) -> str:
    """A cell of the table; numbers stand to the right, codes in letters of one width."""
    style = ALIGNED if is_number else ' class="sk-code"' if len(text) <= CODE_LENGTH and text.isascii() else ""
    shown = f'<a href="{escape(address)}">{cell(text) or "—"}</a>' if address else cell(text)
    return f"<td{style}>{shown}</td>"


def _particulars(titles: Sequence[str], row: QueryRow, address: str | None, say: Speech) -> list[tuple[str, str]]:
    """The cells of the only row that hold something, in HTML, the first of them all leading to its record."""
    found = []
    for i, (title, text) in enumerate(zip(titles, _shown(row, say), strict=True)):
        link = f'<a href="{escape(address)}">{cell(text)}</a>' if address and i == 0 else cell(text)
        found.append((title, link if text else ""))
    return [(title, text) for title, text in found if text]


def _shown(row: QueryRow, say: Speech) -> list[str]:
    return [cell_text(value, say) for _, value in row.others(HIDDEN)]


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


def _chart(query: Block, rows: Sequence[QueryRow], say: Speech) -> str:
    """The chart that a query asks for; empty where it asks for none or has nothing to draw."""
    labels = [cell_text(row.get(LABEL), say) for row in rows]
    values = [float(value) if _is_number(value := row.get(VALUE)) else None for row in rows]
    if not rows:
        return ""
    match query.text("chart"):
        case "pareto":
            pairs = zip(labels, values, strict=True)
            return pareto_chart(query.title, [(label, value) for label, value in pairs if value is not None], say=say)
        case "bar":
            return bar_chart(query.title, labels, values, say=say)
        case "line":
            return trend_chart(query.title, labels, [Series("", tuple(values))], say=say)
        case _:
            return ""
