"""Verbs end whole whatever ends them, and say what a disk, a folder or the set-up lacks."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, Folder
from kill_verbs import VERBS

from shoukong.commands.hindrance import outcome

# The verbs are ended in processes of their own, which start where nothing else has run.
AT_A_FEW_MOMENTS = """
import json, sys, tempfile
from pathlib import Path
from kill_verbs import ENDS, VERBS, end_at, load, made_portal, trial_of
load()
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "tried").mkdir()
    portal, told = made_portal(folder), {}
    for i, verb in enumerate(VERBS):
        trial = trial_of(verb, portal, folder)
        last = trial.moments - 1
        ends = zip([*ENDS, "kill"], (last * (2 + i % 3) // 9, last * 6 // 9, last * 8 // 9), strict=True)
        told[verb] = [fault for end, moment in ends for fault in end_at(trial, folder, moment, end)]
    print(json.dumps(told))
"""


def python(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program in a process of its own."""
    paths = os.pathsep.join([str(PROJECT / "hooks"), str(PROJECT / "tests")])
    env = os.environ | {"PYTHONPATH": paths, **environment}
    return subprocess.run([sys.executable, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_a_verb_that_is_killed_or_interrupted_leaves_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    done = python("-c", AT_A_FEW_MOMENTS, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {verb: [] for verb in VERBS}


def test_entries_and_sheets_are_filed_whole_and_once_whenever_the_verb_is_killed(tmp_path: Path) -> None:
    script = "import json, sys; from pathlib import Path; from kill_entries import killed_at_some\n"
    done = python("-c", f"{script}print(json.dumps(killed_at_some(Path.cwd())))", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_a_disk_that_is_full_is_told_with_the_file_and_nothing_is_left(controlled: Folder) -> None:
    before = {path: path.read_bytes() for path in controlled.root.rglob("*") if path.is_file()}
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); "
    verb = ["revise", "QM-01", "--reason", "改", "--by", "YG-03", "--as-of", "2026-11-23"]
    program = f"{limited}sys.argv[1:] = {verb!r}; from shoukong.cli import main; main()"
    done = python("-c", program, cwd=controlled.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert "docs/archive/QM-01/B-0.md" in done.stderr
    assert "超出允许的大小" in done.stderr
    assert {path: path.read_bytes() for path in controlled.root.rglob("*") if path.is_file()} == before
    assert not (controlled.root / ".shoukong").exists()


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "磁盘只读"), (errno.EACCES, "没有权限")]
)
def test_what_is_the_matter_with_a_file_is_said_in_words(
    number: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def verb() -> int:
        raise OSError(number, os.strerror(number), "records/a.csv")

    assert outcome(verb, "zh") == 2
    assert f"records/a.csv：{words}" in capsys.readouterr().err


def test_no_home_no_locale_and_no_path_are_needed(controlled: Folder) -> None:
    env = {"PYTHONPATH": str(PROJECT / "hooks")}
    for verb in (["check"], ["calendar", "add", "2028-01-01", "--source", "通知"], ["check", "--new-since", "main"]):
        command = [sys.executable, "-m", "shoukong", *verb]
        done = subprocess.run(command, cwd=controlled.root, env=env, capture_output=True, check=False)
        told = (done.stdout + done.stderr).decode("utf-8")
        assert done.returncode == (2 if "--new-since" in verb else 0), told
        assert "程序出错" not in told
    assert (controlled.root / "calendar/2028.yaml").is_file()
