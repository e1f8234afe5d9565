"""Writing files: each as a whole, and several of them all or none, whatever ends the writing."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

_MOST_SIGNS = 40
Contents = Mapping[str, bytes | Path]  # by path, what a file is to hold: bytes, or those of another file
UNFINISHED = ".shoukong/unfinished.json"  # what is written beside and has yet to take its place


def write_files(root: Path, contents: Contents) -> None:
    """Put several files there: all or none of them; the caller holds the lock of the folder.

    They are written beside first, then that is told in a journal, then they take their places. What ends it before the
    journal leaves the old files, and whoever comes next carries out what the journal tells.
    """
    before = {path: (root / path).read_bytes() if (root / path).exists() else None for path in contents}
    with ExitStack() as way_back:
        beside = {path: _written_beside(root / path, content, way_back) for path, content in contents.items()}
        if len(contents) > 1:
            told = [[str(Path(path).with_name(new.name)), path] for path, new in beside.items()]
            write_file(root / UNFINISHED, json.dumps(told).encode(), is_durable=True)
            way_back.callback(_forget, root)
        for path, new in beside.items():
            new.replace(root / path)
            way_back.callback(partial(_put_back, root / path, before[path]))
        way_back.pop_all()
    _forget(root)


def is_unfinished(root: Path) -> bool:
    """Whether something ended a verb while its files took their places."""
    return (root / UNFINISHED).exists()


def finish_writing(root: Path) -> None:
    """Carry out what the journal of a folder tells, if there is one; the caller holds the lock of the folder."""
    if not is_unfinished(root):
        return
    for beside, path in _told(root):
        new, full = root / beside, root / path
        is_within = full.resolve().is_relative_to(root.resolve())
        if is_within and new.parent == full.parent and new.name.startswith(_beside_prefix(full)) and new.is_file():
            new.replace(full)
    _forget(root)


def _told(root: Path) -> list[tuple[str, str]]:
    """What the journal tells; nothing where it is none of ours."""
    try:
        told = json.loads((root / UNFINISHED).read_bytes())
        return [(str(beside), str(path)) for beside, path in told]
    except (ValueError, TypeError):
        return []


def _forget(root: Path) -> None:
    """Take the journal away, and the folder that it stood in alone."""
    journal = root / UNFINISHED
    journal.unlink(missing_ok=True)
    with suppress(OSError):
        journal.parent.rmdir()


def write_file(full: Path, content: bytes, *, is_durable: bool = False) -> None:
    """Put a file there as a whole: it is written beside and then takes its place.

    One that is durable is on the disk by then: a power cut leaves the old content or the new one.
    """
    with ExitStack() as way_back:
        _written_beside(full, content, way_back, is_durable=is_durable).replace(full)


def _written_beside(full: Path, content: bytes | Path, way_back: ExitStack, *, is_durable: bool = True) -> Path:
    """Write what is to take the place of a file; the way back removes what has not."""
    full.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=_beside_prefix(full), dir=full.parent)
    beside = Path(name)
    way_back.callback(partial(beside.unlink, missing_ok=True))
    with os.fdopen(handle, "wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            with content.open("rb") as source:
                shutil.copyfileobj(source, file)
        if is_durable:
            file.flush()
            os.fsync(file.fileno())
    beside.chmod(full.stat().st_mode & 0o777 if full.exists() else 0o644)
    return beside


def _beside_prefix(full: Path) -> str:
    """How what is written beside a file is called: by its name, as far as a name may be long."""
    return f".{full.name[:_MOST_SIGNS]}-"


def _put_back(full: Path, content: bytes | None) -> None:
    """A file as it was; none where there was none."""
    if content is None:
        full.unlink()
    else:
        write_file(full, content)
