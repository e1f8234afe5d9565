"""Approvals that need proof: whatever is rewritten, taken away or exchanged together, something is found."""

import datetime
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import APPROVALS, TODAY, Folder, new_key
from test_signing_steps import DRAFT

from shoukong.commands import approve, sign
from shoukong.control.allowed_signers import SIGNERS_NAMESPACE, list_lines
from shoukong.control.approval import step_statement
from shoukong.control.approval_signature import ALLOWED_SIGNERS, NAMESPACE
from shoukong.control.signer_chain import next_change, read_chain
from shoukong.control.ssh_keygen import MAX_SIGNATURE, sign_text
from shoukong.evaluation import evaluate
from shoukong.pages.pieces import approval_line
from shoukong.portal import load_portal

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
NUMBER, TEXT, RULES = "WJ-020", "docs/documents/QM-01.md", "docs/documents/QM-02.md"
PEOPLE = ("YG-01", "YG-02", "YG-03")
Keys = dict[str, Path]


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """Each person's own key, and that of a stranger."""
    return {person: new_key(tmp_path / person) for person in (*PEOPLE, "stranger")}


@pytest.fixture
def proved(controlled: Folder, keys: Keys) -> Folder:
    """A firm that demands proof, whose approval is signed by all three, and whose list is vouched for."""
    controlled.demand_proof()
    for person in PEOPLE:
        controlled.allow(person, keys[person])
    assert controlled.vouch("YG-01", keys["YG-01"]) == 0
    for person in PEOPLE:
        controlled.sign(NUMBER, person, keys[person])
    assert controlled.findings() == ()
    return controlled


def found(folder: Folder, as_of: datetime.date = TODAY) -> set[str]:
    """The codes of what the check finds."""
    return {item.code for item in folder.findings(as_of)}


def rewrite(folder: Folder) -> None:
    """Change a text in force, and its digest in the approval with it."""
    folder.replace(TEXT, "天内", "日内")
    folder.approve(NUMBER, TEXT)


def delete_signatures(folder: Folder) -> None:
    """Take all signatures away."""
    shutil.rmtree(folder.root / "records/signatures")


def file_of(person: str) -> str:
    """Where a person's signature is kept."""
    return f"records/signatures/{NUMBER}/{person}.sig"


def test_a_text_rewritten_with_its_digest_is_found(proved: Folder) -> None:
    rewrite(proved)
    assert found(proved) == {"signature-forged"}


def test_deleting_the_signatures_as_well_is_found_for_each_who_must_sign(proved: Folder) -> None:
    rewrite(proved)
    delete_signatures(proved)
    missing = [item for item in proved.findings() if item.code == "signature-missing"]
    assert {item.facts["number"] for item in missing} == set(PEOPLE)
    assert {item.record for item in missing} == {NUMBER}


def test_deleting_the_list_and_its_changes_as_well_is_found(proved: Folder) -> None:
    rewrite(proved)
    delete_signatures(proved)
    (proved.root / ALLOWED_SIGNERS).unlink()
    shutil.rmtree(proved.root / "records/signer_changes")
    assert found(proved) == {"signature-missing"}


def test_giving_up_proof_in_the_same_text_of_the_rulebook_is_found(proved: Folder) -> None:
    rewrite(proved)
    delete_signatures(proved)
    proved.replace(RULES, "  proof: [{from: 2026-05-20, kind: signature}]\n", "")
    proved.approve("WJ-002", RULES)
    assert found(proved) == {"proof-given-up"}


@pytest.mark.parametrize(
    ("old", "new"),
    [("缩短时限", "延长时限"), ("2026-05-18", "2026-05-17"), ("2026-05-20", "2026-05-21"), ("主要修订", "次要修订")],
)
def test_any_cell_of_the_approval_that_changes_breaks_every_signature(proved: Folder, old: str, new: str) -> None:
    proved.replace_in_row(APPROVALS, NUMBER, old, new)
    forged = [item for item in proved.findings() if item.code == "signature-forged"]
    assert len(forged) == len(PEOPLE)


def test_one_person_s_signature_does_not_serve_for_another_step(proved: Folder) -> None:
    (proved.root / file_of("YG-01")).write_bytes((proved.root / file_of("YG-03")).read_bytes())
    assert found(proved) == {"signature-forged"}


def test_steps_exchanged_in_the_row_break_the_signatures(proved: Folder) -> None:
    proved.replace_in_row(APPROVALS, NUMBER, "YG-03,2026-05-16,YG-02", "YG-02,2026-05-16,YG-03")
    assert "signature-forged" in found(proved)


def test_a_signature_for_one_step_with_the_right_key_is_none_for_another(proved: Folder, keys: Keys) -> None:
    approval = proved.approval(NUMBER)
    prepared = step_statement(approval, approval.prepared, None)
    proved.write(file_of("YG-01"), sign_text(prepared, keys["YG-01"], NAMESPACE))
    assert found(proved) == {"signature-forged"}


def test_a_signature_names_the_seal_before_it(proved: Folder, keys: Keys) -> None:
    approval = proved.approval(NUMBER)
    other = step_statement(approval, approval.approved, "0" * 64)
    proved.write(file_of("YG-01"), sign_text(other, keys["YG-01"], NAMESPACE))
    assert found(proved) == {"signature-forged"}


def test_a_signature_of_another_kind_of_text_proves_nothing(proved: Folder, keys: Keys) -> None:
    approval = proved.approval(NUMBER)
    text = step_statement(approval, approval.approved, None)
    proved.write(file_of("YG-01"), sign_text(text, keys["YG-01"], "shoukong-signers"))
    assert found(proved) == {"signature-forged"}


@pytest.mark.parametrize("number", ["WJ-017", "WJ-019"])
def test_a_signature_of_another_approval_or_revision_proves_nothing(proved: Folder, keys: Keys, number: str) -> None:
    path = proved.sign(number, "YG-01", keys["YG-01"])
    (proved.root / path).replace(proved.root / file_of("YG-01"))
    assert "signature-forged" in found(proved)


def test_a_line_end_in_a_reason_passes_for_no_other_line(proved: Folder) -> None:
    approval = proved.approval(NUMBER)
    one = replace(approval, reason="甲\nimpact: 乙", impact="丙")
    other = replace(approval, reason="甲", impact="乙\nimpact: 丙")
    texts = {step_statement(each, each.approved, None) for each in (one, other)}
    assert len(texts) == 2
    assert len({text.count("\n") for text in texts}) == 1


def put_stranger_in(folder: Folder, keys: Keys) -> None:
    """Put a stranger's key in the place of the approver's, and sign with it."""
    own, other = (keys[name].with_suffix(".pub").read_text("utf-8").split()[1] for name in ("YG-01", "stranger"))
    folder.replace(ALLOWED_SIGNERS, own, other)
    rewrite(folder)
    folder.sign(NUMBER, "YG-01", keys["stranger"])


def test_a_key_that_takes_another_s_place_is_found_unless_somebody_vouches(proved: Folder, keys: Keys) -> None:
    put_stranger_in(proved, keys)
    assert "signers-changed" in found(proved)
    assert proved.vouch("YG-01", keys["stranger"]) == 1
    assert "signers-changed" in found(proved)


def test_a_change_vouched_for_by_a_key_that_came_with_it_is_forged(proved: Folder, keys: Keys) -> None:
    put_stranger_in(proved, keys)
    lines = list_lines((proved.root / ALLOWED_SIGNERS).read_text("utf-8"))
    change = next_change(read_chain(proved.root), lines, ("YG-01", TODAY), ("换钥匙", None))
    proved.write(change.path, change.text)
    proved.write(change.path.replace(".txt", ".sig"), sign_text(change.text, keys["stranger"], SIGNERS_NAMESPACE))
    assert "signer-change-forged" in found(proved)


@pytest.mark.parametrize("number", ["0001", "0002"])
def test_a_change_of_the_list_that_is_taken_away_is_found(proved: Folder, keys: Keys, number: str) -> None:
    proved.replace(ALLOWED_SIGNERS, "YG-02 namespaces", 'YG-02 valid-before="20260901",namespaces')
    assert proved.vouch("YG-01", keys["YG-01"]) == 0
    assert proved.findings() == ()
    for suffix in ("txt", "sig"):
        (proved.root / f"records/signer_changes/{number}.{suffix}").unlink()
    assert found(proved) & {"signers-changed", "signer-change-broken"}


def test_a_revoked_key_counts_before_its_last_day_and_not_from_then_on(proved: Folder, keys: Keys) -> None:
    for until, codes in (("20260521", set()), ("20260520", {"signature-key"})):
        (proved.root / ALLOWED_SIGNERS).write_text(
            "".join(
                f'{person} valid-before="{until}" {keys[person].with_suffix(".pub").read_text("utf-8")}'
                if person == "YG-01"
                else f"{person} {keys[person].with_suffix('.pub').read_text('utf-8')}"
                for person in PEOPLE
            ),
            "utf-8",
        )
        assert found(proved) - {"signers-changed"} == codes


def test_a_signature_counts_on_any_later_day(proved: Folder) -> None:
    assert "signature-key" not in found(proved, datetime.date(2027, 5, 1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"-----BEGIN SSH SIGNATURE-----\n" + b"A" * 8_000_000 + b"\n-----END SSH SIGNATURE-----\n",
        b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAf////8=\n-----END SSH SIGNATURE-----\n",
        b"\xff" * (MAX_SIGNATURE + 1),
    ],
    ids=["empty", "huge", "long-field", "bytes"],
)
def test_a_file_that_is_no_signature_is_forged(proved: Folder, content: bytes) -> None:
    proved.write(file_of("YG-01"), content)
    assert found(proved) == {"signature-forged"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_in_the_place_of_a_signature_keeps_nobody_waiting(proved: Folder) -> None:
    (proved.root / file_of("YG-01")).unlink()
    os.mkfifo(proved.root / file_of("YG-01"))
    assert "signature-forged" in found(proved)


@pytest.mark.parametrize("name", ["-f.sig", "$(touch x).sig", "a b;c.sig", "'.sig"])
def test_an_odd_name_of_a_file_runs_nothing(proved: Folder, name: str) -> None:
    proved.write(f"records/signatures/{NUMBER}/{name}", (proved.root / file_of("YG-01")).read_bytes())
    assert found(proved) == {"signature-stray"}


def test_the_rulebook_that_gives_proof_up_needs_proof_itself_and_says_so(proved: Folder) -> None:
    row = proved.row(APPROVALS, NUMBER)
    archived = (proved.root / RULES).read_text("utf-8")
    proved.write("docs/archive/QM-02/A-0.md", archived)
    text = archived.replace("  proof: [{from: 2026-05-20, kind: signature}]\n", "").replace(
        "revision: A/0", "revision: A/1", 1
    )
    date = next(line for line in text.splitlines() if line.startswith("effective_date"))
    text = text.replace(date, "effective_date: 2026-07-01", 1)
    proved.write(
        RULES, text.replace("首次发布}\n", "首次发布}\n  - {revision: A/1, date: 2026-06-01, summary: 改}\n", 1)
    )
    cells = row.replace(NUMBER, "WJ-021", 1).replace("QM-01,B/0", "QM-02,A/1").replace("主要修订", "次要修订")
    proved.write(APPROVALS, (proved.root / APPROVALS).read_text("utf-8") + cells.replace("2026-05-", "2026-06-"))
    proved.approve("WJ-021", RULES)
    told = {item.code: item for item in proved.findings()}
    assert {"signature-missing", "proof-given-up"} <= set(told)
    assert str(told["proof-given-up"].facts["revision"]) == "A/1"
    assert told["signature-missing"].record == "WJ-021"


def test_a_page_says_of_each_step_whether_it_is_proved(proved: Folder) -> None:
    (proved.root / file_of("YG-02")).unlink()
    proved.write(file_of("YG-03"), b"")
    with evaluate(load_portal(proved.root, TODAY)) as evaluation:
        approval = next(a for a in evaluation.control.approvals if a.number == NUMBER)
        told = approval_line(approval, evaluation.control)
        earlier = approval_line(evaluation.control.approvals[0], evaluation.control)
    assert re.search(r"甲 批准（2026-05-20，已用密钥 SHA256:.{8} 签名，核对无误）", told)
    assert "乙 审核（2026-05-18，缺签名）" in told
    assert "丙 编制（2026-05-16，签名不符）" in told
    assert "签名" not in earlier


def test_an_approval_that_needs_proof_says_who_signs_next(proved: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    proved.write("docs/documents/QI-03.md", DRAFT)
    people, days = ("YG-03", "YG-02", "YG-01"), (TODAY, TODAY, TODAY)
    wish = approve.Wish(("QI-03",), people, days, "首次发布", None, None, None)
    assert approve.run(proved.root, wish, TODAY, "zh") == 0
    assert "shoukong sign WJ-021（丙、乙、甲）" in capsys.readouterr().out
    assert {f.record for f in proved.findings() if f.code == "signature-missing"} == {"WJ-021"}


def test_a_number_that_leads_elsewhere_is_not_signed(
    proved: Folder, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (proved.root / APPROVALS).read_text("utf-8")
    proved.write(APPROVALS, text.replace(NUMBER, "../../../out"))
    wish = sign.Wish("../../../out", "YG-01", keys["YG-01"], is_sure=True)
    assert sign.run(proved.root, wish, TODAY, "zh") == 1
    assert "不能作文件夹" in capsys.readouterr().err
    assert not (proved.root.parent / "out").exists()
