"""External documents 外来文件: laws, standards and contracts, the clauses that rest on them, and when to look again."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from shoukong.control.life import months_after
from shoukong.portal import Portal
from shoukong.records.core_declaration import EXTERNAL, EXTERNAL_CHECKS
from shoukong.records.core_registers import Row, core_form, core_rows
from shoukong.records.core_words import CheckResult
from shoukong.records.registers import Registers


@dataclass(frozen=True, slots=True)
class ExternalCheck:
    """That somebody looked whether the source had changed, and what was found."""

    number: str
    by: str
    on: datetime.date | None
    result: str
    edition: str
    change: str
    is_repeal: bool


@dataclass(frozen=True, slots=True)
class ExternalDocument:
    """A source from outside; `clauses` are addresses such as `P-03#4.1`, `next_check` the day to look by.

    Where the firm keeps no such looks, there is no day.
    """

    number: str
    title: str
    kind: str
    issuer: str
    edition: str
    effective_on: datetime.date | None
    kept_at: str
    clauses: tuple[str, ...]
    checks: tuple[ExternalCheck, ...]
    next_check: datetime.date | None
    row: Row

    @property
    def known_edition(self) -> str:
        """The edition that the last check found, else the one registered."""
        return next((check.edition for check in reversed(self.checks) if check.edition), self.edition)

    @property
    def is_repealed(self) -> bool:
        """Whether the last check found that it is no longer in force."""
        return bool(self.checks) and self.checks[-1].is_repeal


def read_external(portal: Portal, registers: Registers, months: int) -> tuple[ExternalDocument, ...]:
    """All external documents by number; each is to be looked at again so many months after the last time."""
    is_checked = core_form(portal, EXTERNAL_CHECKS) is not None
    checks: dict[str, list[ExternalCheck]] = {}
    for row in core_rows(portal, registers, EXTERNAL_CHECKS):
        checks.setdefault(row["external_no"], []).append(
            ExternalCheck(
                *(
                    row.number,
                    row["checked_by"],
                    row.day("checked_on"),
                    row["result"],
                    row["edition"],
                    row["change_no"],
                ),
                is_repeal=row.meaning("result") is CheckResult.REPEALED,
            )
        )
    return tuple(_read(core_rows(portal, registers, EXTERNAL), checks, months if is_checked else None))


def _read(
    rows: tuple[Row, ...], checks: dict[str, list[ExternalCheck]], months: int | None
) -> Iterator[ExternalDocument]:
    for row in rows:
        own = tuple(sorted(checks.get(row.number, ()), key=lambda c: (c.on or datetime.date.min, c.number)))
        last = (own[-1].on if own else None) or row.day("effective_on")
        external = ExternalDocument(
            number=row.number,
            title=row["title"],
            kind=row["external_kind"],
            issuer=row["issuer"],
            edition=row["edition"],
            effective_on=row.day("effective_on"),
            kept_at=row["kept_at"],
            clauses=tuple(part.strip() for part in row["clauses"].replace("，", "、").split("、") if part.strip()),
            checks=own,
            next_check=months_after(last, months) if last and months is not None else None,
            row=row,
        )
        yield external
