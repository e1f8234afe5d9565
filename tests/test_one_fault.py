"""Whatever happens to one file, few findings tell of it, the cause among them; what follows from it is counted."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CONTROLLED, Folder, copy_of

from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of

FEW = 3
SHARE = 4  # each kind of damage is done to every fourth file, so that all of them get some


def deleted(path: Path) -> None:
    """A file that is gone."""
    path.unlink()


def emptied(path: Path) -> None:
    """A file without a byte."""
    path.write_bytes(b"")


def halved(path: Path) -> None:
    """A file that was not written to its end."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def beheaded(path: Path) -> None:
    """A file whose beginning is lost: front matter, the header of a register, the name of a form."""
    content = path.read_bytes()
    path.write_bytes(content[len(content) // 2 :])


def renamed(path: Path) -> None:
    """A file under another name."""
    path.rename(path.with_name(f"x{path.name}"))


def copied(path: Path) -> None:
    """A file beside itself."""
    shutil.copy(path, path.with_name(f"{path.stem}-2{path.suffix}"))


def encoded(path: Path) -> None:
    """A file that an office program saved in its own encoding."""
    path.write_bytes(path.read_text("utf-8").encode("gbk"))


def overwritten(path: Path) -> None:
    """A file that holds something else altogether."""
    path.write_bytes(b"\x00\xff\xfe" * 99)


DAMAGES = (deleted, emptied, halved, beheaded, renamed, copied, encoded, overwritten)
FILES = sorted(str(path.relative_to(CONTROLLED)) for path in CONTROLLED.rglob("*") if path.is_file())


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_damaged_file_gives_few_findings_each_at_a_file(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = copy_of(CONTROLLED, tmp_path)
    for name in FILES[DAMAGES.index(damage) % SHARE :: SHARE]:
        path = folder.root / name
        whole = path.read_bytes()
        damage(path)
        errors = _errors(folder)
        for left in set(path.parent.iterdir()) - {path}:
            if left.name in (f"x{path.name}", f"{path.stem}-2{path.suffix}"):
                left.unlink()
        path.write_bytes(whole)
        assert errors.total() <= FEW, (name, errors)
        assert all(place for place, _ in errors), (name, errors)


def _errors(folder: Folder) -> Counter[tuple[str, str]]:
    found = folder.findings()
    return Counter((item.place.path, item.code) for item in found if severity_of(item) is Severity.ERROR)
