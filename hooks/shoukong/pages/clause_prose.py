"""What each clause of a document says as prose, and the rows of its tables, each with an address of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.document import Clause, Document, is_satisfies_line
from shoukong.text.markdown import CELLS_APART, outline, plain_words, prose_rows, split_number, without_links


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row below the head of a table: its line, its place among the rows of its clause, counted from 1, its text."""

    line: int
    place: int
    text: str


@dataclass(frozen=True, slots=True)
class ClauseProse:
    """A clause without its blocks: its words, those of its tables left out, and those tables' heads and rows."""

    clause: Clause
    text: str
    heads: str
    rows: tuple[TableRow, ...]


def clause_proses(document: Document, printed: str) -> Iterator[ClauseProse]:
    """The clauses of a document's printed body, in the order of the text."""
    known = {clause.anchor: clause for clause in document.clauses}
    starts = [(b.line, known[b.anchor]) for b in outline(printed).anchored if b.anchor in known]
    words = without_links(printed) if "][" in printed else printed  # a definition may stand in another clause
    prose = [(line, row) for line, row in prose_rows(words) if not is_satisfies_line(row)]
    ends = [line for line, _ in starts[1:]] + [len(printed.split("\n")) + 1]
    for (first, clause), end in zip(starts, ends, strict=False):  # ends has one even where there is no clause
        yield _prose(clause, [(line, row) for line, row in prose if first <= line < end])


def row_anchors(document: Document, printed: str) -> Mapping[int, str]:
    """The anchors of the rows of tables in a printed body, by their lines."""
    proses = clause_proses(document, printed)
    return {row.line: row_anchor(each.clause, row) for each in proses for row in each.rows}


def row_anchor(clause: Clause, row: TableRow) -> str:
    """The fragment that leads to a row: its clause's, then its place."""
    return f"{clause.anchor}-r{row.place}"


def _prose(clause: Clause, rows: Sequence[tuple[int, str]]) -> ClauseProse:
    words: list[str] = []
    heads: list[str] = []
    cells: list[TableRow] = []
    is_below_head = False
    for line, row in rows:
        if not row.lstrip().startswith("|"):
            is_below_head = False
            words.append(plain_words(row))
        elif not plain_words(row):  # the rule below a head
            is_below_head = True
        elif is_below_head:
            cells.append(TableRow(line, len(cells) + 1, plain_words(row.strip())))
        else:
            heads.append(plain_words(row.strip()))
    return ClauseProse(clause, _without_head(clause, words), CELLS_APART.join(heads), tuple(cells))


def _without_head(clause: Clause, words: Sequence[str]) -> str:
    """The words of a clause without its number, and without its title where that is a heading."""
    if clause.is_heading:
        return " ".join(word for word in words[1:] if word)
    first = split_number(words[0])[1] if words else ""
    return " ".join(word for word in (first, *words[1:]) if word)
