"""Periodic reviews: that a document was looked at, and whether it stays as it is."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shoukong.portal import Portal
from shoukong.records.core_declaration import REVIEWS
from shoukong.records.core_registers import Row, core_rows
from shoukong.records.core_words import ReviewOutcome
from shoukong.records.registers import Registers


@dataclass(frozen=True, slots=True)
class Review:
    """A review of one revision: who, when, what came of it and why, and the change request that it led to."""

    number: str
    subject: str
    revision: str
    by: str
    on: datetime.date | None
    outcome: str
    grounds: str
    change: str
    row: Row

    @property
    def keeps(self) -> bool:
        """Whether the text stays as it is, so that the next review is counted from this one."""
        return self.row.meaning("outcome") is ReviewOutcome.KEPT


def read_reviews(portal: Portal, registers: Registers) -> tuple[Review, ...]:
    """All reviews, by their numbers."""
    return tuple(
        Review(
            number=row.number,
            subject=row["subject"],
            revision=row["revision"],
            by=row["reviewed_by"],
            on=row.day("reviewed_on"),
            outcome=row["outcome"],
            grounds=row["grounds"],
            change=row["change_no"],
            row=row,
        )
        for row in core_rows(portal, registers, REVIEWS)
    )


def days_kept(reviews: Iterable[Review]) -> Mapping[str, tuple[datetime.date, ...]]:
    """The days on which each subject was found to stay as it is."""
    found: dict[str, list[datetime.date]] = {}
    for review in reviews:
        if review.keeps and review.on is not None:
            found.setdefault(review.subject, []).append(review.on)
    return {subject: tuple(days) for subject, days in found.items()}
