"""Dossiers: what a template says on the page of each record, by which figures, and that cells stay text."""

import datetime
import re
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
import yaml
from conftest import PROJECT, TODAY, Folder
from hypothesis import example, given, settings
from hypothesis import strategies as st
from revised import write_revisions

from shoukong.dossier import Dossier, parse_dossier, plain
from shoukong.evaluation import Evaluation, evaluate
from shoukong.finding import Finding
from shoukong.pages.dossier_pages import dossier_pages
from shoukong.pages.navigation import navigation
from shoukong.pages.output import cell
from shoukong.pages.register_pages import write_register
from shoukong.pages.view import View
from shoukong.portal import load_portal

TEMPLATE = "docs/dossiers/people.md"
ORDERS = """
## 接单 {#orders}

{{ record.name }}经办的接单：

```query
title: 经办的接单
empty: 没有接过单
sql: |
  SELECT person AS record, received_on AS "on", order_no AS link, order_no AS 接单编号, content AS 内容, amount AS 金额,
    urgent AS 加急, amount > 1000 AS wrong
  FROM orders ORDER BY received_on DESC
```
"""


def query(sql: str, extra: str = "") -> str:
    """A template of one query."""
    return f"```query\ntitle: 查询\n{extra}sql: {sql}\n```\n"


def pages_of(folder: Folder) -> dict[str, str]:
    """The pages of dossiers by their paths."""
    portal = load_portal(folder.root, TODAY, TODAY)
    with evaluate(portal) as evaluation:
        return {page.path: str(page.content) for page in dossier_pages(View(evaluation))}


def page_of(folder: Folder, template: str, number: str = "P-01") -> str:
    """The page of a person with a template."""
    folder.write(TEMPLATE, template)
    return pages_of(folder)[f"people/{number}.md"]


def faults(folder: Folder, template: str) -> list[Finding]:
    """What the check finds in a template."""
    folder.write(TEMPLATE, template)
    return [found for found in folder.findings() if found.place.path == TEMPLATE]


def test_a_template_stands_between_the_records_own_cells_and_the_records_that_lead_to_it(folder: Folder) -> None:
    page = page_of(folder, ORDERS)
    places = [page.index(text) for text in ("sk-particulars", "甲经办的接单", "sk-listing", "接单登记表(3)")]
    assert places == sorted(places)
    assert "ID1" not in page
    assert folder.findings() == ()


def test_numbers_of_other_records_stand_with_their_names(folder: Folder) -> None:
    folder.replace("forms/orders.yaml", "date: received_on", "date: received_on\ndossier: 接单档案")
    pages = pages_of(folder)
    assert 'P-01</a> <span class="sk-name">甲</span>' in pages["orders/O-2025-001.md"]
    assert "P-01 甲" in pages["orders/index.md"]


def test_a_listing_shows_the_rows_of_its_record_in_the_order_of_the_query(folder: Folder) -> None:
    shown = page_of(folder, ORDERS).split("sk-listing")[1].split("</table>")[0]
    numbers = ("O-2026-002", "O-2026-001", "O-2025-001")
    assert [n for n in numbers if f'<a href="../../registers/orders/#{n}">{n}</a>' in shown] == list(numbers)
    assert [shown.index(n) for n in numbers] == sorted(shown.index(n) for n in numbers)
    assert "O-2025-002" not in shown
    assert '<th style="text-align: right">金额</th>' in shown
    assert "<th>on</th>" not in shown and "<th>wrong</th>" not in shown and "<th>record</th>" not in shown
    assert shown.count("不符合") == 1 and shown.count(">符合<") == 2
    assert "<td>是</td>" in shown


def test_a_record_without_rows_says_so_in_the_words_of_the_query(folder: Folder) -> None:
    folder.replace("records/people/people.csv", "P-02,乙", "P-03,丙,,,A/0\nP-02,乙")
    page = page_of(folder, ORDERS, "P-03")
    assert "<b>经办的接单</b>：没有接过单" in page
    assert "还没有与它有关的记录" in page


def test_an_empty_cell_prints_as_nothing_and_truth_as_a_word(folder: Folder) -> None:
    page = page_of(folder, "电话（{{ record.phone }}）{% if not record.phone %}没有留{% endif %}", "P-02")
    assert "电话（）没有留" in page


@pytest.mark.parametrize(("chart", "sign"), [("pareto", "累计%"), ("bar", "sk-chart-bar"), ("line", "sk-chart-line")])
def test_a_chart_is_drawn_from_label_and_value(folder: Folder, chart: str, sign: str) -> None:
    sql = "SELECT person AS record, content AS label, pieces AS value FROM orders ORDER BY value DESC"
    page = page_of(folder, query(sql, f"chart: {chart}\n"))
    assert '<figure class="sk-chart">' in page and sign in page
    assert folder.findings() == ()


def test_a_chart_with_more_columns_keeps_them_in_a_table(folder: Folder) -> None:
    sql = "SELECT person AS record, content AS label, pieces AS value, channel AS 渠道 FROM orders"
    page = page_of(folder, query(sql, "chart: bar\n"))
    assert "<th>项目</th>" in page and ">渠道</th>" in page


def test_one_row_of_many_columns_is_a_list_of_facts(folder: Folder) -> None:
    sql = "SELECT person AS record, order_no AS 一, 2 AS 二, 3 AS 三, 4 AS 四, 5 AS 五, 6 AS 六, 7 AS 七 FROM orders"
    assert "<dt>七</dt><dd>7</dd>" in page_of(folder, query(sql), "P-02")


def test_thousands_of_records_are_told_by_queries_asked_once(folder: Folder) -> None:
    """Every record has its own rows, though they are fetched for many records at a time."""
    people = [f"P-{i:04},人{i},,,A/0" for i in range(3, 453)]
    folder.write("records/people/more.csv", "person,name,phone,identity_no,form_revision\n" + "\n".join(people) + "\n")
    folder.write(TEMPLATE, query("SELECT person AS record, name AS 姓名 FROM people ORDER BY name DESC"))
    pages = pages_of(folder)
    assert len(pages) == 453
    for i in range(3, 453):
        shown = pages[f"people/P-{i:04}.md"].split("sk-listing")[1].split("</table>")[0]
        assert f"<td>人{i}</td>" in shown and shown.count("<tr>") == 2


def test_a_page_shows_a_bounded_number_of_rows_and_says_how_many_more_there_are(folder: Folder) -> None:
    page = page_of(folder, query("SELECT 'P-01' AS record, i AS 序 FROM range(1234) t(i)"))
    assert page.split("sk-listing")[1].count("<tr>") == 201
    assert "另有 1034 行" in page


def test_the_figures_are_those_of_the_revision_in_force_on_the_day_of_the_row(folder: Folder) -> None:
    """Orders of January are held against seven pieces, those of March against eight, in the order of the query."""
    write_revisions(folder.root, "2026-02-01", ("", ""), (7, 8))
    sql = 'SELECT person AS record, received_on AS "on", order_no AS 编号, $pieces AS 限 FROM orders ORDER BY 3 DESC'
    shown = page_of(folder, query(sql, "document: QM-01\n")).split("sk-listing")[1].split("</table>")[0]
    cells = re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]+)", shown)
    assert cells == ["O-2026-002", "8", "O-2026-001", "7", "O-2025-001", "7"]


def test_a_query_that_brings_its_reader_down_takes_no_other_along(folder: Folder) -> None:
    sound, bad = "SELECT person AS record, name AS 姓名 FROM people", "SELECT repeat('x', 9000000000) AS record"
    page = page_of(folder, query(sound) + query(bad) + query(sound))
    assert page.count("<td>甲</td>") == 2
    assert page.count("查询不能运行") == 1


def test_a_query_that_fails_only_when_it_runs_leaves_a_word_on_the_page(folder: Folder) -> None:
    sql = "SELECT person AS record, error(name) AS 错 FROM people"
    assert "查询不能运行" in page_of(folder, query(sql))


@pytest.mark.parametrize(
    ("template", "code", "line"),
    [
        (query("SELECT person FROM people"), "query-column", 3),
        (query("SELECT person AS record FROM peeple"), "query-faulty", 3),
        (query("|\n  SELECT person AS record,\n    nome AS 姓名\n  FROM people"), "query-faulty", 5),
        (query("SELECT person AS record, identity_no AS 证件 FROM people"), "query-faulty", 3),
        (query("SELECT content AS record FROM read_text('/etc/passwd')"), "query-forbidden", 3),
        (query("SELECT 1 AS record; SELECT 2 AS record"), "query-not-one", 3),
        (query("SELECT person AS record, name AS label FROM people", "chart: bar\n"), "query-column", 4),
        (query("SELECT person AS record FROM people WHERE name = $unknown"), "figure-missing", 3),
        (query("SELECT person AS record FROM people", "chart: pie\n"), "value-kind", 3),
        (query("SELECT person AS record FROM people", "colour: red\n"), "key-unknown", 3),
        ("```query\ntitle: 查询\n```\n", "key-missing", 2),
        ("```query\ntitle: [\n```\n", "yaml-syntax", 2),
        ("## 概况\n{{ record.nome }}\n", "dossier-name", 2),
        ("{{ record['identity_no'] }}\n", "dossier-name", 1),
        ("{{ today }}\n", "dossier-name", 1),
        ("{% if record.name %}\n", "dossier-unprintable", 1),
        ("一\n{% filter upper %}{{ record.name }}{% endfilter %}\n", "dossier-unprintable", 2),
        ("<script>alert(1)</script>\n", "dossier-cell-place", 1),
        ("<b title={{ record.name }}>x</b>\n", "dossier-cell-place", 1),
        ("一\n[x]: {{ record.name }}\n", "dossier-cell-place", 2),
        ("## 标题 {: title={{ record.name }} }\n", "dossier-cell-place", 1),
    ],
)
def test_the_check_finds_faults_of_a_template_at_their_lines(
    folder: Folder, template: str, code: str, line: int
) -> None:
    assert {(found.code, found.place.line) for found in faults(folder, template)} == {(code, line)}


def test_the_check_does_not_run_the_queries(folder: Folder) -> None:
    endless = (
        "SELECT a.range AS record FROM range(10000000) a, range(10000000) b, range(9) c WHERE a.range + b.range < 0"
    )
    start = datetime.datetime.now(datetime.UTC)
    assert faults(folder, query(endless)) == []
    assert (datetime.datetime.now(datetime.UTC) - start).total_seconds() < 5


def test_a_faulty_template_leaves_the_page_as_without_one(folder: Folder) -> None:
    without = pages_of(folder)
    folder.write(TEMPLATE, "{% if %}")
    assert pages_of(folder) == without


def test_lists_of_dossiers_have_a_tab_of_their_own_or_one_together(folder: Folder) -> None:
    portal = load_portal(folder.root, TODAY, TODAY)
    with evaluate(portal) as evaluation:
        assert {"人员档案": ["people/index.md"]} in navigation(View(evaluation))
    folder.replace("forms/orders.yaml", "schema:\n", "dossier: 接单档案\nschema:\n")
    portal = load_portal(folder.root, TODAY, TODAY)
    with evaluate(portal) as evaluation:
        lists = next(section["档案"] for section in navigation(View(evaluation)) if "档案" in section)
    assert sorted(lists, key=str) == [{"人员档案": "people/index.md"}, {"接单档案": "orders/index.md"}]


def test_a_record_leads_to_all_the_dossiers_that_it_belongs_to(folder: Folder, tmp_path: Path) -> None:
    folder.replace("forms/orders.yaml", "schema:\n", "dossier: 接单档案\nschema:\n")
    portal = load_portal(folder.root, TODAY, TODAY)
    with evaluate(portal) as evaluation:
        write_register(View(evaluation), portal.forms_by_name["orders"], tmp_path / "data")
    index = yaml.safe_load((tmp_path / "data/index.json").read_text("utf-8"))
    entry = yaml.safe_load((tmp_path / "data/0001.json").read_text("utf-8"))[0]
    belongs = dict(zip((d["table"] for d in index["dossiers"]), entry["dossiers"], strict=True))
    assert belongs == {"people": "P-01", "orders": "O-2025-001"}


# Whatever a cell holds, it stays text ---------------------------------------------------------------------------------

NAMES = list(yaml.safe_load((PROJECT / "hooks/shoukong/pages/site.yml").read_text("utf-8"))["markdown_extensions"])
MARKS = st.sampled_from(
    ["<script>", "</p>", "**", "`", "```", "\n", "\n\n", "# ", "- ", "1. ", "!!! note", "??? x", "[a](b)", "{: #x }",
     "{{ 1 }}", "{% x %}", "|", "---", "===", "&lt;", "&#60;", "\\", "[^1]", "*[a]:", ": ", "    ", "\x02", "\u2028",
     '"', "'", "](javascript:x)", "http://a.b", "<!--", "-->", "~~~", "> ", "+ ", "_a_", "甲", "a", "0", "klzzwxh:0001"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(MARKS, st.text(max_size=5)), max_size=12).map("".join)


class Reader(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> Reader:
    """What a browser gets of some Markdown with the site's extensions."""
    reader = Reader()
    reader.feed(markdown.markdown(text, extensions=NAMES))
    reader.close()
    return reader


def template(text: str) -> Dossier:
    """A sound template."""
    dossier, findings = parse_dossier(text, TEMPLATE)
    assert findings == ()
    assert dossier is not None
    return dossier


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("<img src=x onerror=alert(1)>")
@example("??? note")
@example("    code")
@example("- a\n- b")
def test_a_cell_in_a_template_can_never_become_markup(text: str) -> None:
    printed = template("{{ record.a }}\n\n甲 {{ record.a }} 乙\n\n- {{ record.a }}\n").print({"a": text}, ())
    reader = read(printed)
    assert set(reader.tags) <= {"p", "ul", "li"}
    assert reader.attributes == []
    if text.isprintable():
        assert " ".join(text.split()) in " ".join(reader.text.split()) or not text.strip()


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_cell_in_a_listing_can_never_become_markup(text: str) -> None:
    reader = read(f'<div class="a"><table><tr><td>{cell(text)}</td></tr></table></div>\n\n甲\n')
    assert reader.tags == ["div", "table", "tr", "td", "p"]
    assert reader.attributes == [("class", "a")]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_text_says_the_same_after_it_is_escaped(text: str) -> None:
    reader = Reader()
    reader.feed(plain(text))
    reader.close()
    assert reader.text == " ".join(text.split())


@pytest.mark.parametrize(
    "escape",
    [
        "{{ '<' ~ record.a }}",
        "{{ record.a | safe }}",
        "{{ record.a | replace('x', '<b>') }}",
        "{% set b = record.a %}{{ b }}",
    ],
)
def test_no_filter_lets_a_cell_out(escape: str) -> None:
    assert "<" not in template(escape).print({"a": "<x>"}, ())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(MARKS, st.sampled_from(["```query\n", "title: x\n", "sql: y\n"]), st.text(max_size=9))))
def test_no_text_makes_the_parser_raise(parts: list[str]) -> None:
    dossier, findings = parse_dossier("".join(parts), TEMPLATE)
    assert (dossier is None) == bool(findings)


def test_the_shipped_templates_print_for_every_record(what_ships: Evaluation, shipped_pages: dict[str, str]) -> None:
    assert {"survey_reports", "event_agreements", "units"} <= set(what_ships.portal.dossiers_by_table)
    assert len(shipped_pages) > 100
    pages = shipped_pages.values()
    assert [page for page in pages if "不能运行" in page or "不能印出" in page] == []


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("event_agreements/HY-2026-004.md", ["预留与空房"]),
        ("event_agreements/HY-2026-001.md", ["预留与空房"]),
        ("event_agreements/HY-2026-005.md", ["会签的步骤"]),
        ("event_agreements/HY-2025-007.md", ["预付金"]),
        ("event_agreements/HY-2025-001.md", []),
        ("survey_reports/DB-2025-02.md", ["报告所写与登记册核对"]),
        ("survey_reports/DB-2026-03.md", []),
        ("units/YH-02-0302.md", ["违规的处理"]),
    ],
)
def test_what_is_not_in_order_is_marked_in_the_shipped_dossiers(
    shipped_pages: dict[str, str], address: str, titles: list[str]
) -> None:
    page = shipped_pages[address]
    parts = re.split(r"<caption>|sk-listing-title\">", page)[1:]
    assert [re.split(r"[<]", part)[0].strip() for part in parts if ">不符合<" in part] == titles


@pytest.fixture(scope="module")
def shipped_pages(what_ships: Evaluation) -> dict[str, str]:
    """The pages of the shipped dossiers."""
    return {page.path: str(page.content) for page in dossier_pages(View(what_ships))}
