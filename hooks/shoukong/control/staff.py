"""The people of the firm on a given day: who was with it, which post each held, and for whom each acted."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from shoukong.portal import Portal
from shoukong.records.core_afterlife import CORRECTIONS
from shoukong.records.core_people import DELEGATIONS, POSTS, STAFF
from shoukong.records.core_registers import Row, core_form, core_rows, usable_register
from shoukong.records.registers import Registers

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post of a department from `since` until the last day `until`; `scopes` are codes by the firm's axes.

    `acts_for` is who delegated it in writing; empty where it is the holder's own.
    """

    post: str
    department: str
    scopes: tuple[str, ...]
    since: datetime.date | None
    until: datetime.date | None
    acts_for: str = ""
    row: Row | None = None

    def holds(self, day: datetime.date) -> bool:
        """Whether it is held on a day; the last day counts."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the firm, with the posts held and acted for, by their first days.

    `hired_on` and `left_on` are those of the staff register.
    """

    number: str
    name: str
    hired_on: datetime.date | None
    left_on: datetime.date | None
    posts: tuple[PostHeld, ...] = ()

    def is_employed_on(self, day: datetime.date) -> bool:
        """Whether the person was with the firm; the last day counts, and who comes back is so again."""
        own = self._own
        if own and all(held.since for held in own):
            return any(held.holds(day) for held in own)
        return (self.hired_on is None or self.hired_on <= day) and (self.left_on is None or day <= self.left_on)

    def post_held_on(self, day: datetime.date) -> PostHeld | None:
        """The person's own post on a day."""
        return next((held for held in self._own if held.holds(day)), None)

    def post_on(self, day: datetime.date) -> str:
        """The name of the person's own post on a day; empty where there is none."""
        held = self.post_held_on(day)
        return held.post if held else ""

    def posts_on(self, day: datetime.date) -> tuple[str, ...]:
        """The posts whose rights the person has on a day: the own one first, then those delegated."""
        held = sorted((held for held in self.posts if held.holds(day)), key=lambda held: bool(held.acts_for))
        return tuple(dict.fromkeys(each.post for each in held if each.post))

    def place_on(self, day: datetime.date) -> str:
        """Where the person belongs by the axes of scopes: `YH`, `north/3`; empty for the firm as a whole."""
        held = self.post_held_on(day)
        return "/".join(filter(None, held.scopes)) if held else ""

    def held_since(self, day: datetime.date, suits: Callable[[PostHeld], bool]) -> datetime.date | None:
        """Since when the person has had posts that suit, on a day and without a break; None where it is not known."""
        since: datetime.date | None = None
        for held in reversed(self._own):
            if held.since and held.since > day:
                continue
            if not suits(held) or (since and held.until and held.until + ONE_DAY < since):
                break
            since = held.since
            if since is None:
                break
        return since or self.hired_on

    @property
    def _own(self) -> Sequence[PostHeld]:
        return [held for held in self.posts if not held.acts_for]


def read_staff(portal: Portal, registers: Registers) -> Mapping[str, Person]:
    """Everyone in the staff register, by number, with the posts that the registers of posts and delegations tell.

    A firm that keeps no register of posts may say in that of its staff which one each person has: those held before
    are told by its corrections alone.
    """
    posts = _posts(portal, registers)
    earlier = None if core_form(portal, POSTS) else _earlier_posts(portal, registers)
    return {
        row.number: Person(
            number=row.number,
            name=row["name"],
            hired_on=row.day("hired_on"),
            left_on=row.day("left_on"),
            posts=tuple(
                _ended(held, row.day("left_on"))
                for held in (
                    *(() if earlier is None else _undated(portal, row, earlier.get(row.number, ()))),
                    *posts.get(row.number, ()),
                )
            ),
        )
        for row in core_rows(portal, registers, STAFF)
    }


def employed(people: Iterable[Person], day: datetime.date) -> list[Person]:
    """Those of some people who are with the firm on a day."""
    return [person for person in people if person.is_employed_on(day)]


def _ended(held: PostHeld, left_on: datetime.date | None) -> PostHeld:
    """A post that nobody ended ends with the day on which its holder left."""
    is_open = held.since is not None and held.until is None and left_on is not None and held.since <= left_on
    return replace(held, until=left_on) if is_open else held


def _undated(portal: Portal, row: Row, earlier: Sequence[tuple[datetime.date, str]]) -> Iterator[PostHeld]:
    """The post that a row of the staff register tells, after those that it told until some days."""
    told = PostHeld(row["post"], row["department"], _scopes(portal, row), None, None, row=row)
    since = None
    for until, post in sorted(earlier):
        yield replace(told, post=post, since=since, until=until)
        since = until + ONE_DAY
    yield replace(told, since=since)


def _earlier_posts(portal: Portal, registers: Registers) -> Mapping[str, Sequence[tuple[datetime.date, str]]]:
    """The last days of the posts that a corrected row of the staff register told before, by its number."""
    kept = usable_register(portal, STAFF)
    post = kept.form.field(kept.columns.get("post", "")) if kept else None
    found: dict[str, list[tuple[datetime.date, str]]] = {}
    if kept is None or post is None:
        return found
    for row in core_rows(portal, registers, CORRECTIONS):
        day = row.day("corrected_on")
        if row["register"] == kept.form.id and row["field_title"] == post.title and day is not None:
            found.setdefault(row["record_no"], []).append((day - ONE_DAY, row["old_value"]))
    return found


def _posts(portal: Portal, registers: Registers) -> Mapping[str, tuple[PostHeld, ...]]:
    """The posts of everyone by number, by their first days."""
    own = [
        (row["staff_no"], PostHeld(row["post"], row["department"], _scopes(portal, row), *_days(row), row=row))
        for row in core_rows(portal, registers, POSTS)
    ]
    delegated = [
        (row["delegate"], PostHeld(row["post"], "", _scopes(portal, row), *_days(row), row["staff_no"], row))
        for row in core_rows(portal, registers, DELEGATIONS)
    ]
    first = datetime.date.min
    ordered = sorted([*own, *delegated], key=lambda pair: (pair[0], pair[1].since or first))
    return {number: tuple(held for _, held in pairs) for number, pairs in groupby(ordered, key=lambda pair: pair[0])}


def _days(row: Row) -> tuple[datetime.date | None, datetime.date | None]:
    return row.day("from"), row.day("until")


def _scopes(portal: Portal, row: Row) -> tuple[str, ...]:
    return tuple(row[axis.name] for axis in portal.settings.scopes)
