"""Markdown as the site's generator gets it: without comments, with fences that it takes for code just as we do."""

import re

from shoukong.text.prose import Fence, read_markdown

# What the generator accepts after the mark of a fence; of anything else it makes no code.
_OPTION = r"(?:title|hl_lines|linenums|title_mode)=\"[^\"`]*\""
_ACCEPTED = re.compile(rf"[ \t]*+(?:\.?[\w#.+-]++)?(?:[ \t]++{_OPTION})*+[ \t]*+|[ \t]*+\{{[^{{}}`]*\}}[ \t]*+")
_LIKE_A_FENCE = re.compile(r"(?P<indent>[> \t]*+)(?P<mark>`{3,}+(?=[^`]*$|[^`]*\{)|~{3,}+)(?P<rest>.*)")


def published(text: str) -> str:
    """The text for the site; every row keeps its number, and a text that is plain already is given back as it is."""
    reading = read_markdown(text)
    rows = reading.text.split("\n")
    closed = [fence for fence in reading.fences if fence.is_closed]
    inside = {row for fence in closed for row in range(fence.first, fence.last + 1)}
    for fence in closed:
        rows[fence.first : fence.last + 1] = _fenced(rows[fence.first : fence.last + 1], fence)
    return "\n".join(row if i in inside else _defused(row) for i, row in enumerate(rows))


def _fenced(rows: list[str], fence: Fence) -> list[str]:
    """The rows of a fence, closed by the very mark that opens it, none indented less than it."""
    written = rows[0].lstrip("> \t")
    info = written[len(fence.mark) :]
    opening = rows[0] if _ACCEPTED.fullmatch(info) else rows[0].removesuffix(info) + fence.kind
    prefix = rows[0].removesuffix(written)
    if fence.is_quoted:
        return [opening, *rows[1:-1], prefix + fence.mark]
    margin = " " * fence.indent
    inside = [
        margin + line if line.strip(" \t") else row
        for row, line in zip(rows[1:-1], fence.text.split("\n"), strict=False)
    ]
    return [margin + opening.lstrip(" \t"), *inside, margin + fence.mark]


def _defused(row: str) -> str:
    """A row that opens no fence, so written that the generator opens none either."""
    found = _LIKE_A_FENCE.fullmatch(row)
    if found is None:
        return row
    return f"{found['indent']}&#{ord(found['mark'][0])};{found['mark'][1:]}{found['rest']}"
