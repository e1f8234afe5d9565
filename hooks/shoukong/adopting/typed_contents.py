"""A table of contents that was typed or kept as text: rows that end with dots or a tab, and the number of a page."""

import re
from collections.abc import Sequence
from itertools import groupby

from shoukong.adopting.source import Block, Loss, Lost, Paragraph, Source

FEWEST = 3  # rows that make one
_ROW = re.compile(r".*(?:[.·．]{4,}|…{2,}|\t)[ \t　]*[0-9]{1,4}")
_TITLE = re.compile(r"目[ \t　]*[录次]|contents|table of contents", re.IGNORECASE)


def without_contents(source: Source) -> Source:
    """A source without its table of contents, which is told as lost."""
    kept: list[Block] = []
    lost = list(source.lost)
    for is_row, run in groupby(source.blocks, _is_row):
        rows = list(run)
        if is_row and _rows_in(rows) >= FEWEST:
            lost.append(Lost(Loss.CONTENTS, "", len(kept)))
        else:
            kept.extend(rows)
    return Source(tuple(kept), tuple(lost))


def _is_row(block: Block) -> bool:
    if not isinstance(block, Paragraph):
        return False
    return bool(_ROW.fullmatch(block.text[-200:]) or _TITLE.fullmatch(block.text))


def _rows_in(blocks: Sequence[Block]) -> int:
    return sum(isinstance(block, Paragraph) and not _TITLE.fullmatch(block.text) for block in blocks)
