"""A text as it was when it was approved, found in Git by the digest that its approval names."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from shoukong.declared.conventions import LENIENT
from shoukong.document import parse_document
from shoukong.files.attachment import is_attachable, source_of
from shoukong.files.git import commits_of, held_at
from shoukong.layout import DOCUMENT_ARCHIVE, DOCUMENTS
from shoukong.text.digest import digest_of


@dataclass(frozen=True, slots=True)
class FormerText:
    """A text as a commit holds it, with what its attachments held, by their paths below `docs`."""

    commit: str
    text: str
    attachments: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """The digest that an approval of it names."""
        return digest_of(self.text, self.digests)

    @property
    def digests(self) -> Mapping[str, str]:
        """The digests of its attachments by their paths below `docs`."""
        return {name: hashlib.sha256(content).hexdigest() for name, content in self.attachments.items()}


def former_text(root: Path, path: str, digest: str) -> FormerText | None:
    """The text of this digest that a file held in some commit; None where there is none or Git cannot tell."""
    alone = list(_texts(root, path, [path]))
    plain = next((former for former in alone if former.digest == digest), None)
    names = {name for former in alone for name in _named(former.text, path)}
    if plain is not None or not names:
        return plain
    whole = (_with_attachments(root, path, f) for f in _texts(root, path, [path, *_sources(path, names)]))
    return next((former for former in whole if former.digest == digest), None)


def _texts(root: Path, path: str, paths: Iterable[str]) -> Iterator[FormerText]:
    """What the file held in each commit that changed one of some paths, the latest first, without its attachments."""
    for commit in commits_of(root, paths):
        held = held_at(root, commit, path)
        if held is not None:
            yield FormerText(commit[:12], held.decode("utf-8", "replace"), {})


def _with_attachments(root: Path, path: str, former: FormerText) -> FormerText:
    held = {name: held_at(root, former.commit, source_of(path, name)) for name in _named(former.text, path)}
    return FormerText(former.commit, former.text, {name: data for name, data in held.items() if data is not None})


def _sources(path: str, names: Iterable[str]) -> list[str]:
    return sorted(source_of(path, name) for name in names)


def _named(text: str, path: str) -> frozenset[str]:
    """The files that a document's text shows or offers; an archived text leads to them from where it stood."""
    if not path.endswith(".md"):
        return frozenset()
    is_archived = path.startswith(f"{DOCUMENT_ARCHIVE}/")
    stood_at = f"{DOCUMENTS}/{PurePosixPath(path).parent.name}.md" if is_archived else path
    document, _ = parse_document(text, stood_at, LENIENT)
    return frozenset(filter(is_attachable, document.named_files)) if document else frozenset()
