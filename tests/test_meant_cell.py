"""What people and spreadsheet programs write is read where it means one thing, and refused where it does not."""

import datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoukong.entries.meant_cell import Unmeant, Why, meant_cell
from shoukong.forms.form import Constraints, Field
from shoukong.text.spelling import is_value

DAY, MOMENT = datetime.date, datetime.datetime


def of(type_: str, enum: tuple[str, ...] | None = None) -> Field:
    """A field of a type."""
    return Field("f", "栏", type_, 1, Constraints(enum=enum))


MEANT: list[tuple[str, Any, str]] = [
    ("date", "2026/1/5", "2026-01-05"),
    ("date", "2026年1月5日", "2026-01-05"),
    ("date", "２０２６－１－５", "2026-01-05"),
    ("date", "2026.1.5", "2026-01-05"),
    ("date", DAY(2026, 1, 5), "2026-01-05"),
    ("date", MOMENT(2026, 1, 5, 0, 0), "2026-01-05"),
    ("date", 46027.0, "2026-01-05"),
    ("date", "46027", "2026-01-05"),
    ("datetime", "2026/1/5 9:30", "2026-01-05T09:30:00"),
    ("datetime", "2026年1月5日 下午3:05", "2026-01-05T15:05:00"),
    ("datetime", "2026年1月5日9时30分", "2026-01-05T09:30:00"),
    ("datetime", "2026-01-05T09:30:00+08:00", "2026-01-05T09:30:00+08:00"),
    ("datetime", "2026/1/5 3:05 PM", "2026-01-05T15:05:00"),
    ("datetime", MOMENT(2026, 1, 5, 9, 29, 59, 999_999), "2026-01-05T09:30:00"),
    ("datetime", 46027.5, "2026-01-05T12:00:00"),
    ("time", "9:30", "09:30:00"),
    ("time", 0.5, "12:00:00"),
    ("time", datetime.time(7, 5), "07:05:00"),
    ("time", "上午9点", "09:00:00"),
    ("boolean", "是", "true"),
    ("boolean", "√", "true"),
    ("boolean", 1.0, "true"),
    ("boolean", True, "true"),
    ("boolean", "FALSE", "false"),
    ("boolean", "否", "false"),
    ("integer", "１２", "12"),
    ("integer", 12.0, "12"),
    ("integer", "12.0", "12"),
    ("integer", "1,200", "1200"),
    ("number", "￥1,280.50", "1280.50"),
    ("number", "80元", "80"),
    ("number", 0.1 + 0.2, "0.3"),
    ("number", 1e-7, "0.0000001"),
    ("number", "-0012.50", "-12.50"),
    ("string", 13800138000.0, "13800138000"),
    ("string", "  a\r\nb ", "a\nb"),
    ("string", "'=1+1", "=1+1"),
    ("string", "=1+1", "=1+1"),
    ("string", "'tis", "'tis"),
    ("string", "\u202aP-01\u202c", "P-01"),
    ("date", "\u202a2026-01-05", "2026-01-05"),
    ("string", "440106199001011234", "440106199001011234"),
    ("string", "10000000000000000001", "10000000000000000001"),
    ("yearmonth", "2026年1月", "2026-01"),
    ("yearmonth", DAY(2026, 1, 1), "2026-01"),
    ("year", "2026年", "2026"),
]


@pytest.mark.parametrize(("type_", "written", "cell"), MEANT)
def test_it_is_read_as_it_is_meant(type_: str, written: Any, cell: str) -> None:
    assert meant_cell(written, of(type_)) == cell


@pytest.mark.parametrize(
    ("type_", "written", "why"),
    [
        ("date", "5/1/2026", Why.YEAR_LAST),
        ("date", "26-1-5", Why.YEAR_SHORT),
        ("date", "2026-02-30", Why.DAY),
        ("date", "明天", Why.DAY),
        ("date", True, Why.DAY),
        ("datetime", "2026-01-05", Why.NO_TIME),
        ("datetime", "2026-01-05 25:00", Why.TIME),
        ("datetime", "5/1/2026 9:30", Why.YEAR_LAST),
        ("time", "25:00", Why.TIME),
        ("boolean", "也许", Why.TRUTH),
        ("boolean", 2.0, Why.TRUTH),
        ("integer", "1.5", Why.WHOLE),
        ("integer", "一", Why.NUMBER),
        ("integer", True, Why.NUMBER),
        ("integer", "1,2", Why.NUMBER),
        ("number", DAY(2026, 1, 2), Why.DAY_FOR_NUMBER),
        ("number", "12㎡", Why.NUMBER),
        ("number", "1e5", Why.NUMBER),
        ("string", DAY(2026, 1, 2), Why.DAY_FOR_TEXT),
        ("string", 4.40106199001010e17, Why.CUT_DIGITS),
        ("string", "440106199001010000", Why.CUT_DIGITS),
        ("string", "4.40106E+17", Why.CUT_DIGITS),
        ("string", "４４０１０６１９９００１０１００００", Why.CUT_DIGITS),
        ("string", "换\x01锁", Why.INVISIBLE),
        ("string", "\x1b[31m换锁", Why.INVISIBLE),
        ("string", "换\x85锁", Why.INVISIBLE),
        ("date", "2026-01-05\x7f", Why.INVISIBLE),
        ("string", "#REF!", Why.FORMULA_ERROR),
        ("date", " #N/A ", Why.FORMULA_ERROR),
        ("number", "Err:502", Why.FORMULA_ERROR),
        ("string", "########", Why.NO_ROOM),
        ("date", "########", Why.NO_ROOM),
    ],
)
def test_what_could_mean_something_else_is_refused(type_: str, written: Any, why: Why) -> None:
    meant = meant_cell(written, of(type_))
    assert isinstance(meant, Unmeant)
    assert meant.why is why


@pytest.mark.parametrize("text", ["#3 电梯", "##", "见 #REF!", "换\n锁", "换\t锁"])
def test_a_text_that_only_looks_like_what_programs_write_is_a_text(text: str) -> None:
    assert meant_cell(text, of("string", ("#N/A",))) == text
    assert meant_cell("#N/A", of("string", ("#N/A",))) == "#N/A"


@pytest.mark.parametrize("serial", [46027 - 1462, 46027.0 - 1462, str(46027 - 1462)])
def test_a_day_that_is_a_number_is_counted_from_the_first_day_of_its_workbook(serial: Any) -> None:
    assert meant_cell(serial, of("date"), MOMENT(1904, 1, 1)) == "2026-01-05"


def test_a_choice_is_known_in_any_width_and_case() -> None:
    field = of("string", ("WY-1 甲", "B"))
    assert [meant_cell(text, field) for text in ("ＷＹ－１　甲", "b", "C")] == ["WY-1 甲", "B", "C"]


SPELLED = {
    "date": st.dates().map(str),
    "datetime": st.datetimes(min_value=MOMENT(1900, 1, 1)).map(lambda moment: moment.isoformat(timespec="seconds")),
    "time": st.times().map(lambda time: time.isoformat(timespec="seconds")),
    "boolean": st.sampled_from(["true", "false"]),
    "integer": st.integers(-(10**14), 10**14).map(str),
    "number": st.decimals(-(10**9), 10**9, places=3).map(lambda number: f"{number:f}"),
    "yearmonth": st.dates(min_value=DAY(1000, 1, 1)).map(lambda day: f"{day:%Y-%m}"),
}


@given(st.sampled_from(sorted(SPELLED)).flatmap(lambda type_: st.tuples(st.just(type_), SPELLED[type_])))
def test_what_is_spelled_as_the_check_demands_stays_as_it_is(pair: tuple[str, str]) -> None:
    type_, cell = pair
    if is_value(type_, cell):
        assert meant_cell(cell, of(type_)) == cell


@settings(max_examples=400)
@example("date", float("inf"))
@example("datetime", float("nan"))
@given(st.sampled_from(sorted(SPELLED)), st.text(max_size=24) | st.floats() | st.dates() | st.times() | st.booleans())
def test_whatever_is_written_it_becomes_a_right_cell_or_is_refused(type_: str, written: Any) -> None:
    meant = meant_cell(written, of(type_))
    assert isinstance(meant, Unmeant) or meant == "" or is_value(type_, meant)
