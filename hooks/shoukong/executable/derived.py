"""What the executable clauses of a portal say on its day: every rule asked once, its breaches with their answers."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shoukong.block import RULE
from shoukong.control.derived import Control
from shoukong.executable.answer import AnsweredBreach, answered, read_reports
from shoukong.executable.placed import placed_blocks
from shoukong.executable.query import Room
from shoukong.executable.rule import RuleResult, ask
from shoukong.executable.tables import write_tables


@dataclass(frozen=True)
class Executable:
    """The rules of a portal and their results."""

    control: Control

    @cached_property
    def results(self) -> tuple[RuleResult, ...]:
        """Every rule's result, in the order of documents and lines."""
        rules = placed_blocks(self.control, RULE)
        if not rules:
            return ()
        with tempfile.TemporaryDirectory(prefix="typed-", dir=self.control.registers.scratch) as folder:
            file = Path(folder) / "typed.duckdb"
            write_tables(self.control, [rule.block.text("sql") for rule in rules], file)
            room = Room(file)
            try:
                return tuple(ask(rule, room, self.control) for rule in rules)
            finally:
                room.close()

    @cached_property
    def breaches(self) -> Mapping[str, tuple[AnsweredBreach, ...]]:
        """The breaches of each rule, by the rule's number."""
        reports = read_reports(self.control.portal, self.control.registers)
        return {result.rule.id: answered(result.breaches, reports) for result in self.results}
