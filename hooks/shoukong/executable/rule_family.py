"""Families: the rule and the duties that one clause needs together, `R-01`, `R-01b`, `R-01c`, and their examples."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.rule_example import ExampleFile, read_examples

_LETTERED = re.compile(r"(.*[0-9])[a-z]")


def base_of(id_: str) -> str:
    """The number of the family that a rule or duty belongs to, if there is one: its own without a last letter."""
    lettered = _LETTERED.fullmatch(id_)
    return lettered[1] if lettered else id_


@dataclass(frozen=True, slots=True)
class Tested:
    """A rule or duty, its family, and the examples that try it.

    `shared` are those of the family, which ask all its members for what they find together; `own` are the block's.
    """

    placed: BlockInPlace
    family: tuple[BlockInPlace, ...]
    own: tuple[ExampleFile, ...]
    shared: tuple[ExampleFile, ...]

    @property
    def asked(self) -> list[tuple[tuple[BlockInPlace, ...], ExampleFile]]:
        """Every example with the blocks that it asks."""
        return [*(((self.placed,), file) for file in self.own), *((self.family, file) for file in self.shared)]

    @property
    def has_examples(self) -> bool:
        """Whether anything tries it."""
        return bool(self.own or self.shared)


def tested_blocks(root: Path, blocks: Sequence[BlockInPlace], ids: Iterable[str]) -> list[Tested] | str:
    """The blocks of some numbers, a family's number standing for all its members; all where there are none.

    Gives the first number that neither a block nor a family has.
    """
    wanted: dict[str, BlockInPlace] = {}
    for id_ in ids:
        found = [block for block in blocks if id_ in (block.id, base_of(block.id))]
        if not found:
            return id_
        wanted |= {block.id: block for block in found}
    return list(_tested(root, list(wanted.values()) or blocks, blocks))


def _tested(root: Path, wanted: Iterable[BlockInPlace], blocks: Sequence[BlockInPlace]) -> Iterator[Tested]:
    for placed in wanted:
        base = base_of(placed.id)
        family = tuple(block for block in blocks if base_of(block.id) == base)
        if len(family) == 1 and placed.id != base:
            base = placed.id
        own = read_examples(root, placed.id) if placed.id != base else ()
        yield Tested(placed, family, own, read_examples(root, base))
