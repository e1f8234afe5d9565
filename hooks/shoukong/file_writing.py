"""Writing files: each as a whole, and several of them all or none."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path


def write_files(root: Path, contents: Mapping[str, bytes]) -> None:
    """Put several files there; where that ends before the last one, those that are written are put back."""
    before = {path: (root / path).read_bytes() if (root / path).exists() else None for path in contents}
    with ExitStack() as way_back:
        for path, content in contents.items():
            write_file(root / path, content, is_durable=True)
            way_back.callback(partial(_put_back, root / path, before[path]))
        way_back.pop_all()


def write_file(full: Path, content: bytes, *, is_durable: bool = False) -> None:
    """Put a file there as a whole: it is written beside and then takes its place.

    One that is durable is on the disk by then: a power cut leaves the old content or the new one.
    """
    full.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{full.name}-", dir=full.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        Path(beside).chmod(full.stat().st_mode & 0o777 if full.exists() else 0o644)
        Path(beside).replace(full)
    finally:
        Path(beside).unlink(missing_ok=True)


def _put_back(full: Path, content: bytes | None) -> None:
    """A file as it was; none where there was none."""
    if content is None:
        full.unlink()
    else:
        write_file(full, content)
