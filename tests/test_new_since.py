"""What a change brings: findings that were not there at a commit, which alone decide how the check ends."""

import json
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import BASE, TODAY, Folder, copy_of
from hypothesis import given, settings
from hypothesis import strategies as st

from shoukong.commands.check import Wish, run
from shoukong.finding import Finding, Place, finding
from shoukong.results.new_findings import Found, compared

ORDERS, PEOPLE = "records/orders/2026.csv", "records/people/people.csv"


def git(root: Path, *arguments: str) -> str:
    person = ("-c", "user.name=甲", "-c", "user.email=jia@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *person, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


def told(
    folder: Path, ref: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[str], dict[str, dict[str, int]]]:
    """The exit code, the new findings by code and line, and how many were known and are gone."""
    code = run(Wish(folder, TODAY, TODAY, since=ref), "json", "zh")
    whole = json.loads(capsys.readouterr().out)
    return code, [f"{item['code']}:{item['line']}" for item in whole["findings"]], whole["since"]


@pytest.fixture
def kept(folder: Folder) -> Folder:
    """The base portal in Git, with an error in an order that has two cells of one message."""
    folder.replace(ORDERS, "5000,4", "5001,4")
    folder.commit()
    return folder


def test_what_was_there_is_counted_and_passes_wherever_its_line_is_now(
    kept: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.replace(ORDERS, "O-2026-001", "O-2026-003,2026-03-06,P-01,电话,再来,1,1,,,,,,A/0\nO-2026-001")
    code, new, since = told(kept.root, "HEAD", capsys)
    assert (code, new) == (0, [])
    assert since["known"]["errors"] == 1
    kept.replace(ORDERS, "5001,4", "5000,4")
    assert told(kept.root, "HEAD", capsys)[2]["gone"]["errors"] == 1


def test_a_new_error_fails_whatever_was_there(kept: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    kept.replace(ORDERS, "O-2026-001,2026-01-", "O-2026-001,2026-13-")
    code, new, since = told(kept.root, "main", capsys)
    assert code == 1
    assert "cell-type:2" in new
    assert "cell-maximum:4" not in new
    assert since["known"]["errors"] == 1


def test_of_findings_that_are_alike_the_one_on_the_new_line_is_new(
    kept: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    header = (kept.root / PEOPLE).read_text("utf-8").splitlines()[0]
    rows = (kept.root / PEOPLE).read_text("utf-8").splitlines()[1:]
    kept.write(PEOPLE, "\n".join([header, *rows, ",丙,,,A/0"]) + "\n")
    kept.commit()
    kept.write(PEOPLE, "\n".join([header, ",丁,,,A/0", *rows, ",丙,,,A/0"]) + "\n")
    code, new, _ = told(kept.root, "HEAD", capsys)
    assert code == 1
    assert {item.split(":")[1] for item in new} == {"2"}


def test_files_of_another_name_and_records_in_another_part_bring_nothing_new(
    kept: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    (kept.root / ORDERS).rename(kept.root / "records/orders/first-half.csv")
    code, new, since = told(kept.root, "HEAD", capsys)
    assert (code, new, since["known"]["errors"], since["gone"]["errors"]) == (0, [], 1, 0)
    kept.replace("records/orders/first-half.csv", row := kept.row("records/orders/first-half.csv", "O-2026-002"), "")
    kept.write("records/orders/2025.csv", (kept.root / "records/orders/2025.csv").read_text("utf-8") + row)
    assert told(kept.root, "HEAD", capsys)[:2] == (0, [])


def test_a_silent_change_that_a_branch_had_is_not_new_in_it(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """What Git tells of the main branch and of former texts it tells of the commit, too."""
    folder.commit("2026-11-01T12:00:00+08:00")
    git(folder.root, "switch", "-q", "-c", "work")
    folder.replace_in_row(ORDERS, "O-2026-002", "疏通", "换锁")
    folder.commit("2026-11-23T12:00:00+08:00")
    assert told(folder.root, "main", capsys)[1] == ["record-changed:4"]
    code, new, since = told(folder.root, "HEAD", capsys)
    assert (code, new, since["known"]["errors"]) == (0, [], 1)


def test_a_portal_below_another_folder_in_a_second_work_tree_is_compared_with_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Folder(tmp_path / "whole")
    copy_of(BASE, tmp_path / "whole" / "部门")
    inner = Folder(tmp_path / "whole/部门/portal")
    inner.replace(ORDERS, "5000,4", "5001,4")
    whole.write("docs/a.md", "x")
    whole.commit()
    git(whole.root, "worktree", "add", "-q", str(tmp_path / "second"), "-b", "second")
    second = Folder(tmp_path / "second/部门/portal")
    second.replace(ORDERS, "O-2026-001,2026-01-", "O-2026-001,2026-13-")
    code, new, since = told(second.root, "main", capsys)
    assert (code, since["known"]["errors"]) == (1, 1)
    assert "cell-type:2" in new
    git(whole.root, "mv", "部门/portal", "portal")
    code, new, since = told(whole.root / "portal", "HEAD", capsys)
    assert (code, since["portal"]) == (1, False)
    assert "cell-maximum:4" in new


def test_what_nothing_can_be_compared_with_is_told(
    kept: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = git(kept.root, "rev-parse", "HEAD").strip()
    kept.write("docs/note.txt", "x")
    kept.commit()
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{kept.root}", "shallow")
    alone = copy_of(BASE, tmp_path / "alone").root
    for root, ref, word in (
        (kept.root, "nope", "「nope」"),
        (kept.root, "--output=x", "「--output=x」"),
        (kept.root, "HEAD:docs", "「HEAD:docs」"),
        (tmp_path / "shallow", first, "fetch --unshallow"),
        (alone, "main", "没有 Git 仓库"),
    ):
        assert run(Wish(root, TODAY, TODAY, since=ref), "text", "zh") == 2
        out, err = capsys.readouterr()
        assert word in err
        assert out == ""
    assert told(tmp_path / "shallow", "HEAD", capsys)[:2] == (0, [])


@pytest.mark.parametrize("form", ["text", "github", "junit"])
def test_every_form_lists_the_new_alone_and_tells_how_many_were_there(
    kept: Folder, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.replace(ORDERS, "O-2026-001,2026-01-", "O-2026-001,2026-13-")
    assert run(Wish(kept.root, TODAY, TODAY, since="HEAD"), form, "en") == 1
    out = capsys.readouterr().out
    assert "where 1 was there already (error 1), and 0 are gone" in out
    assert "13-" in out
    assert "5001" not in out
    if form == "junit":
        suite = ElementTree.fromstring(out)
        assert {f.get("type") for f in suite.iter("failure")} == {"cell-type"}


def test_a_commit_is_read_byte_by_byte_and_runs_nothing(
    kept: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Attributes hide no file and change none, no filter runs, and no link of the commit is followed."""
    ran = tmp_path / "ran"
    secret = tmp_path / "outside"
    secret.write_text("x", "utf-8")
    kept.write(".gitattributes", "*.csv filter=own export-ignore\n*.md export-subst\n")
    (kept.root / "docs/link.txt").symlink_to(secret)
    (kept.root / "records/people/link.csv").symlink_to(secret)
    kept.commit()
    for name in ("smudge", "clean"):
        git(kept.root, "config", f"filter.own.{name}", f"touch {ran}; cat")
    ran.unlink(missing_ok=True)
    code, new, since = told(kept.root, "HEAD", capsys)
    assert (code, new, since["gone"]["errors"]) == (0, [], 0)
    assert not ran.exists()
    assert secret.read_text("utf-8") == "x"


PLACES = st.builds(Place, st.sampled_from(["a.csv", "b.csv"]), st.integers(1, 4), st.sampled_from([None, "f"]))
CODES = st.sampled_from(["record-twice", "cell-required"])


def like(code: str, place: Place, record: str | None, first: int) -> Finding:
    return finding(code, place, record=record, title="x", value="x", also="", first=f"a.csv:{first}")


FINDINGS = st.lists(st.builds(like, CODES, PLACES, st.sampled_from([None, "R-1"]), st.integers(1, 3)), max_size=8)


def moved(items: list[Finding]) -> list[Finding]:
    return [replace(item, place=replace(item.place, line=(item.place.line or 0) + 7)) for item in items]


@given(FINDINGS, FINDINGS)
@settings(max_examples=60)
def test_each_finding_is_new_or_known_and_each_former_one_known_or_gone(
    tmp_path_factory: pytest.TempPathFactory, now: list[Finding], then: list[Finding]
) -> None:
    root = tmp_path_factory.getbasetemp()
    new, known, gone = compared(Found(root, now), Found(root, then))
    assert Counter(map(id, (*new, *known))) == Counter(map(id, now))
    assert len(known) + len(gone) == len(then)
    more = moved(now) + now
    assert len(compared(Found(root, more), Found(root, now))[0]) == len(now)
    assert compared(Found(root, moved(now)), Found(root, now)) == ((), tuple(moved(now)), ())
