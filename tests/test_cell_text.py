"""How cells of answers read: SQL writes what Python writes."""

import datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoukong.executable.cell_text import written, written_in_sql

CELLS = st.one_of(
    st.none(),
    st.booleans().map(lambda value: (value, "BOOLEAN")),
    st.integers(-(2**62), 2**62).map(lambda value: (value, "BIGINT")),
    st.text("甲a '\"\n", max_size=5).map(lambda value: (value, "VARCHAR")),
    st.decimals(-(10**6), 10**6, places=4).map(lambda value: (value, "DECIMAL(18,4)")),
    st.integers(-(10**9), 10**9).map(lambda value: (value / 64, "DOUBLE")),
    st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)).map(lambda value: (value, "DATE")),
    st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1)).map(lambda value: (value, "TIMESTAMP")),
)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@settings(max_examples=200, deadline=None)
@given(cell=CELLS)
def test_sql_writes_a_cell_as_python_does(
    connection: duckdb.DuckDBPyConnection, cell: tuple[object, str] | None
) -> None:
    value, type_ = cell or (None, "VARCHAR")
    query = f"SELECT x, {written_in_sql('x', type_)} FROM (SELECT CAST(? AS {type_}) AS x)"
    given_back, told = connection.execute(query, [value]).fetchone() or ()
    assert told == written(given_back)


def test_fractions_and_truths_read_as_people_write_them() -> None:
    assert [written(value) for value in (Decimal("1.50"), -0.0, 2.0, True, False, None)] == [
        "1.5",
        "0",
        "2",
        "是",
        "否",
        "",
    ]
