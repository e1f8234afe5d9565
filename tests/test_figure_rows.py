"""The records behind figures: few files, and anybody verifies the digest of each figure with common tools."""

import csv
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import PROJECT, TODAY, Folder
from revised import revised_portal

from shoukong.evaluation import evaluate
from shoukong.executable.indicator import Point
from shoukong.pages import figure_rows
from shoukong.pages.figure_rows import write_rows
from shoukong.pages.view import View
from shoukong.portal import load_portal

END = "  satisfies: [T-04]\n"
BLOCK = """
  ```indicator
  id: K-01
  title: 件数
  by: [piece]
  rows: |
    SELECT order_no AS record, month_of(received_on) AS period, pieces AS piece, '甲,' || chr(10) || '"乙' AS note
    FROM orders
  sql: SELECT period, piece, count(*) AS value FROM rows GROUP BY ALL ORDER BY ALL
  ```
"""


def written(root: Path, folder: Path) -> Mapping[tuple[str, ...], Point]:
    """Write the records behind all figures; the points that have some, by indicator, period and group."""
    with evaluate(load_portal(root, TODAY, TODAY)) as evaluation:
        write_rows(View(evaluation), folder)
        results = evaluation.executable.indicator_results
        return {(r.indicator.id, *point.key): point for r in results for point in r.points if point.count}


def index_of(folder: Path) -> list[dict[str, str]]:
    """What the index says of each figure."""
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told_wrong(folder: Path) -> str:
    """What the command of the auditors' guide prints in the folder."""
    guide = (PROJECT / "docs/guide/audit.md").read_text("utf-8")
    command = re.search(r"```\n(tail -n \+2 index\.csv.*?)```", guide, re.DOTALL)
    assert command
    return subprocess.run(["bash", "-c", command[1]], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def many(folder: Folder) -> Folder:
    """A portal whose indicator has a figure for each month and number of pieces, and cells of several lines."""
    folder.replace("docs/documents/QM-01.md", END, END + BLOCK)
    rows = (f"O-2026-{100 + i},2026-0{1 + i % 4}-09,P-01,电话,修,,{1 + i % 3},,,,,,A/0\n" for i in range(60))
    with (folder.root / "records/orders/2026.csv").open("a", encoding="utf-8") as part:
        part.writelines(rows)
    return folder


def test_figures_share_files_and_each_digest_is_that_of_its_lines(many: Folder, tmp_path: Path) -> None:
    points = written(many.root, tmp_path / "rows")
    told = {(row["indicator"], row["period"], row["scope"]): row["digest"] for row in index_of(tmp_path / "rows")}
    assert told == {key: point.digest for key, point in points.items()}
    assert len(points) > 12
    assert [path.name for path in sorted((tmp_path / "rows/K-01").iterdir())] == ["2025.csv", "2026.csv"]
    assert told_wrong(tmp_path / "rows") == ""


def test_a_file_ends_where_it_has_many_lines_and_no_figure_is_parted(
    many: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figure_rows, "MOST_LINES", 25)
    points = written(many.root, tmp_path / "rows")
    files = {path.name: path.read_text("utf-8").count("\n") for path in (tmp_path / "rows/K-01").iterdir()}
    assert 4 < len(files) < len(points)
    assert max(files.values()) <= 26
    assert told_wrong(tmp_path / "rows") == ""


def test_what_was_changed_is_told_by_the_command_of_the_guide(many: Folder, tmp_path: Path) -> None:
    written(many.root, tmp_path / "rows")
    path = tmp_path / "rows/K-01/2026.csv"
    path.write_text(path.read_text("utf-8").replace("O-2026-100,", "O-2026-999,"), "utf-8")
    assert [line.split()[0] for line in told_wrong(tmp_path / "rows").splitlines()] == ["不符：K-01/2026.csv"]


def test_revisions_that_tell_other_columns_have_files_of_their_own(tmp_path: Path) -> None:
    def block(columns: str) -> str:
        rows = f"SELECT order_no AS record, month_of(received_on) AS period{columns} FROM orders"
        sql = "SELECT period, count(*) AS value FROM rows GROUP BY period"
        return f"```indicator\nid: K-01\ntitle: 件数\nrows: {rows}\nsql: {sql}\n```\n"

    root = revised_portal(tmp_path, "2026-03-01", (block(""), block(", pieces")))
    with (root / "records/orders/all.csv").open("a", encoding="utf-8") as part:
        part.write("O-2026-009,2026-05-05,P-01,电话,修水管,,2,,,,,,A/0\n")
    written(root, tmp_path / "rows")
    headers = {path.name: path.read_text("utf-8").split("\n")[0] for path in (tmp_path / "rows/K-01").iterdir()}
    assert headers == {
        "2025.csv": "record,period",
        "2026.csv": "record,period",
        "2026-2.csv": "record,period,pieces",
    }
    assert told_wrong(tmp_path / "rows") == ""
