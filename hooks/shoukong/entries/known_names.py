"""The numbers that people mean who write a name, or a number in another way, where a field refers to a record."""

from collections.abc import Collection, Mapping
from unicodedata import normalize

from shoukong.entries.meant_cell import Unmeant, Why
from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.record_labels import is_named, label_of
from shoukong.records.registers import Registers

_MOST_TOLD = 5
_GAPS = " \u3000·|/（("


def meant_numbers(
    portal: Portal, registers: Registers, target: Form, written: Collection[str]
) -> Mapping[str, str | Unmeant]:
    """What each text means as a reference to a register; a text that no record is known by is left to the check."""
    key = column(target.primary_key)
    query = f"SELECT {key} FROM {column(target.name)} WHERE {key} IN (SELECT unnest($asked))"

    def known(numbers: Collection[str]) -> set[str]:
        return {number for (number,) in registers.rows(query, {"asked": list(numbers)})} if numbers else set()

    exact = known(written)
    meant: dict[str, str | Unmeant] = {text: text for text in written if text in exact}
    others = {text: _other_spellings(text) for text in written if text not in exact}
    spelled = known({spelling for spellings in others.values() for spelling in spellings})
    for text, spellings in others.items():
        found = next((spelling for spelling in spellings if spelling in spelled), None)
        if found is not None:
            meant[text] = found
    named = _by_name(portal, registers, target, [text for text in written if text not in meant])
    return {text: meant.get(text) or named.get(text, text) for text in written}


def is_known(registers: Registers, target: Form, number: str) -> bool:
    """Whether a register has a record of this number."""
    query = f"SELECT 1 FROM {column(target.name)} WHERE {column(target.primary_key)} = $number LIMIT 1"
    return next(registers.rows(query, {"number": number}), None) is not None


def _other_spellings(text: str) -> list[str]:
    """A number in other width and case, and the number with which `YG-001 name` begins."""
    narrow = normalize("NFKC", text).strip()
    first = narrow.translate({ord(gap): " " for gap in _GAPS}).split(" ")[0]
    return [spelling for each in (narrow, first) for spelling in (each, each.upper()) if spelling]


def _by_name(
    portal: Portal, registers: Registers, target: Form, written: Collection[str]
) -> Mapping[str, str | Unmeant]:
    label = label_of(target, portal.settings.scopes)
    if not written or label is None or not is_named(target, label):
        return {}
    numbers: dict[str, list[str]] = {}
    query = (
        f"SELECT {column(label.name)}, {column(target.primary_key)} FROM {column(target.name)}"
        f" WHERE {column(label.name)} IN (SELECT unnest($asked)) ORDER BY rowid"
    )
    for name, number in registers.rows(query, {"asked": list(written)}):
        numbers.setdefault(name, []).append(number)
    return {
        name: found[0]
        if len(found) == 1
        else Unmeant(Why.AMBIGUOUS, name, _choices(found[:_MOST_TOLD], len(found) > _MOST_TOLD))
        for name, found in numbers.items()
    }


def _choices(numbers: Collection[str], has_more: bool) -> str:
    """Numbers to choose from, with a sign that there are more."""
    return " / ".join(numbers) + (" …" if has_more else "")
