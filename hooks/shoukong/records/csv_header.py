"""The header of a part: whether it names the form's columns, and if not, what hinders, told once."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Form

# What parts cells instead of a comma, with what it is called where it cannot be shown.
_SIGNS = {";": (";", ";"), "\t": ("制表符", "tabs"), "|": ("|", "|"), "，": ("，", "，"), "；": ("；", "；")}
_SIGNS |= {"、": ("、", "、"), " ": ("空格", "spaces")}
_SPLIT = re.compile(f"[{re.escape(''.join(_SIGNS))}]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")


def header_faults(header: Sequence[str], form: Form, path: str, line: int) -> tuple[bool, tuple[Finding, ...]]:
    """Whether the columns below a header can be read all the same, and what is wrong with it."""
    wanted = form.names
    if tuple(header) == wanted:
        return True, ()
    names, place = _meant(header, form), Place(path, line)
    if names == wanted:
        return True, (finding("header-spelling", place, ref=form.id, wanted=",".join(wanted)),)
    if not set(names) & set(wanted):
        return False, (finding("header-missing", place, ref=form.id, wanted=",".join(wanted)),)
    faults = tuple(_column_faults(names, form, place))
    return False, faults or (finding("column-order", place, ref=form.id, wanted=",".join(wanted)),)


def parted_otherwise(first_line: str, form: Form, path: str, line: int) -> Finding | None:
    """A header whose names are parted by another sign than the comma."""
    cells = first_line.split(",")
    if len(_known(_SPLIT.sub(",", first_line).split(","), form)) <= len(_known(cells, form)):
        return None
    return other_sign(max(_SIGNS, key=first_line.count), form, Place(path, line))


def sign_between(row: Sequence[str], form: Form) -> str | None:
    """The sign that parts a row of too few cells into as many as the form has columns."""
    text = ",".join(row)
    fitting = (sign for sign in _SIGNS if sign != " " and text.count(sign) == len(form.names) - 1)
    return next(fitting, None) if len(row) < len(form.names) else None


def other_sign(sign: str, form: Form, place: Place) -> Finding:
    """A file whose cells are parted by another sign than the comma."""
    name, name_en = _SIGNS[sign]
    return finding("csv-delimiter", place, ref=form.id, sign=name, sign_en=name_en)


def _known(cells: Sequence[str], form: Form) -> set[str]:
    return set(_meant(cells, form)) & set(form.names)


def _meant(header: Sequence[str], form: Form) -> tuple[str, ...]:
    """The names that a header means: in any case and width, with spaces or quotes, or the titles of the columns."""
    names = {field.title: field.name for field in form.fields if not field.is_made} | {
        name: name for name in form.names
    }
    known = {plain(written): name for written, name in names.items()}
    meant = [known.get(plain(cell), cell) for cell in header]
    while meant and not plain(meant[-1]):
        meant.pop()
    return tuple(meant)


def plain(text: str) -> str:
    """A name without what people do not see in it: its case, its width, spaces, quotes and marks without width."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).strip(" \t\"'").casefold()


def _column_faults(header: Sequence[str], form: Form, place: Place) -> Iterator[Finding]:
    """Columns that are unknown, twice or missing; where their number is right, a wrong one stands for one missing."""
    titles, width = {field.name: field.title for field in form.fields if not field.is_made}, len(form.names)
    for i, name in enumerate(header):
        where = place.at(place.line, name)
        if name in header[:i]:
            yield finding("column-twice", where, ref=form.id, column=name)
        elif name not in titles:
            yield finding("column-unknown", where, ref=form.id, column=name, known=tuple(titles))
    for name in titles if len(header) != width else ():
        if name not in header:
            where = place.at(place.line, name)
            yield finding("column-missing", where, ref=form.id, column=name, title=titles[name])
