"""For whom a build is made, and what it may show them: which fields, which records, which answers of queries.

Whatever a build shows asks here, and nowhere else is it decided. What rules and duties find does not depend on it.
"""

import re
from collections.abc import Iterable, Iterator

from shoukong.audience import Audience, Readers
from shoukong.forms.form import Field, Form
from shoukong.forms.table_names import OCCURRENCES, TERMS
from shoukong.portal import Portal
from shoukong.records.core_declaration import REGISTERS_BY_NAME
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import core_form, core_table

SENSITIVE = "sensitive"
_OF_RECORDS = frozenset((OCCURRENCES, TERMS))
EVERYONE = frozenset(("全体", "everyone"))
_WORD = re.compile(r"[^\W\d]\w*")
_COUNTS = re.compile(r"count\s*\(\s*\*\s*\)", re.IGNORECASE)


def may_show(field: Field, readers: Readers) -> bool:
    """Whether a field's cells may be shown.

    What is sensitive, the keeper alone sees; of what is meant for some, the others on the staff and the public see
    nothing, and the public nothing that is personal.
    """
    match readers.audience:
        case Audience.KEEPER:
            return True
        case Audience.AUDITOR:
            return field.privacy != SENSITIVE
        case Audience.STAFF:
            return field.privacy != SENSITIVE and _is_meant_for(field, readers.words)
        case Audience.PUBLIC:
            return field.privacy is None and _is_meant_for(field, frozenset())


def _is_meant_for(field: Field, words: frozenset[str]) -> bool:
    """Whether a field is meant for everyone, or for one of those words; `甲/乙` needs both."""
    known = words | EVERYONE
    return not field.audience or any(all(part in known for part in word.split("/")) for word in field.audience)


def withheld_from(form: Form, readers: Readers) -> frozenset[str]:
    """The fields of a form that a build does not show."""
    return frozenset(field.name for field in form.fields if not may_show(field, readers))


def has_private_fields(form: Form) -> bool:
    """Whether a form has a field that is personal or sensitive."""
    return any(field.privacy for field in form.fields)


def names_people(form: Form, portal: Portal) -> bool:
    """Whether a form's records are of people: it has a private field or is the staff's, or refers to one that does."""
    forms, seen, left = portal.forms_by_name, {form.name}, [form]
    while left:
        each = left.pop()
        if has_private_fields(each) or is_of_people(each, portal):
            return True
        left += [forms[key.table] for key in each.foreign_keys if key.table in forms.keys() - seen]
        seen |= {key.table for key in each.foreign_keys}
    return False


def is_of_people(form: Form, portal: Portal) -> bool:
    """Whether each record of a form is of somebody: of the staff, or kept with private fields for good.

    What happens on a day has the year in its number; who is kept for good, such as a resident, has not.
    """
    staff = core_form(portal, STAFF)
    if staff is not None and staff.name == form.name:
        return True
    is_dated = form.date is not None and form.number is not None and "{year}" in form.number.template
    return has_private_fields(form) and not is_dated


def shows_records(form: Form, portal: Portal, readers: Readers) -> bool:
    """Whether a build shows the records of a form at all: the public sees none in which somebody may stand.

    Nor those of the registers that control rests on: who did what, and what became of records of others.
    """
    if not readers.are_anybody:
        return True
    core = {core_table(portal, name) for name in REGISTERS_BY_NAME}
    return form.name not in core and not names_people(form, portal)


def may_tell_rows(texts: Iterable[str], portal: Portal, readers: Readers) -> bool:
    """Whether a build may show the rows that some queries give, or the digest of those rows.

    It may not where a query reads a table whose records are not shown, or a field that is withheld; to the public,
    nothing that is told of records by their numbers alone, or of posts.
    """
    words = _words(texts)
    if readers.are_anybody and words & _OF_RECORDS:
        return False
    read = [form for form in portal.forms_by_name.values() if form.name.lower() in words]
    return all(shows_records(form, portal, readers) for form in read) and may_tell_groups(texts, portal, readers)


def may_tell_groups(texts: Iterable[str], portal: Portal, readers: Readers) -> bool:
    """Whether a build may show by what some queries group what they count: not where they read a withheld field.

    What refers to people is withheld from the public too. Who takes all columns takes those.
    """
    words, forms = _words(texts), portal.forms_by_name.values()
    read = [form for form in forms if form.name.lower() in words]
    withheld = {name.lower() for form in read for name in _withheld_from_queries(form, portal, readers)}
    return not withheld & (words | (withheld if "*" in words else set()))


def names_private_fields(texts: Iterable[str], portal: Portal) -> bool:
    """Whether some queries read a private field of a register; who takes all columns takes those."""
    words = _words(texts)
    read = [form for form in portal.forms_by_name.values() if form.name.lower() in words]
    private = {field.name.lower() for form in read for field in form.fields if field.privacy}
    return bool(private) and bool(private & words or "*" in words)


def _withheld_from_queries(form: Form, portal: Portal, readers: Readers) -> Iterator[str]:
    """The fields that queries see and the readers do not; what is sensitive no query sees."""
    yield from (f.name for f in form.fields if f.privacy != SENSITIVE and not may_show(f, readers))
    if readers.are_anybody:
        if is_of_people(form, portal):
            yield form.primary_key
        forms = portal.forms_by_name
        yield from (k.field for k in form.foreign_keys if k.table in forms and is_of_people(forms[k.table], portal))


def _words(texts: Iterable[str]) -> frozenset[str]:
    """The words of some queries that may name a table or column, and a star where all columns are taken."""
    told = [_COUNTS.sub(" ", text) for text in texts]
    found = {word.lower() for text in told for word in _WORD.findall(text)}
    return frozenset(found | ({"*"} if any("*" in text for text in told) else set()))
