"""Writing the pages: as a tree that MkDocs takes over, or as a folder that any generator of that family builds."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from shoukong.pages.all_pages import whole_tree
from shoukong.pages.navigation import navigation
from shoukong.pages.site_settings import CONFIGURATION, THEME, site_settings
from shoukong.pages.view import View
from shoukong.tree import Surroundings, Tree, keep_surroundings, pages_of

# What ties the project's configuration to its hook and plugins, which the folder no longer needs.
_TIES = ("hooks", "watch", "docs_dir", "site_dir", "plugins")


def write_tree(view: View, folder: Path) -> Tree:
    """Write all pages and files, the portal's own pages with their macros printed."""
    for output in whole_tree(view):
        output.write(pages_of(folder))
    portal = view.portal
    extra = {"shoukong": {"sample": portal.is_sample, "as_of": portal.as_of.isoformat()}}
    around = Surroundings(portal.settings.title, portal.settings.language, navigation(view), extra)
    return Tree(pages_of(folder), around)


def hand_over(view: View, folder: Path) -> None:
    """Write the tree so that another process can read it."""
    keep_surroundings(write_tree(view, folder).surroundings, folder)


def write_folder(view: View, folder: Path) -> None:
    """Write a folder that builds by itself: `mkdocs.yml`, `theme/` and `docs/`."""
    tree = write_tree(view, folder)
    own = _own_settings(view.portal.root)
    shutil.copytree(THEME, folder / "theme")
    settings = site_settings(own, tree.surroundings)
    theme = {**settings["theme"], "custom_dir": "theme"}
    text = yaml.safe_dump({**settings, "theme": theme, "plugins": []}, allow_unicode=True, sort_keys=False)
    (folder / CONFIGURATION).write_text(text, encoding="utf-8")


def _own_settings(root: Path) -> Mapping[str, Any]:
    """What the project's configuration says, without its ties."""
    path = root / CONFIGURATION
    project = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    return {key: value for key, value in (project or {}).items() if key not in _TIES}
