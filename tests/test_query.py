"""Queries of clauses: whatever one asks for, it ends in time, within its memory, and the next is answered."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROJECT, TODAY

from shoukong.days.public_holidays import CHINA, days_of
from shoukong.executable import query_server
from shoukong.executable.query_process import Queries, QueryError, spare_reader
from shoukong.executable.query_tables import Ground, write_example

HOOKS = str(PROJECT / "hooks")
SYSTEM_LIMITS_MEMORY = sys.platform == "linux"


@pytest.fixture
def queries(tmp_path: Path) -> Iterator[Queries]:
    """Queries over the calendar alone."""
    write_example([], {}, Ground(2025, TODAY, days_of(CHINA)), tmp_path / "queries.duckdb")
    queries = Queries(tmp_path / "queries.duckdb")
    yield queries
    queries.close()


def code_of(queries: Queries, sql: str, seconds: float = 10) -> str:
    """The code with which a query fails."""
    with pytest.raises(QueryError) as caught:
        queries.run(sql, {}, seconds=seconds)
    return caught.value.code


# In a process that starts nothing else, so that what it started is what answers; it tells the most that took, in KB.
ASK_ALONE = """
import contextlib, resource, sys, pathlib
from shoukong.executable.query_process import Queries, QueryError
queries = Queries(pathlib.Path(sys.argv[1]))
with contextlib.suppress(QueryError):
    queries.run(sys.argv[2], {})
queries.close()
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
ENDLESS = "SELECT count(*) FROM range(10000000) a, range(10000000) b"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT levenshtein(repeat('ab', 2000000), repeat('ba', 2000000)) AS record",
        "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) SELECT count(*) AS record FROM t",
    ],
)
def test_a_query_that_heeds_no_interrupt_is_ended_and_the_next_answered(queries: Queries, sql: str) -> None:
    start = time.monotonic()
    assert code_of(queries, sql, 0.5) == "query-too-long"
    assert time.monotonic() - start < 5
    assert queries.run("SELECT 1 AS record", {}).rows == ((1,),)


@pytest.mark.skipif(not SYSTEM_LIMITS_MEMORY, reason="only the database's own limit holds here")
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT repeat('x', 4000000000) AS record",
        "SELECT list_sum(range(1000000000)) AS record",
        "SELECT length(repeat(repeat('x', 100000), 20000)) AS record",
        "SELECT list(i) AS record FROM range(10000000000) t(i)",
        "SELECT repeat('x', 10000) || i AS record FROM range(2000000000) t(i) ORDER BY 1",
    ],
)
def test_a_query_that_eats_memory_fails_and_the_next_is_answered(queries: Queries, tmp_path: Path, sql: str) -> None:
    assert code_of(queries, sql) == "query-too-much"
    assert queries.run("SELECT 1 AS record", {}).rows == ((1,),)
    queries.close()
    asked = [sys.executable, "-c", ASK_ALONE, str(tmp_path / "queries.duckdb"), sql]
    most_mb = (
        int(subprocess.run(asked, env=os.environ | {"PYTHONPATH": HOOKS}, capture_output=True, check=True).stdout)
        / 1024
    )
    assert most_mb < query_server.MEMORY_MB + query_server.UNCOUNTED_MB


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM range(100001) t(record)", "SELECT i AS record, repeat('x', 100000) AS x FROM range(1000) t(i)"],
)
def test_an_answer_is_of_a_size_that_can_be_shown(queries: Queries, sql: str) -> None:
    assert code_of(queries, sql) == "query-too-much"


@pytest.mark.parametrize("end", ["", ";", ";;", " -- 备注", "; -- 备注", " /* 备注 */ ; -- 备注\n"])
def test_a_query_may_end_with_semicolons_and_remarks(queries: Queries, end: str) -> None:
    queries.keep("rows", f"SELECT '中文; -- 在引号里' AS x{end}", {})
    assert queries.run(f"SELECT x FROM rows{end}", {}).rows == (("中文; -- 在引号里",),)


def test_parameters_are_those_that_the_query_names(queries: Queries) -> None:
    sql = "SELECT $a AS record, len($b) AS n"
    assert queries.parameters(sql) == {"a", "b"}
    assert queries.run(sql, {"a": 1, "b": [{"name": "x"}], "c": 2}).rows == ((1, 1),)
    assert code_of(queries, "SELECT $missing AS record") == "query-faulty"


def test_of_queries_read_at_once_each_has_its_own_parameters_or_fault(queries: Queries) -> None:
    texts = [
        "SELECT $a AS record",
        "SELECT 1 FROM",
        "SELECT 1; SELECT 2",
        "SELECT today() AS record",
        "SELECT $b AS record",
    ]
    queries.read(texts)
    assert [queries.parameters(sql) for sql in (texts[0], texts[4])] == [{"a"}, {"b"}]
    for sql, code in zip(texts[1:4], ("query-faulty", "query-not-one", "query-changing"), strict=True):
        with pytest.raises(QueryError) as raised:
            queries.parameters(sql)
        assert raised.value.code == code == code_of(queries, sql)


def test_a_query_that_cannot_be_read_hinders_no_other(queries: Queries) -> None:
    queries.read(["SELECT $a AS record", "SELECT " + "(" * 300_000])
    assert queries.parameters("SELECT $a AS record") == {"a"}


def test_tables_given_to_the_process_outlast_a_query_that_ends_its_reader(queries: Queries) -> None:
    rows = [("D-01", TODAY), ("D-02", None)]
    queries.hold("duties", lambda: queries.give("duties", {"duty": "VARCHAR", "due": "DATE"}, rows))
    kept = queries.keep("rows", "SELECT duty, due FROM duties WHERE due = $as_of", {"as_of": TODAY})
    assert (kept.types, kept.count) == ({"duty": "VARCHAR", "due": "DATE"}, 1)
    assert queries.run("SELECT duty FROM rows", {}).rows == (("D-01",),)
    assert code_of(queries, ENDLESS, 0.5) == "query-too-long"
    assert queries.run("SELECT count(due), count(*) FROM duties", {}).rows == ((1, 2),)


def test_what_could_not_be_held_again_is_held_before_the_next_question(queries: Queries) -> None:
    tries: list[int] = []

    def fill() -> None:
        tries.append(queries.reader_number)
        queries.run(ENDLESS if len(tries) == 2 else "SELECT 1", {}, seconds=0.5)
        queries.give("held", {"x": "BIGINT"}, [(1,)])

    queries.hold("endless", fill)
    assert code_of(queries, ENDLESS, 0.5) == "query-too-long"
    assert queries.run("SELECT x FROM held", {}).rows == ((1,),)
    assert tries == [1, 2, 3]


def test_a_process_that_lets_a_database_go_answers_of_the_next_and_knows_nothing_of_it(tmp_path: Path) -> None:
    ground = Ground(2025, TODAY, days_of(CHINA))
    for name in ("former", "next"):
        write_example([], {}, ground, tmp_path / f"{name}.duckdb")
    reader = spare_reader()
    former = Queries(tmp_path / "former.duckdb", reader)
    former.give("held", {"x": "BIGINT"}, [(1,)])
    assert former.run("SELECT x FROM held", {}).rows == ((1,),)
    former.let_go()
    (tmp_path / "former.duckdb").unlink()
    again = spare_reader()
    assert again is reader
    queries = Queries(tmp_path / "next.duckdb", again)
    assert code_of(queries, "SELECT x FROM held") == "query-faulty"
    assert queries.run("SELECT count(*) > 300 AS record FROM calendar", {}).rows == ((True,),)
    assert code_of(queries, ENDLESS, 0.5) == "query-too-long"
    queries.let_go()  # another has taken its place, and waits in its stead
    third = spare_reader()
    assert third is not reader
    queries = Queries(tmp_path / "next.duckdb", third)
    assert queries.run("SELECT 1 AS record", {}).rows == ((1,),)
    queries.let_go()
    third._process.kill()
    third._process.wait()
    fresh = spare_reader()
    assert fresh is not third and fresh.is_there
    fresh.send_away()


def test_a_process_that_cannot_start_is_no_fault_of_the_query(tmp_path: Path) -> None:
    queries = Queries(tmp_path / "missing.duckdb")
    with pytest.raises(RuntimeError, match="query_server"):
        queries.run("SELECT 1 AS record", {})
    queries.close()
