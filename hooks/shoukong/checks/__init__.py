"""All checks, in one visible list: of the folder's texts, of the registers, and of document control."""

from collections.abc import Callable, Iterator

from shoukong.checks import (
    answer_checks,
    approval_checks,
    block_checks,
    closing_checks,
    correction_checks,
    dated_checks,
    delegation_checks,
    demand_checks,
    disposal_checks,
    document_checks,
    dossier_checks,
    enclosure_checks,
    file_checks,
    form_checks,
    glossary_checks,
    in_force_checks,
    link_checks,
    mapping_checks,
    merge_checks,
    name_checks,
    number_checks,
    people_checks,
    portal_page_checks,
    print_checks,
    proof_checks,
    published_checks,
    record_checks,
    requirement_checks,
    revision_checks,
    rulebook_checks,
    seal_checks,
    sheet_checks,
    signer_checks,
    signing_checks,
    strength_checks,
    upkeep_checks,
)
from shoukong.control.document_control import Control
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.finding import Finding
from shoukong.portal import Portal
from shoukong.records.registers import Registers

TEXT_CHECKS: tuple[Callable[[Portal], Iterator[Finding]], ...] = (
    *document_checks.CHECKS,
    *file_checks.CHECKS,
    *form_checks.CHECKS,
    *demand_checks.CHECKS,
    *dossier_checks.CHECKS,
    *requirement_checks.CHECKS,
    *glossary_checks.CHECKS,
    *portal_page_checks.CHECKS,
    *link_checks.CHECKS,
    *name_checks.CHECKS,
    *print_checks.CHECKS,
    *sheet_checks.CHECKS,
    *people_checks.CHECKS,
)
# What these find follows from the settings as much as from the texts.
SETTINGS_CHECKS: tuple[Callable[[Portal], Iterator[Finding]], ...] = mapping_checks.CHECKS
RecordCheck = Callable[[Portal, Registers], Iterator[Finding]]
RECORD_CHECKS: tuple[RecordCheck, ...] = (
    *record_checks.CHECKS,
    *dated_checks.CHECKS,
    *enclosure_checks.CHECKS,
    *people_checks.RECORD_CHECKS,
)
# Of records too, held against what was sealed of them and what corrections tell.
SEALED_CHECKS: tuple[Callable[[Control], Iterator[Finding]], ...] = seal_checks.ROW_CHECKS
SEAL_CHECKS: tuple[Callable[[Control], Iterator[Finding]], ...] = seal_checks.CHECKS
# Of files that lie beside the records, whatever rows a verb is about to write.
ENCLOSURE_CHECKS: tuple[Callable[[Control], Iterator[Finding]], ...] = enclosure_checks.FILE_CHECKS
CONTROL_CHECKS: tuple[Callable[[Control], Iterator[Finding]], ...] = (
    *rulebook_checks.CHECKS,
    *number_checks.CHECKS,
    *revision_checks.CHECKS,
    *in_force_checks.CHECKS,
    *approval_checks.CHECKS,
    *disposal_checks.CHECKS,
    *published_checks.CHECKS,
    *upkeep_checks.CHECKS,
    *proof_checks.CHECKS,
    *merge_checks.CHECKS,
    *signer_checks.CHECKS,
    *signing_checks.CHECKS,
    *delegation_checks.CHECKS,
)
CORRECTION_CHECKS: tuple[Callable[[Control], Iterator[Finding]], ...] = correction_checks.CHECKS
EXECUTABLE_CHECKS: tuple[Callable[[ExecutableClauses], Iterator[Finding]], ...] = (
    *block_checks.CHECKS,
    *answer_checks.CHECKS,
    *strength_checks.CHECKS,
    *closing_checks.CHECKS,
    *dossier_checks.EXECUTABLE_CHECKS,
)
