"""A small portal that tests change, and what a check says of it."""

import datetime
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from shoukong.commands.check import check
from shoukong.finding import Finding
from shoukong.portal import load_portal

PROJECT = Path(__file__).parent.parent
BASE = Path(__file__).parent / "base"
TODAY = datetime.date(2026, 11, 23)


@dataclass(frozen=True)
class Folder:
    """A portal's folder in which a test edits files."""

    root: Path

    def write(self, path: str, text: str | bytes) -> None:
        """Put a file there, with its folders."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text.encode() if isinstance(text, str) else text)

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a text that must be there."""
        text = (self.root / path).read_bytes().decode()
        assert old in text, f"{old!r} is not in {path}"
        self.write(path, text.replace(old, new, 1))

    def findings(self, as_of: datetime.date = TODAY) -> tuple[Finding, ...]:
        """What the check finds, today being TODAY."""
        return check(load_portal(self.root, as_of, TODAY)).findings


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A sound portal of two documents, two forms and six records."""
    root = tmp_path / "portal"
    shutil.copytree(BASE, root)
    return Folder(root)
