"""What the executable clauses of a portal say on its day, each asked once: breaches, occurrences, figures."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shoukong.control.document_control import Control
from shoukong.executable.axis_members import MemberNames, member_names
from shoukong.executable.blocks_in_place import BlockInPlace, blocks_in_place
from shoukong.executable.breach import Breach
from shoukong.executable.breach_answer import (
    AnsweredBreach,
    Report,
    answered,
    read_reports,
    recurrence_months,
    unmatched,
    with_recurrences,
)
from shoukong.executable.closing import Closed, Closing, closed_points, read_closings
from shoukong.executable.deviation import Deviation, read_deviations, weighed
from shoukong.executable.dossier_rows import askable_queries, try_query
from shoukong.executable.duty import DutyResult, duty_breaches, follow_duty
from shoukong.executable.follow_up import follow_up
from shoukong.executable.indicator import IndicatorResult, measure
from shoukong.executable.query_process import Queries
from shoukong.executable.query_tables import source_paths, words_of, write_tables
from shoukong.executable.rule import RuleResult, ask
from shoukong.finding import Finding
from shoukong.layout import DOCUMENTS
from shoukong.records.core_declaration import ACTIONS
from shoukong.records.core_registers import Row, core_rows
from shoukong.table_names import OCCURRENCES
from shoukong.text.block import DUTY, EACH, INDICATOR, RULE, Block

QUERIES = ("sql", "rows", "scope", "each", "evidence")
# The columns of the table of occurrences, which indicators may ask; after the first three come the axes of scopes.
_HEAD = ("duty", "title", "owner")
_REST = {
    "opens": "DATE",
    "due": "DATE",
    "done_on": "DATE",
    "record": "VARCHAR",
    "state": "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class BlockResults:
    """What the rules, duties and indicators of a portal say, and what is wrong with the queries of its dossiers."""

    rules: tuple[RuleResult, ...]
    duties: tuple[DutyResult, ...]
    indicators: tuple[IndicatorResult, ...]
    dossier_faults: tuple[Finding, ...]


@dataclass(frozen=True)
class ExecutableClauses:
    """The executable clauses of a portal and their results; `doubtful` are numbers of records that prove nothing."""

    control: Control
    doubtful: frozenset[str] = frozenset()

    @cached_property
    def rules(self) -> tuple[BlockInPlace, ...]:
        """The rules, in the order of documents and lines."""
        return blocks_in_place(self.control, RULE)

    @cached_property
    def duties(self) -> tuple[BlockInPlace, ...]:
        """The duties, in the same order."""
        return blocks_in_place(self.control, DUTY)

    @cached_property
    def indicators(self) -> tuple[BlockInPlace, ...]:
        """The indicators, in the same order."""
        return blocks_in_place(self.control, INDICATOR)

    @property
    def rule_results(self) -> tuple[RuleResult, ...]:
        """Every rule's result."""
        return self._block_results.rules

    @property
    def duty_results(self) -> tuple[DutyResult, ...]:
        """Every duty's occurrences."""
        return self._block_results.duties

    @property
    def indicator_results(self) -> tuple[IndicatorResult, ...]:
        """Every indicator's points."""
        return self._block_results.indicators

    @property
    def dossier_faults(self) -> tuple[Finding, ...]:
        """What is wrong with the queries of dossier templates, as far as it shows without running them."""
        return self._block_results.dossier_faults

    @cached_property
    def _block_results(self) -> BlockResults:
        """What all blocks say, asked of one process; none is started where there is no block."""
        dossier_queries = tuple(askable_queries(self.control.portal))
        if not self.blocks and not dossier_queries:
            return BlockResults((), (), (), ())
        queries = self._process
        queries.read(self._texts)
        rules = tuple(ask(rule, queries, self.control) for rule in self.rules)
        names = member_names(queries, self.control)
        duties = tuple(self._follow(duty, queries, names) for duty in self.duties)
        queries.put(OCCURRENCES, self._columns, lambda: self._rows(duties))
        indicators = tuple(measure(indicator, queries, self.control) for indicator in self.indicators)
        faults = [(query, try_query(dossier, query, queries, self.control)) for dossier, query in dossier_queries]
        return BlockResults(rules, duties, indicators, tuple(self._resting(faults)))

    def _follow(self, duty: BlockInPlace, queries: Queries, names: MemberNames) -> DutyResult:
        """The occurrences of a duty that repeats, or that follows records."""
        if duty.block.text(EACH):
            return follow_up(duty, queries, self.control, names, self.doubtful)
        return follow_duty(duty, queries, self.control, self.doubtful)

    def _resting(self, faults: Iterable[tuple[Block, Finding | None]]) -> Iterator[Finding]:
        """The faults of dossier queries, each with the files on which its query rests."""
        for query, fault in faults:
            if fault is not None:
                texts = [query.text("sql"), query.text("document")]
                yield fault.resting_on(source_paths(self.control.portal, texts))

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """The nonconformity reports that answer breaches."""
        return read_reports(self.control.portal, self.control.registers)

    @cached_property
    def actions(self) -> tuple[Row, ...]:
        """The corrective actions, whatever led to them, by number."""
        return core_rows(self.control.portal, self.control.registers, ACTIONS)

    @cached_property
    def breaches(self) -> Mapping[str, tuple[AnsweredBreach, ...]]:
        """The breaches of each rule and duty with their answers, by its number."""
        day = self.control.portal.as_of
        found: dict[str, tuple[Breach, ...]] = {result.rule.id: result.breaches for result in self.rule_results}
        found |= {result.duty.id: duty_breaches(result, day) for result in self.duty_results}
        weighed_ones = weighed(answered(found, self.reports), self.blocks, self.deviations, self.control)
        return with_recurrences(weighed_ones, recurrence_months(self.control))

    @cached_property
    def deviations(self) -> tuple[Deviation, ...]:
        """What was agreed to where a clause says in principle, by number."""
        return read_deviations(self.control.portal, self.control.registers)

    @cached_property
    def cleared(self) -> tuple[Report, ...]:
        """Reports whose breach no longer shows: what was corrected stays told."""
        return unmatched(self.reports, self.breaches)

    @cached_property
    def blocks(self) -> Mapping[str, BlockInPlace]:
        """Every block by its number."""
        return {placed.id: placed for placed in (*self.rules, *self.duties, *self.indicators)}

    @cached_property
    def closings(self) -> tuple[Closing, ...]:
        """Every figure that was frozen, by number."""
        return read_closings(self.control.portal, self.control.registers)

    @cached_property
    def closed(self) -> tuple[Closed, ...]:
        """Each frozen figure with what is computed today."""
        return closed_points(self.closings, self.indicator_results)

    def sources(self, placed: BlockInPlace) -> frozenset[str]:
        """The files of forms and documents from which a block's result is derived."""
        if placed.id not in self._sources:
            texts = [placed.block.text(key) for key in QUERIES]
            paths = source_paths(self.control.portal, texts)
            if OCCURRENCES in words_of(texts) and placed.block.kind != DUTY:
                paths |= {DOCUMENTS}.union(*map(self.sources, self.duties))
            self._sources[placed.id] = paths
        return self._sources[placed.id]

    @cached_property
    def _sources(self) -> dict[str, frozenset[str]]:
        return {}

    @property
    def queries(self) -> Queries:
        """The process of queries, its tables those of the registers and of the occurrences of duties."""
        _ = self._block_results  # which puts the occurrences there
        return self._process

    @property
    def _columns(self) -> Mapping[str, str]:
        """The columns of the table of occurrences with their types."""
        axes = (axis.name for axis in self.control.portal.settings.scopes)
        return {**dict.fromkeys((*_HEAD, *axes), "VARCHAR"), **_REST}

    def _rows(self, duties: Iterable[DutyResult]) -> Iterator[tuple[object, ...]]:
        """The table of occurrences."""
        day, axes = self.control.portal.as_of, self.control.portal.settings.scopes
        for result in duties:
            head = (result.duty.id, result.duty.title)
            for o in result.occurrences:
                done = (o.proof.done_on, o.proof.record) if o.proof else (None, None)
                codes = (o.scope.code if o.scope.axis == axis else "" for axis in axes)
                yield (*head, o.owner, *codes, o.opens, o.due, *done, str(o.state(day)))

    @cached_property
    def _process(self) -> Queries:
        """The process of queries; it lasts as long as the registers, and so does the file of its typed tables."""
        registers = self.control.registers
        file = Path(tempfile.mkdtemp(prefix="typed-", dir=registers.scratch)) / "typed.duckdb"
        write_tables(self.control, self._texts, file)
        queries = Queries(file)
        registers.at_end.callback(queries.close)
        return queries

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """Every query of blocks and dossiers, each once."""
        blocks = (placed.block for placed in (*self.rules, *self.duties, *self.indicators))
        texts = [block.text(key) for block in blocks for key in QUERIES if block.text(key)]
        dossiers = self.control.portal.dossiers
        texts += [query.text("sql") for dossier in dossiers for query in dossier.queries]
        texts += [axis.register for axis in self.control.portal.settings.scopes]
        return tuple(dict.fromkeys(texts))
