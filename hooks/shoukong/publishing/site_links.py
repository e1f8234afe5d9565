"""The links of a built site: every address in its pages leads to a file and a place that exist."""

import json
import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from shoukong.publishing.offline_copy import text_of

SHOWN = 40
_QUOTED = rb"""(?:[^>"']|"[^"]*"|'[^']*')*>"""
# Comments are passed over, and what stands in scripts, styles and the like is no markup; their own tags are.
_TAG = re.compile(
    rb"<(?:!--.*?-->"
    rb"|(?P<open>(?P<raw>script|style|textarea|title|template)\b" + _QUOTED + rb").*?</(?P=raw)\b"
    rb"|(?P<tag>(?:a|area|img|image|link|source|video|audio|track|object|embed|iframe|form|input|button|use|meta)\s"
    + _QUOTED
    + rb"))",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    rb"""(?P<name>[^\s"'>/=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+)))?"""
)
_ADDRESSES = frozenset({b"href", b"xlink:href", b"src", b"poster", b"data", b"action", b"formaction"})
_SETS = frozenset({b"srcset", b"imagesrcset"})
_REFRESH = re.compile(r"[0-9.\s]*[;,]\s*url\s*=\s*[\"']?(?P<address>[^\"']*)", re.IGNORECASE)
# What a style sheet fetches, in a file of its own, in an element and in the attribute of a tag.
_FETCHED = re.compile(
    rb"""url\(\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'()]+))\s*\)"""
    rb"""|@import\s*(?:"(?P<quoted>[^"]*)"|'(?P<once>[^']*)')""",
    re.IGNORECASE,
)
_MARKS = (b"url(", b"URL(", b"@import")
_NO_STYLE = re.compile(rb"<(?:!--.*?-->|(?P<raw>script|textarea|title|template)\b.*?</(?P=raw)\b)", re.I | re.DOTALL)
_NOTE = re.compile(rb"/\*.*?\*/", re.DOTALL)
_STYLED = re.compile(
    rb"""<style\b[^>]*>(?P<element>.*?)</style\b"""
    rb"""|<[a-z][^<>]*?\sstyle\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""",
    re.IGNORECASE | re.DOTALL,
)
_NAMED = re.compile(
    rb"""[\s"'](?:id|name)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""", re.IGNORECASE
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_PAGE = re.compile(rb"\s*<!doctype html|\s*<html", re.IGNORECASE)
# The page of a register, whose fragments name records: the browser finds them in the data that its index lists.
_REGISTER = re.compile(rb"""class="sk-register" data-index="(?P<index>[^"]+)\"""")


@dataclass(frozen=True, slots=True)
class DeadLink:
    """An address on a page of the site that leads nowhere."""

    page: str
    address: str

    def __str__(self) -> str:
        return f"{self.page} → {self.address}"


def dead_links(site: Path, prefix: str = "/") -> tuple[DeadLink, ...]:
    """What leads nowhere, by page; `prefix` is the path below which the site will be served.

    An address of another host, or of another kind than a page's, is left alone.
    """
    files = frozenset(_files(site))
    dead: list[DeadLink] = []
    asked: dict[str, dict[str, list[DeadLink]]] = {}
    for page in sorted(name for name in files if name.endswith((".html", ".css"))):
        content = (site / page).read_bytes()
        is_page = page.endswith(".html")
        if is_page and not _PAGE.match(content):
            continue  # a fragment that a page fetches
        for address in sorted(set(_addresses(content) if is_page else _fetched(content))):
            link = DeadLink(page, address)
            path, fragment = _resolved(page, address, prefix)
            target = _file_at(path, files)
            if target is None:
                dead.append(link)
            elif fragment and target.endswith(".html"):
                asked.setdefault(target, {}).setdefault(fragment, []).append(link)
    dead.extend(_without_place(site, asked))
    return tuple(sorted(dead, key=lambda link: (link.page, link.address)))


def told(dead: Iterable[DeadLink]) -> str:
    """The dead links, one a line, the first of them only where there are many."""
    lines = [str(link) for link in dead]
    more = len(lines) - SHOWN
    return "\n".join([*lines[:SHOWN], *([f"… 另有 {more} 处 · {more} more"] if more > 0 else [])])


def _files(site: Path) -> Iterator[str]:
    for folder, _, names in os.walk(site):
        below = Path(folder).relative_to(site)
        yield from ((below / name).as_posix() for name in names)


def _addresses(content: bytes) -> Iterator[str]:
    """The internal addresses in a page's tags, as written."""
    tags = {found["tag"] or found["open"] for found in _TAG.finditer(content)} - {None}
    for tag in tags:
        yield from _addresses_in(tag)
    if any(mark in content for mark in _MARKS):
        for found in _STYLED.finditer(_NO_STYLE.sub(b"", content)):
            is_element = found["element"] is not None
            yield from _fetched(found["element"] if is_element else _value(found).encode())


def _fetched(style: bytes) -> Iterator[str]:
    """The internal addresses in a style sheet."""
    for found in _FETCHED.finditer(_NOTE.sub(b"", style)):
        address = next((group for group in found.groups() if group), b"").decode("utf-8", "replace").strip()
        if address and not _SCHEME.match(address):
            yield address


@lru_cache(maxsize=65536)  # the pages of a site have most of their tags in common
def _addresses_in(tag: bytes) -> tuple[str, ...]:
    found: list[str] = []
    for attribute in _ATTRIBUTE.finditer(tag):
        name = attribute["name"].lower()
        if name in _ADDRESSES:
            found.append(_value(attribute).strip())
        elif name in _SETS:
            found.extend(_candidates(_value(attribute)))
        elif name == b"content" and (refresh := _REFRESH.fullmatch(_value(attribute))):
            found.append(refresh["address"].strip())
    return tuple(address for address in found if not _SCHEME.match(address))


def _value(found: re.Match[bytes]) -> str:
    """An attribute's value."""
    return unescape((found["double"] or found["single"] or found["bare"] or b"").decode("utf-8", "replace"))


def _candidates(srcset: str) -> Iterator[str]:
    """The addresses of a `srcset`, each without its width or density."""
    yield from (part.split()[0] for part in srcset.split(",") if part.strip())


@lru_cache(maxsize=65536)
def _resolved(page: str, address: str, prefix: str) -> tuple[str, str]:
    """The path of an address from the site's root, `../…` where it leaves the site, and its fragment."""
    parts = urlsplit(address)
    path, fragment = unquote(parts.path), unquote(parts.fragment)
    if not path:
        return page, fragment
    if path.startswith("/"):
        inside = posixpath.join(prefix, "").rstrip("/")
        path = path.removeprefix(inside).lstrip("/") if path.startswith(f"{inside}/") else f"../{path}"
    else:
        path = posixpath.join(posixpath.dirname(page), path)
    normal = posixpath.normpath(path) if path else "."
    return normal + ("/" if path.endswith("/") and normal != "." else ""), fragment


def _file_at(path: str, files: frozenset[str]) -> str | None:
    """The file that a server gives for a path: a folder's is its `index.html`."""
    if path in files:
        return path
    index = posixpath.normpath(posixpath.join(path, "index.html"))
    return index if index in files else None


def _without_place(site: Path, asked: Mapping[str, Mapping[str, list[DeadLink]]]) -> Iterator[DeadLink]:
    """The links to places that their pages do not have."""
    for target, fragments in asked.items():
        content = (site / target).read_bytes()
        plainly = {fragment for fragment in fragments if f' id="{fragment}"'.encode() in content}
        known = (
            plainly if len(plainly) == len(fragments) else _places(content) | {"top"} | _records(site, target, content)
        )
        yield from (link for fragment in fragments.keys() - known for link in fragments[fragment])


def _records(site: Path, page: str, content: bytes) -> frozenset[str]:
    """The numbers of the records that a register's page shows; none for another page."""
    named = _REGISTER.search(content)
    if named is None:
        return frozenset()
    path = site / posixpath.normpath(
        posixpath.join(posixpath.dirname(page), unquote(unescape(named["index"].decode())))
    )
    index = json.loads(text_of(path))
    key = [field["name"] for field in index["fields"]].index(index["key"])
    shards = (json.loads(text_of(path.parent / shard["file"])) for shard in index["shards"])
    return frozenset(row["v"][key] for rows in shards for row in rows)


def _places(content: bytes) -> frozenset[str]:
    """The names of a page's places."""
    return frozenset(map(_value, _NAMED.finditer(content)))
