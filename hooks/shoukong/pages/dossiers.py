"""A page for each record that has a dossier, such as a unit: all records that lead to it, table by table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.datapackage import withheld_fields
from shoukong.form import Field, Form
from shoukong.pages.output import Output, base_of
from shoukong.pages.registers import dossier_joins
from shoukong.pages.templates import fill
from shoukong.pages.view import View
from shoukong.verdict import column, quoted

BATCH = 200
SHOWN_RECORDS = 50
SHOWN_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Section:
    """The records of one table in a dossier: the latest ones as (number, cells), and how many there are in all."""

    form: Form
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, Sequence[str]], ...]
    count: int


def dossier_pages(view: View) -> Iterator[Output]:
    """For each form with dossiers, the list of its records and a page for each of them."""
    for form in view.dossier_forms:
        numbers = [
            row[0]
            for row in view.registers.rows(f"SELECT {column(form.primary_key)} FROM {column(form.name)} ORDER BY 1")
        ]
        shown = [f for f in form.fields if f.name not in withheld_fields(form)]
        yield Output(f"{form.name}/index.md", _list_page(view, form, shown))
        for start in range(0, len(numbers), BATCH):
            yield from _pages(view, form, shown, numbers[start : start + BATCH])


def _list_page(view: View, form: Form, shown: Sequence[Field]) -> str:
    names = ", ".join(column(f.name) for f in shown[:6])
    rows = view.registers.rows(f"SELECT {names} FROM {column(form.name)} ORDER BY {column(form.primary_key)}")
    return fill("dossiers.md.j2", view=view, form=form, fields=shown[:6], rows=rows)


def _pages(view: View, form: Form, shown: Sequence[Field], numbers: Sequence[str]) -> Iterator[Output]:
    names = ", ".join(column(f.name) for f in (form.fields[0], *shown))
    wanted = ", ".join(map(quoted, numbers))
    key = column(form.primary_key)
    rows = list(
        view.registers.rows(f"SELECT {key}, {names} FROM {column(form.name)} WHERE {key} IN ({wanted}) ORDER BY 1")
    )
    sections = {other.name: _sections(view, other, form, wanted) for other in view.forms if other is not form}
    for number, _, *cells in rows:
        page = f"{form.name}/{number}.md"
        own = [found[number] for found in sections.values() if number in found]
        facts = list(zip(shown, cells, strict=True))
        yield Output(
            page,
            fill("dossier.md.j2", view=view, form=form, number=number, facts=facts, sections=own, base=base_of(page)),
        )


def _sections(view: View, form: Form, goal: Form, wanted: str) -> Mapping[str, Section]:
    """The records of a table by the dossier that they belong to, the latest first."""
    joined = dossier_joins(view, form, goal)
    if joined is None:
        return {}
    joins, dossier = joined
    fields = _telling_fields(form)
    day = f"record.{column(form.date)}" if form.date else "''"
    number = f"record.{column(form.primary_key)}"
    names = "".join(f", record.{column(f.name)}" for f in fields)
    query = (
        f"SELECT {dossier} AS dossier, count(*) OVER (PARTITION BY {dossier}), {number}{names}"
        f" FROM {column(form.name)} AS record{joins} WHERE {dossier} IN ({wanted})"
        f" QUALIFY row_number() OVER (PARTITION BY {dossier} ORDER BY {day} DESC, {number} DESC) <= {SHOWN_RECORDS}"
        f" ORDER BY dossier, {day} DESC, {number} DESC"
    )
    rows: dict[str, list[tuple[str, Sequence[str]]]] = {}
    counts: dict[str, int] = {}
    for unit, count, record, *cells in view.registers.rows(query):
        rows.setdefault(unit, []).append((record, cells))
        counts[unit] = count
    return {unit: Section(form, fields, tuple(found), counts[unit]) for unit, found in rows.items()}


def _telling_fields(form: Form) -> tuple[Field, ...]:
    """The first few fields that tell what a record is about: no numbers of other records, nothing private."""
    keys = {key.field for key in form.foreign_keys} | {form.primary_key, "form_revision"}
    open_fields = [f for f in form.fields if f.name not in keys and f.privacy is None]
    return tuple(open_fields[:SHOWN_FIELDS])
