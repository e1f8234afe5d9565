"""Pages of reading: the matrix of persons and documents; for each document who has signed, and a sheet to sign on."""

from collections.abc import Iterator

from shoukong.control.reading import Reading, by_document
from shoukong.control.staff import Person, employed
from shoukong.pages.document_pages import reading_sums
from shoukong.pages.excel_csv import excel_csv, plain_csv
from shoukong.pages.output import Output
from shoukong.pages.templating import fill
from shoukong.pages.view import View

SHEET = ("subject", "revision", "staff_no", "name", "read_on")


def reading_pages(view: View) -> Iterator[Output]:
    """The matrix by project, and a page for each document that somebody has to read."""
    readings = view.control.readings
    documents = by_document(readings)
    cells: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings:
        cells.setdefault((reading.person.number, reading.life.subject), []).append(reading)
    people = _by_project(view)
    yield Output(
        "reading/index.md",
        fill("reading.md.j2", view=view, documents=documents, cells=cells, people=people, sums=reading_sums(view)),
    )
    for subject, own in documents.items():
        life = view.life(subject)
        yield Output(f"reading/{subject}.md", fill("reading_document.md.j2", view=view, life=life, readings=own))
        sheet = [
            SHEET,
            *((subject, r.term.text.revision, r.person.number, r.person.name, "") for r in own if not r.done),
        ]
        yield Output(f"data/reading/{subject}.csv", plain_csv(sheet))
        yield Output(f"data/reading/excel/{subject}.csv", excel_csv(sheet))


def _by_project(view: View) -> dict[str, list[Person]]:
    """Those employed on the day, by project; the firm's own offices come first."""
    found: dict[str, list[Person]] = {}
    for person in employed(view.control.staff.values(), view.portal.as_of):
        found.setdefault(person.project, []).append(person)
    return dict(sorted(found.items()))
