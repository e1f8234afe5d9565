"""Queries call what gives the same result for the same files; clock, chance, settings, files and catalogue are refused.

Whatever the spelling: it is judged by how the database reads the query, not by its text.
"""

from collections.abc import Iterator, Sequence

import pytest
from conftest import PROJECT, Folder

from shoukong.executable.query_functions import FUNCTIONS
from shoukong.executable.query_process import FEW_SECONDS, SECONDS, SECONDS_TOGETHER, Allowance, QueryError
from shoukong.finding import Finding
from shoukong.formats.key_reference import PAGES

DOCUMENT = "docs/documents/QM-01.md"
CHANGING = (
    "current_localtimestamp()",
    '"current_date"()',
    "now/**/()",
    "now -- remark\n ()",
    '"random"()',
    "main.now()",
    "system.main.now()",
    "'x'.now()",
    "CURRENT_DATE",
    "localtimestamp",
    "age(TIMESTAMP '2020-01-01')",
    "[random() FOR x IN [1]]",
    "list_transform([1], x -> x + random())",
    "(SELECT content FROM orders USING SAMPLE 1)",
    "(SELECT content FROM orders TABLESAMPLE 50%)",
    "sum(1) OVER (ORDER BY random())",
)
FORBIDDEN = (
    "(SELECT count(*) FROM query('SELECT random()'))",
    "(SELECT count(*) FROM query_table('orders'))",
    "(SELECT count(*) FROM json_execute_serialized_sql('{}'))",
    "txid_current()",
    "current_setting('TimeZone')",
    "getvariable('x')",
    "version()",
    "current_user",
    "current_schema",
    "current_database()",
    "hash(content)",
    "sleep_ms(1)",
    "write_log('x')",
    "nextval('x')",
    "list_aggregate([1], 'sum')",
    "(SELECT count(*) FROM duckdb_settings())",
    "(SELECT count(*) FROM pragma_version())",
    "(SELECT count(*) FROM duckdb_tables)",
    "(SELECT count(*) FROM sqlite_master)",
    "(SELECT count(*) FROM information_schema.tables)",
    "(SELECT count(*) FROM pg_catalog.pg_tables)",
    "(SELECT count(*) FROM (DESCRIBE orders))",
    "(SELECT count(*) FROM (SHOW TABLES))",
    "(SELECT count(*) FROM read_text('/etc/passwd'))",
    "(SELECT count(*) FROM glob('*'))",
    "no_such_function(1)",
)
ALLOWED = (
    "'now(), current_date' = content",
    "content.upper()",
    "workdays(received_on, closed_on) > 1",
    "extract(year FROM received_on) = year(received_on)",
    "received_on + INTERVAL 3 DAY > DATE '2026-01-01'",
    "coalesce(content, '') LIKE '%now%' OR content SIMILAR TO '.*random.*'",
    "len([x FOR x IN [1, 2] IF x > 1]) = 1",
    "EXISTS (WITH now AS (SELECT 1 AS random) SELECT random FROM now)",
    "order_no IN (SELECT max(order_no) FILTER (WHERE pieces > 1) OVER (PARTITION BY channel) FROM orders)",
)


KINDS = {
    "rule": "  sql: |\n    SELECT order_no AS record FROM orders WHERE {} IS NULL\n",
    "duty": "  repeat: FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=5\n  window_days: 5\n"
    "  evidence: SELECT closed_on AS done_on, order_no AS record FROM orders WHERE {} IS NULL\n",
    "indicator": "  unit: 件\n  sql: SELECT year_of(received_on) AS period, count(*) AS value FROM orders"
    " WHERE {} IS NULL GROUP BY ALL\n",
}


def blocks(kind: str, expressions: Sequence[str]) -> str:
    """A block of a kind for each expression, asked of every order."""
    bodies = (KINDS[kind].format(text.replace("\n", "\n    ")) for text in expressions)
    return "".join(f"\n  ```{kind}\n  id: Q-{i:02}\n  title: 试问\n{body}  ```\n" for i, body in enumerate(bodies))


def codes_of(folder: Folder, kind: str, expressions: Sequence[str]) -> list[str]:
    """The code of what is found in the query of each block, in their order; none where nothing is."""
    folder.replace(DOCUMENT, "  satisfies: [T-04]\n", "  satisfies: [T-04]\n" + blocks(kind, expressions))
    found: dict[str, Finding] = {item.facts.get("id", ""): item for item in folder.findings()}
    return [found[id_].code if (id_ := f"Q-{i:02}") in found else "" for i in range(len(expressions))]


def test_a_query_that_asks_the_clock_or_chance_is_refused_however_it_is_written(folder: Folder) -> None:
    found = dict(zip(CHANGING, codes_of(folder, "rule", CHANGING), strict=True))
    assert found == dict.fromkeys(CHANGING, "query-changing")


def test_a_query_that_reaches_beyond_the_records_is_refused_however_it_is_written(folder: Folder) -> None:
    found = dict(zip(FORBIDDEN, codes_of(folder, "rule", FORBIDDEN), strict=True))
    assert found == dict.fromkeys(FORBIDDEN, "query-forbidden")


def test_what_only_looks_like_the_clock_is_allowed(folder: Folder) -> None:
    found = dict(zip(ALLOWED, codes_of(folder, "rule", ALLOWED), strict=True))
    assert [text for text, code in found.items() if code.startswith("query")] == []


@pytest.mark.parametrize("kind", ["duty", "indicator"])
def test_no_kind_of_block_is_let_off(folder: Folder, kind: str) -> None:
    assert codes_of(folder, kind, ["now/**/()", "current_setting('x')"]) == ["query-changing", "query-forbidden"]


def test_what_is_known_of_sound_queries_changes_no_verdict_and_lets_no_other_off(folder: Folder) -> None:
    assert codes_of(folder, "rule", ["length(content)"]) == [""]
    assert folder.findings() == folder.findings()
    folder.replace(DOCUMENT, "length(content)", "current_setting('x')")
    assert [{item.code for item in folder.findings()} & {"query-forbidden"} for _ in "12"] == [{"query-forbidden"}] * 2


def test_the_guide_lists_just_the_functions_that_may_be_called() -> None:
    for page in PAGES.values():
        told = (PROJECT / "docs/guide" / page).read_text("utf-8").split("{#functions}")[1]
        names = {word for line in told.splitlines() if line.startswith("- ") for word in line.split("`")[1::2]}
        assert names == FUNCTIONS


def late_times(allowance: Allowance) -> Iterator[float]:
    """The time of each query where all are late, until none is asked any more."""
    while True:
        try:
            seconds = allowance.for_one(SECONDS)
        except QueryError:
            return
        allowance.note_late()
        allowance.spend(seconds)
        yield seconds


def test_queries_that_are_all_late_end_within_the_time_for_all() -> None:
    times = list(late_times(Allowance()))
    assert times[:4] == [SECONDS, SECONDS / 2, SECONDS / 4, FEW_SECONDS]
    assert sum(times) < SECONDS_TOGETHER + SECONDS
