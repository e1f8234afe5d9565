"""Rules: what they find in the shipped sample, by which figures, in what kind of room, and how breaches are closed."""

import datetime
from pathlib import Path

import pytest
import yaml
from conftest import PROJECT, TODAY, Folder
from revised import revised_portal

from shoukong.block import RULE
from shoukong.commands.check import check
from shoukong.control.derived import Control
from shoukong.executable.answer import BreachState
from shoukong.executable.derived import Executable
from shoukong.executable.example import read_example, try_rule
from shoukong.executable.placed import Placed, placed_blocks
from shoukong.executable.query import QueryError, Room
from shoukong.executable.tables import Ground, write_example
from shoukong.portal import Portal, load_portal
from shoukong.registers import open_registers
from shoukong.workdays import library_days

RULES = [
    item["id"]
    for item in yaml.safe_load((PROJECT / "docs/requirements/procedures.yaml").read_text("utf-8"))["items"]
    if item.get("kind") == "rule"
]
PLANTED = yaml.safe_load((PROJECT / "records/sample.yaml").read_text("utf-8"))["planted_breaches"]
GROUND = Ground(2025, TODAY, library_days())
END = "  satisfies: [T-04]\n"
BLOCK = """
  ```rule
  id: T-04
  title: 件数
  sql: SELECT order_no AS record FROM orders WHERE pieces > {limit}
  ```
"""


@pytest.fixture(scope="module")
def portal() -> Portal:
    """The shipped portal."""
    return load_portal(PROJECT, TODAY)


def test_every_item_of_kind_rule_is_executed_under_a_clause_that_satisfies_it(portal: Portal) -> None:
    with open_registers(portal) as registers:
        rules = {rule.id: rule for rule in placed_blocks(Control(portal, registers), RULE)}
    assert set(rules) - set(RULES) == {"R1-12"}  # of another kind, and executable all the same
    assert set(RULES) <= set(rules)
    assert [id_ for id_, rule in rules.items() if rule.clause is None or id_ not in rule.clause.items] == []


def test_the_rules_and_duties_find_the_planted_breaches_and_nothing_else(portal: Portal) -> None:
    with open_registers(portal) as registers:
        executable = Executable(Control(portal, registers))
        found = {(id_, item.breach.record) for id_, items in executable.breaches.items() for item in items}
        assert [result.fault for result in executable.results if result.fault] == []
    assert found == {(p["rule"], p["record"]) for p in PLANTED}


@pytest.mark.parametrize("id_", [*RULES, "R1-12"])
def test_a_rule_finds_in_its_example_what_it_must(portal: Portal, id_: str) -> None:
    with open_registers(portal) as registers:
        control = Control(portal, registers)
        rule = next(rule for rule in placed_blocks(control, RULE) if rule.id == id_)
        example, findings = read_example(PROJECT, id_)
        assert findings == ()
        assert example is not None and example.breaches
        trial = try_rule(rule, example, control)
    assert (trial.problem, trial.found) == ("", trial.wanted)
    given = {str(row.get(key)) for rows in example.given.values() for row in rows for key in row}
    assert trial.wanted < given  # what keeps the rule stands beside what breaks it


def test_closed_breaches_are_no_findings_and_open_ones_stay(portal: Portal) -> None:
    with open_registers(portal) as registers:
        executable = Executable(Control(portal, registers))
        states = [item.state for items in executable.breaches.values() for item in items]
    assert states.count(BreachState.CLOSED) > 0
    found = [f for f in check(portal).findings if f.code in ("breach", "duty-missed", "duty-late")]
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
    with open_registers(portal) as registers:
        executable = Executable(Control(portal, registers))
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
    write_example([], {}, GROUND, tmp_path / "room.duckdb")
    room = Room(tmp_path / "room.duckdb")
    with pytest.raises(QueryError):
        room.run(sql, {})
    room.close()


def test_a_query_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    write_example([], {}, GROUND, tmp_path / "room.duckdb")
    room = Room(tmp_path / "room.duckdb")
    with pytest.raises(QueryError) as caught:
        room.run(
            "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range < 0", {}, seconds=0.2
        )
    assert caught.value.code == "query-too-long"
    assert room.run("SELECT 1 AS record", {}).rows == ((1,),)
    room.close()


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
    write_example([], {}, GROUND, tmp_path / "room.duckdb")
    room = Room(tmp_path / "room.duckdb")
    assert room.run(f"SELECT workdays(DATE '{first}', DATE '{last}') AS record", {}).rows == ((count,),)
    room.close()


def test_a_rule_says_where_it_stands(portal: Portal) -> None:
    document = portal.documents_by_id["WY-CX-02"]
    block = next(block for block in document.blocks if block.id == "R2-11")
    assert Placed(document, document.clause_of(block), block).address == "WY-CX-02#4.1.4"
    assert datetime.date(2026, 11, 23) == TODAY
