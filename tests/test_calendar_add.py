"""A year whose holidays nobody knows breaks nothing; one verb writes the notice, and corrects a year that is known."""

import datetime

import pytest
from conftest import Folder

from shoukong.commands import calendar_add

RULE = """
  ```rule
  id: T-04
  title: 及时完成
  sql: SELECT order_no AS record FROM orders WHERE workdays(received_on, closed_on) > 300
  ```
"""


@pytest.fixture
def counting(folder: Folder) -> Folder:
    """A portal with a rule that counts working days, and without the year to come."""
    (folder.root / "calendar/2027.yaml").unlink()
    folder.replace("docs/documents/QM-01.md", "  satisfies: [T-04]\n", "  satisfies: [T-04]\n" + RULE)
    return folder


def codes_on(folder: Folder, day: str) -> list[str]:
    """What is found on a day."""
    return [item.code for item in folder.findings(datetime.date.fromisoformat(day))]


def add(folder: Folder, *off: str, on: tuple[str, ...] = ()) -> int:
    """Write a notice."""
    return calendar_add.run(folder.root, calendar_add.Wish(off, on, "通知"), "zh")


def test_the_missing_year_is_told_sixty_days_ahead_and_breaks_nothing(counting: Folder) -> None:
    assert codes_on(counting, "2026-11-01") == []
    assert codes_on(counting, "2026-11-02") == ["calendar-provisional"]
    assert codes_on(counting, "2027-01-01") == ["calendar-provisional"]
    assert "calendar-provisional" in codes_on(counting, "2030-06-01")


def test_the_notice_ends_it(counting: Folder) -> None:
    assert add(counting, "2027-01-01..2027-01-03", on=("2027-01-09",)) == 0
    assert codes_on(counting, "2027-01-04") == []


def test_a_known_year_is_corrected_in_a_file_beside_those_that_are_there(counting: Folder) -> None:
    assert add(counting, "2026-09-30") == 0
    assert add(counting, "2026-08-10", on=("2026-08-15",)) == 0
    assert sorted(p.name for p in (counting.root / "calendar").iterdir()) == ["2026-2.yaml", "2026.yaml"]
    assert codes_on(counting, "2026-10-01") == []


@pytest.mark.parametrize(
    ("off", "on"),
    [
        (("2027-1-1",), ()),
        (("20270101",), ()),
        (("2027-01-05..2027-01-01",), ()),
        (("2027-01-01..2027-12-31",), ()),
        (("2027-01-01..",), ()),
        (("2027-01-01", "2028-01-01"), ()),
        (("2027-01-01",), ("2027-01-01",)),
        (("9999-12-31",), ()),
        (("2029-01-01",), ()),
        ((), ()),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    counting: Folder, off: tuple[str, ...], on: tuple[str, ...]
) -> None:
    assert add(counting, *off, on=on) == 1
    assert list((counting.root / "calendar").iterdir()) == []
