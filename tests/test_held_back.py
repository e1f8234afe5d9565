"""One fault gives one finding: what rests on a faulty file is held back, and counted in one line."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import BASE, PROJECT, TODAY, Folder, copy_of

from shoukong.evaluation import Evaluation, check
from shoukong.executable import query_process
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


def test_queries_for_which_no_time_is_left_are_told_once(shipped: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_process, "SECONDS_TOGETHER", 0.0)
    found = check(load_portal(shipped.root, TODAY, TODAY)).findings
    (error,) = (item for item in found if severity_of(item) is Severity.ERROR)
    assert error.code == "query-too-long"


def test_nothing_is_held_back_where_nothing_is_faulty(what_ships: Evaluation) -> None:
    assert not [item for item in what_ships.findings if item.code == "held-back"]


ORDERS = "records/orders/2026.csv"
MANY = [f"O-2026-{number:03},2026-04-01,P-01,电话,疏通,1,1,,,,,,A/0\n" for number in range(10, 30)]


def pasted_twice(folder: Folder) -> None:
    """All rows of a part once more at its end."""
    folder.write(ORDERS, (folder.root / ORDERS).read_text("utf-8") + "".join(MANY))


def copied(folder: Folder) -> None:
    """A part under a second name."""
    shutil.copy(folder.root / ORDERS, (folder.root / ORDERS).with_name("2026 copy.csv"))


def emptied(folder: Folder) -> None:
    """A register to which others lead, without its rows."""
    people = "records/people/people.csv"
    folder.write(people, (folder.root / people).read_text("utf-8").split("\n")[0] + "\n")


def renamed_person(folder: Folder) -> None:
    """A record to which many others lead, under another number."""
    folder.replace_in_row("records/people/people.csv", "P-01", "P-01,", "P-91,")


def slashed(folder: Folder) -> None:
    """Days in another spelling, in every row of a part."""
    folder.write(ORDERS, (folder.root / ORDERS).read_text("utf-8").replace("2026-04-01", "2026/04/01"))


@pytest.mark.parametrize("breaks", [pasted_twice, copied, emptied, renamed_person, slashed])
def test_a_fault_of_many_rows_is_told_once_and_the_rest_counted(
    tmp_path: Path, breaks: Callable[[Folder], None]
) -> None:
    folder = copy_of(BASE, tmp_path)
    folder.write(ORDERS, (folder.root / ORDERS).read_text("utf-8").split("\n")[0] + "\n" + "".join(MANY))
    assert folder.findings() == ()
    breaks(folder)
    found = folder.findings()
    (error,) = (item for item in found if severity_of(item) is Severity.ERROR)
    (counted,) = (item for item in found if item.code == "faults-alike")
    assert counted.place == error.place
    assert int(counted.facts["count"]) >= len(MANY) - 1


@pytest.mark.parametrize("part", ["records/repair_orders/YH/2026.csv", "records/staff/staff.csv"])
def test_what_rests_on_a_register_that_is_empty_is_held_back(
    shipped: Folder, what_ships: Evaluation, part: str
) -> None:
    whole = (shipped.root / part).read_text("utf-8")
    before = Counter(item.code for item in what_ships.findings)
    shipped.write(part, whole.split("\n")[0] + "\n")
    try:
        found = check(load_portal(shipped.root, TODAY, TODAY)).findings
    finally:
        shipped.write(part, whole)
    more = Counter(item.code for item in found) - before
    assert more == {"reference-dangling": 1, "faults-alike": 1, "held-back": 1}


def test_a_register_of_approvals_that_is_gone_is_one_fault(shipped: Folder) -> None:
    parts = {path: path.read_bytes() for path in (shipped.root / "records/document_approvals").glob("*.csv")}
    for path in parts:
        path.unlink()
    try:
        found = check(load_portal(shipped.root, TODAY, TODAY)).findings
    finally:
        for path, content in parts.items():
            path.write_bytes(content)
    errors = [item.code for item in found if severity_of(item) is Severity.ERROR]
    assert errors == ["text-unapproved"]
    assert len(found) < 20


def test_some_rows_with_a_fault_are_told_one_by_one(tmp_path: Path) -> None:
    folder = copy_of(BASE, tmp_path)
    head = (folder.root / ORDERS).read_text("utf-8").split("\n")[0] + "\n"
    folder.write(ORDERS, head + "".join(MANY).replace("2026-04-01", "2026/04/01", 11))
    assert len(folder.findings()) == 11
