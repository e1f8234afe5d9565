"""The verbs that write: each does the whole of its work or nothing, and leaves a portal that passes its check."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import CONTROLLED, PROJECT, Folder, copy_of, fill_in
from test_indicators import with_rates
from verb_runs import Done, run_verb

from shoukong.files.file_writing import write_files

PEOPLE = ("--prepared-by", "YG-03", "--reviewed-by", "YG-02", "--approved-by", "YG-01")
DAYS = ("--prepared-on", "2026-11-20", "--reviewed-on", "2026-11-20", "--approved-on", "2026-11-23")


class Firm:
    """A portal under Git."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q")
        self.commit()

    def git(self, *arguments: str) -> str:
        """Run Git in the portal."""
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        done = subprocess.run(["git", *who, *arguments], cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-qm", "x")

    def run(self, *arguments: str) -> Done:
        """Run a verb in the portal."""
        return run_verb(*arguments, cwd=self.root)

    def start(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a verb in the portal as a process of its own, beside others."""
        env = {"PYTHONPATH": str(PROJECT / "hooks"), "PATH": os.environ["PATH"]}
        command = [sys.executable, "-m", "shoukong", *arguments]
        return subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False)

    def changed(self) -> set[str]:
        """What differs from the last commit."""
        rows = self.git("status", "--porcelain", "-uall", "-z").split("\0")
        return {row[3:] for row in rows if row}

    def errors(self) -> list[str]:
        """The lines of errors that a check prints."""
        done = self.run("check", "--as-of", "2026-11-23", "--format", "github")
        return [line for line in done.stdout.split("\n") if line.startswith("::error")]


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """A fresh copy of the portal that keeps approvals."""
    return Firm(copy_of(CONTROLLED, tmp_path).root)


def test_revise_archives_raises_tells_the_history_and_opens_the_request(firm: Firm) -> None:
    before = (firm.root / "docs/documents/QM-01.md").read_bytes()
    done = firm.run("revise", "QM-01", "--reason", "审查期改为两个工作日", "--as-of", "2026-11-23")
    assert done.returncode == 0, done.stderr
    assert (firm.root / "docs/archive/QM-01/B-0.md").read_bytes() == before
    text = (firm.root / "docs/documents/QM-01.md").read_text("utf-8")
    assert "revision: C/0\n" in text
    assert 'summary: "审查期改为两个工作日", change: GG-2026-002}' in text
    assert "docs/archive/QM-01/B-0.md" in firm.changed()
    assert len(firm.changed()) == 4
    assert firm.errors() == []


def test_a_revised_text_is_approved_and_comes_into_force(firm: Firm) -> None:
    firm.run("revise", "QM-01", "--reason", "改", "--effective", "2026-12-01", "--as-of", "2026-11-23")
    before = firm.changed()
    refused = firm.run("approve", "QM-01", *PEOPLE, *DAYS)
    assert (refused.returncode, firm.changed()) == (1, before)
    assert "GG-2026-002 的 impact 还是「待填写」" in refused.stderr
    fill_in(firm.root)
    refused = firm.run("approve", "QM-01", *PEOPLE, *DAYS, "--impact", "To be filled in")
    assert (refused.returncode, "--impact" in refused.stderr) == (1, True)
    done = firm.run("approve", "QM-01", *PEOPLE, *DAYS)
    assert done.returncode == 0, done.stderr
    assert "主要修订" in done.stdout
    assert firm.errors() == []
    again = firm.run("approve", "QM-01", *PEOPLE, *DAYS)
    assert again.returncode == 0
    assert "没有再记" in again.stdout


def test_texts_that_change_together_are_approved_together_or_not_at_all(firm: Firm) -> None:
    firm.run("revise", "QM-01", "--reason", "改", "--as-of", "2026-11-23")
    firm.run("revise", "QF-11", "--reason", "改", "--change", "GG-2026-002", "--as-of", "2026-11-23")
    fill_in(firm.root)
    firm.commit()
    refused = firm.run("approve", "QM-01", "QF-11", "QM-99", *PEOPLE, *DAYS)
    assert (refused.returncode, firm.changed()) == (1, set())
    done = firm.run("approve", "QM-01", "QF-11", *PEOPLE, *DAYS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("已记录") == 2
    assert firm.errors() == []


def test_a_form_is_revised_in_the_same_way(firm: Firm) -> None:
    done = firm.run("revise", "QF-11", "--reason", "加一栏", "--minor", "--as-of", "2026-11-23")
    assert done.returncode == 0, done.stderr
    assert (firm.root / "forms/archive/QF-11/A-0.yaml").is_file()
    assert "revision: A/1\n" in (firm.root / "forms/training_records.yaml").read_text("utf-8")
    assert firm.errors() == []


def test_a_text_changed_before_it_was_revised_is_archived_as_it_was_approved(firm: Firm) -> None:
    path = firm.root / "docs/documents/QM-01.md"
    before = path.read_text("utf-8")
    path.write_text(before.replace("# 接单", "# 各接单", 1), "utf-8")
    assert len(firm.errors()) == 1
    done = firm.run("revise", "QM-01", "--reason", "改名", "--as-of", "2026-11-23")
    assert done.returncode == 0, done.stderr
    assert (firm.root / "docs/archive/QM-01/B-0.md").read_text("utf-8") == before
    assert "# 各接单" in path.read_text("utf-8")
    assert firm.errors() == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("QM-98", "--reason", "x"), "QM-98"),
        (("QI-02", "--reason", "x"), "归档"),
        (("QM-01", "--reason", "x", "--by", "YG-99"), "YG-99"),
        (("QM-01", "--reason", " "), "--reason"),
        (("QM-01", "--reason", "x", "--effective", "2025-01-01"), "2025-01-01"),
        (("QM-01", "--reason", "x", "--change", "GG-2099-001"), "GG-2099-001"),
        (("QM-01", "--reason", "x", "--change", "GG-2026-001"), "办结"),
    ],
)
def test_what_cannot_be_revised_is_refused_and_nothing_is_written(
    firm: Firm, arguments: tuple[str, ...], told: str
) -> None:
    done = firm.run("revise", *arguments)
    assert done.returncode == 1
    assert told in done.stderr
    assert firm.changed() == set()


def test_a_front_matter_in_an_unusual_style_is_left_alone(firm: Firm) -> None:
    path = firm.root / "forms/training_records.yaml"
    path.write_text(path.read_text("utf-8").replace("revision: A/0", '"revision": A/0', 1), "utf-8")
    firm.run("approve", "QF-11", "--prepared-by", "YG-03", *PEOPLE[2:], *DAYS)
    firm.commit()
    done = firm.run("revise", "QF-11", "--reason", "x", "--as-of", "2026-11-23")
    assert (done.returncode, firm.changed()) == (1, set())
    assert "手工" in done.stderr


def test_a_further_text_joins_an_open_change_request(firm: Firm) -> None:
    firm.run("revise", "QM-01", "--reason", "改", "--as-of", "2026-11-23")
    done = firm.run("revise", "QF-11", "--reason", "改", "--change", "GG-2026-002", "--as-of", "2026-11-23")
    assert done.returncode == 0, done.stderr
    items = (firm.root / "records/document_change_items/all.csv").read_text("utf-8")
    listed = [row.split(",")[2] for row in items.split("\n") if ",GG-2026-002," in row]
    assert listed == ["QM-01", "QF-11"]


def test_a_reason_of_several_lines_is_told_in_one(firm: Firm) -> None:
    firm.run("revise", "QM-01", "--reason", "一\n\t二", "--as-of", "2026-11-23")
    assert 'summary: "一 二"' in (firm.root / "docs/documents/QM-01.md").read_text("utf-8")
    assert firm.errors() == []


def test_the_text_to_come_is_revised_to_come_after_it(firm: Firm) -> None:
    firm.run("revise", "QM-01", "--reason", "改", "--effective", "2027-01-01", "--as-of", "2026-11-23")
    fill_in(firm.root)
    assert firm.run("approve", "QM-01", *PEOPLE, *DAYS).returncode == 0
    firm.commit()
    again = ("revise", "QM-01", "--reason", "x", "--as-of", "2026-11-23")
    refused = firm.run(*again, "--effective", "2026-12-31")
    assert (refused.returncode, firm.changed()) == (1, set())
    assert "2027-01-01" in refused.stderr
    assert "2027-01-02" in firm.run(*again).stdout
    assert firm.errors() == []


def test_verbs_that_run_at_once_wait_for_each_other(firm: Firm) -> None:
    with ThreadPoolExecutor() as pool:
        asked = [("revise", id_, "--reason", "改", "--as-of", "2026-11-23") for id_ in ("QM-01", "QM-02", "QI-01")]
        told = list(pool.map(lambda arguments: firm.start(*arguments).stdout, asked))
    numbers = {number for text in told for number in re.findall("GG-2026-[0-9]{3}", text)}
    assert numbers == {"GG-2026-002", "GG-2026-003", "GG-2026-004"}
    assert firm.errors() == []


def test_closings_at_once_freeze_each_figure_once(firm: Firm) -> None:
    with_rates(Folder(firm.root))
    before = firm.errors()
    asked = ("close", "2026-H1", "--by", "YG-03", "--as-of", "2026-11-23")
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda _: firm.start(*asked), range(2)))
    assert [each.returncode for each in done] == [0, 0], done[0].stderr + done[1].stderr
    rows = (firm.root / "records/indicator_closings/2026.csv").read_text("utf-8").split("\n")
    frozen = [row.split(",")[1:4] for row in rows if ",2026-H1," in row]
    assert sorted(frozen) == [["K-02", "2026-H1", ""], ["K-03", "2026-H1", "ML"], ["K-03", "2026-H1", "YH"]]
    assert firm.errors() == before


def test_a_rule_that_is_added_while_its_document_is_revised_stands_in_the_next_text_alone(firm: Firm) -> None:
    path = firm.root / "docs/documents/QM-01.md"
    before = path.read_text("utf-8")
    asked = (
        ("revise", "QM-01", "--reason", "改", "--as-of", "2026-11-23"),
        ("rule", "new", "QM-01#1", "--id", "R-NEW"),
    )
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda arguments: firm.start(*arguments), asked))
    assert [each.returncode for each in done] == [0, 0], done[0].stderr + done[1].stderr
    assert (firm.root / "docs/archive/QM-01/B-0.md").read_text("utf-8") == before
    after = path.read_text("utf-8")
    assert "id: R-NEW\n" in after
    assert "revision: C/0\n" in after
    assert firm.errors() == []


def test_where_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("before", "utf-8")
    (tmp_path / "file").touch()
    with pytest.raises(OSError):
        write_files(tmp_path, {"old": b"after", "new": b"after", "file/below": b"after"})
    assert (tmp_path / "old").read_text("utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "old"]


def test_a_draft_is_not_revised_again(firm: Firm) -> None:
    firm.run("revise", "QM-01", "--reason", "x", "--as-of", "2026-11-23")
    done = firm.run("revise", "QM-01", "--reason", "y", "--as-of", "2026-11-23")
    assert done.returncode == 1
    assert "草案" in done.stderr


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (("YG-03", "YG-02", "YG-03"), "同一人"),
        (("YG-04", "YG-02", "YG-01"), "无权"),
        (("YG-03", "YG-02", "YG-77"), "YG-77"),
    ],
)
def test_an_approval_without_authority_is_not_recorded(firm: Firm, people: tuple[str, ...], told: str) -> None:
    firm.run("revise", "QM-01", "--reason", "x", "--as-of", "2026-11-23")
    firm.commit()
    names = ("--prepared-by", "--reviewed-by", "--approved-by")
    done = firm.run("approve", "QM-01", *(part for pair in zip(names, people, strict=True) for part in pair), *DAYS)
    assert done.returncode == 1
    assert told in done.stderr
    assert firm.changed() == set()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("--change", "GG-2099-001"), "GG-2099-001"), (("--withdraw-on", "2026-11-22", "--reason", "x"), "2026-11-22")],
)
def test_an_approval_that_the_check_would_refuse_is_not_recorded(
    firm: Firm, arguments: tuple[str, ...], told: str
) -> None:
    done = firm.run("approve", "QI-01", *PEOPLE, *DAYS, *arguments)
    assert (done.returncode, firm.changed()) == (1, set())
    assert told in done.stderr


def test_a_document_is_withdrawn_from_a_day_on(firm: Firm) -> None:
    done = firm.run("approve", "QI-01", *PEOPLE, *DAYS, "--withdraw-on", "2027-03-01", "--reason", "并入程序")
    assert done.returncode == 0, done.stderr
    assert "作废" in done.stdout
    assert firm.errors() == []
    later = firm.run("check", "--as-of", "2027-03-12", "--format", "github")
    assert "title=copy-unreturned::受控副本(A/0)已于 2027-03-01 失效" in later.stdout


def test_a_signed_sheet_is_imported_once(firm: Firm) -> None:
    sheet = firm.root / "sheet.csv"
    sheet.write_text(
        "subject,revision,staff_no,name,read_on\nQM-01,B/0,YG-01,甲,2026-11-20\nQM-01,B/0,YG-02,乙,\n",
        "utf-8-sig",
    )
    firm.commit()
    done = firm.run("acknowledge", "sheet.csv")
    assert done.returncode == 0, done.stderr
    assert "登记了 1 人次" in done.stdout
    assert firm.errors() == []
    assert "登记了 0 人次" in firm.run("acknowledge", "sheet.csv").stdout


def test_a_sheet_is_imported_as_spreadsheet_programs_save_it(firm: Firm) -> None:
    rows = (
        "QM-01,B/0,YG-01,张三,2026/11/20,",
        "ＱＭ－０１,Ｂ/０,ＹＧ－０２,李四,２０２６年１１月２０日,",
        ",,,,,",
    )
    form = (firm.root / "forms/document_acknowledgements.yaml").read_text("utf-8")
    titles = dict(re.findall(r"name: (\w+), title: ([^,}]+)", form))
    header = ",".join([titles["subject"], titles["revision"], titles["staff_no"], "姓名", titles["read_on"], ""])
    for encoding, sign in (("gb18030", ","), ("utf-8-sig", ";"), ("utf-16", "\t")):
        text = "\r\n".join(row.replace(",", sign) for row in (header, *rows)) + "\r\n"
        (firm.root / "sheet.csv").write_bytes(text.encode(encoding))
        firm.commit()
        done = firm.run("acknowledge", "sheet.csv")
        assert done.returncode == 0, done.stderr
        count = 2 if encoding == "gb18030" else 0
        assert f"登记了 {count} 人次" in done.stdout
    assert firm.errors() == []
    written = (firm.root / "records/document_acknowledgements/all.csv").read_text("utf-8")
    assert written.count(",2026-11-20,") >= 2


def test_rows_that_the_check_would_refuse_are_not_written(firm: Firm) -> None:
    form = firm.root / "forms/document_acknowledgements.yaml"
    text = form.read_text("utf-8")
    told = re.search(r"\{name: staff_no, .*\}", text)
    assert told is not None
    form.write_text(
        text.replace(told[0], "{name: staff_no, title: 工号, type: string, constraints: {maxLength: 4}}"), "utf-8"
    )
    (firm.root / "sheet.csv").write_text("subject,revision,staff_no,read_on\nQM-01,B/0,YG-01,2026-11-20\n", "utf-8")
    firm.commit()
    done = firm.run("acknowledge", "sheet.csv")
    assert (done.returncode, firm.changed()) == (1, set())
    assert done.stderr.startswith("检查不会通过这些行，什么都没有写：\n  QS-")
    assert done.stderr.count("\n") == 2


@pytest.mark.parametrize("content", [b"PK\x03\x04...", b"subject,revision,staff_no\n", b"", b"a;b\n"])
def test_a_file_that_is_no_sheet_of_signatures_is_refused_in_one_sentence(firm: Firm, content: bytes) -> None:
    (firm.root / "sheet.csv").write_bytes(content)
    firm.commit()
    done = firm.run("acknowledge", "sheet.csv")
    assert (done.returncode, firm.changed(), len(done.stderr.splitlines())) == (1, set(), 1)


def test_a_number_goes_on_after_its_width_is_full(firm: Firm) -> None:
    path = firm.root / "records/document_acknowledgements/all.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*rows[:-1], re.sub("^QS-[0-9]+", "QS-999", rows[-1])]), "utf-8")
    (firm.root / "sheet.csv").write_text("subject,revision,staff_no,read_on\nQM-01,B/0,YG-01,2026-11-20\n", "utf-8")
    firm.commit()
    done = firm.run("acknowledge", "sheet.csv")
    assert done.returncode == 0, done.stderr
    assert "\nQS-1000," in path.read_text("utf-8")
    assert firm.errors() == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("QM-01,D/0,YG-01,2026-11-20", "D/0"),
        ("QM-01,B/0,YG-99,2026-11-20", "YG-99"),
        ("QM-01,B/0,YG-01,20/11/2026", "「20/11/2026」分不清月和日"),
        ("QM-01,B/0,YG-01,26/11/20", "「26/11/20」的年份不是四位"),
        ("QM-01,B/0,YG-01,46346", "日期序号（2026-11-20）"),
        ("QM-01,B/0,YG-01,11月20日", "「11月20日」不是日期"),
        ("QM-01,B/0,YG-01,2026/2/30", "「2026/2/30」不是日期"),
        ("QM-01,B/0,YG-01,2026/12/20", "晚于今天"),
        ("QM-01,B/0,YG-01,2026-11-20,多", "有 5 格"),
        ("QM-01,B/0,YG-01,2025-01-01", "批准"),
        ("QM-99,B/0,YG-01,2026-11-20", "QM-99"),
        ("QI-01,A/0,YG-01,2026-11-21", "与第 2 行不同"),
    ],
)
def test_a_sheet_with_a_fault_is_not_imported_at_all(firm: Firm, row: str, told: str) -> None:
    good = "QI-01,A/0,YG-01,2026-11-20"
    (firm.root / "sheet.csv").write_text(f"subject,revision,staff_no,read_on\n{good}\n{row}\n", "utf-8")
    firm.commit()
    done = firm.run("acknowledge", "sheet.csv")
    assert done.returncode == 1
    assert "第 3 行" in done.stderr
    assert told in done.stderr
    assert firm.changed() == set()


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
def test_a_signature_is_made_verified_and_betrays_a_later_change(firm: Firm, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    public = key.with_suffix(".pub").read_text("utf-8")
    (firm.root / "records/allowed_signers").write_text(f"YG-01 {public}", "utf-8")
    done = firm.run("sign", "WJ-001", "--as", "YG-01", "--key", str(key), "--yes")
    assert done.returncode == 0, done.stderr
    assert "核对无误" in done.stdout
    assert firm.errors() == []
    path = firm.root / "records/document_approvals/all.csv"
    path.write_text(path.read_text("utf-8").replace("首次发布", "首次印发", 1), "utf-8")
    assert ["signature-forged" in error for error in firm.errors()] == [True]


def test_a_changed_line_is_shown_as_it_was_approved(firm: Firm) -> None:
    path = firm.root / "docs/archive/QM-01/A-0.md"
    path.write_text(path.read_text("utf-8").replace("response_days: 5", "response_days: 9"), "utf-8")
    (error,) = firm.errors()
    assert "text-differs" in error
    assert "file=docs/archive/QM-01/A-0.md" in error
    assert "response_days: 5" in error


def test_a_text_is_not_approved_on_a_day_that_has_not_come(firm: Firm) -> None:
    firm.run("revise", "QM-01", "--reason", "改", "--effective", "2099-12-01", "--as-of", "2026-11-23")
    firm.commit()
    done = firm.run("approve", "QM-01", *PEOPLE, *DAYS[:-1], "2099-11-23")
    assert done.returncode == 1
    assert "2099-11-23 还没有到" in done.stderr
    assert firm.changed() == set()


def test_a_sheet_whose_quoting_breaks_off_adds_nothing(firm: Firm) -> None:
    sheet = firm.root / "sheet.csv"
    sheet.write_text('subject,revision,staff_no,read_on\nQM-01,B/0,"YG-01,2026-11-20\n', "utf-8")
    firm.commit()
    done = firm.run("acknowledge", "sheet.csv")
    assert done.returncode == 1
    assert "引号没有配对" in done.stderr
    assert firm.changed() == set()


@pytest.mark.parametrize("left", ["<<<<<<< HEAD\n三年\n=======\n五年\n>>>>>>> 分支\n", "<!-- 待定\n"])
def test_no_text_is_approved_that_cannot_be_read(firm: Firm, left: str) -> None:
    firm.run("revise", "QM-01", "--reason", "审查期改为两个工作日", "--as-of", "2026-11-23")
    path = firm.root / "docs/documents/QM-01.md"
    path.write_text(path.read_text("utf-8") + left, encoding="utf-8")
    firm.commit()
    refused = firm.run("approve", "QM-01", *PEOPLE, *DAYS)
    assert refused.returncode == 1
    assert left.split("\n")[0].split()[0] in refused.stderr
    assert firm.changed() == set()
