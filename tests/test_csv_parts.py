"""A file of records that is not as it should be gives one finding that says why, hides nothing, and never raises."""

import shutil
from pathlib import Path

import pytest
from conftest import BASE, Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shoukong.messages.catalogue import severity_of

HEADER = "person,name,phone,identity_no,form_revision"
MORE = "records/people/more.csv"


def told(folder: Folder) -> list[str]:
    """The findings of a check as `code path:line`."""
    return [f"{f.code} {f.place.path}:{f.place.line}" for f in folder.findings()]


@pytest.mark.parametrize("rows", ["", "P-03,丙,,,A/0\n", '"P-03","丙",,,"A/0"\n' * 2])
@pytest.mark.parametrize("sign", [";", "\t", "|", "，", "；", "、", " ", " ; "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_cells_parted_by_another_sign_are_found_once(folder: Folder, sign: str, encoding: str, rows: str) -> None:
    text = f"{HEADER}\n{rows}".replace(",", sign)
    folder.write(MORE, text.encode(encoding))
    assert told(folder) == [f"csv-delimiter {MORE}:1"]


@pytest.mark.parametrize(
    ("mark", "sign"), [("sep=;", ";"), ('"sep=;"', ";"), ("sep=\t", "\t"), ("SEP=|", "|"), ("sep=,", ",")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_mark_for_excel_above_the_header_is_told_once(folder: Folder, mark: str, sign: str, encoding: str) -> None:
    text = f"{HEADER}\nP-03,丙,,,A/0\n".replace(",", sign)
    folder.write(MORE, f"{mark}\r\n{text}".encode(encoding))
    found = [each for each in told(folder) if not each.startswith("file-encoding")]
    assert found == [f"csv-mark {MORE}:1" if sign == "," else f"csv-delimiter {MORE}:2"]


def test_rows_parted_by_another_sign_than_their_header_are_found_once(folder: Folder) -> None:
    folder.write(MORE, f"{HEADER}\nP-03,丙,,,A/0\n" + "P-04;丁;;;A/0\n" * 3)
    assert told(folder) == [f"csv-delimiter {MORE}:3"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("PERSON,Name,phone,identity_no,form_revision", "header-spelling"),
        (" person , name ,phone,identity_no,form_revision", "header-spelling"),
        ("ｐｅｒｓｏｎ,name,phone,identity_no,form_revision", "header-spelling"),
        ("\u200bperson,name,phone,identity_no,form_revision", "header-spelling"),
        ("人员编号,姓名,电话,身份证号,表单版本", "header-spelling"),
        ("person,name,phone,identity_no,form_revision,,", "header-spelling"),
        ("person,phone,phone,identity_no,form_revision", "column-twice"),
        ("person,full_name,phone,identity_no,form_revision", "column-unknown"),
        ("person,phone,name,identity_no,form_revision", "column-order"),
        ("P-03,丙,,,A/0", "header-missing"),
    ],
)
def test_a_header_that_is_not_the_forms_is_found_once(folder: Folder, header: str, code: str) -> None:
    folder.write(MORE, f"{header}\nP-03,丙,,,A/0\n")
    folder.replace_in_row("records/orders/2026.csv", "O-2026-002", "P-01", "P-03")
    assert told(folder) == [f"{code} {MORE}:1"]


@pytest.mark.parametrize("more", [",", ",,", ',""'])
@pytest.mark.parametrize("first", ["P-03,丙,,,A/0", 'P-03,"丙,丁",,,A/0', '"P-03","丙\n,",,,"A/0"'])
@pytest.mark.parametrize("end", ["\n", "", "\r\n"])
def test_a_row_that_goes_on_with_empty_cells_is_found_like_any_that_is_too_long(
    folder: Folder, first: str, more: str, end: str
) -> None:
    folder.write(MORE, f"{HEADER}{end or chr(10)}{first}\nP-04,戊,,,A/0{more}{end}")
    assert told(folder) == [f"row-long {MORE}:{3 + first.count(chr(10))}"]


@pytest.mark.parametrize("last", ["", '""', "x"])
def test_a_row_may_end_with_an_empty_cell(folder: Folder, last: str) -> None:
    form = (folder.root / "forms/people.yaml").read_text("utf-8")
    folder.write("forms/people.yaml", form + "    - {name: note, title: 备注, type: string}\n")
    folder.replace("records/people/people.csv", "form_revision\n", "form_revision,note\n")
    people = (folder.root / "records/people/people.csv").read_text("utf-8")
    folder.write("records/people/people.csv", people.replace("A/0\n", f"A/0,{last}\n"))
    assert [line for line in told(folder) if "/people/" in line] == []


def test_two_files_put_together_keep_their_rows(folder: Folder) -> None:
    folder.write(MORE, f"{HEADER}\nP-03,丙,,,A/0\n{HEADER}\nP-04,丁,1,,A/0\n")
    assert told(folder) == [f"row-header {MORE}:3", f"cell-pattern {MORE}:4"]


@pytest.mark.parametrize(
    "cell", ['"丙\r丁"', '"丙\r\n丁"', '"丙\r\r\n\r丁"', '"丙""丁"', "丙\u2028丁", "丙\x0b丁"], ids=ascii
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_inside_a_cell_are_read(folder: Folder, cell: str, end: str) -> None:
    folder.write(MORE, f"{HEADER}{end}P-03,{cell},,,A/0{end}P-04,丁,1,,A/0{end}")
    assert [item.partition(":")[0] for item in told(folder)] == [f"cell-pattern {MORE}"]


def test_a_line_of_any_length_is_read(folder: Folder) -> None:
    folder.write(MORE, f"{HEADER}\nP-03,{'长' * 6_000_000},,,A/0\nP-04,丁,1,,A/0\n")
    assert told(folder) == [f"cell-too-long {MORE}:2", f"cell-pattern {MORE}:3"]


@pytest.mark.parametrize("name", ["a*", "a?", "[ab]", "*", "**", "a\\b", "a\\*", "'", "{a,b}", "$HOME", "a b", "%41"])
def test_a_part_may_have_any_name(folder: Folder, name: str) -> None:
    folder.write(f"records/people/{name}.csv", f"{HEADER}\nP-03,丙,1,,A/0\n")
    folder.write("records/people/axb.csv", f"{HEADER}\nP-04,丁,,,A/0\n")
    read = [item for item in told(folder) if not item.startswith("name-unportable")]
    assert read == [f"cell-pattern records/people/{name}.csv:2"]


@pytest.mark.parametrize("name", ["portal*", "port[al]", "?", "a\\b*"])
def test_a_root_may_have_any_name_and_its_sibling_is_not_read(tmp_path: Path, name: str) -> None:
    for root in (name, "portal-old", "porta", "x"):
        shutil.copytree(BASE, tmp_path / root)
    assert Folder(tmp_path / name).findings() == ()


def test_records_that_are_not_read_are_told_once_and_what_points_to_them_is_not(folder: Folder) -> None:
    people = (folder.root / "records/people/people.csv").read_bytes()
    (folder.root / "records/people/people.csv").rename(folder.root / "records/people/.people.csv")
    for path in ("records/people/2026.CSV", "records/.old/people.csv", "records/people/2026.xlsx", "records/a.csv.bak"):
        folder.write(path, people)
    assert sorted(told(folder)) == [
        "part-unread records/.old/people.csv:None",
        "part-unread records/a.csv.bak:None",
        "part-unread records/people/.people.csv:None",
        "part-unread records/people/2026.CSV:None",
        "part-unread records/people/2026.xlsx:None",
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(
        st.sampled_from(
            [HEADER, "P-03", ",", ";", '"', "\n", "\r", "\r\n", "\0", "\ufeff", "，", "丙", "\t", " ", "A/0"]
        ),
        max_size=25,
    ).map("".join),
    encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_any_text_at_all_can_be_tried_as_records(folder: Folder, text: str, encoding: str) -> None:
    folder.write(MORE, text.encode(encoding))
    lines = max(text.count("\n"), text.count("\r")) + text.count("\r") + 1
    found = folder.findings()
    assert all(f.place.path == MORE for f in found)
    assert all(1 <= (f.place.line or 1) <= lines for f in found)


@pytest.mark.parametrize("name", [".2026.csv", "2026.csv.txt", "2026.xlsx", "2026.CSV"])
def test_a_file_beside_the_parts_hides_no_error_and_lets_no_check_pass(folder: Folder, name: str) -> None:
    """Of a table of which something may be missing nothing is said to be missing: so that alone fails the check."""
    folder.write(f"records/people/{name}", "")
    folder.replace_in_row("records/orders/2026.csv", "O-2026-002", "P-01", "P-77")
    assert "error" in {severity_of(item) for item in folder.findings()}
