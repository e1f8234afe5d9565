"""Which cells of which records seals cover."""

from collections.abc import Mapping

from shoukong.sealing.canonical_row import covered_names
from shoukong.sealing.seal_chain import SealChain
from shoukong.sealing.seal_folder import listed_rows, read_list


def sealed_cells(chain: SealChain, table: str) -> Mapping[str, frozenset[str]]:
    """The fields of each record of a table that a seal covers, by the record's number."""
    found: dict[str, frozenset[str]] = {}
    for seal, part in chain.parts():
        if part.table == table:
            for record, _, mask, _ in listed_rows(read_list(chain.root, seal, part) or ""):
                found[record] = found.get(record, frozenset()).union(covered_names(mask, part.names))
    return found
