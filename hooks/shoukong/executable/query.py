"""Queries of clauses, run in a closed room: read only, no file, no network, bounded in time and memory."""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from shoukong.executable.tables import OUTSIDE
from shoukong.verdict import column

SECONDS = 10.0
MEMORY = "1GB"
MAX_ROWS = 100_000
_LINE = re.compile(r"LINE (\d+):")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: its columns, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class QueryError(RuntimeError):
    """A query that cannot be run; `code` is the finding's, `line` counts from 1 in the text under the block's `key`."""

    def __init__(self, code: str, problem: str, line: int | None = None, key: str = "") -> None:
        super().__init__(problem)
        self.code = code
        self.line = line
        self.key = key


class Room:
    """A database of typed tables in which nothing but reading is possible."""

    def __init__(self, file: Path) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY,
            "temp_directory": "",
            "lock_configuration": "true",
        }
        self._connection = duckdb.connect(str(file), read_only=True, config=settings)

    def close(self) -> None:
        """Leave the room."""
        self._connection.close()

    def parameters(self, sql: str) -> frozenset[str]:
        """The names of the parameters that a query uses; raises QueryError where it is not one query."""
        try:
            statements = self._connection.extract_statements(sql)
        except duckdb.Error as error:
            raise _translated(error) from error
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise QueryError("query-not-one", str(len(statements)))
        return frozenset(statements[0].named_parameters)

    def run(self, sql: str, parameters: Mapping[str, Any], limit: int = MAX_ROWS, seconds: float = SECONDS) -> Answer:
        """The answer to a query; raises QueryError where it fails, takes too long or gives more rows than `limit`."""
        used = {name: parameters[name] for name in self.parameters(sql) if name in parameters}
        with self._watched(seconds):
            cursor = self._connection.execute(sql, used)
            rows = cursor.fetchmany(limit + 1)
            columns = tuple(str(described[0]) for described in cursor.description or ())
        if len(rows) > limit:
            raise QueryError("query-too-much", str(limit))
        return Answer(columns, tuple(rows))

    def columns_of(self, sql: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns that a query gives, told without running it; raises QueryError where it cannot be asked."""
        used = {name: parameters[name] for name in self.parameters(sql) if name in parameters}
        with self._watched(SECONDS):
            described = self._connection.execute(f"DESCRIBE {sql}", used).fetchall()
        return tuple(str(each[0]) for each in described)

    def keep(self, name: str, sql: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
        """Hold the answer to a query as a table of this room under a name, for later queries; its columns."""
        used = {n: parameters[n] for n in self.parameters(sql) if n in parameters}
        with self._watched(SECONDS):
            self._connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {column(name)} AS ({sql.rstrip().rstrip(';')}\n)", used
            )
        return self.columns(name)

    def columns(self, name: str) -> tuple[str, ...]:
        """The columns of a table of this room."""
        described = self._connection.execute(f"SELECT * FROM {column(name)} LIMIT 0").description
        return tuple(str(each[0]) for each in described or ())

    def put(self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Hold given rows as a table of this room; `columns` are its names with their SQL types."""
        listed = ", ".join(f"{column(n)} {type_}" for n, type_ in columns.items())
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {column(name)} ({listed})")
        cells = ", ".join(f"unnest(CAST(? AS {type_}[]))" for type_ in columns.values())
        if rows:
            by_column = [list(each) for each in zip(*rows, strict=True)]
            self._connection.execute(f"INSERT INTO {column(name)} SELECT {cells}", by_column)

    @contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """Interrupt what takes longer than so many seconds; what DuckDB says becomes a QueryError."""
        watch = threading.Timer(seconds, self._connection.interrupt)
        watch.start()
        try:
            yield
        except duckdb.Error as error:
            raise _translated(error) from error
        finally:
            watch.cancel()


def _translated(error: duckdb.Error) -> QueryError:
    text = str(error)
    if isinstance(error, duckdb.InterruptException):
        return QueryError("query-too-long", f"{SECONDS:.0f}")
    if isinstance(error, duckdb.OutOfMemoryException):
        return QueryError("query-too-much", MEMORY)
    if OUTSIDE in text:
        return QueryError("calendar-year", text.split(OUTSIDE)[1][:4])
    line = _LINE.search(text)
    problem = text.split("\n")[0].strip()
    code = "query-forbidden" if isinstance(error, duckdb.PermissionException) else "query-faulty"
    return QueryError(code, problem, int(line[1]) if line else None)
