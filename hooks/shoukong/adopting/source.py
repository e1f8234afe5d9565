"""What an old procedure holds, whatever file it came from: paragraphs and tables in their order, and what is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Loss(Enum):
    """What of a file is not taken over."""

    PICTURE = "picture"
    TEXT_BOX = "text box"
    FORMULA = "formula"
    NOTE = "note"
    COMMENT = "comment"
    DELETED = "deleted"
    EDGE = "edge"
    CONTENTS = "contents"
    SPAN = "span"
    NESTED = "nested"
    SIGN = "sign"
    NUMBER = "number"
    FIELD = "field"
    LINK = "link"
    FRONT_MATTER = "front matter"


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that is not taken over: what, in which words, and after which block of the text (from 1)."""

    what: Loss
    text: str
    after: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it reads, its number included.

    `level` is that of a heading, from 1, where the file says that it is one; `depth` that of a bullet, from 0.
    """

    text: str
    level: int | None = None
    depth: int | None = None
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each row as wide as the first; the first row heads the others."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Rows of Markdown that stay as they are: fenced code."""

    text: str


Block = Paragraph | Table | Verbatim


@dataclass(frozen=True, slots=True)
class Source:
    """The blocks of a file in their order, and what of it is lost."""

    blocks: tuple[Block, ...]
    lost: tuple[Lost, ...] = ()


class SourceError(ValueError):
    """A file that cannot be read as a text: `code` says why, `facts` what and where."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def table_of(rows: Sequence[Sequence[str]]) -> Table:
    """A table whose rows are filled up to one width."""
    width = max((len(row) for row in rows), default=0)
    return Table(tuple((*row, *[""] * (width - len(row))) for row in rows))
