"""Queries of clauses, run in a closed room: read only, no file, no network, bounded in time and memory."""

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from shoukong.executable.tables import OUTSIDE

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
    """A query that cannot be run; `code` is the finding's, `line` counts from 1 in the query's text."""

    def __init__(self, code: str, problem: str, line: int | None = None) -> None:
        super().__init__(problem)
        self.code = code
        self.line = line


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

    def run(self, sql: str, parameters: Mapping[str, Any], seconds: float = SECONDS) -> Answer:
        """The answer to a query; raises QueryError where it fails, takes too long or gives too much."""
        used = {name: parameters[name] for name in self.parameters(sql) if name in parameters}
        watch = threading.Timer(seconds, self._connection.interrupt)
        watch.start()
        try:
            cursor = self._connection.execute(sql, used)
            rows = cursor.fetchmany(MAX_ROWS + 1)
            columns = tuple(str(described[0]) for described in cursor.description or ())
        except duckdb.Error as error:
            raise _translated(error) from error
        finally:
            watch.cancel()
        if len(rows) > MAX_ROWS:
            raise QueryError("query-too-much", str(MAX_ROWS))
        return Answer(columns, tuple(rows))


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


def first_of(columns: Sequence[str], names: Sequence[str]) -> int | None:
    """The place of the first of some names among columns."""
    return next((columns.index(name) for name in names if name in columns), None)
