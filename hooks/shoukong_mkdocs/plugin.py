"""The plugin: take the rendered portal, from `shoukong build` or made here, and hand its pages to MkDocs."""

import os
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import mkdocs
from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from shoukong.files.compiled_templates import CompiledTemplates
from shoukong.publishing.site_links import dead_links, told
from shoukong.publishing.tree import HELD, NOTHING, TREE, Tree, read_tree
from shoukong_mkdocs.configuration import complete
from shoukong_mkdocs.converted_pages import ConvertedPages
from shoukong_mkdocs.joined_files import join_files, join_for
from shoukong_mkdocs.placed_pages import place_pages

log = get_plugin_logger("shoukong")
WATCHED = ("records", "forms", "calendar", "hooks", "portal.yaml")


def _end_with_the_build() -> None:
    """End this process when the one that handed the tree over is gone: what it holds open to standard input closes."""
    with suppress(OSError):
        os.read(0, 1)
    os._exit(1)


class NoOptions(Config):
    """The plugin's own options: there are none, since `portal.yaml` has the portal's settings."""


class ShoukongPlugin(BasePlugin[NoOptions]):
    """A portal for MkDocs; it holds the tree of the build that is under way."""

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()  # what lasts until the next build: the folder of the rendered pages
        self._tree = NOTHING
        self._joins = False

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Give MkDocs the menu, the title and the settings that the portal's `mkdocs.yml` leaves out."""
        self._open.close()
        self._tree = self._taken(_root(config))
        complete(config, self._tree.surroundings)
        self._joins = join_for(config)
        return config

    def _taken(self, root: Path) -> Tree:
        handed = os.environ.get(TREE)
        if handed:
            if os.environ.get(HELD):
                threading.Thread(target=_end_with_the_build, daemon=True).start()
            return read_tree(Path(handed))
        # Only here: a tree that is handed over needs nothing of the engine that reads and judges a portal.
        from shoukong_mkdocs.rendering import rendered

        return self._open.enter_context(rendered(root))

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put the rendered pages in the place of what lies in the portal's `docs`."""
        docs = self._tree.docs
        pages = sorted(p for p in docs.rglob("*") if p.is_file() and not _is_readme_beside_index(p))
        paths = (page.relative_to(docs).as_posix() for page in pages)
        made = [File(path, str(docs), config.site_dir, config.use_directory_urls) for path in paths]
        return Files([*(file for file in files if file.src_dir != config.docs_dir), *made])

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Look once what all pages have in common, before the first is turned into HTML."""
        self._pages = ConvertedPages(config, files, self._tree.surroundings.language)
        place_pages(nav, files)
        return nav

    def on_pre_page(self, page: Page, **_: object) -> Page:
        """Let a page be turned into HTML only where that was not done before."""
        page.render = lambda *_: self._pages.convert(page)  # type: ignore[method-assign]
        return page

    def on_env(self, env: Environment, **_: object) -> Environment:
        """Let the theme's templates be compiled once for many builds."""
        env.bytecode_cache = CompiledTemplates(mkdocs.__version__, *sorted(env.extensions))
        return env

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Warn of links that lead nowhere in the built site: under `--strict` they fail the build."""
        if self._joins:
            join_files(Path(config.site_dir))
        dead = dead_links(Path(config.site_dir), urlsplit(config.site_url or "").path or "/")
        if dead:
            log.warning("网站里有 %d 处链接没有目标 · dead links in the site:\n%s", len(dead), told(dead))

    def on_shutdown(self) -> None:
        """Let go of the rendered pages."""
        self._open.close()

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, **_: object) -> LiveReloadServer:
        """Watch what the pages are made from; a folder that is empty does not outlive a clone of Git's."""
        for path in (_root(config) / name for name in WATCHED):
            if path.exists():
                server.watch(str(path))
        return server


def _is_readme_beside_index(page: Path) -> bool:
    """Whether a page would have the address of the index beside it, which goes before it."""
    return page.name == "README.md" and page.with_name("index.md").exists()


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent
