"""Pages that were turned into HTML before, taken from the user's cache: most of a build's time goes into that."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc

from shoukong.files.user_cache import keep, kept
from shoukong.pages.site_settings import SITE, usual_settings

_KIND = "pages"
_REGISTERS = "registers/"
_LOGGER = logging.getLogger("mkdocs")
_OF_MKDOCS = frozenset(("toc", "tables", "fenced_code"))
_MAKERS = tuple(f"{name} {version(name)}" for name in ("mkdocs", "markdown", "pymdown-extensions", "pygments"))


class ConvertedPages:
    """What the pages of one build become; a page of which MkDocs complains is turned into HTML each time.

    Nothing is taken where a portal adds extensions of Markdown: what those read besides the page is not known.
    """

    def __init__(self, config: MkDocsConfig, files: Files, language: str) -> None:
        self._config, self._files = config, files
        known = {*usual_settings(language)["markdown_extensions"], *_OF_MKDOCS}
        self._is_ours = set(config.markdown_extensions) <= known
        listed = sorted(f"{file.src_uri} {file.dest_uri}" for file in files)
        own = Path(config.config_file_path).read_bytes() if config.config_file_path else b""
        told = b"\n".join((*(text.encode() for text in listed), own, SITE.read_bytes()))
        self._around = (*_MAKERS, sha256(told).hexdigest())

    def convert(self, page: Page) -> None:
        """Give a page its HTML, contents, title and anchors, as MkDocs would; links to records need none."""
        self._convert(page)
        links = (page.links_to_anchors or {}).items()
        page.links_to_anchors = {file: told for file, told in links if not _holds_records(file)}

    def _convert(self, page: Page) -> None:
        made_from = (page.markdown or "", page.file.src_uri, page.file.dest_uri, *self._around)
        before = kept(_KIND, made_from) if self._is_ours else None
        if before is not None:
            self._restore(page, json.loads(before))
            return
        with _Listener() as listener:
            Page.render(page, self._config, self._files)
        if self._is_ours and not listener.has_heard:
            keep(_KIND, made_from, json.dumps(_told(page), ensure_ascii=False).encode())

    def _restore(self, page: Page, told: Mapping[str, Any]) -> None:
        page.content = told["content"]
        page.toc = get_toc(told["toc"])
        page._title_from_render = told["title"]
        page.present_anchor_ids = set(told["anchors"])
        targets = ((self._files.get_file_from_path(uri), links) for uri, links in told["links"].items())
        page.links_to_anchors = {file: links for file, links in targets if file is not None}


def _holds_records(file: File) -> bool:
    """Whether a page is that of a register, in which the browser finds the record that a link names."""
    return file.src_uri.startswith(_REGISTERS) and not file.src_uri.endswith("/index.md")


def _told(page: Page) -> Mapping[str, Any]:
    """All that MkDocs takes from turning a page into HTML."""
    return {
        "content": page.content,
        "toc": list(_contents(page.toc)),
        "title": page._title_from_render,
        "anchors": sorted(filter(None, page.present_anchor_ids or ())),
        "links": {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()},
    }


def _contents(links: Iterable[AnchorLink]) -> Iterator[Mapping[str, Any]]:
    for link in links:
        yield {"id": link.id, "name": link.title, "level": link.level, "children": list(_contents(link.children))}


class _Listener(logging.Handler):
    """Hears whether MkDocs says anything meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.has_heard = False

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - what is said does not matter
        """Remember that something was said."""
        self.has_heard = True

    def __enter__(self) -> Self:
        _LOGGER.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        _LOGGER.removeHandler(self)
