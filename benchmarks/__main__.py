"""`python -m benchmarks [--records N] [--documents M] [--revisions R]`: time and memory of check and build.

Without options it measures the portal that ships, then a generated one, of 100,000 records and 100 documents.

`python -m benchmarks --executable [--records N]` measures rules, duties and indicators: the shipped portal with its
sample multiplied to N records, 1,000,000 if not told; medians of five runs for the check, for every step and for the
queries of every block, and how many bare scans of the same parts all clauses take. `--portal DIR` keeps the portal
there, and measures one that is there already.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.executable import multiply
from benchmarks.generate import generate
from benchmarks.revisions import add_revisions
from benchmarks.steps import SCANS

PROJECT = Path(__file__).parent.parent
RUNS = 3
STEP_RUNS = 5
KEYS = ("seconds", "cpu_seconds", "peak_mb")
LAST_DAY = "2026-11-20"  # of the sample


def measure(command: list[str], folder: Path, times: int = RUNS) -> dict[str, float]:
    """Wall seconds (least, median and most of some runs), the least of the processor's, and the peak memory in MB."""
    seconds, worked, memory = [], list[float](), 0.0
    for _ in range(times):
        start = time.monotonic()
        child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds.append(time.monotonic() - start)
        worked.append(usage.ru_utime + usage.ru_stime)
        memory = max(memory, usage.ru_maxrss / 1024)
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"{' '.join(command)} failed in {folder}")
    return {
        "least_seconds": round(min(seconds), 2),
        "median_seconds": round(statistics.median(seconds), 2),
        "most_seconds": round(max(seconds), 2),
        "processor_seconds": round(min(worked), 2),
        "peak_mb": round(memory),
    }


def report(name: str, folder: Path, *, is_built: bool) -> None:
    """Measure both commands in a folder and print a line of JSON for each."""
    shoukong = [sys.executable, "-m", "shoukong"]
    print(json.dumps({"portal": name, "command": "check", **measure([*shoukong, "check"], folder)}), flush=True)
    if is_built:
        with tempfile.TemporaryDirectory() as site:
            built = measure([*shoukong, "build", "--to", f"{site}/site"], folder)
        print(json.dumps({"portal": name, "command": "build", **built}), flush=True)


def report_steps(name: str, folder: Path) -> None:
    """Measure each step of checking a folder in processes of its own and print a line of JSON with medians for each."""
    command = [sys.executable, "-m", "benchmarks.steps", LAST_DAY]
    paths = os.pathsep.join((str(PROJECT), os.environ.get("PYTHONPATH", "")))
    runs: dict[tuple[str, str], list[dict[str, float]]] = defaultdict(list)
    for _ in range(STEP_RUNS):
        told = subprocess.run(
            command, cwd=folder, env={**os.environ, "PYTHONPATH": paths}, check=True, stdout=subprocess.PIPE, text=True
        )
        for line in map(json.loads, told.stdout.splitlines()):
            runs[line["step"], line.get("id", "")].append(line)
    for lines in runs.values():
        medians = {key: statistics.median(line[key] for line in lines) for key in KEYS if key in lines[0]}
        print(json.dumps({"portal": name, **lines[0], **medians, "seconds": round(medians["seconds"], 3)}))
    for step in SCANS:
        pairs = zip(runs["all clauses", ""], runs[step, ""], strict=True)
        times = statistics.median(clauses["seconds"] / scan["seconds"] for clauses, scan in pairs)
        print(json.dumps({"portal": name, "step": f"all clauses, in times of: {step}", "times": round(times, 2)}))


def measure_executable(records: int, kept: Path | None) -> None:
    """Multiply the sample, then measure the check as a whole and by its steps."""
    with tempfile.TemporaryDirectory() as folder:
        root = kept or Path(folder) / "portal"
        if not root.exists():
            start = time.monotonic()
            copies = multiply(PROJECT, root, records)
            seconds = round(time.monotonic() - start, 2)
            print(json.dumps({"portal": f"{root}", "command": "multiply", "copies": copies, "seconds": seconds}))
        name = f"sample multiplied, {records:,} records"
        command = [sys.executable, "-m", "shoukong", "check", "--as-of", LAST_DAY]
        print(json.dumps({"portal": name, "command": "check", **measure(command, root, STEP_RUNS)}), flush=True)
        report_steps(name, root)


def main() -> None:
    """Read the options, generate, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--executable", action="store_true")
    parser.add_argument("--portal", type=Path)
    parser.add_argument("--records", type=int)
    parser.add_argument("--documents", type=int)
    parser.add_argument("--revisions", type=int, default=1)
    parser.add_argument("--check-only", action="store_true")
    options = parser.parse_args()
    if options.executable:
        measure_executable(options.records or 1_000_000, options.portal)
        return
    if options.records is None and options.documents is None:
        print(
            json.dumps(
                {
                    "portal": "shipped",
                    "command": "--help",
                    **measure([sys.executable, "-m", "shoukong", "--help"], PROJECT),
                }
            )
        )
        report("shipped", PROJECT, is_built=not options.check_only)
    records, documents = options.records or 100_000, options.documents or 100
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "portal"
        generate(root, records, documents)
        if options.revisions > 1:
            add_revisions(root, options.revisions)
        shutil.copy(PROJECT / "mkdocs.yml", root)
        for name in ("hooks", "node_modules"):
            (root / name).symlink_to(PROJECT / name)
        report(
            f"{records:,} records, {documents:,} documents, {options.revisions} revisions",
            root,
            is_built=not options.check_only,
        )


if __name__ == "__main__":
    main()
