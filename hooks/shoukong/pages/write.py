"""Writing the pages: as a tree that MkDocs takes over, or as a folder that any generator of that family builds."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from shoukong.language import CHINESE
from shoukong.pages.all_pages import whole_tree
from shoukong.pages.browser_files import WORDS
from shoukong.pages.navigation import navigation
from shoukong.pages.site_settings import CONFIGURATION, THEME, read_own_settings, site_settings
from shoukong.pages.view import View
from shoukong.publishing.tree import Surroundings, Tree, keep_surroundings, pages_of
from shoukong.sealing.seal_folder import short_digest

OLD_AFTER = 30  # days after which a copy is said to be old
# What ties the project's configuration to its hook and plugins, which the folder no longer needs.
_TIES = ("hooks", "watch", "docs_dir", "site_dir", "plugins")


def write_tree(view: View, folder: Path, *, is_offline: bool = False) -> Tree:
    """Write all pages and files, the portal's own pages with their macros printed."""
    menu = _own_settings(view.portal.root).get("nav") or navigation(view)
    for output in whole_tree(view, menu):
        output.write(pages_of(folder))
    settings = view.portal.settings
    shown = {**_shown_everywhere(view), "offline": is_offline}
    around = Surroundings(settings.title, settings.language, menu, {"shoukong": shown})
    return Tree(pages_of(folder), around)


def _shown_everywhere(view: View) -> Mapping[str, Any]:
    """What the theme shows on every page, in the portal's language."""
    say, portal = view.say, view.portal
    return {
        "sample": portal.is_sample,
        "as_of": portal.as_of.isoformat(),
        "seal": _seal(view),
        "old_after": OLD_AFTER,
        "address": portal.settings.address,
        "words_of_scripts": WORDS if say.language != CHINESE else None,
        "words": {
            "built": say("离线副本，{day} 生成。").format(day=portal.as_of),
            "site": say("看网站"),
            "sample": say("样例数据"),
            "sample_only": say("本站记录均为合成样例，不涉及真实的人员和单位。"),
            "search": say("检索"),
            "search_key": say("检索（按 / 键）"),
        },
    }


def _seal(view: View) -> str | None:
    """What the foot of every page and print says of the latest seal: strangers who keep one are its witnesses."""
    seal = view.control.seal_chain.latest
    if seal is None:
        return None
    return view.say("封存至 %(through)s：%(digest)s", through=seal.through, digest=short_digest(seal.digest))


def hand_over(view: View, folder: Path, *, is_offline: bool = False) -> None:
    """Write the tree so that another process can read it, and makes an offline copy of it where one is wanted."""
    keep_surroundings(write_tree(view, folder, is_offline=is_offline).surroundings, folder)


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
    own = read_own_settings(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {key: value for key, value in own.items() if key not in _TIES}
