"""Charts say in words and numbers what they draw, stand in Markdown, and keep their labels apart."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import markdown
import pytest
from conftest import PROJECT
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from shoukong.pages.chart import STYLES, Series, bar_chart, pareto_chart, spark, trend_chart

HALVES = ("2023上半年", "2023下半年", "2024上半年", "2024下半年", "2025上半年", "2025下半年", "2026上半年")
MONTHS = tuple(f"{2023 + i // 12}-{i % 12 + 1:02}" for i in range(40))
COUNTS = (24, 18, 11, 7, 4, 3, 2, 1)

texts = st.text(max_size=30)
numbers = st.none() | st.floats() | st.integers(-(10**6), 10**6)
rows = st.lists(st.tuples(texts, numbers), max_size=45)


def root_of(html: str) -> ElementTree.Element:
    """The figure as XML."""
    return ElementTree.fromstring(html)


def table_of(html: str) -> list[list[str]]:
    """The rows of the table behind a chart."""
    return [["".join(cell.itertext()) for cell in row] for row in root_of(html).iterfind(".//tbody/tr")]


def sentence_of(html: str) -> str:
    """What the drawing is said to show."""
    return root_of(html).findtext(".//desc") or ""


def words_of(html: str, kind: str) -> list[str]:
    """The texts of one kind in the wide drawing."""
    wide = next(svg for svg in root_of(html).iter("svg") if svg.get("class") == "sk-chart-wide")
    return ["".join(text.itertext()) for text in wide.iter("text") if text.get("class") == kind]


def trend(*values: float | None, labels: tuple[str, ...] = HALVES, **options) -> str:
    """A trend of one line."""
    return trend_chart("满意率", labels[: len(values)], [Series("满意率", values)], **options)


def pareto(*values: float, **options) -> str:
    """A Pareto chart of bars named 甲, 乙, 丙, …"""
    return pareto_chart("排列图", list(zip("甲乙丙丁戊己庚辛壬癸", values, strict=False)), **options)


# Words and numbers


def test_a_trend_says_its_range_and_its_last_value_against_the_target() -> None:
    html = trend(86.2, 88.4, 93.1, unit="%", target=90, target_text="目标 ≥ 90%")
    assert sentence_of(html) == (
        "2023上半年 至 2024上半年，3 个时段：最低 86.2%，最高 93.1%。"
        "最近一期（2024上半年）为 93.1%，高于目标线（目标 ≥ 90%）。"
    )
    assert table_of(html) == [["2023上半年", "86.2"], ["2023下半年", "88.4"], ["2024上半年", "93.1"]]


def test_the_last_value_is_the_last_that_is_known() -> None:
    assert "最近一期（2023下半年）为 4 件，与目标线持平（目标 4 件）" in sentence_of(
        trend(5, 4, None, unit="件", target=4)
    )


def test_a_period_that_still_runs_is_hollow_and_said() -> None:
    html = trend(1, 2, 3, marks=["2024上半年", "2030"])
    assert html.count("sk-chart-hollow") == 2  # in the wide and in the narrow drawing
    assert "2024上半年 仍在进行，以空心点表示。" in sentence_of(html)
    assert table_of(html)[-1] == ["2024上半年（进行中）", "3"]


def test_a_line_has_a_gap_where_there_is_no_value_and_a_lonely_point_is_seen() -> None:
    svg = root_of(trend(1, None, 3, None, 5, 6)).find("svg")
    assert svg is not None
    line = next(path.get("d", "") for path in svg.iter("path") if path.get("class") == "sk-chart-line sk-s0")
    marks = [path for path in svg.iter("path") if "sk-chart-mark" in path.get("class", "")]
    assert (line.count("M"), line.count("L"), len(marks)) == (3, 1, 4)


def test_one_period_is_a_point() -> None:
    html = trend(3, unit="件", target=5)
    assert (
        sentence_of(html)
        == "2023上半年，一个时段：只有一个数值。最近一期（2023上半年）为 3 件，低于目标线（目标 5 件）。"
    )
    assert html.count('class="sk-chart-mark') == 2


def test_twelve_lines_differ_by_dash_and_marker_and_not_only_by_colour() -> None:
    style = (PROJECT / "hooks/shoukong/pages/assets/portal.css").read_text("utf-8")
    dashes = re.findall(r"\.sk-chart-line:is\((.*?)\) \{ stroke-dasharray", style)
    html = trend_chart("线", HALVES[:2], [Series(str(i), (i, i + 1)) for i in range(STYLES)])
    shapes = re.findall(r'sk-s(\d+)" viewBox.*?class="sk-chart-mark" d="M[\d. ]+(.*?)"', html)
    looks = {(shape, next((d for d in dashes if f".sk-s{i}," in d), "")) for i, shape in shapes}
    assert len(looks) == STYLES == len(shapes)


def test_many_lines_are_summed_up() -> None:
    html = trend_chart("线", HALVES[:1], [Series(f"项目{i}", (i,)) for i in range(8)], unit="件", target=2)
    assert "项目5 5 件等 8 项；2 项低于目标线（目标 2 件）。" in sentence_of(html)


def test_bars_tell_the_ends_and_what_is_missing() -> None:
    html = bar_chart("投诉", ["甲", "乙", "丙"], [12, None, 3], unit="件", target=5)
    assert sentence_of(html) == "共 3 项：最高是甲，12 件；最低是丙，3 件；1 项没有数据。1 项低于目标线（目标 5 件）。"
    assert table_of(html) == [["甲", "12"], ["乙", "—"], ["丙", "3"]]


def test_bars_start_from_zero_to_both_sides() -> None:
    svg = root_of(bar_chart("差额", ["甲", "乙"], [10, -5])).find("svg")
    assert svg is not None
    up, down = [(float(bar.get("y", 0)), float(bar.get("height", 0))) for bar in svg.iter("rect")]
    assert up[0] + up[1] == pytest.approx(down[0], abs=0.2)
    assert up[1] == pytest.approx(2 * down[1], abs=0.2)


@pytest.mark.parametrize(
    "html", [trend_chart("图", (), ()), bar_chart("图", (), ()), pareto_chart("图", ()), trend(None)]
)
def test_nothing_to_draw_is_said(html: str) -> None:
    assert "没有数据" in "".join(root_of(html).itertext())
    assert root_of(html).find("svg") is None


def test_what_cannot_be_ranked_is_said_with_its_numbers() -> None:
    assert "各项都是零" in pareto(0, 0)
    assert "有小于零的数，不能排列" in pareto(3, -1)
    assert table_of(pareto(3, -1)) == [["甲", "3", "—", "—"], ["乙", "-1", "—", "—"]]


def test_decimals_of_a_database_are_numbers_too() -> None:
    values = (Decimal("86.20"), Decimal("93.1"))
    assert trend(*values, target=Decimal(90)) == trend(86.2, 93.1, target=90)
    assert pareto(Decimal("2.50"), 1) == pareto(2.5, 1.0)


def test_values_and_labels_must_match() -> None:
    with pytest.raises(ValueError, match="zip"):
        bar_chart("图", ["甲"], [1, 2])


# Axes


@pytest.mark.parametrize(
    ("values", "options", "ticks"),
    [
        ((86.2, 93.1), {"unit": "%"}, ["86%", "88%", "90%", "92%", "94%"]),
        ((86.2, 100), {"unit": "%"}, ["85%", "90%", "95%", "100%"]),
        ((95, 95), {"unit": "%"}, ["0%", "20%", "40%", "60%", "80%", "100%"]),
        ((0, 0), {}, ["0", "1"]),
        ((0, 2), {}, ["0", "1", "2"]),
        ((-5, 8), {}, ["−5", "0", "5", "10"]),
        ((-3, -3), {}, ["−3", "−2", "−1", "0"]),
        ((0.1, 0.3), {}, ["0", "0.1", "0.2", "0.3"]),
        ((12_000_000, 1), {}, ["0", "500万", "1000万", "1500万"]),
        ((3_200_000_000, 0), {}, ["0", "10亿", "20亿", "30亿", "40亿"]),
    ],
)
def test_an_axis_has_round_steps(values: tuple[float, ...], options: dict[str, str], ticks: list[str]) -> None:
    assert words_of(trend(*values, **options), "sk-chart-left") == ticks


def test_labels_of_forty_periods_are_thinned_and_the_last_stays() -> None:
    labels = words_of(trend(*range(40), labels=MONTHS), "sk-chart-label")
    assert 4 <= len(labels) <= 12
    assert labels[-1] == MONTHS[-1]


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_an_axis_holds_its_values_in_few_steps(first: float, second: float) -> None:
    assert 2 <= len(words_of(trend(first, second), "sk-chart-left")) <= 8


# Pareto


def worked_example() -> list[tuple[str, str, str, str]]:
    """The table of appendix B of the satisfaction procedure: item, count, cumulative count, percentage."""
    text = (PROJECT / "docs/documents/WY-CX-02.md").read_text("utf-8")
    return re.findall(r"^\| (\S+) \| (\d+) \| (\d+) \| ([\d.]+)% \| \S+因素 \|$", text, re.MULTILINE)


def test_the_worked_example_of_the_procedure_comes_out_to_the_digit() -> None:
    example = worked_example()
    assert tuple(int(row[1]) for row in example) == COUNTS
    html = pareto_chart(
        "不满意评价", [(row[0], int(row[1])) for row in reversed(example)], unit="项", thresholds=(80, 90)
    )
    assert table_of(html) == [list(row) for row in example]
    assert [row[3] for row in table_of(html)] == ["34.3", "60.0", "75.7", "85.7", "91.4", "95.7", "98.6", "100.0"]
    assert sentence_of(html) == (
        "共 8 项，合计 70 项。主要因素（之前累计低于 80%）：停车管理、维修服务、清洁卫生、安全防范，累计占 85.7%。"
        "次要因素（之前累计低于 90%）：绿化养护，累计占 91.4%。"
    )
    assert html.count("sk-chart-lesser") == 2 * 4  # all but the main factors, in both drawings


def test_percentages_are_rounded_half_up_and_never_summed() -> None:
    assert [row[3] for row in table_of(pareto(667, 667, 666))] == ["33.4", "66.7", "100.0"]
    assert [row[3] for row in table_of(pareto(*[1] * 7))] == ["14.3", "28.6", "42.9", "57.1", "71.4", "85.7", "100.0"]
    assert [row[2] for row in table_of(pareto(0.2, 0.1, 0.1))] == ["0.2", "0.3", "0.4"]


def test_ties_stay_in_the_given_order() -> None:
    bars = [("丙", 1), ("甲", 2), ("乙", 1), ("丁", 2)]
    assert [row[0] for row in table_of(pareto_chart("图", bars))] == ["甲", "丁", "丙", "乙"]


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=40).filter(any))
def test_cumulative_shares_follow_their_definition_and_end_at_100(counts: list[int]) -> None:
    html = pareto_chart("图", [(str(i), count) for i, count in enumerate(counts)])
    shown, total, running = table_of(html), Decimal(sum(counts)), 0
    for row, count in zip(shown, sorted(counts, reverse=True), strict=True):
        running += count
        share = (running * 100 / total).quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert row[1:] == [str(count), str(running), str(share)]
    assert shown[-1][3] == "100.0"


# Any text, any value


def every_kind(title: str, content: list[tuple[str, float | None]], extra: str) -> Iterator[str]:
    """One of each kind of chart from the same content."""
    labels, values = [name for name, _ in content], [value for _, value in content]
    bars = [(name, value) for name, value in content if value is not None]
    target = values[0] if values else None
    series = [Series(extra, tuple(values)), Series(title, tuple(reversed(values)))]
    yield trend_chart(title, labels, series, unit=extra, target=target, target_text=title, marks=labels[:2])
    yield trend_chart(title, labels, series[:1], unit="%", target=target)
    yield bar_chart(title, labels, values, unit=extra, target=target, target_text=extra)
    yield pareto_chart(title, bars, unit=extra, thresholds=(80, 90))
    yield spark(values, title=title)


@given(texts, rows, texts)
def test_every_chart_is_one_line_of_well_formed_xml(title: str, content: list, extra: str) -> None:
    for html in every_kind(title, content, extra):
        root_of(html)
        assert len(html.splitlines()) == 1
        assert not re.search(r'="[^"]*(?:nan|inf)', html)


@given(texts, rows, texts)
def test_every_coordinate_lies_inside_its_drawing(title: str, content: list, extra: str) -> None:
    for html in every_kind(title, content, extra):
        for svg in root_of(f"<div>{html}</div>").iter("svg"):
            width, height = map(float, svg.get("viewBox", "").split()[2:])
            assert all(0 <= x <= width and 0 <= y <= height for x, y in points_of(svg))


def points_of(svg: ElementTree.Element) -> Iterator[tuple[float, float]]:
    """Every point that a drawing names."""
    for element in svg.iter():
        at = {
            name: float(value) for name, value in element.items() if name in ("x", "y", "cx", "cy", "width", "height")
        }
        if element.tag in ("text", "circle", "rect"):
            x, y = at.get("x", at.get("cx", 0)), at.get("y", at.get("cy", 0))
            yield x, y
            yield x + at.get("width", 0), y + at.get("height", 0)
        for x, y in re.findall(r"[ML]([\d.-]+) ([\d.-]+)", element.get("d", "")):
            yield float(x), float(y)


def test_text_from_data_is_escaped() -> None:
    for html in every_kind('<b onclick="x">&|*_`{{', [("<script>", 1.0), ("{% x %}", 2.0)], '"><img src=x>'):
        assert not re.search(r"<b|<script|<img|\{\{|\{%|\|", html)


def test_a_chart_is_the_same_twice_and_another_has_other_ids() -> None:
    def ids(html: str) -> list[str]:
        return re.findall(r' id="(.*?)"', html)

    assert trend(1, 2) == trend(1, 2)
    both = ids(trend(1, 2)) + ids(trend(1, 3)) + ids(bar_chart("满意率", HALVES[:2], [1, 2])) + ids(pareto(1, 2))
    assert len(both) == len(set(both)) == 16


def test_a_drawing_has_a_name_and_no_colours_of_its_own() -> None:
    html = trend(1, 2, target=3) + pareto(*COUNTS) + bar_chart("图", HALVES, range(7))
    root = root_of(f"<div>{html}</div>")
    drawings = [svg for svg in root.iter("svg") if svg.get("role") == "img"]
    known = {element.get("id"): element for element in root.iter() if element.get("id")}
    for svg in drawings:
        assert [known[id_].tag for id_ in svg.get("aria-labelledby", "").split()] == ["title", "desc"]
    assert len(drawings) == 6
    assert not re.search(r"\b(?:style|fill|stroke)=|#[0-9a-f]{3,6}\b", re.sub(r"&#\d+;", "", html))


def test_a_chart_stands_in_markdown_and_in_a_list() -> None:
    html = pareto(*COUNTS)
    assert (
        markdown.markdown(f"前\n\n{html}\n\n后", extensions=["md_in_html", "attr_list"])
        == f"<p>前</p>\n{html}\n\n<p>后</p>"
    )
    assert html in markdown.markdown(f"- 条款\n\n    {html}\n\n    后", extensions=["md_in_html", "attr_list"])
    tiny = spark([1, 2], title="a|b")
    assert tiny in markdown.markdown(f"| 甲 |\n|---|\n| {tiny} |", extensions=["tables"])


def test_a_spark_says_its_ends() -> None:
    assert root_of(spark([3, None, 5, 4], title="满意率")).findtext("title") == "满意率：最低 3，最高 5，最近 4"
    assert "没有数据" in spark([], title="满意率")


# In a browser


LONG = (
    ("电梯困人后维保单位到场不及时且未书面说明原因", 9),
    ("HVAC 冷却塔 cooling tower 噪声扰民", 7),
    ("停车场出入口道闸", 7),
    ("地下室渗漏", 5),
    ("装修垃圾清运", 4),
    ("儿童游乐设施", 2),
    ("其他未归类的意见与建议（含匿名）", 1),
)
GALLERY = (
    trend(86.2, 88.4, None, 91.25, 90.6, 92.8, 93.1, unit="%", target=90, target_text="目标 ≥ 90%", marks=HALVES[-1:]),
    trend(*[88 + i * 7 % 9 for i in range(40)], labels=MONTHS, unit="%", target=95),
    trend_chart("十二条线", MONTHS, [Series(f"项目{i}", tuple((i + j) % 13 for j in range(40))) for i in range(12)]),
    trend(3, unit="件", target=5),
    bar_chart("各项目", [name for name, _ in LONG], [value for _, value in LONG], unit="件", target=4),
    bar_chart("四十个月", MONTHS, range(40), unit="件", target=30),
    bar_chart("差额", ("一季度", "二季度", "三季度"), (125000.5, -43210, 0), unit="元"),
    pareto(*COUNTS, unit="项", thresholds=(80, 90)),
    pareto_chart("长名称", LONG, unit="次"),
    pareto_chart("四十项", [(f"第{i}个问题", 41 - i) for i in range(1, 41)]),
    bar_chart("没有", (), ()),
)
# Texts of a drawing that leave it, or that lie upon each other (slanted ones have no boxes that tell).
CLASHES = """() => [...document.querySelectorAll('.sk-chart > svg')].flatMap(svg => {
  const box = svg.getBoundingClientRect()
  if (!box.width) return []
  const all = [...svg.querySelectorAll('text')].map(text => ({text, ...text.getBoundingClientRect().toJSON()}))
  const leaves = a => Math.min(a.left - box.left, box.right - a.right, a.top - box.top, box.bottom - a.bottom) < -1
  const level = all.filter(a => !a.text.hasAttribute('transform'))
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5
  const clashes = level.flatMap((a, i) => level.slice(i + 1).filter(b => meet(a, b)).map(b => [a, b]))
  return [...all.filter(leaves).map(a => [a]), ...clashes].map(them => them.map(a => a.text.textContent).join(' / '))
})"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser."""
    fresh = browser.new_page()
    yield fresh
    fresh.close()


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("width", [360, 700, 1100])
def test_labels_keep_clear_and_the_page_is_accessible(page: Page, width: int, scheme: str) -> None:
    style = (PROJECT / "hooks/shoukong/pages/assets/portal.css").read_text("utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(
        f'<!doctype html><html lang="zh"><head><title>图</title><style>{style} html {{ font-size: 125% }} '
        f"body {{ font: 16px sans-serif; background: var(--sk-paper); color: var(--sk-ink) }}</style></head>"
        f'<body data-md-color-scheme="{scheme}"><main class="md-typeset"><h1>图</h1>'
        f"{''.join(GALLERY)}</main></body></html>"
    )
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    assert page.evaluate(CLASHES) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown = page.evaluate("[...document.querySelectorAll('.sk-chart > svg')].filter(svg => svg.clientWidth).length")
    assert shown == len(GALLERY) - 1
    page.add_script_tag(path=PROJECT / "node_modules/axe-core/axe.min.js")
    assert page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))") == []
