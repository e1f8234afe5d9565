"""A merge conflict that was left in a file is one finding, at its first mark, and nothing else is said of that file."""

from pathlib import Path

import pytest
from conftest import BASE, CONTROLLED, Folder, copy_of

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
    ".gitattributes",
]


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
    assert found(folder) == [("file-conflict", path, 2)]
