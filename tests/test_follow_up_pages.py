"""Follow-ups where duties are shown: lists, their own pages, clauses, feeds, the home page, explain."""

import datetime
import json
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
from conftest import TODAY, Folder
from test_follow_ups import EVIDENCE_AT, written

from shoukong.commands.explain import run
from shoukong.evaluation import evaluate
from shoukong.pages.agenda import agenda_of
from shoukong.pages.clause_lines import quiet_line
from shoukong.pages.duty_pages import duty_pages
from shoukong.pages.home_page import late
from shoukong.pages.register_pages import write_register
from shoukong.pages.view import View
from shoukong.portal import load_portal

ROWS = (
    "C-1,2026-11-23T08:30:00,,,,",
    "C-2,2026-11-22T08:30:00,,,,",
    "C-3,2026-11-20T08:30:00,,2026-11-21T11:00:00,,",
    "C-4,2026-11-20T08:30:00,,2026-11-20T09:31:00,,",
)
EACH = "SELECT call_no AS record, called_at AS since, '工程部' AS department, '值班员' AS post FROM calls"
BY_HOURS = {"each": EACH, "evidence": EVIDENCE_AT, "within": "24 hours"}


def pages(folder: Folder) -> Mapping[str, str]:
    """The pages of duties."""
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        outputs = list(duty_pages(View(evaluation)))
    return {o.path: o.content if isinstance(o.content, str) else o.content.decode() for o in outputs}  # type: ignore[union-attr]


@pytest.fixture
def shown(folder: Folder) -> Mapping[str, str]:
    """The pages of a portal whose calls are answered within a day."""
    written(folder, ROWS, **BY_HOURS)
    return pages(folder)


def rows_of(page: str) -> list[str]:
    """The rows of a page's tables, without their marks."""
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in page.split("<tr")[2:]]


def test_the_list_names_record_minute_and_department(shown: Mapping[str, str]) -> None:
    agenda = shown["duties/index.md"].split("data-sk-states=")[1]
    first, second = rows_of(agenda.split("</tbody>")[0])
    assert "2026-11-23 08:30 逾期不到 1 天 未办 到场 C-2 工程部" in first
    assert "2026-11-24 08:30 还有 1 天 待办 到场 C-1 工程部" in second
    assert 'href="../registers/calls/#C-1"' in agenda
    assert '<b data-sk-count="open">1</b>' in shown["duties/index.md"]
    assert '<b data-sk-most="7">1</b>' in shown["duties/index.md"]


def test_the_reader_s_clock_has_the_minute_at_which_a_state_changes(shown: Mapping[str, str]) -> None:
    found = [json.loads(unescape(data)) for data in re.findall(r'data-days="([^"]+)"', shown["duties/T-04.md"])]
    assert [[first, state] for first, state, _ in found[0]] == [
        ["", "upcoming"],
        ["2026-11-23T08:30", "open"],
        ["2026-11-24T08:31", "missed"],
    ]


def test_the_page_of_a_follow_up_lists_each_record_with_its_limit_and_answer(shown: Mapping[str, str]) -> None:
    page = shown["duties/T-04.md"]
    assert "每条记录起 24 小时内" in page
    assert "可办" not in page
    assert "| 2026 | 3 | 1 | 1 | 1 | 33.3% |" in page
    told = " ".join(rows_of(page))
    assert "C-3 2026-11-20 08:30 2026-11-21 08:30 工程部 值班员 迟办 C-3 2026-11-21 11:00，迟 2 小时" in told
    assert EACH in page


def test_feeds_name_the_record_and_each_department_has_its_own(shown: Mapping[str, str]) -> None:
    feeds = shown["duties/feeds.md"]
    assert "工程部" in feeds
    assert "SUMMARY:未办：到场 C-2" in shown["duties/feeds/all.ics"]
    assert "UID:T-04/C-1@" in shown["duties/feeds/all.ics"]
    assert "2026-11-24" in shown["duties/2026.md"]


def test_the_home_page_and_the_clause_tell_what_waits_and_what_is_overdue(folder: Folder) -> None:
    written(folder, ROWS, **BY_HOURS)
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        view = View(evaluation)
        document = view.portal.documents_by_id["QM-01"]
        line = quiet_line(document.blocks[-1], document, view)
        assert [each.one.records for each in agenda_of(view)] == [("C-2",), ("C-1",)]
        assert [(kind.count, kind.oldest) for kind in late(view)] == [(1, datetime.date(2026, 11, 23))]
    assert "2 项不符合，1 项待办" in line
    assert "2026-11-23 08:30 至 2026-11-24 08:30" in line
    assert "24 hours" in line


def test_explain_tells_of_a_record_what_it_starts(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    written(folder, ROWS, **BY_HOURS)
    assert run(folder.root, "C-3", TODAY, TODAY, "en") == 0
    told = capsys.readouterr().out
    assert "Starts follow-up T-04" in told
    assert "2026-11-20 08:30 to 2026-11-21 08:30: late, proved by C-3 on 2026-11-21 11:00" in told
    assert "since 2026-11-20 08:30, due 2026-11-21 08:30, done 2026-11-21 11:00, late 2 hours" in told


@pytest.mark.parametrize(
    ("within", "words"),
    [
        ("$response_days working days", "每条记录起 3 个工作日内"),
        ("end of month", "每条记录起 当月末以前"),
        ("10 days", "每条记录起 10 日内"),
    ],
)
def test_a_limit_is_said_in_words_with_the_number_of_its_figure(folder: Folder, within: str, words: str) -> None:
    written(folder, ("C-1,,2026-11-20,,,",), within=within)
    assert words in pages(folder)["duties/T-04.md"]


def test_a_follow_up_is_owed_by_the_scope_that_its_row_names(folder: Folder) -> None:
    written(
        folder, ("C-1,,2026-11-20,,,",), each="SELECT call_no AS record, called_on AS since, 'YH' AS project FROM calls"
    )
    folder.declare_projects("YH", "BH")
    found = pages(folder)
    assert "YH" in rows_of(found["duties/T-04.md"])[0]
    assert "到场 C-1" in found["duties/feeds/project-YH.ics"]


def test_what_was_late_is_listed_by_the_limit_that_it_shows(folder: Folder) -> None:
    rows = (
        "C-1,2026-10-23T08:30:00,,2026-11-20T11:00:00,,",
        "C-2,2026-10-25T08:30:00,,2026-10-27T11:00:00,,",
        "C-3,2026-10-24T08:30:00,,2026-10-30T11:00:00,,",
    )
    written(folder, rows, **BY_HOURS)
    page = pages(folder)["duties/index.md"].split("未办与迟办")[-1]
    assert re.findall(r"^\| (2026-\S+ \S+) \|", page, re.MULTILINE) == [
        "2026-10-24 08:30",
        "2026-10-25 08:30",
        "2026-10-26 08:30",
    ]


def test_no_more_than_a_page_can_hold_is_listed(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shoukong.pages.duty_pages.MOST_FOLLOWED", 2)
    written(folder, ROWS, **BY_HOURS)
    page = pages(folder)["duties/T-04.md"]
    assert len(re.findall(r"<tr><td>", page)) == 2
    assert "更早的 2 条没有列出。" in page


def test_the_record_s_own_page_tells_what_it_calls_for_until_when_and_where_that_stands(
    folder: Folder, tmp_path: Path
) -> None:
    written(folder, ROWS, **BY_HOURS)
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        view = View(evaluation)
        write_register(view, view.portal.forms_by_name["calls"], tmp_path / "calls")
        write_register(view, view.portal.forms_by_name["orders"], tmp_path / "orders")
    index = json.loads((tmp_path / "calls/index.json").read_text("utf-8"))
    assert index["duties"] == {"T-04": "到场"}
    records = json.loads((tmp_path / "calls/0001.json").read_text("utf-8"))
    owes = {record["v"][0]: record["owes"] for record in records}
    ((duty, limit, states),) = owes["C-1"]
    assert (duty, limit) == ("T-04", "2026-11-24 08:30")
    assert [[at, index["states"][state]] for at, state in states[1:]] == [
        ["2026-11-23 08:30", "待办"],
        ["2026-11-24 08:31", "未办"],
    ]
    assert [state for _, state in owes["C-4"][0][2]][-1] == "on-time"
    assert "owes" not in (tmp_path / "orders/0001.json").read_text("utf-8")
