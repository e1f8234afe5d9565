"""Signatures: good over exactly the approval that was signed, by the key of the person who signed."""

import shutil
from pathlib import Path

import pytest
from conftest import APPROVALS, TODAY, Folder, new_key

from shoukong.control.approval_signature import SignatureState, sign, verified
from shoukong.control.ssh_keygen import SigningFailedError
from shoukong.sealing.seal_chain import read_chain

NUMBER, PERSON = "WJ-020", "YG-01"


def verdict(folder: Folder, path: str) -> SignatureState:
    """What a signature proves of the approval as it now is."""
    return verified(
        folder.root, read_chain(folder.root), (path, folder.approval(NUMBER), PERSON), TODAY, is_demanded=False
    ).state


@pytest.fixture
def keys(tmp_path: Path, controlled: Folder) -> tuple[Path, Path]:
    """The key of the person who approves, and that of another; both are allowed."""
    own, other = new_key(tmp_path / "own"), new_key(tmp_path / "other")
    controlled.allow(PERSON, own)
    controlled.allow("YG-02", other)
    return own, other


def test_a_signature_over_the_approval_is_good(controlled: Folder, keys: tuple[Path, Path]) -> None:
    assert verdict(controlled, controlled.sign(NUMBER, PERSON, keys[0])) is SignatureState.GOOD
    assert controlled.findings() == ()


@pytest.mark.parametrize(("old", "new"), [("YG-02,2026-05-18", "YG-04,2026-05-18"), ("缩短时限", "延长时限")])
def test_it_is_forged_once_the_approval_has_changed(
    controlled: Folder, keys: tuple[Path, Path], old: str, new: str
) -> None:
    path = controlled.sign(NUMBER, PERSON, keys[0])
    controlled.replace(APPROVALS, old, new)
    assert verdict(controlled, path) is SignatureState.FORGED


def test_it_is_forged_once_the_digest_has_changed(controlled: Folder, keys: tuple[Path, Path]) -> None:
    path = controlled.sign(NUMBER, PERSON, keys[0])
    controlled.replace("docs/documents/QM-01.md", "天内", "日内")
    controlled.approve(NUMBER, "docs/documents/QM-01.md")
    assert verdict(controlled, path) is SignatureState.FORGED


def test_the_key_of_another_person_is_told_from_a_changed_approval(controlled: Folder, keys: tuple[Path, Path]) -> None:
    assert verdict(controlled, controlled.sign(NUMBER, PERSON, keys[1])) is SignatureState.OTHER_KEY


def test_a_key_that_nobody_allowed_proves_nothing(controlled: Folder, keys: tuple[Path, Path]) -> None:
    path = controlled.sign(NUMBER, PERSON, new_key(keys[0].with_name("unknown")))
    assert verdict(controlled, path) is SignatureState.OTHER_KEY


def test_a_signature_that_is_moved_to_another_approval_is_forged(controlled: Folder, keys: tuple[Path, Path]) -> None:
    path = controlled.sign("WJ-017", PERSON, keys[0])
    assert verdict(controlled, path) is SignatureState.FORGED


def test_a_key_proves_nothing_after_its_last_day(controlled: Folder, tmp_path: Path) -> None:
    key = new_key(tmp_path / "late")
    controlled.allow(PERSON, key)
    controlled.replace("records/allowed_signers", "namespaces", 'valid-before="20260519",namespaces')
    assert verdict(controlled, controlled.sign(NUMBER, PERSON, key)) is SignatureState.OTHER_KEY


def test_without_a_list_of_signers_nothing_is_proved(controlled: Folder, tmp_path: Path) -> None:
    path = controlled.sign(NUMBER, PERSON, new_key(tmp_path / "own"))
    assert verdict(controlled, path) is SignatureState.NO_SIGNERS


def test_without_the_program_signing_says_so(
    controlled: Folder, keys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = controlled.sign(NUMBER, PERSON, keys[0])
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert verdict(controlled, path) is SignatureState.NO_TOOL
    with pytest.raises(SigningFailedError):
        sign(read_chain(controlled.root), controlled.approval(NUMBER), PERSON, keys[0])


def test_a_key_that_is_not_there_cannot_sign(controlled: Folder, tmp_path: Path) -> None:
    with pytest.raises(SigningFailedError):
        sign(read_chain(controlled.root), controlled.approval(NUMBER), PERSON, tmp_path / "nothing")
