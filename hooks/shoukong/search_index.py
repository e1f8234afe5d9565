"""The search index: Pagefind, run over the built site."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

RUNNER = "node_modules/pagefind/lib/runner/bin.cjs"


class SearchUnavailableError(RuntimeError):
    """Pagefind or Node is not installed, or Pagefind failed; the text says which."""


def build_search_index(root: Path, site: Path) -> None:
    """Index a site in place; raises SearchUnavailableError where that is not possible."""
    runner = root / RUNNER
    node = shutil.which("node", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))))
    if not runner.is_file() or node is None:
        raise SearchUnavailableError(f"{RUNNER} / node")
    command = [node, str(runner), "--site", str(site), "--force-language", "zh", "--quiet"]
    command += ["--exclude-selectors", ".sk-items"]  # badges are no part of a sentence
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"NO_COLOR": "1"})
    if done.returncode != 0:
        raise SearchUnavailableError((done.stderr or done.stdout).strip()[-400:])
