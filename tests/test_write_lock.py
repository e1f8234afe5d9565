"""Of the verbs that write one works at a time, on every system, and a lock leaves nothing behind."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, TODAY, Folder

from shoukong.files.file_writing import STAGE, UNFINISHED, is_unfinished, write_files
from shoukong.files.folder import write_whole
from shoukong.files.write_lock import lock_file, one_at_a_time, open_lock_file, until_true
from shoukong.portal import load_portal

WRITES = {"write_rows", "write_file", "write_files", "unlink"}
COUNT_UP = """
import sys, time
from pathlib import Path
from shoukong.files.write_lock import one_at_a_time
folder, counter = Path(sys.argv[1]), Path(sys.argv[1], "counter")
for _ in range(5):
    with one_at_a_time(folder):
        number = int(counter.read_text())
        time.sleep(0.01)
        counter.write_text(str(number + 1))
"""
HOLD = """
import sys, time
from pathlib import Path
from shoukong.files.write_lock import one_at_a_time
with one_at_a_time(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
# What Windows does, with what this system has for a lock on a file.
HOLD_FILE = """
import fcntl, sys, time
from pathlib import Path
from shoukong.files.write_lock import open_lock_file
handle = open_lock_file(Path(sys.argv[1]))
fcntl.lockf(handle, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(0.5)
"""


def python(program: str, folder: Path) -> subprocess.Popen[str]:
    """A process of its own that runs a program about a folder."""
    env = os.environ | {"PYTHONPATH": str(PROJECT / "hooks")}
    return subprocess.Popen([sys.executable, "-c", program, str(folder)], env=env, stdout=subprocess.PIPE, text=True)


def calls(path: Path) -> set[str]:
    """The names of everything that a module calls."""
    nodes = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return {node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in nodes}


def test_what_one_process_reads_and_writes_no_other_comes_between(tmp_path: Path) -> None:
    (tmp_path / "counter").write_text("0")
    at_once = [python(COUNT_UP, tmp_path) for _ in range(4)]
    assert [process.wait(30) for process in at_once] == [0, 0, 0, 0]
    assert (tmp_path / "counter").read_text() == "20"
    assert [path.name for path in tmp_path.iterdir()] == ["counter"]


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    holder = python(HOLD, tmp_path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait(10)
    with one_at_a_time(tmp_path):
        pass


def test_a_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), one_at_a_time(tmp_path):
        raise RuntimeError
    with one_at_a_time(tmp_path):
        pass


def test_a_folder_has_one_lock_file_however_it_is_written_and_none_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "门户"
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)
    ways = {folder, folder / ".", folder / ".." / "门户", tmp_path / "link", Path(os.path.relpath(folder))}
    assert len({lock_file(way) for way in ways}) == 1
    assert lock_file(folder) != lock_file(tmp_path)
    assert not lock_file(folder).is_relative_to(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="stands in for the lock that Windows has")
def test_where_a_lock_file_stands_for_the_folder_one_waits_until_it_is_given_back(tmp_path: Path) -> None:
    import fcntl

    holder = python(HOLD_FILE, tmp_path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    handle, tries = open_lock_file(tmp_path), []

    def attempt() -> bool:
        tries.append(holder.poll())
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    until_true(attempt)
    os.close(handle)
    lock_file(tmp_path).unlink()
    assert len(tries) > 1
    holder.wait(10)


# `new` writes a folder of its own, which takes its place as a whole.
VERBS = sorted(p for p in (PROJECT / "hooks/shoukong/commands").glob("*.py") if p.stem != "new")


@pytest.mark.parametrize("path", [p for p in VERBS if calls(p) & WRITES], ids=lambda path: path.stem)
def test_a_verb_that_writes_into_the_portal_takes_the_lock(path: Path) -> None:
    assert "one_at_a_time" in calls(path)


def test_an_output_folder_takes_its_place_under_the_lock_of_the_folder_above(folder: Folder) -> None:
    holder = python(HOLD, folder.root)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    writer = python(
        "import sys; from pathlib import Path; from shoukong.files.folder import write_whole\n"
        "write_whole(Path(sys.argv[1]) / 'site', lambda site: (site / 'made').touch())",
        folder.root,
    )
    with pytest.raises(subprocess.TimeoutExpired):
        writer.wait(1)
    assert not (folder.root / "site").exists()
    holder.kill()
    assert writer.wait(10) == 0
    assert (folder.root / "site/made").exists()
    holder.wait(10)


def test_an_output_folder_is_replaced_whole(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_whole(tmp_path / "site", lambda site, name=name: (site / name).touch())
    assert [path.name for path in (tmp_path / "site").iterdir() if path.name != ".shoukong"] == ["two"]


def test_files_written_together_are_put_back_when_the_writing_is_interrupted(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("before")

    class Contents(dict[str, bytes]):
        def items(self):  # type: ignore[override]
            yield "old", b"after"
            yield "new", b"after"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path, Contents(old=b"", new=b""))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"old": "before"}


# What ends a process at one of the moments at which a file takes its place.
ENDED = """
import os, sys
from pathlib import Path
from shoukong.files.file_writing import is_unfinished, write_files
from shoukong.files.write_lock import one_at_a_time
root, left, replace = Path(sys.argv[1]), int(sys.argv[2]), Path.replace
def replace_or_end(self, target):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    return replace(self, target)
Path.replace = replace_or_end
with one_at_a_time(root):
    write_files(root, {"a.csv": b"new", "parts/b.csv": b"new", "c.csv": b"new"})
"""


@pytest.mark.parametrize("moment", range(6))
def test_what_ends_a_verb_while_it_writes_leaves_all_files_or_none(folder: Folder, moment: int) -> None:
    for name in ("a.csv", "parts/b.csv"):
        folder.write(name, "old")
    env = os.environ | {"PYTHONPATH": str(PROJECT / "hooks")}
    subprocess.run([sys.executable, "-c", ENDED, str(folder.root), str(moment)], env=env, check=False)
    load_portal(folder.root, TODAY)
    found = [
        (folder.root / name).read_text() for name in ("a.csv", "parts/b.csv", "c.csv") if (folder.root / name).exists()
    ]
    assert found in (["old", "old"], ["new", "new", "new"])
    assert not is_unfinished(folder.root)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "{}",
        "[1]",
        '[["../../forms/orders.yaml", "portal.yaml"]]',
        '[["0.new", "../portal.yaml"]]',
        '[["0.new", ".git/hooks/post-merge"]]',
        '[["", "../outside"]]',
    ],
)
def test_a_journal_of_someone_else_moves_nothing_out_of_its_portal(folder: Folder, told: str) -> None:
    (folder.root.parent / "outside").touch()
    before = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    folder.write(UNFINISHED, told)
    folder.write(f"{STAGE}/0.new", "x")
    load_portal(folder.root, TODAY)
    assert (folder.root.parent / "outside").exists()
    assert {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()} == before
