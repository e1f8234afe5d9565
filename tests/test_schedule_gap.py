"""A schedule that asks for a day which some months or years lack says so, and offers one that is always there."""

import calendar
import datetime

import pytest
from conftest import Folder
from hypothesis import given, settings
from hypothesis import strategies as st

from shoukong.days.schedule import RepeatError, parse_schedule
from shoukong.days.schedule_gap import Gap, gap_of
from shoukong.messages.catalogue import fix_of, message_of

DAY = datetime.date
START = DAY(2026, 1, 5)
SHORT = (2, 4, 6, 9, 11)
EVIDENCE = "SELECT order_no AS record, received_on AS done_on FROM orders"


def gap(repeat: str, start: DAY = START) -> Gap | None:
    """What a rule skips."""
    return gap_of(parse_schedule(repeat), start)


@pytest.mark.parametrize(
    ("repeat", "start", "part", "offer", "always"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=31", START, "BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1", SHORT),
        ("FREQ=MONTHLY;BYMONTHDAY=30", START, "BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTHDAY=-1", (2,)),
        ("FREQ=MONTHLY;BYMONTHDAY=29", START, "BYMONTHDAY=29", "FREQ=MONTHLY;BYMONTHDAY=-1", ()),
        ("FREQ=MONTHLY;BYMONTHDAY=-31", START, "BYMONTHDAY=-31", "FREQ=MONTHLY;BYMONTHDAY=1", SHORT),
        ("FREQ=MONTHLY;BYMONTHDAY=15,31", START, "BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=15,-1", SHORT),
        ("FREQ=DAILY;BYMONTHDAY=31", START, "BYMONTHDAY=31", "FREQ=DAILY;BYMONTHDAY=-1", SHORT),
        ("FREQ=YEARLY;BYMONTHDAY=31", START, "BYMONTHDAY=31", "FREQ=YEARLY;BYMONTHDAY=-1", SHORT),
        (
            "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=31",
            START,
            "BYMONTHDAY=31",
            "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
            (6, 9),
        ),
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
            START,
            "BYMONTHDAY=29",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
            (),
        ),
        ("FREQ=MONTHLY;BYDAY=5MO", START, "BYDAY=5MO", "FREQ=MONTHLY;BYDAY=-1MO", ()),
        ("FREQ=MONTHLY;BYDAY=1MO,-5FR", START, "BYDAY=-5FR", "FREQ=MONTHLY;BYDAY=1MO,1FR", ()),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5", START, "BYSETPOS=5", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1", ()),
        ("FREQ=YEARLY;BYDAY=53MO", START, "BYDAY=53MO", "FREQ=YEARLY;BYDAY=-1MO", ()),
        ("FREQ=YEARLY;BYYEARDAY=366", START, "BYYEARDAY=366", "FREQ=YEARLY;BYYEARDAY=-1", ()),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", START, "BYWEEKNO=53", "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO", ()),
        ("FREQ=MONTHLY", DAY(2026, 1, 31), "BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1", SHORT),
        ("FREQ=MONTHLY;INTERVAL=6", DAY(2026, 8, 31), "BYMONTHDAY=31", "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1", (2,)),
        ("FREQ=YEARLY", DAY(2024, 2, 29), "BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", ()),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", START, "BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", (2, 4)),
    ],
)
def test_a_day_that_is_not_always_there_is_told_with_one_that_is(
    repeat: str, start: DAY, part: str, offer: str, always: tuple[int, ...]
) -> None:
    found = gap(repeat, start)
    assert found is not None
    assert (found.part, found.offer, found.always) == (part, offer, always)
    assert found.skipped


@pytest.mark.parametrize(
    ("repeat", "start"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=-1", START),
        ("FREQ=MONTHLY;BYMONTHDAY=28", START),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", START),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", START),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", START),
        ("FREQ=YEARLY;BYMONTH=3,12;BYMONTHDAY=31", START),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", DAY(2024, 1, 1)),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", START),
        ("FREQ=YEARLY;BYWEEKNO=52;BYDAY=SU", START),
        ("FREQ=YEARLY", DAY(2024, 3, 31)),
        ("FREQ=MONTHLY", DAY(2026, 1, 28)),
        ("FREQ=MONTHLY;INTERVAL=6", DAY(2026, 1, 31)),
        ("FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20260131", START),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=1", START),
        ("FREQ=DAILY;INTERVAL=3;BYMONTHDAY=31", START),
        ("FREQ=WEEKLY;BYDAY=MO", DAY(2026, 1, 31)),
        ("FREQ=DAILY", DAY(2024, 2, 29)),
        ("FREQ=MONTHLY;BYMONTHDAY=31", DAY(9999, 12, 1)),
    ],
)
def test_a_rule_that_has_its_day_each_time_is_left_alone(repeat: str, start: DAY) -> None:
    assert gap(repeat, start) is None


NUMBERS = {
    "BYMONTHDAY": st.integers(-31, 31),
    "BYYEARDAY": st.sampled_from((-366, -1, 1, 200, 365, 366)),
    "BYWEEKNO": st.sampled_from((-53, -52, 1, 20, 52, 53)),
    "BYSETPOS": st.integers(-6, 6),
    "BYMONTH": st.integers(1, 12),
    "INTERVAL": st.integers(1, 12),
    "COUNT": st.integers(1, 12),
}
WEEKDAYS = st.sampled_from(("MO", "SU", "5TU", "-5WE", "1TH", "53FR"))


@given(st.data(), st.dates(DAY(1900, 1, 1), DAY(2199, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_what_is_offered_is_a_rule_that_skips_nothing(data: st.DataObject, start: DAY) -> None:
    names = data.draw(st.sets(st.sampled_from([*NUMBERS, "BYDAY"]), max_size=3))
    parts = {name: data.draw(WEEKDAYS if name == "BYDAY" else NUMBERS[name].filter(bool)) for name in sorted(names)}
    frequency = data.draw(st.sampled_from(("MONTHLY", "YEARLY")))
    repeat = ";".join([f"FREQ={frequency}", *(f"{name}={value}" for name, value in parts.items())])
    try:
        found = gap(repeat, start)
    except RepeatError:
        return
    if found is not None:
        offered = gap(found.offer, start)
        assert offered is None or offered.part.partition("=")[0] != found.part.partition("=")[0]


@given(st.integers(1, 31), st.integers(2000, 2150))
@settings(max_examples=40, deadline=None)
def test_the_months_skipped_are_those_too_short_for_the_day(day: int, year: int) -> None:
    found = gap(f"FREQ=MONTHLY;BYMONTHDAY={day}", DAY(year, 1, 1))
    months = ((y, m) for y in range(year, year + 29) for m in range(1, 13))
    assert (found.skipped if found else ()) == tuple(s for s in months if calendar.monthrange(*s)[1] < day)


def test_a_duty_that_skips_months_is_told_once_at_its_repeat_in_both_languages(folder: Folder) -> None:
    block = (
        f"  ```duty\n  id: T-04\n  title: 清点\n  repeat: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29\n  evidence: {EVIDENCE}\n"
    )
    folder.replace("docs/documents/QM-01.md", "  satisfies: [T-04]\n", f"  satisfies: [T-04]\n\n{block}  ```\n")
    (found,) = (item for item in folder.findings() if item.code == "duty-skips")
    assert found.place.field == "repeat"
    assert "BYMONTHDAY=29，有的年份（如 " in message_of(found, "zh")
    assert "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1" in fix_of(found, "en")


def test_a_month_has_no_sixth_friday() -> None:
    for repeat in ("FREQ=MONTHLY;BYDAY=53FR;BYSETPOS=1", "FREQ=YEARLY;BYMONTH=2;BYDAY=-6MO"):
        with pytest.raises(RepeatError):
            gap(repeat, DAY(2000, 1, 1))


@pytest.mark.parametrize("repeat", ["FREQ=DAILY;BYSETPOS=2", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=8,-9"])
def test_a_day_and_a_week_hold_no_more_days_than_they_have(repeat: str) -> None:
    with pytest.raises(RepeatError):
        parse_schedule(repeat)


@given(
    frequency=st.sampled_from(["DAILY", "WEEKLY"]),
    months=st.sets(st.integers(1, 12), min_size=1, max_size=3),
    days=st.sets(st.integers(-31, 31).filter(bool), min_size=1, max_size=2),
    start=st.dates(DAY(1990, 1, 1), DAY(2090, 1, 1)),
)
@settings(max_examples=40, deadline=None)
def test_whether_days_of_some_months_come_at_all_is_told_as_by_looking_at_each(
    frequency: str, months: set[int], days: set[int], start: DAY
) -> None:
    parts = {
        "FREQ": frequency,
        "BYMONTH": _listed(months),
        "BYMONTHDAY": _listed(days),
        "BYDAY": "MO,TU,WE,TH,FR,SA,SU",
    }
    schedule = parse_schedule(";".join(f"{name}={value}" for name, value in parts.items()))
    lasts = {month: calendar.monthrange(2024, month)[1] for month in months}
    comes = any(1 <= (day if day > 0 else last + 1 + day) <= last for day in days for last in lasts.values())
    assert schedule.occurs(start) == comes


def _listed(numbers: set[int]) -> str:
    return ",".join(map(str, sorted(numbers)))
