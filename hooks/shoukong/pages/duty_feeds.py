"""Feeds of duties (RFC 5545), which calendar programs subscribe to: for the firm, a department, a project."""

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import icalendar

from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.joint_occurrences import DONE, JointOccurrences, apart, joint_occurrences
from shoukong.executable.occurrence import DutyState, Occurrence
from shoukong.pages.document_body import clause_title
from shoukong.pages.output import Output
from shoukong.pages.pieces import record_address
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.wording.duty_words import tally_words

FOLDER = "duties/feeds"
# A day with more projects than these is one event, so that a feed stays readable.
APART = 12
REACH = datetime.timedelta(days=366)
ONE_DAY = datetime.timedelta(days=1)
# Of what is still to be done a program reminds at nine in the morning: the day before, and a week before what takes
# longer; on the day itself where there is no other.
NINE = datetime.timedelta(hours=9)
A_WEEK = datetime.timedelta(days=7)
WAITING = (DutyState.UPCOMING, DutyState.OPEN)
FEED_MARKS = {
    DutyState.UPCOMING: "",
    DutyState.OPEN: "",
    DutyState.ON_TIME: "已完成：",
    DutyState.LATE: "已完成（迟办）：",
    DutyState.MISSED: "未办：",
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
    clauses = {result.duty.id: _clause(result.duty) for result in view.executable.duty_results}
    yield Output(f"{FOLDER}.md", fill("duty_feeds.md.j2", view=view, feeds=feeds))
    ones = {_identity(one): one for feed in feeds for one in feed.joint_occurrences}
    events = {key: bytes(_event(view, one, clauses[one.duty.id]).to_ical()) for key, one in ones.items()}
    for feed in feeds:
        yield Output(feed.path, _calendar(feed, events))


def department_slug(name: str) -> str:
    """The name of a department's feed, in letters that every host takes."""
    return f"department-{_hashed(name)}"


def project_slug(code: str) -> str:
    """The name of a project's feed: its code, where that is plain."""
    return f"project-{code if _PLAIN.fullmatch(code) else _hashed(code)}"


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _feeds(view: View) -> Iterator[DutyFeed]:
    day = view.portal.as_of
    near = [
        [o for o in result.occurrences if day - REACH <= o.due and o.opens <= day + REACH]
        for result in view.executable.duty_results
    ]
    yield DutyFeed("all", "全部", view.portal.settings.organization or "全公司", _apart(near))
    for owner in sorted({result.duty.owner for result in view.executable.duty_results}):
        own = [[o for o in occurrences if o.duty.owner == owner] for occurrences in near]
        yield DutyFeed(department_slug(owner), "部门", owner, _apart(own))
    for code, name in sorted(_projects(view).items()):
        own = [[o for o in occurrences if o.scope.project == code] for occurrences in near]
        each = tuple(one for occurrences in own for one in joint_occurrences(occurrences))
        yield DutyFeed(project_slug(code), "项目", name, each)


def _projects(view: View) -> dict[str, str]:
    scopes = (o.scope for result in view.executable.duty_results for o in result.occurrences)
    return {scope.project: scope.title for scope in scopes if scope.project}


def _apart(near: Sequence[Sequence[Occurrence]]) -> tuple[JointOccurrences, ...]:
    return tuple(one for occurrences in near for one in apart(occurrences, APART))


def _clause(duty: BlockInPlace) -> str:
    """`P-05 第 4.1.2 条 财务损益表`."""
    clause = duty.clause
    return (
        f"{duty.document.id} 第 {clause.number} 条 {clause_title(duty.document, clause)}"
        if clause
        else duty.document.id
    )


def _identity(one: JointOccurrences) -> tuple[str, ...]:
    """What tells joint occurrences from any others; most stand in several feeds."""
    return (one.duty.id, *(o.key for o in one.occurrences))


def _calendar(feed: DutyFeed, events: Mapping[tuple[str, ...], bytes]) -> bytes:
    calendar = icalendar.Calendar()
    name = f"定期义务 · {feed.name}"
    for key, value in (("VERSION", "2.0"), ("PRODID", "-//Shoukong//Duties//ZH"), ("CALSCALE", "GREGORIAN")):
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
    event.add("SUMMARY", _summary(one, state))
    event.add("DESCRIPTION", "\n".join((f"条款：{clause}", *_description(view, one))))
    event.add("CATEGORIES", [one.duty.owner])
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    if address:
        event.add("URL", f"{address}/duties/{one.duty.id}/")
    for ahead in _reminders(one) if state in WAITING else ():
        event.add_component(_alarm(one, ahead))
    return event


def _summary(one: JointOccurrences, state: DutyState) -> str:
    title = FEED_MARKS[state] + one.duty.title
    if not one.projects:
        return title
    return f"{title}（{one.projects[0] if len(one.projects) == 1 else f'{len(one.projects)} 个项目'}）"


def _reminders(one: JointOccurrences) -> Iterator[datetime.timedelta]:
    """How long before the due day something is brought to mind, never before it may be done."""
    window = one.due - one.opens
    if window >= 2 * A_WEEK:
        yield A_WEEK
    yield min(window, ONE_DAY)


def _alarm(one: JointOccurrences, ahead: datetime.timedelta) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", f"{one.duty.title}：{one.due} 到期")
    alarm.add("TRIGGER", NINE - ahead)
    return alarm


def _description(view: View, one: JointOccurrences) -> Iterator[str]:
    duty, day, address = one.duty, view.portal.as_of, view.portal.settings.address.rstrip("/")
    yield f"部门：{duty.owner}　到期：{one.due}"
    yield f"办理期：{one.opens} 至 {one.due}（{(one.due - one.opens).days + 1} 日）"
    yield f"状态（{day}）：{tally_words(one.tally(day))}"
    done = [o for o in one.occurrences if o.state(day) in DONE and o.proof is not None]
    for o in done if len(one.occurrences) <= APART else ():
        assert o.proof is not None
        where = record_address(view, o.proof.record)
        yield f"记录：{o.proof.record}（{o.proof.done_on}）" + (f" {address}/{where}" if where and address else "")
    left = [o.scope.title for o in one.occurrences if o not in done and o.scope.project]
    if left and len(one.occurrences) > 1:
        yield f"尚无记录：{'、'.join(left)}"
