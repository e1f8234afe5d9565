"""Examples of rules and duties: several of one, which of them fails, and which changes of the query none notices."""

import subprocess
import sys

import pytest
from conftest import PROJECT, TODAY, Folder
from verb_runs import run_verb

from shoukong.evaluation import evaluate
from shoukong.executable.query_changes import changes_of
from shoukong.executable.query_columns import deciding_columns
from shoukong.pages.breach_pages import breach_pages
from shoukong.pages.view import View
from shoukong.portal import load_portal

DOCUMENT = "docs/documents/QM-01.md"
END = "  satisfies: [T-04]\n"
RULE = """
  ```rule
  id: Q-1
  title: 件数
  sql: |
    SELECT order_no AS record, pieces * 100 AS 百倍
    FROM orders
    WHERE pieces > 3
  ```
"""
DUTY = """
  ```duty
  id: Q-2
  title: 每月接单
  repeat: FREQ=MONTHLY;BYMONTHDAY=-1
  window_days: 5
  evidence: SELECT order_no AS record, received_on AS done_on FROM orders WHERE pieces > 3
  ```
"""
ROWS = "[{order_no: X, pieces: 9}, {order_no: Y, pieces: 1}]"
BOUNDARY = "given: {orders: [{order_no: X, pieces: 4}, {order_no: Y, pieces: 3}]}\nbreaches: [X]"
GREATER = "3: pieces > 3 → pieces >= 3"


def ran(folder: Folder, words: str, language: str = "en") -> tuple[int, str]:
    """What the command answers, and its exit code."""
    done = run_verb("rule", "test", *words.split(), "--lang", language, cwd=folder.root)
    return done.returncode, done.stdout


def example(folder: Folder, path: str, text: str, rule: str = "Q-1") -> None:
    """Write an example of a rule."""
    folder.write(f"docs/examples/{path}", f"rule: {rule}\nas_of: 2026-03-15\n{text}\n")


@pytest.fixture
def ruled(folder: Folder) -> Folder:
    """A portal with a rule that has one example."""
    folder.replace(DOCUMENT, END, END + RULE)
    example(folder, "Q-1.yaml", f"given: {{orders: {ROWS}}}\nbreaches: [X]")
    return folder


def test_a_rule_has_examples_in_a_file_and_in_a_folder(ruled: Folder) -> None:
    assert ran(ruled, "") == (0, "Q-1  passed\nRules passed: 1 of 1.\n")
    example(ruled, "Q-1/boundary.yaml", BOUNDARY)
    assert ran(ruled, "Q-1") == (0, "Q-1  passed (2 examples)\nRules passed: 1 of 1.\n")
    (ruled.root / "docs/examples/Q-1.yaml").unlink()
    assert ran(ruled, "") == (0, "Q-1  passed\nRules passed: 1 of 1.\n")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "Q-1  不对：应找出 Y，却找出 X（docs/examples/Q-1/other.yaml：件数为三）"),
        ("en", "Q-1  wrong: should find Y, found X (docs/examples/Q-1/other.yaml: 件数为三)"),
    ],
)
def test_the_example_that_fails_is_told_with_its_note(ruled: Folder, language: str, told: str) -> None:
    example(ruled, "Q-1/other.yaml", BOUNDARY.replace("[X]", "[Y]\nnote: 件数为三"))
    example(ruled, "Q-1/right.yaml", BOUNDARY)
    code, said = ran(ruled, "", language)
    assert code == 1
    assert said.splitlines()[:-1] == [told]


def test_each_example_that_cannot_be_read_or_tried_is_told_at_its_place(ruled: Folder) -> None:
    example(ruled, "Q-1/a.yaml", "given: {orders: [null]}\nbreaches: []")
    example(ruled, "Q-1/b.yaml", "given: {ordres: []}\nbreaches: []")
    example(ruled, "Q-1/c.yaml", "given: {}\nbreaches: []\nequivalent: [{change: x}]")
    code, said = ran(ruled, "")
    assert code == 1
    assert "docs/examples/Q-1/a.yaml:3" in said
    assert "“ordres”" in said and "docs/examples/Q-1/b.yaml" in said
    assert "docs/examples/Q-1/c.yaml:5" in said and "reason" in said
    assert said.count("\n") == 4


def test_a_change_that_no_example_notices_is_told_with_its_line(ruled: Folder) -> None:
    code, said = ran(ruled, "--mutants")
    assert code == 1
    assert f"  no example notices: {GREATER}\n" in said
    assert said.splitlines()[0] == "Q-1  2 of 4"
    assert "百倍" not in said  # what only proves a finding to its reader is not changed
    assert ran(ruled, "--mutants")[1] == said


def test_an_example_at_the_boundary_notices_the_change(ruled: Folder) -> None:
    example(ruled, "Q-1/boundary.yaml", BOUNDARY)
    assert ran(ruled, "--mutants Q-1") == (0, "Q-1  4 of 4\nChanges noticed: 4 of 4 (100.0%).\n")


def test_a_change_that_makes_no_difference_is_listed_with_a_reason(ruled: Folder) -> None:
    listed = (
        f"equivalent:\n- {{change: '{GREATER}', reason: 没有三件的单}}\n- {{change: '3: 3 → 4', reason: 也没有四件的}}"
    )
    example(ruled, "Q-1/none.yaml", f"given: {{}}\nbreaches: []\n{listed}")
    code, said = ran(ruled, "--mutants", "zh")
    assert (code, said) == (0, "Q-1  2 / 2，另有 2 处不影响结果\n2 / 2 处改动有例子发现（100.0%）。\n")
    example(ruled, "Q-1/boundary.yaml", BOUNDARY)
    code, said = ran(ruled, "--mutants", "zh")
    assert code == 1
    assert [line.split("：", 1)[1] for line in said.splitlines() if line.startswith("  写作")] == [GREATER, "3: 3 → 4"]


def test_an_equivalent_that_is_no_change_of_the_query_is_told(ruled: Folder) -> None:
    example(ruled, "Q-1/boundary.yaml", f"{BOUNDARY}\nequivalent: [{{change: '9: a → b', reason: 旧的}}]")
    code, said = ran(ruled, "--mutants")
    assert code == 1
    assert said.splitlines()[1].endswith(": 9: a → b")


def test_a_rule_whose_example_fails_is_not_changed(ruled: Folder) -> None:
    example(ruled, "Q-1.yaml", f"given: {{orders: {ROWS}}}\nbreaches: [Y]")
    code, said = ran(ruled, "--mutants")
    assert code == 1
    assert "should find Y, found X" in said and said.endswith("Changes noticed: 0 of 0 (-%). Not tried: Q-1.\n")


def test_a_duty_is_tried_by_what_it_finds_missed_and_late(folder: Folder) -> None:
    folder.replace(DOCUMENT, END, END + DUTY)
    assert ran(folder, "") == (0, "Rules passed: 0 of 0.\n")  # it need not have one
    assert ran(folder, "Q-2")[0] == 1
    late = "[{order_no: L, pieces: 4, received_on: 2026-02-02}, {order_no: S, pieces: 3, received_on: 2026-02-26}]"
    example(folder, "Q-2.yaml", f"given: {{orders: {late}}}\nbreaches: [L, '2026-02-28']", "Q-2")
    assert ran(folder, "") == (0, "Q-2  passed\nRules passed: 1 of 1.\n")
    assert ran(folder, "--mutants")[1].splitlines()[0] == "Q-2  4 of 4"
    example(folder, "Q-2.yaml", f"since: 2026-03-01\ngiven: {{orders: {late}}}\nbreaches: []", "Q-2")
    assert ran(folder, "Q-2") == (0, "Q-2  passed\nRules passed: 1 of 1.\n")


@pytest.mark.parametrize("words", ["Q-9", "--mutants Q-9"])
def test_a_number_that_no_rule_has_is_refused(ruled: Folder, words: str) -> None:
    assert ran(ruled, words) == (1, "")


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("a IS NULL", ["a IS NULL → ∅", "a IS NULL → NOT a IS NULL"]),
        ("NOT a IS NULL", ["NOT a IS NULL → ∅", "NOT a IS NULL → a IS NULL"]),
        ("coalesce(a, b) = c", ["COALESCE(a, b) = c → ∅", "COALESCE(a, b) = c → COALESCE(a, b) <> c",
                                "COALESCE(a, b) → a"]),
        ("a AND b", ["AND b → OR b", "a → ∅", "b → ∅"]),
        ("a OR b AND c", ["OR b AND c → AND b AND c", "a → ∅", "b AND c → ∅", "AND c → OR c", "b → ∅", "c → ∅"]),
        ("a IN ('x', 'y')", ["a IN ('x', 'y') → ∅", "a IN ('x', 'y') → NOT a IN ('x', 'y')",
                             "a IN ('x', 'y') → a IN ('y')", "a IN ('x', 'y') → a IN ('x')",
                             "'x' → 'x?'", "'y' → 'y?'"]),
        ("a IS DISTINCT FROM b", ["a IS DISTINCT FROM b → ∅", "a IS DISTINCT FROM b → a <> b",
                                  "a IS DISTINCT FROM b → a IS NOT DISTINCT FROM b"]),
    ],
)  # fmt: skip
def test_the_changes_of_a_condition(sql: str, told: list[str]) -> None:
    changes = changes_of(f"SELECT r AS record FROM t\nWHERE {sql}", {"record"})
    assert sorted(f"{c.before} → {c.after}" for c in changes) == sorted(told)
    assert {c.line for c in changes} == {2}
    assert len({c.sql for c in changes}) == len(changes)


def test_kinds_of_joins_and_their_conditions_are_changed() -> None:
    sql = "SELECT r AS record\nFROM t JOIN u USING (k)\nLEFT JOIN v ON v.k = t.k"
    assert [c.told for c in changes_of(sql, {"record"})] == [
        "2: JOIN u → LEFT JOIN u",
        "3: v.k = t.k → ∅",
        "3: LEFT JOIN v → JOIN v",
        "3: v.k = t.k → v.k <> t.k",
    ]


def test_the_check_does_without_the_library_that_reads_queries() -> None:
    code = "import sys, shoukong.cli, shoukong.commands.check; sys.exit('sqlglot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


TABLES = {"t": ("k", "a", "b", "c"), "u": ("k", "d", "e")}


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT k AS record, b AS 事实 FROM t WHERE a > 1", "t.a"),
        ("SELECT t.k AS record FROM t JOIN u USING (k) WHERE d", "t.k u.k u.d"),
        ("SELECT t.k AS record FROM t LEFT JOIN u ON u.k = t.k AND e = 2 WHERE u.k IS NULL", "u.k t.k u.e"),
        ("WITH p AS (SELECT k, max(a) AS top, b FROM t GROUP BY k, b) SELECT k AS record, b FROM p WHERE top > 2",
         "t.a t.k t.b"),
        ("WITH p AS (SELECT k, a AS first, b AS other FROM t) SELECT k AS record, other FROM p WHERE first > 2", "t.a"),
        ("WITH t AS (SELECT * FROM t WHERE b) SELECT k AS record FROM t WHERE a", "t.b t.a"),
        ("WITH t AS (SELECT k, a AS x FROM t WHERE b) SELECT k AS record FROM t WHERE x", "t.a t.b"),
        ("SELECT k AS record FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.k = t.k AND d > a)", "u.k t.k u.d t.a"),
        ("SELECT k AS record FROM t WHERE K IN (SELECT k FROM u)", "t.k u.k"),
        ("SELECT k AS record, sum(a) FILTER (b) AS s, c AS 事实 FROM t GROUP BY ALL HAVING s > 1", "t.k t.a t.b t.c"),
        ("SELECT k AS record, c AS \"on\" FROM t", "t.c"),
        ("FROM t JOIN (SELECT k, d AS x FROM u) w USING (k) SELECT k AS record WHERE x", "u.d u.k t.k"),
        ("no query", ""),
    ],
)  # fmt: skip
def test_the_columns_that_decide(sql: str, told: str) -> None:
    found = {f"{table}.{column}" for table, column in deciding_columns(sql, ("on",), TABLES)}
    assert found == set(told.split())


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", "这些栏目的值决定结果：\n  接单登记表（orders）：件数\n"), 
     ("en", "These fields decide the result:\n  接单登记表 (orders): 件数\n")],
)  # fmt: skip
def test_an_explanation_tells_the_fields_that_decide(ruled: Folder, language: str, told: str) -> None:
    assert told in run_verb("explain", "Q-1", "--lang", language, cwd=ruled.root).stdout


def test_the_page_of_a_rule_tells_them_too(ruled: Folder) -> None:
    with evaluate(load_portal(ruled.root, TODAY)) as evaluation:
        page = next(page for page in breach_pages(View(evaluation)) if page.path == "rules/Q-1.md")
    assert "- [接单登记表](../registers/orders.md)：件数\n" in page.content


FAMILY = """
  ```duty
  id: Q-1b
  title: 接单后三日内开工
  each: SELECT order_no AS record, received_on AS since FROM orders WHERE pieces > 3
  within: 3 days
  evidence: SELECT order_no AS record, received_on + 4 AS done_on FROM orders WHERE pieces > 8
  ```
"""
BOTH = """given:
  orders:
    - {order_no: X, pieces: 4, received_on: 2026-03-01}
    - {order_no: Y, pieces: 3, received_on: 2026-03-01}
breaches: [X]"""


def test_a_rule_and_the_duties_of_its_number_answer_its_examples_together(ruled: Folder) -> None:
    ruled.replace(DOCUMENT, END + RULE, END + FAMILY + RULE.replace("pieces > 3", "pieces > 8"))
    example(ruled, "Q-1/both.yaml", BOTH)
    assert ran(ruled, "Q-1") == (
        0,
        "Q-1  passed (2 examples)\nQ-1b  passed (2 examples)\nRules passed: 2 of 2.\n",
    )
    example(ruled, "Q-1b/alone.yaml", BOTH, rule="Q-1b")
    assert ran(ruled, "Q-1b") == (0, "Q-1b  passed (3 examples)\nRules passed: 1 of 1.\n")
    told = ran(ruled, "--mutants Q-1b")[1]
    assert "no example notices: each 1: pieces > 3" not in told


def test_a_member_of_a_family_that_finds_too_much_fails_the_familys_example(ruled: Folder) -> None:
    ruled.replace(DOCUMENT, END + RULE, END + FAMILY.replace("> 3", "> 2") + RULE)
    example(ruled, "Q-1/both.yaml", BOTH)
    code, told = ran(ruled, "Q-1")
    assert code == 1
    assert "should find X, found X, Y" in told
