"""All that is kept on a person is listed, by whatever they go by, and nothing of others."""

import json

import pytest
from conftest import TODAY, Folder

from shoukong.commands import person

ORDERS = "records/orders/2026.csv"


def listed(folder: Folder, capfd: pytest.CaptureFixture[str], *asked: str) -> dict[str, dict[str, str]]:
    """The records that the verb lists, each with why it was found."""
    code = person.run(folder.root, asked, TODAY, "json", "zh")
    told = json.loads(capfd.readouterr().out)
    assert code == (0 if told["records"] else 1)
    return {each["record"]: each["found_by"] for each in told["records"]}


OF_JIA = {
    "P-01": {"person": "own"},
    "O-2025-001": {"person": "refers"},
    "O-2026-001": {"person": "refers"},
    "O-2026-002": {"person": "refers"},
    "O-2025-002": {"follows": "refers"},
}


@pytest.mark.parametrize(
    ("asked", "field"), [("P-01", "person"), ("甲", "name"), ("19900000001", "phone"), ("ID1", "identity_no")]
)
def test_a_person_is_found_by_number_name_phone_and_identity(
    folder: Folder, capfd: pytest.CaptureFixture[str], asked: str, field: str
) -> None:
    found = listed(folder, capfd, asked)
    assert found.pop("P-01") == {field: "own"}
    assert found == {number: why for number, why in OF_JIA.items() if number != "P-01"}


def test_free_text_that_tells_of_somebody_is_listed_and_only_that(
    folder: Folder, capfd: pytest.CaptureFixture[str]
) -> None:
    folder.replace(ORDERS, "疏通", "给王样疏通")
    assert listed(folder, capfd, "王样") == {"O-2026-002": {"content": "mentions"}}
    assert listed(folder, capfd, "王") == {}  # one sign stands in every other text
    assert "O-2026-002" in listed(folder, capfd, "P-02", "王样")


def test_every_cell_is_told_in_json_and_the_text_says_where_else_to_look(
    folder: Folder, capfd: pytest.CaptureFixture[str]
) -> None:
    assert person.run(folder.root, ["甲"], TODAY, "json", "zh") == 0
    told = json.loads(capfd.readouterr().out)
    (own,) = [each for each in told["records"] if each["record"] == "P-01"]
    assert own["cells"] == {
        "person": "P-01",
        "name": "甲",
        "phone": "19900000001",
        "identity_no": "ID1",
        "form_revision": "A/0",
    }
    assert (own["path"], own["line"], told["also"]) == ("records/people/people.csv", 2, ["P-01", "19900000001"])
    assert person.run(folder.root, ["甲"], TODAY, "text", "zh") == 0
    text = capfd.readouterr().out
    assert "人员登记册（QF-01）：1 条\n  P-01  records/people/people.csv:2  本人 姓名「甲」" in text
    assert "同一人还可能登记为：P-01、19900000001" in text
    assert "ID1" not in text


def test_who_asks_is_taken_from_the_record_of_the_request(folder: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    assert person.run(folder.root, (), TODAY, "json", "zh", record="P-01") == 0
    told = json.loads(capfd.readouterr().out)
    assert told["asked"] == ["19900000001", "ID1"]
    assert {each["record"] for each in told["records"]} == OF_JIA.keys() - {"P-01"}  # the request itself is known
    assert person.run(folder.root, (), TODAY, "json", "zh", record="P-99") == 1
    assert "P-99" in capfd.readouterr().err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nobody_is_met_with_a_message(folder: Folder, capfd: pytest.CaptureFixture[str], language: str) -> None:
    assert person.run(folder.root, ["无名", "' OR 1=1 --"], TODAY, "text", language) == 1
    said = capfd.readouterr()
    assert said.out == ""
    assert "无名" in said.err
