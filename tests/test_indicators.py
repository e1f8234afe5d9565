"""Indicators: their figures to the digit, the rows behind them, what was in force, and what was frozen."""

import csv
import datetime
import hashlib
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT, TODAY, Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from revised import revised_portal

from shoukong.commands import close
from shoukong.days.period import Period, parse_period
from shoukong.days.public_holidays import CHINA, days_of
from shoukong.evaluation import Evaluation, evaluate
from shoukong.executable import indicator
from shoukong.executable.cell_text import written
from shoukong.executable.indicator import IndicatorResult, Point, parse_target, rounded, row_texts
from shoukong.executable.query_process import Queries, QueryRows
from shoukong.executable.query_tables import Ground, write_example
from shoukong.portal import load_portal
from shoukong.wording.indicator_words import target_words

END = "  satisfies: [T-04]\n"
BLOCK = """
  ```indicator
  id: K-01
  title: 件数
  target: ">= response_days"
  rows: SELECT order_no AS record, year_of(received_on) AS period, {columns} FROM orders
  sql: SELECT period, sum(pieces) AS value, count(*) AS 单数 FROM rows GROUP BY period
  ```
"""
INDICATOR = """  ```indicator
  id: K-01
  title: 件数
  sql: SELECT year_of(received_on) AS period, {sql} AS value FROM orders GROUP BY 1
  ```
"""
CLOSINGS = "records/indicator_closings/2026.csv"
HEADER = (PROJECT / "tests/base/records/orders/2026.csv").read_text("utf-8").split("\n")[0] + "\n"


def measured(root: Path, as_of: datetime.date = TODAY) -> dict[str, IndicatorResult]:
    """Every indicator's points, by its number."""
    portal = load_portal(root, as_of, TODAY)
    with evaluate(portal) as evaluation:
        return {result.indicator.id: result for result in evaluation.executable.indicator_results}


def texts(root: Path, id_: str) -> dict[str, tuple[str, str]]:
    """The rows of each point of an indicator as CSV, and the digest that is told of them."""
    portal = load_portal(root, TODAY, TODAY)
    with evaluate(portal) as evaluation:
        executable = evaluation.executable
        result = next(r for r in executable.indicator_results if r.indicator.id == id_)
        told = row_texts(result, executable.queries, executable.control)
        return {p.period.text: (text, p.digest) for p, text in told}


@pytest.fixture
def counted(folder: Folder) -> Folder:
    """A portal with one indicator: the pieces of a year's orders."""
    folder.replace("docs/documents/QM-01.md", END, END + BLOCK.format(columns="pieces"))
    return folder


def test_a_figure_is_computed_for_each_period_with_its_other_columns_and_its_target(counted: Folder) -> None:
    points = measured(counted.root)["K-01"].points
    assert [(p.period.text, p.value, p.columns, p.is_met) for p in points] == [
        ("2025", Decimal(3), (("单数", 2),), True),
        ("2026", Decimal(7), (("单数", 2),), True),
    ]


def test_a_figure_keeps_its_decimals(folder: Folder) -> None:
    block = BLOCK.format(columns="pieces").replace("sum(pieces)", "sum(pieces) / 16.0")
    folder.replace("docs/documents/QM-01.md", END, END + block)
    assert [str(p.value) for p in measured(folder.root)["K-01"].points] == ["0.1875", "0.4375"]


def test_the_digest_is_that_of_the_rows_as_published(counted: Folder) -> None:
    found = texts(counted.root, "K-01")
    assert found["2025"][0] == "record,period,pieces\nO-2025-001,2025,1\nO-2025-002,2025,2\n"
    assert all(hashlib.sha256(text.encode()).hexdigest() == digest for text, digest in found.values())


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from('",\n'), min_size=2, max_size=12)


@pytest.mark.parametrize("most", [1, 2, 3, 10_000])
def test_however_many_periods_are_asked_at_once_each_has_its_own_rows(
    counted: Folder, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(indicator, "MOST_ROWS", most)
    found = texts(counted.root, "K-01")
    assert [text.count("\n") for text, _ in found.values()] == [3, 3]
    for text, digest in found.values():
        assert hashlib.sha256(text.encode()).hexdigest() == digest


def test_the_rows_of_all_periods_are_asked_once(counted: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run = Queries.run

    def counting(queries: Queries, sql: str, *rest: Any, **named: Any) -> QueryRows:
        asked.append(sql)
        return run(queries, sql, *rest, **named)

    monkeypatch.setattr(Queries, "run", counting)
    assert len(texts(counted.root, "K-01")) == 2
    assert sum("string_agg" in sql and "sha256" not in sql for sql in asked) == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=st.lists(CELL, min_size=1, max_size=6))
def test_any_text_in_the_rows_reads_back_as_it_is_and_the_digest_does_not_depend_on_their_order(
    tmp_path_factory: pytest.TempPathFactory, contents: list[str]
) -> None:
    digests = set()
    for order in (contents, contents[::-1]):
        root = tmp_path_factory.mktemp("portal")
        folder = Folder(root)
        for path in (PROJECT / "tests/base").rglob("*"):
            if path.is_file():
                folder.write(path.relative_to(PROJECT / "tests/base").as_posix(), path.read_bytes())
        folder.replace("docs/documents/QM-01.md", END, END + BLOCK.format(columns="pieces, content"))
        rows = {content: f"O-2026-{contents.index(content):03}" for content in contents}
        with (root / "records/orders/2026.csv").open("w", encoding="utf-8", newline="") as file:
            file.write(HEADER)
            writer = csv.writer(file, lineterminator="\n")
            for content in dict.fromkeys(order):
                writer.writerow([rows[content], "2026-01-05", "P-01", "电话", content, "", 1, *[""] * 5, "A/0"])
        text, digest = texts(root, "K-01")["2026"]
        read = {row["record"]: row["content"] for row in csv.DictReader(text.splitlines(keepends=True))}
        assert read == {number: content for content, number in rows.items()}
        digests.add(digest)
    assert len(digests) == 1


@pytest.mark.parametrize(("starts", "values"), [("2025-07-01", [2, 3]), ("2026-01-01", [1, 3]), ("2027-01-01", [1, 2])])
def test_a_period_is_computed_as_the_revision_in_force_at_its_end_defines_it(
    tmp_path: Path, starts: str, values: list[int]
) -> None:
    """The first revision counts orders, the second one adds a figure of its own."""
    first = INDICATOR.format(sql="count(*)")
    second = INDICATOR.format(sql="count(*) + $pieces")
    root = revised_portal(tmp_path, starts, (first, second))
    assert [p.value for p in measured(root)["K-01"].points] == values


@pytest.mark.parametrize(
    ("text", "words"),
    [(">= 90", "不低于 90"), ("<= days", "不高于 3"), ("< 0.5", "低于 0.5"), ("> -1", "高于 -1"), ("= 0", "等于 0")],
)
def test_a_target_is_a_sign_and_a_number_or_a_figure(text: str, words: str) -> None:
    target = parse_target(text, {"days": 3})
    assert target is not None
    assert target_words(target) == words


@pytest.mark.parametrize("text", ["90", ">= ", ">= unknown", "≥ 90", ">= 90%", ">= flag", "=> 9"])
def test_anything_else_is_no_target(text: str) -> None:
    assert parse_target(text, {"flag": True}) is None


@pytest.mark.parametrize("text", ["2026-13", "2026-Q5", "2026-H3", "26", "2026-1", "0000", "2026-01-05", ""])
def test_what_is_no_period_is_none(text: str) -> None:
    assert parse_period(text) is None


def test_the_names_of_a_days_periods_lead_back_to_periods_that_hold_the_day(tmp_path: Path) -> None:
    write_example([], {}, Ground(2024, TODAY, days_of(CHINA)), tmp_path / "queries.duckdb")
    queries = Queries(tmp_path / "queries.duckdb")
    sql = (
        "SELECT d::DATE, year_of(d), half_year_of(d), quarter_of(d), month_of(d)"
        " FROM generate_series(DATE '2023-12-30', DATE '2025-01-02', INTERVAL 1 DAY) t(d)"
    )
    rows = queries.run(sql, {}).rows
    queries.close()
    assert len(rows) == 370
    for day, *names in rows:
        periods = [parse_period(name) for name in names]
        assert all(i is not None and i.first <= day <= i.last for i in periods), (day, names)
        assert len({i.last - i.first for i in periods if i}) == 4


def test_the_table_of_periods_tiles_the_years(tmp_path: Path) -> None:
    write_example([], {}, Ground(2025, TODAY, days_of(CHINA)), tmp_path / "queries.duckdb")
    queries = Queries(tmp_path / "queries.duckdb")
    rows = queries.run("SELECT kind, period, first_day, last_day FROM periods", {}).rows
    queries.close()
    for kind, count in (("month", 23), ("quarter", 8), ("half-year", 4), ("year", 2)):
        own = sorted(row[1:] for row in rows if row[0] == kind)
        assert len(own) == count
        periods = [parse_period(name) for name, _, _ in own]
        assert [(i.first, i.last) for i in periods if i] == [(first, last) for _, first, last in own]


# The shipped figures, counted once more by hand from the files.


def rows_of(table: str) -> list[dict[str, str]]:
    """Every record of a shipped register."""
    found = []
    for path in sorted((PROJECT / "records" / table).rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found.extend(csv.DictReader(file))
    return found


def percent(part: int, whole: int) -> Decimal:
    """A share of a hundred, rounded half up to one decimal."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def half_of(day: str) -> str:
    """The half-year of a day."""
    return f"{day[:4]}-H{1 if int(day[5:7]) < 7 else 2}"


@pytest.fixture(scope="module")
def shipped(what_ships: Evaluation) -> dict[str, IndicatorResult]:
    """Every indicator of the shipped portal."""
    return {result.indicator.id: result for result in what_ships.executable.indicator_results}


def test_the_satisfaction_rate_is_satisfied_over_valid_answers(shipped: dict[str, IndicatorResult]) -> None:
    plans = {row["plan_no"]: row for row in rows_of("survey_plans") if row["level"] == "公司级"}
    valid: Counter[str] = Counter()
    satisfied: Counter[str] = Counter()
    for row in rows_of("survey_answers"):
        plan = plans.get(row["plan_no"])
        if plan and row["grade"] and plan["collected_by_on"] <= TODAY.isoformat():
            half = half_of(plan["starts_on"])
            valid[half] += 1
            satisfied[half] += row["grade"] != "不满意"
    wanted = {half: percent(satisfied[half], count) for half, count in valid.items()}
    assert {point.period.text: point.value for point in shipped["K-02"].points} == wanted


def test_dissatisfied_items_are_counted_and_add_up(shipped: dict[str, IndicatorResult]) -> None:
    plans = {row["plan_no"]: row for row in rows_of("survey_plans") if row["level"] == "公司级"}
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows_of("survey_answers"):
        if row["grade"] == "不满意" and row["plan_no"] in plans:
            counted[half_of(plans[row["plan_no"]]["starts_on"]), row["survey_item"]] += 1
    found = {(p.period.text, p.scope): int(p.value or 0) for p in shipped["K-05"].points}
    assert found == dict(counted)


def test_complaints_are_counted_by_month_and_project(shipped: dict[str, IndicatorResult]) -> None:
    counted = Counter((row["received_on"][:7], row["project"]) for row in rows_of("complaints"))
    found = {(p.period.text, p.scope): int(p.value or 0) for p in shipped["K-06"].points if p.value}
    assert found == dict(counted)


def test_every_indicator_of_the_shipped_portal_is_computed(shipped: dict[str, IndicatorResult]) -> None:
    assert len(shipped) >= 19
    assert [id_ for id_, result in shipped.items() if result.fault or not result.points] == []


# Freezing and restating.


ANSWERS = "records/answers/all.csv"
ANSWERS_FORM = """name: answers
id: QF-93
title: 评价表
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {period: permanent}
schema:
  primaryKey: answer_no
  fields:
    - {name: answer_no, title: 编号, type: string, constraints: {required: true}}
    - {name: project, title: 项目, type: string}
    - {name: grade, title: 评价, type: string}
    - {name: form_revision, title: 表单版本, type: string, constraints: {required: true}}
"""
RATES = """
```indicator
id: K-02
title: 满意率
digits: 1
rows: SELECT '2026-H1' AS period, answer_no AS record, grade FROM answers
sql: SELECT period, 100.0 * count(*) FILTER (grade = '满意') / count(*) AS value FROM rows GROUP BY period
```

```indicator
id: K-03
title: 各项目满意率
by: [project]
rows: SELECT '2026-H1' AS period, answer_no AS record, project, grade FROM answers
sql: SELECT period, project, 100.0 * count(*) FILTER (grade = '满意') / count(*) AS value FROM rows GROUP BY ALL
```
"""


@pytest.fixture
def firm(controlled: Folder) -> Folder:
    """A portal in which nothing has been frozen."""
    return with_rates(controlled)


def with_rates(controlled: Folder) -> Folder:
    """The portal with the answers of 21 customers and their rates of satisfaction."""
    form = (PROJECT / "forms/indicator_closings.yaml").read_text("utf-8").replace("WY-JL-054", "QF-94")
    clauses = "document: WY-CX-09\nclause: [WY-CX-09#5.7.1, WY-CX-09#5.7.2]"
    assert clauses in form
    controlled.write("forms/indicator_closings.yaml", form.replace(clauses, "document: QM-02\nclause: QM-02#1"))
    controlled.write("forms/answers.yaml", ANSWERS_FORM)
    rows = (f"DC-{i:02},{'YH' if i % 2 else 'ML'},{'满意' if i else '不满意'},A/0\n" for i in range(21))
    controlled.write(ANSWERS, f"answer_no,project,grade,form_revision\n{''.join(rows)}")
    path = "docs/documents/QM-01.md"
    controlled.write(path, (controlled.root / path).read_text("utf-8") + RATES)
    controlled.approve("WJ-020", path)
    return controlled


def freeze(firm: Folder, reason: str = "", period: str = "2026-H1", by: str = "YG-03") -> int:
    """Freeze a period's satisfaction rate."""
    return close.run(firm.root, close.Wish(period, by, "K-02", reason), TODAY, "zh")


def test_a_frozen_figure_stays_and_a_later_change_is_told_before_and_after(
    firm: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert freeze(firm) == 0
    assert freeze(firm) == 0  # nothing moved, nothing is written again
    written = (firm.root / CLOSINGS).read_text("utf-8").splitlines()
    assert len(written) == 2
    assert ",K-02,2026-H1,,95.2,21," in written[1]
    assert [f for f in firm.findings() if f.code == "indicator-restated"] == []
    firm.replace_in_row(ANSWERS, "DC-02", "满意", "不满意")
    moved = [f for f in firm.findings() if f.code == "indicator-restated"]
    assert [(f.place.path, f.place.line, f.place.field, f.ref) for f in moved] == [(CLOSINGS, 2, "value", "K-02")]
    assert (moved[0].facts["before"], moved[0].facts["after"]) == ("95.2", "90.5")
    capsys.readouterr()
    assert freeze(firm) == 1  # a reason is owed, and nothing is written
    assert "定格 95.2，现在 90.5" in capsys.readouterr().err
    assert (firm.root / CLOSINGS).read_text("utf-8").splitlines() == written
    assert freeze(firm, "录入时看错一格") == 0
    restated = (firm.root / CLOSINGS).read_text("utf-8").splitlines()
    assert restated[:2] == written
    assert restated[2].endswith("YG-03,录入时看错一格,A/0")
    assert [f for f in firm.findings() if f.code == "indicator-restated"] == []


@pytest.mark.parametrize(
    ("period", "by"), [("2026-H2", "YG-03"), ("2026-13", "YG-03"), ("2026-H1", "YG-99")], ids=["early", "no", "who"]
)
def test_what_cannot_be_frozen_is_refused_and_nothing_is_written(firm: Folder, period: str, by: str) -> None:
    assert freeze(firm, period=period, by=by) == 1
    assert not (firm.root / CLOSINGS).exists()


def test_a_target_is_met_by_the_figure_itself_not_by_what_is_left_of_it_after_rounding() -> None:
    point = Point(
        Period(TODAY, TODAY, "2026"), (), Decimal("60"), Decimal("59.999"), (), parse_target(">= 60", {}), 1, ""
    )
    assert (written(point.value), point.is_met) == ("60", False)


def test_what_is_divided_by_nothing_is_an_error_and_no_figure(counted: Folder) -> None:
    counted.replace("docs/documents/QM-01.md", "sum(pieces) AS value", "sum(pieces) / 0 AS value")
    assert [(f.code, f.place.field) for f in counted.findings()] == [("indicator-value", "sql")]


def test_a_figure_that_a_frozen_period_lacked_is_told_and_needs_a_reason(firm: Folder) -> None:
    def froze(reason: str = "") -> int:
        return close.run(firm.root, close.Wish("2026-H1", "YG-03", "K-03", reason), TODAY, "zh")

    assert froze() == 0
    rows = (firm.root / CLOSINGS).read_text("utf-8").splitlines(keepends=True)
    firm.write(CLOSINGS, "".join(rows[:-1]))  # as though the last project had had no answers then
    late = [f for f in firm.findings() if f.code == "indicator-late"]
    assert [(f.place.path, f.ref, f.facts["scope"]) for f in late] == [(CLOSINGS, "K-03", rows[-1].split(",")[3])]
    assert froze() == 1
    assert froze("补录新小区") == 0
    assert (firm.root / CLOSINGS).read_text("utf-8").splitlines()[-1].endswith("补录新小区,A/0")
    assert [f for f in firm.findings() if f.code == "indicator-late"] == []


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        ("59.96", 1, "60"),
        ("66.65", 1, "66.7"),
        ("2.5", 0, "3"),
        ("-0.04", 1, "0"),
        ("100", 0, "100"),
        ("1.005", 2, "1.01"),
    ],
)
def test_figures_are_rounded_half_up_for_the_eye(value: str, digits: int, shown: str) -> None:
    assert str(rounded(Decimal(value), digits)) == shown


def test_the_target_is_judged_before_rounding(folder: Folder) -> None:
    block = BLOCK.format(columns="pieces").replace("sum(pieces)", "2.96").replace("target:", "digits: 1\n  target:")
    folder.replace("docs/documents/QM-01.md", END, END + block)
    point = measured(folder.root)["K-01"].points[0]
    assert (str(point.value), point.is_met) == ("3", False)


@pytest.mark.parametrize("closed_on", ["2025-02-05", "2026-11-20"])
def test_on_a_past_day_a_closing_of_an_indicator_that_came_later_is_no_fault(firm: Folder, closed_on: str) -> None:
    header = "closing_no,indicator,period,scope,value,row_count,rows_digest,closed_on,closed_by,reason,form_revision\n"
    firm.write(CLOSINGS, f"{header}DG-2026-001,K-02,2025-01,,1,1,,{closed_on},YG-03,,A/0\n")
    found = firm.findings(datetime.date(2025, 6, 30))
    assert [f for f in found if f.code in ("closing-unknown", "indicator-restated")] == []
