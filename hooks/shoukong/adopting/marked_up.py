"""Plain text as Markdown that reads the same: nothing in it is taken for a mark, a tag or a figure to print."""

import re
from collections.abc import Callable

_MARKS = re.compile(r"[\\`*_]")
_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_ENTITY = re.compile(r"&(?=#\w|\w+;)")
_LINK = re.compile(r"\[\^|\][ \t]?[(\[:]")
_AUTOLINK = re.compile(r"<(?=[^<> ]+(?:@|:)[^<> ]*>)")
_START = re.compile(r"\A(?:[#>+\-=|:~!?]|[0-9]+(?=[.)](?:\s|\Z)))")
_NAMED = re.compile(r"\A([a-z])(?=[a-z]*:)")
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})
_TITLE = re.compile(r"《([^《》]{1,80})》")
Target = Callable[[str], str | None]


def escaped(text: str) -> str:
    """A text within a row of Markdown."""
    text = _ENTITY.sub("&amp;", _MARKS.sub(r"\\\g<0>", text))
    text = _AUTOLINK.sub("&lt;", _TAG.sub("&lt;", text))
    return (text.replace("[", "\\[") if _LINK.search(text) else text).translate(_BRACES)


def at_start(text: str) -> str:
    """A row of Markdown, escaped already, that starts no block of another kind."""
    found = _START.match(text)
    if found:
        sign = found[0]
        return (
            f"{sign}\\{text[len(sign) :]}"
            if sign.isdecimal()
            else f"\\{text}"
            if sign in "#>+-!"
            else f"&#{ord(sign)};{text[1:]}"
        )
    named = _NAMED.match(text)
    return f"&#{ord(named[1])};{text[1:]}" if named and text.startswith("satisfies:") else text


def linked(text: str, target: Target) -> str:
    """A text within a row of Markdown in which each 《title》 of which a page is known leads there."""
    parts: list[str] = []
    end = 0
    for found in _TITLE.finditer(text):
        address = target(found[1])
        if address is None:
            continue
        parts.append(f"{escaped(text[end : found.start()])}[{escaped(found[0])}]({address})")
        end = found.end()
    return "".join((*parts, escaped(text[end:])))


def cell(text: str, target: Target) -> str:
    """A text in a cell of a table: its rows stay apart."""
    return "<br>".join(linked(row.strip(), target).replace("|", "&#124;") for row in text.split("\n") if row.strip())
