"""A form means what it says: patterns, bounds, empty words, keys and texts, or one finding says why it cannot."""

import datetime
import re
import time
from collections.abc import Iterable

import pytest
from conftest import Folder
from hypothesis import given, settings
from hypothesis import strategies as st
from numbered import next_after

from shoukong.commands import package
from shoukong.finding import Finding
from shoukong.forms.form import Form, parse_form
from shoukong.messages.catalogue import message_of
from shoukong.text.number_pattern import parse_number_pattern

PEOPLE = "records/people/people.csv"
DAY = datetime.date(2026, 11, 23)
# What YAML 1.1 takes for numbers, truths, days, times and nothing, as many readers of it still do.
RETYPED = [
    "01",
    "010",
    "0x1F",
    "0b11",
    "1_000",
    "12.50",
    "1.5e+3",
    ".inf",
    "12:30",
    "9:30:15",
    "yes",
    "off",
    "No",
    "TRUE",
]
RETYPED += ["2026-01-05", "2026-01-05T09:30:00", "~", "null"]


def told(findings: Iterable[Finding]) -> list[str]:
    """Findings as `code path:line field`."""
    return [f"{f.code} {f.place.path}:{f.place.line} {f.place.field}" for f in findings]


def form_of(fields: str, number: str = 'number: "N-{seq:3}"') -> tuple[Form | None, tuple[Finding, ...]]:
    """A form with some fields, its number and revision beside them."""
    listed = "\n".join(f"    - {field}" for field in fields.split("\n"))
    text = f"""name: cells
id: QF-09
title: 试样
revision: A/0
effective_date: 2025-01-01
document: QM-01
clause: QM-01#1
retention: {{period: P1Y}}
{number}
schema:
  primaryKey: cell_no
  fields:
    - {{name: cell_no, title: 编号, type: string}}
{listed}
    - {{name: form_revision, title: 表单版本, type: string}}
"""
    return parse_form(text, "forms/cells.yaml")


@pytest.mark.parametrize(
    ("pattern", "cell", "is_right"),
    [
        ("1[0-9]{10}|0[0-9]{2,3}-[0-9]{7,8}", "13800000000转分机", False),
        ("1[0-9]{10}|0[0-9]{2,3}-[0-9]{7,8}", "电话010-66666666", False),
        ("1[0-9]{10}|0[0-9]{2,3}-[0-9]{7,8}", "010-66666666", True),
        ("^a|b$", "ax", False),
        ("(?i)abc", "ABC", True),
        ("(?i)abc|d", "Dx", False),
        ("[0-9]+", "12\n", False),
    ],
)
def test_a_pattern_is_matched_by_the_whole_cell_and_stock_frictionless_agrees(
    folder: Folder, pattern: str, cell: str, is_right: bool
) -> None:
    folder.replace("forms/people.yaml", "1[0-9]{10}", pattern)
    folder.replace(PEOPLE, "19900000001", f'"{cell}"')
    codes = [] if is_right else [f"cell-pattern {PEOPLE}:2 phone"]
    assert told(folder.findings()) == codes


def test_a_pattern_that_could_take_for_ever_is_matched_in_no_time(folder: Folder) -> None:
    folder.replace("forms/people.yaml", "1[0-9]{10}", "([0-9]+)+x")
    folder.replace(PEOPLE, "19900000001", "1" * 60)
    start = time.monotonic()
    assert told(folder.findings()) == [f"cell-pattern {PEOPLE}:2 phone"]
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("bound", [".inf", "-.inf", ".nan", "1.0e+300", "1e3", "010", "0x10", "9:30", "yes", "'5 '"])
def test_a_bound_that_is_not_written_as_a_cell_would_be_is_found(bound: str) -> None:
    _, findings = form_of(f"{{name: amount, title: 金额, type: number, constraints: {{minimum: {bound}}}}}")
    assert told(findings) == ["bound-faulty forms/cells.yaml:14 minimum"]


@pytest.mark.parametrize(
    "bound", ["2026-01-05T09:30:00Z", "2026-01-05 09:30:00+08:00", "2026-01-05", "'2026-02-30T00:00:00'"]
)
def test_a_bound_of_another_kind_of_time_is_found(bound: str) -> None:
    _, findings = form_of(f"{{name: at, title: 时间, type: datetime, constraints: {{maximum: {bound}}}}}")
    assert told(findings) == ["bound-faulty forms/cells.yaml:14 maximum"]


@pytest.mark.parametrize(("cell", "is_moment"), [("2026-03-05T10:00:00Z", True), ("2026-03-05T25:00:00Z", False)])
def test_a_time_with_a_zone_is_judged_as_the_firms_clocks_show_it(folder: Folder, cell: str, is_moment: bool) -> None:
    bound = "type: datetime, constraints: {minimum: 2020-01-01T00:00:00}"
    folder.replace("forms/orders.yaml", "type: datetime", bound)
    folder.replace("records/orders/2026.csv", "2026-03-05T18:00:00", cell)
    faults = [] if is_moment else ["cell-type records/orders/2026.csv:4 arrived_at"]
    assert told(folder.findings()) == faults


def test_words_that_stand_for_an_empty_cell_are_empty_everywhere(folder: Folder) -> None:
    folder.replace(
        "forms/orders.yaml", "  primaryKey: order_no\n", "  primaryKey: order_no\n  missingValues: ['', /, N/A]\n"
    )
    path = "records/orders/2026.csv"
    folder.replace_in_row(path, "O-2026-002", ",5000,4,,,2026-03-05,", ",/,/,N/A,/,N/A,")
    folder.replace("records/orders/2025.csv", ",O-2025-001,", ",N/A,")  # a foreign key
    assert folder.findings() == ()
    assert package.run(folder.root, folder.root.parent / "package", DAY, DAY, "zh") == 0
    published = (folder.root.parent / "package/data/orders.csv").read_text("utf-8").replace('""', "")
    assert "O-2026-002,2026-03-05,P-01,电话,疏通,,,,,,2026-03-05T18:00:00,,A/0" in published
    assert "N/A" not in published
    folder.replace_in_row(path, "O-2026-002", "疏通", "N/A")
    (finding,) = folder.findings()
    assert told([finding]) == [f"cell-required {path}:4 content"]


def test_a_field_may_have_empty_words_of_its_own(folder: Folder) -> None:
    folder.replace(
        "forms/orders.yaml", "title: 件数, type: integer,", "title: 件数, type: integer, missingValues: ['', 无],"
    )
    folder.replace_in_row("records/orders/2026.csv", "O-2026-002", ",4,", ",无,")
    assert folder.findings() == ()
    folder.replace_in_row("records/orders/2026.csv", "O-2026-002", ",5000,", ",无,")
    assert told(folder.findings()) == ["cell-type records/orders/2026.csv:4 amount"]


@settings(deadline=None)
@given(words=st.lists(st.sampled_from([*RETYPED, "甲", "'02'", "08x"]), min_size=1, unique=True))
def test_allowed_texts_stand_as_they_are_written_and_one_finding_asks_for_quotes(words: list[str]) -> None:
    form, findings = form_of(f"{{name: kind, title: 类别, type: string, constraints: {{enum: [{', '.join(words)}]}}}}")
    retyped = [word for word in words if word in RETYPED]
    assert form is not None
    assert form.fields[1].constraints.enum == tuple(word.strip("'") for word in words)
    assert told(findings) == (["value-kind forms/cells.yaml:14 enum"] if retyped else [])
    if retyped:
        assert f"却是「{'、'.join(retyped)}」" in message_of(findings[0], "zh") or len("、".join(retyped)) > 120


@pytest.mark.parametrize("text", [word for word in RETYPED if word not in ("~", "null")])
@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("forms/orders.yaml", "title: 渠道", "title: {}"),
        ("forms/orders.yaml", "note: 一式两份", "note: {}"),
        ("forms/orders.yaml", "signatures: [受理, 审核]", "signatures: [受理, {}]"),
        ("docs/documents/QM-01.md", "owner: 客服部\n", "owner: {}\n"),
        ("docs/documents/QM-01.md", "title: 接单程序", "title: {}"),
        ("docs/documents/QM-01.md", "summary: 首次发布", "summary: {}"),
        ("docs/requirements/base.yaml", 'clause: "1"', "clause: {}"),
        ("portal.yaml", "title: 试用门户", "title: {}"),
    ],
)
def test_a_text_without_quotes_that_yaml_takes_for_something_else_is_found_alone(
    folder: Folder, path: str, old: str, new: str, text: str
) -> None:
    folder.replace(path, old, new.format(text))
    found = [f for f in folder.findings() if f.code != "owner-unknown"]
    assert [(f.code, f.place.path, f.facts["value"]) for f in found] == [("value-kind", path, text)]


def test_a_list_among_the_figures_is_read_as_written_where_a_field_chooses_from_it(folder: Folder) -> None:
    folder.replace("docs/documents/QM-01.md", "channels: [电话, 前台]", "channels: [电话, 前台, 01, no]")
    folder.replace("docs/documents/QM-01.md", "figures.channels | join('、')", "figures.channels | length")
    folder.replace_in_row("records/orders/2026.csv", "O-2026-002", "电话", "01")
    assert told(folder.findings()) == ["value-kind docs/documents/QM-01.md:14 channels"]


def test_a_form_may_take_numbers_that_others_gave(folder: Folder) -> None:
    folder.replace("forms/orders.yaml", 'number: "O-{year}-{seq:3}"\n', "")
    for number in ("O-2025-001", "O-2025-001", "O-2025-002", "O-2025-002"):
        path = "records/orders/2026.csv" if "follows" in number else "records/orders/2025.csv"
        text = (folder.root / path).read_text("utf-8").replace(number, f"{number}/8f3a 号")
        folder.write(path, text)
    folder.replace("records/orders/2026.csv", "O-2025-002", "O-2025-002/8f3a 号/8f3a 号")
    assert folder.findings() == ()


def test_numbers_that_others_gave_may_follow_a_regular_expression(folder: Folder) -> None:
    folder.replace("forms/people.yaml", 'number: "P-{seq:2}"\n', "")
    folder.replace("forms/people.yaml", "dossier: 人员档案\n", "")
    required = "title: 人员编号, type: string, constraints: {required: true"
    folder.replace("forms/people.yaml", required, f'{required}, pattern: "P-[0-9]+|[0-9a-f]{{8}}"')
    folder.replace(PEOPLE, "P-02", "8f3a77c2")
    folder.replace("records/orders/2025.csv", "P-02", "8f3a77c2")
    assert folder.findings() == ()
    folder.replace(PEOPLE, "8f3a77c2", "8F3A77C2")
    folder.replace("records/orders/2025.csv", "8f3a77c2", "8F3A77C2")
    assert told(folder.findings()) == [f"cell-pattern {PEOPLE}:3 person"]


def test_a_record_has_a_page_of_its_own_only_where_its_form_numbers_it(folder: Folder) -> None:
    folder.replace("forms/people.yaml", 'number: "P-{seq:2}"\n', "")
    assert told(folder.findings()) == ["key-missing forms/people.yaml:10 number"]


def test_a_breach_is_found_at_a_record_whose_number_others_gave(folder: Folder) -> None:
    folder.replace("forms/orders.yaml", 'number: "O-{year}-{seq:3}"\n', "")
    block = "SELECT order_no AS record FROM orders WHERE amount = 5000"
    rule = f"\n  ```rule\n  id: T-04\n  title: 金额\n  sql: {block}\n  ```\n"
    folder.replace("docs/documents/QM-01.md", "  satisfies: [T-04]\n", f"  satisfies: [T-04]\n{rule}")
    assert told(folder.findings()) == ["breach records/orders/2026.csv:4 None"]


WIDTHS = st.integers(1, 5)


@settings(deadline=None)
@given(width=WIDTHS, number=st.integers(1, 10**7))
def test_the_width_of_a_sequence_is_a_minimum(width: int, number: int) -> None:
    pattern = parse_number_pattern(f"QS-{{year}}-{{seq:{width}}}")
    following = next_after(pattern, [f"QS-2026-{number:0{width}}"], DAY)
    assert following == f"QS-2026-{number + 1:0{width}}"
    assert following is not None
    assert pattern.fits(following)
    assert not pattern.fits(f"QS-2026-0{number:0{width}}")
    assert re.fullmatch(pattern.regex, following)
