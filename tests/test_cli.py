"""The command line keeps its contract: exit codes, JSON, languages, nothing cut off and nothing half written."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import PROJECT, Folder
from verb_runs import run_verb


def shoukong(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder, as a process of its own."""
    command = [sys.executable, "-m", "shoukong", *arguments]
    env = {"PYTHONPATH": str(PROJECT / "hooks"), "PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, encoding="utf-8")


def test_a_sound_portal_passes_with_exit_code_0(folder: Folder) -> None:
    done = shoukong("check", cwd=folder.root)
    assert (done.returncode, done.stderr) == (0, "")
    assert "检查通过" in done.stdout


def test_messages_are_in_the_language_of_the_portal_unless_another_is_asked_for(folder: Folder) -> None:
    settings = (folder.root / "portal.yaml").read_text("utf-8")
    folder.write("portal.yaml", f"{settings}language: en\n")
    assert "Check passed" in run_verb("check", cwd=folder.root).stdout
    assert "Check passed" in run_verb("check", "--root", str(folder.root), cwd=folder.root.parent).stdout
    assert "检查通过" in run_verb("check", "--lang", "zh", cwd=folder.root).stdout


def test_an_error_gives_exit_code_1_and_names_the_place(folder: Folder) -> None:
    folder.replace("records/orders/2026.csv", "2026-03-05,P-01", "2026-13-05,P-01")
    done = shoukong("check", "--lang", "en", cwd=folder.root)
    assert done.returncode == 1
    assert "records/orders/2026.csv:4 [received_on]" in done.stdout


def test_a_folder_that_is_no_portal_gives_exit_code_2(tmp_path: Path) -> None:
    done = shoukong("check", "--format", "json", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "--root" in done.stderr


def test_where_nobody_has_named_a_language_no_portal_is_told_in_both(tmp_path: Path) -> None:
    zh, en = "没有找到", "holds neither"
    for verb in (["check"], ["build"], ["rule", "test"], ["upgrade", "--yes"]):
        told = run_verb(*verb, cwd=tmp_path).stderr
        assert zh in told
        assert en in told
    for language, said, unsaid in (("en", en, zh), ("zh", zh, en)):
        told = run_verb("check", "--lang", language, cwd=tmp_path).stderr
        assert said in told
        assert unsaid not in told
    (tmp_path / "portal.yaml").write_text("language: en\n", "utf-8")
    assert zh not in run_verb("check", cwd=tmp_path).stderr


def test_an_unreadable_date_gives_exit_code_2(folder: Folder) -> None:
    done = run_verb("check", "--as-of", "2026/1/5", cwd=folder.root)
    assert done.returncode == 2
    assert "2026-01-05" in done.stderr


def test_json_follows_the_contract(folder: Folder) -> None:
    folder.replace("records/people/people.csv", "P-02", "P-2")
    whole = json.loads(shoukong("check", "--format", "json", cwd=folder.root).stdout)
    assert list(whole) == ["ok", "as_of", "counts", "findings"]
    assert list(whole["counts"]) == ["documents", "forms", "records", "errors", "breaches", "warnings"]
    keys = ["code", "severity", "path", "line", "field", "ref", "record", "message", "fix"]
    assert all(list(item) == keys for item in whole["findings"])
    assert whole["ok"] is False
    assert {"record-number", "reference-dangling"} == {item["code"] for item in whole["findings"]}


def test_ten_thousand_errors_are_ten_thousand_findings(folder: Folder) -> None:
    sound = "".join(f"P-{i:02},甲,,,A/0\n" for i in range(1, 3_000))  # or it would be the part that is faulty
    rows = sound + "".join(f"X{i},丙,,,A/0\n" for i in range(10_000))
    folder.write("records/people/people.csv", f"person,name,phone,identity_no,form_revision\n{rows}")
    done = run_verb("check", "--format", "json", cwd=folder.root)
    assert len(json.loads(done.stdout)["findings"]) == 10_000
    text = run_verb("check", cwd=folder.root).stdout
    assert text.count("(record-number)") == 10_000
    assert "另有" not in text


def test_errors_come_first_and_none_is_left_out_for_other_findings(folder: Folder) -> None:
    folder.write("docs/a.bak", "x")
    for i in range(120):
        folder.write(f"forms/spare-{i}.yml", "x")
    folder.replace("records/orders/2026.csv", "5000,4", "5001,4")
    text = run_verb("check", cwd=folder.root).stdout
    assert text.splitlines()[0].startswith("records/orders/2026.csv:4 [amount]  [错误]")
    assert "另有 22 条" in text
    severities = [
        f["severity"] for f in json.loads(run_verb("check", "--format", "json", cwd=folder.root).stdout)["findings"]
    ]
    assert severities == ["error", *["warning"] * 121]


@pytest.mark.parametrize("form", ["text", "json", "github", "junit"])
def test_signs_that_steer_what_shows_them_are_shown_as_signs(folder: Folder, form: str) -> None:
    folder.replace("records/orders/2026.csv", "order_no,", "order\x1b[31m\u202e\x08no,")
    folder.write("forms/a\x1b[31m\u202eb.yml", "x")
    told = shoukong("check", "--format", form, cwd=folder.root).stdout
    assert not {sign for sign in told if not sign.isprintable()} - {"\n"}
    if form == "junit":
        ElementTree.fromstring(told)
    if form == "json":
        assert "forms/a\x1b[31m\u202eb.yml" in {item["path"] for item in json.loads(told)["findings"]}


def test_github_annotations_stand_at_the_line_and_the_summary_is_written(folder: Folder, tmp_path: Path) -> None:
    folder.replace("records/orders/2026.csv", "5000,4", "5001,4")
    summary = tmp_path / "summary.md"
    done = run_verb("check", "--format", "github", cwd=folder.root, GITHUB_STEP_SUMMARY=str(summary))
    assert "::error file=records/orders/2026.csv,line=4,title=cell-maximum::" in done.stdout
    assert "| `records/orders/2026.csv:4 [amount]` |" in summary.read_text("utf-8")


def test_junit_is_xml_with_a_failure_for_each_error(folder: Folder) -> None:
    folder.replace("records/orders/2026.csv", "5000,4", "5001,0")
    suite = ElementTree.fromstring(run_verb("check", "--format", "junit", cwd=folder.root).stdout)
    assert suite.get("failures") == "2"
    assert [f.get("type") for f in suite.iter("failure")] == ["cell-maximum", "cell-minimum"]


def test_a_tree_is_not_written_where_there_are_errors(folder: Folder, tmp_path: Path) -> None:
    folder.replace("records/orders/2026.csv", "5000,4", "5001,4")
    done = run_verb("render", "--to", str(tmp_path / "tree"), cwd=folder.root)
    assert done.returncode == 1
    assert not (tmp_path / "tree").exists()


def test_a_folder_with_other_things_is_left_alone(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("x")
    done = run_verb("package", "--to", str(tmp_path), cwd=folder.root)
    assert done.returncode == 2
    assert "没有改动" in done.stderr
    assert (tmp_path / "precious.txt").read_text() == "x"


def test_nothing_is_written_into_the_portal_by_a_check(folder: Folder) -> None:
    before = sorted(p for p in folder.root.rglob("*"))
    run_verb("check", cwd=folder.root)
    assert sorted(p for p in folder.root.rglob("*")) == before


def test_a_record_dated_after_an_earlier_as_of_is_no_error(folder: Folder) -> None:
    assert run_verb("check", "--as-of", "2025-06-30", cwd=folder.root).returncode == 0


def test_the_sample_is_removed_by_one_command_and_the_rest_stays(folder: Folder) -> None:
    import hashlib

    digest = hashlib.sha256((folder.root / "records/orders/2026.csv").read_bytes()).hexdigest()
    listed = f"files:\n  records/orders/2026.csv: {digest}\n  records/orders/2025.csv: {'0' * 64}\n"
    folder.write("records/sample.yaml", listed)
    done = run_verb("empty", "--yes", cwd=folder.root)
    assert done.returncode == 0
    assert not (folder.root / "records/orders/2026.csv").exists()
    assert "已经改动，保留：records/orders/2025.csv" in done.stdout
    assert not (folder.root / "records/sample.yaml").exists()
    assert run_verb("check", cwd=folder.root).returncode == 0


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_the_shell_closed_hinder_no_verb(folder: Folder, closed: str) -> None:
    command = f'"{sys.executable}" -m shoukong check {closed}'
    env = {"PYTHONPATH": str(PROJECT / "hooks"), "PATH": os.environ["PATH"]}
    done = subprocess.run(["/bin/sh", "-c", command], cwd=folder.root, env=env, check=False)
    assert done.returncode == 0
