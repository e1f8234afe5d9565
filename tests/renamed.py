"""The same portal under other names: every core register, column and word called otherwise, and mapped."""

import csv
import io
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import yaml
from conftest import APPROVALS, TODAY, Folder

from shoukong.finding import Finding
from shoukong.portal import load_portal
from shoukong.records.core_declaration import REGISTERS, REGISTERS_BY_NAME
from shoukong.records.core_shape import CoreRegister
from shoukong.records.core_words import DEFAULT_WORDS

TABLES = {register.name: f"own_{register.name}" for register in REGISTERS}
COLUMNS = {name: f"own_{name}" for register in REGISTERS for name in (register.key, *register.names)}
# Where a form names columns: fields, keys, the orders of days, what retention counts from.
_NAMED = (r"(?<=\{name: )\w+(?=,)", r"(?<=fields: )\w+", r"(?<=primaryKey: )\w+", r"(?<=from: )\w+", r"(?<=^date: )\w+")


def rename(folder: Folder) -> None:
    """Give every core register, its columns and its words other names, and say so in `portal.yaml`."""
    before = _digests(folder)
    kept = [name for name in TABLES if (folder.root / f"forms/{name}.yaml").is_file()]
    for path in sorted((folder.root / "forms").rglob("*.yaml")):
        name = re.search(r"^name: (\w+)$", path.read_text("utf-8"), re.MULTILINE)
        if name is not None and name[1] in TABLES:
            path.write_text(_other_form(path.read_text("utf-8")), encoding="utf-8")
    for path in sorted((folder.root / "docs").rglob("*.md")):
        text = path.read_bytes()
        path.write_bytes(re.sub(rb"(?<=forms/)\w+", lambda f: TABLES.get(f[0].decode(), f[0].decode()).encode(), text))
    for name in kept:
        (folder.root / f"forms/{name}.yaml").rename(folder.root / f"forms/{TABLES[name]}.yaml")
        if (folder.root / f"records/{name}").is_dir():
            shutil.move(folder.root / f"records/{name}", folder.root / f"records/{TABLES[name]}")
        for part in (folder.root / f"records/{TABLES[name]}").rglob("*.csv"):
            part.write_bytes(_other_records(REGISTERS_BY_NAME[name], part.read_bytes()))
    texts = {name: (folder.root / f"forms/{TABLES[name]}.yaml").read_text("utf-8") for name in kept}
    mapping = {"registers": {name: _mapping(REGISTERS_BY_NAME[name], text) for name, text in texts.items()}}
    settings = folder.root / "portal.yaml"
    settings.write_text(settings.read_text("utf-8") + yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8")
    _approve_again(folder, before)


def as_before(item: Finding) -> Finding:
    """A finding in a renamed portal with its place as it was called before."""
    path = Path(item.place.path).as_posix()
    for old, new in TABLES.items():
        path = re.sub(rf"(?<=/){new}(?=[/.])", old, path)
    field = next((old for old, new in COLUMNS.items() if new == item.place.field), item.place.field)
    return replace(item, place=replace(item.place, path=path, field=field))


def _mapping(register: CoreRegister, form: str) -> Mapping[str, object]:
    columns = {name: COLUMNS[name] for name in register.names if f"name: {COLUMNS[name]}," in form}
    values = {c.name: {str(meaning): f"W-{meaning}" for meaning in c.words} for c in register.columns if c.words}
    return {"table": TABLES[register.name], "columns": columns, "values": values}


def _other_form(text: str) -> str:
    for pattern in _NAMED:
        text = re.sub(pattern, lambda found: COLUMNS.get(found[0], found[0]), text, flags=re.MULTILINE)
    text = re.sub(r"(?<=^name: )\w+|(?<=resource: )\w+", lambda f: TABLES.get(f[0], f[0]), text, flags=re.MULTILINE)
    return re.sub(r"(?<=^  - )\[[\w, ]+\]$", lambda f: re.sub(r"\w+", lambda n: COLUMNS.get(n[0], n[0]), f[0]), text,
                  flags=re.MULTILINE)  # fmt: skip


def _other_records(register: CoreRegister, data: bytes) -> bytes:
    """Rows that can be parsed whole with their columns and words renamed; other bytes but the header as they are."""
    header, _, body = data.partition(b"\n")
    names = header.decode().split(",")
    other = ",".join(COLUMNS.get(name, name) for name in names).encode() + b"\n"
    valued = {names.index(c.name): c.words for c in register.columns if c.words and c.name in names}
    if not valued:
        return other + body
    words = {i: {said: f"W-{m}" for m in words for said in DEFAULT_WORDS["zh"][m]} for i, words in valued.items()}
    rows = csv.reader(io.StringIO(body.decode(), newline=""))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(
        [words.get(i, {}).get(cell, cell) for i, cell in enumerate(row)] for row in rows
    )
    return other + text.getvalue().encode()


def _digests(folder: Folder) -> dict[str, str]:
    texts = load_portal(folder.root, TODAY).texts.values()
    return {text.path: text.digest for several in texts for text in several}


def _approve_again(folder: Folder, before: Mapping[str, str]) -> None:
    """Let approvals name the renamed forms where they named the forms before."""
    after = {as_path: digest for path, digest in _digests(folder).items() if (as_path := _old_path(path)) in before}
    register = folder.root / APPROVALS.replace("document_approvals", TABLES["document_approvals"])
    if register.is_file():
        text = register.read_text("utf-8")
        for path, digest in after.items():
            text = text.replace(before[path], digest)
        register.write_text(text, encoding="utf-8")


def _old_path(path: str) -> str:
    return next((path.replace(f"/{new}.", f"/{old}.") for old, new in TABLES.items() if f"/{new}." in path), path)
