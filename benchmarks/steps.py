"""`python -m benchmarks.steps DAY`: how long each step of checking a portal takes, one line of JSON for each.

Whatever executable clauses give is timed by its name in `ExecutableClauses`, and the queries of every block together.
"""

import csv
import datetime
import json
import os
import re
import resource
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sized
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from shoukong.checks import EXECUTABLE_CHECKS
from shoukong.evaluation import evaluate
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.executable.query_process import Queries, QueryRows
from shoukong.portal import Portal, load_portal
from shoukong.records.registers import table_of
from shoukong.results.report import REPORTERS

SCANS = "bare scan", "bare scan of known columns"


def tell(step: str, seconds: float, **facts: Any) -> None:
    """A line for a step, with the most memory that the process has had so far."""
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps({"step": step, "seconds": seconds, "peak_mb": peak, **facts}, ensure_ascii=False))


def children_mb() -> int:
    """The most memory that each process under this one has had, together; 0 where the system does not tell."""
    peaks = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state = (folder / "status").read_text()
            if f"PPid:\t{os.getpid()}\n" in state:
                peaks += [int(kilobytes) for kilobytes in re.findall(r"VmHWM:\s+(\d+)", state)]
    return sum(peaks) // 1024


@contextmanager
def timed(step: str) -> Iterator[dict[str, Any]]:
    """Tell how long what follows takes, by the clock and of the processors, and the facts that it adds."""
    start, used, facts = time.perf_counter(), sum(os.times()[:4]), dict[str, Any]()
    yield facts
    seconds, processors = time.perf_counter() - start, sum(os.times()[:4]) - used
    tell(step, seconds, cpu_seconds=round(processors, 2), **facts)


@dataclass
class Asked:
    """What queries took: the seconds of each block by its id, and the most memory of the processes that answer."""

    ids: Mapping[str, str]
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    reader_mb: int = 0
    last: threading.local = field(default_factory=threading.local)  # the block whose query a thread asked last

    @contextmanager
    def timed(self, sql: str) -> Iterator[None]:
        """Add what follows to the block whose query it is; one that no block holds belongs to the block before."""
        self.last.id = self.ids.get(sql, getattr(self.last, "id", "?"))
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[self.last.id] += time.perf_counter() - start


def ids_by_query(portal: Portal) -> dict[str, str]:
    """The block that holds each query of the portal's texts, by the query."""
    blocks = (block for document in portal.documents for block in document.blocks)
    return {block.text(key): block.id for block in blocks for key in block.values}


@contextmanager
def watched(asked: Asked) -> Iterator[None]:
    """Add up what every query takes that is run meanwhile."""
    run: Callable[..., QueryRows] = Queries.run
    keep: Callable[..., tuple[str, ...]] = Queries.keep
    close: Callable[[Queries], None] = Queries.close

    def run_watched(queries: Queries, sql: str, *rest: Any, **named: Any) -> QueryRows:
        with asked.timed(sql):
            return run(queries, sql, *rest, **named)

    def keep_watched(queries: Queries, name: str, sql: str, *rest: Any, **named: Any) -> tuple[str, ...]:
        with asked.timed(sql):
            return keep(queries, name, sql, *rest, **named)

    def close_watched(queries: Queries) -> None:
        asked.reader_mb = max(asked.reader_mb, children_mb())
        close(queries)

    Queries.run, Queries.keep, Queries.close = run_watched, keep_watched, close_watched
    try:
        yield
    finally:
        Queries.run, Queries.keep, Queries.close = run, keep, close


def scan(portal: Portal, *, is_told: bool) -> int:
    """Read every cell of the portal's parts as text with DuckDB and keep nothing; how many rows there are.

    DuckDB finds out how the parts are written, unless it `is_told`: as the first of each table is.
    """
    parts: dict[str, list[str]] = defaultdict(list)
    for path in portal.parts:
        parts[table_of(path)].append(str(portal.root / path))
    rows = 0
    with duckdb.connect() as connection:
        for paths in parts.values():
            with Path(paths[0]).open(encoding="utf-8", newline="") as file:
                columns = dict.fromkeys(next(csv.reader(file)), "VARCHAR")
            how = f"columns = {columns}, header = true, auto_detect = false" if is_told else "all_varchar = true"
            told = connection.execute(
                f"SELECT count(*), count(COLUMNS(*)) FROM read_csv($paths, {how})", {"paths": paths}
            ).fetchone()
            rows += told[0] if told else 0
    return rows


def derivations() -> tuple[str, ...]:
    """All that executable clauses give, in the order in which it is written down."""
    found = (name for name, value in vars(ExecutableClauses).items() if isinstance(value, cached_property))
    return tuple(name for name in found if not name.startswith("_"))


def main() -> None:
    """Measure the portal in the current folder: executable clauses by themselves first, then the whole check."""
    with timed("load the texts"):
        portal = load_portal(Path(), datetime.date.fromisoformat(sys.argv[1]))
    for step in SCANS:
        with timed(step) as facts:
            facts["count"] = scan(portal, is_told=step != SCANS[0])
    with ExitStack() as stack:
        with timed("open the registers"):
            evaluation = stack.enter_context(evaluate(portal))
        with timed("findings of records"):
            _ = evaluation.doubtful
        executable = evaluation.executable
        time_clauses(executable)
        with timed("findings of clauses") as facts:
            facts["count"] = sum(1 for check in EXECUTABLE_CHECKS for _ in check(executable))
        with timed("all checks"):
            result = evaluation.result
    for name, report in REPORTERS.items():
        with timed(f"report as {name}"):
            report(result, "zh")


def time_clauses(executable: ExecutableClauses) -> None:
    """Work out all that executable clauses give, each by itself, and tell what every query took of it."""
    asked = Asked(ids_by_query(executable.control.portal))
    with timed("all clauses") as whole, watched(asked):
        with timed("ask"):
            executable.asked.ask()
        for name in derivations():
            with timed(name) as facts:
                given = getattr(executable, name)
                facts["count"] = len(given) if isinstance(given, Sized) else None
        whole["reader_peak_mb"] = asked.reader_mb
    for id_, seconds in asked.seconds.items():
        tell("queries of", seconds, id=id_)


if __name__ == "__main__":
    main()
