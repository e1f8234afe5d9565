"""Merkle trees as RFC 6962 makes them: a root over many leaves, and the path that leads from one leaf to it."""

import hashlib
from collections.abc import Iterable

EMPTY = hashlib.sha256(b"").digest()
_SIZE = 32


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def root_of(leaves: bytes) -> bytes:
    """The root over the hashes of leaves, given one after the other in 32 bytes each."""
    level = leaves
    while len(level) > _SIZE:
        level = _above(level)
    return level or EMPTY


def path_of(leaves: bytes, index: int) -> tuple[bytes, ...]:
    """The hashes that lead from a leaf, by its place from 0, to the root: each level's neighbour, lowest first."""
    path: list[bytes] = []
    level = leaves
    while len(level) > _SIZE:
        at = (index ^ 1) * _SIZE
        if at < len(level):
            path.append(level[at : at + _SIZE])
        level, index = _above(level), index // 2
    return tuple(path)


def hashes_of(texts: Iterable[str]) -> bytes:
    """The hashes of leaves that are texts, one after the other."""
    return b"".join(leaf_hash(text.encode()) for text in texts)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _above(level: bytes) -> bytes:
    """The next level of a tree: a last one without a neighbour is taken up as it is."""
    pairs = len(level) // (2 * _SIZE) * 2 * _SIZE
    made = [hashlib.sha256(b"\x01" + level[at : at + 64]).digest() for at in range(0, pairs, 64)]
    return b"".join(made) + level[pairs:]
