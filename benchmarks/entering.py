"""`python -m benchmarks.entering [--entries N] [--rows M]`: time and memory of the ways by which records come in.

In a copy of the portal that ships: `template`, `take` of entries as desks hand them in, and of archives as phones do,
each with a photograph of its own, then `import` of complaints from CSV and from a workbook. Each line is
of one process.
"""

import argparse
import csv
import io
import json
import os
import random
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from PIL import Image
from xlsxwriter import Workbook

from benchmarks.__main__ import PROJECT, measure

CONTENT = ("docs", "forms", "records", "calendar", "seals", "portal.yaml", "mkdocs.yml")
COMPLAINT = {
    "project": "ML", "unit": "ML-03-0501", "complainant": "孙户", "complainant_phone": "19900010133",
    "channel": "业委会转交", "complaint_kind": "收费争议",
    "received_on": "2026-11-18", "received_by": "YG-022", "department": "财务部", "due_on": "2026-11-24",
}  # fmt: skip
REPAIR = {
    "project": "YH", "location": "大堂", "repair_kind": "其他", "urgency": "一般", "reported_at": "2026-11-18T09:30:00",
    "received_by": "YG-022",
}  # fmt: skip
PIXELS = (1600, 1200)  # what the page to fill in makes of a photograph
Row = dict[str, str]


def prepare(root: Path) -> None:
    """Copy the portal that ships."""
    root.mkdir()
    for path in map(PROJECT.joinpath, CONTENT):
        if path.is_dir():
            shutil.copytree(path, root / path.name)
        elif path.is_file():
            shutil.copy(path, root)


def csv_text(rows: list[Row]) -> str:
    """A CSV of some rows."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def photographs(count: int) -> Iterator[bytes]:
    """So many photographs, no two alike, each of the size that phones hand in."""
    noise = Image.frombytes("L", (160, 120), random.Random(7).randbytes(160 * 120))
    picture = io.BytesIO()
    noise.resize(PIXELS).convert("RGB").save(picture, "JPEG", quality=80)
    for i in range(count):  # what stands behind the end of a picture does not show
        yield picture.getvalue() + f"{i:08}".encode()


def put_entries(inbox: Path, count: int) -> None:
    """Put so many complaints as desks hand them in."""
    inbox.mkdir()
    for i in range(count):
        row = COMPLAINT | {"description": f"第 {i} 件"}
        (inbox / f"complaints-261118-D{i:05}.csv").write_text(csv_text([row]), "utf-8-sig")


def put_archives(inbox: Path, count: int) -> None:
    """Put so many repair orders as phones hand them in, each with a photograph."""
    inbox.mkdir()
    for i, photograph in enumerate(photographs(count)):
        name = f"{sha256(photograph).hexdigest()}.jpg"
        row = REPAIR | {"description": f"第 {i} 件", "work_photos": name}
        with zipfile.ZipFile(inbox / f"repair_orders-261118-P{i:05}.zip", "w") as archive:
            archive.writestr(f"repair_orders-261118-P{i:05}.csv", csv_text([row]))
            archive.writestr(name, photograph)


def put_sheets(folder: Path, count: int) -> Iterator[Path]:
    """Put two sheets of so many complaints."""
    rows = [COMPLAINT | {"description": f"第 {i} 件"} for i in range(count)]
    (folder / "rows.csv").write_text(csv_text(rows), "utf-8-sig")
    yield folder / "rows.csv"
    with Workbook(str(folder / "rows.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(line, 0, cells)
    yield folder / "rows.xlsx"


def report(name: str, root: Path, *arguments: str) -> None:
    """Measure a verb once and print a line of JSON."""
    command = [sys.executable, "-m", "shoukong", *arguments]
    print(json.dumps({"command": name, **measure(command, root, 1)}), flush=True)


def main() -> None:
    """Read the options, prepare, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join((str(PROJECT / "hooks"), str(PROJECT), os.environ.get("PYTHONPATH", "")))
    with tempfile.TemporaryDirectory() as name:
        folder, root = Path(name), Path(name) / "portal"
        prepare(root)
        put_entries(folder / "desk", options.entries)
        put_archives(folder / "phone", options.entries)
        report("template", root, "template", "complaints", "--to", str(folder / "a.xlsx"))
        for inbox, what in (("desk", "entries"), ("phone", "archives with a photograph")):
            report(f"take {options.entries:,} {what}", root, "take", str(folder / inbox))
        for sheet in put_sheets(folder, options.rows):
            shutil.rmtree(root)
            prepare(root)
            command = ("import", str(sheet), "--form", "complaints", "--yes")
            report(f"import {options.rows:,} rows {sheet.suffix}", root, *command)


if __name__ == "__main__":
    main()
