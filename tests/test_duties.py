"""Pages, calendar and feeds of duties: what they show, and what calendar programs read."""

import datetime
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import icalendar
import pytest
from conftest import TODAY, Folder

from shoukong.declared.scope_axis import ScopeAxis
from shoukong.evaluation import Evaluation, evaluate
from shoukong.executable.joint_occurrences import apart, joint_occurrences
from shoukong.executable.occurrence import DutyState, Scope
from shoukong.messages.catalogue import message_of
from shoukong.pages.duty_feeds import department_slug, scope_slug
from shoukong.pages.duty_pages import age, duty_pages
from shoukong.pages.view import View
from shoukong.portal import load_portal
from shoukong.wording.duty_words import tally_words

DAY = datetime.date
END = "  satisfies: [T-04]\n"
HUNDRED = "SELECT format('P{:03}', i) AS project, format('第{}园', i) AS name FROM range(100) t(i)"
BY_PROJECT = "SELECT 'P000' AS project, order_no AS record, received_on AS done_on FROM orders"


@pytest.fixture
def tree(rendered: Path) -> Path:
    """The pages of the shipped portal, rendered."""
    return rendered / "docs"


def pages_of(folder: Folder, as_of: DAY = TODAY, **values: str) -> Mapping[str, str]:
    """The pages of a portal with one duty under QM-01#2.2.2, read as texts."""
    keys = {
        "id": "T-04",
        "title": "清点",
        "repeat": "FREQ=MONTHLY;BYMONTHDAY=5",
        "evidence": "SELECT order_no AS record, received_on AS done_on FROM orders",
    }
    lines = "".join(f"  {key}: {value}\n" for key, value in (keys | values).items())
    folder.replace("docs/documents/QM-01.md", END, f"{END}\n  ```duty\n{lines}  ```\n")
    portal = load_portal(folder.root, as_of)
    with evaluate(portal) as evaluation:
        view = View(evaluation)
        return {o.path: o.content if isinstance(o.content, str) else o.content.decode() for o in duty_pages(view)}  # type: ignore[union-attr]


def events(text: str) -> dict[str, icalendar.Event]:
    """The events of a feed by their identifiers."""
    found = icalendar.Calendar.from_ical(text).walk("VEVENT")
    by_uid = {str(event["UID"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


class Cells(HTMLParser):
    """What stands in the cells of a calendar, by day."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.day = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a cell."""
        if tag == "td":
            named = dict(attrs)
            self.day = (named.get("id") or "").removeprefix("d")
            self.found.setdefault(self.day, "")

    def handle_endtag(self, tag: str) -> None:
        """Leave a cell."""
        self.day = "" if tag == "td" else self.day

    def handle_data(self, data: str) -> None:
        """Keep what is said in the cell."""
        if self.day:
            self.found[self.day] += f" {data.strip()}" if data.strip() else ""


def cells(page: str) -> dict[str, str]:
    """The cells of a calendar page by day."""
    parser = Cells()
    parser.feed(page)
    return parser.found


def test_the_list_shows_what_is_overdue_open_and_next_with_clause_and_register(tree: Path) -> None:
    page = (tree / "duties/index.md").read_text("utf-8")
    now, coming = page.split("data-sk-states=")[1:3]
    assert re.findall(r"<td>(\d{4}-\d\d-\d\d)</td>", now.split("</table>")[0])[:3] == [
        "2025-06-03",
        "2025-08-11",
        "2025-12-23",
    ]
    assert 'href="../documents/WY-CX-08/#c4.1.1"' in now
    assert 'href="../registers/feedback_box/"' in now
    assert "8 天后开始" in coming
    shown = [row for row in coming.split("</table>")[0].split("<tr ")[1:] if " hidden>" not in row.split("\n")[0]]
    dues = [re.search(r'data-due="([^"]+)"', row).group(1) for row in shown]  # type: ignore[union-attr]
    assert dues == sorted(dues)
    assert dues[-1] <= "2027-01-22"


def test_a_closed_breach_is_not_overdue_but_still_told(tree: Path) -> None:
    page = (tree / "duties/index.md").read_text("utf-8")
    now, told = page.split("## 未办与迟办")
    assert 'data-due="2026-02-22"' not in now
    assert "2026-02-22" in told
    assert "BF-2026-005" in told


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(1, 7), (7, 7), (8, 30), (30, 30), (90, 90), (91, None)],
)
def test_what_is_overdue_is_counted_by_its_age(days: int, bucket: int | None) -> None:
    assert age(days) == bucket


def test_a_duty_says_its_definition_in_words_and_names_every_proof(tree: Path) -> None:
    page = (tree / "duties/R5-07.md").read_text("utf-8")
    assert "每月 5 日" in page
    assert "到期日以前，连到期日共 5 日" in page
    assert 'href="../../documents/WY-CX-05/#c4.1.4.1"' in page
    assert 'href="../../registers/committee_submissions/#BS-YH-2026-007"' in page
    assert "迟 3 天" in page
    assert "| 2025 | 24 | 23 | 1 | 0 | 95.8% |" in page


def test_the_calendar_has_every_year_from_the_first_occurrence_to_the_next(tree: Path) -> None:
    years = sorted(p.stem for p in (tree / "duties").glob("2*.md"))
    assert years == ["2025", "2026", "2027"]
    last = cells((tree / "duties/2027.md").read_text("utf-8"))
    assert "未到" in last["2027-12-31"]
    assert "还没有公布" in (tree / "duties/2027.md").read_text("utf-8")


def test_a_day_tells_how_many_of_the_projects_are_done_and_whether_it_is_worked(tree: Path) -> None:
    shown = cells((tree / "duties/2026.md").read_text("utf-8"))
    assert "待办 0/2 两人一同开启投诉箱" in shown["2026-11-29"]
    assert "迟办 2/2 报送上月财务损益表" in shown["2026-05-05"]
    assert "休" in shown["2026-10-01"]
    assert "班" in shown["2026-10-10"]
    assert len([day for day in shown if day]) == 365


def test_a_hundred_projects_are_one_line_of_a_day_and_one_row_of_what_comes(folder: Folder) -> None:
    folder.declare_projects()
    pages = pages_of(folder, per="project", scope=HUNDRED, evidence=BY_PROJECT)
    assert cells(pages["duties/2026.md"])["2026-12-05"] == " 5 周六 待办 0/100 清点"
    assert pages["duties/2026.md"].count("<li>") < 40
    pending = pages["duties/index.md"].split('data-sk-states="missed open"')[1].split("</table>")[0]
    dues = re.findall('data-due="([^"]+)"', pending)
    assert len(dues) == len(set(dues)) == pending.count(" 个项目</td>")
    assert dues[-1] == "2026-12-05"
    assert '<th scope="row">第7园</th>' in pages["duties/T-04.md"]
    yearly = events(pages["duties/feeds/all.ics"])
    assert len(yearly) < 30
    assert str(yearly["T-04/2026-12-05@shoukong"]["SUMMARY"]) == "清点（100 个项目）"


def test_a_duty_of_the_firm_needs_no_projects(folder: Folder) -> None:
    pages = pages_of(folder)
    assert "项目" not in pages["duties/index.md"] + pages["duties/T-04.md"]
    assert "全公司" not in pages["duties/index.md"] + pages["duties/T-04.md"]
    assert [path for path in pages if "project-" in path] == []
    assert "未办 清点" in cells(pages["duties/2026.md"])["2026-10-05"]


def test_a_duty_with_a_fault_still_has_its_page(folder: Folder) -> None:
    pages = pages_of(folder, repeat="FREQ=MONTHLY;BYMONTHDAY=0")
    assert "不能判断" in pages["duties/index.md"]
    assert "不能判断" in pages["duties/T-04.md"]


def test_the_calendar_says_that_things_stand_on_their_due_day(folder: Folder) -> None:
    pages = pages_of(folder, window_days="20")
    assert "各项写在到期日" in pages["duties/2026.md"]
    assert "清点" in cells(pages["duties/2026.md"])["2026-12-05"]
    assert "清点" not in cells(pages["duties/2026.md"])["2026-12-04"]


def test_a_title_of_markup_stays_a_text(folder: Folder) -> None:
    pages = pages_of(folder, title="'<img src=x onerror=alert(1)> | *清点*'")
    for path, text in pages.items():
        assert "<img" not in text.split("---", 2)[-1] or path.endswith(".ics"), path


def test_a_portal_without_duties_has_no_pages_of_them(folder: Folder) -> None:
    portal = load_portal(folder.root, TODAY)
    with evaluate(portal) as evaluation:
        assert list(duty_pages(View(evaluation))) == []


def test_a_feed_is_read_by_the_library_and_holds_what_a_subscriber_needs(tree: Path) -> None:
    text = (tree / "duties/feeds/project-YH.ics").read_text("utf-8")
    calendar = icalendar.Calendar.from_ical(text)
    assert str(calendar["X-WR-CALNAME"]) == "定期义务 · 云杉苑"
    assert calendar["REFRESH-INTERVAL"].to_ical() == b"P1D"
    event = events(text)["R5-07/YH/2026-05-05@portal.example"]
    assert event["DTSTART"].dt == DAY(2026, 5, 5)
    assert event["DTEND"].dt == DAY(2026, 5, 6)
    assert event["DTSTAMP"].dt == datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
    assert str(event["SUMMARY"]) == "已完成（迟办）：报送上月财务损益表（云杉苑）"
    assert event["CATEGORIES"].to_ical().decode() == "物业部"
    assert str(event["URL"]) == "https://portal.example/duties/R5-07/"
    told = str(event["DESCRIPTION"])
    assert "条款：WY-CX-05 第 4.1.4.1 条" in told
    assert "办理期：2026-05-01 至 2026-05-05（5 日）" in told
    assert "状态（2026-11-23）：迟办" in told
    assert "BS-YH-2026-007（2026-05-08）" in told


def test_a_feed_is_folded_and_ends_its_lines_as_the_standard_says(tree: Path) -> None:
    for path in (tree / "duties/feeds").glob("*.ics"):
        lines = path.read_bytes().split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert b"\n" not in b"".join(lines)


def test_feeds_are_for_all_each_department_and_each_project(tree: Path, what_ships: Evaluation) -> None:
    feeds = {p.stem: events(p.read_text("utf-8")) for p in (tree / "duties/feeds").glob("*.ics")}
    departments = what_ships.portal.ruling_document.figures["departments"]  # type: ignore[union-attr]
    projects = ("project-HT", "project-ML", "project-YH")
    assert feeds.keys() == {"all", *projects, *map(department_slug, departments)}
    assert all(re.fullmatch("[A-Za-z0-9-]+", name) for name in feeds)
    assert feeds["all"].keys() == {uid for name in departments for uid in feeds[department_slug(name)]}
    page = (tree / "duties/feeds.md").read_text("utf-8")
    assert all(f"{slug}.ics" in page for slug in feeds)
    assert all(name in page for name in departments)


def test_every_event_is_the_one_day_on_which_something_falls_due_however_long_its_window(tree: Path) -> None:
    found = {
        uid: event
        for path in (tree / "duties/feeds").glob("*.ics")
        for uid, event in events(path.read_text("utf-8")).items()
    }
    for uid, event in found.items():
        if not (named := re.search(r"\d{4}-\d\d-\d\d$", uid.split("@")[0])):
            continue  # a follow-up is named by its record
        due = DAY.fromisoformat(named[0])
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (due, due + datetime.timedelta(days=1)), uid
        assert f" 至 {due}（" in str(event["DESCRIPTION"]), uid
        assert event["TRANSP"] == "TRANSPARENT"
    told = [re.search(r"办理期：\S+ 至 \S+（(\d+) 日）", str(event["DESCRIPTION"])) for event in found.values()]
    assert max(int(match[1]) for match in told if match) > 300


def test_what_is_done_or_missed_is_marked_and_no_longer_brought_to_mind(tree: Path) -> None:
    found = events((tree / "duties/feeds/all.ics").read_text("utf-8"))
    marks = {"按时": "已完成：", "迟办": "已完成（迟办）：", "未办": "未办：", "待办": "", "未到": ""}
    seen = set()
    for uid, event in found.items():
        state = re.search(r"状态（2026-11-23）：(\S+)", str(event["DESCRIPTION"]))
        assert state is not None
        mark = marks[state[1]]
        seen.add(state[1])
        assert str(event["SUMMARY"]).startswith(mark) and (mark or "：" not in str(event["SUMMARY"])), uid
        assert bool(event.walk("VALARM")) is not bool(mark), uid
    assert seen == set(marks)


def reminders(folder: Folder, days: int) -> list[datetime.timedelta]:
    """When a calendar program reminds of a duty with so long a window, from the start of its due day."""
    pages = pages_of(folder, window_days=str(days), repeat="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=5")
    event = events(pages["duties/feeds/all.ics"])["T-04/2026-12-05@shoukong"]
    return [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]


@pytest.mark.parametrize(("days", "wanted"), [(1, [9]), (2, [-15]), (14, [-15]), (15, [-159, -15]), (60, [-159, -15])])
def test_a_reminder_comes_at_nine_while_there_is_time_to_act(folder: Folder, days: int, wanted: list[int]) -> None:
    assert reminders(folder, days) == [datetime.timedelta(hours=hours) for hours in wanted]


def test_an_event_keeps_its_identifier_when_its_duty_is_done(folder: Folder) -> None:
    before = events(pages_of(folder, as_of=DAY(2026, 1, 1), repeat="FREQ=MONTHLY;BYMONTHDAY=5")["duties/feeds/all.ics"])
    portal = load_portal(folder.root, DAY(2026, 3, 1))
    with evaluate(portal) as evaluation:
        pages = {o.path: o.content for o in duty_pages(View(evaluation))}
    after = events(pages["duties/feeds/all.ics"].decode())  # type: ignore[union-attr]
    done = {uid for uid, event in after.items() if str(event["SUMMARY"]).startswith("已完成")}
    assert done and done <= before.keys()


def test_a_feed_reaches_from_a_year_back_to_a_year_ahead(tree: Path) -> None:
    dues = [e["DTEND"].dt for e in events((tree / "duties/feeds/all.ics").read_text("utf-8")).values()]
    assert DAY(2025, 11, 23) <= min(dues) <= DAY(2025, 12, 1)
    assert max(dues) >= DAY(2027, 11, 23)


def test_a_project_whose_code_no_host_takes_has_a_plain_name() -> None:
    axis = ScopeAxis("project", "项目", "projects")
    assert scope_slug(Scope("YH", axis=axis)) == "project-YH"
    assert re.fullmatch("project-[0-9a-f]{8}", scope_slug(Scope("云杉/1", axis=axis)))


def test_what_was_not_done_in_time_is_told_in_english_but_for_names_that_the_firm_gave(
    what_ships: Evaluation,
) -> None:
    found = [item for item in what_ships.findings if item.code in ("duty-missed", "duty-late")]
    assert {item.code for item in found} == {"duty-missed", "duty-late"}
    for item in found:
        told = message_of(item, "en").replace(item.facts["title"], "").replace("云杉苑", "").replace("茉莉湾", "")
        assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]", told) == [], told


def test_a_round_tells_the_worst_of_its_occurrences(what_ships: Evaluation) -> None:
    weekly = next(r for r in what_ships.executable.duty_results if r.duty.id == "D-01")
    one = next(r for r in joint_occurrences(weekly.occurrences) if r.due == DAY(2026, 11, 29))
    assert [one.tally(day).state for day in (DAY(2026, 11, 22), DAY(2026, 11, 23), DAY(2026, 11, 30))] == [
        DutyState.UPCOMING,
        DutyState.OPEN,
        DutyState.MISSED,
    ]
    assert [tally_words(tally) for _, tally in one.timeline(DAY(2026, 11, 22))] == [
        "未到 0/2",
        "待办 0/2",
        "未办 0/2",
    ]
    assert {len(r.occurrences) for r in apart(weekly.occurrences, 2)} == {1}
    assert {len(r.occurrences) for r in apart(weekly.occurrences, 1)} == {2}
