"""What the firm calls the registers that the engine rests on, their columns and words, as `portal.yaml` says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shoukong.finding import Finding
from shoukong.text.yaml_lines import Key, Lines, Value
from shoukong.text.yaml_shape import MAPPING, TEXT, TEXT_OR_TEXTS, KeyShape, Kind, misfits

REGISTERS = "registers"
_SHAPE = {
    "table": KeyShape(TEXT, required=False),
    "columns": KeyShape(MAPPING, required=False),
    "values": KeyShape(MAPPING, required=False),
}
_COLUMN = Kind(lambda v: v is None or TEXT.accepts(v), "栏目名，或 null", "a column, or null")


@dataclass(frozen=True, slots=True)
class RegisterMapping:
    """The firm's names for one register; what it does not say has the engine's own.

    A column that is None is none of the firm's; `values` are, by column and meaning, the firm's words, of which the
    first is written. `is_kept` is False for a register that the firm says it does not keep.
    """

    table: str | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    is_kept: bool = True


NOT_KEPT = RegisterMapping(is_kept=False)


def read_mappings(value: Value, lines: Lines) -> tuple[Mapping[str, RegisterMapping], tuple[Finding, ...]]:
    """The mappings of all registers, and what is wrong with them; a faulty one leaves its register unkept."""
    mappings: dict[str, RegisterMapping] = {}
    findings: list[Finding] = []
    for name, given in value.items():
        found = list(_faults(given, lines, REGISTERS, name)) if given is not None else []
        findings.extend(found)
        mappings[name] = NOT_KEPT if found or given is None else _mapping(given)
    return mappings, tuple(findings)


def is_word(keys: tuple[Key, ...]) -> bool:
    """Whether a firm's word for a value stands at some keys, which is a text whatever YAML takes it for."""
    return len(keys) > 4 and keys[0] == REGISTERS and keys[2] == "values"


def _mapping(given: Value) -> RegisterMapping:
    words = {
        column: {meaning: (said,) if isinstance(said, str) else tuple(said) for meaning, said in meanings.items()}
        for column, meanings in (given.get("values") or {}).items()
    }
    return RegisterMapping(given.get("table"), given.get("columns") or {}, words)


def _faults(given: Value, lines: Lines, *keys: Key) -> Iterator[Finding]:
    """What has not the shape of a mapping, from the outside inwards."""
    outer = list(misfits(given, _SHAPE, lines, *keys))
    yield from outer
    if outer:
        return
    columns, values = given.get("columns") or {}, given.get("values") or {}
    yield from misfits(columns, dict.fromkeys(columns, KeyShape(_COLUMN, required=False)), lines, *keys, "columns")
    for column, meanings in values.items():
        shape = dict.fromkeys(meanings if isinstance(meanings, dict) else (), KeyShape(TEXT_OR_TEXTS))
        yield from misfits(meanings, shape, lines, *keys, "values", column)
