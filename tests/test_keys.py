"""Keys for people who never saw SSH: made outside the portal, entered, listed, ended, and used by their owners."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import APPROVALS, PROJECT, Folder, new_key

from shoukong.control.allowed_signers import read_signers
from shoukong.control.approval_signature import ALLOWED_SIGNERS

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
NUMBER, TEXT = "WJ-020", "docs/documents/QM-01.md"


class Desk:
    """A member of staff at a machine of their own, with a home folder and no terminal to be asked at."""

    def __init__(self, folder: Folder, home: Path) -> None:
        self.folder, self.home = folder, home

    def run(self, *words: str, given: str = "\n\n", path: str | None = None) -> subprocess.CompletedProcess[str]:
        """Call a verb; `given` is what the program that asks for a passphrase reads."""
        own = os.environ | {"HOME": str(self.home), "PYTHONPATH": str(PROJECT / "hooks")}
        own |= {"PATH": path} if path is not None else {}
        command = [sys.executable, "-m", "shoukong", *words, "--root", str(self.folder.root), "--lang", "zh"]
        return subprocess.run(command, input=given, capture_output=True, text=True, env=own, start_new_session=True)

    def lines(self) -> list[str]:
        """The lines of the list of signers."""
        return (self.folder.root / ALLOWED_SIGNERS).read_text("utf-8").splitlines()


@pytest.fixture
def desk(controlled: Folder, tmp_path: Path) -> Desk:
    """A desk with an empty home folder."""
    home = tmp_path / "home"
    home.mkdir()
    return Desk(controlled, home)


def test_a_key_is_made_at_home_and_its_public_half_entered(desk: Desk) -> None:
    done = desk.run("key", "new", "--person", "YG-01", "--since", "2026-05-01")
    assert done.returncode == 0, done.stderr
    assert "自己留好" in done.stdout
    private = desk.home / ".ssh/shoukong-YG-01"
    assert private.stat().st_mode & 0o077 == 0
    (signer,), faults = read_signers("\n".join(desk.lines()))
    assert (signer.person, str(signer.since), signer.until, faults) == ("YG-01", "2026-05-01", None, ())
    assert "有效" in desk.run("key", "list").stdout
    inside = [path for path in desk.folder.root.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    assert inside == []


def test_an_approval_is_signed_by_its_person_after_saying_what_it_is(desk: Desk) -> None:
    desk.run("key", "new", "--person", "YG-01", "--since", "2026-05-01")
    unasked = desk.run("sign", NUMBER)
    assert unasked.returncode == 1
    for word in ("接单程序", "B/0", "批准", "缩短时限", "2.1", "a5b6effad9d52824"):
        assert word in unasked.stdout
    assert not (desk.folder.root / "records/signatures").exists()
    done = desk.run("sign", NUMBER, "--yes")
    assert done.returncode == 0, done.stderr
    assert (desk.folder.root / f"records/signatures/{NUMBER}/YG-01.sig").exists()
    assert desk.folder.findings() == ()


def test_what_waits_for_a_signature_is_listed_for_whose_key_is_here(desk: Desk) -> None:
    desk.folder.demand_proof()
    desk.run("key", "new", "--person", "YG-01", "--since", "2026-05-01")
    told = desk.run("sign").stdout
    assert NUMBER in told
    assert "批准" in told
    assert "编制" not in told
    desk.run("sign", NUMBER, "--yes")
    assert "没有等着签名" in desk.run("sign").stdout


def test_who_is_not_in_the_approval_cannot_sign_it(desk: Desk) -> None:
    desk.run("key", "new", "--person", "YG-04", "--since", "2026-05-01")
    done = desk.run("sign", NUMBER, "--as", "YG-04", "--yes")
    assert (done.returncode, "没有「YG-04」" in done.stderr) == (1, True)
    assert desk.run("sign", NUMBER, "--yes").returncode == 1


def test_a_changed_text_is_not_signed(desk: Desk) -> None:
    desk.run("key", "new", "--person", "YG-01", "--since", "2026-05-01")
    desk.folder.replace(TEXT, "天内", "日内")
    done = desk.run("sign", NUMBER, "--yes")
    assert (done.returncode, "摘要值不同" in done.stderr) == (1, True)


@pytest.mark.parametrize("since", ["2026-05-21", "2026-11-01"])
def test_a_key_that_did_not_count_on_the_day_signs_nothing(desk: Desk, since: str) -> None:
    desk.run("key", "new", "--person", "YG-01", "--since", since)
    done = desk.run("sign", NUMBER, "--yes")
    assert (done.returncode, "没有签名" in done.stderr) == (1, True)
    assert not (desk.folder.root / "records/signatures").exists()


def test_without_the_program_each_verb_says_how_to_get_it(desk: Desk, tmp_path: Path) -> None:
    empty = str(tmp_path / "empty")
    done = desk.run("key", "new", "--person", "YG-01", path=empty)
    assert (done.returncode, "OpenSSH" in done.stderr) == (2, True)
    key = new_key(tmp_path / "key")
    done = desk.run("sign", NUMBER, "--as", "YG-01", "--key", str(key), "--yes", path=empty)
    assert (done.returncode, "OpenSSH" in done.stderr) == (2, True)
    assert not (desk.folder.root / ALLOWED_SIGNERS).exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--person", "YG-99"), "人员登记册中没有"),
        (("--person", "YG-01", "--since", "2023-01-01"), "不在职"),
        (("--person", "YG-01", "--out", "{root}/docs/key"), "不能放在门户"),
        (("--person", "YG-01", "--public", "{root}/portal.yaml"), "不是 ssh-ed25519"),
        (("--person", "YG-01", "--public", "{root}/nothing"), "不是 ssh-ed25519"),
    ],
)
def test_a_key_that_may_not_be_is_refused_and_nothing_written(desk: Desk, words: tuple[str, ...], told: str) -> None:
    done = desk.run("key", "new", *(word.format(root=desk.folder.root) for word in words))
    assert (done.returncode, told in done.stderr) == (1, True), done.stderr
    assert not (desk.folder.root / ALLOWED_SIGNERS).exists()
    assert not (desk.folder.root / "docs/key").exists()


def test_a_key_is_one_person_s(desk: Desk, tmp_path: Path) -> None:
    public = str(new_key(tmp_path / "key").with_suffix(".pub"))
    assert desk.run("key", "new", "--person", "YG-01", "--public", public).returncode == 0
    done = desk.run("key", "new", "--person", "YG-02", "--public", public)
    assert (done.returncode, "YG-01" in done.stderr) == (1, True)
    assert len(desk.lines()) == 1


def test_a_new_key_ends_the_one_before_after_the_day(desk: Desk, tmp_path: Path) -> None:
    for name, since in (("one", "2026-01-05"), ("two", "2026-03-01")):
        public = str(new_key(tmp_path / name).with_suffix(".pub"))
        assert desk.run("key", "new", "--person", "YG-01", "--public", public, "--since", since).returncode == 0
    signers, _ = read_signers("\n".join(desk.lines()))
    assert [(str(s.since), str(s.until)) for s in signers] == [("2026-01-05", "2026-03-02"), ("2026-03-01", "None")]


def test_a_revoked_key_keeps_its_days_and_says_why(desk: Desk) -> None:
    desk.run("key", "new", "--person", "YG-01", "--since", "2026-05-01")
    assert desk.run("sign", NUMBER, "--yes").returncode == 0
    assert desk.run("key", "revoke", "YG-01", "--reason", "遗失 U 盘", "--on", "2026-06-01").returncode == 0
    told = desk.run("key", "list").stdout
    assert "已停用" in told
    assert "遗失 U 盘" in told
    assert desk.folder.findings() == ()
    assert desk.run("key", "revoke", "YG-01", "--reason", "再停").returncode == 1


def test_a_key_in_the_wrong_hands_is_ended_from_an_earlier_day(desk: Desk) -> None:
    desk.run("key", "new", "--person", "YG-01", "--since", "2026-05-01")
    desk.run("sign", NUMBER, "--yes")
    desk.run("key", "revoke", "YG-01", "--reason", "泄露", "--on", "2026-05-15")
    assert [item.code for item in desk.folder.findings()] == ["signature-key"]


def test_who_may_not_vouch_is_told_who_may(desk: Desk) -> None:
    desk.folder.demand_proof("key_keepers: [总经理]")
    desk.run("key", "new", "--person", "YG-03")
    done = desk.run("key", "vouch", "--as", "YG-03", "--reason", "首次", "--yes")
    assert (done.returncode, "总经理" in done.stderr) == (1, True)
    desk.run("key", "new", "--person", "YG-01")
    assert desk.run("key", "vouch", "--as", "YG-01", "--reason", "首次").returncode == 1
    assert not (desk.folder.root / "records/signer_changes").exists()
    assert desk.run("key", "vouch", "--as", "YG-01", "--reason", "首次", "--yes").returncode == 0
    assert desk.folder.row(APPROVALS, NUMBER)
