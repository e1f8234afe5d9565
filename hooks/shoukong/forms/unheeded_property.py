"""What a published Table Schema may say of cells and records that is not heeded here, each a finding."""

from collections.abc import Callable, Collection, Iterator, Mapping

from shoukong.finding import Finding, finding
from shoukong.text.yaml_lines import Key, Lines, Value
from shoukong.text.yaml_shape import TEXT

# What is heeded of a field's format; of days and times, what says what holds here anyhow.
FORMATS: Mapping[str, tuple[str, ...]] = {
    "string": ("email", "uri", "uuid", "binary"),
    "geopoint": ("array", "object"),
}
_ISO_FORMATS: Mapping[str, tuple[str, ...]] = {
    "date": ("any", "%Y-%m-%d", "YYYY-MM-DD"),
    "datetime": ("any", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%SZ"),
    "time": ("any", "%H:%M:%S"),
}
# Properties that change how cells are read, and what they may say without doing so.
_READ_OTHERWISE: Mapping[str, Callable[[Value], bool]] = {
    "decimalChar": lambda value: value == ".",
    "groupChar": lambda value: not value,
    "bareNumber": lambda value: value is True,
    "trueValues": lambda value: isinstance(value, list) and "true" in map(_truth, value),
    "falseValues": lambda value: isinstance(value, list) and "false" in map(_truth, value),
}
# Constraints of the standard's second version, and of its profile in JSON.
UNCHECKED = ("exclusiveMinimum", "exclusiveMaximum", "jsonSchema")


def unheeded(field: dict[str, Value], lines: Lines, *keys: Key) -> Iterator[Finding]:
    """Properties by which cells would be read otherwise than they are here, or refused though they are not."""
    for name, usual in _READ_OTHERWISE.items():
        if name in field and not usual(field[name]):
            yield finding("property-unheeded", lines.place(*keys, name), property=name, value=field[name])
    kind, written = str(field.get("type")), field.get("format")
    if TEXT.accepts(written) and written not in ("default", *FORMATS.get(kind, ()), *_ISO_FORMATS.get(kind, ())):
        yield finding("property-unheeded", lines.place(*keys, "format"), property="format", value=written)
    constraints = field.get("constraints")
    listed = constraints if isinstance(constraints, dict) else {}
    yield from unchecked(listed, UNCHECKED, lines, *keys, "constraints")
    if "enum" not in listed:
        yield from unchecked(field, ("categories",), lines, *keys)


def unchecked(value: Value, names: Collection[str], lines: Lines, *keys: Key) -> Iterator[Finding]:
    """Demands by which records would be refused that are not checked here."""
    for name in names:
        if isinstance(value, dict) and name in value:
            yield finding("property-unchecked", lines.place(*keys, name), property=name)


def _truth(value: Value) -> str:
    """A word for true or false as a cell has it; YAML may have read it as what it means."""
    return str(value).lower() if isinstance(value, bool) else str(value)
