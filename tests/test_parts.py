"""Parts of registers: what is wrong with one file touches no other, and line ends of spreadsheets are no fault."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import TODAY, Folder
from hypothesis import given, settings
from hypothesis import strategies as st

from shoukong.evaluation import check
from shoukong.portal import load_portal
from shoukong.records.csv_parts import copy_with_lf, is_closed

HEADER = (
    "order_no,received_on,person,channel,content,amount,pieces,urgent,due_on,closed_on,arrived_at,follows,form_revision"
)


def order(number: str, content: str = "疏通") -> str:
    """A sound row."""
    return f"{number},2026-03-05,P-01,电话,{content},,,,,,,,A/0"


def read_from(folder: Folder, parts: dict[str, str]) -> tuple[int, list[tuple[str, str, int | None]]]:
    """How many records some parts add to the portal, and what is found, by code, file and line."""
    before = check(load_portal(folder.root, TODAY)).records
    for name, text in parts.items():
        folder.write(f"records/orders/{name}.csv", text)
    result = check(load_portal(folder.root, TODAY))
    found = [(f.code, f.place.path.rpartition("/")[2], f.place.line) for f in result.findings]
    return result.records - before, found


def test_a_part_that_is_mended_late_leaves_one_mended_before_it_alone(folder: Folder) -> None:
    ragged = f"{HEADER}\n{order('O-2024-001')}\nO-2024-002,2026-03-05\n"
    blank = f"{HEADER}\n{order('O-2024-003')}\n\n{order('O-2024-004')}\n"
    found = [("row-short", "a.csv", 3), ("row-blank", "b.csv", 3)]
    assert read_from(folder, {"a": ragged, "b": blank}) == (4, found)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([order("O-2024-001"), order("O-2024-002")], []),
        ([order("O-2024-001"), order("O-2024-002", '"疏通\r\n管道"')], []),
        ([order("O-2024-001"), "", order("O-2024-002")], [("row-blank", "a.csv", 3)]),
        ([order("O-2024-001"), "O-2024-002,2026-03-05"], [("row-short", "a.csv", 3)]),
        ([order("O-2024-001"), order("O-2024-002", "疏")], [("cell-minlength", "a.csv", 3)]),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_are_read_and_placed_alike_whatever_their_line_ends(
    folder: Folder, rows: list[str], found: list[tuple[str, str, int]], end: str
) -> None:
    assert read_from(folder, {"a": end.join([HEADER, *rows, ""])}) == (2, found)


@pytest.mark.parametrize("tail", ['"O-2024-002', 'O-2024-002,"2026-03-05,P-01,电话,疏通,,,,,,,,A/0\n', 'a"b,"'])
@pytest.mark.parametrize("parts", [1, 3, 12])
def test_a_quote_that_is_not_closed_is_found_among_however_many_parts(folder: Folder, parts: int, tail: str) -> None:
    texts = {f"b{i:02}": f"{HEADER}\n{order(f'O-2024-1{i:02}')}\n" for i in range(parts - 1)}
    texts["a"] = f"{HEADER}\n{order('O-2024-001')}\n{tail}"
    assert read_from(folder, texts) == (parts, [("csv-quoting", "a.csv", 3)])


@settings(deadline=None)
@given(text=st.lists(st.sampled_from(['"', '"', "a", ",", "\n"]), max_size=12).map("".join))
def test_a_cell_is_closed_where_a_reader_of_csv_finds_its_end(text: str) -> None:
    try:
        list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        assert not (is_closed(text.encode()) and "unexpected end" in str(error))
    else:
        assert is_closed(text.encode())


@settings(deadline=None)
@given(
    text=st.lists(st.sampled_from(["a", "\n", "\r\n", "\r", '"']), max_size=12).map("".join), at_once=st.integers(1, 4)
)
def test_a_copy_has_other_line_ends_and_is_made_of_nothing_that_means_more(text: str, at_once: int) -> None:
    with TemporaryDirectory() as folder:
        file, target = Path(folder, "a.csv"), Path(folder, "b.csv")
        file.write_bytes(b"x" + text.encode())
        plain = text.replace("\r\n", "\n")
        is_copied = copy_with_lf(file, target, at_once)
        assert is_copied == ("\r\n" in text and not {"\r", '"'} & set(plain))
        assert not is_copied or target.read_bytes() == b"x" + plain.encode()
