"""The people of the firm on a given day: who was employed, in which post, as the staff register tells it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shoukong.portal import Portal
from shoukong.records.core_declaration import CORRECTIONS, STAFF
from shoukong.records.core_registers import core_rows, usable_register
from shoukong.records.registers import Registers


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the firm; `scopes` are codes by the firm's axes, in their order.

    `earlier_posts` are (last day, post), the latest first, as corrections tell them.
    """

    number: str
    name: str
    department: str
    post: str
    scopes: tuple[str, ...]
    hired_on: datetime.date | None
    left_on: datetime.date | None
    earlier_posts: tuple[tuple[datetime.date, str], ...] = ()

    @property
    def place(self) -> str:
        """Where the person belongs by the axes of scopes: `YH`, `north/3`; empty for the firm as a whole."""
        return "/".join(filter(None, self.scopes))

    def is_employed_on(self, day: datetime.date) -> bool:
        """Whether the person was with the firm; the last day counts."""
        return (self.hired_on is None or self.hired_on <= day) and (self.left_on is None or day <= self.left_on)

    def post_on(self, day: datetime.date) -> str:
        """The post held on a day: today's, with the changes made since then undone."""
        return next((post for last, post in reversed(self.earlier_posts) if day <= last), self.post)


def read_staff(portal: Portal, registers: Registers) -> Mapping[str, Person]:
    """Everyone in the staff register, by number."""
    earlier = _earlier_posts(portal, registers)
    return {
        row.number: Person(
            number=row.number,
            name=row["name"],
            department=row["department"],
            post=row["post"],
            scopes=tuple(row[axis.name] for axis in portal.settings.scopes),
            hired_on=row.day("hired_on"),
            left_on=row.day("left_on"),
            earlier_posts=tuple(sorted(earlier.get(row.number, ()), reverse=True)),
        )
        for row in core_rows(portal, registers, STAFF)
    }


def employed(people: Iterable[Person], day: datetime.date) -> list[Person]:
    """Those of some people who are with the firm on a day."""
    return [person for person in people if person.is_employed_on(day)]


def _earlier_posts(portal: Portal, registers: Registers) -> dict[str, list[tuple[datetime.date, str]]]:
    kept = usable_register(portal, STAFF)
    post = kept.form.field(kept.columns.get("post", "")) if kept else None
    found: dict[str, list[tuple[datetime.date, str]]] = {}
    if kept is None or post is None:
        return found
    for row in core_rows(portal, registers, CORRECTIONS):
        day = row.day("corrected_on")
        if row["register"] == kept.form.id and row["field_title"] == post.title and day is not None:
            before = day - datetime.timedelta(days=1)
            found.setdefault(row["record_no"], []).append((before, row["old_value"]))
    return found
