"""Disposing of records: what may go is told, what was approved goes as one act, and what led to it is whole."""

import csv
import datetime
import hashlib
import io
import shutil
from pathlib import Path

import pytest
import yaml
from conftest import BASE, TODAY, Folder, copy_of
from hypothesis import given
from hypothesis import strategies as st
from verb_runs import run_verb

from shoukong.commands import dispose, due_records
from shoukong.commands.hindrance import outcome
from shoukong.records.row_edit import without_rows
from shoukong.sealing.canonical_row import row_leaf

CHECKS = Path(__file__).parent / "checks"
ORDERS, DISPOSALS, INVENTORY = "records/orders/2025.csv", "records/record_disposals/all.csv", "records/disposed_records"
APPROVED = "XH-001,QF-02,2025-01-01,2025-01-31,2026-03-01,1,,,,A/0\n"


@pytest.fixture
def portal(tmp_path: Path) -> Folder:
    """A portal whose orders are kept for a year, with a disposal of those of January 2025 and an empty inventory."""
    return with_disposal(copy_of(BASE, tmp_path))


def with_disposal(folder: Folder) -> Folder:
    """The small portal with the registers of disposals, and one that waits to be carried out."""
    for edit in yaml.safe_load((CHECKS / "disposal-held.yaml").read_text("utf-8"))["good"]:
        if "write" in edit:
            folder.write(edit["in"], edit["write"])
    inventory = yaml.safe_load((CHECKS / "disposal-left.yaml").read_text("utf-8"))["good"]
    folder.write(inventory[1]["in"], inventory[1]["write"])
    folder.replace("forms/orders.yaml", "{period: P3Y, from: closed_on}", "{period: P1Y, from: received_on}")
    folder.replace(DISPOSALS, "2026-03-01,,,,,A/0\n", "2026-03-01,1,,,,A/0\n")
    return folder


def disposes(folder: Folder, by: str = "P-01", witness: str = "P-02", *, is_trial: bool = False) -> int:
    """The exit code of `shoukong dispose`."""
    wish = dispose.Wish("XH-001", "碎纸", by, witness, is_sure=True, is_trial=is_trial)
    return outcome(lambda: dispose.run(folder.root, wish, TODAY, "zh"), "zh")


def unfollowed(folder: Folder) -> None:
    """Let no other order lead to the first."""
    folder.replace_in_row(ORDERS, "O-2025-002", ",O-2025-001,", ",,")


def test_what_may_go_goes_and_is_listed_as_one_act(portal: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    unfollowed(portal)
    rest = portal.row(ORDERS, "O-2025-002")
    assert disposes(portal) == 0
    header, *rows = (portal.root / ORDERS).read_text("utf-8").splitlines(keepends=True)
    assert header.startswith("order_no,") and rows == [rest]
    listed = list(csv.DictReader(io.StringIO(next((portal.root / INVENTORY).glob("*.csv")).read_text("utf-8"))))
    assert [(row["disposal_no"], row["record_no"], row["kept_until"]) for row in listed] == [
        ("XH-001", "O-2025-001", "2026-01-05")
    ]
    assert f",P-01,P-02,{TODAY},A/0" in portal.row(DISPOSALS, "XH-001")
    assert portal.findings() == ()
    assert disposes(portal) == 1
    assert "已于" in capsys.readouterr().err


def test_the_inventory_keeps_a_digest_of_what_went_that_no_one_can_guess(portal: Folder) -> None:
    unfollowed(portal)
    text = (portal.root / "forms/disposed_records.yaml").read_text("utf-8")
    fields = "".join(f"    - {{name: {name}, title: {name}, type: string}}\n" for name in ("row_digest", "row_salt"))
    portal.write(
        "forms/disposed_records.yaml",
        text.replace("    - {name: form_revision", f"{fields}    - {{name: form_revision"),
    )
    went = next(csv.DictReader(io.StringIO((portal.root / ORDERS).read_text("utf-8"))))
    assert disposes(portal) == 0
    (line,) = csv.DictReader(io.StringIO(next((portal.root / INVENTORY).glob("*.csv")).read_text("utf-8")))
    assert len(line["row_salt"]) == 32
    assert row_leaf(line["row_salt"], "orders", went) == line["row_digest"]
    assert row_leaf(line["row_salt"], "orders", {**went, "content": "别的"}) != line["row_digest"]
    assert portal.findings() == ()


def test_what_the_records_alone_enclose_goes_with_them(portal: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    unfollowed(portal)
    names = [f"{hashlib.sha256(text.encode()).hexdigest()}.txt" for text in ("甲", "乙")]
    field = "    - {name: papers, title: 资料, type: string, attachment: file}\n"
    portal.replace("forms/orders.yaml", "    - {name: form_revision", field + "    - {name: form_revision")
    cells = {"O-2025-001": " ".join(names), "O-2025-002": names[1]}
    for part in (ORDERS, "records/orders/2026.csv"):
        text = (portal.root / part).read_text("utf-8").replace(",form_revision", ",papers,form_revision")
        portal.write(part, text.replace(",A/0", ",,A/0"))
    for number, cell in cells.items():
        portal.replace_in_row(ORDERS, number, ",,A/0", f",{cell},A/0")
    for name, text in zip(names, ("甲", "乙"), strict=True):
        portal.write(f"attachments/{name[:2]}/{name}", text)
    assert portal.findings() == ()
    assert disposes(portal) == 0
    assert "附件 1 个" in capsys.readouterr().out
    assert [path.name for path in (portal.root / "attachments").rglob("*.txt")] == [names[1]]
    assert portal.findings() == ()


def test_what_still_leads_to_a_record_keeps_it(portal: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    before = (portal.root / ORDERS).read_bytes()
    assert disposes(portal) == 1
    assert "O-2025-001 被《接单登记表》的记录引用" in capsys.readouterr().err
    assert (portal.root / ORDERS).read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2026-03-01,1,", ",1,", "还没有批准"),
        ("2026-03-01,1,", "2026-03-01,2,", "批准 2 条，现有 1 条"),
        ("QF-02", "QF-01", "永久保存"),
        ("XH-001,", "XH-002,", "没有编号为「XH-001」"),
        ("2025-01-01,2025-01-31", "2025-03-01,2025-03-31", "没有记录"),
        ("2025-01-31", "2025-12-31", "O-2025-002 被"),
    ],
)
def test_what_may_not_go_is_refused_with_the_reason_and_stays(
    portal: Folder, capsys: pytest.CaptureFixture[str], old: str, new: str, told: str
) -> None:
    unfollowed(portal)
    portal.replace(DISPOSALS, old, new)
    before = {path: path.read_bytes() for path in (portal.root / "records").rglob("*.csv")}
    assert disposes(portal) == 1
    assert told in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (portal.root / "records").rglob("*.csv")} == before


def test_what_leads_to_one_another_goes_together(portal: Folder) -> None:
    portal.replace("records/orders/2026.csv", ",O-2025-002,", ",,")
    portal.replace(DISPOSALS, "2025-01-31,2026-03-01,1,", "2025-12-31,2026-03-01,2,")
    assert disposes(portal) == 0
    assert len((portal.root / ORDERS).read_text("utf-8").splitlines()) == 1
    assert portal.findings() == ()


def test_a_hold_keeps_a_record_until_it_is_released(portal: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    unfollowed(portal)
    portal.replace("records/record_holds/all.csv", ",2026-02-28,", ",,")
    assert disposes(portal) == 1
    assert "已由 ZT-001 暂停销毁" in capsys.readouterr().err


def test_nobody_witnesses_what_they_dispose_of(portal: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    unfollowed(portal)
    assert disposes(portal, witness="P-01") == 1
    assert "不得为同一人" in capsys.readouterr().err


def test_a_trial_writes_nothing(portal: Folder) -> None:
    unfollowed(portal)
    before = (portal.root / ORDERS).read_bytes()
    assert disposes(portal, is_trial=True) == 0
    assert (portal.root / ORDERS).read_bytes() == before
    assert not (portal.root / INVENTORY).exists()


def test_what_leads_to_a_record_that_went_leads_to_the_inventory(portal: Folder) -> None:
    unfollowed(portal)
    assert disposes(portal) == 0
    portal.replace_in_row(ORDERS, "O-2025-002", ",2027-02-08,,,,", ",2027-02-08,,,O-2025-001,")
    assert portal.findings() == ()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs Git")
def test_a_published_record_goes_by_right_or_is_found_to_be_gone(portal: Folder) -> None:
    unfollowed(portal)
    portal.commit("2026-05-01T12:00:00+08:00")
    assert disposes(portal) == 0
    assert portal.findings() == ()
    portal.replace(ORDERS, portal.row(ORDERS, "O-2025-002"), "")
    portal.replace("records/orders/2026.csv", "O-2025-002", "O-2026-002")
    assert "record-gone" in {item.code for item in portal.findings()}


def test_what_is_due_is_listed_by_form(portal: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert due_records.run(portal.root, datetime.date(2025, 12, 31), "zh") == 0
    assert "没有保存期已满的记录" in capsys.readouterr().out
    assert due_records.run(portal.root, datetime.date(2026, 1, 10), "zh") == 0
    assert capsys.readouterr().out == "QF-02 接单登记表  可申请销毁 0 条、暂停销毁 1 条\n"
    unfollowed(portal)
    portal.replace("records/record_holds/all.csv", ",2026-02-28,", ",2026-01-02,")
    assert due_records.run(portal.root, datetime.date(2026, 1, 10), "zh") == 0
    assert capsys.readouterr().out == "QF-02 接单登记表  可申请销毁 1 条：O-2025-001\n"


def test_the_verb_is_at_the_command_line(portal: Folder) -> None:
    unfollowed(portal)
    arguments = ("dispose", "XH-001", "--method", "碎纸", "--by", "甲", "--witness", "P-02", "--dry-run")
    told = run_verb(*arguments, cwd=portal.root)
    assert told.returncode == 0, told.stderr
    assert "共 1 条" in told.stdout


@given(st.lists(st.lists(st.text('ab"\n, ', max_size=5), min_size=2, max_size=2), max_size=6), st.data())
def test_rows_are_taken_out_and_every_other_byte_stays(rows: list[list[str]], data: st.DataObject) -> None:
    def written(row: list[str]) -> str:
        line = io.StringIO()
        csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(row)
        return line.getvalue()

    parts = [written(["x", "y"]), *map(written, rows)]
    starts = [1 + sum(part.count("\n") for part in parts[:i]) for i in range(len(parts))]
    gone = data.draw(st.sets(st.sampled_from(range(1, len(parts))))) if rows else set()
    left = "".join(part for i, part in enumerate(parts) if i not in gone)
    assert without_rows("".join(parts).encode(), {starts[i] for i in gone}) == left.encode()
