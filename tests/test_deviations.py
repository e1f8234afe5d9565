"""Strengths: what a clause says in principle may be departed from by agreement, and what is free is only noted."""

import datetime

import pytest
from conftest import Folder

from shoukong.evaluation import check, evaluate
from shoukong.executable.breach_answer import BreachState, open_count
from shoukong.pages.breach_pages import breach_pages
from shoukong.pages.view import View
from shoukong.portal import load_portal

DAY = datetime.date
NOW = DAY(2026, 11, 23)
END = "  satisfies: [T-04]\n"
DOCUMENT, REQUIREMENTS = "docs/documents/QM-01.md", "docs/requirements/base.yaml"
BLOCK = """
  ```rule
  id: T-40
  title: 件数不超过三件
  strength: {strength}
  sql: SELECT order_no AS record, received_on AS "on" FROM orders WHERE pieces > 3
  ```
"""
FORM = """name: {name}
id: QF-{number}
title: 登记册
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {{period: permanent}}
schema:
  primaryKey: {key}
  fields:
    - {{name: {key}, title: 编号, type: string, constraints: {{required: true, unique: true}}}}
"""
FIELDS = {
    "staff": ("staff_no", ("name", "post")),
    "deviations": ("deviation_no", ("rule", "record", "reason", "agreed_by", "agreed_on")),
    "nonconformities": ("nonconformity_no", ("rule", "breach_record", "closed_on")),
}
BROKEN = "O-2026-002"  # of 2026-03-05
AGREED = f"PL-01,T-40,{BROKEN},料少,YG-01,2026-03-05"


def keep(folder: Folder, name: str, number: int, *rows: str) -> None:
    """Keep a register with some rows."""
    key, fields = FIELDS[name]
    text = FORM.format(name=name, key=key, number=number)
    for field in (*fields, "form_revision"):
        kind = "date" if field.endswith("_on") else "string"
        text += f"    - {{name: {field}, title: {field}, type: {kind}}}\n"
    folder.write(f"forms/{name}.yaml", text)
    head = ",".join([key, *fields, "form_revision"])
    folder.write(f"records/{name}/all.csv", "".join(f"{row}\n" for row in (head, *(f"{r},A/0" for r in rows))))


def ruled(folder: Folder, strength: str, *deviations: str) -> Folder:
    """A rule of some strength that one record breaks; the manager may agree to deviations."""
    folder.replace(DOCUMENT, END, END + BLOCK.format(strength=strength))
    folder.replace(
        REQUIREMENTS, "statement: 按文件控制程序存档", f"statement: 按文件控制程序存档, strength: {strength}"
    )
    folder.replace("docs/documents/QM-02.md", "figures:\n", "figures:\n  deviation_posts: [经理]\n")
    keep(folder, "staff", 61, "YG-01,甲,经理", "YG-02,乙,文员")
    keep(folder, "nonconformities", 62)
    keep(folder, "deviations", 63, *deviations)
    return folder


def state_of(folder: Folder) -> tuple[BreachState, int]:
    """Where the record stands, and how many breaches are open."""
    with evaluate(load_portal(folder.root, NOW)) as evaluation:
        ((item,),) = [items for id_, items in evaluation.executable.breaches.items() if id_ == "T-40"]
        return item.state, open_count(evaluation.executable.breaches)


@pytest.mark.parametrize(
    ("strength", "deviation", "state", "count"),
    [
        ("must", None, BreachState.OPEN, 1),
        ("principle", None, BreachState.OPEN, 1),
        ("principle", AGREED, BreachState.AGREED, 0),
        ("principle", AGREED.replace("2026-03-05", "2026-03-06"), BreachState.OPEN, 1),
        ("principle", AGREED.replace("YG-01", "YG-02"), BreachState.OPEN, 1),
        ("principle", AGREED.replace(BROKEN, "O-2026-001"), BreachState.OPEN, 1),
        ("must", AGREED, BreachState.OPEN, 1),
        ("may", None, BreachState.NOTED, 0),
        ("free", None, BreachState.NOTED, 0),
    ],
)
def test_only_what_is_said_in_principle_is_departed_from_and_only_by_right_and_in_time(
    folder: Folder, strength: str, deviation: str | None, state: BreachState, count: int
) -> None:
    assert state_of(ruled(folder, strength, *([deviation] if deviation else []))) == (state, count)


def test_deviations_are_counted_apart_and_shown_with_their_reason(folder: Folder) -> None:
    ruled(folder, "principle", AGREED)
    found = check(load_portal(folder.root, NOW))
    assert [item.code for item in found.findings if item.ref == "T-40"] == ["departure-agreed"]
    with evaluate(load_portal(folder.root, NOW)) as evaluation:
        pages = {page.path: str(page.content) for page in breach_pages(View(evaluation))}
    assert "未关闭的不符合 **0** 项" in pages["rules/index.md"]
    assert "事前同意的偏离 1 项" in pages["rules/index.md"]
    assert "料少" in pages["rules/T-40.md"]
    assert "原则上；可由经理事前同意偏离" in pages["rules/T-40.md"]


def test_a_deviation_that_names_what_is_not_there_is_one_finding(folder: Folder) -> None:
    ruled(folder, "principle", AGREED.replace("T-40", "T-41"))
    assert [item.code for item in folder.findings() if item.place.path.endswith("deviations/all.csv")] == [
        "answer-rule"
    ]
