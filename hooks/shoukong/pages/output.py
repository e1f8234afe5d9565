"""What the pages produce: files of a plain Markdown tree, and how one page addresses another."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the tree: its path, and its content, a file to copy, or a function that writes it."""

    path: str
    content: str | bytes | Path | Callable[[Path], None]

    def write(self, folder: Path) -> None:
        """Put the file into a folder."""
        target = folder / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        match self.content:
            case str():
                target.write_text(self.content, encoding="utf-8", newline="\n")
            case bytes():
                target.write_bytes(self.content)
            case Path():
                target.write_bytes(self.content.read_bytes())
            case write:
                write(target)


def base_of(page: str) -> str:
    """The way from a page's address back to the site's base: `../../` for `documents/P-01.md`."""
    path = PurePosixPath(page)
    depth = len(path.parts) - (1 if path.name == "index.md" else 0)
    return "../" * depth or "./"


_ESCAPED = str.maketrans({mark: f"&#{ord(mark)};" for mark in "&<>\\|*_`[]{}#!~"})


def cell(text: str) -> str:
    """A text that may stand in a cell of a Markdown table, whatever it holds."""
    return " ".join(text.split()).translate(_ESCAPED)
