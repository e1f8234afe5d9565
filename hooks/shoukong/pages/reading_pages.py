"""Pages of reading: the matrix of persons and documents; for each document who has signed, and a sheet to sign on."""

import datetime
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape

from shoukong.control.reading import Reading, ReadingState, by_document
from shoukong.control.staff import Person, employed
from shoukong.language import Speech
from shoukong.messages.names import names_in
from shoukong.pages.document_pages import reading_sums
from shoukong.pages.excel_csv import excel_csv, plain_csv
from shoukong.pages.output import Output
from shoukong.pages.pieces import badge, row_link, status
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.records.core_declaration import ACKNOWLEDGEMENTS
from shoukong.records.core_registers import own_columns
from shoukong.wording.state_names import READING_NAMES

SIGNED = ("subject", "revision", "staff_no", "read_on")


def reading_pages(view: View) -> Iterator[Output]:
    """The matrix by scope, and a page for each document that somebody has to read."""
    if not view.keeps_page("reading"):
        return
    readings = view.control.readings
    documents = by_document(readings)
    cells: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings:
        cells.setdefault((reading.person.number, reading.life.subject), []).append(reading)
    people = _by_place(view)
    called = own_columns(view.portal, ACKNOWLEDGEMENTS, SIGNED)
    yield Output(
        "reading/index.md",
        fill(
            "reading.md.j2",
            view.say,
            view=view,
            documents=documents,
            cells=cells,
            people=people,
            sums=reading_sums(view),
            signed=sum(r.done is not None for r in readings),
            unsigned=sum(r.done is None for r in readings),
            cell_of=partial(_matrix_cell, day=view.portal.as_of, say=view.say),
        ),
    )
    for subject, own in documents.items():
        life = view.life(subject)
        yield Output(
            f"reading/{subject}.md",
            fill(
                "reading_document.md.j2",
                view.say,
                view=view,
                life=life,
                readings=own,
                read_on=called["read_on"],
                unsigned_revisions=_unsigned_revisions(own, view.say) or life.text.revision,
                state_of=partial(_state, day=view.portal.as_of, say=view.say),
            ),
        )
        sheet = [
            (*(called[name] for name in SIGNED[:-1]), "name", called["read_on"]),
            *((subject, r.term.text.revision, r.person.number, r.person.name, "") for r in own if not r.done),
        ]
        yield Output(f"data/reading/{subject}.csv", plain_csv(sheet))
        yield Output(f"data/reading/excel/{subject}.csv", excel_csv(sheet))


def _signed(say: Speech) -> str:
    return status(ReadingState.DONE, READING_NAMES[ReadingState.DONE].told(say.language))


def _matrix_cell(reading: Reading, day: datetime.date, say: Speech) -> str:
    """Where a person stands with a document, for the matrix."""
    revision, done = reading.term.text.revision, reading.done
    if done is None:
        told = badge(reading.timeline, day, names_in(say.language, READING_NAMES))
        title = say("%(revision)s 应于 %(day)s 前签收", revision=revision, day=reading.due)
        return f'<span title="{title}">{told}</span>'
    address = f"../registers/{done.row.table}/#{escape(done.number)}"
    title = say("%(revision)s 已签 %(day)s", revision=revision, day=done.on)
    return f'<a class="sk-read" href="{address}" title="{title}">{_signed(say)}</a>'


def _state(reading: Reading, day: datetime.date, say: Speech) -> str:
    """Where a person stands with a document, for its list."""
    if reading.done is None:
        return badge(reading.timeline, day, names_in(say.language, READING_NAMES))
    return f"{row_link(reading.done.row, shown=_signed(say))} {reading.done.on}"


def _unsigned_revisions(readings: Sequence[Reading], say: Speech) -> str:
    return say.listed(dict.fromkeys(str(r.term.text.revision) for r in readings if r.done is None))


def _by_place(view: View) -> dict[str, list[Person]]:
    """Those employed on the day, by where they belong; the firm's own offices come first."""
    found: dict[str, list[Person]] = {}
    day = view.portal.as_of
    for person in employed(view.control.staff.values(), day):
        found.setdefault(person.place_on(day), []).append(person)
    return dict(sorted(found.items()))
