"""The door through which verbs write rows: nothing gets through it that the check would refuse, and nothing is lost."""

import csv
import io
from collections.abc import Iterator

import pytest
from conftest import TODAY, Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shoukong.evaluation import Evaluation, evaluate
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal
from shoukong.row_door import RowsRefusedError, write_rows

PART = "records/orders/2026.csv"
HEAD = (
    "order_no,received_on,person,channel,content,amount,pieces,urgent,due_on,closed_on,arrived_at,follows,form_revision"
)
SOUND = "O-2026-003,2026-11-02,P-01,电话,换锁,80,1,false,2026-11-05,,,O-2026-002,A/0"


@pytest.fixture
def evaluation(folder: Folder) -> Iterator[Evaluation]:
    """The evaluation of a portal in which nothing is wrong."""
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        yield evaluation


def with_row(folder: Folder, row: str, path: str = PART) -> dict[str, bytes]:
    """A part with a row at its end."""
    return {path: (folder.root / path).read_bytes() + f"{row}\n".encode()}


def errors(folder: Folder) -> list[str]:
    """The codes of the errors that the check finds."""
    return [item.code for item in folder.findings() if severity_of(item) is Severity.ERROR]


def refusal(evaluation: Evaluation, contents: dict[str, bytes]) -> list[tuple[str, str | None, str | None]]:
    """The code, record and field of each fault for which rows are refused."""
    with pytest.raises(RowsRefusedError) as refused:
        write_rows(evaluation, contents)
    return [(item.code, item.record, item.place.field) for item in refused.value.findings]


def test_a_sound_row_is_written_where_it_belongs(folder: Folder, evaluation: Evaluation) -> None:
    contents = with_row(folder, SOUND)
    write_rows(evaluation, contents)
    assert (folder.root / PART).read_bytes() == contents[PART]
    assert errors(folder) == []


def test_a_part_that_is_new_is_made(folder: Folder, evaluation: Evaluation) -> None:
    path = "records/orders/north/2026-11.csv"
    write_rows(evaluation, {path: f"{HEAD}\n{SOUND}\n".encode()})
    assert (folder.root / path).is_file()
    assert errors(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("80,", "-1,", "cell-minimum", "amount"),
        ("2026-11-02", "2026/11/2", "cell-type", "received_on"),
        ("P-01", "P-99", "reference-dangling", "person"),
        ("O-2026-003", "O-2026-001", "record-twice", "order_no"),
        ("电话", "", "cell-required", "channel"),
        (",A/0", ",A/0,多一格", "row-long", None),
    ],
)
def test_what_the_check_would_refuse_is_refused_and_nothing_is_written(
    folder: Folder, evaluation: Evaluation, old: str, new: str, code: str, field: str | None
) -> None:
    before = (folder.root / PART).read_bytes()
    found = refusal(evaluation, with_row(folder, SOUND.replace(old, new, 1)))
    assert found == [(code, found[0][1], field)]
    assert (folder.root / PART).read_bytes() == before


def test_faults_of_other_records_do_not_shut_the_door(folder: Folder) -> None:
    folder.replace(PART, "5000", "50000")
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        write_rows(evaluation, with_row(folder, SOUND))
    assert len(errors(folder)) == 1


def test_a_table_among_attachments_is_no_part(folder: Folder, evaluation: Evaluation) -> None:
    path = "docs/archive/QM-01/A-0/prices.csv"
    write_rows(evaluation, {**with_row(folder, SOUND), path: b"room,price\n1,2\n"})
    assert (folder.root / path).is_file()
    assert (folder.root / PART).read_text("utf-8").endswith(f"{SOUND}\n")


def test_nothing_is_added_to_a_part_that_cannot_be_read_whole(folder: Folder) -> None:
    text = (folder.root / PART).read_text("utf-8")
    folder.write(PART, text.encode("gb18030"))
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        assert refusal(evaluation, with_row(folder, SOUND))
    assert (folder.root / PART).read_bytes() == text.encode("gb18030")


CELLS = {
    "order_no": ["O-2026-003", "O-2026-002", "O-2026-3", ""],
    "received_on": ["2026-11-02", "2026-11-31", "2027-01-01", "2026-1-2", ""],
    "person": ["P-01", "P-1", ""],
    "channel": ["电话", "前台", "微信", ""],
    "content": ["换锁", "换", "换\n锁", '换"锁', "=1+1", "长" * 41],
    "amount": ["", "80", "5000.01", "八十"],
    "closed_on": ["", "2026-11-03", "2026-11-01"],
    "follows": ["", "O-2026-001", "O-2026-009"],
    "form_revision": ["A/0", "Z/9", ""],
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CELLS.items()}))
def test_whatever_a_row_holds_the_door_and_the_check_agree(
    folder: Folder, evaluation: Evaluation, cells: dict[str, str]
) -> None:
    before = (folder.root / PART).read_bytes()
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(cells.get(name, "") for name in HEAD.split(","))
    content = before + text.getvalue().encode()
    try:
        write_rows(evaluation, {PART: content})
    except RowsRefusedError:
        assert (folder.root / PART).read_bytes() == before
        folder.write(PART, content)
        assert errors(folder)
    else:
        assert errors(folder) == []
    finally:
        folder.write(PART, before)
