"""Rows of people as new records: those that a register holds already set apart, the others filed."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shoukong.entries.filed_rows import FiledRow, Filing
from shoukong.entries.known_rows import known_rows
from shoukong.entries.meant_cell import Unmeant, Why
from shoukong.entries.untimely import Timeliness, Untimely
from shoukong.evaluation import Evaluation
from shoukong.forms.form import Form


@dataclass(slots=True)
class NewRecords:
    """What becomes of some rows, by their places: filed as records, known as the record of a number, or at fault.

    A fault is told with its field; what is untimely, with its row.
    """

    filed: dict[int, FiledRow] = field(default_factory=dict)
    known: dict[int, str] = field(default_factory=dict)
    faults: list[tuple[int, str, Unmeant]] = field(default_factory=list)
    untimely: list[tuple[int, Untimely]] = field(default_factory=list)


def new_records(
    evaluation: Evaluation, form: Form, rows: Sequence[Mapping[str, str]], today: datetime.date
) -> NewRecords:
    """What becomes of some rows, each of the fields that its sheet tells."""
    registers = evaluation.registers
    result, filing = NewRecords(), Filing(evaluation.portal, registers, form, today)
    timeliness = Timeliness(evaluation.control, filing)
    for known in known_rows(registers, form, rows):
        result.known[known.place] = known.record
        for name, held in known.differing.items():
            result.faults.append((known.place, name, Unmeant(Why.ELSE, held, known.record)))
    for i, row in enumerate(rows):
        if i in result.known:
            continue
        filed = filing.filed(row)
        if filed is None:
            pattern = form.number.template if form.number else form.primary_key
            result.faults.append((i, form.primary_key, Unmeant(Why.NO_NUMBER, "", pattern)))
        else:
            result.filed[i] = filed
            result.untimely.extend((i, item) for item in timeliness.untimely(filed.cells))
    return result
