"""Checks of delegations: who delegates has the post on every day of it, and nobody delegates what was delegated."""

import datetime
from collections.abc import Iterator

from shoukong.control.document_control import Control
from shoukong.control.staff import ONE_DAY, Person
from shoukong.finding import Finding, finding
from shoukong.records.core_people import DELEGATIONS, POSTS, STAFF
from shoukong.records.core_registers import Row, core_form, core_rows, place_of


def check_delegations(control: Control) -> Iterator[Finding]:
    """A post is delegated by its holder to somebody else, for days on which the holder has it."""
    if core_form(control.portal, POSTS) is None or not (control.is_whole(STAFF) and control.is_whole(POSTS)):
        return
    for row in core_rows(control.portal, control.registers, DELEGATIONS):
        holder = control.staff.get(row["staff_no"])
        since, until = row.day("from"), row.day("until")
        if holder is None or since is None or until is None or until < since:
            continue  # found elsewhere
        if row["staff_no"] == row["delegate"]:
            place = place_of(row, control.registers, "delegate")
            yield finding("delegation-to-oneself", place, ref=None, record=row.number, person=_called(holder))
        elif (lacking := _day_without(holder, row["post"], since, until)) is not None:
            yield _not_held(control, row, holder, lacking)


def _day_without(holder: Person, post: str, since: datetime.date, until: datetime.date) -> datetime.date | None:
    """The first day from `since` to `until` on which somebody has not the post; None where there is none."""
    day = since
    own = [held for held in holder.posts if held.post == post and not held.acts_for]
    while day <= until:
        held = next((held for held in own if held.holds(day)), None)
        if held is None:
            return day
        if held.until is None:
            return None
        day = held.until + ONE_DAY
    return None


def _not_held(control: Control, row: Row, holder: Person, day: datetime.date) -> Finding:
    own = holder.post_held_on(day)
    acted = next(
        (held for held in holder.posts if held.acts_for and held.post == row["post"] and held.holds(day)), None
    )
    code = "delegation-of-delegated" if acted else "delegation-not-held"
    facts = {"person": _called(holder), "post": row["post"], "day": day, "own": own.post if own else "-"}
    return finding(code, place_of(row, control.registers, "post"), ref=None, record=row.number, **facts)


def _called(person: Person) -> str:
    return f"{person.name}({person.number})"


CHECKS = (check_delegations,)
