"""`shoukong calendar add`: write the days of an official notice, for a year that is missing or to be corrected."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.days.public_holidays import days_of
from shoukong.days.workdays import parse_calendar_year, with_years
from shoukong.declared.settings import read_settings
from shoukong.files.file_writing import write_files
from shoukong.files.folder import list_files, read_text
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Finding, Severity
from shoukong.language import Speech, speech
from shoukong.layout import CALENDAR
from shoukong.messages.catalogue import fix_of, message_of, severity_of
from shoukong.text.bounds import is_in_reach
from shoukong.text.written_day import read_day

RANGE = ".."
_ENDS = 2
MOST_AT_ONCE = 62  # a range that is longer is a slip of the pen


@dataclass(frozen=True, slots=True)
class Wish:
    """Days off and days worked as they are written, and the notice that says so."""

    off: tuple[str, ...]
    on: tuple[str, ...]
    source: str


class _NotDaysError(ValueError):
    """What is written is no day and no range of days; its text is the argument."""


def run(root: Path, wish: Wish, language: str) -> int:
    """Write a file of the year's days beside those that are there; the exit code is 1 where it cannot be meant."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    try:
        off, on = (sorted({day for text in given for day in _days(text)}) for given in (wish.off, wish.on))
    except _NotDaysError as error:
        return refuse(say("「%(text)s」应写成 2027-01-01 或 2027-01-01..2027-01-03", text=error))
    years = {day.year for day in (*off, *on)}
    if len(years) != 1:
        return refuse(say("一次只写一年的日子；跨年的分两次写。"))
    with one_at_a_time(root):
        return _write(root, years.pop(), {"source": wish.source, "off": off, "on": on}, say)


def _write(root: Path, year: int, days: dict[str, object], say: Speech) -> int:
    path = _free_path(root, year)
    content = yaml.safe_dump({"year": year, **days}, allow_unicode=True, sort_keys=False, default_flow_style=None)
    faults = _faults(root, content, path)
    if faults:
        told = (f"  {message_of(item, say.language)} → {fix_of(item, say.language)}" for item in faults)
        return refuse("\n".join([say("这些日子不能这样写，什么都没有写："), *told]))
    write_files(root, {path: content.encode()})
    print(say("已写入 %(path)s。", path=path))
    return 0


def _free_path(root: Path, year: int) -> str:
    """The year's own file, or the next beside it: what is there is not touched."""
    taken = set(list_files(root, CALENDAR, ".yaml"))
    names = (f"{CALENDAR}/{year}{f'-{i}' if i > 1 else ''}.yaml" for i in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _faults(root: Path, content: str, path: str) -> list[Finding]:
    """What would be wrong with the days that are there and these together, and is not wrong already."""
    written = {name: text for name in list_files(root, CALENDAR, ".yaml") if (text := read_text(root, name)[0])}
    before = _errors(root, written)
    return [item for item in _errors(root, {**written, path: content}) if item not in before]


def _errors(root: Path, written: Mapping[str, str]) -> list[Finding]:
    """The errors in some files of days, by their paths."""
    settings, _ = read_settings(root)
    parsed = [parse_calendar_year(text, name) for name, text in written.items()]
    _, found = with_years(days_of(settings.holidays), [year for year, _ in parsed if year is not None])
    of_files = (item for _, items in parsed for item in items)
    return [item for item in (*found, *of_files) if severity_of(item) is Severity.ERROR]


def _days(text: str) -> Iterator[datetime.date]:
    """The days that an argument names: one, or those from one to another."""
    ends = [day for each in text.split(RANGE) if (day := read_day(each)) and is_in_reach(day)]
    if len(ends) != text.count(RANGE) + 1 or len(ends) > _ENDS:
        raise _NotDaysError(text)
    length = (ends[-1] - ends[0]).days + 1
    if not 1 <= length <= MOST_AT_ONCE:
        raise _NotDaysError(text)
    yield from (ends[0] + datetime.timedelta(days=i) for i in range(length))
