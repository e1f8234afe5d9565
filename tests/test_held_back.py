"""One fault gives one finding: what rests on a faulty file is held back, and counted in one line."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROJECT, TODAY, Folder

from shoukong.evaluation import check
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal

CONTENT = ("docs", "forms", "records", "portal.yaml")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A copy of the shipped portal; each test puts back what it changed."""
    root = tmp_path_factory.mktemp("shipped")
    for name in CONTENT:
        copied = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        copied(PROJECT / name, root / name)
    return Folder(root)


def broken_front(text: str) -> str:
    """A document whose front matter cannot be read."""
    return text.replace("\nkind: ", "\nkind: [", 1)


def broken_block(text: str) -> str:
    """A document with a block that cannot be read."""
    return text.replace("```indicator\n", "```indicator\n: [\n", 1)


def altered_prose(text: str) -> str:
    """An approved text with one more word."""
    return text.replace("\n## ", "\n多出的一句。\n\n## ", 1)


def broken_schema(text: str) -> str:
    """A form whose schema cannot be read."""
    return text.replace("\nschema:", "\nschema: [", 1)


def conflicted(text: str) -> str:
    """A register that a merge left undecided."""
    return f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n"


@pytest.mark.parametrize(
    ("path", "breaks"),
    [
        ("docs/documents/WY-CX-02.md", broken_front),
        ("docs/documents/WY-GC-01.md", broken_block),
        ("docs/documents/WY-GC-01.md", altered_prose),
        ("forms/complaints.yaml", broken_schema),
        ("records/posts_held/posts_held.csv", conflicted),
        ("records/staff/staff.csv", conflicted),
    ],
)
def test_a_fault_is_the_only_error(shipped: Folder, path: str, breaks: Callable[[str], str]) -> None:
    whole = (shipped.root / path).read_text("utf-8")
    shipped.write(path, breaks(whole))
    assert (shipped.root / path).read_text("utf-8") != whole
    try:
        found = check(load_portal(shipped.root, TODAY, TODAY)).findings
    finally:
        shipped.write(path, whole)
    errors = [item for item in found if severity_of(item) is Severity.ERROR]
    assert len(errors) == 1, Counter(item.code for item in errors)
    assert errors[0].place.path == path
    (held,) = (item for item in found if item.code == "held-back")
    assert held.place == errors[0].place
    assert int(held.facts["count"]) > 0


def test_nothing_is_held_back_where_nothing_is_faulty(tmp_path: Path) -> None:
    assert not [item for item in check(load_portal(PROJECT, TODAY, TODAY)).findings if item.code == "held-back"]
