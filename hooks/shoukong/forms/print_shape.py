"""How a form is printed: its paper, its copies and the parts of its sheet, as the descriptor lays them out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shoukong.finding import Finding, finding
from shoukong.text.yaml_lines import Lines, Value
from shoukong.text.yaml_shape import (
    COUNT,
    FLAG,
    MAPPINGS,
    ROWS,
    TEXT,
    TEXT_OR_TEXTS,
    TEXTS,
    KeyShape,
    Kind,
    misfits,
    one_of,
)

PRINT, PARTS, COPIES = "print", "parts", "copies"
MOST_PER_ROW, MOST_SHARES = 4, 8


def _is_field_rows(value: Value) -> bool:
    return isinstance(value, list) and bool(value) and all(TEXT.accepts(each) or _is_row(each) for each in value)


def _is_row(value: Value) -> bool:
    return TEXTS.accepts(value) and 0 < len(value) <= MOST_SHARES and len(set(value)) <= MOST_PER_ROW


FIELD_ROWS = Kind(
    _is_field_rows,
    f"栏目列表；放在一行的写成里层的列表，一行不多于 {MOST_PER_ROW} 栏",
    f"a list of fields; those of one row in a list of their own, {MOST_PER_ROW} fields at most",
)
PER_ROW = Kind(
    lambda value: type(value) is int and 1 <= value <= MOST_PER_ROW,
    f"1 至 {MOST_PER_ROW} 的整数",
    f"a whole number from 1 to {MOST_PER_ROW}",
)
PRINT_SHAPE: Mapping[str, KeyShape] = {
    "layout": KeyShape(one_of("sheet", "list"), required=False),
    "orientation": KeyShape(one_of("portrait", "landscape"), required=False),
    "rows": KeyShape(ROWS, required=False),
    "signatures": KeyShape(TEXTS, required=False),
    "note": KeyShape(TEXT, required=False),
    "title": KeyShape(TEXT, required=False),
    "paper": KeyShape(one_of("A4", "A5", "A6", "card"), required=False),
    "letters": KeyShape(one_of("normal", "large"), required=False),
    "stamp": KeyShape(TEXT, required=False),
    "internal": KeyShape(TEXTS, required=False),
    "numbers": KeyShape(TEXTS, required=False),
    "together": KeyShape(TEXTS, required=False),
    COPIES: KeyShape(MAPPINGS, required=False),
    PARTS: KeyShape(MAPPINGS, required=False),
}
COPY_SHAPE: Mapping[str, KeyShape] = {"title": KeyShape(TEXT), "without": KeyShape(TEXTS, required=False)}
PART_SHAPE: Mapping[str, KeyShape] = {
    "title": KeyShape(TEXT, required=False),
    "fields": KeyShape(FIELD_ROWS, required=False),
    "per_row": KeyShape(PER_ROW, required=False),
    "photo": KeyShape(TEXT, required=False),
    "photo_place": KeyShape(TEXT, required=False),
    "text": KeyShape(TEXT, required=False),
    "instructions": KeyShape(TEXTS, required=False),
    "grid": KeyShape(TEXT, required=False),
    "by": KeyShape(TEXT, required=False),
    "detail": KeyShape(TEXT, required=False),
    "beside": KeyShape(TEXTS, required=False),
    "table": KeyShape(TEXT, required=False),
    "key": KeyShape(TEXT, required=False),
    "columns": KeyShape(TEXTS, required=False),
    "rows": KeyShape(COUNT, required=False),
    "total": KeyShape(TEXT, required=False),
    "lines": KeyShape(TEXTS, required=False),
    "checklist": KeyShape(TEXT_OR_TEXTS, required=False),
    "choices": KeyShape(TEXTS, required=False),
    "room": KeyShape(TEXT, required=False),
    "signatures": KeyShape(TEXTS, required=False),
    "stamp": KeyShape(TEXT, required=False),
    "break": KeyShape(FLAG, required=False),
}
# By the keys that lead to each part.
PRINT_SHAPES: Mapping[str, Mapping[str, KeyShape]] = {
    PRINT: PRINT_SHAPE,
    f"{PRINT}.{COPIES}": COPY_SHAPE,
    f"{PRINT}.{PARTS}": PART_SHAPE,
}
# Each kind of part by the key that tells it, with the keys that may stand beside, and of these the needed ones.
PART_KINDS: Mapping[str, tuple[frozenset[str], tuple[str, ...]]] = {
    "fields": (frozenset({"per_row", "photo", "photo_place"}), ()),
    "text": (frozenset(), ()),
    "instructions": (frozenset(), ()),
    "grid": (frozenset({"by", "detail", "beside"}), ("by",)),
    "table": (frozenset({"key", "columns", "rows", "total"}), ("columns",)),
    "lines": (frozenset({"rows"}), ()),
    "checklist": (frozenset({"choices", "room", "detail"}), ()),
    "signatures": (frozenset({"stamp"}), ()),
}
_ANY_PART = frozenset({"title", "break"})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sheet: what stands at its key (`content`), and what is said beside; `starts_page` on a new page.

    The content of `fields` has names, and tuples of those that share a row, a name in it as often as it has shares.
    """

    kind: str
    content: Any  # a text or a tuple, as the kind has it
    title: str = ""
    per_row: int = 2
    photo: str = ""
    photo_place: str = ""
    by: str = ""
    detail: str = ""
    beside: tuple[str, ...] = ()
    key: str = ""
    columns: tuple[str, ...] = ()
    rows: int = 6
    total: str = ""
    choices: tuple[str, ...] = ()
    room: str = ""
    stamp: str = ""
    starts_page: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The running texts of it, in which fields and figures have their places."""
        match self.kind:
            case "text":
                return (self.content,)
            case "instructions":
                return tuple(self.content)
            case _:
                return ()

    @property
    def details(self) -> tuple[str, str]:
        """Of a checklist: the figure whose entries explain its rows, and which entry of each; empty where none do."""
        figure, _, entry = self.detail.rpartition(".")
        if self.kind != "checklist" or not self.detail:
            return "", ""
        return figure or (self.content if isinstance(self.content, str) else ""), entry

    @property
    def field_rows(self) -> tuple[tuple[str, ...], ...]:
        """The fields of a part `fields`, each alone or with those of its row."""
        return tuple((each,) if isinstance(each, str) else each for each in self.content)

    @property
    def named(self) -> tuple[str, ...]:
        """The form's own fields that it names outside its texts, without those of a child register."""
        match self.kind:
            case "fields":
                return (*(name for row in self.field_rows for name in row), *filter(None, (self.photo,)))
            case "grid":
                return (self.content, self.by, *self.beside)
            case "checklist":
                return tuple(filter(is_field_name, self.content)) if isinstance(self.content, tuple) else ()
            case _:
                return ()


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the copies of a sheet, such as the customer's, and the fields that it leaves out."""

    title: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintShape:
    """How a form prints: one record a sheet, laid out by sections or by `parts`, or a list of rows.

    Fields that are `internal` stand on no print. Records that say the same in the fields of `together` are one sheet.
    Those of `numbers` tell a record that they name by its number, others of a sheet by its name.
    `title` is what the sheet is called where that is not the form's title.
    """

    layout: str = "sheet"
    orientation: str = "portrait"
    rows: int = 15
    signatures: tuple[str, ...] = ()
    note: str = ""
    title: str = ""
    paper: str = "A4"
    letters: str = "normal"
    stamp: str = ""
    internal: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def signers(self) -> tuple[str, ...]:
        """Who signs: those below the sheet, else those of the last part in which somebody does."""
        signing = [each.content for each in self.parts if each.kind == "signatures"]
        return self.signatures or (signing[-1] if signing else ())

    @property
    def is_list(self) -> bool:
        """Whether several records stand on one print, a line each."""
        return self.layout == "list"


def is_field_name(word: str) -> bool:
    """Whether a word of a checklist can only be meant for a field."""
    return word.isascii() and word.isidentifier()


def print_shape_of(value: Mapping[str, Value]) -> PrintShape:
    """How a descriptor says that it prints; its shape was checked."""
    told: dict[str, Any] = {key: _frozen(each) for key, each in (value.get(PRINT) or {}).items() if each is not None}
    copies = [Copy(each["title"], tuple(each.get("without") or ())) for each in told.get(COPIES, ())]
    return PrintShape(**{**told, COPIES: tuple(copies), PARTS: tuple(_part(each) for each in told.get(PARTS, ()))})


def _part(told: Mapping[str, Any]) -> Part:
    kind = next(key for key in PART_KINDS if told.get(key) is not None)
    beside = {key: _frozen(each) for key, each in told.items() if key not in (kind, "break") and each is not None}
    return Part(kind, _frozen(told[kind]), starts_page=bool(told.get("break")), **beside)


def _frozen(value: Value) -> Any:  # noqa: ANN401 - whatever YAML holds
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def print_misfits(value: Mapping[str, Value], lines: Lines) -> Iterator[Finding]:
    """Keys of a print that are missing, unknown or of the wrong kind; parts that are none, or two at once."""
    told = value.get(PRINT) or {}
    if not isinstance(told, dict):
        return  # which is found of the whole
    yield from misfits(told, PRINT_SHAPE, lines, PRINT)
    for i, copy in enumerate(_mappings(told.get(COPIES))):
        yield from misfits(copy, COPY_SHAPE, lines, PRINT, COPIES, i)
    for i, part in enumerate(_mappings(told.get(PARTS))):
        yield from misfits(part, PART_SHAPE, lines, PRINT, PARTS, i)
        yield from _kind_faults(part, i, lines)
    if told.get(PARTS) and told.get("layout") == "list":
        yield finding("part-in-list", lines.place(PRINT, PARTS))


def _kind_faults(part: Mapping[str, Value], i: int, lines: Lines) -> Iterator[Finding]:
    kinds = [key for key in PART_KINDS if part.get(key) is not None]
    if len(kinds) != 1:
        yield finding("part-kind", lines.place(PRINT, PARTS, i), kinds=tuple(PART_KINDS), found=tuple(kinds) or "—")
        return
    beside, needed = PART_KINDS[kinds[0]]
    for key in part:
        if key in PART_SHAPE and key not in beside | _ANY_PART | {kinds[0]}:
            known = tuple(sorted(beside | _ANY_PART))
            yield finding("part-key", lines.place(PRINT, PARTS, i, key), key=key, kind=kinds[0], known=known)
    for key in needed:
        if part.get(key) is None:
            yield finding("key-missing", lines.place(PRINT, PARTS, i, field=key), key=key)


def print_faults(value: Mapping[str, Value], lines: Lines) -> Iterator[Finding]:
    """Fields that a print names though the form has none such, that cannot be what they are named for, or are lost."""
    fields = {field["name"]: field for field in value["schema"]["fields"]}
    shape = print_shape_of(value)
    named: list[tuple[str, tuple[str | int, ...]]] = []
    for key in ("internal", "numbers", "together"):
        named += [(name, (key, i)) for i, name in enumerate(getattr(shape, key))]
    named += [
        (name, (COPIES, i, "without", j)) for i, copy in enumerate(shape.copies) for j, name in enumerate(copy.without)
    ]
    for i, part in enumerate(shape.parts):
        named += [(name, (PARTS, i, part.kind)) for name in dict.fromkeys(part.named)]
        photo = fields.get(part.photo, {})
        if part.photo and photo and photo.get("attachment") != "photo":
            yield finding("part-photo", lines.place(PRINT, PARTS, i, "photo"), name=part.photo)
    for name, keys in named:
        if name not in fields:
            yield finding("field-unknown", lines.place(PRINT, *keys), name=name, known=tuple(fields))


def _mappings(value: Value) -> list[dict[str, Value]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
