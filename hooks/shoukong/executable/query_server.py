"""The process that reads one database and answers queries on its standard output.

It is a process of its own because some queries heed neither an interrupt nor the database's own limit of memory (one
call of `repeat` or `levenshtein` is enough): here the system bounds the memory, and whoever asks can end it at any
time. It is started by its path and imports nothing of the engine.
"""

import contextlib
import json
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

try:
    import _duckdb as duckdb  # the package around it takes five times as long to load, and nothing of it is used
except ImportError:  # a release that is put together otherwise
    import duckdb  # type: ignore[no-redef]

MOST_THREADS = 2
FEW_BYTES = 8 << 20  # in a file no larger, one thread does it with less work
MEMORY_MB = 512
UNCOUNTED_MB = 256  # beside it: the interpreter, and what the database does not count
ANSWER_MB = 64
SECONDS_FOR_LOCK = 10.0
READY, GIVEN, FAULT = "ready", "given", "fault"
NOT_ONE, TOO_MUCH, CHANGING, UNLISTED, UNREAD = "NotOne", "TooMuch", "Changing", "Unlisted", "Unread"
CATALOG = "catalog"
# What gives another answer at another moment; the day to judge by is a parameter.
CLOCKS = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "now", "today", "age"}
CLOCKS |= {"get_current_time", "get_current_timestamp", "current_localtime", "current_localtimestamp", "ago"}
CLOCKS |= {"transaction_timestamp", "random", "setseed", "uuid", "uuidv4", "uuidv7", "gen_random_uuid"}
# Names that the database takes for a function where no column has them, though nothing is called.
_CALLED_BARE = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user"}
_CALLED_BARE |= {"current_catalog", "current_schema", "current_role", "session_user"}
# Queries as the database reads them.
_TREES = "SELECT json_serialize_sql(unnest(CAST(? AS VARCHAR[])))"
_OWN_FUNCTIONS = "SELECT lower(function_name) FROM duckdb_functions() WHERE NOT internal"
# The views of the catalogue, but those whose names tables of the records have.
_INNER_TABLES = (
    "SELECT lower(view_name) FROM duckdb_views() WHERE internal"
    " EXCEPT SELECT lower(table_name) FROM duckdb_tables() WHERE NOT internal"
    " EXCEPT SELECT lower(view_name) FROM duckdb_views() WHERE NOT internal"
)
Part = Any
_KNOWN_TREES: dict[str, str] = {}
_KNOWN_SOUND: dict[str, frozenset[str]] = {}  # queries that were read and judged already, with their parameters
ALLOWED: set[str] = set()  # the functions that may be called, as whoever asks tells them first
Parameters = Mapping[str, Any]
Connection = duckdb.DuckDBPyConnection


class Refusal(Exception):
    """What is not done, and why."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(kind, text)


def main() -> None:
    """Open the database that standard input names, do what comes until it is let go, then open the next one."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed on the way is no answer
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with contextlib.suppress(ImportError, OSError, ValueError):  # not every system has such a limit
        import resource

        most = (MEMORY_MB + UNCOUNTED_MB) << 20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    with contextlib.suppress(EOFError):
        while True:
            file, allowed = pickle.load(sys.stdin.buffer)
            ALLOWED.update(allowed)
            connection = connect(file)
            _send(out, pickle.dumps((READY,)))
            answer(connection, out)
            forget(connection)
            _send(out, pickle.dumps((READY,)) + pickle.dumps(0.0))


def answer(connection: Connection, out: BinaryIO) -> None:
    """Do what comes, a verb, its needs and the seconds for it, until nothing is asked."""
    while (asked := pickle.load(sys.stdin.buffer)) is not None:
        verb, needs, seconds = asked
        _set_alarm(seconds + 2)
        started = time.process_time()
        reply = packed(connection, verb, needs)
        _set_alarm(0)
        _send(out, reply + pickle.dumps(time.process_time() - started))


def forget(connection: Connection) -> None:
    """Close a database, and know nothing of it any more."""
    for known in (_KNOWN_TREES, _KNOWN_SOUND, ALLOWED):
        known.clear()
    for kept in (_read, _own_functions, _inner_tables):
        kept.cache_clear()
    connection.close()


def connect(file: str) -> Connection:
    """A database in which nothing but reading is possible."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": f"{MEMORY_MB}MB",
        "threads": 1 if Path(file).stat().st_size < FEW_BYTES else MOST_THREADS,
        "temp_directory": "",
        "lock_configuration": "true",
    }
    until = time.monotonic() + SECONDS_FOR_LOCK
    while True:
        try:
            return duckdb.connect(file, read_only=True, config=settings)
        except duckdb.IOException:  # whoever wrote it has not let go yet
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def packed(connection: Connection, verb: str, needs: Sequence[Any]) -> bytes:
    """What a verb gives, as it travels; one that is too large becomes a fault."""
    try:
        reply = pickle.dumps((GIVEN, VERBS[verb](connection, *needs)))
    except Refusal as refusal:
        return pickle.dumps((FAULT, *refusal.args))
    except duckdb.Error as error:
        return pickle.dumps((FAULT, type(error).__name__, str(error)))
    except MemoryError:
        return pickle.dumps((FAULT, TOO_MUCH, f"{MEMORY_MB} MB"))
    return reply if len(reply) <= ANSWER_MB << 20 else pickle.dumps((FAULT, TOO_MUCH, f"{ANSWER_MB} MB"))


@lru_cache(maxsize=1024)
def _read(connection: Connection, sql: str) -> duckdb.Statement:
    """A text as the one query that it is; reading it is half of the work of a small one."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise Refusal(NOT_ONE, str(len(statements)))
    _judge(connection, json.loads(trees(connection, [sql])[0]))
    return statements[0]


def trees(connection: Connection, queries: Sequence[str]) -> tuple[str, ...]:
    """Queries as the database reads them, each a text in JSON; many at once cost little more than one."""
    unread = [sql for sql in queries if sql not in _KNOWN_TREES]
    if unread:
        told = connection.execute(_TREES, [unread]).fetchall()
        _KNOWN_TREES.update(zip(unread, (str(tree) for (tree,) in told), strict=True))
    return tuple(_KNOWN_TREES[sql] for sql in queries)


def parameters(connection: Connection, queries: Sequence[str]) -> dict[str, frozenset[str] | tuple[str, str]]:
    """The names of the parameters of each query, or why it is none: a kind and a text."""
    with contextlib.suppress(duckdb.Error):  # what is wrong with one is told of that one
        trees(connection, queries)
    return {sql: _parameters_or_fault(connection, sql) for sql in queries}


def _parameters_or_fault(connection: Connection, sql: str) -> frozenset[str] | tuple[str, str]:
    try:
        return _parameters(connection, sql)
    except Refusal as refusal:
        return refusal.args
    except duckdb.Error as error:
        return type(error).__name__, str(error)


def know(_: Connection, sound: Mapping[str, frozenset[str]]) -> None:
    """Take queries for what whoever asks knows of them."""
    _KNOWN_SOUND.update(sound)


def _parameters(connection: Connection, sql: str) -> frozenset[str]:
    known = _KNOWN_SOUND.get(sql)
    return frozenset(_read(connection, sql).named_parameters) if known is None else known


def _askable(connection: Connection, sql: str) -> duckdb.Statement | str:
    """A query that may be asked, as it was read or as it was found before."""
    return sql if sql in _KNOWN_SOUND else _read(connection, sql)


def run(connection: Connection, sql: str, given: Parameters, limit: int) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """A query's columns and rows."""
    cursor = connection.execute(_askable(connection, sql), _used(connection, sql, given))
    rows = cursor.fetchmany(limit + 1)
    if len(rows) > limit:
        raise Refusal(TOO_MUCH, str(limit))
    return tuple(str(each[0]) for each in cursor.description or ()), tuple(rows)


def columns(connection: Connection, sql: str, given: Parameters) -> tuple[str, ...]:
    """The columns that a query would give."""
    described = connection.execute(f"DESCRIBE {sql}", _used(connection, sql, given)).fetchall()
    return tuple(str(each[0]) for each in described)


def keep(connection: Connection, name: str, sql: str, given: Parameters) -> tuple[dict[str, str], int]:
    """Keep a query's answer as a table; its columns with their types, and the number of its rows."""
    used = _used(connection, sql, given)
    connection.execute(f"DROP TABLE IF EXISTS {_quoted(name)}")  # which makes room for the new one
    made = connection.execute(f"CREATE TEMP TABLE {_quoted(name)} AS ({_without_end(sql)}\n)", used).fetchone()
    described = connection.execute(f"SELECT * FROM {_quoted(name)} LIMIT 0").description
    return {str(each[0]): str(each[1]).strip('"') for each in described or ()}, int(made[0]) if made else 0


def change(connection: Connection, sql: str, given: Parameters) -> None:
    """Run a statement of the engine's own."""
    connection.execute(sql, dict(given))


def put(connection: Connection, name: str, columns: Mapping[str, str]) -> None:
    """Keep an empty table; `columns` are its names with their SQL types."""
    listed = ", ".join(f"{_quoted(n)} {type_}" for n, type_ in columns.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_quoted(name)} ({listed})")


def add(connection: Connection, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Add some given rows to a table that was put."""
    cells = ", ".join(f"unnest(CAST(? AS {type_}[]))" for type_ in columns.values())
    by_column = [list(each) for each in zip(*rows, strict=True)]
    connection.execute(f"INSERT INTO {_quoted(name)} SELECT {cells}", by_column)


VERBS: Mapping[str, Callable[..., Any]] = {
    "parameters": parameters,
    "know": know,
    "trees": trees,
    "run": run,
    "columns": columns,
    "keep": keep,
    "change": change,
    "put": put,
    "add": add,
}


def _used(connection: Connection, sql: str, given: Parameters) -> dict[str, Any]:
    return {name: given[name] for name in _parameters(connection, sql) if name in given}


def _judge(connection: Connection, tree: Part) -> None:
    """Refuse a query that reaches beyond the records: by a function, a table, a sample, or a text that is run."""
    if tree["error"]:
        raise Refusal(UNREAD, str(tree["error_message"]))
    for kind, name in _reached(tree):
        if kind == CHANGING or (kind == UNLISTED and name in CLOCKS):
            raise Refusal(CHANGING, name)
        if kind == UNLISTED and name not in ALLOWED and name not in _own_functions(connection):
            raise Refusal(UNLISTED, name)
        if kind == CATALOG and ("." in name or name in _inner_tables(connection)):
            raise Refusal(UNLISTED, name)


def _reached(tree: Part) -> Iterator[tuple[str, str]]:
    """What a query names outside itself: functions, tables, and what is called without brackets."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield from _named(part)
            part = part.values()
        waiting.extend(each for each in part if isinstance(each, dict | list))


def _named(part: Mapping[str, Part]) -> Iterator[tuple[str, str]]:
    """What one part of a query names."""
    if part.get("sample"):
        yield CHANGING, "sample"
    function = part.get("function_name")
    if isinstance(function, str) and not part.get("is_operator"):
        yield UNLISTED, function.lower()
    match part.get("type"):
        case "BASE_TABLE" if isinstance(name := part.get("table_name"), str):
            schemas = (part[key] for key in ("catalog_name", "schema_name") if part[key])
            yield CATALOG, ".".join((*schemas, name)).lower()
        case "COLUMN_REF":
            bare = ".".join(map(str, part.get("column_names") or ())).lower()
            if bare in _CALLED_BARE:
                yield CHANGING if bare in CLOCKS else UNLISTED, bare
        case "SHOW_REF":
            yield UNLISTED, "describe"


@lru_cache(maxsize=1)
def _own_functions(connection: Connection) -> frozenset[str]:
    """The macros that come with the tables, such as `workdays`."""
    return frozenset(str(name) for (name,) in connection.execute(_OWN_FUNCTIONS).fetchall())


@lru_cache(maxsize=1)
def _inner_tables(connection: Connection) -> frozenset[str]:
    """The views of the database's own catalogue."""
    return frozenset(str(name) for (name,) in connection.execute(_INNER_TABLES).fetchall())


def _without_end(sql: str) -> str:
    """A query without the semicolons at its end, and the remarks between and after them."""
    text = sql.encode()
    end = len(text)
    for offset, kind in reversed(duckdb.tokenize(sql)):
        if kind is not duckdb.token_type.comment and text[offset : offset + 1] != b";":
            break
        end = offset
    return text[:end].decode()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _set_alarm(seconds: float) -> None:
    """End this process after some seconds, in case that whoever asks is gone; 0 takes it back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _send(out: BinaryIO, reply: bytes) -> None:
    out.write(reply)
    out.flush()


if __name__ == "__main__":
    main()
