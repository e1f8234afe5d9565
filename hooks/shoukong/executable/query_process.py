"""Queries of clauses, run in a process of their own: read only, no file, no network, bounded in time and memory."""

import contextlib
import itertools
import json
import math
import os
import pickle
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from shoukong.executable import query_server
from shoukong.executable.query_functions import FUNCTIONS
from shoukong.executable.query_tables import OUTSIDE

SECONDS = 10.0
FEW_SECONDS = 2.0  # for a query after others were late
SECONDS_TOGETHER = 60.0
SECONDS_TO_GIVE = 300.0  # the engine's own rows are no query that may run away: however busy the machine, they arrive
MEMORY = f"{query_server.MEMORY_MB} MB"
MAX_ROWS = 100_000
MOST_SPARE = 2  # processes that wait for a database
MOST_GIVEN = 20_000  # rows that travel at a time
_REFUSED = {
    query_server.CHANGING: "query-changing",
    query_server.UNLISTED: "query-forbidden",
    query_server.UNREAD: "query-faulty",
}
_LINE = re.compile(r"LINE (\d+):")


@dataclass(frozen=True, slots=True)
class QueryRows:
    """What a query gave: its columns, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that is kept as a table: its columns with their SQL types, and how many rows it has."""

    types: Mapping[str, str]
    count: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.types)


class QueryError(RuntimeError):
    """A query that cannot be run; `code` is the finding's, `line` counts from 1 in the text under the block's `key`."""

    def __init__(self, code: str, problem: str, line: int | None = None, key: str = "") -> None:
        super().__init__(problem)
        self.code = code
        self.line = line
        self.key = key


class Allowance:
    """The time that the queries of a portal may take: each, and all together; after one was late, the next get less."""

    def __init__(self) -> None:
        self._one = SECONDS
        self._left = SECONDS_TOGETHER

    def for_one(self, seconds: float) -> float:
        """How long a query may take that would be given so many seconds; raises QueryError where no time is left."""
        if self._left <= 0:
            raise QueryError("query-too-long", f"{SECONDS_TOGETHER:g}")
        return min(seconds, self._one)

    def spend(self, seconds: float) -> None:
        """Take note of what a query took."""
        self._left -= seconds

    def note_late(self) -> None:
        """Take note of a query that was ended."""
        self._one = max(FEW_SECONDS, self._one / 2)


class Queries:
    """A database of typed tables in which nothing but reading is possible, with a reader who can be sent away."""

    def __init__(self, file: Path, reader: "Reader | None" = None, allowance: Allowance | None = None) -> None:
        """`reader` is one that was started in advance, and nobody else's; an allowance may be shared."""
        self._file = file
        self._allowance = allowance or Allowance()
        self._reader = reader or Reader()
        self.reader_number = 1  # what one with a smaller number kept is gone
        self._held: dict[str, Callable[[], None]] = {}
        self._is_whole = True  # whether the reader keeps all that is held
        self._is_refilling = False
        self._read: dict[str, frozenset[str] | tuple[str, str]] = {}
        self._trees: dict[str, str] = {}

    def close(self) -> None:
        """End the process."""
        self._reader.send_away()

    def let_go(self) -> None:
        """Close the database; its process may wait for the next one, where another would have to start."""
        if len(_SPARE) < MOST_SPARE and self._reader.lets_go():
            _SPARE.append(self._reader)
        else:
            self._reader.send_away()

    def parameters(self, sql: str) -> frozenset[str]:
        """The names of the parameters that a query uses; raises QueryError where it is not one query."""
        if sql not in self._read:
            self._read |= self._ask("parameters", [sql])
        told = self._read[sql]
        if isinstance(told, tuple):
            raise _translated(*told)
        return told

    def read(self, queries: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Learn the parameters of many queries at once, and give those of all that may be asked.

        Where that fails, each is read when it is asked.
        """
        with contextlib.suppress(QueryError):
            self._read |= self._ask("parameters", list(queries))
        told = ((sql, self._read.get(sql)) for sql in queries)
        return {sql: names for sql, names in told if isinstance(names, frozenset)}

    def know(self, sound: Mapping[str, frozenset[str]], trees: Mapping[str, str]) -> None:
        """Take queries for what they were found to be on the same ground: their parameters, and how they are read."""
        self._read |= sound
        self._trees |= trees
        with contextlib.suppress(QueryError):  # then each is judged when it is asked
            self._ask("know", sound)

    def tree(self, sql: str) -> Any:  # noqa: ANN401 - as the database tells it
        """A query as the database reads it, for `outer_query`; the first to ask learns those of all that were read."""
        if sql not in self._trees:
            self.trees((sql, *self._read))
        return json.loads(self._trees[sql])

    def trees(self, queries: Collection[str]) -> list[str]:
        """Queries as the database reads them, in JSON."""
        unread = [sql for sql in dict.fromkeys(queries) if sql not in self._trees]
        if unread:
            self._trees |= dict(zip(unread, self._ask("trees", unread), strict=True))
        return [self._trees[sql] for sql in queries]

    def run(
        self, sql: str, parameters: Mapping[str, Any], limit: int = MAX_ROWS, seconds: float = SECONDS
    ) -> QueryRows:
        """The answer to a query; raises QueryError where it fails, takes too long or gives more rows than `limit`."""
        return QueryRows(*self._ask_in_time("run", sql, parameters, limit, seconds=seconds))

    def told(self, sql: str, parameters: Mapping[str, Any], limit: int = MAX_ROWS) -> QueryRows:
        """The answer to a question of the engine's own on tables that a reader keeps; there is always time for it."""
        return QueryRows(*self._ask("run", sql, parameters, limit, seconds=SECONDS_TO_GIVE))

    def columns_of(self, sql: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns that a query gives, told without running it; raises QueryError where it cannot be asked."""
        columns: tuple[str, ...] = self._ask("columns", sql, parameters)
        return columns

    def keep(self, name: str, sql: str, parameters: Mapping[str, Any], seconds: float = SECONDS) -> KeptAnswer:
        """Keep the answer to a query as a table in the place of another, until a reader is sent away."""
        return KeptAnswer(*self._ask_in_time("keep", name, sql, parameters, seconds=seconds))

    def change(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Run a statement of the engine's own on tables that a reader keeps."""
        self._ask("change", sql, parameters or {}, seconds=SECONDS_TO_GIVE)

    def give(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Keep given rows as a table, until a reader is sent away; `columns` are names with SQL types."""
        self._ask("put", name, columns, seconds=SECONDS_TO_GIVE)
        told = iter(rows)
        while some := list(itertools.islice(told, MOST_GIVEN)):  # so many at a time, so that none takes much memory
            self._ask("add", name, columns, some, seconds=SECONDS_TO_GIVE)

    def hold(self, name: str, fill: Callable[[], None]) -> None:
        """Fill tables now, and again whenever another reader takes over; what was held under a name is let go."""
        fill()
        self._held[name] = fill

    def _ask_in_time(self, verb: str, *needs: Any, seconds: float) -> Any:  # noqa: ANN401 - as `_ask`
        """Ask what people wrote, in the time that is left for it."""
        allowed, start = self._allowance.for_one(seconds), time.monotonic()
        self._reader.worked = math.inf
        try:
            return self._ask(verb, *needs, seconds=allowed)
        except QueryError as error:
            if error.code == "query-too-long":
                self._allowance.note_late()
            raise
        finally:
            self._allowance.spend(min(self._reader.worked, time.monotonic() - start))

    def _ask(self, verb: str, *needs: Any, seconds: float = SECONDS) -> Any:  # noqa: ANN401 - each verb gives its own
        if not self._is_whole and not self._is_refilling:
            self._call_another()
        try:
            if not self._reader.is_ready:
                self._reader.make_ready(self._file)
            kind, *told = self._reader.ask((verb, needs, seconds), seconds)
        except (_Late, EOFError, OSError, pickle.UnpicklingError) as end:
            if not self._is_refilling:
                self._call_another()
            if isinstance(end, _Late):
                raise QueryError("query-too-long", f"{seconds:g}") from end
            raise QueryError("query-too-much", MEMORY) from end
        if kind == query_server.FAULT:
            raise _translated(*told)
        return told[0]

    def _call_another(self) -> None:
        """A reader in the place of one who is gone, with all that is held."""
        self._reader.send_away()
        self._reader = Reader()
        self.reader_number += 1
        self._is_whole, self._is_refilling = False, True
        try:
            for fill in self._held.values():
                fill()
            self._is_whole = True
        finally:
            self._is_refilling = False


class _Late(Exception):
    """The time for an answer is over."""


class Reader:
    """A process that answers; what it says on the way goes nowhere, since a query may bring it down.

    It may be started before there is a database: until it is made ready, it gets ready itself.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", query_server.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"TZ": "UTC"},  # what is written with an hour means the same in every zone
        )
        self.is_ready = False
        self.worked = math.inf  # seconds that the last answer took a processor; none waits for others on a busy machine
        self._watch = _Watch(self._process.kill)

    def ask(self, question: object, seconds: float) -> tuple[Any, ...]:
        """The reply to a question; raises _Late, or what reading raises where the process ends on the way."""
        self._watch.expect_until(time.monotonic() + seconds)
        try:
            pickle.dump(question, self._stdin)
            self._stdin.flush()
            reply: tuple[Any, ...] = pickle.load(self._stdout)
            self.worked = pickle.load(self._stdout)
        finally:
            self._watch.expect_until(None)
            if self._watch.has_ended_it:
                raise _Late
        return reply

    @property
    def is_there(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def lets_go(self) -> bool:
        """Whether it has closed its database, and is as it was before it had one."""
        if not self.is_ready:
            return False
        try:
            self.ask(None, SECONDS)
        except (_Late, EOFError, OSError, pickle.UnpicklingError):
            return False
        self.is_ready = False
        return True

    def send_away(self) -> None:
        """End the process."""
        self._watch.close()
        self._process.kill()
        self._process.wait()
        for stream in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):  # a question that nobody reads any more
                stream.close()

    def make_ready(self, file: Path) -> None:
        """Let it open a database."""
        try:
            pickle.dump((str(file), FUNCTIONS), self._stdin)
            self._stdin.flush()
            pickle.load(self._stdout)
        except (EOFError, OSError) as end:
            raise RuntimeError(f"{query_server.__file__}: exit {self._process.wait()}") from end
        self.is_ready = True

    @property
    def _stdin(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdin)

    @property
    def _stdout(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdout)


_SPARE: list[Reader] = []  # they end with this process, which they read from


def spare_reader() -> Reader:
    """A process that has let a database go, or else a new one: to start one takes longer than most answers."""
    with contextlib.suppress(IndexError):
        while not (reader := _SPARE.pop()).is_there:
            reader.send_away()
        return reader
    return Reader()


class _Watch:
    """Whether an answer comes in time, watched by one thread: starting one takes as long as many a question."""

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end
        self._changed = threading.Condition()
        self._limit: float | None = None
        self._wakes_at = math.inf
        self._is_closed = False
        self.has_ended_it = False
        threading.Thread(target=self._run, daemon=True).start()

    def expect_until(self, limit: float | None) -> None:
        """Expect an answer until a moment of `time.monotonic`, or none any more."""
        with self._changed:
            self._limit = limit
            if limit is not None and limit < self._wakes_at:
                self._changed.notify()

    def close(self) -> None:
        """Watch no longer."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while not self._is_closed and not self.has_ended_it:
                self._wakes_at = math.inf if self._limit is None else self._limit
                self._changed.wait(None if self._limit is None else max(0.0, self._limit - time.monotonic()))
                self.has_ended_it = self._limit is not None and self._limit <= time.monotonic()
            if self.has_ended_it:
                self._end()


def _translated(error: str, text: str) -> QueryError:
    if error == "OutOfMemoryException":
        return QueryError("query-too-much", MEMORY)
    if error in (query_server.NOT_ONE, query_server.TOO_MUCH):
        return QueryError("query-not-one" if error == query_server.NOT_ONE else "query-too-much", text)
    if error in _REFUSED:
        return QueryError(_REFUSED[error], text)
    if OUTSIDE in text:
        return QueryError("calendar-year", text.split(OUTSIDE)[1][:4])
    line = _LINE.search(text)
    code = "query-forbidden" if error == "PermissionException" else "query-faulty"
    return QueryError(code, text.split("\n")[0].strip(), int(line[1]) if line else None)
