"""Queries of clauses, run in a closed room: read only, no file, no network, bounded in time and memory."""

import contextlib
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from shoukong.executable import reader
from shoukong.executable.tables import OUTSIDE

SECONDS = 10.0
MEMORY = f"{reader.MEMORY_MB} MB"
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
    """A database of typed tables in which nothing but reading is possible, with a reader who can be sent away."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._reader = _Reader(file)

    def close(self) -> None:
        """Leave the room."""
        self._reader.send_away()

    def parameters(self, sql: str) -> frozenset[str]:
        """The names of the parameters that a query uses; raises QueryError where it is not one query."""
        (names,) = self._ask(sql, None, SECONDS)
        return frozenset(names)

    def run(self, sql: str, parameters: Mapping[str, Any], seconds: float = SECONDS) -> Answer:
        """The answer to a query; raises QueryError where it fails, takes too long or gives too much."""
        columns, rows = self._ask(sql, parameters, seconds)
        return Answer(columns, rows)

    def _ask(self, sql: str, parameters: Mapping[str, Any] | None, seconds: float) -> Sequence[Any]:
        try:
            kind, *told = self._reader.ask((sql, parameters, seconds), seconds)
        except (_Late, EOFError, OSError, pickle.UnpicklingError) as end:
            self._reader.send_away()
            self._reader = _Reader(self._file)
            if isinstance(end, _Late):
                raise QueryError("query-too-long", f"{seconds:g}") from end
            raise QueryError("query-too-much", MEMORY) from end
        if kind == reader.FAULT:
            raise _translated(*told)
        return told


class _Late(Exception):
    """The time for an answer is over."""


class _Reader:
    """The process that answers; what it says on the way goes nowhere, since a query may bring it down."""

    def __init__(self, file: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", reader.__file__, str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._is_ready = False

    def ask(self, question: object, seconds: float) -> reader.Reply:
        """The reply to a question; raises _Late, or what reading raises where the process ends on the way."""
        if not self._is_ready:
            self._make_ready()
        is_late = threading.Event()
        watch = threading.Timer(seconds, self._stop, [is_late])
        watch.start()
        try:
            pickle.dump(question, self._stdin)
            self._stdin.flush()
            reply: reader.Reply = pickle.load(self._stdout)
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
            raise RuntimeError(f"{reader.__file__}: exit {self._process.wait()}") from end
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
    if error in (reader.NOT_ONE, reader.TOO_MUCH):
        return QueryError("query-not-one" if error == reader.NOT_ONE else "query-too-much", text)
    if OUTSIDE in text:
        return QueryError("calendar-year", text.split(OUTSIDE)[1][:4])
    line = _LINE.search(text)
    code = "query-forbidden" if error == "PermissionException" else "query-faulty"
    return QueryError(code, text.split("\n")[0].strip(), int(line[1]) if line else None)


def first_of(columns: Sequence[str], names: Sequence[str]) -> int | None:
    """The place of the first of some names among columns."""
    return next((columns.index(name) for name in names if name in columns), None)
