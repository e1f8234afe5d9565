"""Writing the pages: as a tree that MkDocs takes over, or as a folder that any generator of that family builds."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from shoukong.pages.all_pages import generated_files, whole_tree
from shoukong.pages.browser_files import THEME
from shoukong.pages.navigation import Navigation, navigation
from shoukong.pages.view import View

CONFIGURATION = "mkdocs.yml"
# The variable of the environment that names a rendered tree to the generator's hook, and what lies beside its pages.
TREE = "SHOUKONG_TREE"
_SURROUNDINGS = "tree.json"
# What ties the project's configuration to its hook and macros, which the folder no longer needs.
_TIES = ("hooks", "watch", "nav", "docs_dir", "site_dir", "plugins")


@dataclass(frozen=True, slots=True)
class Tree:
    """Rendered pages for a generator: the folder that holds them, the navigation, what the theme shows everywhere."""

    docs: Path
    navigation: Navigation
    extra: Mapping[str, Any]


def write_tree(view: View, folder: Path, *, is_whole: bool = False) -> Tree:
    """Write what is made from the portal; `is_whole` adds its own pages with their macros printed."""
    outputs = whole_tree(view) if is_whole else generated_files(view)
    for output in outputs:
        output.write(folder / "docs")
    return Tree(folder / "docs", navigation(view), _extra(view))


def hand_over(view: View, folder: Path) -> None:
    """Write the whole tree so that `read_tree` finds it again in another process."""
    tree = write_tree(view, folder, is_whole=True)
    around = {"navigation": tree.navigation, "extra": tree.extra}
    (folder / _SURROUNDINGS).write_text(json.dumps(around, ensure_ascii=False), encoding="utf-8")


def read_tree(folder: Path) -> Tree:
    """The tree that `hand_over` wrote."""
    around = json.loads((folder / _SURROUNDINGS).read_text(encoding="utf-8"))
    return Tree(folder / "docs", around["navigation"], around["extra"])


def write_folder(view: View, folder: Path) -> None:
    """Write a folder that builds by itself: `mkdocs.yml`, `theme/` and `docs/`."""
    tree = write_tree(view, folder, is_whole=True)
    shutil.copytree(THEME, folder / "theme")
    text = yaml.safe_dump(_configuration(view, tree), allow_unicode=True, sort_keys=False)
    (folder / CONFIGURATION).write_text(text, encoding="utf-8")


def _extra(view: View) -> Mapping[str, Any]:
    portal = view.portal
    return {"shoukong": {"sample": portal.is_sample, "as_of": portal.as_of.isoformat()}}


def _configuration(view: View, tree: Tree) -> dict[str, Any]:
    """The project's configuration without its ties, with theme, navigation and the tree's extra."""
    path = view.portal.root / CONFIGURATION
    project = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    kept = {key: value for key, value in project.items() if key not in _TIES}
    kept.setdefault("site_name", view.portal.settings.title)
    theme = {**(kept.get("theme") or {"name": "material"}), "custom_dir": "theme"}
    extra = {**(kept.get("extra") or {}), **tree.extra}
    return {**kept, "theme": theme, "extra": extra, "plugins": [], "nav": tree.navigation}
