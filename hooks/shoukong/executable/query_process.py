"""Queries of clauses, run in a process of their own: read only, no file, no network, bounded in time and memory."""

import contextlib
import itertools
import json
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from shoukong.executable import query_server
from shoukong.executable.query_tables import OUTSIDE

SECONDS = 10.0
SECONDS_TO_GIVE = 300.0  # the engine's own rows are no query that may run away: however busy the machine, they arrive
MEMORY = f"{query_server.MEMORY_MB} MB"
MAX_ROWS = 100_000
MOST_GIVEN = 20_000  # rows that travel at a time
Rows = Callable[[], Iterable[Sequence[Any]]]
_TREES = "SELECT json_serialize_sql(unnest(CAST($texts AS VARCHAR[])))"
_LINE = re.compile(r"LINE (\d+):")


@dataclass(frozen=True, slots=True)
class QueryRows:
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


class Queries:
    """A database of typed tables in which nothing but reading is possible, with a reader who can be sent away."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._reader = _Reader(file)
        self._given: dict[str, tuple[Mapping[str, str], Rows]] = {}
        self._read: dict[str, frozenset[str] | tuple[str, str]] = {}
        self._trees: dict[str, Any] = {}

    def close(self) -> None:
        """End the process."""
        self._reader.send_away()

    def parameters(self, sql: str) -> frozenset[str]:
        """The names of the parameters that a query uses; raises QueryError where it is not one query."""
        if sql not in self._read:
            self._read |= self._ask("parameters", [sql])
        told = self._read[sql]
        if isinstance(told, tuple):
            raise _translated(*told)
        return told

    def read(self, queries: Collection[str]) -> None:
        """Learn the parameters of many queries at once; where that fails, each is read when it is asked."""
        with contextlib.suppress(QueryError):
            self._read |= self._ask("parameters", list(queries))

    def tree(self, sql: str) -> Any:  # noqa: ANN401 - as the database tells it
        """A query as the database reads it, for `outer_query`; the first to ask learns those of all that were read."""
        if sql not in self._trees:
            texts = [text for text in dict.fromkeys((sql, *self._read)) if text not in self._trees]
            told = self.run(_TREES, {"texts": texts}, limit=len(texts))
            self._trees |= {text: json.loads(tree) for text, (tree,) in zip(texts, told.rows, strict=True)}
        return self._trees[sql]

    def run(
        self, sql: str, parameters: Mapping[str, Any], limit: int = MAX_ROWS, seconds: float = SECONDS
    ) -> QueryRows:
        """The answer to a query; raises QueryError where it fails, takes too long or gives more rows than `limit`."""
        return QueryRows(*self._ask("run", sql, parameters, limit, seconds=seconds))

    def columns_of(self, sql: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns that a query gives, told without running it; raises QueryError where it cannot be asked."""
        columns: tuple[str, ...] = self._ask("columns", sql, parameters)
        return columns

    def keep(self, name: str, sql: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
        """Hold the answer to a query as a table under a name, until a query fails; its columns."""
        columns: tuple[str, ...] = self._ask("keep", name, sql, parameters)
        return columns

    def put(self, name: str, columns: Mapping[str, str], rows: Rows) -> None:
        """Hold given rows, which are told anew whenever asked for, as a table; `columns` are names with SQL types."""
        self._given[name] = (columns, rows)
        for verb, *needs in _gifts(name, columns, rows):
            self._ask(verb, *needs, seconds=SECONDS_TO_GIVE)

    def _ask(self, verb: str, *needs: Any, seconds: float = SECONDS) -> Any:  # noqa: ANN401 - each verb gives its own
        try:
            kind, *told = self._reader.ask((verb, needs, seconds), seconds)
        except (_Late, EOFError, OSError, pickle.UnpicklingError) as end:
            self._call_another()
            if isinstance(end, _Late):
                raise QueryError("query-too-long", f"{seconds:g}") from end
            raise QueryError("query-too-much", MEMORY) from end
        if kind == query_server.FAULT:
            raise _translated(*told)
        return told[0]

    def _call_another(self) -> None:
        """A reader in the place of one who is gone; what was given is given again."""
        self._reader.send_away()
        self._reader = _Reader(self._file)
        for name, (columns, rows) in self._given.items():
            for verb, *needs in _gifts(name, columns, rows):
                self._reader.ask((verb, needs, SECONDS_TO_GIVE), SECONDS_TO_GIVE)


def _gifts(name: str, columns: Mapping[str, str], rows: Rows) -> Iterator[tuple[Any, ...]]:
    """What is asked so that rows are held as a table: so many at a time, so that none takes much memory."""
    yield "put", name, columns
    told = iter(rows())
    while some := list(itertools.islice(told, MOST_GIVEN)):
        yield "add", name, columns, some


class _Late(Exception):
    """The time for an answer is over."""


class _Reader:
    """The process that answers; what it says on the way goes nowhere, since a query may bring it down."""

    def __init__(self, file: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", query_server.__file__, str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._is_ready = False

    def ask(self, question: object, seconds: float) -> tuple[Any, ...]:
        """The reply to a question; raises _Late, or what reading raises where the process ends on the way."""
        if not self._is_ready:
            self._make_ready()
        is_late = threading.Event()
        watch = threading.Timer(seconds, self._stop, [is_late])
        watch.start()
        try:
            pickle.dump(question, self._stdin)
            self._stdin.flush()
            reply: tuple[Any, ...] = pickle.load(self._stdout)
        finally:
            watch.cancel()
            watch.join()
            if is_late.is_set():
                raise _Late
        return reply

    def send_away(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for stream in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):  # a question that nobody reads any more
                stream.close()

    def _make_ready(self) -> None:
        try:
            pickle.load(self._stdout)
        except EOFError as end:
            raise RuntimeError(f"{query_server.__file__}: exit {self._process.wait()}") from end
        self._is_ready = True

    def _stop(self, is_late: threading.Event) -> None:
        is_late.set()
        self._process.kill()

    @property
    def _stdin(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdin)

    @property
    def _stdout(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdout)


def _translated(error: str, text: str) -> QueryError:
    if error == "OutOfMemoryException":
        return QueryError("query-too-much", MEMORY)
    if error in (query_server.NOT_ONE, query_server.TOO_MUCH):
        return QueryError("query-not-one" if error == query_server.NOT_ONE else "query-too-much", text)
    if error == query_server.CHANGING:
        return QueryError("query-changing", text)
    if OUTSIDE in text:
        return QueryError("calendar-year", text.split(OUTSIDE)[1][:4])
    line = _LINE.search(text)
    code = "query-forbidden" if error == "PermissionException" else "query-faulty"
    return QueryError(code, text.split("\n")[0].strip(), int(line[1]) if line else None)
