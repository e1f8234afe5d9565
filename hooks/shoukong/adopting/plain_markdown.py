"""The words of a Markdown text without its marks: what is strong, slanted or code reads on, links lead nowhere."""

import html
import re
from dataclasses import replace

from shoukong.adopting.source import Block, Loss, Lost, Paragraph, Table

_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(([^()\s]*)(?:[ \t]+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_SLANTED = re.compile(r"(?<!\*)\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?!\*)")
_CODE = re.compile(r"(`+)(.+?)\1")
_BREAK = re.compile(r"<br[ \t]*/?>|(?: {2,}|\\)\n")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!|~:])")


def plain_block(block: Block, lost: list[Lost], after: int) -> Block:
    """A block whose texts are plain; links and images that are given up are added to what is lost."""
    if isinstance(block, Paragraph):
        return replace(block, text=plain_words(block.text, lost, after))
    if isinstance(block, Table):
        return Table(tuple(tuple(plain_words(text, lost, after) for text in row) for row in block.rows))
    return block


def plain_words(text: str, lost: list[Lost], after: int) -> str:
    """A text without marks; escaped signs stay as they read."""
    kept: list[str] = []

    def keep(sign: str) -> str:
        kept.append(sign)
        return f"\0{len(kept) - 1}\0"

    def leave(found: re.Match[str]) -> str:
        if not found[3].startswith("#"):
            lost.append(Lost(Loss.PICTURE if found[1] else Loss.LINK, f"{found[2]} {found[3]}".strip()[:60], after))
        return "" if found[1] else found[2]

    plain = _ESCAPE.sub(lambda found: keep(found[1]), text)
    plain = _CODE.sub(lambda found: keep(found[2]), plain)
    plain = _BREAK.sub("\n", _LINK.sub(leave, plain))
    for _ in range(3):
        plain = _SLANTED.sub(r"\1", _STRONG.sub(r"\2", plain))
    plain = html.unescape(plain)
    return re.sub(
        "\0([0-9]+)\0", lambda found: kept[int(found[1])], re.sub("\0([0-9]+)\0", lambda f: kept[int(f[1])], plain)
    )
