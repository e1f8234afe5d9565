"""The world of the sample: its days, people, units and projects, and the rows that its stories leave behind."""

import csv
import datetime
import hashlib
import io
import itertools
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import chinese_calendar

from shoukong.forms.form import Form
from shoukong.portal import Portal, load_portal
from shoukong.text.yaml_lines import Value

SEED = 20250101
FIRST_DAY = datetime.date(2025, 1, 1)
LAST_DAY = datetime.date(2026, 11, 20)
COMMUNITIES = ("YH", "ML")
HOTEL = "HT"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
Cell = str | int | float | bool | datetime.date | datetime.datetime | None
Row = dict[str, Cell]


class World:
    """Collects rows table by table; numbers them by their form's pattern in the order in which they are added."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.portal: Portal = load_portal(root, LAST_DAY)
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self._counters: Counter[tuple[str, str, int]] = Counter()
        self._streams: dict[str, random.Random] = {}
        self.planted: list[tuple[str, str, str]] = []
        self.later: list[Callable[[], object]] = []  # what is told once all stories have been

    def form(self, table: str) -> Form:
        """The form of a table."""
        return self.portal.forms_by_name[table]

    def figure(self, document: str, name: str) -> Value:
        """A figure of a document."""
        return self.portal.documents_by_id[document].figures[name]

    def choices(self, table: str, field: str) -> tuple[str, ...]:
        """The allowed values of a field."""
        found = self.form(table).field(field)
        if found is None or found.constraints.enum is None:
            raise KeyError(f"{table}.{field} has no list of values")
        return found.constraints.enum

    def stream(self, name: str) -> random.Random:
        """A stream of chance of its own, so that one story does not shift another."""
        return self._streams.setdefault(name, random.Random(f"{SEED}:{name}"))

    def add(self, table: str, day: datetime.date, project: str = "", **cells: Cell) -> str:
        """Add a row dated `day` and return its number; unknown fields are a programmer's error."""
        form = self.form(table)
        unknown = set(cells) - set(form.names)
        if unknown:
            raise KeyError(f"{table} has no {sorted(unknown)}")
        number = str(cells.get(form.primary_key) or self._number(form, day, project))
        row: Row = {"form_revision": self._revision(form, day), **cells, form.primary_key: number}
        if project and "project" in form.names:
            row.setdefault("project", project)
        self.rows[table].append(row)
        return number

    def _revision(self, form: Form, day: datetime.date) -> str:
        """The form's revision in force on a day; its first before that."""
        texts = self.portal.texts[form.id]
        return str(([t for t in texts if t.effective_date <= day] or [texts[0]])[-1].revision)

    def plant(self, rule: str, table: str, number: str) -> None:
        """Remember a breach that the sample shows on purpose."""
        self.planted.append((rule, table, number))

    def row(self, table: str, number: str) -> Row:
        """A row that was added, for later steps of its story."""
        key = self.form(table).primary_key
        return next(row for row in self.rows[table] if row[key] == number)

    def _number(self, form: Form, day: datetime.date, project: str) -> str:
        project = project if "{code" in form.number.template else ""
        yearly = day.year if "{year}" in form.number.template else 0
        self._counters[form.name, project, yearly] += 1
        count = self._counters[form.name, project, yearly]
        text = form.number.template.replace("{code:2}", project).replace("{year}", str(day.year))
        return re.sub(r"\{seq:([0-9]+)\}", lambda match: str(count).zfill(int(match[1])), text)

    def without(self, records: frozenset[tuple[str, str]]) -> "World":
        """The same world before some records, given by table and number, were made."""
        other = World(self.root)
        for table, rows in self.rows.items():
            key = self.form(table).primary_key
            other.rows[table] = [row for row in rows if (table, str(row[key])) not in records]
        return other

    def staff(self, *, post: str = "", department: str = "", project: str = "") -> list[str]:
        """The numbers of the people who have a post, are of a department or of a project at the end of the sample."""
        wanted = {"post": post, "department": department, "project": project}
        return [
            str(row["staff_no"])
            for row in self.rows["posts_held"]
            if row.get("until") is None and all(not value or row.get(name) == value for name, value in wanted.items())
        ]

    def units(self, project: str, kind: str = "") -> list[Row]:
        """The units of a project, of one kind if it is given."""
        return [r for r in self.rows["units"] if r["project"] == project and kind in ("", r["unit_kind"])]

    def add_nonconformity(self, day: datetime.date, **cells: Cell) -> str:
        """A nonconformity report that answers a breach; its number."""
        return self.add("nonconformities", day, found_on=day, **cells)

    def add_corrective_action(self, day: datetime.date, **cells: Cell) -> str:
        """A corrective action; its number."""
        return self.add("corrective_actions", day, opened_on=day, **cells)


def is_workday(day: datetime.date) -> bool:
    """Whether offices are open, make-up working days included."""
    return bool(chinese_calendar.is_workday(day))


def workdays_after(day: datetime.date, count: int) -> datetime.date:
    """The day that many working days later."""
    while count > 0:
        day += datetime.timedelta(days=1)
        count -= is_workday(day)
    return day


def last_workday(day: datetime.date) -> datetime.date:
    """The day itself if offices are open, else the last before it on which they were."""
    return day if is_workday(day) else last_workday(day - datetime.timedelta(days=1))


def next_workday(day: datetime.date) -> datetime.date:
    """The day itself if offices are open, else the next on which they are."""
    return day if is_workday(day) else workdays_after(day, 1)


def days(count: int) -> datetime.timedelta:
    """So many days."""
    return datetime.timedelta(days=count)


def at(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    """A time of day."""
    return datetime.datetime(day.year, day.month, day.day, hour, minute)


def months() -> Iterator[tuple[int, int]]:
    """Every (year, month) that the sample touches."""
    for year, month in itertools.product((2025, 2026), range(1, 13)):
        if datetime.date(year, month, 1) <= LAST_DAY:
            yield year, month


def day_in(chance: random.Random, year: int, month: int, first: int = 1, last: int = 28) -> datetime.date:
    """A day of a month, not after the sample's last."""
    return min(datetime.date(year, month, chance.randint(first, last)), LAST_DAY)


def is_past(day: datetime.date) -> bool:
    """Whether a day lies in the sample's time."""
    return day <= LAST_DAY


def known(day: datetime.date) -> datetime.date | None:
    """The day where it has come, else nothing: the record is still open."""
    return day if is_past(day) else None


def written(cell: Cell) -> str:
    """A value as it stands in a CSV cell."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime.datetime():
            return cell.isoformat(timespec="seconds")
        case datetime.date():
            return cell.isoformat()
        case float():
            return f"{cell:.2f}"
        case _:
            return str(cell)


def parts(world: World) -> Iterator[tuple[str, bytes]]:
    """The files of records: by project and year where a table is large, by year where it is not small, else one."""
    for table, rows in sorted(world.rows.items()):
        key, split = world.form(table).primary_key, _split(world.form(table), rows)
        for name, part in itertools.groupby(sorted(rows, key=lambda r: (split(r), str(r[key]))), key=split):
            yield f"records/{table}/{name}.csv", _csv(world.form(table), list(part))


def _split(form: Form, rows: list[Row]):  # noqa: ANN202 - a function from row to name
    def by_year(row: Row) -> str:
        return str(row[form.date])[:4] if form.date and row.get(form.date) else "all"

    if form.date is None or len(rows) < 40 or form.name in ("units", "staff"):
        return lambda _: form.name
    if len(rows) < 150 or "project" not in form.names:
        return by_year
    return lambda row: f"{row['project']}/{by_year(row)}"


def _csv(form: Form, rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(form.names)
    writer.writerows([written(row.get(name)) for name in form.names] for row in rows)
    return text.getvalue().encode()


def digest(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()
