"""What the portal's own pages may print: figures, counts, lists; the same for MkDocs and for `shoukong render`."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from shoukong.executable.breach_answer import open_count
from shoukong.messages.catalogue import CATALOGUE
from shoukong.messages.names import names_in
from shoukong.pages.agenda import SOON, ToDo, agenda_of
from shoukong.pages.home_page import MOST, late, missed_targets, moved_since, newest_open
from shoukong.pages.phone_lines import phone_line
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.wording.state_names import BREACH_NAMES, DUTY_NAMES

# More than these would weigh on the home page; a department's own page has all of its.
MOST_TOLD = 300


def macros_of(view: View) -> Mapping[str, Callable[..., Any]]:
    """The functions by their names."""
    say, language = view.say, view.say.language

    def figure(document: str, name: str) -> Any:  # noqa: ANN401 - a figure is whatever the document holds
        """A figure of a document."""
        return view.portal.documents_by_id[document].figures[name]

    def count(what: str) -> str:
        """How many documents, forms or records there are, or how many records a table holds."""
        return _count(view, what)

    def documents_table() -> str:
        """A short table of all controlled documents."""
        return fill("macro_documents.md.j2", say, view=view)

    def search_box() -> str:
        """A field in which the search begins, which its page goes on with."""
        return fill("macro_search.md.j2", say)

    def sample_notice() -> str:
        """A notice that the records are a sample, where they are."""
        return fill("macro_sample.md.j2", say, view=view) if view.portal.is_sample else ""

    def findings_table() -> str:
        """Every code of the check, with what it means and how to mend it."""
        return fill("macro_findings.md.j2", say, catalogue=CATALOGUE)

    def due_table() -> str:
        """What is to be done now or soon, by the reader's clock and for whom the reader is; nothing without duties."""
        return _due(view)

    def broken_table() -> str:
        """The breaches that nobody has closed, the newest first; nothing where nothing can be broken."""
        return fill(
            "macro_broken.md.j2", say, view=view, items=newest_open(view), names=names_in(language, BREACH_NAMES)
        )

    def late_table() -> str:
        """What is late, by kind: duties, reports, actions, readings, reviews, copies."""
        return fill("macro_late.md.j2", say, view=view, rows=late(view))

    def missed_table() -> str:
        """The indicators that miss their target, and the frozen figures that moved; nothing where there is none."""
        return fill("macro_missed.md.j2", say, view=view, rows=missed_targets(view), moved=len(moved_since(view)))

    def as_of() -> str:
        """The day of this build."""
        return view.portal.as_of.isoformat()

    def organization() -> str:
        """The firm's name."""
        return view.portal.settings.organization

    functions = (
        figure, count, documents_table, findings_table, sample_notice, search_box, as_of, organization,
        due_table, broken_table, late_table, missed_table,
    )  # fmt: skip
    return {"has": view.keeps_page, "phones": partial(_phones, view), **{f.__name__: f for f in functions}}


def _phones(view: View, register: str, name: str, phone: str, **only: str) -> str:
    """The numbers that a register keeps, of the records whose other fields have certain values."""
    return phone_line(view, register, (name, phone), only)


def _due(view: View) -> str:
    found, names = agenda_of(view), names_in(view.say.language, DUTY_NAMES)
    told = {"todos": found[:MOST_TOLD], "shown": MOST, "ahead": SOON.days, "axes": _axes(found)}
    return fill("macro_due.md.j2", view.say, view=view, names=names, **told)


def _axes(todos: Sequence[ToDo]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The axes of scopes by which something is owed, each with the codes and names of its members."""
    found: dict[str, dict[str, str]] = {}
    for occurrence in (o for each in todos for o in each.one.occurrences):
        scope = occurrence.scope
        if scope.code and scope.axis:
            found.setdefault(scope.axis.title, {})[scope.code] = scope.title
    return [(axis, sorted(members.items())) for axis, members in sorted(found.items())]


def _count(view: View, what: str) -> str:
    totals = {
        "documents": len(view.current_documents),
        "forms": len(view.forms),
        "records": sum(view.counts.values()),
        "breaches": open_count(view.executable.breaches),
        "requirements": sum(len(s.items) for s in view.portal.requirement_sets),
    }
    return f"{totals[what] if what in totals else view.counts[what]:,}"
