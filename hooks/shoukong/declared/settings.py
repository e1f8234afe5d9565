"""The portal's settings: what the firm says of its portal in `portal.yaml`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from shoukong.audience import AUDIENCES, Audience
from shoukong.days.public_holidays import CHINA, NONE, is_place, place_like
from shoukong.days.time_zone import DEFAULT_ZONE, is_zone, zone_like
from shoukong.declared.conventions import FORM, LENIENT, USUAL_KINDS, Conventions
from shoukong.declared.register_mapping import REGISTERS, RegisterMapping, is_word, read_mappings
from shoukong.declared.scope_axis import SCOPES, ScopeAxis, read_scopes
from shoukong.declared.scope_axis import SHAPE as SCOPE_SHAPE
from shoukong.files.folder import read_text
from shoukong.finding import Finding, Place, finding
from shoukong.language import CHINESE, LANGUAGES
from shoukong.layout import SETTINGS
from shoukong.messages.names import Name
from shoukong.revision import (
    ANY_REVISIONS,
    USUAL_REVISIONS,
    RevisionPattern,
    RevisionPatternError,
    parse_revision_pattern,
)
from shoukong.text.yaml_lines import Key, Lines, Value, parse_yaml
from shoukong.text.yaml_shape import (
    COUNT,
    FLAG,
    MAPPING,
    MAPPINGS,
    NUMBER,
    TEXT,
    KeyShape,
    Kind,
    misfits,
    one_of,
    retyped,
    texts_in,
)

# The version of the formats in which a portal is written, and what is found of one that is newer than this engine.
FORMAT, FORMAT_NEWER = 1, "format-newer"
# How what is filled in on the site is handed in: into a folder, as a download, as text to copy.
WAYS = ("folder", "download", "text")
ENTRY_WAYS = Kind(
    lambda v: isinstance(v, list) and bool(v) and all(each in WAYS for each in v) and len(set(v)) == len(v),
    f"列表，取自 {'、'.join(WAYS)}",
    f"a list of some of {', '.join(WAYS)}",
)
WEB_ADDRESS = Kind(
    lambda v: isinstance(v, str) and re.fullmatch(r"https?://[^\s/]+/\S*", v) is not None,
    "网址(https://…)",
    "an address (https://…)",
    is_text=True,
)
PLACE_OR_MAIL = Kind(
    lambda v: isinstance(v, str) and re.fullmatch(r"(?:https?://[^\s/]+/|mailto:[^\s@]+@)\S*", v) is not None,
    "网址(https://…)或邮箱(mailto:…)",
    "an address (https://…) or a mailbox (mailto:…)",
    is_text=True,
)
SITE = "site"
_SHAPE = {
    "title": KeyShape(TEXT),
    "organization": KeyShape(TEXT),
    "address": KeyShape(TEXT, required=False),
    "rulebook": KeyShape(TEXT, required=False),
    "main_branch": KeyShape(TEXT, required=False),
    "timezone": KeyShape(TEXT, required=False),
    "holidays": KeyShape(TEXT, required=False),
    "language": KeyShape(TEXT, required=False),
    "revisions": KeyShape(TEXT, required=False),
    "kinds": KeyShape(MAPPINGS, required=False),
    "format": KeyShape(COUNT, required=False),
    "entry_ways": KeyShape(ENTRY_WAYS, required=False),
    "entry_address": KeyShape(WEB_ADDRESS, required=False),
    "edit_address": KeyShape(WEB_ADDRESS, required=False),
    "report_address": KeyShape(PLACE_OR_MAIL, required=False),
    REGISTERS: KeyShape(MAPPING, required=False),
    SCOPES: KeyShape(MAPPINGS, required=False),
    SITE: KeyShape(MAPPING, required=False),
}
_SITE_SHAPE = {
    "audience": KeyShape(one_of(*AUDIENCES), required=False),
    "host_is_closed": KeyShape(FLAG, required=False),
    "each": KeyShape(TEXT, required=False),
}
_KIND_SHAPE = {"name": KeyShape(NUMBER), "title": KeyShape(TEXT)}
SHAPES: Mapping[str, Mapping[str, KeyShape]] = {
    "": _SHAPE,
    "kinds": _KIND_SHAPE,
    SCOPES: SCOPE_SHAPE,
    SITE: _SITE_SHAPE,
}
_ADDRESSES = ("entry_address", "edit_address", "report_address")
_PLAIN = ("title", "organization", "address", "rulebook", "main_branch", *_ADDRESSES)
_LANGUAGE_ROW = re.compile(r"""^language:[ \t]*["']?(\w+)""", re.MULTILINE)
_IS_TEXT = texts_in(_SHAPE, _KIND_SHAPE, SCOPE_SHAPE, _SITE_SHAPE)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the firm says of its portal.

    `rulebook` is the document whose figures hold the rules of numbering, `main_branch` what is published of Git; None
    for the usual names. `timezone` is the zone whose days are the firm's, `holidays` the place whose public holidays
    are, `conventions` how its texts are written, `registers` what it calls the registers that control rests on,
    `scopes` the axes by which duties, breaches and readings are split, `language` that of the site, the prints and the
    messages. `entry_ways` are how entries of the site are handed in; at `entry_address` a forge makes files of them,
    at `edit_address` it opens one to be changed; at `report_address` faults are told of.
    A site is built for an `audience`; `host_is_closed` where nobody else can read it once it is published, and `each`
    is the axis of which every member has a site of its own there.
    """

    title: str = "受控文件与记录门户"
    organization: str = ""
    address: str = ""
    rulebook: str | None = None
    main_branch: str | None = None
    timezone: str = DEFAULT_ZONE
    holidays: str = CHINA
    conventions: Conventions = field(default_factory=Conventions)
    registers: Mapping[str, RegisterMapping] = field(default_factory=dict, compare=False)
    scopes: tuple[ScopeAxis, ...] = ()
    lines: Lines = field(default=Lines(SETTINGS, {}), compare=False, repr=False)
    language: str = CHINESE
    entry_ways: tuple[str, ...] = WAYS
    entry_address: str = ""
    edit_address: str = ""
    report_address: str = ""
    audience: Audience = Audience.STAFF
    host_is_closed: bool = False
    each: str = ""

    @property
    def published_audience(self) -> Audience:
        """For whom the site is built that is published: anybody, unless the host lets nobody else in."""
        return self.audience if self.host_is_closed else Audience.PUBLIC


def read_settings(root: Path) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings of a portal's folder, and what is wrong with them; where one cannot be read, the usual one."""
    if not (root / SETTINGS).exists():
        return Settings(conventions=LENIENT), (finding("settings-missing", Place(SETTINGS)),)
    text, found = read_text(root, SETTINGS)
    if text is None:
        return Settings(conventions=LENIENT), found
    value, lines, found = parse_yaml(text, SETTINGS, is_text=_is_text)
    if isinstance(value, dict) and COUNT.accepts(value.get("format")) and value["format"] > FORMAT:
        facts = {"written": value["format"], "known": FORMAT}
        return _unread(text), (finding(FORMAT_NEWER, lines.place("format"), **facts),)
    found = found or tuple(misfits(value, _SHAPE, lines))
    if not isinstance(value, dict):
        return _unread(text), found
    readable = {key: each for key, each in value.items() if key in _SHAPE and _SHAPE[key].kind.accepts(each)}
    settings, faults = _read(readable, lines)
    if found:  # what is not said may be what is faulty
        settings = replace(settings, conventions=_lenient(settings.conventions, readable))
    return settings, (*retyped(lines, found), *found, *faults)


def _unread(text: str) -> Settings:
    """The settings where the file cannot be read: all that can be told is the language, by its row."""
    row = _LANGUAGE_ROW.search(text)
    return Settings(conventions=LENIENT, language=row[1] if row and row[1] in LANGUAGES else CHINESE)


def _lenient(conventions: Conventions, said: Mapping[str, Value]) -> Conventions:
    """The conventions that are said; of the others, such as allow anything."""
    revisions = conventions.revisions if "revisions" in said else ANY_REVISIONS
    return Conventions(revisions, conventions.kinds if "kinds" in said else {})


def _read(value: Value, lines: Lines) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings that some keys of the right kinds say."""
    texts = {key: each for key, each in value.items() if key in _PLAIN}
    zone, zone_faults = _zone(value, lines)
    scopes, scope_faults = read_scopes(value.get(SCOPES), lines)
    language, language_faults = _language(value, lines)
    conventions, convention_faults = _conventions(value, lines)
    mappings, mapping_faults = read_mappings(value.get(REGISTERS) or {}, lines)
    holidays, holiday_faults = _holidays(value, language, lines)
    site, site_faults = _site(value, scopes, lines)
    ways = tuple(value.get("entry_ways") or WAYS)
    given = {
        **texts,
        "entry_ways": ways,
        "timezone": zone,
        "holidays": holidays,
        "language": language,
        "conventions": conventions,
        **site,
    }
    faults = (
        *site_faults,
        *zone_faults,
        *holiday_faults,
        *language_faults,
        *convention_faults,
        *mapping_faults,
        *scope_faults,
    )
    return replace(Settings(), **given, registers=mappings, scopes=scopes, lines=lines), faults


def _zone(value: Value, lines: Lines) -> tuple[str, tuple[Finding, ...]]:
    """The zone whose days are the firm's; the usual one where the one named is none."""
    zone = value.get("timezone") or DEFAULT_ZONE
    if is_zone(zone):
        return zone, ()
    facts = {"zone": zone, "near": zone_like(zone), "default": DEFAULT_ZONE}
    return DEFAULT_ZONE, (finding("timezone-unknown", lines.place("timezone"), **facts),)


def _holidays(value: Value, language: str, lines: Lines) -> tuple[str, tuple[Finding, ...]]:
    """The place whose public holidays are the firm's; China where the portal speaks Chinese, else none."""
    usual = CHINA if language == CHINESE else NONE
    place = value.get("holidays") or usual
    if is_place(place):
        return place, ()
    facts = {"place": place, "near": place_like(place), "default": usual}
    return usual, (finding("holidays-unknown", lines.place("holidays"), **facts),)


def _language(value: Value, lines: Lines) -> tuple[str, tuple[Finding, ...]]:
    """The language of site, prints and messages; the usual one where the one named has no texts."""
    language = value.get("language") or CHINESE
    if language in LANGUAGES:
        return language, ()
    place = lines.place("language")
    return CHINESE, (finding("language-unknown", place, language=language, default=CHINESE, known=tuple(LANGUAGES)),)


def _site(
    value: Value, scopes: tuple[ScopeAxis, ...], lines: Lines
) -> tuple[Mapping[str, Audience | bool | str], tuple[Finding, ...]]:
    """For whom the site is built; for anybody where it is not said well."""
    said = value.get(SITE) or {}
    faults = tuple(misfits(said, _SITE_SHAPE, lines, SITE)) or tuple(_site_faults(said, scopes, lines))
    if faults:
        return {"audience": Audience.PUBLIC, "host_is_closed": False}, faults
    closed, each = said.get("host_is_closed", False), said.get("each", "")
    return {"audience": Audience(said.get("audience", Audience.STAFF)), "host_is_closed": closed, "each": each}, ()


def _site_faults(said: Value, scopes: tuple[ScopeAxis, ...], lines: Lines) -> Iterator[Finding]:
    """Sites for each member of what is no axis, or for others than the staff."""
    each, known = said.get("each"), tuple(axis.name for axis in scopes)
    if each is None:
        return
    if each not in known:
        yield finding("site-each-unknown", lines.place(SITE, "each"), axis=each, known=known or ("-",))
    elif said.get("audience", Audience.STAFF) != Audience.STAFF:
        yield finding("site-each-audience", lines.place(SITE, "audience"), audience=said["audience"])


def _conventions(value: Value, lines: Lines) -> tuple[Conventions, tuple[Finding, ...]]:
    """How the firm's texts are written; where it cannot be told, they may be written in any way."""
    revisions, faults = _revisions(value, lines)
    kinds, kind_faults = _kinds(value, lines)
    return Conventions(revisions, kinds), (*faults, *kind_faults)


def _revisions(value: Value, lines: Lines) -> tuple[RevisionPattern, tuple[Finding, ...]]:
    try:
        return parse_revision_pattern(value.get("revisions") or USUAL_REVISIONS.template), ()
    except RevisionPatternError as error:
        facts = {"pattern": value["revisions"], "part": error}
        return ANY_REVISIONS, (finding("revisions-faulty", lines.place("revisions"), **facts),)


def _kinds(value: Value, lines: Lines) -> tuple[Mapping[str, Name], tuple[Finding, ...]]:
    """What the kinds of documents are called; none, so that each is one, where they are not said well."""
    rows = value.get("kinds")
    if rows is None:
        return USUAL_KINDS, ()
    found = tuple(_kind_faults(rows, lines))
    return ({}, found) if found else ({row["name"]: Name(row["title"], row["title"]) for row in rows}, ())


def _kind_faults(rows: list[Value], lines: Lines) -> Iterator[Finding]:
    names: set[str] = {FORM}
    if not rows:
        yield finding("key-missing", lines.place("kinds", field="name"), key="name")
    for i, row in enumerate(rows):
        faults = tuple(misfits(row, _KIND_SHAPE, lines, "kinds", i))
        yield from faults
        if not faults and row["name"] in names:
            yield finding("kind-taken", lines.place("kinds", i, "name"), kind=row["name"])
        names.add(row["name"] if not faults else "")


def _is_text(keys: tuple[Key, ...]) -> bool:
    """Whether a text is meant at some keys."""
    return is_word(keys) or (keys[:1] != (REGISTERS,) and _IS_TEXT(keys))
