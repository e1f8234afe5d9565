"""`python -m benchmarks.sealing [--records N]`: time and memory of sealing, and of holding what is sealed against rows.

Each line is of a process of its own: the verb as a whole, then a process that opens the registers and does nothing,
and one that compares them with their seals, whose own part is told beside.
"""

import argparse
import datetime
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.__main__ import PROJECT, RUNS, measure
from benchmarks.generate import FORM, generate
from shoukong.evaluation import evaluate
from shoukong.portal import load_portal
from shoukong.sealing.sealed_registers import SealedRegisters

DAY = datetime.date(2026, 1, 12)
FIELDS = """    - {name: through, title: 封存至, type: date}
    - {name: sealed_on, title: 封存日期, type: date}
    - {name: sealed_by, title: 封存人, type: string}
    - {name: digest, title: 摘要值, type: string}
    - {name: reason, title: 原因, type: string}
"""


def prepare(root: Path, records: int) -> None:
    """Write a portal of so many records that keeps a register of seals."""
    generate(root, records, 1)
    form = FORM.format(
        table="record_seals", id="BF-03", title="封存登记表", number="FC-{year}-{seq:3}", date="date: sealed_on\n",
        key="seal_no", keys="", fields=FIELDS,
    )  # fmt: skip
    (root / "forms/record_seals.yaml").write_text(form, "utf-8")


def compare(root: Path, *, is_sealed: bool) -> None:
    """Open the registers of a portal, hold them against their seals, and tell how long each took."""
    start = time.monotonic()
    with evaluate(load_portal(root, DAY), asks_clauses=False) as evaluation:
        opened = time.monotonic()
        rows = 0
        if is_sealed:
            chain = evaluation.control.seal_chain
            assert chain.is_whole
            assert not list(SealedRegisters(evaluation.control).faulty())
            rows = sum(part.count for _, part in chain.parts())
        done = time.monotonic()
    print(json.dumps({"opened": round(opened - start, 2), "compared": round(done - opened, 2), "rows": rows}))


def main() -> None:
    """Read the options, generate, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--compare", type=Path)
    parser.add_argument("--open", type=Path)
    options = parser.parse_args()
    if options.compare or options.open:
        compare(options.compare or options.open, is_sealed=bool(options.compare))
        return
    os.environ["PYTHONPATH"] = os.pathsep.join((str(PROJECT / "hooks"), str(PROJECT), os.environ.get("PYTHONPATH", "")))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "portal"
        prepare(root, options.records)
        shoukong = [sys.executable, "-m", "shoukong", "seal", "--through", "2025", "--by", "x", "--as-of", str(DAY)]
        for run in range(RUNS):
            shutil.rmtree(root / "seals", ignore_errors=True)
            shutil.rmtree(root / "records/record_seals", ignore_errors=True)
            print(json.dumps({"command": "seal", "run": run, **measure(shoukong, root, 1)}), flush=True)
        for name in ("open", "compare"):
            command = [sys.executable, "-m", "benchmarks.sealing", f"--{name}", str(root)]
            print(json.dumps({"command": name, **measure(command, root)}), flush=True)
        compare(root, is_sealed=True)


if __name__ == "__main__":
    main()
