"""Kinds of silent changes of what was kept: each leaves records and texts valid, and each is found after a seal."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CONTROLLED, SEALS_FORM, Folder, copy_of, new_key

Change = Callable[[Folder], object]
APPROVALS, STAFF = "records/document_approvals/all.csv", "records/staff/all.csv"
CORRECTIONS, TRAINING = "records/record_corrections/all.csv", "records/training_records/all.csv"
CORRECTED = "GZ-001,QF-11,PX-001,主题,接单,2026-06-10,接单时限,YG-03,YG-02,A/0\n"


def replaced(path: str, old: str, new: str) -> Change:
    """Another text in a file."""
    return lambda folder: folder.replace(path, old, new)


def deleted(path: str, number: str) -> Change:
    """A row less."""
    return lambda folder: folder.replace(path, folder.row(path, number), "")


def added(path: str, text: str) -> Change:
    """A row, or another line, more."""
    return lambda folder: folder.write(path, (folder.root / path).read_text("utf-8") + text)


def removed(path: str) -> Change:
    """A file or folder less."""
    return lambda folder: (
        shutil.rmtree(folder.root / path) if (folder.root / path).is_dir() else (folder.root / path).unlink()
    )


def rewritten(path: str, old: str, new: str) -> Change:
    """A text and the digest in its approval, changed together."""

    def change(folder: Folder) -> None:
        before = digest(folder.root / path)
        folder.replace(path, old, new)
        if before in (folder.root / APPROVALS).read_text("utf-8"):
            folder.replace(APPROVALS, before, digest(folder.root / path))

    return change


def digest(path: Path) -> str:
    """What an approval holds of a text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


CHANGES: dict[str, Change] = {
    "a name": replaced(STAFF, "YG-03,丙", "YG-03,丁"),
    "a date of hire": replaced(STAFF, "客服部经理,,2024-01-01", "客服部经理,,2023-01-01"),
    "a description": replaced(TRAINING, "接单时限", "接单时间"),
    "the date of an acknowledgement": replaced(
        "records/document_acknowledgements/all.csv", "YG-03,2025-01-06", "YG-03,2025-01-07"
    ),
    "the person who acknowledged": replaced(
        "records/document_acknowledgements/all.csv", "QS-001,QM-01,A/0,YG-03", "QS-001,QM-01,A/0,YG-02"
    ),
    "the outcome of a review": replaced("records/document_reviews/all.csv", "做法没有变化", "做法略有变化"),
    "a copy taken back": replaced("records/controlled_copies/all.csv", "2026-06-02,交回", "2026-06-03,交回"),
    "the reason of an approval": replaced(APPROVALS, "新订,首次发布", "新订,换版发布"),
    "the date of an approval within its order": replaced(APPROVALS, "YG-01,2024-12-20", "YG-01,2024-12-21"),
    "an unreferenced row": deleted(TRAINING, "PX-001"),
    "a whole part": removed("records/external_checks"),
    "a row of a past year": added(TRAINING, "PX-009,补登,2026-01-05,QM-01#2.1,A/0\n"),
    "a correction edited": replaced(CORRECTIONS, "接单,2026-06-10", "接待,2026-06-10"),
    "a correction deleted": deleted(CORRECTIONS, "GZ-001"),
    "a correction that its author approves": replaced(CORRECTIONS, "YG-03,YG-02", "YG-02,YG-03"),
    "a correction dated back and its row": lambda folder: (
        added(CORRECTIONS, "GZ-002,QF-11,PX-001,依据,QM-01#2.1,2026-06-11,QM-01#1,YG-03,YG-02,A/0\n")(folder),
        folder.replace(TRAINING, "QM-01#2.1", "QM-01#1"),
    ),
    "a form revision": replaced("records/document_reviews/all.csv", ",,A/0", ",,A/1"),
    "a text in force and its approval": rewritten("docs/documents/QI-01.md", "# ", "# 新"),
    "an archived text and its approval": rewritten("docs/archive/QM-01/A-0.md", "# ", "# 旧"),
    "a form and its approval": rewritten("forms/training_records.yaml", "主题", "题目"),
    "a statement of a requirement": replaced("docs/requirements/own.yaml", "按时答复", "尽量答复"),
    "an example of a rule": replaced("docs/examples/R-01.yaml", "breaches: []", "breaches: [x]"),
    "the query of a dossier": replaced("docs/dossiers/people.md", "人员", "人"),
    "the rulebook that is named": replaced("portal.yaml", "rulebook: QM-02", "rulebook: QM-01"),
    "the address of the portal": added("portal.yaml", "address: https://example.org\n"),
    "the list of signers": added("records/allowed_signers", "# 另一行\n"),
    "a calendar": removed("calendar/2027.yaml"),
    "the register of seals": removed("records/record_seals"),
    "the folder of the seal": removed("seals/FC-2026-001"),
    "a list of sealed rows": removed("seals/FC-2026-001/rows/staff"),
}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal with approvals, corrections and all kinds of files, whose first three quarters of 2026 are sealed."""
    folder = copy_of(CONTROLLED, tmp_path_factory.mktemp("kinds"))
    keep_seals(folder)
    folder.write("docs/requirements/own.yaml", "id: own\ntitle: 要求\nsource: 本单位\nitems:\n"
                 "  - {id: G-1, statement: 按时答复, kind: text}\n")  # fmt: skip
    folder.write("docs/examples/R-01.yaml", "rule: R-01\nbreaches: []\n")
    folder.write("docs/dossiers/people.md", "人员\n")
    folder.write("records/allowed_signers", "")
    added(CORRECTIONS, CORRECTED)(folder)
    rewritten("forms/training_records.yaml", "schema:", "date: trained_on\nschema:")(folder)
    assert folder.seal("2026-Q3", "2026-10-12", by="YG-03") == 0
    return folder.root


def keep_seals(folder: Folder) -> None:
    """Let the firm of this portal keep a register of seals."""
    form = SEALS_FORM.replace("QM-02#1", "QM-01#2.1").replace("QM-02", "QM-01")
    folder.write("forms/record_seals.yaml", form)


def seal_findings(folder: Folder) -> set[str]:
    """The codes of what is found of seals."""
    return {item.code for item in folder.findings() if item.code.startswith("seal")}


def test_nothing_is_found_where_nothing_was_changed(sealed: Path) -> None:
    assert seal_findings(Folder(sealed)) == set()


@pytest.mark.parametrize("kind", CHANGES)
def test_a_silent_change_is_found_after_a_seal(sealed: Path, tmp_path: Path, kind: str) -> None:
    folder = copy_of(sealed, tmp_path)
    CHANGES[kind](folder)
    assert seal_findings(folder)


def test_all_seals_and_their_register_are_missed_by_an_approval_that_was_signed_since(
    controlled: Folder, tmp_path: Path
) -> None:
    keep_seals(controlled)
    assert controlled.seal("2025", "2026-01-12", by="YG-03") == 0
    controlled.allow("YG-01", new_key(tmp_path / "key"))
    controlled.sign("WJ-020", "YG-01", tmp_path / "key")
    assert "signature-forged" not in {item.code for item in controlled.findings()}
    removed("seals")(controlled)
    removed("records/record_seals")(controlled)
    assert "signature-forged" in {item.code for item in controlled.findings()}
