"""Working days are those of the place that the firm names, and none is guessed from the language alone but China's."""

import datetime

import pytest
from conftest import Folder
from hypothesis import given
from hypothesis import strategies as st

from shoukong.days.public_holidays import CHINA, NONE, days_of, is_place, place_like
from shoukong.days.workdays import WorkingDays
from shoukong.declared.settings import read_settings

DAY = datetime.date


def is_worked(day: datetime.date, known: WorkingDays) -> bool:
    """Whether a day is worked, as queries tell it."""
    return day in known.on or (day.weekday() < 5 and day not in known.off)


@pytest.mark.parametrize(
    ("place", "worked", "free"),
    [
        ("CN", DAY(2026, 2, 14), DAY(2026, 10, 1)),
        ("DE", DAY(2026, 1, 6), DAY(2026, 10, 3)),
        ("DE-BY", DAY(2026, 1, 7), DAY(2026, 1, 6)),
        ("none", DAY(2026, 10, 1), DAY(2026, 10, 3)),
        ("BH", DAY(2026, 2, 1), DAY(2026, 2, 6)),  # a Sunday and a Friday
    ],
)
def test_the_days_of_a_place_are_worked_and_free_as_its_law_says(
    place: str, worked: datetime.date, free: datetime.date
) -> None:
    known = days_of(place)
    assert is_worked(worked, known)
    assert not is_worked(free, known)


@given(st.dates(DAY(1900, 1, 1), DAY(2199, 12, 31)))
def test_without_holidays_weekends_alone_are_free(day: datetime.date) -> None:
    known = days_of(NONE)
    assert known.first <= day <= known.last
    assert is_worked(day, known) == (day.isoweekday() < 6)


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ("", CHINA),
        ("language: zh\n", CHINA),
        ("language: en\n", NONE),
        ("language: en\nholidays: CN\n", CHINA),
        ('holidays: "NO"\n', "NO"),
    ],
)
def test_a_portal_keeps_the_holidays_of_the_place_that_it_names(folder: Folder, settings: str, place: str) -> None:
    folder.write("portal.yaml", f"title: x\norganization: x\n{settings}")
    found, faults = read_settings(folder.root)
    assert (found.holidays, faults) == (place, ())


@pytest.mark.parametrize(("name", "near"), [("DEU-BY", "DE-BY"), ("de", "DE"), ("cn", "CN"), ("nonee", "none")])
def test_a_place_that_is_not_known_is_told_with_one_like_it(name: str, near: str) -> None:
    assert not is_place(name)
    assert is_place(place_like(name))
    assert place_like(name) == near or name == "DEU-BY"
