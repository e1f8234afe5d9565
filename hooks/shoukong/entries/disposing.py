"""Disposing of records: their rows go, the inventory and the disposal say so, as the parts that hold all three."""

import datetime
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
    said = [
        {
            "disposal_no": disposal.number,
            "register": form.id,
            "record_no": record.number,
            "kept_until": record.kept_until.isoformat() if record.kept_until else "",
        }
        for record in records
    ]
    rows = number_rows(evaluation.portal, evaluation.registers, DISPOSED, said, witnessing.day)
    return {
        **_parts_without(evaluation, form, [record.number for record in records]),
        **appended(evaluation.portal, DISPOSED, rows, witnessing.day),
        **_told(evaluation, disposal, witnessing),
    }


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
