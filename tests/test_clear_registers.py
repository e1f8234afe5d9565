"""What was found clear is taken for clear only where every byte, the question and the calendar still say so."""

import datetime
from pathlib import Path

import pytest
from conftest import TODAY, Folder

from shoukong.evaluation import check
from shoukong.portal import load_portal
from shoukong.records.clear_registers import is_known_clear, keep_clear
from shoukong.records.registers import open_registers

ORDERS, FORM = "records/orders/2026.csv", "forms/orders.yaml"
LATER = TODAY + datetime.timedelta(days=40)


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which nothing is known to be clear yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/shoukong/clear-registers"


def codes(folder: Folder, horizon: datetime.date = TODAY) -> set[str]:
    """What the check finds when a day has come."""
    return {item.code for item in check(load_portal(folder.root, TODAY, horizon)).findings}


def test_a_register_is_kept_as_clear_when_nothing_in_it_was_in_doubt(folder: Folder, empty_cache: Path) -> None:
    folder.replace(ORDERS, "2026-03-05,P-01", "2026-13-05,P-01")
    codes(folder)
    once = len(list(empty_cache.iterdir()))
    folder.replace(ORDERS, "2026-13-05,P-01", "2026-03-05,P-01")
    codes(folder)
    assert len(list(empty_cache.iterdir())) > once


def test_what_is_known_to_be_clear_is_not_asked_again(folder: Folder) -> None:
    folder.replace(ORDERS, "2026-03-05,P-01", "2026-13-05,P-01")
    portal = load_portal(folder.root, TODAY, TODAY)
    form = portal.forms_by_name["orders"]
    with open_registers(portal) as registers:
        assert not is_known_clear([form], registers, "question", "2026-01-02")
        keep_clear([form], registers, "question", "2026-01-02")
        told = [
            ("question", "2026-01-02"),
            ("question", "2026-01-03"),
            ("question", "2026-01-01"),
            ("other", "2026-01-02"),
        ]
        assert [is_known_clear([form], registers, *each) for each in told] == [True, True, False, False]


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        (ORDERS, "疏通,5000", "疏通,5001", "cell-maximum"),
        (ORDERS, "疏通,5000", "疏通,05000", "cell-type"),
        (ORDERS, "O-2026-002", "O-2026-001", "record-twice"),
        (ORDERS, "O-2025-002,A/0", "O-2025-003,A/0", "reference-dangling"),
        ("records/people/people.csv", "P-01,", "P-03,", "reference-dangling"),
        (FORM, "maximum: 5000", "maximum: 4000", "cell-maximum"),
        (FORM, "maxLength: 40", "maxLength: 5", "cell-maxlength"),
        (FORM, "type: date, future: true", "type: date", "date-in-future"),
    ],
)
def test_a_fault_that_comes_later_is_found(folder: Folder, path: str, old: str, new: str, code: str) -> None:
    folder.replace(ORDERS, "疏通,5000,4,,,", "疏通,5000,4,,2026-12-24,")
    assert not {item for item in codes(folder) if item.startswith(("cell", "date"))}
    folder.replace(path, old, new)
    assert code in codes(folder)


def test_a_day_that_had_come_when_the_register_was_clear_may_not_have_come_on_another(folder: Folder) -> None:
    folder.replace(ORDERS, "2026-03-05,2026-03-05T", "2026-12-05,2026-03-05T")
    assert "date-in-future" not in codes(folder, LATER)
    assert "date-in-future" in codes(folder)
    assert "date-in-future" not in codes(folder, LATER)


def test_a_file_that_changes_while_it_is_checked_is_not_kept_as_clear(folder: Folder, empty_cache: Path) -> None:
    portal = load_portal(folder.root, TODAY, TODAY)
    with open_registers(portal) as registers:
        folder.replace(ORDERS, "疏通,5000", "疏通,5001")
        keep_clear([portal.forms_by_name["orders"]], registers, "question", "2026-01-02")
    assert not empty_cache.exists()


def test_a_mended_copy_is_not_kept_for_the_file_that_holds_the_same(folder: Folder) -> None:
    row = "O-2026-003,2026-03-06,P-01,电话"
    whole = (folder.root / ORDERS).read_text("utf-8")
    folder.write(ORDERS, f"{whole}{row}\n")
    assert "row-short" in codes(folder)
    folder.write(ORDERS, f"{whole}{row},,,,,,,,,\n")
    assert "cell-required" in codes(folder)
