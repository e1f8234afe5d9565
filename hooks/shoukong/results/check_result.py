"""The result of a check: what was counted and what was found, in order."""

import datetime
from dataclasses import dataclass

from shoukong.finding import Finding, Severity
from shoukong.messages.catalogue import severity_of
from shoukong.results.new_findings import Since


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Counts of what was read and the findings, sorted by place; it outlives the registers.

    Compared with what was before, the findings are those that are new, and `since` holds the others.
    """

    as_of: datetime.date
    documents: int
    forms: int
    records: int
    findings: tuple[Finding, ...]
    since: Since | None = None

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(severity_of(item) is severity for item in self.findings)

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.count(Severity.ERROR) == 0
