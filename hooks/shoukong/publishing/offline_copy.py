"""A built site as a copy to carry: it opens from a folder, without a server, and is packed as one archive."""

import datetime
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from pathlib import Path, PurePosixPath

from shoukong.files.folder import MARK, NotOursError, files_below

ASSETS = "assets"
# What only a server, or who finds the site through one, has a use for; the theme's worker starts from no file.
_SERVED_ONLY = ("404.html", "sitemap.xml", "sitemap.xml.gz", "sw.js", "manifest.webmanifest")
# Texts that scripts fetch: below these folders nothing else reads them, so that no second copy stays.
_FETCHED_ALONE = ("data/registers/*", "data/entries/*", "data/redlines/*")
_FETCHED = ("data/*.json", "indicators/rows/*.csv")
_DESCRIPTOR = "data/datapackage.json"
_TAG = re.compile(rb"<(?:a|area|form)\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_LINK = re.compile(rb'(\s(?:href|action)=)"([^"#?:]*)((?:[?#][^"]*)?)"')
_FOLDER = re.compile(rb"(?:.*/|(?:.*/)?\.\.?)")
_REVISIONS = re.compile(r'\sdata-revisions="([^"]*)"')
_IN_NAMES = re.compile(r"[^\w.]|_")  # what is written otherwise where a revision stands in addresses
_IMPORTED = re.compile(r'^import (?:\{([^}]*)\} from )?"(\./[^"]+)";$', re.MULTILINE)
_EXPORTED = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LATER = re.compile(r"\bimport\(")
_COMMENT = b"shoukong offline copy"  # by which an archive is known as one that may be replaced


class ModuleFormError(ValueError):
    """A script's `import` or `export` of a form that is not turned into a plain script; the text is its name."""


def make_portable(site: Path) -> None:
    """Change a built site in place so that it works opened from its folder: links, scripts, and what these fetch."""
    for name in _SERVED_ONLY:
        (site / name).unlink(missing_ok=True)
    for path in files_below(site):
        if path.endswith(".html"):
            _hold_revisions(site, path)
    for path in files_below(site):
        if _is_any(path, (*_FETCHED_ALONE, *_FETCHED)) and path != _DESCRIPTOR:
            _hold(site / path)
            if _is_any(path, _FETCHED_ALONE):
                (site / path).unlink()
        elif path.endswith(".html"):
            _change(site / path, _with_indexes_named)
        elif PurePosixPath(path).parent.as_posix() == ASSETS and path.endswith(".js"):
            _change(site / path, partial(_as_plain_script, path))


def _is_any(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path lies where a pattern says: in its folder or below, with its ending."""
    folders = ((pattern.rpartition("*")) for pattern in patterns)
    return any(path.startswith(folder) and path.endswith(ending) for folder, _, ending in folders)


def _change(path: Path, change: Callable[[bytes], bytes]) -> None:
    before = path.read_bytes()
    after = change(before)
    if after != before:
        path.write_bytes(after)


def _hold(path: Path) -> None:
    """Put a script beside a text that hands it over."""
    held = json.dumps(path.read_text(encoding="utf-8"), ensure_ascii=False)
    path.with_name(f"{path.name}.js").write_text(f"shoukongHold({held});\n", encoding="utf-8")


def text_of(path: Path) -> str:
    """A text of a site, also of one that was made portable, where a script may hand it over."""
    if path.exists():
        return path.read_text(encoding="utf-8")
    script = path.with_name(f"{path.name}.js").read_text(encoding="utf-8")
    held: str = json.loads(script.removeprefix("shoukongHold(").removesuffix(");\n"))
    return held


def _hold_revisions(site: Path, page: str) -> None:
    """The pages that a document's page shows in its place, each from its day on."""
    found = _REVISIONS.search((site / page).read_text(encoding="utf-8"))
    for _, _, number in json.loads(unescape(found[1])) if found else ():
        revision = (site / page).parent / _IN_NAMES.sub("-", number) / "index.html"
        if revision.is_file():
            _change(revision, _with_indexes_named)
            _hold(revision)


def _with_indexes_named(page: bytes) -> bytes:
    """A page whose links name the index of each folder."""
    return _TAG.sub(lambda tag: _LINK.sub(_with_index, tag[0]), page)


def _with_index(link: re.Match[bytes]) -> bytes:
    path = link[2]
    if not _FOLDER.fullmatch(path) or path.startswith(b"//"):
        return link[0]
    return b'%s"%s%sindex.html%s"' % (link[1], path, b"" if path.endswith(b"/") else b"/", link[3])


def _as_plain_script(name: str, script: bytes) -> bytes:
    """A module as a script that hands it over, another script as it is; both import by way of such scripts.

    Raises ModuleFormError.
    """
    text = _LATER.sub("shoukongImport(", script.decode())
    exported = _EXPORTED.findall(text)
    if exported or _IMPORTED.search(text):
        body = _IMPORTED.sub(_as_wait, _EXPORTED.sub("", text))
        text = f"shoukongHold(async () => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}});\n"
    if re.search(r"^(?:import|export)\b", text, re.MULTILINE):
        raise ModuleFormError(name)
    return text.encode()


def _as_wait(found: re.Match[str]) -> str:
    names = f"const {{{found[1].replace(' as ', ': ')}}} = " if found[1] else ""
    return f'{names}await shoukongImport("{found[2]}");'


def refuse_foreign_archive(archive: Path) -> None:
    """Raise NotOursError where a file of the archive's name is none that was made by `pack`."""
    if not archive.exists():
        return
    try:
        with zipfile.ZipFile(archive) as held:
            is_ours = held.comment == _COMMENT
    except (OSError, zipfile.BadZipFile):
        is_ours = False
    if not is_ours:
        raise NotOursError(str(archive))


def pack(folder: Path, archive: Path, day: datetime.date) -> None:
    """Write a folder as an archive, in which it is the only one; the same bytes for the same files and day."""
    handle, beside = tempfile.mkstemp(prefix=f".{archive.name}-", dir=archive.parent)
    os.close(handle)
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.comment = _COMMENT
            for path in _packed_files(folder):
                told = zipfile.ZipInfo(f"{folder.name}/{path}", (day.year, day.month, day.day, 0, 0, 0))
                told.compress_type, told.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                packed.writestr(told, (folder / path).read_bytes())
        Path(beside).chmod(0o644)
        Path(beside).replace(archive)
    finally:
        Path(beside).unlink(missing_ok=True)


def _packed_files(folder: Path) -> Iterator[str]:
    return (path for path in files_below(folder) if path != MARK)
