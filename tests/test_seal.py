"""Seals: what stood in a period when it was closed cannot be changed unseen, and may still be filled in."""

import csv
import hashlib
import io
import json
import shutil
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from conftest import SEALS_FORM, TODAY, Folder, new_key
from hypothesis import given
from hypothesis import strategies as st

from shoukong.commands import empty
from shoukong.evaluation import evaluate
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal
from shoukong.row_door import RowsRefusedError, write_rows
from shoukong.sealing.canonical_row import canonical_row, row_leaf, salt_of
from shoukong.sealing.seal_chain import read_chain
from shoukong.sealing.seal_folder import Seal, SealedPart, parse_seal, read_list, short_digest

PART_2025, PART_2026 = "records/orders/2025.csv", "records/orders/2026.csv"
PEOPLE, REGISTER = "records/people/all.csv", "records/record_seals/2026.csv"
FIRST, SECOND = "seals/FC-2026-001", "seals/FC-2026-002"
ROWS = f"{FIRST}/rows/orders/2025.csv"
LATE = "O-2025-003,2025-03-05,P-01,电话,换锁,,,,,,,,A/0"


@pytest.fixture
def sealed(folder: Folder) -> Folder:
    """A portal whose year 2025 is sealed."""
    people = next((folder.root / "records/people").glob("*.csv"))
    people.rename(folder.root / PEOPLE)
    folder.keep_seals()
    assert folder.seal("2025", "2026-01-12") == 0
    assert folder.findings() == ()
    return folder


def found(folder: Folder) -> list[tuple[str, str | None]]:
    """The code and record of each error."""
    return [(item.code, item.record) for item in folder.findings() if severity_of(item) is Severity.ERROR]


def rewrite(folder: Folder, path: str, change) -> None:
    """Change the rows of a CSV file, its header with them."""
    rows = list(csv.reader(io.StringIO((folder.root / path).read_text("utf-8"))))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(change(rows))
    folder.write(path, text.getvalue())


def test_a_changed_cell_is_found_at_its_row(sealed: Folder) -> None:
    sealed.replace(PART_2025, "修水管", "修水箱")
    (item,) = [item for item in sealed.findings() if item.code == "seal-row-changed"]
    assert (item.place.path, item.place.line, item.record, item.facts["period"]) == (PART_2025, 2, "O-2025-001", "2025")
    assert found(sealed) == [("seal-row-changed", "O-2025-001")]


def test_seals_that_are_a_link_out_of_the_portal_are_found(sealed: Folder, tmp_path: Path) -> None:
    away = shutil.move(sealed.root / "seals", tmp_path / "away")
    (sealed.root / "seals").symlink_to(away)
    assert [(item.code, item.place.path) for item in sealed.findings()] == [("file-outside", "seals")]
    (sealed.root / "seals").unlink()
    (sealed.root / "seals").symlink_to(shutil.move(away, sealed.root / "kept-seals"))
    assert sealed.findings() == ()


def test_a_cell_that_is_emptied_is_found(sealed: Folder) -> None:
    sealed.replace(PART_2025, "120.50", "")
    assert found(sealed) == [("seal-row-changed", "O-2025-001")]


def test_a_row_that_is_gone_is_found(sealed: Folder) -> None:
    rewrite(sealed, PART_2025, lambda rows: rows[:2])
    assert ("seal-row-gone", "O-2025-002") in found(sealed)


def test_a_record_of_a_form_without_days_is_sealed_too(sealed: Folder) -> None:
    sealed.replace(PEOPLE, "19900000001", "19900000002")
    assert found(sealed) == [("seal-row-changed", "P-01")]


def test_a_row_that_is_added_to_a_sealed_period_is_found_with_the_remedy(sealed: Folder) -> None:
    sealed.write(PART_2025, (sealed.root / PART_2025).read_text("utf-8") + LATE + "\n")
    assert found(sealed) == [("seal-row-added", "O-2025-003")]


def test_a_row_that_is_dated_back_into_a_sealed_period_is_found(sealed: Folder) -> None:
    sealed.replace(PART_2026, "2026-03-05,P-01", "2025-12-31,P-01")
    assert ("seal-row-added", "O-2026-002") in found(sealed)


def test_rows_in_another_order_are_found_the_fewest_that_moved(sealed: Folder) -> None:
    rewrite(sealed, PART_2025, lambda rows: [rows[0], rows[2], rows[1]])
    assert [code for code, _ in found(sealed)] == ["seal-row-moved"]


def test_a_row_in_another_part_is_found(sealed: Folder) -> None:
    row = sealed.row(PART_2025, "O-2025-001")
    sealed.replace(PART_2025, row, "")
    sealed.write(PART_2026, (sealed.root / PART_2026).read_text("utf-8") + row)
    assert found(sealed) == [("seal-row-moved", "O-2025-001")]


def test_a_part_that_is_gone_is_one_finding(sealed: Folder) -> None:
    (sealed.root / PART_2025).unlink()
    codes = [code for code, _ in found(sealed)]
    assert codes.count("seal-part-gone") == 1
    assert "seal-row-gone" not in codes


def test_a_part_with_another_name_is_one_finding(sealed: Folder) -> None:
    (sealed.root / PART_2025).rename(sealed.root / "records/orders/2025b.csv")
    assert found(sealed) == [("seal-part-gone", None)]


def test_a_form_that_is_gone_with_its_records_is_found(sealed: Folder) -> None:
    form = (sealed.root / "forms/people.yaml").read_text("utf-8").replace("dossier: 人员档案\n", "")
    sealed.write("forms/notes.yaml", form.replace("name: people", "name: notes").replace("QF-01", "QF-77"))
    sealed.write("records/notes/all.csv", "person,name,phone,identity_no,form_revision\nP-07,丁,,,A/0\n")
    assert sealed.seal("2026-Q1", "2026-04-08") == 0
    (sealed.root / "forms/notes.yaml").unlink()
    (sealed.root / "records/notes/all.csv").unlink()
    assert {code for code, _ in found(sealed)} == {"seal-part-gone", "seal-text-changed"}


def test_empty_cells_may_be_filled_in_and_are_sealed_by_the_next_seal(sealed: Folder) -> None:
    sealed.replace_in_row(PART_2025, "O-2025-002", "2027-02-08,,", "2027-02-08,2026-02-01,")
    assert found(sealed) == []
    assert sealed.seal("2026-Q1", "2026-04-08") == 0
    assert found(sealed) == []
    sealed.replace_in_row(PART_2025, "O-2025-002", "2026-02-01", "2026-02-02")
    assert found(sealed) == [("seal-row-changed", "O-2025-002")]


def test_the_form_of_the_file_is_not_sealed(sealed: Folder) -> None:
    text = (sealed.root / PART_2025).read_text("utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    requoted = io.StringIO(newline="")
    csv.writer(requoted, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    sealed.write(PART_2025, requoted.getvalue())
    assert found(sealed) == []


def test_a_byte_order_mark_changes_no_row(sealed: Folder) -> None:
    sealed.write(PART_2025, b"\xef\xbb\xbf" + (sealed.root / PART_2025).read_bytes())
    assert not [code for code, _ in found(sealed) if code.startswith("seal")]


def test_columns_in_another_order_and_new_ones_change_no_row(sealed: Folder) -> None:
    """But the form that was sealed is another then, without a revision of its own."""
    form = (sealed.root / "forms/orders.yaml").read_text("utf-8")
    first = next(line for line in form.splitlines(keepends=True) if "name: order_no," in line)
    added = "    - {name: remark, title: 备注, type: string}\n"
    sealed.write(
        "forms/orders.yaml",
        form.replace(first, "").replace("    - {name: follows", f"{added}{first}    - {{name: follows"),
    )
    for path in (PART_2025, PART_2026):
        rewrite(
            sealed,
            path,
            lambda rows: [[*row[1:11], "remark" if i == 0 else "", row[0], *row[11:]] for i, row in enumerate(rows)],
        )
    assert found(sealed) == [("seal-text-changed", None)]
    sealed.replace(PART_2025, "2025-01-05T10:00:00,,", "2025-01-05T10:00:00,新,")
    assert found(sealed) == [("seal-text-changed", None)]


def test_composed_signs_are_the_same(sealed: Folder) -> None:
    assert row_leaf("s", "t", {"a": "é"}) == row_leaf("s", "t", {"a": unicodedata.normalize("NFD", "é")})


def test_a_correction_explains_a_change(sealed: Folder) -> None:
    with_corrections(sealed)
    sealed.replace(PART_2025, "120.50", "102.50")
    assert found(sealed) == []


def test_a_correction_from_before_the_seal_explains_nothing(sealed: Folder) -> None:
    with_corrections(sealed, on="2025-12-05")
    sealed.replace(PART_2025, "120.50", "102.50")
    assert ("seal-row-changed", "O-2025-001") in found(sealed)


def test_a_correction_of_another_value_explains_nothing(sealed: Folder) -> None:
    with_corrections(sealed, old="130")
    sealed.replace(PART_2025, "120.50", "102.50")
    assert found(sealed) == [("seal-row-changed", "O-2025-001")]


def test_what_was_corrected_is_sealed_by_the_next_seal(sealed: Folder) -> None:
    with_corrections(sealed)
    sealed.replace(PART_2025, "120.50", "102.50")
    assert sealed.seal("2026-Q1", "2026-04-08") == 0
    assert found(sealed) == []
    sealed.replace(PART_2025, "102.50", "120.50")
    assert ("seal-row-changed", "O-2025-001") in found(sealed)


def test_a_record_that_is_withdrawn_stands_as_it_was_sealed(sealed: Folder) -> None:
    with_corrections(sealed, "整条记录", "空白", "作废")
    assert not [code for code, _ in found(sealed) if code.startswith("seal")]
    sealed.replace(PART_2025, "120.50", "102.50")
    assert ("seal-row-changed", "O-2025-001") in found(sealed)


@pytest.mark.parametrize(
    ("approved_on", "until", "is_explained"),
    [("2026-03-02", "2025-12-31", True), ("", "2025-12-31", False), ("2026-03-02", "2024-12-31", False)],
)
def test_a_disposal_that_is_approved_explains_records_of_its_days_that_are_gone(
    sealed: Folder, approved_on: str, until: str, is_explained: bool
) -> None:
    names = ["disposal_no", "register", "period_from", "period_to", "approved_by", "approved_on", "form_revision"]
    form = SEALS_FORM.split("  fields:")[0].replace("record_seals", "record_disposals").replace("QF-91", "QF-92")
    types = ["string", "string", "date", "date", "string", "date", "string"]
    told = zip(names, types, strict=True)
    fields = "".join(f"    - {{name: {name}, title: {name}, type: {kind}}}\n" for name, kind in told)
    form = form.replace("seal_no", "disposal_no").replace("sealed_on", "approved_on")
    sealed.write("forms/record_disposals.yaml", f"{form}  fields:\n{fields}")
    row = ["XH-1", "QF-02", "2024-01-01", until, "P-02", approved_on, "A/0"]
    sealed.write("records/record_disposals/all.csv", f"{','.join(names)}\n{','.join(row)}\n")
    (sealed.root / PART_2025).unlink()
    assert ("seal-part-gone" not in [code for code, _ in found(sealed)]) == is_explained


@pytest.mark.parametrize("change", ["change", "delete"])
def test_a_sealed_record_that_was_published_is_found_once(sealed: Folder, change: str) -> None:
    sealed.commit("2026-11-20T12:00:00+08:00")
    if change == "change":
        sealed.replace(PART_2025, "修水管", "修水箱")
        assert found(sealed) == [("seal-row-changed", "O-2025-001")]
    else:
        rewrite(sealed, PART_2025, lambda rows: rows[:2])
        assert [code for code, _ in found(sealed) if "gone" in code] == ["seal-row-gone"]


def test_what_was_filled_in_after_the_seal_and_published_is_found_as_such(sealed: Folder) -> None:
    sealed.replace_in_row(PART_2025, "O-2025-002", "2027-02-08,,", "2027-02-08,2026-02-01,")
    sealed.commit("2026-11-20T12:00:00+08:00")
    sealed.replace_in_row(PART_2025, "O-2025-002", "2026-02-01", "2026-02-02")
    assert found(sealed) == [("record-changed", "O-2025-002")]


def test_a_sample_that_was_sealed_is_not_removed(sealed: Folder) -> None:
    sealed.write("records/sample.yaml", f"files:\n  {PART_2025}: {'0' * 64}\n")
    assert empty.run(sealed.root, True, "zh") == 1
    assert (sealed.root / "records/sample.yaml").exists()


def with_corrections(
    folder: Folder, field: str = "金额", old: str = "120.50", new: str = "102.50", on: str = "2026-02-05"
) -> None:
    """Let the firm keep corrections, with one of the amount of the first order."""
    form = folder.root.parent / "corrections.yaml"
    text = (Path(__file__).parent / "controlled/forms/record_corrections.yaml").read_text("utf-8")
    form.write_text(text, "utf-8")
    names = [line.split("name: ")[1].split(",")[0] for line in text.splitlines() if "{name:" in line]
    cells = {"correction_no": "GZ-001", "register": "QF-02", "record_no": "O-2025-001", "field_title": field}
    cells |= {
        "old_value": old,
        "new_value": new,
        "corrected_on": on,
        "corrected_by": "P-01",
        "approved_by": "P-02",
    }
    cells["form_revision"] = "A/0"
    text = "\n".join(line for line in text.splitlines() if "resource:" not in line and "foreignKeys" not in line)
    folder.write("forms/record_corrections.yaml", f"{text}\n")
    row = ",".join(cells.get(name, "") for name in names)
    folder.write("records/record_corrections/all.csv", f"{','.join(names)}\n{row}\n")


def test_sealing_is_refused_where_what_was_sealed_is_not_as_it_was(sealed: Folder, capsys) -> None:
    sealed.replace(PART_2025, "修水管", "修水箱")
    assert sealed.seal("2026-Q1", "2026-04-08") == 1
    assert "O-2025-001" in capsys.readouterr().err
    assert not (sealed.root / SECOND).exists()


@pytest.mark.parametrize(
    ("through", "on"), [("2025-Q4", "2026-04-08"), ("2026-Q1", "2026-03-31"), ("2026-13", "2026-04-08")]
)
def test_a_period_that_is_sealed_not_over_or_none_is_refused(sealed: Folder, through: str, on: str) -> None:
    before = sorted(p for p in sealed.root.rglob("*") if p.is_file())
    assert sealed.seal(through, on) == 1
    assert sorted(p for p in sealed.root.rglob("*") if p.is_file()) == before


def test_a_period_without_records_is_sealed(sealed: Folder) -> None:
    assert sealed.seal("2026-02", "2026-03-02") == 0
    assert sealed.seal("2026-03", "2026-04-02") == 0
    assert found(sealed) == []


def test_a_late_record_stands_once_it_is_sealed_again_with_a_reason(sealed: Folder) -> None:
    sealed.write(PART_2025, (sealed.root / PART_2025).read_text("utf-8") + LATE + "\n")
    assert sealed.seal("2025", "2026-02-02", again="值班簿上漏录") == 0
    assert found(sealed) == []
    contents = (sealed.root / SECOND / "contents.jsonl").read_text("utf-8").splitlines()
    assert ["reopened", "orders", "O-2025-003", "added"] in [json.loads(line) for line in contents]
    sealed.replace(PART_2025, "换锁", "换门")
    assert found(sealed) == [("seal-row-changed", "O-2025-003")]


@pytest.mark.parametrize("change", ["修水箱", None])
def test_a_record_that_was_changed_or_deleted_can_be_sealed_again(sealed: Folder, change: str | None) -> None:
    if change:
        sealed.replace(PART_2025, "修水管", change)
    else:
        rewrite(sealed, PART_2025, lambda rows: [rows[0], rows[2]])
        sealed.replace(PART_2025, "O-2025-001", "")
    assert [code for code, _ in found(sealed)][:1] != []
    assert sealed.seal("2025", "2026-02-02", again="照法院的要求") == 0
    assert not [code for code, _ in found(sealed) if code.startswith("seal")]


def test_rows_that_were_moved_can_be_sealed_again_where_they_stand(sealed: Folder) -> None:
    rewrite(sealed, PART_2025, lambda rows: [rows[0], rows[2], rows[1]])
    assert sealed.seal("2025", "2026-02-02", again="按日期重排") == 0
    assert found(sealed) == []
    rewrite(sealed, PART_2025, lambda rows: [rows[0], rows[2], rows[1]])
    assert [code for code, _ in found(sealed)] == ["seal-row-moved"]


def test_sealing_again_needs_a_reason_and_something_that_changed(sealed: Folder) -> None:
    assert sealed.seal("2025", "2026-02-02", again=" ") == 1
    assert sealed.seal("2025", "2026-02-02", again="无") == 1


def test_a_seal_names_the_one_before_it(sealed: Folder) -> None:
    assert sealed.seal("2026-Q1", "2026-04-08") == 0
    first, second = read_chain(sealed.root).seals
    assert second.before == first.digest
    assert short_digest(first.digest) == "-".join(first.digest[i : i + 4] for i in (0, 4, 8, 12))


COLLUSION = {
    "row and its digest": "seal-altered",
    "row, its digest and the list": "seal-altered",
    "row, its digest, the list and the head": "seal-differs",
}


def conspire(folder: Folder, how: str) -> None:
    """Change a row of the first seal, and of the seal what would have to be changed with it."""
    folder.replace(PART_2025, "修水管", "修水箱")
    seal = read_chain(folder.root).seals[0]
    contents = read_chain(folder.root).contents[seal.number]
    part = next(part for part in contents.parts if part.path == PART_2025)
    text = (folder.root / ROWS).read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO((folder.root / PART_2025).read_text("utf-8"))))
    leaves = [row_leaf(salt_of(contents.seed, row["order_no"]), "orders", row) for row in rows]
    old = [line.split(",")[3] for line in text.splitlines()[1:]]
    for before, after in zip(old, leaves, strict=True):
        text = text.replace(before, after)
    folder.write(ROWS, text)
    if how == "row and its digest":
        return
    from dataclasses import replace
    from hashlib import sha256

    from shoukong.sealing.seal_folder import root_over
    from shoukong.text.merkle import root_of

    over = root_of(bytes.fromhex("".join(leaves))).hex()
    forged = replace(part, root=over, digest=sha256(text.encode()).hexdigest())
    lines = [forged.line if line == part.line else line for line in contents.lines]
    folder.write(f"{FIRST}/contents.jsonl", "".join(f"{line}\n" for line in lines))
    if how != "row, its digest and the list":
        folder.write(f"{FIRST}/seal.json", replace(seal, root=root_over(lines)).text)


@pytest.mark.parametrize("how", COLLUSION)
def test_a_row_and_what_tells_of_it_changed_together_are_found(sealed: Folder, how: str) -> None:
    conspire(sealed, how)
    assert [code for code, _ in found(sealed)] == [COLLUSION[how]]


def test_all_of_a_seal_and_its_register_changed_together_break_the_seal_after_it(sealed: Folder) -> None:
    assert sealed.seal("2026-Q1", "2026-04-08") == 0
    before = read_chain(sealed.root).seals[0].digest
    conspire(sealed, "row, its digest, the list and the head")
    sealed.replace(REGISTER, before, read_chain(sealed.root).seals[0].digest)
    assert "seal-chain" in [code for code, _ in found(sealed)]


def test_a_seal_that_is_missing_in_the_middle_is_found_once(sealed: Folder) -> None:
    import shutil

    assert sealed.seal("2026-Q1", "2026-04-08") == 0
    assert sealed.seal("2026-Q2", "2026-07-08") == 0
    shutil.rmtree(sealed.root / SECOND)
    assert found(sealed) == [("seal-missing", "FC-2026-002")]


def test_a_seal_that_is_missing_with_its_registration_is_found(sealed: Folder) -> None:
    import shutil

    assert sealed.seal("2026-Q1", "2026-04-08") == 0
    assert sealed.seal("2026-Q2", "2026-07-08") == 0
    shutil.rmtree(sealed.root / SECOND)
    sealed.replace(REGISTER, sealed.row(REGISTER, "FC-2026-002"), "")
    assert "seal-chain" in [code for code, _ in found(sealed)]


def test_a_registration_that_was_changed_is_found_once(sealed: Folder) -> None:
    sealed.replace(REGISTER, "2026-01-12", "2026-01-13")
    assert found(sealed) == [("seal-differs", "FC-2026-001")]


def test_a_signed_seal_is_told_from_a_forged_one(sealed: Folder, tmp_path: Path) -> None:
    own, other = new_key(tmp_path / "own"), new_key(tmp_path / "other")
    sealed.allow("P-01", own)
    assert sealed.seal("2026-02", "2026-03-02", key=other) == 2
    assert sealed.seal("2026-02", "2026-03-02", key=own) == 0
    assert not [code for code, _ in found(sealed) if code.startswith("seal")]
    assert sealed.seal("2026-03", "2026-04-02", key=own) == 0
    (sealed.root / SECOND / "seal.json.sig").write_bytes((sealed.root / "seals/FC-2026-003/seal.json.sig").read_bytes())
    assert [code for code, _ in found(sealed) if code.startswith("seal")] == ["seal-forged"]


def test_a_verb_is_refused_a_row_of_a_sealed_period(sealed: Folder) -> None:
    with evaluate(load_portal(sealed.root, TODAY)) as evaluation:
        content = (sealed.root / PART_2025).read_bytes() + f"{LATE}\n".encode()
        with pytest.raises(RowsRefusedError) as refused:
            write_rows(evaluation, {PART_2025: content})
    assert [item.code for item in refused.value.findings] == ["seal-row-added"]


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
CELLS = st.dictionaries(st.text("abcé1_:,", min_size=1, max_size=5), TEXTS, max_size=5)


@given(CELLS, CELLS)
def test_rows_of_one_form_are_the_same_row(one: dict[str, str], other: dict[str, str]) -> None:
    def plain(cells: dict[str, str]) -> dict[str, str]:
        cleaned = (
            (n, unicodedata.normalize("NFC", c.replace("\r\n", "\n").replace("\r", "\n"))) for n, c in cells.items()
        )
        return {name: cell for name, cell in cleaned if cell}

    assert (canonical_row("s", "t", one) == canonical_row("s", "t", other)) == (plain(one) == plain(other))


@given(st.text(), st.text())
def test_any_other_text_is_no_head_of_a_seal(before: str, after: str) -> None:
    assert parse_seal(before + "{}" + after) is None


def test_two_seals_at_once_are_one_after_the_other(sealed: Folder) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        codes = Counter(pool.map(lambda _: sealed.seal("2026-Q1", "2026-04-08"), range(2)))
    assert codes == {0: 1, 1: 1}
    assert found(sealed) == []


@pytest.mark.parametrize(
    "row", ["a,2025-01-01,7,{leaf},x", "a,2025-01-01,g,{leaf}", "a,7,{leaf}", '"a,2025-01-01,7,{leaf}', "a,,7,00", ""]
)
def test_a_list_that_is_none_is_none_even_where_the_seal_tells_of_it(tmp_path: Path, row: str) -> None:
    text = f"record,day,fields,leaf\n{row.format(leaf='0' * 64)}\n"
    seal = Seal("S-1", "2025", TODAY, TODAY, "P-01", "", "", "", 1, "")
    part = SealedPart("records/t/a.csv", 1, "", hashlib.sha256(text.encode()).hexdigest(), ("a",))
    path = tmp_path / "seals/S-1/rows/t/a.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    assert read_list(tmp_path, seal, part) is None


def test_where_the_rulebook_demands_signatures_nothing_is_sealed_without_one(
    controlled: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    controlled.write("forms/record_seals.yaml", SEALS_FORM)
    controlled.demand_proof()
    assert controlled.seal("2025", "2026-05-19", by="YG-03") == 0
    assert controlled.seal("2026-Q2", "2026-07-08", by="YG-03") == 1
    assert "--key" in capsys.readouterr().err
    key = new_key(tmp_path / "key")
    controlled.allow("YG-03", key)
    assert controlled.seal("2026-Q2", "2026-07-08", by="YG-03", key=key) == 0
    assert not [code for code, _ in found(controlled) if code.startswith("seal")]
