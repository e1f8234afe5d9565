"""Checks of what records enclose: that cells name files as they must, and that those are there, whole and wanted."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from shoukong.control.correction import corrected_form
from shoukong.control.document_control import Control
from shoukong.files.enclosure import EXTENSIONS, MAX_SIZE, enclosures_in, parse_name
from shoukong.files.stored_files import StoredFile, contents_of, stored_files
from shoukong.finding import Finding, Place, finding
from shoukong.layout import ENCLOSURES, PERSONAL_ENCLOSURES
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.named_enclosures import EnclosingField, enclosing_fields, named_enclosures
from shoukong.records.registers import Registers

MISSING = "enclosure-missing"
_LEFT_BEHIND = frozenset({"Thumbs.db", "desktop.ini"})


def check_names(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Cells that name no file, or one of a kind that their field does not take."""
    for each in enclosing_fields(portal):
        query = f"SELECT _file, row, record, name FROM {each.cells} WHERE NOT {each.is_taken} ORDER BY row"
        for file, row, record, name in registers.rows(query):
            place = registers.place(each.form.name, file, row, each.field.name)
            if place is not None:
                yield _misnamed(each, place, record, name)


def check_presence(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Files that records name and that are not there; the personal ones only where this machine keeps such files."""
    for each in enclosing_fields(portal):
        store = PERSONAL_ENCLOSURES if each.is_personal else ENCLOSURES
        if each.is_personal and not (portal.root / store).is_dir():
            continue
        held = _held(stored_files(portal.root, store), is_personal=each.is_personal)
        query = (
            f"SELECT _file, row, record, name FROM {each.cells} WHERE {each.is_taken}"
            " AND name NOT IN (SELECT unnest($held)) ORDER BY row"
        )
        for file, row, record, name in registers.rows(query, {"held": list(held)}):
            place = registers.place(each.form.name, file, row, each.field.name)
            enclosure = parse_name(name)
            if place is not None and enclosure is not None:
                path = enclosure.path(is_personal=each.is_personal)
                yield _report(each, place, record, MISSING, file=path)


def check_files(control: Control) -> Iterator[Finding]:
    """Files that no record names, that lie where all can read them, or that are not what they were."""
    root = control.portal.root
    files = [f for f in stored_files(root, ENCLOSURES) if PurePosixPath(f.path).name not in _LEFT_BEHIND]
    if not files:
        return
    wanted, strays = _sorted_out(files, control)
    yield from strays
    contents = contents_of(root, wanted)
    for file in wanted:
        content, name = contents.get(file.path), PurePosixPath(file.path)
        if content is None:
            yield finding("file-no-permission", Place(file.path))
        elif content.digest != name.stem:
            yield finding("enclosure-changed", Place(file.path), digest=content.digest)
        elif not content.is_of_kind:
            yield finding("enclosure-content", Place(file.path), extension=name.suffix[1:])
        elif content.tells_place and not file.path.startswith(f"{PERSONAL_ENCLOSURES}/"):
            yield finding("enclosure-located", Place(file.path))


CHECKS = (check_names, check_presence)
FILE_CHECKS = (check_files,)


def _sorted_out(files: Sequence[StoredFile], control: Control) -> tuple[list[StoredFile], list[Finding]]:
    """The files whose content matters, and what is wrong with the others; the place of one that is named is missed."""
    paths = {file.path for file in files}
    former = _formerly_named(control)
    named = {apart: named_enclosures(control.portal, control.registers, is_personal=apart) for apart in (False, True)}
    wanted: list[StoredFile] = []
    strays: list[Finding] = []
    for file in files:
        name, is_personal = PurePosixPath(file.path).name, file.path.startswith(f"{PERSONAL_ENCLOSURES}/")
        enclosure = parse_name(name)
        place = enclosure.path(is_personal=is_personal) if enclosure else ""
        is_exposed = not is_personal and name in named[True] - named[False]
        is_named = not is_exposed and (name in named[is_personal] or name in former)
        if file.size > MAX_SIZE and is_named:
            strays.append(finding("enclosure-too-large", Place(file.path), limit=MAX_SIZE // 1_000_000))
        elif is_named and file.path == place:
            wanted.append(file)
        elif is_exposed:
            strays.append(finding("enclosure-exposed", Place(file.path)))
        elif not is_named or place in paths:
            strays.append(finding("enclosure-unnamed", Place(file.path)))
    return wanted, strays


def _misnamed(each: EnclosingField, place: Place, record: str, name: str) -> Finding:
    enclosure, known = parse_name(name), " ".join(EXTENSIONS[each.kind])
    if enclosure is None:
        return _report(each, place, record, "enclosure-name", name=name)
    return _report(each, place, record, "enclosure-kind", extension=enclosure.extension, known=known)


def _report(each: EnclosingField, place: Place, record: str, code: str, **facts: str) -> Finding:
    told = partial(finding, code, place, ref=each.form.id, record=record)
    return told(title=each.field.title, **facts)


def _held(files: Iterator[StoredFile], *, is_personal: bool) -> Collection[str]:
    """The names of the files that lie where they belong."""
    return [PurePosixPath(f.path).name for f in files if _is_in_place(f.path, is_personal=is_personal)]


def _is_in_place(path: str, *, is_personal: bool) -> bool:
    enclosure = parse_name(PurePosixPath(path).name)
    return enclosure is not None and path == enclosure.path(is_personal=is_personal)


def _formerly_named(control: Control) -> frozenset[str]:
    """The names that records told before they were corrected: what was filed stays as long as its record does."""
    portal, registers = control.portal, control.registers
    told: dict[str, dict[str, set[str]]] = {}
    for correction in control.corrections:
        names, form = {each.name for each in enclosures_in(correction.old)}, corrected_form(portal, correction)
        if names and form is not None:
            told.setdefault(form.name, {}).setdefault(correction.record, set()).update(names)
    return frozenset(name for table, records in told.items() for name in _of_kept(portal, registers, table, records))


def _of_kept(portal: Portal, registers: Registers, table: str, records: Mapping[str, set[str]]) -> Iterator[str]:
    """The names that belong to those records of a table that are there."""
    key = column(portal.forms_by_name[table].primary_key)
    query = f"SELECT {key} FROM {column(table)} WHERE {key} IN (SELECT unnest($records))"
    for (record,) in registers.rows(query, {"records": list(records)}):
        yield from records[record]
