"""Rules: what they find in the shipped sample, by which figures, and how breaches are closed."""

import datetime
import re
from pathlib import Path

import pytest
import yaml
from conftest import PROJECT, TODAY, Folder
from revised import revised_portal

from shoukong.commands import explain, rule_new, rule_test
from shoukong.control.document_control import Control
from shoukong.days.public_holidays import CHINA, days_of
from shoukong.evaluation import Evaluation, check, evaluate
from shoukong.executable.blocks_in_place import BlockInPlace, blocks_in_place
from shoukong.executable.breach_answer import BreachState
from shoukong.executable.query_process import Queries, QueryError
from shoukong.executable.query_tables import Ground, write_example
from shoukong.executable.rule_example import read_examples
from shoukong.executable.rule_family import base_of
from shoukong.executable.rule_trial import try_rules
from shoukong.pages.breach_pages import breach_pages
from shoukong.pages.clause_lines import told_of
from shoukong.pages.indicator_pages import indicator_pages
from shoukong.pages.view import View
from shoukong.portal import load_portal
from shoukong.text.block import DUTY, RULE

EXAMPLES = sorted({path.stem for path in (PROJECT / "docs/examples").iterdir()})
RULES = [
    item["id"]
    for item in yaml.safe_load((PROJECT / "docs/requirements/procedures.yaml").read_text("utf-8"))["items"]
    if item.get("kind") == "rule"
]
PLANTED = yaml.safe_load((PROJECT / "records/sample.yaml").read_text("utf-8"))["planted_breaches"]
GROUND = Ground(2025, TODAY, days_of(CHINA))
END = "  satisfies: [T-04]\n"
BLOCK = """
  ```rule
  id: T-04
  title: 件数
  sql: SELECT order_no AS record FROM orders WHERE pieces > {limit}
  ```
"""


def test_every_item_of_kind_rule_is_executed_under_a_clause_that_satisfies_it(what_ships: Evaluation) -> None:
    blocks = {b.id: b for kind in (RULE, DUTY) for b in blocks_in_place(what_ships.control, kind)}
    assert set(RULES) <= set(blocks)
    assert [id_ for id_ in RULES if (clause := blocks[id_].clause) is None or id_ not in clause.items] == []


FINDS = '\n```rule\nid: R-1\ntitle: 件数\nsql: SELECT order_no AS record, received_on AS "on" FROM orders\n```\n'
COUNTS = """
```indicator
id: I-1
title: 件数
sql: SELECT '2026' AS period, count(*) AS value FROM orders
target: "> 9"
```
"""


def _said(root: Path) -> tuple[int, int, set[str]]:
    """How many breaches and points a portal has, and what the lines of its blocks say."""
    with evaluate(load_portal(root, TODAY)) as evaluation:
        executable, view = evaluation.executable, View(evaluation)
        breaches = sum(map(len, executable.breaches.values()))
        points = sum(len(result.points) for result in executable.indicator_results)
        return breaches, points, {told_of(view, id_).words for id_ in executable.blocks}


def test_neither_rule_nor_indicator_of_a_draft_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = revised_portal(tmp_path, "2026-01-01", (FINDS + COUNTS,) * 2)
    assert _said(root)[:2] == (3, 1)
    approvals = root / "records/document_approvals/all.csv"
    approvals.write_text(approvals.read_text("utf-8").split("\n")[0] + "\n", "utf-8")
    assert _said(root) == (0, 0, {"还没有实施"})
    assert {f.code for f in Folder(root).findings()} & {"breach", "query-faulty"} == set()
    for id_ in ("R-1", "I-1"):
        assert explain.run(root, id_, TODAY, TODAY, "en") == 0
        assert "not in force yet" in capsys.readouterr().out


def test_a_text_that_is_to_come_demands_nothing_before_its_day(tmp_path: Path) -> None:
    root = revised_portal(tmp_path, "2027-01-01", (FINDS + COUNTS,) * 2)
    approvals = root / "records/document_approvals/all.csv"
    rows = approvals.read_text("utf-8").splitlines()
    approvals.write_text("\n".join([rows[0], rows[-1], ""]), "utf-8")
    assert _said(root) == (0, 0, {"还没有实施"})


def test_a_query_of_a_draft_that_cannot_run_is_told_all_the_same(tmp_path: Path) -> None:
    root = revised_portal(tmp_path, "2026-01-01", (FINDS.replace("FROM orders", "FROM nowhere"),) * 2)
    approvals = root / "records/document_approvals/all.csv"
    approvals.write_text(approvals.read_text("utf-8").split("\n")[0] + "\n", "utf-8")
    assert [f.code for f in Folder(root).findings() if f.place.path.endswith("QM-01.md")].count("query-faulty") == 1


def test_the_rules_and_duties_find_the_planted_breaches_and_nothing_else(what_ships: Evaluation) -> None:
    executable = what_ships.executable
    found = {
        (id_, item.breach.record) for id_, items in executable.breaches.items() for item in items if item.is_breach
    }
    assert [result.fault for result in executable.rule_results if result.fault] == []
    assert found == {(p["rule"], p["record"]) for p in PLANTED}


@pytest.fixture
def control(what_ships: Evaluation) -> Control:
    """The shipped portal's document control, with all registers at hand."""
    return what_ships.control


@pytest.fixture
def blocks(control: Control) -> list[BlockInPlace]:
    """All rules and duties in force."""
    return [block for kind in (RULE, DUTY) for block in blocks_in_place(control, kind)]


def test_every_rule_and_follow_up_has_examples(blocks: list[BlockInPlace]) -> None:
    tried = [block.id for block in blocks if block.block.text("sql") or block.block.text("each")]
    assert [id_ for id_ in tried if not {id_, base_of(id_)} & set(EXAMPLES)] == []


@pytest.mark.parametrize("id_", EXAMPLES)
def test_what_must_be_found_in_examples_is_found(control: Control, blocks: list[BlockInPlace], id_: str) -> None:
    family = [block for block in blocks if id_ in (block.id, base_of(block.id))]
    files = read_examples(PROJECT, id_)
    assert [file.findings for file in files if file.findings] == []
    trials = {file.path: try_rules(family, file.example, control) for file in files if file.example}
    assert {path: t.problem or t.found for path, t in trials.items()} == {path: t.wanted for path, t in trials.items()}
    found = [each.example.breaches for each in files if each.example]
    given = [
        str(row.get(key))
        for each in files
        if each.example
        for rows in each.example.given.values()
        for row in rows
        for key in row
    ]
    assert any(found)
    assert set(given) - frozenset().union(*found)  # what keeps the rule stands beside what breaks it


def test_closed_breaches_are_no_findings_and_open_ones_stay(what_ships: Evaluation) -> None:
    breaches = what_ships.executable.breaches
    states = [item.state for items in breaches.values() for item in items if item.is_breach]
    assert states.count(BreachState.CLOSED) > 0
    found = [f for f in what_ships.findings if f.code in ("breach", "duty-missed", "duty-late")]
    assert len(found) == len(states) - states.count(BreachState.CLOSED)


def test_a_breach_is_no_error(folder: Folder) -> None:
    folder.replace("docs/documents/QM-01.md", END, END + BLOCK.format(limit=3))
    result = check(load_portal(folder.root, TODAY, TODAY))
    assert result.ok
    assert [(f.code, f.ref, f.record, f.place.path, f.place.line) for f in result.findings] == [
        ("breach", "T-04", "O-2026-002", "records/orders/2026.csv", 4)
    ]


DATED_RULE = """  ```rule
  id: T-04
  title: 件数
  sql: SELECT order_no AS record, received_on AS "on" FROM orders WHERE pieces > $pieces
  ```
"""


@pytest.mark.parametrize(
    ("day", "found"),
    [("2026-01-01", ["O-2026-001", "O-2026-002"]), ("2026-01-02", ["O-2026-002"]), ("2026-06-01", [])],
)
def test_each_row_is_judged_by_the_figures_in_force_on_its_day(tmp_path: Path, day: str, found: list[str]) -> None:
    """Two pieces are allowed at first; a later revision allows one, and does not reach back."""
    root = revised_portal(tmp_path, day, (DATED_RULE, DATED_RULE), (2, 1))
    portal = load_portal(root, TODAY, TODAY)
    with evaluate(portal) as evaluation:
        executable = evaluation.executable
        assert [item.breach.record for item in executable.breaches["T-04"]] == found


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "CREATE TABLE x (i INT)",
        "ATTACH '/tmp/x.duckdb'",
        "INSTALL httpfs",
        "SET threads = 1",
        "PRAGMA database_list",
        "SELECT 1; SELECT 2",
        "SELECT * FROM 'https://example.org/x.csv'",
    ],
)
def test_a_query_can_do_nothing_but_read_the_registers(tmp_path: Path, sql: str) -> None:
    write_example([], {}, GROUND, tmp_path / "queries.duckdb")
    queries = Queries(tmp_path / "queries.duckdb")
    with pytest.raises(QueryError):
        queries.run(sql, {})
    queries.close()


def test_a_query_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    write_example([], {}, GROUND, tmp_path / "queries.duckdb")
    queries = Queries(tmp_path / "queries.duckdb")
    with pytest.raises(QueryError) as caught:
        queries.run(
            "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range < 0", {}, seconds=0.2
        )
    assert caught.value.code == "query-too-long"
    assert queries.run("SELECT 1 AS record", {}).rows == ((1,),)
    queries.close()


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2026-09-30", "2026-10-09", 2),  # the holiday of October, and no make-up day in it
        ("2026-02-13", "2026-02-24", 2),  # the Spring Festival, with a make-up Saturday before it
        ("2026-11-20", "2026-11-23", 1),
        ("2026-11-23", "2026-11-23", 0),
    ],
)
def test_working_days_are_those_of_the_official_calendar(tmp_path: Path, first: str, last: str, count: int) -> None:
    write_example([], {}, GROUND, tmp_path / "queries.duckdb")
    queries = Queries(tmp_path / "queries.duckdb")
    assert queries.run(f"SELECT workdays(DATE '{first}', DATE '{last}') AS record", {}).rows == ((count,),)
    queries.close()


def test_a_rule_says_where_it_stands(what_ships: Evaluation) -> None:
    document = what_ships.portal.documents_by_id["WY-CX-02"]
    block = next(block for block in document.blocks if block.id == "R2-11")
    assert BlockInPlace(document, document.clause_of(block), block).address == "WY-CX-02#4.1.4"
    assert datetime.date(2026, 11, 23) == TODAY


def scaffolded(folder: Folder, clause: str, id_: str = "Q-1", title: str | None = None) -> int:
    """What `shoukong rule new` exits with."""
    return rule_new.run(folder.root, rule_new.Wish(clause, id_, title), TODAY, "en")


@pytest.mark.parametrize("clause", ["QM-01#1", "QM-01#2.2.1", "QM-01#2.2.2", "QM-01#2.2"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_scaffolded_rule_stands_under_its_clause_runs_and_can_be_tried(folder: Folder, clause: str, end: str) -> None:
    path = "docs/documents/QM-01.md"
    folder.write(path, (folder.root / path).read_text("utf-8").replace("\n", end))
    before = folder.findings()
    assert scaffolded(folder, clause, title='价格: 不低于 "底价" # 注') == 0
    assert folder.findings() == before
    assert (folder.root / path).read_bytes().count(b"\r") == (folder.root / path).read_bytes().count(b"\n") * (
        end != "\n"
    )
    portal = load_portal(folder.root, TODAY)
    with evaluate(portal) as evaluation:
        (rule,) = blocks_in_place(evaluation.control, RULE)
    assert (rule.address, rule.title) == (clause, '价格: 不低于 "底价" # 注')
    assert rule_test.run(folder.root, ["Q-1"], TODAY, "en") == 0


@pytest.mark.parametrize("id_", ["../Q-1", "a b", "", "-x", "Q/1"])
def test_a_number_that_is_no_file_name_is_refused(folder: Folder, id_: str) -> None:
    assert scaffolded(folder, "QM-01#1", id_) == 1
    assert not (folder.root / "docs/examples").exists()


def test_an_example_that_is_there_is_not_overwritten(folder: Folder) -> None:
    folder.write("docs/examples/Q-1.yaml", "mine")
    before = (folder.root / "docs/documents/QM-01.md").read_bytes()
    assert scaffolded(folder, "QM-01#1") == 1
    assert (folder.root / "docs/examples/Q-1.yaml").read_text("utf-8") == "mine"
    assert (folder.root / "docs/documents/QM-01.md").read_bytes() == before


def test_who_puts_a_rule_into_an_approved_text_is_told_what_follows_and_can_try_it(
    controlled: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scaffolded(controlled, "QM-01#1") == 0
    assert "shoukong revise QM-01" in capsys.readouterr().out
    assert rule_test.run(controlled.root, ["Q-1"], TODAY, "en") == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("{orders: [{order_no: X, nosuch: 1}]}", "orders.nosuch"),
        ("{orders: [{order_no: X, received_on: soon}]}", "orders.received_on = soon"),
        ("{ordres: [{order_no: X}]}", "ordres"),
        ("{orders: [null]}", "docs/examples/Q-1.yaml:3"),
        ("{orders: {order_no: X}}", "docs/examples/Q-1.yaml:3"),
    ],
)
def test_an_example_that_is_wrong_is_told_and_no_rule_passes_by_it(
    folder: Folder, capsys: pytest.CaptureFixture[str], given: str, told: str
) -> None:
    scaffolded(folder, "QM-01#1")
    folder.write("docs/examples/Q-1.yaml", f"rule: Q-1\nas_of: 2026-01-01\ngiven: {given}\nbreaches: []\n")
    assert rule_test.run(folder.root, ["Q-1"], TODAY, "en") == 1
    assert told in capsys.readouterr().out


def test_an_explanation_is_in_the_readers_language_throughout(capsys: pytest.CaptureFixture[str]) -> None:
    explain.run(PROJECT, "R2-03", TODAY, TODAY, "en")
    assert re.search(r"\[answered BF-[0-9-]+\]", capsys.readouterr().out)
    explain.run(PROJECT, "R2-03", TODAY, TODAY, "zh")
    assert re.search(r"\[处理中 BF-[0-9-]+\]", capsys.readouterr().out)


def test_an_occurrence_is_explained_in_english_but_for_names_that_the_firm_gave(
    what_ships: Evaluation, capsys: pytest.CaptureFixture[str]
) -> None:
    explain.run(PROJECT, "YH/2025-09-30", TODAY, TODAY, "en")
    told = capsys.readouterr().out
    titles = (b.title for d in what_ships.portal.documents for b in d.blocks)
    for name in (*titles, "云杉苑"):
        told = told.replace(name, "")
    assert "due 2025-09-30, not done" in told
    assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]", told) == []


HOMELESS = """
```rule
id: H-1
title: 件数
sql: SELECT order_no AS record FROM orders
```

```indicator
id: H-2
title: 件数
sql: SELECT '2025' AS period, 1 AS value
```
"""


def test_blocks_before_every_clause_have_their_pages_all_the_same(folder: Folder) -> None:
    folder.replace("docs/documents/QM-01.md", "# 接单程序\n", f"# 接单程序\n{HOMELESS}")
    portal = load_portal(folder.root, TODAY)
    with evaluate(portal) as evaluation:
        view = View(evaluation)
        pages = {page.path for make in (breach_pages, indicator_pages) for page in make(view)}
    assert {"rules/H-1.md", "indicators/H-2.md"} <= pages


@pytest.mark.parametrize("id_", ["../../evil", "a b", "/etc/x", "H|1"])
def test_a_block_whose_number_is_no_file_name_is_an_error_at_its_line(folder: Folder, id_: str) -> None:
    folder.replace("docs/documents/QM-01.md", END, END + BLOCK.format(limit=9).replace("T-04", f'"{id_}"'))
    found = folder.findings()
    assert [(f.code, f.place.line, f.place.field) for f in found] == [("value-kind", 44, "id")]


def test_an_occurrence_is_explained_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.run(PROJECT, "YH/2025-09-30", TODAY, TODAY, "zh") == 0
    told = capsys.readouterr().out
    assert "R5-04 与业委会的季度例行沟通会议（WY-CX-05#4.1.1）" in told
    assert "没有记录证明" in told
    assert "已关闭" in told
