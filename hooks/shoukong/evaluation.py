"""The evaluation: all that follows from a portal, its registers and its day, each part derived once, when first asked.

Checks, pages, prints and verbs receive it; nothing else opens registers or makes a part of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

from shoukong.checks import (
    CONTROL_CHECKS,
    CORRECTION_CHECKS,
    ENCLOSURE_CHECKS,
    EXECUTABLE_CHECKS,
    RECORD_CHECKS,
    SEAL_CHECKS,
    SEALED_CHECKS,
    SETTINGS_CHECKS,
    TEXT_CHECKS,
    RecordCheck,
)
from shoukong.checks.composition_checks import of_composition
from shoukong.checks.published_checks import GONE
from shoukong.checks.revision_checks import ALTERED
from shoukong.control.correction import masked_corrections
from shoukong.control.document_control import Control
from shoukong.declared.settings import FORMAT_NEWER
from shoukong.executable.asked_blocks import AskedBlocks
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.executable.query_process import Reader
from shoukong.finding import Finding, Place, Severity, in_order
from shoukong.layout import FORMS, RECORDS, SETTINGS
from shoukong.messages.catalogue import severity_of
from shoukong.portal import Portal
from shoukong.records.private_facts import masked_findings
from shoukong.records.registers import Registers, has_few_records, open_registers, register_folder, table_of
from shoukong.results.check_result import CheckResult
from shoukong.results.crowd import MANY, crowds, without_crowds
from shoukong.results.held_back import hold_back, is_held
from shoukong.results.named_text import gone_text, resting_on_named


@dataclass(frozen=True)
class Evaluation:
    """A portal with its registers on its day, and what follows: control, doubtful records, clauses, findings."""

    portal: Portal
    registers: Registers
    readers: Sequence[Reader] = ()

    @cached_property
    def control(self) -> Control:
        """Document control: approvals, lives of texts, readings, reviews, copies."""
        return Control(self.portal, self.registers)

    @cached_property
    def record_findings(self) -> tuple[Finding, ...]:
        """What is wrong with the registers and their records."""
        with ThreadPoolExecutor(max_workers=len(RECORD_CHECKS) + 1) as pool:
            sealed = pool.submit(lambda: self.sealed_findings)
            found = pool.map(self._of_records, RECORD_CHECKS)
            every = (item for each in (*found, sealed.result()) for item in each)
            return tuple(masked_findings(self.portal, every))

    @cached_property
    def sealed_findings(self) -> tuple[Finding, ...]:
        """What of the records is not as it was sealed."""
        return tuple(item for check in SEALED_CHECKS for item in check(self.control))

    @cached_property
    def seal_findings(self) -> tuple[Finding, ...]:
        """What is wrong with the seals themselves, and with the texts and files that they cover."""
        return tuple(item for check in SEAL_CHECKS for item in check(self.control))

    @cached_property
    def correction_findings(self) -> tuple[Finding, ...]:
        """What is wrong with the corrections of records."""
        found = (item for check in CORRECTION_CHECKS for item in check(self.control))
        return tuple(masked_findings(self.portal, found))

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """The numbers of records in which something is wrong: they prove nothing.

        Where very many lead nowhere, the register to which they lead is at fault, and not they.
        """
        alike = crowds(self.record_findings, self.registers.sizes)
        led_astray = {id(item) for crowd in alike if crowd.is_of_references for item in crowd.findings}
        errors = (item for item in self.record_findings if severity_of(item) is Severity.ERROR)
        return frozenset(item.record for item in errors if item.record and id(item) not in led_astray)

    @cached_property
    def asked(self) -> AskedBlocks:
        """What the queries of executable clauses give, whatever is wrong with records."""
        return AskedBlocks(self.control, self.readers)

    @cached_property
    def executable(self) -> ExecutableClauses:
        """The executable clauses and what they say."""
        return ExecutableClauses(self.asked, self.doubtful)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What all checks find, by place; of a portal in a newer format just that, since the rest cannot be read."""
        newer = tuple(item for item in self.portal.faults if item.code == FORMAT_NEWER)
        return newer or self._all_findings()

    def _all_findings(self) -> tuple[Finding, ...]:
        self.asked.prepare()
        # DuckDB works outside Python's lock, and queries in their own process: what needs nothing else goes on at once.
        with ThreadPoolExecutor(max_workers=2) as pool:
            of_records = pool.submit(lambda: self.record_findings)
            asked = pool.submit(self.asked.ask)
            found = [item for check in TEXT_CHECKS for item in check(self.portal)]
            derived = [item for check in SETTINGS_CHECKS for item in check(self.portal)]
            derived += [item for check in CONTROL_CHECKS for item in check(self.control)]
            derived += [*self.correction_findings, *self.seal_findings]
            found += [item for check in ENCLOSURE_CHECKS for item in check(self.control)]
            found += of_records.result()
            asked.result()
        derived += [item for check in EXECUTABLE_CHECKS for item in check(self.executable)]
        found += map(_resting_on_settings, derived)
        found = [resting_on_named(of_composition(item)) for item in found]
        faulty = self._faulty_files(found)
        alike = tuple(crowds((item for item in found if not is_held(item, faulty)), self.registers.sizes))
        for crowd in (crowd for crowd in alike if crowd.spoiled):
            faulty.setdefault(register_folder(crowd.spoiled), crowd.place)
            faulty.setdefault(f"{FORMS}/{crowd.spoiled}.yaml", crowd.place)
        for crowd in (crowd for crowd in alike if crowd.spoils_all):
            faulty.setdefault(SETTINGS, crowd.place)
        told = hold_back(without_crowds(found, alike), faulty)
        return in_order(masked_findings(self.portal, told))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many records each table holds."""
        return self.registers.counts(self.portal.forms_by_name)

    @cached_property
    def result(self) -> CheckResult:
        """The findings and what was read."""
        return CheckResult(
            as_of=self.portal.as_of,
            documents=len(self.portal.documents),
            forms=len(self.portal.forms),
            records=sum(self.counts.values()),
            findings=self.findings,
        )

    def _faulty_files(self, found: Iterable[Finding]) -> dict[str, Place]:
        """Documents, forms and registers that cannot be taken as they stand: not whole, not as approved, rows gone."""
        faulty = {path: item.place for item in found if (path := gone_text(item))}
        unread = [resting_on_named(item) for item in self.portal.faults if severity_of(item) is Severity.ERROR]
        faulty |= {item.place.path: item.place for item in unread if not item.rests_on}
        faulty |= {item.place.path: item.place for item in reversed(in_order(filter(_is_of_settings, found)))}
        faulty |= {item.facts["text"]: item.place for item in found if item.code in ALTERED}
        followed = [item for item in unread if item.rests_on and not is_held(item, faulty)]
        faulty |= {item.place.path: item.place for item in followed}
        for item in (item for item in found if item.code in GONE):
            faulty.setdefault(register_folder(table_of(item.place.path)), item.place)
            if int(item.facts.get("count", "1")) >= MANY:
                faulty.setdefault(_form_path(item), item.place)
        for item in self.registers.findings:
            if not item.place.path.startswith(f"{RECORDS}/"):
                continue
            if item.code == "part-without-form" or table_of(item.place.path) in self.registers.incomplete:
                faulty.setdefault(_form_path(item), item.place)
        return faulty

    def _of_records(self, check: RecordCheck) -> list[Finding]:
        return list(check(self.portal, self.registers))


def _resting_on_settings(item: Finding) -> Finding:
    """A finding that the settings, and the names of registers in them, have a part in, unless it is about them."""
    return item if item.place.path == SETTINGS else item.resting_on(item.rests_on | {SETTINGS})


def _form_path(item: Finding) -> str:
    """The file of the form whose register a finding is about."""
    return f"{FORMS}/{table_of(item.place.path)}.yaml"


def _is_of_settings(item: Finding) -> bool:
    return item.place.path == SETTINGS and severity_of(item) is Severity.ERROR


@contextmanager
def evaluate(portal: Portal, *, asks_clauses: bool = True) -> Iterator[Evaluation]:
    """The evaluation of a portal, its registers open for as long as it is asked.

    Who will not ask what clauses say does without the processes that answer their queries.
    """
    has_blocks = asks_clauses and any(document.blocks for document in portal.documents)
    with ExitStack() as stack:
        wanted = (1 if has_few_records(portal) else 2) if has_blocks else 0
        readers = [Reader() for _ in range(wanted)]  # which start while the registers are opened
        for reader in readers:
            stack.callback(reader.send_away)
        yield _with_what_became(Evaluation(portal, stack.enter_context(open_registers(portal)), readers))


@contextmanager
def evaluate_with(portal: Portal, parts: Mapping[str, bytes]) -> Iterator[Evaluation]:
    """The evaluation of a portal as it would be with some parts of registers, by their paths, as they are given."""
    whole = replace(portal, parts=tuple(sorted({*portal.parts, *parts})))
    with open_registers(whole, parts) as registers:
        yield _with_what_became(Evaluation(whole, registers))


def _with_what_became(evaluation: Evaluation) -> Evaluation:
    """Let the registers know what was withdrawn or disposed of, and which corrections tell what is withheld."""
    control, registers = evaluation.control, evaluation.registers
    registers.masked = masked_corrections(evaluation.portal, control.corrections)
    registers.withdrawn = {table: frozenset(records) for table, records in control.withdrawn.items()}
    registers.disposed = control.disposals.numbers
    return evaluation


def check(portal: Portal) -> CheckResult:
    """What all checks find in a portal."""
    with evaluate(portal) as evaluation:
        return evaluation.result
