"""What the executable clauses of a portal say on its day, each asked once: breaches, occurrences, figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shoukong.control.document_control import Control
from shoukong.executable.asked_blocks import QUERIES, AskedBlocks, asks_for_occurrences
from shoukong.executable.axis_members import member_names
from shoukong.executable.blocks_in_place import BlockInPlace
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
from shoukong.executable.duty import DutyResult, follow_duty
from shoukong.executable.indicator import IndicatorResult, measure
from shoukong.executable.occurrence_table import hold_occurrences
from shoukong.executable.post_terms import asks_for_posts
from shoukong.executable.query_process import Queries
from shoukong.executable.query_tables import source_paths, words_of
from shoukong.executable.rule import RuleResult
from shoukong.finding import Finding
from shoukong.layout import DOCUMENT_ARCHIVE, DOCUMENTS
from shoukong.records.core_declaration import ACTIONS
from shoukong.records.core_registers import Row, core_rows
from shoukong.text.block import DUTY, EACH


@dataclass(frozen=True)
class ExecutableClauses:
    """The executable clauses of a portal and their results; `doubtful` are numbers of records that prove nothing."""

    asked: AskedBlocks
    doubtful: frozenset[str] = frozenset()

    @property
    def control(self) -> Control:
        """The document control by which they are in force."""
        return self.asked.control

    @property
    def rules(self) -> tuple[BlockInPlace, ...]:
        """The rules, in the order of documents and lines."""
        return self.asked.rules

    @property
    def duties(self) -> tuple[BlockInPlace, ...]:
        """The duties, in the same order."""
        return self.asked.duties

    @property
    def indicators(self) -> tuple[BlockInPlace, ...]:
        """The indicators, in the same order."""
        return self.asked.indicators

    @cached_property
    def rule_results(self) -> tuple[RuleResult, ...]:
        """Every rule's result."""
        self.asked.ask()
        return self.asked.rule_results

    @cached_property
    def indicator_results(self) -> tuple[IndicatorResult, ...]:
        """Every indicator's points."""
        self.asked.ask()
        known = {result.indicator.id: result for result in self.asked.indicator_results}
        return tuple(known.get(i.id) or measure(i, self.queries, self.control) for i in self.indicators)

    @property
    def dossier_faults(self) -> tuple[Finding, ...]:
        """What is wrong with the queries of dossier templates, as far as it shows without running them."""
        self.asked.ask()
        return self.asked.dossier_faults

    @cached_property
    def duty_results(self) -> tuple[DutyResult, ...]:
        """Every duty's result, in the order of documents; the occurrences become a table."""
        if self.asked.is_empty:
            return ()
        self.asked.ask()
        queries, following = self.asked.queries, self.asked.following
        repeated = [duty for duty in self.duties if not duty.block.text(EACH)]
        results = [follow_duty(duty, queries, self.control, self.doubtful) for duty in repeated]
        followed = following.results(member_names(queries, self.control), self.doubtful)
        hold_occurrences(queries, self.control.portal, results, following.duties)
        by_id = {result.duty.id: result for result in (*results, *followed)}
        return tuple(by_id[duty.id] for duty in self.duties)

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
        found: dict[str, tuple[Breach, ...]] = {result.rule.id: result.breaches for result in self.rule_results}
        found |= {result.duty.id: result.breaches for result in self.duty_results}
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
        """Every figure that was frozen by the portal's day, by number."""
        found = read_closings(self.control.portal, self.control.registers)
        return tuple(each for each in found if each.closed_on is None or each.closed_on <= self.control.portal.as_of)

    @cached_property
    def closed(self) -> tuple[Closed, ...]:
        """Each frozen figure with what is computed today."""
        return closed_points(self.closings, self.indicator_results)

    def sources(self, placed: BlockInPlace) -> frozenset[str]:
        """The files of forms and documents from which a block's result is derived."""
        if placed.id not in self._sources:
            texts = [placed.block.text(key) for key in QUERIES]
            paths = source_paths(self.control.portal, texts)
            if asks_for_posts(self.control.portal, words_of(texts)):
                paths |= self.control.sources_of_people
            if asks_for_occurrences(placed) and placed.block.kind != DUTY:
                paths |= {DOCUMENTS}.union(*map(self.sources, self.duties))
            self._sources[placed.id] = paths
        return self._sources[placed.id]

    def sources_of_result(self, placed: BlockInPlace) -> frozenset[str]:
        """What a block's result is derived from, the earlier texts of its document included: each judges its days."""
        return self.sources(placed) | {f"{DOCUMENT_ARCHIVE}/{placed.document.id}"}

    @cached_property
    def _sources(self) -> dict[str, frozenset[str]]:
        return {}

    @property
    def queries(self) -> Queries:
        """The process of queries, its tables those of the registers and of the occurrences of duties."""
        _ = self.duty_results  # which makes the occurrences a table
        return self.asked.queries
