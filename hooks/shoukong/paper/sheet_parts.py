"""The parts of a sheet as its template draws them: for a blank, or with what a record and those with it say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from shoukong.forms.form import Form
from shoukong.forms.print_shape import Part
from shoukong.language import IN_CHINESE, Speech
from shoukong.paper.running_text import Run, TextSource, figure_addresses, lines_of
from shoukong.paper.said import Said
from shoukong.paper.slots import Slot, column_weight, ems, slots
from shoukong.text.capitals import in_capitals

_NOTHING = Said("")
_NUMBER_SLOT = "line"


@dataclass(frozen=True, slots=True)
class Filled:
    """A record as it is printed: its cells by their fields, and how it was withdrawn, empty where it was not.

    `beside` are all the records of its sheet, itself among them; `children` those of other registers, by table.
    """

    number: str
    cells: Mapping[str, Said]
    withdrawn: str = ""
    beside: tuple["Filled", ...] = ()
    children: Mapping[str, tuple["Filled", ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """What parts are drawn from: the form, the texts' words, all forms by their tables, and a record if any."""

    form: Form
    texts: TextSource
    forms: Mapping[str, Form]
    record: Filled | None = None
    say: Speech = IN_CHINESE


def text_source(
    form: Form, organization: str, figures: Mapping[str, Mapping[str, Any]], forms: Mapping[str, Form]
) -> TextSource:
    """What the texts of a form take their words from."""
    below = {key.field: forms[key.table].columns for key in form.foreign_keys if key.table in forms}
    return TextSource({name: below.get(name, ()) for name in form.columns}, organization, figures, form.document)


def child_key(form: Form, child: Form, told: str = "") -> str | None:
    """The field by which records of a child register name a record of the form: the one told, or the only one."""
    keys = [key.field for key in child.foreign_keys if key.table == form.name and told in ("", key.field)]
    return keys[0] if len(keys) == 1 else None


def named_documents(form: Form) -> frozenset[str]:
    """The documents whose figures stand on a form's sheet."""
    addresses = {id_ for part in form.print.parts for text in part.texts for id_, _ in figure_addresses(text)}
    listed = {p.content for p in form.print.parts if p.kind == "checklist" and isinstance(p.content, str)}
    figures = {field.figure or "" for field in form.fields} | {part.details[0] for part in form.print.parts}
    return frozenset({form.document, *addresses, *(each.partition("#")[0] for each in (*listed, *figures))} - {""})


def copies_of(source: Source) -> list[Mapping[str, Any]]:
    """The copies of a sheet, each with its title and its parts; one without a title where none are declared."""
    shape = source.form.print
    if not shape.copies:
        return [{"title": "", "parts": list(_parts(source, frozenset()))}]
    return [{"title": each.title, "parts": list(_parts(source, frozenset(each.without)))} for each in shape.copies]


def _parts(source: Source, without: frozenset[str]) -> Iterator[Mapping[str, Any]]:
    blanks = {slot.name: slot for slot in slots(source.form, source.say)}
    for part in source.form.print.parts:
        drawn = _DRAWN[part.kind](part, source, {n: s for n, s in blanks.items() if n not in without})
        if drawn:
            yield {"kind": part.kind, "title": part.title, "break": part.starts_page, **drawn}


Blanks = Mapping[str, Slot]


def _slot(slot: Slot, source: Source) -> dict[str, Any]:
    """A blank as the template draws it, with what the record says; without hints, which are for those who enter."""
    said = {"said": _said_of(source.record, slot.name)} if source.record else {}
    return {**asdict(slot), "required": False, "hint": "", **said}


def _fields(part: Part, source: Source, blanks: Blanks) -> Mapping[str, Any]:
    rows, waiting = [], list[str]()
    for each in (*part.content, None):
        if isinstance(each, str):
            wide = each in blanks and blanks[each].is_wide
            if wide and waiting:
                rows.append(waiting)
                waiting = []
            waiting.append(each)
            if not wide and len(waiting) < part.per_row:
                continue
            each = None
        if waiting:
            rows.append(waiting)
            waiting = []
        if each is not None:
            rows.append(list(each))
    drawn = [[_shared(name, row, source, blanks) for name in dict.fromkeys(row) if name in blanks] for row in rows]
    photo = _slot(blanks[part.photo], source) if part.photo in blanks else None
    kept = [row for row in drawn if row]
    return {"rows": kept, "photo": photo, "photo_place": part.photo_place} if kept else {}


def _shared(name: str, row: Sequence[str], source: Source, blanks: Blanks) -> Mapping[str, Any]:
    return {**_slot(blanks[name], source), "share": row.count(name)}


def _text(part: Part, source: Source, blanks: Blanks) -> Mapping[str, Any]:
    return {"lines": [_runs(line, source, blanks) for line in lines_of(part.content, source.texts)]}


def _instructions(part: Part, source: Source, blanks: Blanks) -> Mapping[str, Any]:
    lines = (line for text in part.content for line in lines_of(text, source.texts))
    return {"lines": [_runs(line, source, blanks) for line in lines]}


def _runs(line: Sequence[Run], source: Source, blanks: Blanks) -> list[Mapping[str, Any]]:
    return [{"text": run.text} if run.text else _place(run, source, blanks) for run in line]


def _place(run: Run, source: Source, blanks: Blanks) -> Mapping[str, Any]:
    """The place of a field in a line; an amount in capitals, and a record referred to by what people call it."""
    if run.field == source.form.primary_key:
        number = source.form.field(run.field)
        own = Slot(run.field, number.title if number else "", _NUMBER_SLOT, False, "", ())
        said = {"said": asdict(Said(source.record.number))} if source.record else {}
        return {"slot": {**asdict(own), **said}}
    blank = blanks.get(run.field) or _slot_beyond(run.field, source)
    if blank is None:
        return {"text": ""}
    slot = _slot(blank, source)
    if "said" in slot:
        said = slot["said"]
        text = in_capitals(said["text"]) if run.is_in_capitals else said["text"]
        slot["said"] = {**said, "text": text, "ticked": "" if run.is_in_capitals else said["ticked"]}
    return {"slot": {**slot, "kind": "capitals"} if run.is_in_capitals else slot}


def _slot_beyond(place: str, source: Source) -> Slot | None:
    """The blank of a field of the record that a field names: `plan_no.ends_on`."""
    key, _, name = place.partition(".")
    other = source.forms.get(told.table) if (told := source.form.foreign_key(key)) else None
    found = (slot for slot in slots(other, source.say) if slot.name == name) if other else iter(())
    blank = next(found, None)
    return replace(blank, name=place) if blank else None


def _grid(part: Part, source: Source, blanks: Blanks) -> Mapping[str, Any]:
    """A row for each choice of one field, a column for each of another; records say theirs in their row."""
    if part.content not in blanks or part.by not in blanks:
        return {}
    offered, choices = blanks[part.content].choices, blanks[part.by].choices
    beside = [blanks[name] for name in part.beside if name in blanks]
    records = {_words(each, part.content): each for each in source.record.beside} if source.record else {}
    details = _details(part, source)
    rows = [
        {
            "name": name,
            "detail": details.get(name, ""),
            "by": _said_of(records.get(name), part.by),
            "beside": [_said_of(records.get(name), slot.name) for slot in beside],
        }
        for name in dict.fromkeys((*offered, *filter(None, records)))
    ]
    head = blanks[part.content].title
    names = {"of": part.content, "by": part.by, "beside": [slot.name for slot in beside]}
    return {"head": head, "choices": choices, "beside": [slot.title for slot in beside], "rows": rows, "names": names}


def _details(part: Part, source: Source) -> Mapping[str, str]:
    """What each choice of a grid's figure, or each row of a checklist, says under the name of the detail."""
    subject = source.form.field(part.content) if part.kind == "grid" else None
    figure, entry = (subject.figure or "", part.detail) if subject else part.details
    document, _, name = figure.partition("#")
    items = source.texts.figures.get(document, {}).get(name, ())
    named = (item for item in items if isinstance(item, Mapping) and entry in item)
    return {str(item.get("name")): str(item[entry]) for item in named}


def _words(record: Filled, name: str) -> str:
    return record.cells.get(name, _NOTHING).text


def _said_of(record: Filled | None, name: str) -> Mapping[str, Any]:
    """What a record says of a field, another record that it names by what people call it."""
    said = record.cells.get(name, _NOTHING) if record else _NOTHING
    return asdict(replace(said, text=said.name or said.text))


def _table(part: Part, source: Source, blanks: Blanks) -> Mapping[str, Any]:
    """The rows of a child register, and their total in figures and in capitals."""
    child = source.forms.get(part.content)
    if child is None:
        return {}
    known = {slot.name: slot for slot in slots(child, source.say)}
    columns = [known[name] for name in part.columns if name in known]
    records = source.record.children.get(part.content, ()) if source.record else ()
    return {
        "columns": [{"title": slot.title, "weight": column_weight(slot), "kind": slot.kind} for slot in columns],
        "rows": [[_said_of(each, slot.name) for slot in columns] for each in records],
        "blank": 0 if records else part.rows,
        "total": _total(part, known, records, source) if part.total in known else None,
        "names": {
            "register": part.content,
            "key": child_key(source.form, child, part.key),
            "columns": [slot.name for slot in columns],
            "total": part.total,
        },
    }


def _total(part: Part, known: Blanks, records: Sequence[Filled], source: Source) -> Mapping[str, str]:
    amounts = [_words(each, part.total) for each in records]
    try:
        total = sum(map(Decimal, filter(None, amounts)), Decimal(0))
    except InvalidOperation:
        return {"title": known[part.total].title, "figure": "", "capitals": ""}
    figure = f"{total:.2f}" if records else ""
    capitals = in_capitals(total) if records else ""
    return {"title": known[part.total].title, "figure": figure, "capitals": capitals}


def _lines(part: Part, source: Source, blanks: Blanks) -> Mapping[str, Any]:
    """Empty lines below some heads, for what is written by hand alone."""
    columns = [{"title": head, "weight": max(1.0, ems(head) / 4), "kind": "line"} for head in part.content]
    return {"columns": columns, "rows": [], "blank": part.rows, "total": None}


def _checklist(part: Part, source: Source, blanks: Blanks) -> Mapping[str, Any]:
    """Things to look at: texts, or fields with their own choices; each with boxes to tick and room to write."""
    listed = part.content if isinstance(part.content, tuple) else _listed(part.content, source)
    details = _details(part, source)
    rows: list[dict[str, Any]] = []
    for item in listed:
        field_ = source.form.field(item)
        if field_ is None:
            rows.append({"name": item, "field": "", "choices": list(part.choices), "said": asdict(_NOTHING)})
        elif item in blanks:
            told = blanks[item].choices or part.choices
            if not told and blanks[item].kind == "boolean":
                told = (source.say("是"), source.say("否"))
            said = _said_of(source.record, item)
            rows.append({"name": field_.title, "field": item, "choices": list(told), "said": said})
    explained = [{**row, "detail": details.get(row["name"], "")} for row in rows]
    return {"rows": explained, "room": part.room} if rows else {}


def _listed(address: str, source: Source) -> tuple[str, ...]:
    """The words of a figure that is a list."""
    document, _, name = address.partition("#")
    items = source.texts.figures.get(document, {}).get(name, ())
    return tuple(str(item["name"] if isinstance(item, Mapping) else item) for item in items)


def _signatures(part: Part, source: Source, blanks: Blanks) -> Mapping[str, Any]:
    return {"who": list(part.content), "stamp": part.stamp}


_DRAWN = {
    "fields": _fields,
    "text": _text,
    "instructions": _instructions,
    "grid": _grid,
    "table": _table,
    "lines": _lines,
    "checklist": _checklist,
    "signatures": _signatures,
}
