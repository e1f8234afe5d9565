"""The posts that people held, as queries ask for them: always for a day, through macros over a table of terms."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shoukong.control.document_control import Control
from shoukong.control.staff import Person
from shoukong.declared.scope_axis import ScopeAxis
from shoukong.forms.table_names import TERMS
from shoukong.portal import Portal
from shoukong.records import database
from shoukong.records.cells_in_bulk import column
from shoukong.records.core_people import DELEGATIONS, POSTS, STAFF
from shoukong.records.core_registers import kept_register

Cells = Mapping[str, str]
Term = tuple[str, str, str, tuple[str, ...], datetime.date | None, datetime.date | None, bool]
HOLDS, POST_ON, DEPARTMENT_ON = "holds_post", "post_on", "department_on"
_ON = "(t.since IS NULL OR t.since <= CAST(d AS DATE)) AND (t.until IS NULL OR CAST(d AS DATE) <= t.until)"


def asks_for_posts(portal: Portal, words: frozenset[str]) -> bool:
    """Whether some queries, told by their words, ask for the posts of people."""
    return bool(words & {HOLDS, POST_ON, DEPARTMENT_ON, *(f"{axis.name}_on" for axis in portal.settings.scopes)})


def terms_of(control: Control) -> list[Term]:
    """Every post that somebody held or acted for, as the registers tell it."""
    return [term for person in control.staff.values() for term in _terms(person)]


def terms_in(given: Mapping[str, Sequence[Cells]], portal: Portal) -> list[Term]:
    """The posts in the tables of an example.

    There a row of staff may say a post: held from the first to the last day with the firm, or as `from` and `until`
    say, and always where it gives no days.
    """
    found = [_given(row, portal, STAFF, "staff_no", ("hired_on", "left_on")) for row in _rows(given, portal, STAFF)]
    found += [_given(row, portal, POSTS, "staff_no") for row in _rows(given, portal, POSTS)]
    found += [_given(row, portal, DELEGATIONS, "delegate") for row in _rows(given, portal, DELEGATIONS)]
    return [term for term in found if term[1]]


def shorthand_columns(portal: Portal) -> frozenset[str]:
    """What a row of staff may say in an example beside its own fields."""
    return frozenset({"post", "department", "from", "until", *(axis.name for axis in portal.settings.scopes)})


def undated_columns(portal: Portal) -> Mapping[str, frozenset[str]]:
    """The columns of the staff register, by its table, that tell a post without its days: no query sees them."""
    kept = kept_register(portal, STAFF)
    if kept is None:
        return {}
    named = (kept.columns.get(name) for name in ("post", "department"))
    return {kept.form.name: frozenset(name for name in named if name)}


def write_terms(cursor: database.DuckDBPyConnection, terms: Iterable[Term], axes: Sequence[ScopeAxis]) -> None:
    """The table of terms, and `holds_post(person, post, day[, scope])`, `post_on`, `department_on`, `<axis>_on`."""
    places = [f"place_{i}" for i, _ in enumerate(axes)]
    texts = ", ".join(f"{name} VARCHAR" for name in ("person", "post", "department", *places))
    cursor.execute(f"CREATE TABLE typed.{TERMS} ({texts}, since DATE, until DATE, acts BOOLEAN)")
    rows = [(person, post, department, *(scopes or ("",) * len(axes)), since, until, acts)
            for person, post, department, scopes, since, until, acts in terms]  # fmt: skip
    if rows:
        listed = [[cell or None for cell in cells] for cells in zip(*rows, strict=True)]
        unnested = ", ".join("unnest(?)" for _ in listed)
        cursor.execute(f"INSERT INTO typed.{TERMS} SELECT {unnested}", listed)
    for macro in _macros(places, axes):
        cursor.execute(macro)


def _macros(places: Sequence[str], axes: Sequence[ScopeAxis]) -> Iterator[str]:
    held = f"t.person = who AND t.post = what AND {_ON}"
    anywhere = " AND ".join(f"t.{place} IS NULL" for place in places) or "true"
    there = " OR ".join(("whose IS NULL", f"({anywhere})", *(f"t.{place} = whose" for place in places)))
    yield (
        f"CREATE MACRO typed.{HOLDS} (who, what, d) AS EXISTS (SELECT 1 FROM {TERMS} t WHERE {held}), "
        f"(who, what, d, whose) AS EXISTS (SELECT 1 FROM {TERMS} t WHERE {held} AND ({there}))"
    )
    asked = {POST_ON: "post", DEPARTMENT_ON: "department"}
    asked |= {f"{axis.name}_on": place for axis, place in zip(axes, places, strict=True)}
    for name, cell in asked.items():
        own = f"SELECT arg_max(t.{cell}, coalesce(t.since, DATE '0001-01-01')) FROM {TERMS} t"
        yield f"CREATE MACRO typed.{column(name)}(who, d) AS ({own} WHERE t.person = who AND t.acts IS NULL AND {_ON})"


def _terms(person: Person) -> Iterator[Term]:
    for held in person.posts:
        if held.post:
            yield person.number, held.post, held.department, held.scopes, held.since, held.until, bool(held.acts_for)


def _table(portal: Portal, name: str) -> str:
    kept = kept_register(portal, name)
    return kept.form.name if kept else name


def _rows(given: Mapping[str, Sequence[Cells]], portal: Portal, name: str) -> Sequence[Cells]:
    return given.get(_table(portal, name), ())


def _given(row: Cells, portal: Portal, name: str, person: str, others: Sequence[str] = ("", "")) -> Term:
    kept = kept_register(portal, name)
    called = dict(kept.columns) if kept else {}

    def cell(column_name: str) -> str:
        return row.get(called.get(column_name, column_name), "")

    scopes = tuple(cell(axis.name) for axis in portal.settings.scopes)
    days = (_day(cell("from") or cell(others[0])), _day(cell("until") or cell(others[1])))
    return cell(person), cell("post"), cell("department"), scopes, *days, name == DELEGATIONS


def _day(cell: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(cell)
    except ValueError:
        return None
