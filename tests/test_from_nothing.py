"""The guide from nothing is true: its files are written and its commands run as they stand, in both languages."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import PROJECT

GUIDES = {"zh": "docs/guide/from-nothing.md", "en": "docs/guide/from-nothing-en.md"}
_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<kind>sh|markdown|yaml|csv)\n(?P<text>.*?)^(?P=ticks)$", re.M | re.S)
_NAMED = re.compile(r"`(?P<path>[\w./-]+)`[：:]\s*$")


@dataclass(frozen=True)
class Step:
    """What a reader does: write a file, or run commands where there is none."""

    path: str | None
    text: str


def steps(guide: str) -> list[Step]:
    """The fences of a guide that a reader follows, in their order."""
    text = re.sub(r"{% (?:end)?raw %}\n?", "", (PROJECT / guide).read_text("utf-8"))
    found = []
    for fence in _FENCE.finditer(text):
        named = _NAMED.search(text[: fence.start()].rstrip())
        is_file = fence["kind"] != "sh"
        assert bool(named) == is_file, f"{guide}: name the file before the fence, and none before commands"
        found.append(Step(named["path"] if named else None, fence["text"]))
    return found


def follow(guide: str, start: Path, environment: dict[str, str]) -> Path:
    """Do what a guide says, from a folder that is empty; the folder in which its reader ends."""
    place = start
    for step in steps(guide):
        if step.path is not None:
            full = place / step.path
            full.parent.mkdir(parents=True, exist_ok=True)
            full.write_text(step.text, "utf-8")
            continue
        script = f"set -e\n{step.text}\npwd -P > {start}/.place"
        done = subprocess.run(
            ["bash", "-c", script], cwd=place, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{step.text}\n{done.stdout}{done.stderr}"
        place = Path((start / ".place").read_text("utf-8").strip())
    return place


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A shell in which `shoukong` is this one."""
    program = tmp_path / "bin/shoukong"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m shoukong "$@"\n', "utf-8")
    program.chmod(0o755)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "SHOUKONG_"))}
    return own | {"PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": str(PROJECT / "hooks")}


@pytest.mark.parametrize("language", GUIDES)
def test_a_guide_leads_from_nothing_to_a_procedure_in_force_with_records(
    tmp_path: Path, environment: dict[str, str], language: str
) -> None:
    start = tmp_path / "empty"
    start.mkdir()
    root = follow(GUIDES[language], start, environment)
    assert (root / "site/documents/P-03/index.html").is_file()

    def told(*arguments: str) -> str:
        command = ["shoukong", *arguments, "--root", str(root)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    result = json.loads(told("check", "--format", "json"))
    assert result["findings"] == []
    assert result["counts"]["documents"] == 3
    page = (root / "site/documents/P-03/index.html").read_text("utf-8")
    assert "R-02" in page
    assert "D-02" in page


def test_both_guides_take_the_same_steps() -> None:
    zh, en = (steps(guide) for guide in GUIDES.values())
    assert [step.path for step in zh] == [step.path for step in en]
    assert sum(step.path is not None for step in zh) == 4
