"""The result of a check: what was counted and what was found, in order."""

import datetime
from dataclasses import dataclass

from shoukong.checks import findings_of
from shoukong.finding import Finding, Severity, in_order
from shoukong.messages.catalogue import severity_of
from shoukong.portal import Portal
from shoukong.records.registers import Registers


@dataclass(frozen=True, slots=True)
class Result:
    """Counts of what was read and the findings, sorted by place."""

    as_of: datetime.date
    documents: int
    forms: int
    records: int
    findings: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(severity_of(item) is severity for item in self.findings)

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.count(Severity.ERROR) == 0


def check_portal(portal: Portal, registers: Registers) -> Result:
    """Run every check."""
    return Result(
        as_of=portal.as_of,
        documents=len(portal.documents),
        forms=len(portal.forms),
        records=sum(registers.counts(portal.forms_by_name).values()),
        findings=in_order(findings_of(portal, registers)),
    )
