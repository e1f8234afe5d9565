"""All checks, in one visible list: of the folder's texts, and of the registers."""

from collections.abc import Callable, Iterator

from shoukong.checks import documents, forms, ownpages, records, requirements
from shoukong.finding import Finding
from shoukong.portal import Portal
from shoukong.registers import Registers

TEXT_CHECKS: tuple[Callable[[Portal], Iterator[Finding]], ...] = (
    *documents.CHECKS,
    *forms.CHECKS,
    *requirements.CHECKS,
    *ownpages.CHECKS,
)
RECORD_CHECKS: tuple[Callable[[Portal, Registers], Iterator[Finding]], ...] = records.CHECKS


def findings_of(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """What all checks find."""
    for check in TEXT_CHECKS:
        yield from check(portal)
    for check_records in RECORD_CHECKS:
        yield from check_records(portal, registers)
