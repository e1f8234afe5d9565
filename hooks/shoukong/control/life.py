"""The life of a document or form: its revisions, the approval of each, and the days on which each applied."""

import calendar
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shoukong.control.approval import Approval
from shoukong.days.timeline import Timeline, timeline
from shoukong.edition import Edition
from shoukong.revision import Revision
from shoukong.text.bounds import LAST_YEAR


class Status(StrEnum):
    """What a revision, or a document as a whole, is worth on a day."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    IN_FORCE = "in-force"
    REVIEW_OVERDUE = "review-overdue"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Term:
    """The days of one revision: from `start` until `end`, the first day on which it no longer applies.

    Without an approval that names exactly its text it never applies. `is_withdrawn` tells an end by withdrawal from an
    end by a later revision. `review_due` is the last day for the review of a document, None for a form.
    """

    text: Edition
    approval: Approval | None
    end: datetime.date | None = None
    is_withdrawn: bool = False
    review_due: datetime.date | None = None

    @property
    def start(self) -> datetime.date:
        """The first day on which the text applies, if it is approved."""
        return self.text.effective_date

    def applies_on(self, day: datetime.date) -> bool:
        """Whether this is the text to go by on a day."""
        return self.approval is not None and self.start <= day and (self.end is None or day < self.end)

    def status(self, day: datetime.date) -> Status:
        """What the revision is worth on a day."""
        if self.approval is None:
            return Status.DRAFT
        if self.end is not None and self.end <= day:
            return Status.WITHDRAWN if self.is_withdrawn else Status.SUPERSEDED
        if self.start > day:
            return Status.UPCOMING
        return Status.REVIEW_OVERDUE if self.review_due and self.review_due < day else Status.IN_FORCE

    @property
    def moments(self) -> tuple[datetime.date | None, ...]:
        """The days on which its status can change."""
        return self.start, self.end, self.review_due and self.review_due + datetime.timedelta(days=1)

    @property
    def timeline(self) -> Timeline[Status]:
        """Its status on every day."""
        return timeline(self.status, self.moments)


@dataclass(frozen=True, slots=True)
class Life:
    """All revisions of a subject by their order, and the day on which it was withdrawn, if it was.

    `accounted_on` is the day of the latest approval that names one of them, whatever its digest: up to then, what it
    refers to was taken into account.
    """

    subject: str
    terms: tuple[Term, ...]
    withdrawn_on: datetime.date | None
    accounted_on: datetime.date | None = None

    def is_withdrawn_on(self, day: datetime.date) -> bool:
        """Whether the subject as a whole no longer applies."""
        return self.withdrawn_on is not None and self.withdrawn_on <= day

    @property
    def latest(self) -> Term:
        """The highest revision, whatever it is worth."""
        return self.terms[-1]

    @property
    def text(self) -> Edition:
        """The highest revision's text: what the subject is called and where its pages are."""
        return self.latest.text

    @property
    def approved(self) -> tuple[Term, ...]:
        """The revisions that apply, did or will."""
        return tuple(term for term in self.terms if term.approval is not None)

    def on(self, day: datetime.date) -> Term | None:
        """The revision in force on a day."""
        return next((term for term in reversed(self.terms) if term.applies_on(day)), None)

    def shown_on(self, day: datetime.date) -> Term:
        """The revision to show on a day: the one in force, else the last that was, else the latest."""
        past = (term for term in reversed(self.approved) if term.start <= day)
        return self.on(day) or next(past, self.latest)

    def status(self, day: datetime.date) -> Status:
        """What the subject is worth on a day."""
        return self.shown_on(day).status(day)

    @property
    def timeline(self) -> Timeline[Status]:
        """The subject's status on every day."""
        return timeline(self.status, self._moments())

    @property
    def revisions(self) -> Timeline[Revision]:
        """The revision to show on every day."""
        return timeline(lambda day: self.shown_on(day).text.revision, self._moments())

    @property
    def starts(self) -> Timeline[datetime.date]:
        """The first day of the revision to show, on every day."""
        return timeline(lambda day: self.shown_on(day).start, self._moments())

    @property
    def review_dues(self) -> Timeline[datetime.date | None]:
        """The last day for the review of the revision to show, on every day."""
        return timeline(lambda day: self.shown_on(day).review_due, self._moments())

    def _moments(self) -> list[datetime.date | None]:
        return [moment for term in self.terms for moment in term.moments]

    def term(self, revision: Revision | None) -> Term | None:
        """The term of a revision, if it ever existed."""
        return next((term for term in self.terms if term.text.revision == revision), None)

    def before(self, term: Term) -> Term | None:
        """The revision that one follows: the approved one before it, else any before it."""
        earlier = [t for t in self.terms if t.text.revision < term.text.revision]
        approved = [t for t in earlier if t.approval is not None]
        return next(reversed(approved or earlier), None)

    def next_coming(self, day: datetime.date) -> Term | None:
        """The approved revision that comes into force after a day, the next one first."""
        return next((term for term in self.approved if term.start > day), None)

    def last_major(self, term: Term) -> Term:
        """The revision from which reading and reviews count: the last new or major one up to a term."""
        upto = [t for t in self.approved if t.text.revision <= term.text.revision]
        return next((t for t in reversed(upto) if t.approval and t.approval.is_major), upto[0] if upto else term)


def lives_of(
    texts: Mapping[str, Sequence[Edition]],
    approvals: Iterable[Approval],
    reviewed: Mapping[str, Sequence[datetime.date]] | None,
) -> Mapping[str, Life]:
    """The life of each subject, by number; `reviewed` are the days of reviews that left a subject in force.

    Where the firm keeps no reviews (None), none is due.
    """
    by_subject: dict[str, list[Approval]] = {}
    for approval in approvals:
        by_subject.setdefault(approval.subject, []).append(approval)
    return {
        subject: _life(
            subject, own, by_subject.get(subject, ()), None if reviewed is None else reviewed.get(subject, ())
        )
        for subject, own in sorted(texts.items())
    }


def months_after(day: datetime.date, count: int) -> datetime.date:
    """The same day so many months later, or the last of that month where it is shorter."""
    months = day.month - 1 + count
    year, month = day.year + months // 12, months % 12 + 1
    if year > LAST_YEAR:  # as a cell such as 9999-12-31 leads to: so far ahead, one day is as good as another
        return datetime.date(LAST_YEAR, 12, 31)
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _life(
    subject: str, texts: Sequence[Edition], approvals: Sequence[Approval], reviewed: Sequence[datetime.date] | None
) -> Life:
    withdrawn_on = next((a.withdrawn_on for a in reversed(approvals) if a.is_withdrawal and a.withdrawn_on), None)
    pinned = {(a.revision, a.digest): a for a in approvals if not a.is_withdrawal}
    terms = [Term(text, pinned.get((text.revision, text.digest))) for text in texts]
    named = {a.revision: a.approved.on for a in approvals if not a.is_withdrawal}
    accounted_on = next((named[t.revision] for t in reversed(texts) if t.revision in named), None)
    return Life(subject, tuple(_dated(terms, withdrawn_on, reviewed)), withdrawn_on, accounted_on)


def _dated(
    terms: Sequence[Term], withdrawn_on: datetime.date | None, reviewed: Sequence[datetime.date] | None
) -> Iterator[Term]:
    """The terms with their ends and reviews; a revision that never applied ends none."""
    counted = None
    for i, term in enumerate(terms):
        if term.approval is None:
            yield term
            continue
        later = (t.start for t in terms[i + 1 :] if t.approval is not None)
        superseded = next(later, None)
        ends = [day for day in (superseded, withdrawn_on) if day is not None]
        end = min(ends, default=None)
        counted = term.start if counted is None or term.approval.is_major else counted
        yield Term(
            term.text, term.approval, end, end is not None and end == withdrawn_on, _due(term, counted, reviewed)
        )


def _due(term: Term, counted: datetime.date, reviewed: Sequence[datetime.date] | None) -> datetime.date | None:
    """The last day for the review: counted from the last major revision or the last review that kept the text."""
    if term.text.review_months is None or reviewed is None:
        return None
    return months_after(max((counted, *reviewed)), term.text.review_months)
