"""Two branches that add rows: they merge without a conflict, and a number that both used is mended."""

import subprocess

import pytest
from conftest import TODAY, Folder
from hypothesis import given
from hypothesis import strategies as st
from test_import import PART, errors
from test_take import inbox, orders, put, run

from shoukong.commands import renumber
from shoukong.commands.hindrance import outcome
from shoukong.entries.ledger import Ledger
from shoukong.forms.form import parse_form
from shoukong.records.row_edit import with_cells

__all__ = ["inbox"]
ROW = "O-2026-003,2026-11-0{day},P-01,电话,{what},,,,,,,,A/0\n"
IDENTITY = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")


def git(folder: Folder, *arguments: str) -> str:
    """What Git says."""
    done = subprocess.run(
        ["git", *IDENTITY, *arguments], cwd=folder.root, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return done.stdout


def append(folder: Folder, text: str, path: str = PART) -> None:
    """Add to the end of a part."""
    folder.write(path, (folder.root / path).read_bytes() + text.encode())


def mend(folder: Folder) -> int:
    """The exit code of renumbering."""
    return outcome(lambda: renumber.run(folder.root, TODAY, "zh"), "zh")


def test_rows_of_two_branches_merge_and_the_later_gets_the_next_number(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write(".gitattributes", "records/**/*.csv merge=union\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "start")
    git(folder, "checkout", "-qb", "other")
    append(folder, ROW.format(day=2, what="换锁"))
    git(folder, "commit", "-qam", "other")
    git(folder, "checkout", "-q", "main")
    append(folder, ROW.format(day=3, what="换灯"))
    git(folder, "commit", "-qam", "own")
    git(folder, "merge", "-q", "other")
    assert errors(folder) == ["record-twice"]
    assert mend(folder) == 0
    assert errors(folder) == []
    assert [(row["order_no"], row["content"]) for row in orders(folder)[-2:]] == [
        ("O-2026-003", "换灯"), ("O-2026-004", "换锁"),
    ]  # fmt: skip
    assert "O-2026-003 改为 O-2026-004" in capsys.readouterr().out


def test_records_that_refer_to_the_number_are_told(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    append(folder, ROW.format(day=2, what="换锁") + ROW.format(day=3, what="换灯"))
    append(folder, "O-2026-009,2026-11-04,P-01,电话,再换,,,,,,,O-2026-003,A/0\n")
    assert mend(folder) == 0
    told = capsys.readouterr().out
    assert "O-2026-003 改为 O-2026-010" in told
    assert "O-2026-009 引用了 O-2026-003" in told


def test_a_row_that_stands_twice_is_not_made_two_records(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    append(folder, ROW.format(day=2, what="换锁") * 2)
    before = (folder.root / PART).read_bytes()
    assert mend(folder) == 1
    assert "完全相同" in capsys.readouterr().out
    assert (folder.root / PART).read_bytes() == before


def test_the_ledger_follows(folder: Folder, inbox, capsys: pytest.CaptureFixture[str]) -> None:
    put(inbox, "orders-1-A.csv", {"received_on": "2026-11-02", "person": "P-01", "channel": "电话", "content": "换锁"})
    assert run(folder, inbox) == 0
    append(folder, ROW.format(day=3, what="换灯"))
    append(folder, "1-B,orders,O-2026-003,2026-11-23,0\n", "entries/2026-11.csv")
    assert mend(folder) == 0
    assert [Ledger(folder.root).records(entry) for entry in ("1-A", "1-B")] == [["O-2026-003"], ["O-2026-004"]]


FORM = """name: t
id: QF-02
title: 表
revision: A/0
effective_date: 2025-01-01
document: QM-01
clause: QM-01#1
retention: {period: permanent}
schema:
  primaryKey: a
  fields:
    - {name: a, title: 甲, type: string}
    - {name: b, title: 乙, type: string}
    - {name: c, title: 丙, type: string}
"""
CELL = st.text(st.sampled_from('ab,"\n 甲'), max_size=5)


@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=4), data=st.data())
def test_a_cell_that_is_written_anew_leaves_every_other_sign_as_it_is(rows, data) -> None:
    form, _ = parse_form(FORM, "forms/t.yaml")
    assert form is not None

    def quoted(cell: str) -> bytes:
        must = any(sign in cell for sign in ',"\n')
        return ('"' + cell.replace('"', '""') + '"' if must or data.draw(st.booleans()) else cell).encode()

    written = [[quoted(cell) for cell in row] for row in rows]
    lines = [b",".join(row) + b"\n" for row in written]
    place, column, value = data.draw(st.tuples(st.integers(0, len(rows) - 1), st.integers(0, 2), CELL))
    start = 2 + sum(line.count(b"\n") for line in lines[:place])
    changed = with_cells(b"a,b,c\n" + b"".join(lines), form, start, {"abc"[column]: value})
    must = any(sign in value for sign in ',"\n')
    written[place][column] = ('"' + value.replace('"', '""') + '"').encode() if must else value.encode()
    found = b"a,b,c\n" + b"".join(b",".join(row) + b"\n" for row in written)
    assert changed == found
