"""A page for each record that has a dossier, such as a unit: what its template tells, and what leads to the record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from shoukong.disclosure import may_tell_rows
from shoukong.dossier import Cell, Dossier
from shoukong.executable.dossier_rows import Kept, Listing, keep_answers, listings_between
from shoukong.executable.query_process import Queries
from shoukong.files.enclosure import digests_in
from shoukong.forms.form import Field, Form
from shoukong.language import Speech
from shoukong.pages.dossier_listing import cell_text, listing_html
from shoukong.pages.output import Output, base_of, cell
from shoukong.pages.record_names import Names, names_of
from shoukong.pages.register_pages import dossier_joins
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.records.cells_in_bulk import by_number, column, quoted
from shoukong.text.sandbox import PRINT_ERRORS

BATCH = 200
SHOWN_RECORDS = 50
SHOWN_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Event:
    """A record on the time line of a dossier: its day, empty where it has none, and what it says, title by title."""

    day: str
    form: Form
    number: str
    told: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The records of one table in a dossier: the latest ones, and how many there are in all."""

    form: Form
    events: tuple[Event, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a template tells of a batch of records: for each of its queries the listings by record."""

    template: Dossier | None
    listings: Sequence[tuple[Kept, Mapping[str, Listing]]]

    def text(self, view: View, number: str, facts: Sequence[tuple[Field, str]], base: str) -> str | None:
        """The template printed for a record; None where there is none, or where it cannot be printed."""
        if self.template is None:
            return None
        cells = {field.name: _typed(field, text) for field, text in facts}
        shown = [_listing(view, kept, found.get(number), base) for kept, found in self.listings]
        try:
            return self.template.print(cells, shown)
        except PRINT_ERRORS:  # the check says so where it shows for a record without cells
            return view.say("这份档案的模板不能印出。")


def _listing(view: View, kept: Kept, listing: Listing | None, base: str) -> str:
    if may_tell_rows((kept.query.text("sql"),), view.portal, view.readers):
        if view.hidden is not None and listing is not None:
            rows = tuple(row for row in listing.rows if not view.hidden.tells(row.cells))
            listing = Listing(rows, listing.count - len(listing.rows) + len(rows))
        return listing_html(view, kept, listing, base)
    return f"<p>{view.say('此处的内容不向本网站的读者公开。')}</p>"


def dossier_pages(view: View) -> Iterator[Output]:
    """For each form with dossiers, the list of its records and a page for each of them."""
    for form in view.dossier_forms:
        yield from _dossiers_of(view, form, view.executable.queries)


def _dossiers_of(view: View, form: Form, queries: Queries) -> Iterator[Output]:
    shown = view.shown_fields(form)
    yield Output(f"{form.name}/index.md", _list_page(view, form, shown))
    template = view.portal.dossiers_by_table.get(form.name)
    answers = keep_answers(template, queries, view.control) if template else ()
    for numbers in _batches(view, form):
        listings = tuple(listings_between(kept, queries, numbers[0], numbers[-1]) for kept in answers)
        yield from _pages(view, form, shown, numbers, Told(template, listings))


def _batches(view: View, form: Form) -> Iterator[list[str]]:
    """The numbers of a form's records in their order, a batch at a time."""
    key = column(form.primary_key)
    rows = view.registers.rows(f"SELECT {key} FROM {column(form.name)} ORDER BY 1")
    while batch := [row[0] for row in islice(rows, BATCH)]:
        yield batch


def _list_page(view: View, form: Form, shown: Sequence[Field]) -> str:
    names = ", ".join(column(f.name) for f in shown[:6])
    order = by_number(column(form.primary_key))
    called = names_of(view, form)
    tables = [key.table if (key := form.foreign_key(f.name)) else "" for f in shown[:6]]
    rows = (
        [f"{text} {called.get(table, {}).get(text, '')}".strip() for table, text in zip(tables, row, strict=True)]
        for row in view.registers.rows(f"SELECT {names} FROM {column(form.name)} ORDER BY {order}")
    )
    return fill("dossiers.md.j2", view.say, view=view, form=form, fields=shown[:6], rows=rows)


def _pages(view: View, form: Form, shown: Sequence[Field], numbers: Sequence[str], told: Told) -> Iterator[Output]:
    names = ", ".join(column(f.name) for f in shown)
    wanted = ", ".join(map(quoted, numbers))
    key = column(form.primary_key)
    rows = list(
        view.registers.rows(f"SELECT {key}, {names} FROM {column(form.name)} WHERE {key} IN ({wanted}) ORDER BY 1")
    )
    called = names_of(view, form)
    sections = {other.name: _sections(view, other, form, wanted) for other in view.forms if other is not form}
    for number, *cells in rows:
        page = f"{form.name}/{number}.md"
        own = [found[number] for found in sections.values() if number in found]
        facts = list(zip(shown, cells, strict=True))
        text = fill(
            "dossier.md.j2",
            view.say,
            view=view,
            form=form,
            number=number,
            particulars=_particulars(form, facts, base_of(page), called, view.say),
            text=told.text(view, number, facts, base_of(page)),
            sections=own,
            events=sorted((event for section in own for event in section.events), key=_when, reverse=True),
            base=base_of(page),
            told=_told,
        )
        yield Output(page, text)


def _told(pairs: Sequence[tuple[str, str]]) -> str:
    """What a record says, on one line."""
    return " · ".join(f"{cell(title)} {cell(text)}" for title, text in pairs)


def _when(event: Event) -> tuple[str, str, str]:
    return event.day, event.form.id, event.number


def _particulars(form: Form, facts: Sequence[tuple[Field, str]], base: str, called: Names, say: Speech) -> str:
    """A record's own cells, in one line of HTML; numbers of other records lead to them, with their names."""
    listed = []
    for field, text in facts:
        key = form.foreign_key(field.name)
        address = f"{base}registers/{key.table}/#{text}" if key else None
        name = called.get(key.table, {}).get(text, "") if key else ""
        listed.append((field, _shown(field, text, say), address, name))
    html = fill("particulars.html.j2", say, facts=listed)
    return "".join(line.strip() for line in html.splitlines())


def _shown(field: Field, text: str, say: Speech) -> str:
    """A cell as readers see it."""
    if field.attachment:
        return say("%(n)s 个附件", n=len(digests_in(text))) if text else ""
    return text.replace("T", " ") if field.type == "datetime" else cell_text(_typed(field, text), say)


def _typed(field: Field, text: str) -> Cell:
    """A cell as templates see it: whether something holds as such, all else as text."""
    if field.type == "boolean":
        return {"true": True, "false": False}.get(text)
    return text


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
        f"SELECT {dossier} AS dossier, count(*) OVER (PARTITION BY {dossier}), {number}, left({day}, 10){names}"
        f" FROM {view.registers.shown(form)} AS record{joins} WHERE {dossier} IN ({wanted})"
        f" QUALIFY row_number() OVER (PARTITION BY {dossier} ORDER BY {day} DESC, {number} DESC) <= {SHOWN_RECORDS}"
        f" ORDER BY dossier, {day} DESC, {number} DESC"
    )
    events: dict[str, list[Event]] = {}
    counts: dict[str, int] = {}
    for unit, count, record, on, *cells in view.registers.rows(query):
        shown = ((field.title, _shown(field, text, view.say)) for field, text in zip(fields, cells, strict=True))
        told = tuple((title, text) for title, text in shown if text)
        events.setdefault(unit, []).append(Event(on or "", form, record, told))
        counts[unit] = count
    return {unit: Section(form, tuple(found), counts[unit]) for unit, found in events.items()}


def _telling_fields(form: Form) -> tuple[Field, ...]:
    """The first few fields that tell what a record is about: no numbers of other records, nothing private."""
    keys = {key.field for key in form.foreign_keys} | {form.primary_key, "form_revision"}
    keys.add(form.date or "")
    open_fields = [f for f in form.fields if f.name not in keys and f.privacy is None and not f.audience]
    return tuple(open_fields[:SHOWN_FIELDS])
