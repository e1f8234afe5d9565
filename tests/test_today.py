"""Today is the day that it is where the firm is, whatever machine asks, and a date is written in one way."""

import ast
import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner
from conftest import PROJECT, Folder
from hypothesis import given
from hypothesis import strategies as st
from test_cli import shoukong

from shoukong.cli import app
from shoukong.days.time_zone import DEFAULT_ZONE, EXAMPLE_ZONE, is_zone, zone_like, zone_of
from shoukong.declared.settings import read_settings
from shoukong.text.bounds import is_in_reach
from shoukong.text.written_day import read_day
from shoukong.today import today_of

ENGINE = PROJECT / "hooks/shoukong"
# Calls that tell which day it is; how long something takes is told by others.
CLOCKS = {"today", "now", "utcnow", "fromtimestamp", "utcfromtimestamp", "localtime", "gmtime", "ctime"}
EARLY, LATE = "Pacific/Kiritimati", "Etc/GMT+12"  # 26 hours apart: never the same day


def asks_the_clock(path: Path) -> bool:
    """Whether a module asks for the day or the time of day."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call, ast.Attribute)]
    return any(call.attr in CLOCKS for call in named)


def test_one_module_asks_the_clock_and_the_doors_alone_ask_it() -> None:
    modules = sorted([*ENGINE.parent.glob("*.py"), *ENGINE.parent.glob("shoukong*/**/*.py")])
    assert [path.name for path in modules if asks_the_clock(path)] == ["today.py"]
    importing = [path.name for path in modules if "shoukong.today import" in path.read_text("utf-8")]
    assert importing == ["verb_options.py", "new.py", "rendering.py"]


@pytest.mark.parametrize("machine", [EARLY, LATE, "UTC"])
def test_the_day_is_that_of_the_firm_on_any_machine(folder: Folder, machine: str) -> None:
    for zone in (EARLY, LATE):
        folder.write("portal.yaml", f"title: 门户\norganization: 单位\nrulebook: QM-02\ntimezone: {zone}\n")
        expected = datetime.datetime.now(ZoneInfo(zone)).date().isoformat()
        done = shoukong("check", "--format", "json", cwd=folder.root, TZ=machine)
        assert f'"as_of": "{expected}"' in done.stdout


def test_a_record_of_this_morning_is_no_error_on_a_machine_where_it_is_still_yesterday(folder: Folder) -> None:
    day = datetime.datetime.now(ZoneInfo(EARLY)).date().isoformat()
    folder.replace("records/orders/2026.csv", "2026-03-05", day)
    folder.write("portal.yaml", f"title: 门户\norganization: 单位\nrulebook: QM-02\ntimezone: {EARLY}\n")
    assert "date-in-future" not in shoukong("check", "--format", "json", cwd=folder.root, TZ=LATE).stdout
    folder.replace("portal.yaml", EARLY, LATE)
    assert "date-in-future" in shoukong("check", "--format", "json", cwd=folder.root, TZ=EARLY).stdout


@pytest.mark.parametrize("text", ["", "timezone:\n", "timezone: Asia/Shanghai\n", "timezone: 8\n", "timezone: x/y\n"])
def test_a_firm_whose_zone_is_not_known_has_the_day_of_the_default(folder: Folder, text: str) -> None:
    folder.write("portal.yaml", f"title: 门户\norganization: 单位\n{text}")
    before = datetime.datetime.now(ZoneInfo(DEFAULT_ZONE)).date()
    assert before <= today_of(folder.root) <= datetime.datetime.now(ZoneInfo(DEFAULT_ZONE)).date()


def test_a_folder_without_settings_has_a_day(tmp_path: Path) -> None:
    assert today_of(tmp_path) == datetime.datetime.now(ZoneInfo(DEFAULT_ZONE)).date()


UNKNOWN = (
    "UTC+8",
    "+08:00",
    "Beijing",
    "Asia",
    "../../etc/passwd",
    "/etc/localtime",
    "localtime",
    "asia/shanghai",
    "中国",
)


@pytest.mark.parametrize("zone", UNKNOWN)
def test_a_name_that_is_no_zone_is_told_with_one_that_is(folder: Folder, zone: str) -> None:
    folder.write("portal.yaml", f"title: 门户\norganization: 单位\ntimezone: {zone}\n")
    settings, (fault,) = read_settings(folder.root)
    assert (fault.code, fault.place.line, fault.place.field) == ("timezone-unknown", 3, "timezone")
    assert (settings.title, settings.timezone) == ("门户", DEFAULT_ZONE)
    assert is_zone(fault.facts["near"])


def test_a_zone_in_other_letters_is_recognized() -> None:
    assert zone_like("america/new york") == "America/New_York"
    assert zone_like("Asia/Shangai") == "Asia/Shanghai"
    assert zone_like("Europe/Berln") == "Europe/Berlin"


@pytest.mark.parametrize("name", ["Mars/Base", "Europe/Atlantis", "8", "", "Moon"])
def test_a_name_that_is_near_none_is_answered_with_an_example(name: str) -> None:
    assert zone_like(name) == EXAMPLE_ZONE
    assert is_zone(EXAMPLE_ZONE)


@given(st.text(max_size=30))
def test_any_text_gives_a_zone(text: str) -> None:
    assert zone_of(text).key in (text, DEFAULT_ZONE)


@given(st.dates())
def test_a_day_is_read_as_it_is_written(day: datetime.date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day:%Y%m%d}") is None


@given(st.text(alphabet="0123456789-/W.年 ٣", max_size=12))
def test_nothing_else_is_a_day(text: str) -> None:
    day = read_day(text)
    assert day is None or day.isoformat() == text


def test_days_in_reach_are_those_of_three_centuries() -> None:
    first, last = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
    one = datetime.timedelta(days=1)
    assert [is_in_reach(day) for day in (first - one, first, last, last + one)] == [False, True, True, False]


def date_options() -> list[tuple[list[str], str]]:
    """Every command with what it must be given, and each of its options that takes a date."""
    found: list[tuple[list[str], str]] = []
    for name, command in app.commands.items():
        if isinstance(command, click.Group):
            continue
        given: list[str] = [name]
        for parameter in command.params:
            if parameter.required:
                given += ["X"] if parameter.param_type_name == "argument" else [parameter.opts[0], "X"]
        found += [(given, p.opts[0]) for p in command.params if p.metavar == "DATE"]
    return found


WRONG = ("20260105", "2026-W01-1", "2026-1-5", "2026/01/05", "2026-02-30", "9990-01-01", "9999-12-31", "0001-01-01", "")


@pytest.mark.parametrize(
    ("given", "option"), date_options(), ids=lambda part: part if isinstance(part, str) else part[0]
)
@pytest.mark.parametrize("text", WRONG)
def test_a_date_that_is_written_otherwise_or_too_far_away_is_refused(
    folder: Folder, given: list[str], option: str, text: str
) -> None:
    done = CliRunner().invoke(app, [*given, "--root", str(folder.root), option, text])
    assert done.exit_code == 2
    assert f"{option}: 日期「{text}」应" in done.stderr


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_in_reach_are_judged(folder: Folder, day: str) -> None:
    assert shoukong("check", "--as-of", day, cwd=folder.root).returncode in (0, 1)
