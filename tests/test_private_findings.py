"""What the check says of people: logs and annotations are read by others, so no private cell stands in them."""

import datetime
import json

import pytest
from conftest import TODAY, Folder

from shoukong.evaluation import check
from shoukong.portal import load_portal
from shoukong.records.private_facts import masked_cell
from shoukong.results.report import REPORTERS, as_markdown

PHONE, IDENTITY, NAME = "13900001234", "11010519491231002Y", "甲乙丙"
PEOPLE = """name: visits
id: QF-90
title: 来访人登记
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {period: P1Y}
number: "LF-{year}-{seq:3}"
date: came_on
schema:
  primaryKey: visit_no
  fields:
    - {name: visit_no, title: 编号, type: string, constraints: {required: true}}
    - {name: came_on, title: 日期, type: date, constraints: {required: true}}
    - {name: who, title: 姓名, type: string, privacy: personal, constraints: {required: true, maxLength: 2}}
    - {name: phone, title: 电话, type: string, privacy: personal, constraints: {unique: true, pattern: "[0-9]{10}"}}
    - {name: card, title: 证件号, type: string, privacy: sensitive, constraints: {pattern: "[0-9]{17}[0-9X]"}}
    - {name: born_on, title: 出生日期, type: date, privacy: personal}
    - {name: note, title: 备注, type: string, privacy: none}
    - {name: form_revision, title: 表单版本, type: string, constraints: {required: true}}
"""
ROWS = (
    "visit_no,came_on,who,phone,card,born_on,note,form_revision\n"
    f"LF-2026-001,2026-11-01,{NAME},{PHONE},{IDENTITY},1999-99-01,,A/0\n"
    f"LF-2026-002,2026-11-01,丁,{PHONE},,2029-07-16,来电 13800005678 约定,A/0\n"
)


@pytest.fixture
def visited(folder: Folder) -> Folder:
    """A firm that keeps a register of visitors, in which everything is mistyped."""
    folder.write("forms/visits.yaml", PEOPLE)
    folder.write("records/visits/2026.csv", ROWS)
    return folder


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_report_holds_a_private_cell(visited: Folder, language: str) -> None:
    result = check(load_portal(visited.root, TODAY, TODAY))
    told = [report(result, language) for report in (*REPORTERS.values(), as_markdown)]
    assert {"cell-maxlength", "cell-pattern", "cell-type", "value-twice", "date-in-future"} <= {
        item.code for item in result.findings
    }
    for text in told:
        for private in (PHONE, IDENTITY, NAME, "1999-99-01", "2029-07-16", "13800005678"):
            assert private not in text


def test_the_last_signs_are_left_to_find_a_cell_by(visited: Folder) -> None:
    findings = json.loads(REPORTERS["json"](check(load_portal(visited.root, TODAY, TODAY)), "zh"))["findings"]
    told = {(item["code"], item["field"]): item["message"] for item in findings}
    assert "•••1234" in told["cell-pattern", "phone"]
    assert "•••002Y" in told["cell-pattern", "card"]
    assert "•••" in told["cell-maxlength", "who"]


def test_a_changed_cell_of_the_main_branch_is_told_masked(visited: Folder) -> None:
    rows = ROWS.replace(NAME, "甲").replace(PHONE, "1390000123", 1).replace(IDENTITY, "11010519491231002X")
    visited.write("records/visits/2026.csv", rows.replace("1999-99-01", "").replace("2029-07-16", ""))
    visited.commit(f"{TODAY - datetime.timedelta(days=2)}T12:00:00+08:00")
    visited.replace("records/visits/2026.csv", "1390000123,", "1390009999,")
    changed = [item for item in visited.findings() if item.code == "record-changed"]
    assert [(item.facts["before"], item.facts["after"]) for item in changed] == [("•••0123", "•••9999")]


def test_masking_twice_masks_once() -> None:
    assert masked_cell(masked_cell(PHONE)) == masked_cell(PHONE) == "•••1234"
    assert masked_cell("甲乙") == "•••"
    assert masked_cell("") == ""
