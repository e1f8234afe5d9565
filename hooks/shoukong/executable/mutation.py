"""Which changes of a rule's or duty's queries its examples notice; the others show what they leave untried."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property

from shoukong.control.document_control import Control
from shoukong.days.schedule import RepeatError
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.duty import axis_of
from shoukong.executable.query_changes import Change, changes_of, plain_text
from shoukong.executable.query_process import QueryError
from shoukong.executable.rule import RECORD
from shoukong.executable.rule_family import Tested
from shoukong.executable.rule_trial import Layout, Texts, laid_out, queries_of
from shoukong.text.block import DUTY

MOST_CHANGES = 400  # of one query: what is longer than that is many rules in one
_OF_DUTY = ("done_on", "due", "for_day", "since", "until")


@dataclass(frozen=True, slots=True)
class Mutation:
    """The changes of a rule's or duty's queries by what became of them, each as it is told.

    `stale` are those listed as equivalent that an example notices after all, or that are no change of the query.
    `unread` are the keys of queries that cannot be changed.
    """

    noticed: tuple[str, ...]
    unnoticed: tuple[str, ...]
    equivalent: Mapping[str, str]
    stale: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many changes there are that make a difference."""
        return len(self.noticed) + len(self.unnoticed)

    @property
    def is_whole(self) -> bool:
        """Whether every change is noticed, or listed with a reason why it cannot be."""
        return not (self.unnoticed or self.stale or self.unread)


@dataclass(frozen=True)
class _Attempt:
    """A rule or duty whose examples are all laid out, each with what the rest of its family finds there."""

    placed: BlockInPlace
    layouts: Sequence[tuple[Layout, frozenset[str]]]
    axis: str

    @cached_property
    def texts(self) -> Texts:
        """Its queries."""
        return queries_of(self.placed)

    def changes(self) -> Iterator[tuple[str, str, Change]]:
        """Each change that the database takes: its name, the key of the query, and itself."""
        deciding = {RECORD, *((*_OF_DUTY, self.axis) if self.placed.block.kind == DUTY else ())}
        for key, sql in self.texts.items():
            prefix = f"{key} " if len(self.texts) > 1 else ""
            for change in changes_of(sql, deciding)[:MOST_CHANGES]:
                if self.layouts[0][0].is_sound(self.placed, change.sql):
                    yield prefix + change.told, key, change

    def is_noticed(self, key: str, sql: str) -> bool:
        """Whether an example does not find what it must with another query under a key."""
        texts = {**self.texts, key: sql}
        return any(self._differs(layout, others, texts) for layout, others in self.layouts)

    def _differs(self, layout: Layout, others: frozenset[str], texts: Texts) -> bool:
        try:
            return layout.found(self.placed, texts) | others != layout.example.breaches
        except (QueryError, RepeatError):
            return True

    def unread(self) -> Iterator[str]:
        """The keys of queries that sqlglot does not read, or reads as another query."""
        for key, sql in self.texts.items():
            plain = plain_text(sql)
            if plain is None or self.is_noticed(key, plain):
                yield key


def try_changes(tested: Tested, control: Control) -> Mutation:
    """Try every change of a rule or duty on its examples and its family's, in all of which what must be is found.

    What a family's example lists as equivalent may be meant for any of its members.
    """
    placed, axis = tested.placed, axis_of(tested.placed, control)
    asked = [(family, file.example) for family, file in tested.asked if file.example]
    listed = {change: reason for _, example in asked for change, reason in example.equivalent.items()}
    meant = {change for family, example in asked if len(family) == 1 for change in example.equivalent}
    with ExitStack() as stack:
        layouts = [stack.enter_context(laid_out(family, example, control)) for family, example in asked]
        found = [(each, each.found_by(block for block in each.family if block is not placed)) for each in layouts]
        attempt = _Attempt(placed, found, axis.name if axis else "")
        unread = tuple(attempt.unread())
        outcome = {
            told: attempt.is_noticed(key, change.sql) for told, key, change in attempt.changes() if key not in unread
        }
    noticed = tuple(told for told, is_noticed in outcome.items() if is_noticed)
    silent = [told for told, is_noticed in outcome.items() if not is_noticed]
    return Mutation(
        noticed=noticed,
        unnoticed=tuple(told for told in silent if told not in listed),
        equivalent={told: listed[told] for told in silent if told in listed},
        stale=tuple(told for told in listed if told in meant and told not in silent),
        unread=unread,
    )
