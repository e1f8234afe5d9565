"""The chain of a portal's seals: each names the digest of the one before, and lists what it covers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePosixPath

from shoukong.files.folder import LEFT_BEHIND, all_files
from shoukong.layout import SEALS
from shoukong.sealing.seal_folder import (
    CONTENTS,
    HEAD,
    SIGNATURE,
    Contents,
    Seal,
    SealedPart,
    read_contents,
    read_rows,
    read_seal,
    rows_path,
    seal_numbers,
)


class SealFault(StrEnum):
    """What is wrong with a file of a seal, or with its place in the chain."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"
    STRAY = "stray"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class FaultyFile:
    """A file of a seal of which something is wrong; `other` is what it should name, or the seal before it."""

    fault: SealFault
    path: str
    number: str
    other: str = ""


@dataclass(frozen=True)
class SealChain:
    """The seals by the days on which they were made, and what is wrong with their files."""

    root: Path
    seals: tuple[Seal, ...]
    unreadable: tuple[str, ...]

    @property
    def latest(self) -> Seal | None:
        """The seal that was made last."""
        return self.seals[-1] if self.seals else None

    @cached_property
    def by_number(self) -> Mapping[str, Seal]:
        """The seals by their numbers."""
        return {seal.number: seal for seal in self.seals}

    @cached_property
    def contents(self) -> Mapping[str, Contents]:
        """What each seal covers, where its list is the one that it tells of."""
        read = ((seal.number, read_contents(self.root, seal)) for seal in self.seals)
        return {number: contents for number, contents in read if contents is not None}

    @cached_property
    def leaves(self) -> Mapping[tuple[str, str], bytes]:
        """The leaves of each part's rows, by seal and path, where the list is the one that the seal tells of."""
        read = (((seal.number, part.path), read_rows(self.root, seal, part)) for seal, part in self.parts())
        return {key: leaves for key, leaves in read if leaves is not None}

    def parts(self) -> Iterator[tuple[Seal, SealedPart]]:
        """Every part that every seal covers, the seals in their order."""
        for seal in self.seals:
            contents = self.contents.get(seal.number)
            yield from ((seal, part) for part in (contents.parts if contents else ()))

    @cached_property
    def faults(self) -> tuple[FaultyFile, ...]:
        """What is wrong with the heads and contents of seals and with the chain; lists of rows stand aside."""
        return (*self._unreadable(), *self._altered(), *self._strays(), *self._broken_links())

    @cached_property
    def altered_lists(self) -> tuple[FaultyFile, ...]:
        """The lists of rows that are not those that were sealed."""
        return tuple(
            FaultyFile(SealFault.ALTERED, rows_path(seal, part.path), seal.number)
            for seal, part in self.parts()
            if (seal.number, part.path) not in self.leaves
        )

    @property
    def is_whole(self) -> bool:
        """Whether all that was sealed is known."""
        return not self.altered_lists and not any(each.fault is not SealFault.STRAY for each in self.faults)

    def _unreadable(self) -> Iterator[FaultyFile]:
        for number in self.unreadable:
            path = f"{SEALS}/{number}"
            is_folder = (self.root / path).is_dir()
            fault = SealFault.UNREADABLE if is_folder else SealFault.STRAY
            yield FaultyFile(fault, f"{path}/{HEAD}" if is_folder else path, number)

    def _altered(self) -> Iterator[FaultyFile]:
        for seal in self.seals:
            if seal.number not in self.contents:
                yield FaultyFile(SealFault.ALTERED, f"{seal.folder}/{CONTENTS}", seal.number)

    def _strays(self) -> Iterator[FaultyFile]:
        known = {f"{seal.folder}/{name}" for seal in self.seals for name in (HEAD, CONTENTS, SIGNATURE)}
        known.update(rows_path(seal, part.path) for seal, part in self.parts())
        for seal in self.seals:
            for path in all_files(self.root, seal.folder):
                is_ours = path in known or PurePosixPath(path).name in LEFT_BEHIND
                if not is_ours and seal.number in self.contents:
                    yield FaultyFile(SealFault.STRAY, path, seal.number)

    def _broken_links(self) -> Iterator[FaultyFile]:
        before = ""
        for seal in self.seals:
            if seal.before != before:
                yield FaultyFile(SealFault.CHAIN, f"{seal.folder}/{HEAD}", seal.number, seal.before)
            before = seal.digest


def read_chain(root: Path) -> SealChain:
    """The seals of a portal's folder."""
    read = {number: read_seal(root, number) for number in seal_numbers(root)}
    seals = [seal for seal in read.values() if seal is not None]
    ordered = sorted(seals, key=lambda seal: (seal.sealed_on, len(seal.number), seal.number))
    return SealChain(root, tuple(ordered), tuple(number for number, seal in read.items() if seal is None))
