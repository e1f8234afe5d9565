"""A register as PDF: some of its rows and columns on the paper that they take, with what was asked for in the head."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shoukong.paper.blank import PrintContext, qr_of
from shoukong.paper.print_words import register_words
from shoukong.paper.said import Said, day_in_words
from shoukong.paper.table_fit import Fit, column_of, fitted, is_broken
from shoukong.paper.typeset import Layout, set_pdf

_MOST_IN_CODE = 900  # signs of an address that is still told as a code


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its cells in the order of the columns, and how its record was withdrawn, empty where it was not."""

    cells: Sequence[Said]
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """What is printed of a register: its titles, its rows, and what the head tells, a name and a value each."""

    id: str
    title: str
    revision: str
    retention: str
    columns: Sequence[str]
    rows: Sequence[TableRow]
    head: Sequence[tuple[str, str]]
    remark: str = ""
    fit: Fit = field(init=False)

    def __post_init__(self) -> None:
        texts = ([row.cells[i].text for row in self.rows] for i in range(len(self.columns)))
        fit = fitted([column_of(title, cells) for title, cells in zip(self.columns, texts, strict=True)])
        object.__setattr__(self, "fit", fit)

    @property
    def left_out(self) -> list[str]:
        """The titles of the columns that the largest paper has no room for."""
        return [self.columns[i] for i in self.fit.left_out]


def register_pdf(table: RegisterTable, context: PrintContext, day: datetime.date) -> bytes:
    """The table, printed on a day; nothing of it is kept: it may tell of people. Raises PaperError."""
    code = qr_of(context.page_url) if len(context.page_url) <= _MOST_IN_CODE else None
    data = _data(table, context, day)
    return set_pdf(Layout(f"{table.id} {table.title}", "register", data, day, context.fonts, {"qr": code}))


def _data(table: RegisterTable, context: PrintContext, day: datetime.date) -> Mapping[str, Any]:
    say, fit = context.say, table.fit
    left = [(say("放不下的栏目"), say.listed(table.left_out))] if fit.left_out else []
    return {
        "language": say.language,
        "words": register_words(say, table.title, context.page_url),
        "organization": context.organization,
        "id": table.id,
        "title": table.title,
        "revision": table.revision,
        "retention": table.retention,
        "seal": context.seal,
        "url": context.page_url,
        "head": [*table.head, *left],
        "remark": table.remark,
        "printed": say("打印日期 %(day)s", day=day_in_words(day, say)),
        "paper": fit.paper.name,
        "landscape": fit.paper.is_across,
        "widths": list(fit.widths.values()),
        "columns": [table.columns[i] for i in fit.widths],
        "rows": [_row(row, fit) for row in table.rows],
    }


def _row(row: TableRow, fit: Fit) -> Mapping[str, Any]:
    return {"cells": list(_cells(row, fit)), "withdrawn": row.withdrawn}


def _cells(row: TableRow, fit: Fit) -> Iterator[str | Mapping[str, Any]]:
    """Each cell as its text; one that was corrected, or has an endless word, as what the template sets apart."""
    for i, width in fit.widths.items():
        said = row.cells[i]
        is_plain = not said.before and "\n" not in said.text and not is_broken(said.text, width)
        if is_plain:
            yield said.text
        else:
            before = [{"text": each.text, "correction": each.correction} for each in said.before]
            yield {"text": said.text, "before": before, "broken": is_broken(said.text, width)}
