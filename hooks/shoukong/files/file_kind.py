"""Whether a file is of the kind that its extension says, by the first of its bytes and what it packs."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

_HEAD = 64
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS: Mapping[str, bytes] = {
    "jpg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
    "pdf": b"%PDF-",
    "doc": _COMPOUND,
    "xls": _COMPOUND,
    "ppt": _COMPOUND,
}
_PACKED: Mapping[str, str] = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "ofd": "OFD.xml",
}
_OPEN_DOCUMENTS: Mapping[str, bytes] = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "odp": b"application/vnd.oasis.opendocument.presentation",
}


def is_of_kind(full: Path, extension: str) -> bool:
    """Whether what a file holds is what an extension says; false for an extension that is not known."""
    with full.open("rb") as file:
        head = file.read(_HEAD)
    if extension in _STARTS:
        return head.startswith(_STARTS[extension])
    if extension == "webp":
        return head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if extension in _PACKED:
        return _is_packed(full, lambda packed: _PACKED[extension] in packed.namelist())
    if extension in _OPEN_DOCUMENTS:
        return _is_packed(full, lambda packed: _media_type(packed) == _OPEN_DOCUMENTS[extension])
    return extension in ("txt", "csv") and _is_text(full)


def _is_packed(full: Path, fits: Callable[[zipfile.ZipFile], bool]) -> bool:
    """Whether a file is an archive that fits; nothing in it is unpacked but a name of its kind."""
    try:
        with zipfile.ZipFile(full) as packed:
            return fits(packed)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        return False


def _media_type(packed: zipfile.ZipFile) -> bytes:
    """What an open document says that it is."""
    if "mimetype" not in packed.namelist():
        return b""
    with packed.open("mimetype") as file:
        return file.read(_HEAD)


def _is_text(full: Path) -> bool:
    """Whether all bytes are text in UTF-8 or as Chinese programs save it."""
    content = full.read_bytes()
    if b"\0" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
