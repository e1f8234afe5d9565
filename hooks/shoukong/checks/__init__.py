"""All checks, in one visible list: of the folder's texts, of the registers, and of document control."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from shoukong.checks import (
    answer_checks,
    approval_checks,
    block_checks,
    closing_checks,
    document_checks,
    dossier_checks,
    form_checks,
    portal_page_checks,
    record_checks,
    requirement_checks,
    revision_checks,
    upkeep_checks,
)
from shoukong.control.document_control import Control
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.finding import Finding, Severity
from shoukong.messages.catalogue import severity_of
from shoukong.portal import Portal
from shoukong.records.registers import Registers

TEXT_CHECKS: tuple[Callable[[Portal], Iterator[Finding]], ...] = (
    *document_checks.CHECKS,
    *form_checks.CHECKS,
    *dossier_checks.CHECKS,
    *requirement_checks.CHECKS,
    *portal_page_checks.CHECKS,
)
RecordCheck = Callable[[Portal, Registers], Iterator[Finding]]
RECORD_CHECKS: tuple[RecordCheck, ...] = record_checks.CHECKS
CONTROL_CHECKS: tuple[Callable[[Control], Iterator[Finding]], ...] = (
    *revision_checks.CHECKS,
    *approval_checks.CHECKS,
    *upkeep_checks.CHECKS,
)


EXECUTABLE_CHECKS: tuple[Callable[[ExecutableClauses], Iterator[Finding]], ...] = (
    *block_checks.CHECKS,
    *answer_checks.CHECKS,
    *closing_checks.CHECKS,
    *dossier_checks.EXECUTABLE_CHECKS,
)


def findings_of(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """What all checks find."""
    # DuckDB works outside Python's lock: the registers are checked while the texts are.
    control = Control(portal, registers)
    with ThreadPoolExecutor(max_workers=len(RECORD_CHECKS)) as pool:
        under_way = [pool.submit(_all_of, check, portal, registers) for check in RECORD_CHECKS]
        for check in TEXT_CHECKS:
            yield from check(portal)
        for control_check in CONTROL_CHECKS:
            yield from control_check(control)
        of_records = [item for checked in under_way for item in checked.result()]
    yield from of_records
    executable = ExecutableClauses(control, _doubtful(of_records))
    for executable_check in EXECUTABLE_CHECKS:
        yield from executable_check(executable)


def _doubtful(found: Iterable[Finding]) -> frozenset[str]:
    """The numbers of records in which something is wrong: they prove nothing."""
    return frozenset(f.record for f in found if f.record and severity_of(f) is Severity.ERROR)


def _all_of(check: RecordCheck, portal: Portal, registers: Registers) -> list[Finding]:
    return list(check(portal, registers))
