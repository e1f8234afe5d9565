"""Rows that a register holds already: told so that the same sheet, taken again, changes nothing."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.entries.meant_cell import BLANKS, TEXTS
from shoukong.forms.form import Form
from shoukong.records.cells_in_bulk import SQL_TYPES, column, quoted
from shoukong.records.registers import MAX_LINE, Registers, meant_in_sql


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row by its place that is a record already, by its number, with the record's cells where the two differ."""

    place: int
    record: str
    differing: Mapping[str, str]


def known_rows(
    registers: Registers, form: Form, rows: Sequence[Mapping[str, str]], claimed: Collection[str] = ()
) -> Iterator[KnownRow]:
    """The rows, each of the fields that it tells, that are records: of the same number, else the same in all of them.

    Of equal rows as many are known as the register holds, but for the records that are `claimed` by other rows.
    """
    by_fields: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(rows):
        by_fields.setdefault(tuple(row), []).append(place)
    taken = set(claimed)
    for told, places in by_fields.items():
        for found in _known(registers, form, told, [(place, rows[place]) for place in places], taken):
            taken.add(found.record)
            yield found


def _known(
    registers: Registers,
    form: Form,
    told: Sequence[str],
    rows: Sequence[tuple[int, Mapping[str, str]]],
    taken: Collection[str],
) -> list[KnownRow]:
    """Those of the rows, which tell the same fields, that are records."""
    if not told:
        return []
    asked = registers.scratch / "asked.csv"
    with asked.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([place, *(row[name] for name in told)] for place, row in rows)
    scan = _scan(str(asked), told)
    rest = [name for name in told if name != form.primary_key]
    has_number = len(rest) < len(told)
    found = list(_of_same_number(registers, form, scan, rest)) if has_number else []
    return [*found, *_alike(registers, form, scan, rest, taken, has_number=has_number)] if rest else found


def _scan(path: str, told: Sequence[str]) -> str:
    names = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in told)
    forced = ", ".join(quoted(name) for name in told)
    return (
        f"read_csv({quoted(path)}, auto_detect=false, header=false, delim=',', quote='\"', escape='\"',"
        f" new_line='\\n', strict_mode=true, columns={{'_place': 'BIGINT', {names}}},"
        f" force_not_null=[{forced}], max_line_size={MAX_LINE})"
    )


def _of_same_number(registers: Registers, form: Form, scan: str, others: Sequence[str]) -> Iterator[KnownRow]:
    key = column(form.primary_key)
    cells = "".join(
        f", {_compared('asked', name, form, registers)}, {_compared('held', name, form, registers)},"
        f" held.{column(name)}"
        for name in others
    )
    query = (
        f"SELECT _place, held.{key}{cells} FROM {scan} AS asked JOIN {column(form.name)} AS held USING ({key})"
        f" WHERE {key} <> '' ORDER BY _place"
    )
    for place, number, *found in registers.rows(query):
        triples = zip(others, found[::3], found[1::3], found[2::3], strict=True)
        yield KnownRow(place, number, {name: held for name, said, meant, held in triples if said != meant})


def _alike(
    registers: Registers, form: Form, scan: str, told: Sequence[str], taken: Collection[str], *, has_number: bool
) -> Iterator[KnownRow]:
    """Rows without a number that say what records say, the first of them the first."""
    cells, key = ", ".join(map(column, told)), column(form.primary_key)
    only = f"WHERE {key} = ''" if has_number else ""

    def compared(table: str) -> str:
        return ", ".join(f"{_compared(table, name, form, registers)} AS {column(name)}" for name in told)

    query = (
        f"SELECT _place, _number FROM"
        f" (SELECT *, row_number() OVER (PARTITION BY {cells} ORDER BY _place) AS _nth"
        f" FROM (SELECT _place, {compared('asked')} FROM {scan} AS asked {only}))"
        f" JOIN (SELECT *, row_number() OVER (PARTITION BY {cells} ORDER BY _row) AS _nth"
        f" FROM (SELECT {key} AS _number, rowid AS _row, {compared('held')} FROM {column(form.name)} AS held"
        f" WHERE {key} NOT IN (SELECT unnest($taken))))"
        f" USING ({cells}, _nth) ORDER BY _place"
    )
    yield from (KnownRow(place, record, {}) for place, record in registers.rows(query, {"taken": list(taken)}))


def _compared(table: str, name: str, form: Form, registers: Registers) -> str:
    """A cell as it is compared: as registers mean it, numbers by their value, texts as `meant_cell` reads them."""
    field = form.field(name)
    assert field is not None, "rows tell fields of the form"
    meant = meant_in_sql(field, f"{table}.{column(name)}", registers.zone)
    value = f"CAST(TRY_CAST({meant} AS {SQL_TYPES['number']}) AS VARCHAR)"
    if field.type in TEXTS:
        return f"trim(replace(replace({meant}, '\r\n', '\n'), '\r', '\n'), {quoted(BLANKS)})"
    return f"coalesce({value}, {meant})" if field.type == "number" else meant
