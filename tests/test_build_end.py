"""What the check passes builds, and a build that is killed leaves no generator behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import PROJECT, Folder

BUILD = [sys.executable, "-m", "shoukong", "build", "--as-of", "2026-11-23", "--lang", "en"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(PROJECT / "hooks"), "NO_MKDOCS_2_WARNING": "1"}


def children(process: int) -> Iterator[tuple[int, str]]:
    """The processes that one started, with their command lines."""
    with suppress(OSError):  # some end while they are asked for
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child), Path(f"/proc/{child}/cmdline").read_text()


def has_ended(process: int) -> bool:
    """Whether a process is gone, or waits only to be taken note of."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def test_a_portal_without_a_home_page_builds(folder: Folder) -> None:
    done = subprocess.run(
        [*BUILD, "--root", str(folder.root), "--to", str(folder.root / "site")],
        env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "接单程序" in (folder.root / "site/index.html").read_text("utf-8")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="asks the system for processes")
def test_a_killed_build_leaves_no_generator_running(folder: Folder) -> None:
    command = [*BUILD, "--root", str(folder.root), "--to", str(folder.root / "site")]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as build:
        generator = None
        while generator is None and build.poll() is None:
            generator = next((number for number, line in children(build.pid) if "mkdocs" in line), None)
        build.send_signal(signal.SIGKILL)
    assert generator is not None
    while not has_ended(generator):
        os.sched_yield()
    assert not (folder.root / "site").exists()
