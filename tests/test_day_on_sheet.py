"""A day that people or spreadsheets wrote is read where it means one day, and never guessed."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoukong.days.day_on_sheet import NotADay, Unclear, day_on_sheet

WIDE = str.maketrans("0123456789/-.", "０１２３４５６７８９／－．")
STYLES = (
    "{y}-{m:02}-{d:02}",
    "{y}/{m}/{d}",
    "{y}/{m:02}/{d:02}",
    "{y}.{m}.{d}",
    "{y}年{m}月{d}日",
    "{y} 年 {m} 月 {d} 日",
)
TAILS = ("", " ", " 0:00", " 09:30:15", "\u3000")


@settings(deadline=None)
@given(
    day=st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)),
    style=st.sampled_from(STYLES),
    tail=st.sampled_from(TAILS),
    is_wide=st.booleans(),
)
def test_year_month_and_day_are_read_in_every_usual_style(
    day: datetime.date, style: str, tail: str, is_wide: bool
) -> None:
    written = style.format(y=day.year, m=day.month, d=day.day)
    assert day_on_sheet((written.translate(WIDE) if is_wide else written) + tail) == day


@settings(deadline=None)
@given(
    day=st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)),
    style=st.sampled_from(
        ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%y/%m/%d", "%m/%d/%y", "%y年%m月%d日", "%m-%d", "%d %b %Y"]
    ),
)
def test_a_day_in_another_order_or_without_its_century_is_not_guessed(day: datetime.date, style: str) -> None:
    assert isinstance(day_on_sheet(day.strftime(style)), NotADay)


def test_a_spreadsheets_number_is_not_taken_but_told_as_the_day_that_it_may_be() -> None:
    assert day_on_sheet("46346") == NotADay(Unclear.SERIAL, datetime.date(2026, 11, 20))


@pytest.mark.parametrize(
    "written", ["", "2026", "2026-13-01", "2026/2/30", "20260230", "明天", "-", "2026/1/5/3", "0/0/0"]
)
def test_what_is_no_day_is_not_read_as_one(written: str) -> None:
    assert isinstance(day_on_sheet(written), NotADay)
