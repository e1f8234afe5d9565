"""The one form in which a row is sealed: its table and its cells that are not empty, whatever the CSV looks like.

Each text is a netstring, `<bytes>:<text>,`: the row's salt, the name of the table, then each cell's name and content,
by name in the order of code points. Texts are UTF-8 in NFC; line ends within a cell are LF. The salt keeps others from
guessing a row by its hash: each record has its own, made of the seed of its seal; rows without a number have none.
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence

from shoukong.records.cells_in_bulk import column, quoted
from shoukong.text.merkle import leaf_hash

_BITS = 60  # of a mask in one number of the database
_DIGITS = _BITS // 4
_SALT = 32  # signs of a salt


def canonical_row(salt: str, table: str, cells: Mapping[str, str]) -> bytes:
    """A row in the form in which it is sealed; empty cells do not count."""
    told = [(name, cell) for name, cell in sorted(cells.items()) if cell]
    return (
        netstring(salt)
        + netstring(table)
        + b"".join(netstring(name) + netstring(as_sealed(cell)) for name, cell in told)
    )


def row_leaf(salt: str, table: str, cells: Mapping[str, str]) -> str:
    """The hash of a row as the leaf of a tree, in hexadecimal."""
    return leaf_hash(canonical_row(salt, table, cells)).hex()


def salt_of(seed: str, record: str) -> str:
    """The salt of a record in the seal that has a seed; none of a row without a number."""
    return hashlib.sha256(f"{seed}{record}".encode()).hexdigest()[:_SALT] if record else ""


def as_sealed(cell: str) -> str:
    """The content of a cell as it is sealed."""
    return unicodedata.normalize("NFC", cell.replace("\r\n", "\n").replace("\r", "\n"))


def netstring(text: str) -> bytes:
    """A text after its length in bytes."""
    data = text.encode()
    return b"%d:%s," % (len(data), data)


def salt_in_sql(seed: str, record: str) -> str:
    """The salt of a record as a netstring, in SQL, from the SQL of both."""
    return f"concat('{_SALT}:', left(sha256(concat({seed}, {record})), {_SALT}), ',')"


NO_SALT_IN_SQL = quoted(netstring("").decode())


def leaf_in_sql(salt: str, table: str, names: Sequence[str], known: Sequence[str], *, mask: str | None = None) -> str:
    """The hash of the row of a table `r` as a leaf, in SQL: over all `names`, or those in the masks of a row `s`.

    `salt` is the SQL of its netstring; `known` are the columns that the table has: the others count as empty.
    """
    parts = [salt, quoted(netstring(table).decode())]
    for i, name in enumerate(names):
        if name in known:
            parts.append(_cell_in_sql(name, covered_in_sql(mask, i) if mask else ""))
    return f"sha256(concat(chr(0), {', '.join(parts)}))"


def _cell_in_sql(name: str, condition: str) -> str:
    cell = f"r.{column(name)}"
    text = f"CASE WHEN strlen({cell}) = length({cell}) THEN {cell} ELSE nfc_normalize({cell}) END"
    told = f"concat({quoted(netstring(name).decode())}, strlen({text}), ':', {text}, ',')"
    counts = f"{cell} <> '' AND {condition}" if condition else f"{cell} <> ''"
    return f"CASE WHEN {counts} THEN {told} ELSE '' END"


def mask_in_sql(names: Sequence[str]) -> str:
    """Which of the names have a cell in the row of a table `r`, in SQL, as a mask is written."""
    chunks = [names[at : at + _BITS] for at in range(0, len(names), _BITS)]
    numbers = [
        " + ".join(f"CASE WHEN r.{column(name)} <> '' THEN {1 << i} ELSE 0 END" for i, name in enumerate(chunk))
        for chunk in chunks
    ]
    written = [f"format('{{:0{_DIGITS}x}}', CAST({number} AS BIGINT))" for number in reversed(numbers)]
    return f"coalesce(nullif(ltrim(concat({', '.join(written)}), '0'), ''), '0')"


def mask_numbers_in_sql(cell: str, count: int) -> str:
    """The columns `<mask>0`, `<mask>1` … of numbers that a written mask over so many names is read into, in SQL."""
    padded = f"lpad({cell}, {_chunks(count) * _DIGITS}, '0')"
    starts = (1 + (_chunks(count) - 1 - i) * _DIGITS for i in range(_chunks(count)))
    return ", ".join(f"CAST('0x' || substr({padded}, {at}, {_DIGITS}) AS BIGINT) AS mask{i}"
                     for i, at in enumerate(starts))  # fmt: skip


def _chunks(count: int) -> int:
    return max(1, -(-count // _BITS))


def covered_in_sql(mask: str, index: int) -> str:
    """Whether a mask, read into numbers, covers the name at a place from 0."""
    return f"({mask}{index // _BITS} & {1 << index % _BITS}) <> 0"


def covered_count_in_sql(mask: str, count: int) -> str:
    """How many of so many names a mask, read into numbers, covers."""
    return " + ".join(f"bit_count({mask}{i})" for i in range(_chunks(count)))


def covered_names(mask: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that a written mask covers: the one at place i where bit i of the hexadecimal number is set."""
    number = int(mask, 16)
    return tuple(name for i, name in enumerate(names) if number >> i & 1)
