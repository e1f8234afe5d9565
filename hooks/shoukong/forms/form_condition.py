"""What a form demands of a field depending on the others: when it must be filled in, and when it stays empty."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shoukong.finding import Finding, finding
from shoukong.text.spelling import is_value
from shoukong.text.yaml_lines import IsText, Key, Lines, Value
from shoukong.text.yaml_shape import Kind

REQUIRED_WHEN, EMPTY_WHEN = "required_when", "empty_when"
DEMANDS = (REQUIRED_WHEN, EMPTY_WHEN)
_FILLED = {"present": True, "absent": False}


@dataclass(frozen=True, slots=True)
class Condition:
    """What another field must say: one of some values or, without values, anything (`is_filled`) or nothing."""

    field: str
    values: tuple[str, ...] = ()
    is_filled: bool = True

    def holds(self, cell: str, type_: str) -> bool:
        """Whether the other field's cell, of its type, says it; numbers are compared by what they mean."""
        if not self.values:
            return (cell != "") == self.is_filled
        if type_ == "number" and is_value(type_, cell):
            return Decimal(cell) in {Decimal(value) for value in self.values if is_value(type_, value)}
        return cell in self.values

    def meets(self, other: "Condition") -> bool:
        """Whether some cell says both."""
        if self.values and other.values:
            return not set(self.values).isdisjoint(other.values)
        return self.is_filled == other.is_filled


def _is_conditions(value: Value) -> bool:
    return isinstance(value, dict) and bool(value) and all(_is_wanted(each) for each in value.values())


def _is_wanted(value: Value) -> bool:
    return all(map(_is_plain, value)) and bool(value) if isinstance(value, list) else _is_plain(value)


def _is_plain(value: Value) -> bool:
    return bool(value.strip()) if isinstance(value, str) else isinstance(value, bool | int | float | datetime.date)


CONDITIONS = Kind(
    _is_conditions,
    "其他栏目与它们的值，如 {result: 不满意}；值也可以是列表、present 或 absent",
    "other fields with their values, such as {result: poor}; a list of values, present or absent will do too",
)


def outside_conditions(is_text: IsText) -> IsText:
    """The same, where names of fields tell nothing: what is compared with them is of the types that they have."""
    return lambda keys: is_text(keys) and not any(name in keys for name in DEMANDS)


def conditions_of(field: Mapping[str, Value], demand: str, lines: Lines, i: int) -> tuple[Condition, ...]:
    """The conditions, all of which must hold, of a demand on the field at a place."""
    given = field.get(demand) or {}
    return tuple(_condition(name, given[name], lines, ("schema", "fields", i, demand, name)) for name in given)


def _condition(name: str, wanted: Value, lines: Lines, keys: tuple[Key, ...]) -> Condition:
    if isinstance(wanted, str) and wanted in _FILLED:
        return Condition(name, is_filled=_FILLED[wanted])
    if isinstance(wanted, list):
        return Condition(name, tuple(_written(each, lines, (*keys, j)) for j, each in enumerate(wanted)))
    return Condition(name, (_written(wanted, lines, keys),))


def _written(value: Value, lines: Lines, keys: tuple[Key, ...]) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else lines.written.get(keys, str(value))


def condition_faults(value: Value, lines: Lines) -> Iterator[Finding]:
    """Demands that cannot be followed: on fields that there are not or on itself, idle ones, and contradictions."""
    fields = value["schema"]["fields"]
    names = tuple(field["name"] for field in fields)
    always = {field["name"] for field in fields if (field.get("constraints") or {}).get("required")}
    key = value["schema"].get("primaryKey")
    always.update(key if isinstance(key, list) else [key])
    for i, field in enumerate(fields):
        faults = tuple(_naming_faults(field, names, lines, i))
        yield from faults or _clash(field, always, lines, i)


def _naming_faults(field: Mapping[str, Value], names: tuple[str, ...], lines: Lines, i: int) -> Iterator[Finding]:
    for demand in DEMANDS:
        for name in field.get(demand) or {}:
            place = lines.place("schema", "fields", i, demand, name)
            if name == field["name"]:
                yield finding("condition-on-itself", place, name=name)
            elif name not in names:
                yield finding("field-unknown", place, name=name, known=names)


def _clash(field: Mapping[str, Value], always: Iterable[str], lines: Lines, i: int) -> Iterator[Finding]:
    """What a demand has against the field's other demand, or against its being required anyway."""
    required, empty = (conditions_of(field, demand, lines, i) for demand in DEMANDS)
    places = [lines.place("schema", "fields", i, demand) for demand in DEMANDS]
    if field["name"] in always and required:
        yield finding("demand-idle", places[0], name=field["name"])
    elif (field["name"] in always and empty) or _may_both_hold(required, empty):
        yield finding("demand-contradictory", places[1], name=field["name"])


def _may_both_hold(these: tuple[Condition, ...], those: tuple[Condition, ...]) -> bool:
    """Whether two lots of conditions speak of the same fields, and none of these tells them apart."""
    other = {condition.field: condition for condition in those}
    shared = [(each, other[each.field]) for each in these if each.field in other]
    return bool(shared) and all(one.meets(another) for one, another in shared)
