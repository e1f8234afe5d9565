"""The MkDocs hook: fetch the portal, let the engine render it, hand the pages to MkDocs."""

import datetime
import os
import tempfile
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from pymdownx.slugs import slugify

from shoukong.finding import Severity
from shoukong.messages.catalogue import fix_of, message_of, severity_of
from shoukong.pages.all_pages import navigation
from shoukong.pages.browser_files import LibraryMissingError
from shoukong.pages.macros import macros_of
from shoukong.pages.view import view_of
from shoukong.pages.write import extra_of, render_generated
from shoukong.paper.fonts import PaperError
from shoukong.portal import load_portal
from shoukong.records.registers import open_registers
from shoukong.result import check_portal
from shoukong.search_index import SearchUnavailableError, build_search_index

log = get_plugin_logger("shoukong")
AS_OF = "SHOUKONG_AS_OF"
CONTROLLED = ("documents/", "requirements/", "archive/", "dossiers/")
_rendered: list[tempfile.TemporaryDirectory[str]] = []


@event_priority(100)  # before mkdocs-macros asks for the functions
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Render the portal, and give MkDocs its navigation and the functions of its own pages."""
    root = Path(config.config_file_path).parent
    today = datetime.date.today()
    portal = load_portal(root, datetime.date.fromisoformat(os.environ.get(AS_OF, today.isoformat())), today)
    while _rendered:
        _rendered.pop().cleanup()
    _rendered.append(tempfile.TemporaryDirectory(prefix="shoukong-site-"))
    with open_registers(portal) as registers:
        for item in check_portal(portal, registers).findings:
            place = f"{item.place.path}:{item.place.line or 1}"
            tell = log.warning if severity_of(item) is Severity.ERROR else log.info
            tell("%s %s → %s", place, message_of(item, "zh"), fix_of(item, "zh"))
        view = view_of(portal, registers)
        try:
            render_generated(view, Path(_rendered[0].name))
        except (LibraryMissingError, PaperError) as error:
            raise PluginError(f"shoukong: {error}. 请先运行 make setup · run `make setup` first") from error
        config.nav = navigation(view)
        config.mdx_configs.setdefault("toc", {})["slugify"] = slugify(case="lower")  # keeps Chinese words
        config.extra.update(extra_of(view), shoukong_macros=dict(macros_of(view.kept())))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the rendered pages in the place of the controlled texts."""
    own = [file for file in files if not file.src_uri.startswith(CONTROLLED)]
    folder = Path(_rendered[0].name)
    paths = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    made = [File(path, str(folder), config.site_dir, config.use_directory_urls) for path in paths]
    return Files([*own, *made])


def on_post_build(config: MkDocsConfig) -> None:
    """Index the built site."""
    try:
        build_search_index(Path(config.config_file_path).parent, Path(config.site_dir))
    except SearchUnavailableError as error:
        log.warning("检索没有建立 · search was not built: %s", error)
