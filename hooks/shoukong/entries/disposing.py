"""Disposing of records: their rows go, the inventory and the disposal say so, as the parts that hold all three."""

import datetime
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shoukong.control.disposal import Disposal
from shoukong.control.record_keeping import KeptRecord
from shoukong.evaluation import Evaluation
from shoukong.forms.form import Form
from shoukong.records.append import appended, number_rows
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.core_afterlife import DISPOSALS, DISPOSED
from shoukong.records.core_registers import kept_register, place_of
from shoukong.records.row_edit import with_cells, without_rows
from shoukong.sealing.canonical_row import row_leaf, salt_of


@dataclass(frozen=True, slots=True)
class Witnessing:
    """How records went, by whom, before whom, and when."""

    method: str
    by: str
    witness: str
    day: datetime.date


def without_records(
    evaluation: Evaluation, disposal: Disposal, form: Form, records: Sequence[KeptRecord], witnessing: Witnessing
) -> dict[str, bytes]:
    """The parts, by path, without some records of a form, and those that tell that they went."""
    digests = _digests(evaluation, form, [record.number for record in records])
    said = [
        {
            "disposal_no": disposal.number,
            "register": form.id,
            "record_no": record.number,
            "kept_until": record.kept_until.isoformat() if record.kept_until else "",
            **digests[record.number],
        }
        for record in records
    ]
    rows = number_rows(evaluation.portal, evaluation.registers, DISPOSED, said, witnessing.day)
    return {
        **_parts_without(evaluation, form, [record.number for record in records]),
        **appended(evaluation.portal, DISPOSED, rows, witnessing.day),
        **_told(evaluation, disposal, witnessing),
    }


def _digests(evaluation: Evaluation, form: Form, numbers: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """By number the digest of what each record says, as a seal would have it, and the salt that no one can guess."""
    registers, seed = evaluation.registers, secrets.token_hex(16)
    rows = registers.as_written(form)
    source = f"({rows})" if rows else column(form.name)
    names, listed = ", ".join(map(column, form.names)), ", ".join(map(quoted, numbers))
    found: dict[str, Mapping[str, str]] = {}
    for row in registers.rows(f"SELECT {names} FROM {source} WHERE {column(form.primary_key)} IN ({listed})"):
        cells = dict(zip(form.names, row, strict=True))
        salt = salt_of(seed, cells[form.primary_key])
        found[cells[form.primary_key]] = {"row_digest": row_leaf(salt, form.name, cells), "row_salt": salt}
    return found


def _parts_without(evaluation: Evaluation, form: Form, numbers: Sequence[str]) -> dict[str, bytes]:
    registers, key = evaluation.registers, column(form.primary_key)
    listed = ", ".join(map(quoted, numbers))
    lines: dict[str, list[int]] = {}
    for source, row in list(
        registers.rows(f"SELECT _file, rowid FROM {column(form.name)} WHERE {key} IN ({listed}) ORDER BY rowid")
    ):
        place = registers.place(form.name, source, row)
        if place is not None and place.line is not None:
            lines.setdefault(place.path, []).append(place.line)
    root = evaluation.portal.root
    return {path: without_rows((root / path).read_bytes(), several) for path, several in lines.items()}


def _told(evaluation: Evaluation, disposal: Disposal, witnessing: Witnessing) -> Mapping[str, bytes]:
    """The part of the disposal, which says how, by whom, before whom and when."""
    kept, place = kept_register(evaluation.portal, DISPOSALS), place_of(disposal.row, evaluation.registers)
    assert kept is not None and place.line is not None, "the disposal was read from there"
    cells = kept.cells(
        {
            "disposal_method": witnessing.method,
            "disposed_by": witnessing.by,
            "witnessed_by": witnessing.witness,
            "disposed_on": witnessing.day.isoformat(),
        }
    )
    before = (evaluation.portal.root / place.path).read_bytes()
    return {place.path: with_cells(before, kept.form, place.line, cells)}
