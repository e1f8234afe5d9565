"""Puts the browser libraries, fonts and guide into a wheel, so that it needs nothing else.

They come from `node_modules` where set-up has brought them, else from the npm registry; `package-lock.json` gives their
versions and digests. A registry that is not npm's own is named by `npm_config_registry`.
"""

import base64
import hashlib
import io
import json
import os
import runpy
import tarfile
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGET = "shoukong/vendor"
GUIDE = "shoukong/guide"
PUBLIC = "https://registry.npmjs.org"
_MEND = "Run `make setup` first, or name a registry that can be reached by npm_config_registry"


class LibraryHook(BuildHookInterface):  # type: ignore[type-arg]
    """The hook that hatchling runs when it builds a wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files; nothing for an editable install, which finds them in its checkout."""
        if version == "editable":
            return
        root = Path(self.root)
        wanted = runpy.run_path(str(root / "hooks/shoukong/publishing/libraries.py"))
        lock = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
        self._fetched = tempfile.TemporaryDirectory(prefix="shoukong-libraries-")  # gone with the hook
        guides = (root / "docs/guide").glob("*.md")
        build_data["force_include"] |= {str(path): f"{GUIDE}/{path.name}" for path in guides}
        for name, paths in wanted["LIBRARIES"].items():
            folder = _folder(root, name, lock[f"node_modules/{name}"], Path(self._fetched.name))
            build_data["force_include"] |= {str(folder / path): f"{TARGET}/{name}/{path}" for path in paths}


def _folder(root: Path, name: str, locked: dict[str, Any], fetched: Path) -> Path:
    """A package as it is locked: the installed one, or one that is fetched now."""
    installed = root / "node_modules" / name
    described = installed / "package.json"
    if described.is_file() and json.loads(described.read_text("utf-8"))["version"] == locked["version"]:
        return installed
    return _fetch(name, locked, fetched / name)


def _fetch(name: str, locked: dict[str, Any], folder: Path) -> Path:
    """Fetch a package from the registry, hold it against its digest, and unpack it."""
    registry = os.environ.get("npm_config_registry", PUBLIC).rstrip("/")  # noqa: SIM112 - as npm spells it
    address = f"{registry}/{name}/-/{name.split('/')[-1]}-{locked['version']}.tgz"
    try:
        with urllib.request.urlopen(address, timeout=120) as answer:
            content: bytes = answer.read()
    except OSError as error:
        raise RuntimeError(f"{address}: {error}. {_MEND}") from error
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if f"sha512-{digest}" != locked["integrity"]:
        raise RuntimeError(f"{address} is not the file that package-lock.json names")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"
