"""What the queries of executable clauses give before anybody knows which records are doubtful.

Processes of their own answer, so that the registers and texts can be checked meanwhile: one, or of many records two,
of which one is for follow-ups.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shoukong.control.document_control import Control
from shoukong.executable.blocks_in_place import BlockInPlace, blocks_in_place
from shoukong.executable.dossier_rows import askable_queries, try_query
from shoukong.executable.follow_up import FollowUps
from shoukong.executable.follow_up_tables import EVIDENCE
from shoukong.executable.indicator import IndicatorResult, measure
from shoukong.executable.query_process import Allowance, Queries, Reader
from shoukong.executable.query_tables import source_paths, words_of, write_tables
from shoukong.executable.rule import RuleResult, ask
from shoukong.executable.sound_queries import read
from shoukong.finding import Finding
from shoukong.forms.table_names import OCCURRENCES
from shoukong.text.block import DUTY, EACH, INDICATOR, RULE, Block

QUERIES = ("sql", "rows", "scope", "each", "evidence")


@dataclass(frozen=True)
class AskedBlocks:
    """The executable blocks of a portal and what their queries give, each asked once.

    `readers` are those that were started in advance: one, two, or none.
    """

    control: Control
    readers: Sequence[Reader] = ()

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

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is no block and no query of a dossier, so that no process is needed."""
        blocks = (*self.rules, *self.duties, *self.indicators)
        return not blocks and next(askable_queries(self.control.portal), None) is None

    def prepare(self) -> None:
        """Write the tables of the queries.

        A query of the registers meanwhile, from another thread, would hold their file when a process wants to open it.
        """
        if not self.is_empty:
            _ = self._processes

    def ask(self) -> None:
        """Ask all that is told here."""
        _ = self._are_asked

    @cached_property
    def _are_asked(self) -> bool:
        if self.is_empty:
            return False
        self.prepare()
        if self._others is self.queries:  # what others may bring down is asked before what it keeps
            self._ask_others()
            self._ask_duties()
            return True
        with ThreadPoolExecutor(max_workers=1) as pool:
            asked = pool.submit(self._ask_others)
            self._ask_duties()
            asked.result()
        self._others.close()
        return True

    def _ask_duties(self) -> None:
        compared = [duty.block.text(key) for duty in self.duties if duty.block.text(EACH) for key in (EACH, EVIDENCE)]
        read(_texts_of(self.duties), self.queries, self.control.portal, compared)
        self.following.ask()

    def _ask_others(self) -> None:
        texts = (*_texts_of((*self.rules, *self.indicators)), *self._texts_of_dossiers)
        read(texts, self._others, self.control.portal)
        _ = self.rule_results, self.indicator_results, self.dossier_faults

    @cached_property
    def rule_results(self) -> tuple[RuleResult, ...]:
        """Every rule's result."""
        return tuple(ask(rule, self._others, self.control) for rule in self.rules)

    @cached_property
    def indicator_results(self) -> tuple[IndicatorResult, ...]:
        """The results of the indicators that ask for no occurrences of duties."""
        own = (indicator for indicator in self.indicators if not asks_for_occurrences(indicator))
        return tuple(measure(indicator, self._others, self.control) for indicator in own)

    @cached_property
    def following(self) -> FollowUps:
        """The duties that follow records, asked but not matched."""
        own = tuple(duty for duty in self.duties if duty.block.text(EACH))
        return FollowUps(own, self.queries, self.control)

    @cached_property
    def dossier_faults(self) -> tuple[Finding, ...]:
        """What is wrong with the queries of dossier templates, as far as it shows without running them."""
        asked = askable_queries(self.control.portal)
        return tuple(self._resting((q, try_query(dossier, q, self._others, self.control)) for dossier, q in asked))

    def _resting(self, faults: Iterable[tuple[Block, Finding | None]]) -> Iterator[Finding]:
        """The faults of dossier queries, each with the files on which its query rests."""
        for query, fault in faults:
            if fault is not None:
                texts = [query.text("sql"), query.text("document")]
                yield fault.resting_on(source_paths(self.control.portal, texts))

    @property
    def queries(self) -> Queries:
        """The process that goes on answering, as long as the registers are open."""
        return self._processes[0]

    @property
    def _others(self) -> Queries:
        """The process that answers all but follow-ups, the same unless there are two."""
        return self._processes[-1]

    @cached_property
    def _processes(self) -> tuple[Queries, ...]:
        """The processes of queries; the file of their typed tables lasts as long as the registers."""
        registers = self.control.registers
        file = Path(tempfile.mkdtemp(prefix="typed-", dir=registers.scratch)) / "typed.duckdb"
        allowance = Allowance()
        processes = tuple(Queries(file, reader, allowance) for reader in self.readers or (Reader(),))
        for queries in processes:
            registers.at_end.callback(queries.close)
        write_tables(self.control, self._texts, file)
        return processes

    @property
    def _texts(self) -> tuple[str, ...]:
        """Every query that is asked, each once."""
        texts = _texts_of((*self.rules, *self.duties, *self.indicators))
        registers = (axis.register for axis in self.control.portal.settings.scopes)
        return tuple(dict.fromkeys((*texts, *self._texts_of_dossiers, *registers)))

    @property
    def _texts_of_dossiers(self) -> tuple[str, ...]:
        return tuple(query.text("sql") for dossier in self.control.portal.dossiers for query in dossier.queries)


def _texts_of(blocks: Iterable[BlockInPlace]) -> tuple[str, ...]:
    return tuple(text for placed in blocks for key in QUERIES if (text := placed.block.text(key)))


def asks_for_occurrences(placed: BlockInPlace) -> bool:
    """Whether a block's queries read the table of occurrences."""
    return OCCURRENCES in words_of(placed.block.text(key) for key in QUERIES)
