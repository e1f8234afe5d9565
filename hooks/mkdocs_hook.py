"""The MkDocs hook: take the rendered portal, from `shoukong build` or made here, and hand its pages to MkDocs."""

import datetime
import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from pymdownx.slugs import slugify

from shoukong.attachment import is_web_file
from shoukong.evaluation import Evaluation, evaluate
from shoukong.finding import Severity
from shoukong.layout import CONTROLLED, DOCS
from shoukong.messages.catalogue import fix_of, message_of, severity_of
from shoukong.pages.browser_files import LibraryMissingError
from shoukong.pages.macros import macros_of
from shoukong.pages.view import View
from shoukong.pages.write import TREE, Tree, read_tree, write_tree
from shoukong.paper.fonts import PaperError
from shoukong.portal import load_portal
from shoukong.portal_page import own_paths
from shoukong.search_index import SearchUnavailableError, build_search_index
from shoukong.site_links import dead_links, told
from shoukong.text.published import published
from shoukong.today import today_of

log = get_plugin_logger("shoukong")
AS_OF = "SHOUKONG_AS_OF"
_open = ExitStack()  # the evaluation that the functions of own pages ask, and the folder of the rendered pages
_trees: list[Tree] = []
WATCHED = ("records", "forms", "calendar", "hooks", "portal.yaml")


@event_priority(100)  # before mkdocs-macros asks for the functions
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give MkDocs the navigation, and the functions of own pages that are not printed yet."""
    handed = os.environ.get(TREE)
    _open.close()
    _leave_to_macros(config, ())
    tree = read_tree(Path(handed)) if handed else _render(config)
    _trees[:] = [tree]
    config.nav = tree.navigation
    config.extra.update(tree.extra)
    config.mdx_configs.setdefault("toc", {})["slugify"] = slugify(case="lower")  # keeps Chinese words
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the rendered pages in the place of the controlled texts."""
    (tree,) = _trees
    paths = sorted(p.relative_to(tree.docs).as_posix() for p in tree.docs.rglob("*") if p.is_file())
    known = frozenset(paths)
    left = [file for file in files if not f"{DOCS}/{file.src_uri}".startswith(CONTROLLED)]
    own = [file for file in left if file.src_uri not in known and _is_published(file, config)]
    made = [File(path, str(tree.docs), config.site_dir, config.use_directory_urls) for path in paths]
    return Files([*own, *made])


@event_priority(100)  # before mkdocs-macros prints what a comment holds
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Give MkDocs the own pages as the engine reads them; the rendered ones are so already."""
    return published(markdown) if page.file.src_dir == config.docs_dir else markdown


def _is_published(file: File, config: MkDocsConfig) -> bool:
    """Whether a file is a page, the theme's, or of a kind that own pages may use."""
    root, is_own = Path(config.config_file_path).parent, file.src_dir == config.docs_dir
    return not is_own or file.is_documentation_page() or is_web_file(root, f"docs/{file.src_uri}")


def on_post_build(config: MkDocsConfig) -> None:
    """Index the built site, and warn of links that lead nowhere in it: under `--strict` they fail the build."""
    try:
        build_search_index(Path(config.config_file_path).parent, Path(config.site_dir))
    except SearchUnavailableError as error:
        log.warning("检索没有建立 · search was not built: %s", error)
    dead = dead_links(Path(config.site_dir), urlsplit(config.site_url or "").path or "/")
    if dead:
        log.warning("网站里有 %d 处链接没有目标 · dead links in the site:\n%s", len(dead), told(dead))


def on_shutdown() -> None:
    """Close the evaluation."""
    _open.close()


def _render(config: MkDocsConfig) -> Tree:
    """Evaluate the portal and render it for MkDocs, own pages apart: mkdocs-macros prints those, and those alone."""
    root = Path(config.config_file_path).parent
    today = today_of(root)
    portal = load_portal(root, datetime.date.fromisoformat(os.environ.get(AS_OF, today.isoformat())), today)
    evaluation = _open.enter_context(evaluate(portal))
    _log_findings(evaluation)
    view = View(evaluation)
    folder = Path(_open.enter_context(tempfile.TemporaryDirectory(prefix="shoukong-site-")))
    try:
        tree = write_tree(view, folder)
    except (LibraryMissingError, PaperError) as error:
        raise PluginError(f"shoukong: {error}. 请先运行 make setup · run `make setup` first") from error
    config.extra["shoukong_macros"] = dict(macros_of(view))
    _leave_to_macros(config, own_paths(portal))
    return tree


def _leave_to_macros(config: MkDocsConfig, paths: Sequence[str]) -> None:
    """Let mkdocs-macros print some pages below `docs` and no others: what a record says is no template."""
    if "macros" in config.plugins:
        own = "".join(f"/{path.removeprefix('docs/')}\n" for path in paths)
        config.plugins["macros"].config.update(render_by_default=False, force_render_paths=own)


def _log_findings(evaluation: Evaluation) -> None:
    for item in evaluation.findings:
        tell = log.warning if severity_of(item) is Severity.ERROR else log.info
        place = f"{item.place.path}:{item.place.line or 1}"
        tell("%s %s → %s", place, message_of(item, "zh"), fix_of(item, "zh"))


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: object) -> LiveReloadServer:
    """Watch what the pages are made from; a folder that is empty does not outlive a clone of Git's."""
    for path in (Path(config.config_file_path).parent / name for name in WATCHED):
        if path.exists():
            server.watch(str(path))
    return server
