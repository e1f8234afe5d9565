"""A rendered tree, handed to the site generator: the folder of its pages, and what is to be known of them all."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# The variable of the environment that names a rendered tree to the generator, and what lies beside its pages.
TREE = "SHOUKONG_TREE"
HELD = "SHOUKONG_TREE_HELD"  # set where whoever hands a tree over holds standard input open until it ends
_PAGES, _SURROUNDINGS, _TAKEN = "docs", "tree.json", "taken"
Navigation = list[Any]  # nested lists and mappings, as site generators take them


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a site generator is told besides the pages: title, language, menu, and what the theme shows everywhere."""

    title: str
    language: str
    navigation: Navigation
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tree:
    """Rendered pages for a site generator, and what surrounds them."""

    docs: Path
    surroundings: Surroundings


NOTHING = Tree(Path(), Surroundings("", "", [], {}))


def pages_of(folder: Path) -> Path:
    """Where the pages of a tree in a folder lie."""
    return folder / _PAGES


def keep_surroundings(surroundings: Surroundings, folder: Path) -> None:
    """Write what surrounds a tree, so that `read_tree` finds it in another process."""
    text = json.dumps(asdict(surroundings), ensure_ascii=False)
    (folder / _SURROUNDINGS).write_text(text, encoding="utf-8")


def read_tree(folder: Path) -> Tree:
    """The tree that was written in a folder; that it was taken over is noted there."""
    (folder / _TAKEN).touch()
    told = json.loads((folder / _SURROUNDINGS).read_text(encoding="utf-8"))
    return Tree(pages_of(folder), Surroundings(**told))


def is_taken(folder: Path) -> bool:
    """Whether a site generator took the tree in a folder over."""
    return (folder / _TAKEN).exists()
