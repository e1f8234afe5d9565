"""What runs in a room: a process that reads one database and answers queries on its standard output.

It is a process of its own because some queries heed neither an interrupt nor the database's own limit of memory (one
call of `repeat` or `levenshtein` is enough): here the system bounds the memory, and whoever asks can end it at any
time. It is started by its path and imports nothing of the engine.
"""

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

import duckdb

THREADS = 2
MEMORY_MB = 512
UNCOUNTED_MB = 256  # beside it: the interpreter, and what the database does not count
ROWS = 100_000
ANSWER_MB = 64
READY, NAMES, ANSWER, FAULT = "ready", "names", "answer", "fault"
NOT_ONE, TOO_MUCH = "NotOne", "TooMuch"
Reply = tuple[Any, ...]


def main(file: str) -> None:
    """Answer what comes on standard input until it ends: a query, its parameters or None to name them, the seconds."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed on the way is no answer
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with contextlib.suppress(ImportError, OSError, ValueError):  # not every system has such a limit
        import resource

        most = (MEMORY_MB + UNCOUNTED_MB) << 20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    connection = connect(file)
    _send(out, pickle.dumps((READY,)))
    with contextlib.suppress(EOFError):
        while True:
            sql, parameters, seconds = pickle.load(sys.stdin.buffer)
            _set_alarm(seconds + 2)
            reply = packed(connection, sql, parameters)
            _set_alarm(0)
            _send(out, reply)


def connect(file: str) -> duckdb.DuckDBPyConnection:
    """A database in which nothing but reading is possible."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": f"{MEMORY_MB}MB",
        "threads": THREADS,
        "temp_directory": "",
        "lock_configuration": "true",
    }
    return duckdb.connect(file, read_only=True, config=settings)


def packed(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None) -> bytes:
    """The reply as it travels; one that is too large becomes a fault."""
    try:
        reply = pickle.dumps(replied(connection, sql, parameters))
    except duckdb.Error as error:
        return pickle.dumps((FAULT, type(error).__name__, str(error)))
    except MemoryError:
        return pickle.dumps((FAULT, TOO_MUCH, f"{MEMORY_MB} MB"))
    return reply if len(reply) <= ANSWER_MB << 20 else pickle.dumps((FAULT, TOO_MUCH, f"{ANSWER_MB} MB"))


def replied(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None) -> Reply:
    """The names of a query's parameters or, where these are given, its columns and rows."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        return FAULT, NOT_ONE, str(len(statements))
    names = frozenset(statements[0].named_parameters)
    if parameters is None:
        return NAMES, names
    cursor = connection.execute(sql, {name: parameters[name] for name in names if name in parameters})
    rows = cursor.fetchmany(ROWS + 1)
    if len(rows) > ROWS:
        return FAULT, TOO_MUCH, str(ROWS)
    return ANSWER, tuple(str(described[0]) for described in cursor.description or ()), tuple(rows)


def _set_alarm(seconds: float) -> None:
    """End this process after some seconds, in case that whoever asks is gone; 0 takes it back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _send(out: BinaryIO, reply: bytes) -> None:
    out.write(reply)
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1])
