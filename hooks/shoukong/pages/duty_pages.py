"""Pages of duties: what is to be done now and next, and a page for each duty with every occurrence and its proof."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from html import escape
from itertools import groupby

from shoukong.declared.scope_axis import ScopeAxis
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.breach import DutyBreach
from shoukong.executable.breach_answer import AnsweredBreach, Report
from shoukong.executable.cell_text import written
from shoukong.executable.deciding_fields import deciding_fields
from shoukong.executable.duty import DutyResult, axis_of, definitions
from shoukong.executable.joint_occurrences import JointOccurrences, apart, joint_occurrences
from shoukong.executable.occurrence import DutyState, Occurrence, Scope
from shoukong.forms.form import Form
from shoukong.language import Speech
from shoukong.messages.names import names_in
from shoukong.pages.breach_items import breach_items, strength_told
from shoukong.pages.duty_calendar import MARKS, calendar_pages
from shoukong.pages.duty_feeds import APART, department_slug, feed_pages
from shoukong.pages.holders import holder_html
from shoukong.pages.output import Output, cell
from shoukong.pages.pieces import address_link, badge, days_data, record_address, report_link, report_links, status
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.text.block import EACH, REPEAT, WITHIN
from shoukong.wording.duty_words import repeat_words
from shoukong.wording.limit_words import late_words, limit_of, within_words
from shoukong.wording.state_names import BREACH_NAMES, DUTY_NAMES

DAYS_AHEAD = 60
RENDERED_AHEAD = datetime.timedelta(days=100)
AGES = (7, 30, 90, None)  # the most days of each bucket
# More members of an axis than these are a matrix of marks, not a table of words.
MOST_COLUMNS = 6
YEARS_UNFOLDED = 2
MOST_BREACHES = 500
# A follow-up has an occurrence for every record; the youngest are listed.
MOST_FOLLOWED = 500
_TABLE = re.compile(r"\b(?:FROM|JOIN)\s+\"?([A-Za-z_][A-Za-z_0-9]*)", re.IGNORECASE)


@dataclass(frozen=True)
class Duty:
    """A duty as its pages show it."""

    view: View
    result: DutyResult

    @property
    def placed(self) -> BlockInPlace:
        """Where it stands."""
        return self.result.duty

    @property
    def clause_address(self) -> str:
        """Its clause, from the site's base."""
        clause = self.placed.clause
        return f"documents/{self.placed.document.id}/" + (f"#{clause.anchor}" if clause else "")

    @property
    def clause_name(self) -> str:
        """`P-05 4.1.2`."""
        clause = self.placed.clause
        return f"{self.placed.document.id} {clause.name}" if clause else self.placed.document.id

    @property
    def repeat_in_words(self) -> str:
        """When it falls due, as people say it."""
        return self.words_of(self.placed.block.text(REPEAT), self.placed.block.text(WITHIN))

    @property
    def is_follow_up(self) -> bool:
        """Whether records start it."""
        return bool(self.placed.block.text(EACH))

    def words_of(self, repeat: str, within: str) -> str:
        """When a definition lets it fall due, as people say it."""
        if within:
            return self.view.say("每条记录起 %(limit)s", limit=within_words(self.placed, within, self.view.say))
        return repeat_words(repeat, self.view.say)

    @property
    def axis(self) -> ScopeAxis | None:
        """The axis whose members each owe it; None where the firm as a whole does."""
        return axis_of(self.placed, self.view.control)

    @cached_property
    def form(self) -> Form | None:
        """The form on which its proof is kept: the first that its evidence is taken from."""
        forms = self.view.portal.forms_by_name
        return next((forms[n] for n in _TABLE.findall(self.placed.block.text("evidence")) if n in forms), None)

    @cached_property
    def answers(self) -> Mapping[str, AnsweredBreach]:
        """What was missed or late, by the key of the occurrence."""
        return {item.breach.key: item for item in self.view.executable.breaches[self.placed.id]}

    @cached_property
    def owners(self) -> frozenset[str]:
        """The departments that owe it."""
        return frozenset(o.owner for o in self.result.occurrences) or frozenset({self.placed.owner})

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """Whom it concerns, by code."""
        return tuple(sorted({o.scope for o in self.result.occurrences}, key=lambda s: (s.code, str(s.since))))

    def reports(self, key: str) -> tuple[Report, ...]:
        """The nonconformity reports on an occurrence."""
        return self.answers[key].reports if key in self.answers else ()

    def pending(self) -> Iterator[JointOccurrences]:
        """What is not done and whose answer is not closed, as far ahead as the page can tell."""
        yield from apart(self.waiting(RENDERED_AHEAD), APART)

    def waiting(self, ahead: datetime.timedelta) -> list[Occurrence]:
        """Each occurrence that is not done and whose answer is not closed, with those that open within a time."""
        day = self.view.portal.as_of
        return [o for o in self.result.occurrences if o.opens <= day + ahead and self._is_pending(o)]

    def _is_pending(self, occurrence: Occurrence) -> bool:
        if occurrence.proof is not None:
            return False
        item = self.answers.get(occurrence.key)
        return item is None or item.is_open

    def share_on_time(self, first: datetime.date) -> str:
        """`98.5%` of what fell due or was done from a day on; empty where nothing was."""
        return _share(self._settled(first, self.view.portal.as_of))

    def by_year(self) -> Iterator[tuple[int, Mapping[DutyState, int], str]]:
        """For each year, the latest first: how many in each state, and the share on time."""
        settled = self._settled(datetime.date.min, self.view.portal.as_of)
        years = sorted({o.due.year for o in settled}, reverse=True)
        for year in years:
            own = [o for o in settled if o.due.year == year]
            yield year, _counts(own, self.view.portal.as_of), _share(own)

    def _settled(self, first: datetime.date, day: datetime.date) -> list[Occurrence]:
        waiting = (DutyState.UPCOMING, DutyState.OPEN)
        return [o for o in self.result.occurrences if o.due >= first and o.state(day) not in waiting]


@dataclass(frozen=True, slots=True)
class BreachRow:
    """What was missed or done late, in the list of all duties; `fact`, `badge` and `reports` are HTML."""

    duty: Duty
    owner: str
    due: str
    scope: str
    fact: str
    badge: str
    reports: str


def duty_pages(view: View) -> Iterator[Output]:
    """The list of what is to be done, a page for each duty, the calendar and the feeds."""
    duties = [Duty(view, result) for result in view.executable.duty_results]
    if not duties:
        return
    yield Output("duties/index.md", _index(view, duties))
    for duty in duties:
        yield Output(f"duties/{duty.placed.id}.md", _page(view, duty))
    yield from calendar_pages(view)
    yield from feed_pages(view)


def age(days: int) -> int | None:
    """The bucket of days overdue, by the most days that it holds."""
    return next(most for most in AGES if most is None or days <= most)


def _ages(say: Speech) -> tuple[str, ...]:
    """What the buckets are called."""
    return (
        say("1–7 天"),
        say("8–30 天"),
        say("31–90 天"),
        say("90 天以上"),
    )


def _index(view: View, duties: Sequence[Duty]) -> str:
    day = view.portal.as_of
    pending = sorted(
        ((duty, one) for duty in duties for one in duty.pending()),
        key=lambda pair: (pair[1].due, pair[0].placed.id, pair[1].key),
    )
    breaches = _breaches(duties)
    current = [pair for pair in pending if pair[1].tally(day).state is not DutyState.UPCOMING]
    return fill(
        "duties.md.j2",
        view.say,
        view=view,
        day=day,
        duties=sorted(duties, key=lambda d: d.placed.id),
        current=current,
        coming=[pair for pair in pending if pair[1].tally(day).state is DutyState.UPCOMING],
        days_ahead=DAYS_AHEAD,
        last=day + datetime.timedelta(days=DAYS_AHEAD),
        ages=list(zip(_ages(view.say), AGES, map(_sum, _by_age(current, day)), strict=True)),
        owners=_owners(duties, pending, day),
        year_before=day - datetime.timedelta(days=365),
        open=_sum(one for _, one in current if one.tally(day).state is DutyState.OPEN),
        breaches=[_breach_row(view, duty, breach, item) for duty, breach, item in breaches[:MOST_BREACHES]],
        hidden_breaches=max(0, len(breaches) - MOST_BREACHES),
        names=names_in(view.say.language, DUTY_NAMES),
    )


def _breach_row(view: View, duty: Duty, breach: DutyBreach, item: AnsweredBreach) -> BreachRow:
    say, fact = view.say, DUTY_NAMES[breach.state].told(view.say.language)
    if breach.proof is not None:
        address = record_address(view, breach.record) or f"duties/{duty.placed.id}/"
        fact += f' {late_words(breach.occurrence, say)} <a href="../{escape(address)}">{cell(breach.record)}</a>'
    elif breach.occurrence.start is not None:
        fact += f" {address_link(breach.record, record_address(view, breach.record), '../')}"
    return BreachRow(
        duty=duty,
        owner=breach.occurrence.owner,
        due=limit_of(breach.occurrence),
        scope=breach.occurrence.scope.title or say("全公司"),
        fact=fact,
        badge=status(item.state, BREACH_NAMES[item.state].told(say.language)),
        reports=report_links(item.reports, "../", say),
    )


def _by_age(current: Sequence[tuple[Duty, JointOccurrences]], day: datetime.date) -> list[list[JointOccurrences]]:
    late = [one for _, one in current if one.tally(day).state is DutyState.MISSED]
    return [[one for one in late if age((day - one.due).days) == most] for most in AGES]


def _sum(found: Iterable[JointOccurrences]) -> int:
    return sum(len(one.occurrences) for one in found)


@dataclass(frozen=True, slots=True)
class _Owner:
    """A department with what it has to do; `counts` of what is pending follow the reader's clock."""

    name: str
    slug: str
    duties: tuple[Duty, ...]
    pending: Mapping[DutyState, int]
    settled: Mapping[DutyState, int]


def _owners(
    duties: Sequence[Duty], pending: Sequence[tuple[Duty, JointOccurrences]], day: datetime.date
) -> list[_Owner]:
    last = day + datetime.timedelta(days=DAYS_AHEAD)
    found: list[_Owner] = []
    for name in sorted({owner for duty in duties for owner in duty.owners}):
        own = tuple(duty for duty in duties if name in duty.owners)
        mine = [one for _, one in pending if one.owner == name]
        near = [one for one in mine if one.opens <= day or one.due <= last]
        states = {state: _sum(one for one in near if one.tally(day).state is state) for state in DutyState}
        settled = [o for duty in own for o in duty.result.occurrences if o.proof is not None and o.owner == name]
        found.append(_Owner(name, department_slug(name), own, states, _counts(settled, day)))
    return found


def _breaches(duties: Sequence[Duty]) -> list[tuple[Duty, DutyBreach, AnsweredBreach]]:
    """What was missed or done late, those that are open first, by the limit that is shown."""
    found = [
        (duty, item.breach, item)
        for duty in duties
        for item in duty.answers.values()
        if isinstance(item.breach, DutyBreach)
    ]
    return sorted(found, key=lambda row: (not row[2].is_open, limit_of(row[1].occurrence)))


def _page(view: View, duty: Duty) -> str:
    last = view.portal.as_of + RENDERED_AHEAD
    shown = [o for o in duty.result.occurrences if o.opens <= last]
    listed = shown[-MOST_FOLLOWED:] if duty.is_follow_up else shown
    ones = [JointOccurrences((o,)) for o in listed] if duty.is_follow_up else list(joint_occurrences(listed))
    by_year = [(y, list(own)) for y, own in groupby(ones[::-1], key=lambda one: one.due.year)]
    members = {o.scope.code: o.scope.title for o in shown}
    is_wide = len(members) > MOST_COLUMNS
    return fill(
        "duty.md.j2",
        view.say,
        view=view,
        day=view.portal.as_of,
        duty=duty,
        placed=duty.placed,
        intervals=[s for s in definitions(duty.placed, view.control) if s.value is not None],
        unlisted=len(shown) - len(listed),
        limit_of=limit_of,
        proof_of=partial(_proof, duty),
        holders_of=partial(_holders, view),
        record_link=partial(_record_link, view),
        window=window_words(duty.placed.block.values.get("window_days"), view.say),
        years=by_year,
        unfolded=YEARS_UNFOLDED,
        members=dict(sorted(members.items())),
        is_wide=is_wide,
        cell_of=partial(_occurrence_cell, duty, _mark if is_wide else _proof),
        scope_words=_scope_words(duty, view.say),
        window_words=partial(window_words, say=view.say),
        names=names_in(view.say.language, DUTY_NAMES),
        marks=MARKS,
        items=breach_items(view, duty.placed.id),
        strength=strength_told(view, duty.placed),
        deciding=deciding_fields(duty.placed, view.control),
        slug=department_slug(duty.placed.owner),
    )


def window_words(days: int | None, say: Speech) -> str:
    """When something may be done before it is due."""
    if days:
        return say.count("到期日以前，连到期日共 %(n)s 日", days)
    return say("上一期到期的次日起，到到期日为止")


def _scope_words(duty: Duty, say: Speech) -> str:
    """Whom a duty concerns: the firm, or the members of an axis by name where they are not many."""
    axis = duty.axis
    if duty.is_follow_up:
        return say("每条记录各一次")
    if axis is None:
        return say("全公司一次") if duty.view.scope_title else ""
    names = [cell(s.title) + (say("（到 %(day)s 为止）", day=s.until) if s.until else "") for s in duty.scopes]
    many = say("%(n)s 个%(axis)s", n=len(names), axis=cell(axis.title))
    told = many if len(names) > APART else say.listed(names) or say("没有%(axis)s", axis=cell(axis.title))
    return say("每个%(axis)s各办一次：%(members)s", axis=cell(axis.title), members=told)


def _occurrence_cell(duty: Duty, shown: Callable[[Duty, Occurrence], str], one: JointOccurrences, code: str) -> str:
    """The occurrences of a scope among those that fall due on a day, in HTML."""
    return "".join(shown(duty, o) for o in one.occurrences if o.scope.code == code)


def _holders(view: View, occurrence: Occurrence) -> str:
    """The department that owes an occurrence, and the post of it that is to do it, in HTML."""
    names = (occurrence.owner, occurrence.start.post if occurrence.start else "")
    return " ".join(holder_html(view, name, "../../") for name in names if name)


def _proof(duty: Duty, occurrence: Occurrence) -> str:
    """The state of an occurrence, the record that proves it, and what answers it where it is a breach."""
    day, say, answer = duty.view.portal.as_of, duty.view.say, duty.answers.get(occurrence.key)
    told = badge(occurrence.timeline, day, names_in(say.language, DUTY_NAMES))
    proof = occurrence.proof
    if proof is not None and proof.done_on <= day:
        link = address_link(proof.record, record_address(duty.view, proof.record))
        late = late_words(occurrence, say)
        told += f" {link} <small>{written(proof.moment)}{say('，迟 %(time)s', time=late) if late else ''}</small>"
    if answer is not None:
        told += "".join(f" {report_link(report)}" for report in answer.reports)
        told += f" <small>{BREACH_NAMES[answer.state].told(say.language)}</small>"
    return told


def _record_link(view: View, record: str) -> str:
    """A record's number that leads to it, for the page of a duty."""
    return address_link(record, record_address(view, record))


def _mark(duty: Duty, occurrence: Occurrence) -> str:
    """An occurrence as a sign that leads to its record, for tables of many columns."""
    day = duty.view.portal.as_of
    state = occurrence.state(day)
    proof = occurrence.proof if occurrence.proof and occurrence.proof.done_on <= day else None
    address = record_address(duty.view, proof.record) if proof else None
    told = escape(
        DUTY_NAMES[state].told(duty.view.say.language) + (f" {proof.record} {proof.done_on}" if proof else "")
    )
    if address is not None:
        link = f'href="../../{escape(address)}" title="{told}" aria-label="{told}"'
        return f'<a class="sk-mark" data-status="{state}" {link}>{MARKS[state]}</a>'
    is_waiting = state in (DutyState.UPCOMING, DutyState.OPEN)
    days = f' data-days="{days_data(occurrence.timeline, MARKS)}"' if is_waiting else ""
    return f'<span class="sk-mark" data-status="{state}"{days} title="{told}">{MARKS[state]}</span>'


def _counts(occurrences: Sequence[Occurrence], day: datetime.date) -> Mapping[DutyState, int]:
    states = [o.state(day) for o in occurrences]
    return {state: states.count(state) for state in DutyState}


def _share(occurrences: Sequence[Occurrence]) -> str:
    on_time = sum(o.is_on_time for o in occurrences)
    # Cut, not rounded: only what was always on time is 100%.
    return f"{1000 * on_time // len(occurrences) / 10:g}%" if occurrences else ""
