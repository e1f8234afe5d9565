"""`python -m benchmarks [--records N] [--documents M] [--revisions R]`: time and memory of check and build.

Without options it measures the portal that ships, then a generated one, of 100,000 records and 100 documents.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.revisions import add_revisions

PROJECT = Path(__file__).parent.parent
RUNS = 3


def measure(command: list[str], folder: Path) -> dict[str, float]:
    """Wall seconds (the least of some runs) and the peak memory of one process in MB, after a first run."""
    seconds, memory = [], 0.0
    for _ in range(RUNS):
        start = time.monotonic()
        child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds.append(time.monotonic() - start)
        memory = max(memory, usage.ru_maxrss / 1024)  # its own children included
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"{' '.join(command)} failed in {folder}")
    return {"least_seconds": round(min(seconds), 2), "most_seconds": round(max(seconds), 2), "peak_mb": round(memory)}


def report(name: str, folder: Path, *, is_built: bool) -> None:
    """Measure both commands in a folder and print a line of JSON for each."""
    shoukong = [sys.executable, "-m", "shoukong"]
    print(json.dumps({"portal": name, "command": "check", **measure([*shoukong, "check"], folder)}), flush=True)
    if is_built:
        with tempfile.TemporaryDirectory() as site:
            built = measure([*shoukong, "build", "--to", f"{site}/site"], folder)
        print(json.dumps({"portal": name, "command": "build", **built}), flush=True)


def main() -> None:
    """Read the options, generate, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int)
    parser.add_argument("--documents", type=int)
    parser.add_argument("--revisions", type=int, default=1)
    parser.add_argument("--check-only", action="store_true")
    options = parser.parse_args()
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
