"""Correcting and withdrawing records: the record and what tells of its correction are written as one act."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BASE, CONTROLLED, PROJECT, TODAY, Folder, copy_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from verb_runs import run_verb

from shoukong.commands import correct, withdraw
from shoukong.commands.correction_act import Wish
from shoukong.commands.hindrance import outcome
from shoukong.evaluation import evaluate
from shoukong.files.write_lock import one_at_a_time
from shoukong.portal import load_portal

TRAININGS, CORRECTIONS, STAFF = (
    f"records/{table}/all.csv" for table in ("training_records", "record_corrections", "staff")
)
APPROVAL = "records/document_approvals/all.csv"


def wish(record: str, *given: str, by: str = "YG-03", approved_by: str = "YG-02", form: str | None = None) -> Wish:
    """A wish of somebody, approved by another."""
    return Wish(record, form, "写错", by, approved_by, given=given)


def corrects(folder: Folder, asked: Wish) -> int:
    """The exit code of `shoukong correct`."""
    return outcome(lambda: correct.run(folder.root, asked, TODAY, "zh"), "zh")


def withdraws(folder: Folder, asked: Wish) -> int:
    """The exit code of `shoukong withdraw`."""
    return outcome(lambda: withdraw.run(folder.root, asked, TODAY, "zh"), "zh")


def cells(folder: Folder, path: str) -> dict[str, dict[str, str]]:
    """The rows of a part by their numbers."""
    rows = csv.DictReader(io.StringIO((folder.root / path).read_bytes().decode(), newline=""))
    return {next(iter(row.values())): row for row in rows}


@pytest.fixture
def controlled(tmp_path: Path) -> Folder:
    """The portal with all registers of control."""
    return copy_of(CONTROLLED, tmp_path)


def test_the_record_says_what_is_right_and_the_correction_what_it_said(controlled: Folder) -> None:
    assert corrects(controlled, wish("PX-001", "主题", "答复时限", "trained_on", "2026年6月4日", by="丙")) == 0
    assert cells(controlled, TRAININGS)["PX-001"]["topic"] == "答复时限"
    told = [
        (row["field_title"], row["old_value"], row["new_value"], row["corrected_by"], row["approved_by"])
        for row in cells(controlled, CORRECTIONS).values()
    ]
    assert told == [
        ("主题", "接单时限", "答复时限", "YG-03", "YG-02"),
        ("培训日期", "2026-06-03", "2026-06-04", "YG-03", "YG-02"),
    ]
    assert controlled.findings() == ()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (wish("PX-001", "培训编号", "PX-009"), "shoukong withdraw PX-001"),
        (wish("PX-001", "讲师", "乙"), "主题"),
        (wish("PX-001", "主题"), "成对"),
        (wish("PX-001", "主题", "接单时限"), "本来就是"),
        (wish("PX-001", "培训日期", "昨天"), "昨天"),
        (wish("PX-099", "主题", "答复时限"), "PX-099"),
        (wish("PX-001", "主题", "答复时限", by="YG-02"), "自己"),
        (wish("PX-001", "主题", "答复时限", approved_by="张"), "张"),
        (wish("PX-001", "主题", "答复时限", form="QF-99"), "QF-99"),
        (wish("YG-01", "到岗日期", ""), "必填"),
    ],
)
def test_what_the_check_would_refuse_is_refused_and_nothing_written(
    controlled: Folder, capfd: pytest.CaptureFixture[str], asked: Wish, told: str
) -> None:
    if told == "必填":
        controlled.replace(
            "forms/staff.yaml",
            "title: 到岗日期, type: date",
            "title: 到岗日期, type: date, constraints: {required: true}",
        )
    before = {path: (controlled.root / path).read_bytes() for path in (TRAININGS, CORRECTIONS, STAFF)}
    assert corrects(controlled, asked) == 1
    assert told in capfd.readouterr().err
    assert {path: (controlled.root / path).read_bytes() for path in before} == before


def test_a_number_of_two_registers_asks_for_the_form(controlled: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    controlled.replace("forms/training_records.yaml", 'number: "PX-{seq:3}"\n', "")
    controlled.replace_in_row(TRAININGS, "PX-001", "PX-001", "YG-01")
    assert corrects(controlled, wish("YG-01", "主题", "答复时限")) == 1
    assert "--form" in capfd.readouterr().err
    assert corrects(controlled, wish("YG-01", "主题", "答复时限", form="培训记录")) == 0


def test_the_rulebook_says_who_approves(controlled: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    rights = "approve_corrections: [{posts: [部门负责人], department: owner, clause: QM-02#4}, {posts: [总经理]}]"
    controlled.replace("docs/documents/QM-02.md", "figures:\n", f"figures:\n  {rights}\n")
    controlled.approve("WJ-002", "docs/documents/QM-02.md")
    assert corrects(controlled, wish("PX-001", "主题", "答复时限", by="YG-04")) == 1
    assert "总经理" in capfd.readouterr().err
    assert corrects(controlled, wish("PX-001", "主题", "答复时限", by="YG-04", approved_by="YG-03")) == 1, (
        "another department"
    )
    controlled.replace("docs/documents/QM-02.md", "owner: 总经理室", "owner: 客服部")
    controlled.approve("WJ-002", "docs/documents/QM-02.md")
    assert corrects(controlled, wish("PX-001", "主题", "答复时限", by="YG-04", approved_by="YG-03")) == 0
    assert "QM-02#4" in capfd.readouterr().out


def test_sensitive_values_are_neither_shown_nor_found(controlled: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    form = (controlled.root / "forms/staff.yaml").read_text("utf-8")
    controlled.write("forms/staff.yaml", form.replace("privacy: personal", "privacy: sensitive"))
    assert corrects(controlled, wish("YG-04", "姓名", "戊")) == 0
    controlled.replace_in_row(STAFF, "YG-04", "戊", "己")
    told = [f for f in controlled.findings() if f.code == "correction-differs"]
    assert len(told) == 1
    shown = capfd.readouterr().out + "".join(told[0].facts.values())
    assert not {"丁", "戊", "己"} & set(shown)


def test_every_other_byte_of_a_part_stays(folder: Folder) -> None:
    for path in ("forms/record_corrections.yaml", CORRECTIONS):
        folder.write(path, (CONTROLLED / path).read_text("utf-8").replace("QM-02", "QM-01").replace("#1", "#2.2.1"))
    part = folder.root / "records/orders/2026.csv"
    text = part.read_text("utf-8").replace(",疏通,", ',"疏""通",').replace("\n", "\r\n")
    part.write_bytes(text.encode())
    assert corrects(folder, wish("O-2026-001", "内容说明", '开"锁')) == 0
    assert part.read_bytes().decode() == text.replace('"开锁\r\n第二行"', '"开""锁"')


def test_a_withdrawn_record_stays_and_counts_no_more(controlled: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    before = (controlled.root / TRAININGS).read_bytes()
    assert withdraws(controlled, wish("PX-001")) == 0
    assert (controlled.root / TRAININGS).read_bytes() == before
    (row,) = cells(controlled, CORRECTIONS).values()
    assert (row["record_no"], row["field_title"], row["new_value"]) == ("PX-001", "整条记录", "作废")
    assert withdraws(controlled, wish("PX-001")) == 1
    assert corrects(controlled, wish("PX-001", "主题", "答复时限")) == 1
    assert row["correction_no"] in capfd.readouterr().err
    assert controlled.findings() == ()
    assert not [each for each in trainings(controlled) if each == "PX-001"]


def trainings(folder: Folder) -> list[str]:
    """The numbers of trainings that queries of clauses see."""
    rule = "```rule\nid: R-1\ntitle: 没有培训\nsql: SELECT training_no AS record FROM training_records\n```\n"
    text = (folder.root / "docs/documents/QM-02.md").read_text("utf-8")
    folder.write("docs/documents/QM-02.md", text.replace("{#c4}\n", "{#c4}\n\n" + rule))
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        found = [breach.record for result in evaluation.executable.rule_results for breach in result.breaches]
    folder.write("docs/documents/QM-02.md", text)
    return found


TOPICS = st.sampled_from(["接单时限", "答复时限", "甲,乙", '"引号"', " 空 格", "换\n行", "=1+1", "空白"])
STEPS = st.lists(st.one_of(st.tuples(st.just("topic"), TOPICS), st.just(("withdraw", ""))), max_size=5)


@given(STEPS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_whatever_was_corrected_undone_gives_what_was_there(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    folder = copy_of(CONTROLLED, tmp_path_factory.mktemp("undone"))
    original = cells(folder, TRAININGS)
    folder.commit("2026-11-22T12:00:00+08:00")
    for field, value in steps:
        withdraws(folder, wish("PX-001")) if field == "withdraw" else corrects(folder, wish("PX-001", field, value))
    assert {f.code for f in folder.findings()} == set()
    undone = cells(folder, TRAININGS)
    for row in reversed(cells(folder, CORRECTIONS).values()):
        if row["field_title"] == "主题":
            assert undone["PX-001"]["topic"] == row["new_value"]
            undone["PX-001"]["topic"] = row["old_value"]
    assert undone == original


KILLED = """
import sys
left = [int(sys.argv[1])]
def end(event, arguments):
    if event == "os.rename":
        if not left[0]:
            import os
            os._exit(9)
        left[0] -= 1
sys.addaudithook(end)
sys.argv = ["shoukong", *sys.argv[2:]]
from shoukong.cli import main
main()
"""


def test_one_that_is_killed_leaves_both_or_neither(controlled: Folder) -> None:
    verb = ["correct", "PX-001", "主题", "答复时限", "--reason", "写错", "--by", "YG-03", "--approved-by", "YG-02"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "hooks")}
    kept = {path: (controlled.root / path).read_bytes() for path in (TRAININGS, CORRECTIONS)}
    seen = set()
    for moment in range(10):
        for path, content in kept.items():
            controlled.write(path, content)
        command = [sys.executable, "-c", KILLED, str(moment), *verb, "--root", str(controlled.root)]
        ended = subprocess.run(command, env=environment, capture_output=True, check=False).returncode
        with one_at_a_time(controlled.root):
            pass
        is_changed = [(controlled.root / path).read_bytes() != content for path, content in kept.items()]
        assert is_changed in ([True, True], [False, False])
        assert {f.code for f in controlled.findings()} <= {"date-in-future", "part-unread"}  # what was beside
        seen.add((ended, is_changed[0]))
        if ended == 0:
            break
    assert {(9, False), (9, True), (0, True)} <= seen


def test_base_has_no_register_of_corrections_and_says_so(folder: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    assert not (BASE / CORRECTIONS).exists()
    assert corrects(folder, wish("O-2026-002", "内容说明", "换锁")) == 1
    assert "record_corrections" in capfd.readouterr().err


def everything(folder: Folder, target: Path) -> str:
    """All that is published of a portal, but for what is fetched from elsewhere."""
    done = run_verb("render", "--as-of", str(TODAY), "--to", str(target), cwd=folder.root)
    assert done.returncode == 0, done.stderr
    files = (path for path in target.rglob("*") if path.suffix in (".md", ".json", ".csv", ".html", ".xml"))
    return "\n".join(path.read_text("utf-8", "replace") for path in files)


def test_the_page_of_a_record_has_what_it_said_and_a_withdrawn_one_its_reason(
    controlled: Folder, tmp_path: Path
) -> None:
    assert corrects(controlled, wish("PX-001", "主题", "答复时限")) == 0
    assert withdraws(controlled, wish("PX-001")) == 0
    everything(controlled, tmp_path / "site")
    (data,) = (tmp_path / "site").rglob("data/registers/training_records")
    (row,) = json.loads((data / "0001.json").read_text("utf-8"))
    assert row["was"] == {"topic": [["接单时限", "GZ-001"]]}
    assert row["withdrawn"] == ["GZ-002", ""]  # this firm keeps no reasons
    corrections = json.loads((data.parent / "record_corrections/index.json").read_text("utf-8"))
    assert corrections["leads"]["record_no"] == {"PX-001": "registers/training_records/#PX-001"}


def test_a_correction_does_not_publish_what_is_withheld(controlled: Folder, tmp_path: Path) -> None:
    form = (controlled.root / "forms/staff.yaml").read_text("utf-8")
    phone = "    - {name: phone, title: 电话, type: string, privacy: sensitive}\n"
    controlled.write(
        "forms/staff.yaml", form.replace("    - {name: form_revision", f"{phone}    - {{name: form_revision")
    )
    rows = (controlled.root / STAFF).read_text("utf-8").replace("left_on,", "left_on,phone,").replace(",A/0", ",,A/0")
    controlled.write(STAFF, rows)
    approval = next(number for number, row in cells(controlled, APPROVAL).items() if row["subject"] == "QF-01")
    controlled.approve(approval, "forms/staff.yaml")
    assert corrects(controlled, wish("YG-04", "电话", "13912345678")) == 0
    assert corrects(controlled, wish("YG-04", "电话", "13987654321")) == 0
    published = everything(controlled, tmp_path / "site")
    assert "GZ-002" in published
    assert not any(value in published for value in ("13912345678", "13987654321"))
    assert "•••" in published
