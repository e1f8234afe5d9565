"""What findings quote of people: cells of private fields are masked in them, since logs are read by others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from shoukong.finding import Finding
from shoukong.forms.form import Field
from shoukong.layout import RECORDS
from shoukong.portal import Portal
from shoukong.records.registers import HIDDEN, table_of
from shoukong.text.private_number import KEPT, masked

# What says nothing of a cell: names, bounds and examples of the form.
_OF_THE_FORM = frozenset(
    ("title", "title_en", "table", "table_title", "earlier", "type", "example", "pattern", "allowed", "allowed_en",
     "source", "bound", "also", "also_en", "condition", "column", "known", "known_en", "wanted", "wanted_en", "today",
     "first", "kind", "kind_en", "what", "what_en", "why", "why_en", "commit", "day", "author", "seal", "period",
     "path", "through", "count", "masked", "words", "words_en")
)  # fmt: skip
_LONG = 2 * KEPT  # what is shorter would be told by its last signs


def masked_cell(text: str) -> str:
    """What may be told of a private cell: its last signs, by which it is found, where it is long enough."""
    if not text or text.startswith(HIDDEN):
        return text
    return HIDDEN + (text[-KEPT:] if len(text) >= _LONG else "")


def told_cell(field: Field | None, text: str) -> str:
    """What may be told of a cell."""
    return masked_cell(text) if field is not None and field.privacy else text


def masked_findings(portal: Portal, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that quote nothing private: no cell of a private field, no number of somebody."""
    for item in findings:
        field = _private_field(portal, item)
        facts = _masked(item.facts, is_private=field is not None)
        record = item.record
        if field is not None and record is not None and record == item.facts.get("value"):
            record = masked_cell(record)
        is_same = facts == item.facts and record == item.record
        yield item if is_same else replace(item, facts=MappingProxyType(facts), record=record)


def _masked(facts: Mapping[str, str], *, is_private: bool) -> dict[str, str]:
    return {
        name: masked_cell(text) if is_private and name not in _OF_THE_FORM else masked(text)
        for name, text in facts.items()
    }


def _private_field(portal: Portal, item: Finding) -> Field | None:
    """The private field at whose cell a finding is."""
    path = item.place.path
    if not item.place.field or not path.startswith(f"{RECORDS}/") or path.count("/") < 2:
        return None
    form = portal.forms_by_name.get(table_of(path))
    field = form.field(item.place.field) if form else None
    return field if field is not None and field.privacy else None
