"""What became of records through Git: told for one, and searched for whatever was changed or deleted silently."""

import csv
import io
import subprocess
from pathlib import Path

import pytest
from conftest import CONTROLLED, Folder
from hypothesis import given
from hypothesis import strategies as st
from verb_runs import Done, run_verb

from shoukong.history.row_changes import PartVersions, RowChange, RowEvent, row_changes

FIELDS = ("no", "甲", "乙")
CELLS = st.text("a,\"\n\r甲 '", max_size=4).map(lambda text: text.replace("\r", ""))
ROWS = st.fixed_dictionaries({"甲": CELLS, "乙": CELLS})
STATES = st.dictionaries(st.sampled_from([f"R-{n}" for n in range(6)]), ROWS, max_size=6)
PARTS = ("records/t/2025.csv", "records/t/2026.csv")


def part(rows: dict[str, dict[str, str]], quoting: int, end: str, order: list[str]) -> bytes:
    """A part as some program writes it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, order, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows({"no": number, **cells} for number, cells in rows.items())
    return text.getvalue().encode()


@st.composite
def written(draw: st.DrawFn, state: dict[str, dict[str, str]]) -> dict[str, bytes]:
    """A register in its parts: rows anywhere, in any order, quoted and ended as programs do."""
    rows = draw(st.permutations(sorted(state.items())))
    at = draw(st.integers(0, len(rows)))
    parts = {}
    for path, own in zip(PARTS, (rows[:at], rows[at:]), strict=True):
        quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
        mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
        parts[path] = mark + part(
            dict(own), quoting, draw(st.sampled_from(["\n", "\r\n"])), draw(st.permutations(FIELDS))
        )
    return parts


def expected(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> set[tuple[str, ...]]:
    """What a reader of both states would say."""
    told = {(RowEvent.GONE.value, number) for number in before.keys() - after.keys()}
    told |= {(RowEvent.MADE.value, number) for number in after.keys() - before.keys()}
    for number in before.keys() & after.keys():
        for field in ("甲", "乙"):
            was, now = before[number][field], after[number][field]
            if was != now:
                told.add((RowEvent.CHANGED if was else RowEvent.FILLED, number, field, was, now))
    return told


def told(change: RowChange) -> tuple[str, ...]:
    facts = (change.field, change.before, change.after) if change.field else ()
    return change.event.value, change.record, *facts


@given(st.data(), STATES, STATES)
def test_what_became_of_rows_is_told_whatever_program_wrote_them(
    data: st.DataObject, before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]
) -> None:
    old, new = data.draw(written(before)), data.draw(written(after))
    changes = row_changes([PartVersions(path, old[path], new[path]) for path in PARTS], "no")
    assert {told(change) for change in changes if change.event is not RowEvent.MOVED} == expected(before, after)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_whatever_a_part_held_is_read(before: bytes, after: bytes) -> None:
    list(row_changes([PartVersions("records/t/a.csv", before, after)], "no"))


ORDERS = "records/orders/2026.csv"


def shoukong(folder: Path, *arguments: str) -> Done:
    """Run a verb."""
    return run_verb(*arguments, cwd=folder)


@pytest.fixture
def kept(folder: Folder) -> Folder:
    """The base portal in Git, in which an order was filled in, then changed, and another deleted."""
    folder.commit()
    folder.replace_in_row(ORDERS, "O-2026-002", "2026-03-05T18:00:00,,", "2026-03-05T18:00:00,O-2025-001,")
    folder.commit()
    folder.replace_in_row(ORDERS, "O-2026-002", "疏通", "换锁")
    folder.commit()
    folder.replace("records/orders/2025.csv", folder.row("records/orders/2025.csv", "O-2025-001"), "")
    folder.commit()
    return folder


def test_a_records_life_is_told_commit_by_commit(kept: Folder) -> None:
    done = shoukong(kept.root, "history", "O-2026-002")
    assert done.returncode == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines() if line.startswith("    ")]
    changed = "改 内容说明：「疏通」→「换锁」  ← 没有更正或销毁记录说明"
    assert lines == ["登记于 records/orders/2026.csv", "填写 前一单：O-2025-001", changed]
    assert done.stdout.startswith("O-2026-002（接单登记表）")
    assert done.stdout.count("甲") == 3


def test_a_record_that_was_deleted_still_has_its_life(kept: Folder) -> None:
    told = shoukong(kept.root, "history", "O-2025-001", "--lang", "en").stdout
    assert "deleted from records/orders/2025.csv" in told


def test_a_record_that_never_was_is_refused(kept: Folder) -> None:
    done = shoukong(kept.root, "history", "O-1999-001")
    assert (done.returncode, "O-1999-001" in done.stderr) == (1, True)


def test_all_that_was_ever_changed_or_deleted_silently_is_found(kept: Folder) -> None:
    done = shoukong(kept.root, "check", "--history", "--as-of", "2026-11-23")
    assert done.returncode == 1
    assert "「疏通」" in done.stdout
    assert "history-gone" in done.stdout
    assert done.stdout.count("(history-") == 2


def test_undoing_a_silent_change_does_not_undo_its_history(kept: Folder) -> None:
    kept.replace_in_row(ORDERS, "O-2026-002", "换锁", "疏通")
    kept.commit()
    assert shoukong(kept.root, "check", "--history").stdout.count("history-changed") == 2


@pytest.mark.parametrize("verb", [("history", "O-2026-002"), ("check", "--history")])
def test_without_a_whole_history_a_verb_says_what_to_do(folder: Folder, tmp_path: Path, verb: tuple[str, ...]) -> None:
    done = shoukong(folder.root, *verb)
    assert (done.returncode, "Git" in done.stderr) == (2, True)
    for text in "xy":
        folder.write("note.txt", text)
        folder.commit()
    source = f"file://{folder.root}"
    subprocess.run(["git", "clone", "-q", "--depth", "1", source, "shallow"], cwd=tmp_path, check=True)
    done = shoukong(tmp_path / "shallow", *verb)
    assert (done.returncode, "--unshallow" in done.stderr) == (2, True)


def test_the_history_verb_hides_what_is_sensitive(folder: Folder) -> None:
    folder.replace(
        "forms/orders.yaml", "title: 内容说明, type: string", "title: 内容说明, type: string, privacy: sensitive"
    )
    folder.commit()
    folder.replace_in_row(ORDERS, "O-2026-002", "疏通", "换锁")
    folder.commit()
    told = shoukong(folder.root, "history", "O-2026-002").stdout
    assert "•••" in told
    assert "疏通" not in told
    assert "换锁" not in told


DISPOSALS = """name: record_disposals
id: QF-34
title: 销毁审批
revision: A/0
effective_date: 2025-01-01
document: QM-01
clause: QM-01#1
retention: {period: permanent}
number: "RD-{seq:3}"
schema:
  primaryKey: disposal_no
  fields:
    - {name: disposal_no, title: 编号, type: string, constraints: {required: true, unique: true}}
    - {name: register, title: 登记册, type: string}
    - {name: period_from, title: 起始, type: date}
    - {name: period_to, title: 截止, type: date}
    - {name: approved_by, title: 批准人, type: string}
    - {name: approved_on, title: 批准日期, type: date}
    - {name: form_revision, title: 表单版本, type: string, constraints: {required: true}}
"""


def test_what_corrections_and_disposals_explain_is_told_with_them_and_is_not_silent(folder: Folder) -> None:
    form = (CONTROLLED / "forms/record_corrections.yaml").read_text("utf-8").replace("QM-02", "QM-01")
    reason = "    - {name: reason, title: 原因, type: string}\n    - {name: corrected_by"
    folder.write("forms/record_corrections.yaml", form.replace("    - {name: corrected_by", reason))
    folder.write("forms/record_disposals.yaml", DISPOSALS)
    told = "correction_no,register,record_no,field_title,old_value,corrected_on,new_value"
    header = f"{told},reason,corrected_by,approved_by,form_revision\n"
    folder.commit("2026-03-06T12:00:00+08:00")
    folder.replace_in_row(ORDERS, "O-2026-002", "疏通", "换锁")
    row = "GZ-00{},QF-02,O-2026-002,内容说明,{},2026-03-07,{},{},P-01,P-02,A/0\n"
    rows = row.format(1, "疏通", "修锁", "听错") + row.format(2, "修锁", "换锁", "又听错")
    folder.write("records/record_corrections/all.csv", header + rows)
    folder.commit("2026-03-07T12:00:00+08:00")
    gone = folder.row("records/orders/2025.csv", "O-2025-001")
    folder.replace("records/orders/2025.csv", gone, "")
    heads = "disposal_no,register,period_from,period_to,approved_by,approved_on,form_revision\n"
    folder.write(
        "records/record_disposals/all.csv", f"{heads}RD-001,orders,2025-01-01,2025-12-31,P-01,2026-04-01,A/0\n"
    )
    folder.commit("2026-04-01T12:00:00+08:00")
    assert folder.silent_changes() == ()
    assert (
        "「疏通」→「换锁」  ← GZ-001（听错）；GZ-002（又听错）" in shoukong(folder.root, "history", "O-2026-002").stdout
    )
    assert "删去  ← 按 RD-001 销毁" in shoukong(folder.root, "history", "O-2025-001").stdout


def test_a_disposal_that_was_approved_afterwards_explains_nothing(folder: Folder) -> None:
    folder.write("forms/record_disposals.yaml", DISPOSALS)
    folder.commit("2026-03-06T12:00:00+08:00")
    folder.replace("records/orders/2025.csv", folder.row("records/orders/2025.csv", "O-2025-001"), "")
    folder.commit("2026-03-31T12:00:00+08:00")
    heads = "disposal_no,register,period_from,period_to,approved_by,approved_on,form_revision\n"
    folder.write(
        "records/record_disposals/all.csv", f"{heads}RD-001,orders,2025-01-01,2025-12-31,P-01,2026-04-01,A/0\n"
    )
    folder.commit("2026-04-01T12:00:00+08:00")
    assert [(item.code, item.record) for item in folder.silent_changes()] == [("history-gone", "O-2025-001")]
