"""Writing files: each as a whole, and several of them all or none, whatever ends the writing."""

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path, PurePosixPath

_MOST_SIGNS = 40
_FEW, _AT_ONCE = 8, 16  # files that are waited for one by one, and of more, together
# Where files lie that have yet to take their places: by this name Git neither adds them nor brings them with a clone.
_ASIDE = ".shoukong"
STAGE = f"{_ASIDE}/.git"
UNFINISHED = f"{STAGE}/unfinished.json"
_UNDO = "undo.json"


@dataclass(frozen=True, slots=True)
class Spare:
    """A file that nobody needs where it lies: it need not be copied."""

    path: Path


Contents = Mapping[str, bytes | Path | Spare]  # by path, what a file is to hold: bytes, or those of another file


@dataclass(frozen=True, slots=True)
class _Move:
    """A staged file that is to take a place, or, where it has no name, what is to go from there."""

    name: str
    path: str


def write_files(root: Path, contents: Contents) -> None:
    """Put several files there: all or none of them; the caller holds the lock of the folder.

    They are written aside first, then that is told in a journal, then they take their places. What ends it before the
    journal leaves the old files, and whoever comes next carries out what the journal tells, or clears away the rest.
    """
    with ExitStack() as way_back:
        stage = root / STAGE
        stage.mkdir(parents=True, exist_ok=True)
        way_back.callback(_clear, root)
        staged = [_staged(root, i, path, content) for i, (path, content) in enumerate(contents.items())]
        _make_durable(root, staged)
        ways_back = [_kept(root, i, move) for i, move in enumerate(staged)]
        if len(staged) > 1:
            _tell(stage / _UNDO, ways_back)
            _tell(root / UNFINISHED, staged)
            way_back.pop_all()
            way_back.callback(_go_back, root, ways_back)
        for move in staged:
            _carry_out(root, move)
        way_back.pop_all()
    _clear(root)


def is_unfinished(root: Path) -> bool:
    """Whether something ended a verb while it wrote."""
    return (root / _ASIDE).is_dir()


def finish_writing(root: Path) -> None:
    """Carry out what the journal of a folder tells, if there is one; the caller holds the lock of the folder."""
    if not is_unfinished(root):
        return
    for move in _told(root):
        if _is_left(root, move):
            _carry_out(root, move)
    _clear(root)


def _staged(root: Path, i: int, path: str, content: bytes | Path | Spare) -> _Move:
    """Write what is to take a place."""
    full, new = root / path, root / STAGE / f"{i}.new"
    with _naming(full):
        if isinstance(content, bytes):
            new.write_bytes(content)
        elif isinstance(content, Spare):
            _link(content.path, new)
        else:
            shutil.copyfile(content, new)
    new.chmod(full.stat().st_mode & 0o777 if full.exists() else 0o644)
    return _Move(new.name, path)


def _make_durable(root: Path, staged: list[_Move]) -> None:
    """Have what was staged on the disk; of many files several at once, as disks write them together."""
    if len(staged) <= _FEW:
        for move in staged:
            _flush(root, move)
        return
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        for _ in pool.map(partial(_flush, root), staged):
            pass


def _flush(root: Path, move: _Move) -> None:
    with _naming(root / move.path), (root / STAGE / move.name).open("rb+") as file:
        os.fsync(file.fileno())


def _kept(root: Path, i: int, move: _Move) -> _Move:
    """Keep what stands in a place now, so that nothing need be written to put it back."""
    full, old = root / move.path, root / STAGE / f"{i}.old"
    if not full.is_file():
        return _Move("", move.path)
    _link(full, old)
    return _Move(old.name, move.path)


def _link(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it to another file system, and where a file has one name alone."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _tell(journal: Path, moves: list[_Move]) -> None:
    write_file(journal, json.dumps([astuple(move) for move in moves]).encode(), is_durable=True)


def _told(root: Path) -> Iterator[_Move]:
    """What the journal tells; nothing where it is none of ours."""
    with suppress(OSError, ValueError, TypeError):
        for name, path in json.loads((root / UNFINISHED).read_bytes()):
            yield _Move(str(name), str(path))


def _is_left(root: Path, move: _Move) -> bool:
    """Whether a move that a journal tells is still to be made, and within the portal."""
    parts = PurePosixPath(move.path.casefold()).parts
    is_within = (root / move.path).resolve().is_relative_to(root.resolve()) and not {_ASIDE, ".git"} & {*parts}
    return is_within and "/" not in move.name and _is_there(root, move)


def _is_there(root: Path, move: _Move) -> bool:
    return (root / STAGE / move.name if move.name else root / move.path).is_file()


def _carry_out(root: Path, move: _Move) -> None:
    full = root / move.path
    if not move.name:
        full.unlink()
        return
    full.parent.mkdir(parents=True, exist_ok=True)
    staged = root / STAGE / move.name
    try:
        staged.replace(full)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_file(full, staged.read_bytes())  # a folder of the portal that is a file system of its own


def _go_back(root: Path, ways_back: list[_Move]) -> None:
    """Put back what stood there; whatever ends that, the journal stays, and whoever comes next goes on with it."""
    (root / STAGE / _UNDO).replace(root / UNFINISHED)
    for move in filter(partial(_is_there, root), ways_back):
        _carry_out(root, move)
    _clear(root)


def _clear(root: Path) -> None:
    """Take away the journal first, then what was written aside, and the folder where it holds nothing else."""
    (root / UNFINISHED).unlink(missing_ok=True)
    shutil.rmtree(root / STAGE, ignore_errors=True)
    with suppress(OSError):
        (root / _ASIDE).rmdir()


def write_file(full: Path, content: bytes, *, is_durable: bool = False) -> None:
    """Put a file there as a whole: it is written beside and then takes its place.

    One that is durable is on the disk by then: a power cut leaves the old content or the new one.
    """
    with ExitStack() as way_back:
        _written_beside(full, content, way_back, is_durable=is_durable).replace(full)


def _written_beside(full: Path, content: bytes, way_back: ExitStack, *, is_durable: bool) -> Path:
    """Write what is to take the place of a file; the way back removes what has not."""
    full.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=_beside_prefix(full), dir=full.parent)
    beside = Path(name)
    way_back.callback(partial(beside.unlink, missing_ok=True))
    with _naming(full), os.fdopen(handle, "wb") as file:
        file.write(content)
        if is_durable:
            file.flush()
            os.fsync(file.fileno())
    beside.chmod(full.stat().st_mode & 0o777 if full.exists() else 0o644)
    return beside


@contextmanager
def _naming(full: Path) -> Iterator[None]:
    """Let an error tell which file could not be written: that of a full disk does not."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(full)
        raise


def _beside_prefix(full: Path) -> str:
    """How what is written beside a file is called: by its name, as far as a name may be long."""
    return f".{full.name[:_MOST_SIGNS]}-"
