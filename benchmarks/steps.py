"""`python -m benchmarks.steps DAY`: how long each step of checking a portal takes, one line of JSON for each.

Whatever executable clauses give is timed by its name in `Executable`, and every query by the block that asks it.
"""

import datetime
import json
import os
import re
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sized
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
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
    """Tell how long what follows takes, and the facts that it adds."""
    start, facts = time.perf_counter(), dict[str, Any]()
    yield facts
    tell(step, time.perf_counter() - start, **facts)


def queries(portal: Portal) -> dict[str, str]:
    """The block that asks each query of the portal's texts, its id by the query."""
    blocks = (block for document in portal.documents for block in document.blocks)
    return {text: block.id for block in blocks for key in ("sql", "evidence") if (text := block.text(key))}


@dataclass
class Asked:
    """What queries took: the seconds of each, and the most memory of the processes that answer."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    reader_mb: int = 0


@contextmanager
def watched(asked: Asked) -> Iterator[None]:
    """Add up what every query takes that is run meanwhile."""
    run: Callable[..., Answer] = Room.run
    close: Callable[[Room], None] = Room.close

    def run_watched(room: Room, sql: str, *rest: Any, **named: Any) -> Answer:
        start = time.perf_counter()
        try:
            return run(room, sql, *rest, **named)
        finally:
            asked.seconds[sql] += time.perf_counter() - start

    def close_watched(room: Room) -> None:
        asked.reader_mb = max(asked.reader_mb, children_mb())
        close(room)

    Room.run, Room.close = run_watched, close_watched
    try:
        yield
    finally:
        Room.run, Room.close = run, close


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
    asked = Asked()
    with timed("all clauses") as whole, watched(asked):
        for name in derivations():
            with timed(name) as facts:
                given = getattr(executable, name)
                facts["count"] = len(given) if isinstance(given, Sized) else None
        whole["reader_peak_mb"] = asked.reader_mb
    ids = queries(executable.control.portal)
    for sql, seconds in asked.seconds.items():
        tell("query", seconds, id=ids.get(sql, "?"))


if __name__ == "__main__":
    main()
