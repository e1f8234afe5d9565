"""Rows that a register holds already: told so that the same sheet, taken again, changes nothing."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.form import Form
from shoukong.records.cells_in_bulk import SQL_TYPES, column, quoted
from shoukong.records.registers import MAX_LINE, Registers


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row by its place that is a record already, by its number, with the record's cells where the two differ."""

    place: int
    record: str
    differing: Mapping[str, str]


def known_rows(
    registers: Registers,
    form: Form,
    rows: Sequence[Mapping[str, str]],
    told: Sequence[str],
    claimed: Collection[str] = (),
) -> Iterator[KnownRow]:
    """The rows, of the fields that a sheet tells, that are records: those of the same number, else the same in all.

    Of equal rows as many are known as the register holds, but for the records that are `claimed` by other rows.
    """
    if not rows or not told:
        return
    key = form.primary_key
    has_number = key in told
    scratch = registers.scratch / "asked.csv"
    with scratch.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([i, *(row.get(name, "") for name in told)] for i, row in enumerate(rows))
    asked = _scan(str(scratch), told)
    if has_number:
        yield from _of_same_number(registers, form, asked, told)
    rest = [name for name in told if name != key]
    yield from _alike(registers, form, asked, rest, claimed, has_number=has_number) if rest else ()


def _scan(path: str, told: Sequence[str]) -> str:
    names = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in told)
    forced = ", ".join(quoted(name) for name in told)
    return (
        f"read_csv({quoted(path)}, auto_detect=false, header=false, delim=',', quote='\"', escape='\"',"
        f" new_line='\\n', strict_mode=true, columns={{'_place': 'BIGINT', {names}}},"
        f" force_not_null=[{forced}], max_line_size={MAX_LINE})"
    )


def _of_same_number(registers: Registers, form: Form, asked: str, told: Sequence[str]) -> Iterator[KnownRow]:
    key = column(form.primary_key)
    others = [name for name in told if name != form.primary_key]
    cells = "".join(
        f", {_meant('asked', name, form)}, {_meant('held', name, form)}, held.{column(name)}" for name in others
    )
    query = (
        f"SELECT _place, held.{key}{cells} FROM {asked} AS asked JOIN {column(form.name)} AS held USING ({key})"
        f" WHERE {key} <> '' ORDER BY _place"
    )
    for place, number, *found in registers.rows(query):
        triples = zip(others, found[::3], found[1::3], found[2::3], strict=True)
        yield KnownRow(place, number, {name: held for name, said, meant, held in triples if said != meant})


def _alike(
    registers: Registers, form: Form, asked: str, told: Sequence[str], claimed: Collection[str], *, has_number: bool
) -> Iterator[KnownRow]:
    """Rows without a number that say what records say, the first of them the first."""
    cells, key = ", ".join(map(column, told)), column(form.primary_key)
    only = f"WHERE {key} = ''" if has_number else ""

    def meant(table: str) -> str:
        return ", ".join(f"{_meant(table, name, form)} AS {column(name)}" for name in told)

    query = (
        f"SELECT _place, _number FROM"
        f" (SELECT *, row_number() OVER (PARTITION BY {cells} ORDER BY _place) AS _nth"
        f" FROM (SELECT _place, {meant('asked')} FROM {asked} AS asked {only}))"
        f" JOIN (SELECT *, row_number() OVER (PARTITION BY {cells} ORDER BY _row) AS _nth"
        f" FROM (SELECT {key} AS _number, rowid AS _row, {meant('held')} FROM {column(form.name)} AS held"
        f" WHERE {key} NOT IN (SELECT unnest($claimed))))"
        f" USING ({cells}, _nth) ORDER BY _place"
    )
    yield from (KnownRow(place, record, {}) for place, record in registers.rows(query, {"claimed": list(claimed)}))


def _meant(table: str, name: str, form: Form) -> str:
    """A cell as it is compared: a number by its value, since a workbook keeps no zeros at its end."""
    field, cell = form.field(name), f"{table}.{column(name)}"
    if field is None or field.type != "number":
        return cell
    return f"coalesce(CAST(TRY_CAST({cell} AS {SQL_TYPES['number']}) AS VARCHAR), {cell})"
