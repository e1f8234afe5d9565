"""The sample: which records came with the portal, as `records/sample.yaml` lists them with their digests."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from shoukong.files.folder import read_text
from shoukong.layout import SAMPLE
from shoukong.text.yaml_lines import parse_yaml


def sample_files(root: Path) -> Mapping[str, str]:
    """The sample's files, relative to the root, with the digests they were made with; none where there is no sample."""
    if not (root / SAMPLE).is_file():
        return {}
    return listed_files(read_text(root, SAMPLE)[0] or "")


def listed_files(text: str) -> Mapping[str, str]:
    """The files that a list of the sample names, with their digests."""
    value, _, findings = parse_yaml(text, SAMPLE)
    files = value.get("files") if isinstance(value, dict) and not findings else None
    return {str(path): str(digest) for path, digest in files.items()} if isinstance(files, dict) else {}


def is_unchanged(root: Path, path: str, digest: str) -> bool:
    """Whether a file is still what the sample made."""
    full = root / path
    return full.is_file() and hashlib.sha256(full.read_bytes()).hexdigest() == digest
