"""The names of tables: those that queries and the site have for something else, which no form can have."""

from collections.abc import Iterator, Sequence

from shoukong.finding import Finding, finding
from shoukong.forms.form import Form

CALENDAR, PERIODS, FIGURES, ITEMS = "calendar", "periods", "figures", "figure_items"
OCCURRENCES, ROWS, TERMS = "duties", "rows", "post_terms"
# What the process of queries keeps for the engine itself.
ASKED, STARTS, PROOFS, DEADLINES, DOUBTFUL = "_asked", "_starts", "_proofs", "_deadlines", "_doubtful"
MATCHED, FOLLOWED, REPEATED = "_matched", "_followed", "_repeated"
KEPT = frozenset({ASKED, STARTS, PROOFS, DEADLINES, DOUBTFUL, MATCHED, FOLLOWED, REPEATED})
BESIDE_REGISTERS = frozenset({CALENDAR, PERIODS, FIGURES, ITEMS, OCCURRENCES, ROWS, TERMS}) | KEPT

INDEX = "index"  # the page of a folder of the site, so that no form's page can be called so


def unusable_names(forms: Sequence[Form]) -> Iterator[tuple[Form, Finding]]:
    """Each form whose table would be mistaken for another, and why; queries do not tell capitals from small letters.

    Of several forms that share a name, the one in small letters keeps it, else the first.
    """
    holders: dict[str, Form] = {}
    for form in sorted(forms, key=lambda form: (form.name != form.name.casefold(), form.path)):
        name = form.name.casefold()
        if name in BESIDE_REGISTERS or name == INDEX:
            yield form, finding("form-name-taken", form.place("name"), ref=form.id, name=form.name)
        elif name in holders:
            first = holders[name].path
            yield form, finding("form-name-twice", form.place("name"), ref=form.id, name=form.name, first=first)
        else:
            holders[name] = form
