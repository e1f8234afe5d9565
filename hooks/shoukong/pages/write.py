"""Rendering: the portal as a plain tree of Markdown with an `mkdocs.yml` that any generator of that family builds."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from shoukong.pages.all_pages import generated_files, navigation, whole_tree
from shoukong.pages.browser_files import THEME
from shoukong.pages.view import View

CONFIGURATION = "mkdocs.yml"
# What ties the project's configuration to its hook and macros, which the tree no longer needs.
_TIES = ("hooks", "watch", "nav", "docs_dir", "site_dir", "plugins")


def render_generated(view: View, folder: Path) -> None:
    """Write what is made from the portal into a folder, for a generator that prints the own pages itself."""
    for output in generated_files(view):
        output.write(folder)


def render_tree(view: View, folder: Path) -> None:
    """Write the whole tree: `mkdocs.yml`, `theme/` and `docs/`."""
    for output in whole_tree(view):
        output.write(folder / "docs")
    shutil.copytree(THEME, folder / "theme")
    settings = _configuration(view)
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (folder / CONFIGURATION).write_text(text, encoding="utf-8")


def extra_of(view: View) -> Mapping[str, Any]:
    """What the theme shows on every page."""
    portal = view.portal
    return {"shoukong": {"sample": portal.is_sample, "as_of": portal.as_of.isoformat()}}


def _configuration(view: View) -> dict[str, Any]:
    """The project's configuration without its ties, with theme, navigation and the view's extra."""
    path = view.portal.root / CONFIGURATION
    project = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    kept = {key: value for key, value in project.items() if key not in _TIES}
    kept.setdefault("site_name", view.portal.settings.title)
    theme = {**(kept.get("theme") or {"name": "material"}), "custom_dir": "theme"}
    extra = {**(kept.get("extra") or {}), **extra_of(view)}
    return {**kept, "theme": theme, "extra": extra, "plugins": [], "nav": navigation(view)}
