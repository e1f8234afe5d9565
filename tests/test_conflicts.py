"""A merge conflict that was left in a file is one finding, at its first mark, and nothing else is said of that file."""

from pathlib import Path

import pytest
from conftest import BASE, CONTROLLED, Folder, copy_of

from shoukong.files.folder import conflicts

MARKED = "<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> 分支\n"
FILES = [(base, path.relative_to(base).as_posix()) for base in (BASE, CONTROLLED) for path in sorted(base.rglob("*.*"))]
OTHERS = [
    "docs/index.md",
    "docs/guide/a.md",
    "docs/dossiers/orders.md",
    "docs/examples/T-01.yaml",
    "docs/assets/plan.svg",
    "docs/requirements/law.yaml",
    "calendar/2031.yaml",
    "mkdocs.yml",
    "records/sample.yaml",
    "records/allowed_signers",
    "entries/2026-11.csv",
    "docs/documents/.QM-05.md",
    ".gitattributes",
    ".github/workflows/ci.yml",
    "README.md",
    "Makefile",
    "package.json",
]
UNDERLINES = ("附注\n=======\n\n甲\n", "附注\n=======\n", "附注\r\n=======\r\n\r\n甲\r\n", "附注\n========\n甲\n")
LEFT = ("甲\n=======\n乙\n", "甲\n\n=======\n\n乙\n", "=======\n", "甲\r\n\r\n=======\r\n", "\ufeff>>>>>>> 分支\n")


def found(folder: Folder) -> list[tuple[str, str, int | None]]:
    return [(item.code, item.place.path, item.place.line) for item in folder.findings()]


@pytest.mark.parametrize(("base", "path"), FILES, ids=[f"{base.name}/{path}" for base, path in FILES])
def test_a_conflict_is_one_finding_in_whatever_file(base: Path, path: str, tmp_path: Path) -> None:
    folder = copy_of(base, tmp_path)
    rows = (folder.root / path).read_text("utf-8").splitlines(keepends=True)
    middle = len(rows) // 2
    folder.write(path, "".join([*rows[:middle], MARKED, *rows[middle:]]))
    assert found(folder) == [("file-conflict", path, middle + 1)]


@pytest.mark.parametrize("path", OTHERS)
def test_a_conflict_is_found_in_files_that_the_check_does_not_read_else(path: str, folder: Folder) -> None:
    folder.write(path, f"甲\n{MARKED}")
    assert ("file-conflict", path, 2) in found(folder)
    assert {code for code, *_ in found(folder)} <= {"file-conflict", "file-unread"}


@pytest.mark.parametrize("text", UNDERLINES)
def test_a_heading_may_be_underlined(text: str) -> None:
    assert conflicts(text.encode(), "docs/index.md") == ()


@pytest.mark.parametrize("text", LEFT)
def test_one_mark_that_was_left_is_found(text: str) -> None:
    (one,) = conflicts(text.encode(), "docs/index.md")
    assert (one.code, one.place.line) == ("file-conflict", max(text.count("\n", 0, text.find("=" * 7)), 0) + 1)
