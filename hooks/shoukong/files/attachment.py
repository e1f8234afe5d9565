"""An attachment: an image or file that a document shows or offers; published, archived and approved with its text."""

import hashlib
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from shoukong.files.folder import Names, alike, files_below, unreadable
from shoukong.finding import Finding, Place, finding
from shoukong.text.composition import composed
from shoukong.text.drawing import active_part
from shoukong.text.markdown_links import Link

DOCS, ARCHIVE = "docs", "docs/archive"
IMAGES = {"png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp"}
FILES = {"pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "csv", "txt", "zip"}
FILES |= {"mp3", "m4a", "mp4", "webm", "vsdx", "dwg", "dxf"}
# What own pages may use besides: styles, scripts, fonts and data.
WEB_FILES = {"css", "js", "mjs", "map", "json", "ico", "woff", "woff2", "ttf", "otf", "ics", "xml", "webmanifest"}
MAX_SIZE = 20_000_000


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a text: `name` is its path below `docs` as the text leads to it, `source` where it lies.

    The attachments of an archived text lie below `docs/archive/<id>/<rev>/`, under the same names.
    """

    name: str
    source: str
    digest: str

    @property
    def published(self) -> str:
        """Its path in the site: an archived one lies with the pages of its revision."""
        inside = self.source.removeprefix(f"{ARCHIVE}/")
        return self.name if inside == self.source else f"documents/{inside}"


def attachment_name(link: Link, path: str) -> str | None:
    """The path below `docs` of the file that a link of a text leads to; None where it leads to a page or elsewhere."""
    if link.path.endswith((".md", "/")) or not link.path or not link.is_local:
        return None
    written = unquote(urlsplit(link.path).path)
    target = PurePosixPath(posixpath.normpath(posixpath.join(posixpath.dirname(path), written)))
    is_file = target.suffix not in ("", ".md") and target.parts[0] == DOCS
    return target.relative_to(DOCS).as_posix() if is_file else None


def source_of(path: str, name: str) -> str:
    """Where the attachment of a text lies, by the path of the text."""
    return f"{path.removesuffix('.md')}/{name}" if path.startswith(f"{ARCHIVE}/") else f"{DOCS}/{name}"


def read_attachments(
    root: Path, named: Mapping[str, Place], names: Names
) -> tuple[tuple[Attachment, ...], tuple[Finding, ...]]:
    """The attachments named at some places of a text in force, and what is wrong with those that cannot be had."""
    found: list[Attachment] = []
    faults: list[Finding] = []
    for name, place in sorted(named.items()):
        source = _as_it_lies(f"{DOCS}/{name}", names)
        fault = _fault(root, source, place, names)
        if fault is None:
            found.append(Attachment(name, source, file_digest(root / source)))
        else:
            faults.append(fault)
    return tuple(found), tuple(faults)


def archived_attachments(root: Path, path: str) -> tuple[Attachment, ...]:
    """The attachments of an archived text: all that lies in the folder of its revision."""
    folder = path.removesuffix(".md")
    if not (root / folder).is_dir():
        return ()
    sources = (f"{folder}/{name}" for name in files_below(root / folder))
    kept = [source for source in sources if is_attachable(source) and not _leaves(root, source)]
    return tuple(Attachment(s.removeprefix(f"{folder}/"), s, file_digest(root / s)) for s in kept)


def file_digest(full: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with full.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def web_files(root: Path, left_out: tuple[str, ...]) -> Iterator[str]:
    """The files below `docs` that own pages may use, of known kinds; `left_out` are the folders under control."""
    for name in files_below(root / DOCS):
        path = f"{DOCS}/{name}"
        is_hidden = any(part.startswith(".") for part in PurePosixPath(name).parts)
        if not path.startswith(left_out) and not is_hidden and is_web_file(root, path):
            yield path


def is_web_file(root: Path, path: str) -> bool:
    """Whether a file is of a kind that is published, and no link out of `docs`."""
    return _kind(path) in IMAGES | FILES | WEB_FILES and not _leaves(root, path)


def _kind(path: str) -> str:
    return PurePosixPath(path).suffix[1:].lower()


def _leaves(root: Path, path: str) -> bool:
    """Whether a file lies, links followed, outside `docs`, or is of another kind than its name says."""
    real = (root / path).resolve()
    return not real.is_relative_to((root / DOCS).resolve()) or _kind(real.name) != _kind(path)


def _fault(root: Path, source: str, place: Place, names: Names) -> Finding | None:
    """What is wrong with the file of an attachment: at the link that leads there, or at the file."""
    if not is_attachable(source):
        return finding("attachment-kind", place, file=source, known=" ".join(sorted(IMAGES | FILES)))
    like = alike(source, names)
    if not like:
        return finding("attachment-missing", place, file=source)
    if source not in like:
        return finding("attachment-spelling", place, file=source, written=like[0])
    fault = unreadable(root, source)
    if fault is not None:
        return fault
    if _leaves(root, source):
        return finding("attachment-outside", place, file=source, target=(root / source).resolve())
    if (root / source).stat().st_size > MAX_SIZE:
        return finding("file-too-large", Place(source), limit=MAX_SIZE)
    part = active_part((root / source).read_bytes()) if _kind(source) == "svg" else None
    return finding("attachment-active", Place(source), part=part) if part else None


def _as_it_lies(source: str, names: Names) -> str:
    """The path of a file as it is there: signs may be composed otherwise in its name, which is told of the name."""
    like = alike(source, names)
    return source if source in like else next((path for path in like if composed(path) == composed(source)), source)


def is_attachable(path: str) -> bool:
    """Whether a file is of a kind that a document may show or offer."""
    return _kind(path) in IMAGES | FILES and not PurePosixPath(path).name.startswith(".")


def digests_by_name(attachments: Iterable[Attachment]) -> Mapping[str, str]:
    """The digests of attachments by their names."""
    return {attachment.name: attachment.digest for attachment in attachments}
