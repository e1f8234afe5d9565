"""What stands on the main branch changes by corrections alone: whatever else is done to a record is found."""

import csv
import hashlib
import io
import subprocess
from pathlib import Path

import pytest
from conftest import BASE, CONTROLLED, Folder, copy_of
from hypothesis import given, settings
from hypothesis import strategies as st

YESTERDAY = "2026-11-22T12:00:00+08:00"
ORDERS, PEOPLE = "records/orders/2026.csv", "records/people/people.csv"
CORRECTIONS = "records/record_corrections/all.csv"
STAFF = "records/staff/all.csv"
CODES = ("record-changed", "record-gone")


def found(folder: Folder) -> list[str]:
    """What the check says of published records, by code and place."""
    return [f"{f.code} {f.place.path} {f.place.field}" for f in folder.findings() if f.code in CODES]


def rows_of(path: str) -> list[list[str]]:
    """The rows of a part of the base, its header first."""
    return list(csv.reader(io.StringIO((BASE / path).read_text("utf-8"), newline="")))


def written(rows: list[list[str]], quoting: int = csv.QUOTE_MINIMAL, end: str = "\n") -> bytes:
    """A part as some program writes it."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The base portal as it was published."""
    folder = copy_of(BASE, tmp_path_factory.mktemp("published"))
    folder.commit(YESTERDAY)
    return folder


@pytest.mark.parametrize("end", ["", "2"], ids=["emptied", "changed"])
@pytest.mark.parametrize("path", [ORDERS, "records/orders/2025.csv", PEOPLE])
def test_every_cell_that_is_changed_or_emptied_is_found_and_no_other(published: Folder, path: str, end: str) -> None:
    header, *rows = rows_of(path)
    before = (published.root / path).read_bytes()
    altered = [[row[0], *(cell and (f"{cell}{end}" if end else "") for cell in row[1:])] for row in rows]
    published.write(path, written([header, *altered]))
    told = [f for f in published.findings() if f.code in CODES]
    published.write(path, before)
    filled = [(path, name, row[0]) for row in rows for name, cell in zip(header[1:], row[1:], strict=True) if cell]
    assert {f.code for f in told} == {"record-changed"}
    assert sorted((f.place.path, str(f.place.field), str(f.record)) for f in told) == sorted(filled)


@pytest.mark.parametrize("end", ["", "2"], ids=["emptied", "changed"])
@pytest.mark.parametrize("path", [ORDERS, "records/orders/2025.csv", PEOPLE])
def test_a_record_whose_number_is_changed_or_emptied_is_gone(published: Folder, path: str, end: str) -> None:
    header, *rows = rows_of(path)
    before, number = (published.root / path).read_bytes(), rows[-1][0]
    rows[-1][0] = f"{number}{end}" if end else ""
    published.write(path, written([header, *rows]))
    told = [f for f in published.findings() if f.code in CODES]
    published.write(path, before)
    assert [(f.code, f.record) for f in told] == [("record-gone", number)]


@given(st.data())
@settings(max_examples=25)
def test_order_quotes_line_ends_and_parts_are_no_change(published: Folder, data: st.DataObject) -> None:
    header, *rows = rows_of(ORDERS)
    kept = published.root / ORDERS
    before, moved = kept.read_bytes(), data.draw(st.lists(st.sampled_from(rows), unique_by=tuple))
    other = "records/orders/2026-2.csv"
    quoting, end = (
        data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        data.draw(st.sampled_from(["\n", "\r\n"])),
    )
    published.write(other, written([header, *moved], quoting, end))
    published.write(ORDERS, written([header, *(row for row in rows if row not in moved)], quoting, end))
    told = found(published)
    published.write(ORDERS, before)
    (published.root / other).unlink()
    assert told == []


def test_empty_cells_may_be_filled_in_and_rows_added(published: Folder) -> None:
    before = (published.root / ORDERS).read_bytes()
    published.replace_in_row(ORDERS, "O-2026-002", "2026-03-05T18:00:00,,", "2026-03-05T18:00:00,O-2025-001,")
    published.write(
        ORDERS, (published.root / ORDERS).read_text("utf-8") + "O-2026-003,2026-03-06,P-01,电话,再来,1,1,,,,,,A/0\n"
    )
    told = found(published)
    published.write(ORDERS, before)
    assert told == []


def test_a_part_that_is_gone_is_told_once(published: Folder) -> None:
    before = (published.root / ORDERS).read_bytes()
    (published.root / ORDERS).unlink()
    told = [f for f in published.findings() if f.code in CODES]
    published.write(ORDERS, before)
    assert [(f.code, f.place.path, f.facts["count"]) for f in told] == [("record-gone", ORDERS, "2")]


NAMES = st.lists(st.sampled_from("甲丙丁戊己"), max_size=4)


@given(NAMES, st.booleans())
@settings(max_examples=25)
def test_a_change_is_explained_by_corrections_that_lead_to_it(
    controlled: Folder, names: list[str], is_silent: bool
) -> None:
    steps = [after for before, after in zip(["丁", *names], names, strict=False) if before != after]
    chain = list(zip(["丁", *steps], steps, strict=False))
    last = steps[-1] if steps else "丁"
    now = "庚" if is_silent else last
    kept = {path: (controlled.root / path).read_bytes() for path in (STAFF, CORRECTIONS)}
    rows = [f"GZ-{n:03},QF-01,YG-04,姓名,{a},2026-11-20,{b},YG-03,YG-02,A/0\n" for n, (a, b) in enumerate(chain, 1)]
    controlled.write(CORRECTIONS, kept[CORRECTIONS].decode() + "".join(rows))
    controlled.replace_in_row(STAFF, "YG-04", "丁", now)
    codes = {f.code for f in controlled.findings()}
    for path, content in kept.items():
        controlled.write(path, content)
    is_told = "record-changed" in codes or "correction-differs" in codes
    assert is_told is is_silent
    assert ("correction-differs" in codes) is (is_silent and bool(steps))


@pytest.fixture(scope="module")
def controlled(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The portal with all registers of control as it was published."""
    folder = copy_of(CONTROLLED, tmp_path_factory.mktemp("controlled"))
    folder.commit(YESTERDAY)
    return folder


def test_what_is_personal_or_sensitive_is_not_told(published: Folder) -> None:
    before = (published.root / PEOPLE).read_bytes()
    published.replace_in_row(PEOPLE, "P-01", "ID1", "ID2")
    told = next(f for f in published.findings() if f.code == "record-changed")
    published.write(PEOPLE, before)
    assert "ID" not in "".join(told.facts.values()).replace("P-01", "")


def test_what_was_merged_today_may_still_be_mended(folder: Folder) -> None:
    folder.commit("2026-11-23T00:00:00+08:00")
    folder.replace_in_row(ORDERS, "O-2026-002", "疏通", "换锁")
    assert found(folder) == []


def test_yesterday_ends_on_the_firms_clock(folder: Folder) -> None:
    folder.commit("2026-11-22T15:59:59+00:00")
    folder.replace_in_row(ORDERS, "O-2026-002", "疏通", "换锁")
    assert found(folder) == [f"record-changed {ORDERS} content"]


def test_the_branch_of_the_origin_counts_where_another_is_checked_out(folder: Folder, tmp_path: Path) -> None:
    folder.commit(YESTERDAY)
    subprocess.run(["git", "clone", "-q", str(folder.root), tmp_path / "clone"], check=True)
    clone = Folder(tmp_path / "clone")
    for arguments in (("switch", "-q", "--detach"), ("branch", "-q", "-D", "main")):
        subprocess.run(["git", *arguments], cwd=clone.root, check=True)
    clone.replace_in_row(ORDERS, "O-2026-002", "疏通", "换锁")
    assert found(clone) == [f"record-changed {ORDERS} content"]


def test_a_shallow_clone_tells_so_only_where_it_lacks_what_it_needs(folder: Folder, tmp_path: Path) -> None:
    folder.commit(YESTERDAY)
    folder.write("note.txt", "x")
    folder.commit("2026-11-23T12:00:00+08:00")
    for depth, codes in (("1", ["published-shallow"]), ("2", [])):
        target = tmp_path / depth
        subprocess.run(["git", "clone", "-q", "--depth", depth, f"file://{folder.root}", target], check=True)
        told = [f.code for f in Folder(target).findings() if f.code.startswith("published")]
        assert told == codes


def test_a_portal_without_git_and_one_that_never_was_committed_are_sound(folder: Folder) -> None:
    assert found(folder) == []
    subprocess.run(["git", "init", "-q"], cwd=folder.root, check=True)
    assert {f.code for f in folder.findings()} == set()


def test_an_example_within_another_portals_repository_is_no_published_one(folder: Folder) -> None:
    copy_of(BASE, folder.root / "examples")
    folder.commit(YESTERDAY)
    inner = Folder(folder.root / "examples" / "portal")
    inner.replace_in_row(ORDERS, "O-2026-002", "疏通", "换锁")
    assert found(inner) == []


def test_a_portal_in_a_folder_of_a_repository_is_compared(folder: Folder) -> None:
    for arguments in (("init", "-q", "-b", "main", ".."), ("-C", "..", "add", "-A")):
        subprocess.run(["git", *arguments], cwd=folder.root, check=True)
    Folder(folder.root.parent).commit(YESTERDAY)
    folder.replace_in_row(ORDERS, "O-2026-002", "疏通", "换锁")
    assert found(folder) == [f"record-changed {ORDERS} content"]


HOSTILE = """
[core]
fsmonitor = "{program}"
hooksPath = .
pager = "{program}"
sshCommand = "{program}"
[log]
showSignature = true
[gpg]
program = "{program}"
[diff]
external = "{program}"
[filter "x"]
clean = "{program}"
smudge = "{program}"
[diff "x"]
textconv = "{program}"
[protocol]
allow = always
[remote "origin"]
url = "ext::{program}"
promisor = true
[extensions]
partialClone = origin
"""


def test_a_hostile_repository_that_is_only_checked_runs_nothing(folder: Folder, tmp_path: Path) -> None:
    program, mark = tmp_path / "program", tmp_path / "was-run"
    program.write_text(f"#!/bin/sh\necho run >> {mark}\ncat\n", "utf-8")
    program.chmod(0o755)
    folder.commit(YESTERDAY)
    folder.write(".gitattributes", "* filter=x diff=x\n")
    folder.write(".git/config", (folder.root / ".git/config").read_text("utf-8") + HOSTILE.format(program=program))
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        folder.write(f".git/hooks/{hook}", program.read_bytes())
        (folder.root / ".git/hooks" / hook).chmod(0o755)
    folder.replace_in_row(ORDERS, "O-2026-002", "疏通", "换锁")
    folder.findings()
    folder.silent_changes()
    assert not mark.exists()
    subprocess.run(["git", "status"], cwd=folder.root, check=False, capture_output=True)
    assert mark.exists()  # the trap is set


def test_what_led_to_records_that_are_gone_is_counted_and_not_told_one_by_one(folder: Folder) -> None:
    folder.commit("2026-05-01T12:00:00+08:00")
    folder.write("records/people/people.csv", "person,name,phone,identity_no,form_revision\n")
    found = folder.findings()
    assert [item.code for item in found if item.code in ("record-gone", "reference-dangling")] == ["record-gone"]
    assert "reference-dangling 4" in next(item.facts["codes"] for item in found if item.code == "held-back")


def test_what_was_a_firm_s_own_is_never_excused_as_sample(folder: Folder) -> None:
    path = "records/orders/2026.csv"
    folder.commit("2026-11-20T12:00:00+08:00")
    folder.replace_in_row(path, "O-2026-002", "疏通", "开锁")
    digest = hashlib.sha256((folder.root / path).read_bytes()).hexdigest()
    folder.write("records/sample.yaml", f"files:\n  {path}: {digest}\n")
    assert [item.code for item in folder.findings()] == ["record-changed"]
