"""Feeds of duties (RFC 5545), which calendar programs subscribe to: for the firm, a department, a scope."""

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import icalendar

from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.cell_text import written
from shoukong.executable.joint_occurrences import DONE, JointOccurrences, apart, joint_occurrences
from shoukong.executable.occurrence import DutyState, Occurrence, Scope
from shoukong.language import Speech
from shoukong.messages.names import Name
from shoukong.pages.document_body import clause_title
from shoukong.pages.output import Output
from shoukong.pages.pieces import clause_words, record_address
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.wording.duty_words import tally_words

FOLDER = "duties/feeds"
# A day with more members of an axis than these is one event, so that a feed stays readable.
APART = 12
REACH = datetime.timedelta(days=366)
ONE_DAY = datetime.timedelta(days=1)
# Of what is still to be done a program reminds at nine in the morning: the day before, and a week before what takes
# longer; on the day itself where there is no other.
NINE = datetime.timedelta(hours=9)
A_WEEK = datetime.timedelta(days=7)
WAITING = (DutyState.UPCOMING, DutyState.OPEN)
FEED_MARKS = {
    DutyState.UPCOMING: Name("", ""),
    DutyState.OPEN: Name("", ""),
    DutyState.ON_TIME: Name("已完成：", "Done: "),
    DutyState.LATE: Name("已完成（迟办）：", "Done (late): "),
    DutyState.MISSED: Name("未办：", "Missed: "),
}
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class DutyFeed:
    """A feed: its file, what it is of, and its joint_occurrences."""

    slug: str
    kind: str
    name: str
    joint_occurrences: tuple[JointOccurrences, ...]

    @property
    def path(self) -> str:
        """Its file, from the site's base."""
        return f"{FOLDER}/{self.slug}.ics"


def feed_pages(view: View) -> Iterator[Output]:
    """The feeds, and the page that lists them."""
    feeds = tuple(_feeds(view))
    clauses = {result.duty.id: _clause(result.duty, view.say) for result in view.executable.duty_results}
    yield Output(f"{FOLDER}.md", fill("duty_feeds.md.j2", view.say, view=view, feeds=feeds))
    ones = {_identity(one): one for feed in feeds for one in feed.joint_occurrences}
    events = {key: bytes(_event(view, one, clauses[one.duty.id]).to_ical()) for key, one in ones.items()}
    for feed in feeds:
        yield Output(feed.path, _calendar(feed, events, view.say))


def department_slug(name: str) -> str:
    """The name of a department's feed, in letters that every host takes."""
    return f"department-{_hashed(name)}"


def scope_slug(scope: Scope) -> str:
    """The name of a scope's feed: its axis and code, where that is plain."""
    axis = scope.axis.name if scope.axis else ""
    return f"{axis}-{scope.code if _PLAIN.fullmatch(scope.code) else _hashed(scope.code)}"


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _feeds(view: View) -> Iterator[DutyFeed]:
    day = view.portal.as_of
    near = [
        [o for o in result.occurrences if day - REACH <= o.due and o.opens <= day + REACH]
        for result in view.executable.duty_results
    ]
    yield DutyFeed("all", view.say("全部"), view.portal.settings.organization or view.say("全公司"), _apart(near))
    owners = {result.duty.owner for result in view.executable.duty_results} | {o.owner for own in near for o in own}
    for owner in sorted(owners):
        own = [[o for o in occurrences if o.owner == owner] for occurrences in near]
        yield DutyFeed(department_slug(owner), view.say("部门"), owner, _apart(own))
    for scope in _scopes(view):
        own = [[o for o in occurrences if _is_same(o.scope, scope)] for occurrences in near]
        each = tuple(one for occurrences in own for one in joint_occurrences(occurrences))
        yield DutyFeed(scope_slug(scope), scope.axis.title if scope.axis else "", scope.title, each)


def _scopes(view: View) -> list[Scope]:
    """One of each member of each axis that owes something, by axis and code."""
    scopes = (o.scope for result in view.executable.duty_results for o in result.occurrences)
    found = {(scope.axis.name, scope.code): scope for scope in scopes if scope.axis}
    return [found[key] for key in sorted(found)]


def _is_same(scope: Scope, other: Scope) -> bool:
    return (scope.axis, scope.code) == (other.axis, other.code)


def _apart(near: Sequence[Sequence[Occurrence]]) -> tuple[JointOccurrences, ...]:
    return tuple(one for occurrences in near for one in apart(occurrences, APART))


def _clause(duty: BlockInPlace, say: Speech) -> str:
    """`P-05 第 4.1.2 条 财务损益表`."""
    clause = duty.clause
    return (
        f"{clause_words(duty.document, clause, say)} {clause_title(duty.document, clause)}"
        if clause
        else duty.document.id
    )


def _identity(one: JointOccurrences) -> tuple[str, ...]:
    """What tells joint occurrences from any others; most stand in several feeds."""
    return (one.duty.id, *(o.key for o in one.occurrences))


def _calendar(feed: DutyFeed, events: Mapping[tuple[str, ...], bytes], say: Speech) -> bytes:
    calendar = icalendar.Calendar()
    name = say("定期义务 · %(name)s", name=feed.name)
    product = f"-//Shoukong//Duties//{say.language.upper()}"
    for key, value in (("VERSION", "2.0"), ("PRODID", product), ("CALSCALE", "GREGORIAN")):
        calendar.add(key, value)
    calendar.add("METHOD", "PUBLISH")
    calendar.add("NAME", name)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", ONE_DAY, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "P1D")
    ordered = sorted(feed.joint_occurrences, key=lambda r: (r.due, r.duty.id, r.key))
    head, end, rest = bytes(calendar.to_ical()).rpartition(b"END:VCALENDAR")
    return b"".join((head, *(events[_identity(one)] for one in ordered), end, rest))


def _event(view: View, one: JointOccurrences, clause: str) -> icalendar.Event:
    """An occurrence as the day on which it falls due: a bar over its whole window would bar a year."""
    event, address = icalendar.Event(), view.portal.settings.address.rstrip("/")
    event.add("UID", f"{one.duty.id}/{one.key}@{urlsplit(address).netloc or 'shoukong'}")
    event.add("DTSTAMP", datetime.datetime.combine(view.portal.as_of, datetime.time(), datetime.UTC))
    event.add("DTSTART", one.due)
    event.add("DTEND", one.due + ONE_DAY)
    state = one.tally(view.portal.as_of).state
    event.add("SUMMARY", _summary(one, state, view.say))
    event.add("DESCRIPTION", "\n".join((view.say("条款：%(clause)s", clause=clause), *_description(view, one))))
    event.add("CATEGORIES", [one.owner])
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    if address:
        event.add("URL", f"{address}/duties/{one.duty.id}/")
    for ahead in _reminders(one) if state in WAITING else ():
        event.add_component(_alarm(one, ahead, view.say))
    return event


def _summary(one: JointOccurrences, state: DutyState, say: Speech) -> str:
    title = FEED_MARKS[state].told(say.language) + " ".join((one.duty.title, *one.records[:1]))
    if len(one.records) > 1:
        return title + say(" 等 %(n)s 项", n=len(one.records))
    if one.axis is None:
        return title
    count = len(one.members)
    whose = one.members[0] if count == 1 else say("%(n)s 个%(axis)s", n=count, axis=one.axis.title)
    return title + say("（%(what)s）", what=whose)


def _reminders(one: JointOccurrences) -> Iterator[datetime.timedelta]:
    """How long before the due day something is brought to mind, never before it may be done."""
    window = one.due - one.opens
    if window >= 2 * A_WEEK:
        yield A_WEEK
    yield min(window, ONE_DAY)


def _alarm(one: JointOccurrences, ahead: datetime.timedelta, say: Speech) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", say("%(title)s：%(day)s 到期", title=one.duty.title, day=one.due))
    alarm.add("TRIGGER", NINE - ahead)
    return alarm


def _description(view: View, one: JointOccurrences) -> Iterator[str]:
    say, day, address = view.say, view.portal.as_of, view.portal.settings.address.rstrip("/")
    yield say("部门：%(owner)s　到期：%(day)s", owner=one.owner, day=written(one.limit))
    days = (one.due - one.opens).days + 1
    yield say.count("办理期：%(first)s 至 %(last)s（%(n)s 日）", days, first=one.opens, last=one.due)
    yield say("状态（%(day)s）：%(state)s", day=day, state=tally_words(one.tally(day), say))
    done = [o for o in one.occurrences if o.state(day) in DONE and o.proof is not None]
    for o in done if len(one.occurrences) <= APART else ():
        assert o.proof is not None
        where = record_address(view, o.proof.record)
        told = say("记录：%(record)s（%(day)s）", record=o.proof.record, day=written(o.proof.moment))
        yield told + (f" {address}/{where}" if where and address else "")
    left = [o.scope.title for o in one.occurrences if o not in done and o.scope.code]
    if left and len(one.occurrences) > 1:
        yield say("尚无记录：%(who)s", who=say.listed(left))
