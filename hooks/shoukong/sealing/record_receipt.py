"""A receipt: one record as it was sealed, with what leads from it to the head of its seal, and nothing of any other."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.forms.form import Form
from shoukong.sealing.canonical_row import as_sealed, covered_names, row_leaf, salt_of
from shoukong.sealing.seal_chain import SealChain
from shoukong.sealing.seal_folder import (
    SIGNATURE,
    Contents,
    Seal,
    SealedPart,
    listed_rows,
    read_list,
    read_plain,
    read_rows,
)
from shoukong.text.merkle import hashes_of, path_of

FORMAT = "shoukong receipt 1"
_MOST_SIGNATURE = 1 << 14  # bytes


@dataclass(frozen=True, slots=True)
class TreePlace:
    """Where a leaf is in a tree: its place from 0 among so many, and the hashes that lead to the root."""

    index: int
    count: int
    path: tuple[bytes, ...]

    @property
    def told(self) -> Mapping[str, object]:
        """As a receipt tells it."""
        return {"index": self.index, "count": self.count, "path": [each.hex() for each in self.path]}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What proves that a record stood in a sealed period: `cells` as they were sealed, `line` that of its part."""

    organization: str
    form: Form
    record: str
    salt: str
    cells: Mapping[str, str]
    row: TreePlace
    line: str
    part: TreePlace
    seal: Seal
    signature: str

    @property
    def titles(self) -> Mapping[str, str]:
        """What the fields of the cells are called."""
        return {field.name: field.title for field in self.form.fields if field.name in self.cells}

    @property
    def told(self) -> Mapping[str, object]:
        """As the receipt is written; who issued it, and what fields are called, is told and not proved."""
        return {
            "format": FORMAT,
            "organization": self.organization,
            "form": f"{self.form.id} {self.form.title}",
            "titles": self.titles,
            "record": self.record,
            "table": self.form.name,
            "salt": self.salt,
            "cells": self.cells,
            "row": self.row.told,
            "line": self.line,
            "part": self.part.told,
            "seal": self.seal.text,
            "signature": self.signature,
        }

    @property
    def text(self) -> str:
        """The receipt as a file."""
        return json.dumps(self.told, ensure_ascii=False, indent=1) + "\n"

    @property
    def packed(self) -> str:
        """The receipt as the end of an address: compact, compressed as by raw deflate, in the safe form of base 64."""
        compact = json.dumps({**self.told, "signature": ""}, ensure_ascii=False, separators=(",", ":")).encode()
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        return base64.urlsafe_b64encode(packer.compress(compact) + packer.flush()).decode().rstrip("=")


def sealed_parts_of(chain: SealChain, table: str) -> Iterator[tuple[Seal, Contents, SealedPart]]:
    """The parts of a table that seals cover, the latest seal first."""
    for seal in reversed(chain.seals):
        contents = chain.contents.get(seal.number)
        if contents is not None:
            yield from ((seal, contents, part) for part in contents.parts if part.table == table)


def receipt_of(
    chain: SealChain, form: Form, record: str, rows: Sequence[Mapping[str, str]], organization: str
) -> Receipt | None:
    """The receipt of a record by the latest seal that covers it; None where none does.

    `rows` are those that have its number, as they are written. Raises ValueError where none is as it was sealed then.
    """
    for seal, contents, part in sealed_parts_of(chain, form.name):
        leaves = read_rows(chain.root, seal, part)
        found = _listed(chain.root, seal, part, record) if leaves is not None else None
        if leaves is None or found is None:
            continue
        index, mask, leaf = found
        salt, names = salt_of(contents.seed, record), covered_names(mask, part.names)
        told = ({name: as_sealed(row[name]) for name in names if row.get(name)} for row in rows)
        cells = next((cells for cells in told if row_leaf(salt, form.name, cells) == leaf), None)
        if cells is None:
            raise ValueError(seal.number)
        at, lines = contents.lines.index(part.line), hashes_of(contents.lines)
        return Receipt(
            organization=organization,
            form=form,
            record=record,
            salt=salt,
            cells=cells,
            row=TreePlace(index, part.count, path_of(leaves, index)),
            line=part.line,
            part=TreePlace(at, seal.count, path_of(lines, at)),
            seal=seal,
            signature=read_plain(chain.root / seal.folder / SIGNATURE, _MOST_SIGNATURE) or "",
        )
    return None


def _listed(root: Path, seal: Seal, part: SealedPart, record: str) -> tuple[int, str, str] | None:
    """Where a record is among the rows of a part, with its mask and leaf."""
    text = read_list(root, seal, part) or ""
    if record not in text:
        return None
    rows = enumerate(listed_rows(text))
    return next(((i, mask, leaf) for i, (number, _, mask, leaf) in rows if number == record), None)
