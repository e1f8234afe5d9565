"""Pages of registers, and their records as shards of data that the browser fetches when asked."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from shoukong.control.record_keeping import is_kept_for_ever
from shoukong.days.retention import months_and_days, period_in_words
from shoukong.forms.form import Field, ForeignKey, Form
from shoukong.forms.form_layout import in_sections
from shoukong.language import Speech
from shoukong.links import incoming_keys, path_to
from shoukong.pages.document_body import clause_title
from shoukong.pages.enclosure_files import sizes_of
from shoukong.pages.form_pages import clauses_of_form
from shoukong.pages.output import Output, base_of
from shoukong.pages.page_origin import owner_of_form
from shoukong.pages.pieces import clause_words
from shoukong.pages.record_breaches import breaches_of, words_of_breaches
from shoukong.pages.record_corrections import corrections_table, originals_of, withdrawals_of
from shoukong.pages.record_follow_ups import follow_ups_of, words_of_follow_ups
from shoukong.pages.record_names import names_of
from shoukong.pages.record_papers import papers_of, papers_table
from shoukong.pages.register_leads import correction_page, is_origin, leads_of, titles_of
from shoukong.pages.sheet_index import former_shapes, sheet_index
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.pages.workbook import fits_workbook
from shoukong.records.cells_in_bulk import by_number, column

SHARD_ROWS = 500
SHOWN_LINKS = 20
LARGE = 8 * SHARD_ROWS  # records beyond which a page loads a part of them, as `register-data.js` has it
MOST_VALUES = 40  # of a field that are offered one by one, as `register-filters.js` has it


@dataclass(frozen=True, slots=True)
class Shard:
    """A file of records in the order of their numbers: its first and last, how many, and the days they span."""

    file: str
    first: str
    last: str
    rows: int
    days: tuple[str, str]


def register_pages(view: View) -> Iterator[Output]:
    """The list of registers, a page for each, and the data behind it."""
    owner_of = partial(owner_of_form, view=view)
    yield Output("registers/index.md", fill("registers.md.j2", view.say, view=view, owner_of=owner_of))
    counted = ((form, form.number) for form in view.forms if form.number)
    numbers = [{"table": f.name, "title": f.title, "pattern": n.regex, "dossier": f.dossier} for f, n in counted]
    yield Output("data/registers/index.json", json.dumps(numbers, ensure_ascii=False))
    for form in view.forms:
        page = f"registers/{form.name}.md"
        clauses = clauses_of_form(form, view)
        yield Output(
            page,
            fill(
                "register.md.j2",
                view.say,
                view=view,
                form=form,
                base=base_of(page),
                clauses=clauses,
                has_workbook=view.shows(form) and fits_workbook(view.counts[form.name]),
            ),
        )
        yield Output(f"data/registers/{form.name}", partial(write_register, view, form))


def write_register(view: View, form: Form, folder: Path) -> None:
    """Write a register's shards and their index into a folder; rows pass through, they are not kept."""
    folder.mkdir(parents=True)
    shown = view.shown_fields(form)
    shards = list(_write_shards(view, form, shown, folder))
    index = _index(view, form, shown, shards)
    (folder / "index.json").write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")


def dossiers_of(view: View, form: Form) -> list[tuple[Form, tuple[str, str]]]:
    """The forms to whose dossiers a form's records belong, each with the SQL joins to it and the dossier's number."""
    joined = [(goal, dossier_joins(view, form, goal, i)) for i, goal in enumerate(view.dossier_forms)]
    return [(goal, joins) for goal, joins in joined if joins is not None]


def dossier_joins(view: View, form: Form, goal: Form, place: int = 0) -> tuple[str, str] | None:
    """The SQL joins from a table to the dossier that its records belong to, and the dossier's number; None for none.

    `place` tells joins to several dossiers apart.
    """
    path = path_to(view.portal, form, goal)
    if path is None:
        return None
    joins, alias, end = "", "record", column(goal.primary_key)
    for i, key in enumerate(path[:-1]):
        step = f"step{place}_{i}"
        joins += (
            f" LEFT JOIN {column(key.table)} AS {step} ON {alias}.{column(key.field)} = {step}.{column(key.target)}"
        )
        alias = step
    if path:
        end = column(path[-1].field)
    return joins, f"{alias}.{end}"


def _write_shards(view: View, form: Form, shown: Sequence[Field], folder: Path) -> Iterator[Shard]:
    batch: list[dict[str, Any]] = []
    days: list[str] = []
    key = [f.name for f in shown].index(form.primary_key)
    count = 0
    started, broken = follow_ups_of(view, form), breaches_of(view, form)
    originals, withdrawn, papers = originals_of(view, form), withdrawals_of(view, form), papers_of(view, form)
    for cells, day, dossiers, links in _records(view, form, shown):
        number = cells[key]
        more: dict[str, Any] = {
            "owes": started.get(number),
            "breaks": broken.get(number),
            "entry": view.entries.get((form.name, number)),
            "was": originals.get(number),
            "withdrawn": withdrawn.get(number),
            "files": sizes_of(view, shown, cells),
            "papers": papers.get(number),
        }
        batch.append(_entry(cells, dossiers, links) | {name: told for name, told in more.items() if told})
        days.append(day)
        if len(batch) == SHARD_ROWS:
            count += 1
            yield _write_shard(folder, count, batch, days, key)
            batch, days = [], []
    if batch:
        yield _write_shard(folder, count + 1, batch, days, key)


def _write_shard(folder: Path, number: int, batch: Sequence[dict[str, Any]], days: Sequence[str], key: int) -> Shard:
    file = f"{number:04}.json"
    text = json.dumps(batch, ensure_ascii=False, separators=(",", ":"))
    (folder / file).write_text(text, encoding="utf-8")
    dated = [day for day in days if day]
    span = (min(dated, default=""), max(dated, default=""))
    return Shard(file, batch[0]["v"][key], batch[-1]["v"][key], len(batch), span)


def _entry(
    cells: Sequence[str], dossiers: Sequence[str | None], links: Sequence[tuple[str, Sequence[str], int]]
) -> dict[str, Any]:
    entry: dict[str, Any] = {"v": [cell or None for cell in cells], "dossiers": [number or None for number in dossiers]}
    entry["in"] = [[table, number] for table, numbers, _ in links for number in numbers]
    entry["more"] = {table: count - len(numbers) for table, numbers, count in links if count > len(numbers)}
    return entry


def _records(
    view: View, form: Form, shown: Sequence[Field]
) -> Iterator[tuple[Sequence[str], str, Sequence[str | None], list[tuple[str, Sequence[str], int]]]]:
    """Each record in the order of numbers: cells, day, dossiers, and who points at it, by table."""
    goals = [goal for _, goal in dossiers_of(view, form)]
    joins = "".join(joins for joins, _ in goals)
    dossiers = "".join(f", {number}" for _, number in goals)
    names = ", ".join(f"record.{column(f.name)}" for f in shown)
    day = f"left(record.{column(form.date)}, 10)" if form.date else "''"
    tables = _pointing_tables(view, form)
    pointing = "NULL"
    if tables:
        pointing = "pointing.links"
        joins += f" LEFT JOIN ({_pointing(tables)}) AS pointing ON pointing.target = record.{column(form.primary_key)}"
    order = f"ORDER BY {by_number(f'record.{column(form.primary_key)}')}, record.rowid"
    query = f"SELECT {day}, {pointing}{dossiers}, {names} FROM {view.registers.shown(form)} AS record{joins} {order}"
    width = 2 + len(goals)
    for row in view.registers.rows(query):
        found = [(tables[place][0].name, numbers, count) for place, numbers, count in row[1] or ()]
        yield row[width:], row[0] or "", row[2:width], found


def _pointing_tables(view: View, form: Form) -> list[tuple[Form, list[ForeignKey]]]:
    grouped: dict[str, tuple[Form, list[ForeignKey]]] = {}
    for other, key in incoming_keys(view.portal, form):
        grouped.setdefault(other.name, (other, []))[1].append(key)
    return list(grouped.values())


def _pointing(tables: Sequence[tuple[Form, Sequence[ForeignKey]]]) -> str:
    """Who points at each target: of each table its place, the first numbers and the count of its records."""
    pairs = " UNION ALL ".join(
        f"SELECT DISTINCT {place} AS place, unnest([{', '.join(column(k.field) for k in keys)}]) AS target,"
        f" {column(form.primary_key)} AS number FROM {column(form.name)}"
        for place, (form, keys) in enumerate(tables)
    )
    by_table = (
        f"SELECT target, place, min(number, {SHOWN_LINKS}) AS numbers, count(*) AS count"
        f" FROM ({pairs}) WHERE target <> '' GROUP BY target, place"
    )
    return f"SELECT target, list((place, numbers, count) ORDER BY place) AS links FROM ({by_table}) GROUP BY target"


def _index(view: View, form: Form, shown: Sequence[Field], shards: Sequence[Shard]) -> dict[str, Any]:
    document = view.portal.documents_by_id.get(form.document)
    return {
        "table": form.name,
        "title": form.title,
        "organization": view.portal.settings.organization,
        "address": view.portal.settings.address.rstrip("/"),
        "form": {
            "id": form.id,
            "title": form.title,
            "revision": str(form.revision),
            "url": f"forms/{form.name}/",
            "history": list(_history(view, form.id, f"forms/{form.name}")),
            "revisions": [str(term.text.revision) for term in view.life(form.id).terms],
        },
        "retention": _retention(form, view.say),
        "key": form.primary_key,
        "pattern": form.number.regex if form.number else None,
        "date": form.date,
        "as_of": view.portal.as_of.isoformat(),
        "rows": sum(shard.rows for shard in shards),
        "fields": [_field(view, form, field) for field in shown],
        "sections": [[s.title, s.fields] for s in in_sections(form.sections, (field.name for field in shown))],
        "sheet": sheet_index(view, form),
        "former": former_shapes(view, form, shown),
        "clauses": [
            {"name": clause_words(d, c, view.say), "title": clause_title(d, c), "url": f"documents/{d.id}/#{c.anchor}"}
            for d, c in clauses_of_form(form, view)
        ],
        "document": {
            "id": document.id,
            "title": document.title,
            "url": f"documents/{document.id}/",
            "history": list(_history(view, document.id, f"documents/{document.id}")),
        }
        if document
        else None,
        "dossiers": [
            {"table": goal.name, "title": goal.dossier, "url": f"{goal.name}/"} for goal, _ in dossiers_of(view, form)
        ],
        **words_of_follow_ups(view, form),
        **words_of_breaches(view, form),
        "correction": correction_page(view, form),
        "corrections": corrections_table(view),
        "papers": papers_table(view),
        "names": names_of(view, form),
        "values": _values(view, form, shown, sum(shard.rows for shard in shards)),
        "leads": leads_of(view, form),
        "titles": titles_of(view, form),
        "tables": {other.name: other.title for other, _ in incoming_keys(view.portal, form)},
        "shards": [
            {"file": s.file, "first": s.first, "last": s.last, "rows": s.rows, "from": s.days[0], "to": s.days[1]}
            for s in shards
        ],
    }


def _retention(form: Form, say: Speech) -> dict[str, object]:
    """How long records are kept, in words, and from which field's day; without a field where it is for ever."""
    words = {"words": period_in_words(form.retention.period, say)}
    if is_kept_for_ever(form):
        return {**words}
    months, days = months_and_days(form.retention.period) or (0, 0)
    return {**words, "from": form.retention.start or form.date, "months": months, "days": days}


def _history(view: View, subject: str, folder: str) -> Iterator[dict[str, str]]:
    """The revisions of a document or form with the day from which each applied and the page of each."""
    for term in view.life(subject).approved or view.life(subject).terms:
        revision = term.text.revision
        url = f"{folder}/{revision.in_path}/"
        yield {"revision": str(revision), "from": term.start.isoformat(), "url": url}


def _values(view: View, form: Form, shown: Sequence[Field], rows: int) -> dict[str, list[tuple[str, int]]]:
    """How often each value of a field occurs, where they are few, in a register of which a page loads a part."""
    found: dict[str, list[tuple[str, int]]] = {}
    for field in shown if rows > LARGE else ():
        if field.type not in ("string", "boolean", "any") or field.attachment or field.name == form.primary_key:
            continue
        cell = f"coalesce({column(field.name)}, '')"
        query = f"SELECT {cell}, count(*) FROM {view.registers.shown(form)} GROUP BY ALL ORDER BY 2 DESC, 1"
        values = list(view.registers.rows(f"{query} LIMIT {MOST_VALUES + 1}"))
        if len(values) <= MOST_VALUES:
            found[field.name] = [(value, count) for value, count in values]
    return found


def _field(view: View, form: Form, field: Field) -> dict[str, Any]:
    key = form.foreign_key(field.name)
    target = view.portal.forms_by_name.get(key.table) if key else None
    to = {"table": target.name, "title": target.title, "is_origin": is_origin(view, target)} if target else None
    told = {"name": field.name, "title": field.title, "type": field.type, "privacy": field.privacy, "to": to}
    return told | ({"attachment": field.attachment} if field.attachment else {})
