"""Approvals proved by a merge: only a commit of the main branch that the approver or the forge signed brings them."""

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import APPROVALS, Folder, new_key

from shoukong.control.approval_signature import ALLOWED_SIGNERS

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
NUMBER, RULES = "WJ-020", "docs/documents/QM-02.md"
MERGE = "proof: [{from: 2026-05-20, kind: merge}]"
FORGE = "proof: [{from: 2026-05-20, kind: merge, by: [forge]}]"
DAY = "2026-11-20T12:00:00+08:00"
PERSON = ("-c", "user.name=甲", "-c", "user.email=jia@example.org")


def apart(folder: Folder, figures: str) -> None:
    """A firm that demands merges, one of whose approvals is not on the main branch yet."""
    folder.demand_proof(figures)
    row = folder.row(APPROVALS, NUMBER)
    folder.replace(APPROVALS, row, "")
    folder.commit("2026-11-19T12:00:00+08:00")
    folder.write(APPROVALS, (folder.root / APPROVALS).read_text("utf-8") + row)


def merged(folder: Folder, key: Path | None, name: str = "", figures: str = MERGE) -> None:
    """The same after a merge, signed with a key, which is then somebody's in a list that is vouched for."""
    apart(folder, figures)
    folder.merge(DAY, key)
    if key is not None and name:
        folder.allow(name, key)
        folder.vouch(name, key)


def codes(folder: Folder) -> list[str]:
    """What the check finds of proof."""
    return [item.code for item in folder.findings() if item.code.startswith(("merge", "proof", "sign"))]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A new key."""
    return new_key(tmp_path / "key")


def test_a_merge_that_the_approver_signed_proves_an_approval(controlled: Folder, key: Path) -> None:
    merged(controlled, key, "YG-01")
    assert codes(controlled) == []


def test_before_its_merge_an_approval_awaits_it(controlled: Folder) -> None:
    apart(controlled, MERGE)
    assert codes(controlled) == ["merge-awaited"]


def test_a_merge_without_a_signature_is_as_loud_as_a_missing_one(controlled: Folder) -> None:
    merged(controlled, None)
    found = [item for item in controlled.findings() if item.code == "merge-missing"]
    assert [(item.record, item.place.field) for item in found] == [(NUMBER, "approved_by")]


def test_a_key_of_somebody_else_proves_nothing(controlled: Folder, key: Path) -> None:
    merged(controlled, key, "YG-02")
    assert codes(controlled) == ["merge-forged"]


def test_a_key_that_counts_from_a_later_day_proves_nothing(controlled: Folder, key: Path) -> None:
    merged(controlled, key)
    public = key.with_suffix(".pub").read_text("utf-8")
    controlled.write(ALLOWED_SIGNERS, f'YG-01 valid-after="20261121" {public}')
    assert "merge-forged" in codes(controlled)


def test_the_forge_s_key_counts_where_the_rulebook_names_the_forge(controlled: Folder, key: Path) -> None:
    merged(controlled, key, figures=FORGE)
    controlled.allow("forge", key)
    assert codes(controlled) == ["signers-unvouched"]


def test_a_forge_that_the_rulebook_does_not_name_is_a_stranger(controlled: Folder, key: Path) -> None:
    merged(controlled, key)
    controlled.allow("forge", key)
    assert set(codes(controlled)) == {"signer-stranger", "merge-forged", "signers-unvouched"}


def test_a_row_rewritten_after_its_merge_is_found(controlled: Folder, key: Path) -> None:
    merged(controlled, key, "YG-01")
    controlled.replace_in_row(APPROVALS, NUMBER, "缩短时限", "延长时限")
    controlled.commit(DAY)
    assert codes(controlled) == ["merge-missing"]


def test_a_signed_commit_that_joins_nothing_is_no_merge(controlled: Folder, key: Path) -> None:
    apart(controlled, MERGE)
    controlled.allow("YG-01", key)
    controlled.vouch("YG-01", key)
    subprocess.run(["git", "config", "gpg.format", "ssh"], cwd=controlled.root, check=True)
    subprocess.run(["git", "config", "user.signingkey", str(key)], cwd=controlled.root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=controlled.root, check=True)
    person = ["-c", "user.name=甲", "-c", "user.email=jia@example.org"]
    subprocess.run(["git", *person, "commit", "-q", "-S", "-m", "-"], cwd=controlled.root, check=True)
    assert codes(controlled) == ["merge-missing"]


def test_a_signature_taken_from_another_commit_is_forged(controlled: Folder, key: Path) -> None:
    merged(controlled, key, "YG-01")
    git = ["git", "-C", str(controlled.root)]
    raw = subprocess.run([*git, "cat-file", "commit", "HEAD"], check=True, capture_output=True).stdout
    told = raw.replace(b"\n\n-", b"\n\nother", 1)
    hashing = [*git, "hash-object", "-t", "commit", "-w", "--stdin"]
    made = subprocess.run(hashing, input=told, check=True, capture_output=True).stdout.decode().strip()
    subprocess.run([*git, "update-ref", "refs/heads/main", made], check=True)
    assert codes(controlled) == ["merge-forged"]


def test_without_the_history_nothing_is_taken_for_proved(controlled: Folder, key: Path) -> None:
    merged(controlled, key)
    shutil.rmtree(controlled.root / ".git")
    assert codes(controlled) == ["merge-unseen"]


@pytest.mark.parametrize(("kind", "is_given_up"), [("signature", False), ("", True)])
def test_merges_may_be_given_up_for_signatures_alone(controlled: Folder, kind: str, is_given_up: bool) -> None:
    row = controlled.row(APPROVALS, NUMBER)
    controlled.demand_proof(MERGE)
    archived = (controlled.root / RULES).read_text("utf-8")
    controlled.write("docs/archive/QM-02/A-0.md", archived)
    date = next(line for line in archived.splitlines() if line.startswith("effective_date"))
    text = archived.replace("revision: A/0", "revision: A/1", 1).replace(date, "effective_date: 2026-07-01", 1)
    text = text.replace("kind: merge", f"kind: {kind}") if kind else text.replace(f"  {MERGE}\n", "")
    history = "首次发布}\n  - {revision: A/1, date: 2026-06-01, summary: 改}\n"
    controlled.write(RULES, text.replace("首次发布}\n", history, 1))
    cells = row.replace(NUMBER, "WJ-021", 1).replace("QM-01,B/0", "QM-02,A/1").replace("主要修订", "次要修订")
    known = (controlled.root / APPROVALS).read_text("utf-8")
    controlled.write(APPROVALS, known + cells.replace("2026-05-", "2026-06-"))
    controlled.approve("WJ-021", RULES)
    assert ("proof-given-up" in codes(controlled)) is is_given_up
