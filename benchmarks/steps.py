"""`python -m benchmarks.steps DAY`: how long each step of checking a portal takes, one line of JSON for each.

Whatever executable clauses give is timed by its name in `Executable`, and every query by the block that asks it.
"""

import datetime
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sized
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from shoukong.checks import EXECUTABLE_CHECKS
from shoukong.control.derived import Control
from shoukong.executable.derived import Executable
from shoukong.executable.query import Answer, Room
from shoukong.portal import Portal, load_portal
from shoukong.registers import open_registers
from shoukong.reporters import REPORTERS
from shoukong.result import check_portal


def tell(step: str, seconds: float, **facts: Any) -> None:
    """A line for a step, with the most memory that the process has had so far."""
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps({"step": step, "seconds": seconds, "peak_mb": peak, **facts}, ensure_ascii=False))


@contextmanager
def timed(step: str) -> Iterator[dict[str, Any]]:
    """Tell how long what follows takes, and the facts that it adds."""
    start, facts = time.perf_counter(), dict[str, Any]()
    yield facts
    tell(step, time.perf_counter() - start, **facts)


def queries(portal: Portal) -> dict[str, str]:
    """The block that asks each query of the portal's texts, its id by the query."""
    blocks = (block for document in portal.documents for block in document.blocks)
    return {text: block.id for block in blocks for key in ("sql", "evidence") if (text := block.text(key))}


@contextmanager
def watched(seconds: dict[str, float]) -> Iterator[None]:
    """Add up the time of every query that is run meanwhile."""
    run: Callable[..., Answer] = Room.run

    def run_watched(room: Room, sql: str, *rest: Any, **named: Any) -> Answer:
        start = time.perf_counter()
        try:
            return run(room, sql, *rest, **named)
        finally:
            seconds[sql] += time.perf_counter() - start

    Room.run = run_watched
    try:
        yield
    finally:
        Room.run = run


def derivations() -> tuple[str, ...]:
    """All that executable clauses give, in the order in which it is written down."""
    return tuple(name for name, value in vars(Executable).items() if isinstance(value, cached_property))


def main() -> None:
    """Measure the portal in the current folder: executable clauses by themselves first, then the whole check."""
    with timed("load the texts"):
        portal = load_portal(Path(), datetime.date.fromisoformat(sys.argv[1]))
    with ExitStack() as stack:
        with timed("open the registers"):
            registers = stack.enter_context(open_registers(portal))
        executable = Executable(Control(portal, registers))
        time_clauses(executable)
        with timed("findings of clauses") as facts:
            facts["count"] = sum(1 for check in EXECUTABLE_CHECKS for _ in check(executable))
        with timed("all checks"):
            result = check_portal(portal, registers)
    for name, report in REPORTERS.items():
        with timed(f"report as {name}"):
            report(result, "zh")


def time_clauses(executable: Executable) -> None:
    """Work out all that executable clauses give, each by itself, and tell what every query took of it."""
    asked: dict[str, float] = defaultdict(float)
    with timed("all clauses"), watched(asked):
        for name in derivations():
            with timed(name) as facts:
                given = getattr(executable, name)
                facts["count"] = len(given) if isinstance(given, Sized) else None
    ids = queries(executable.control.portal)
    for sql, seconds in asked.items():
        tell("query", seconds, id=ids.get(sql, "?"))


if __name__ == "__main__":
    main()
