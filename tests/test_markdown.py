"""One reader of Markdown: what it takes for code, comment, heading and link is what the site shows."""

import ast
import time
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
import yaml
from conftest import PROJECT
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoukong.control.passage import passages_of
from shoukong.document import parse_document
from shoukong.pages.clause_prose import clause_proses
from shoukong.text.markdown import outline, plain_words
from shoukong.text.markdown_links import links_of, relinked
from shoukong.text.prose import read_markdown, without_comments
from shoukong.text.site_markdown import published

SETTINGS = yaml.safe_load((PROJECT / "hooks/shoukong/pages/site.yml").read_text("utf-8"))["markdown_extensions"]
NAMES = list(SETTINGS)


class Page(HTMLParser):
    """The blocks of code in a page, and its comments."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.comments: list[str] = []
        self.targets: list[str] = []
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [value or "" for name, value in attrs if name in ("href", "src", "data")]
        if tag == "pre":
            self.is_inside = True
            self.blocks.append("")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self.is_inside:
            self.blocks[-1] += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def page(text: str) -> str:
    """The HTML that the site's own extensions make of a text."""
    return markdown.markdown(text, extensions=NAMES, extension_configs=SETTINGS)


def read_page(text: str) -> Page:
    reader = Page()
    reader.feed(page(text))
    reader.close()
    return reader


def code_of_page(text: str) -> list[str]:
    return [block.strip("\n") for block in read_page(text).blocks]


def comments_of_page(text: str) -> list[str]:
    return read_page(text).comments


def code_read(text: str) -> list[str]:
    return [fence.text.strip("\n") for fence in read_markdown(text).fences if fence.is_closed]


MARKS = st.builds(
    lambda indent, sign, length, info: " " * indent + sign * length + info,
    st.integers(0, 3),
    st.sampled_from("`~"),
    st.integers(3, 6),
    st.sampled_from(["", "", "", "rule", " rule", "sql ", "rule 旧", "`x", "{.sql}", ' text title="a b"']),
)
ROWS = st.one_of(MARKS, MARKS, st.sampled_from(["", "", "甲", "  乙", " 丙", "# 戊", "`己`", "``", "> 庚"]))
COMMENTED = st.one_of(
    ROWS, st.sampled_from(["<!--", "-->", "甲<!--乙-->丙", "<!-- `", "` -->", "`<!--`", "<!-->", "``<!-- x", "--!>"])
)


@settings(deadline=None)
@given(st.lists(ROWS, max_size=12).map("\n".join))
@example("```\n甲\n````")
@example("~~~~\n甲\n~~~\n~~~~~")
@example("  ```rule\n甲\n ```\n乙")
@example("```\n    ```\n乙\n```")
@example("  ```\n\t甲\n乙\n  ```")
def test_what_is_read_as_fenced_code_is_what_the_site_shows_as_code(text: str) -> None:
    assert code_of_page(published(text)) == code_read(text)


@settings(deadline=None)
@given(st.lists(COMMENTED, max_size=12).map("\n".join))
@example("``<!-- a -->` x ```<!-- b -->```")
@example("<!<!-- a -->-- b -->")
@example("<!-- a -->```\n<!-- b -->\n```")
def test_taking_comments_out_moves_no_row_and_leaves_none(text: str) -> None:
    shown, open_row = without_comments(text)
    assert shown.count("\n") == text.count("\n")
    assert without_comments(shown) == (shown, open_row)
    if open_row is not None:
        assert "<!--" in shown.split("\n")[open_row]
    elif all(fence.is_closed for fence in read_markdown(shown).fences):
        assert comments_of_page(published(text)) == []


INLINE_LINKS = ["[a](a.md)", "![c](c.png)", "[![d](d.png)](d.md)", "`[i](i.md)`", "\\[j](j.md)", "[k](k_(l).md)"]
REFERENCES = ["[e][r]", "[r][]", "[r]", "[e][none]", "<https://f.example/f>"]
SPACED_LINKS = ['[b](b.md#x "乙")', "[m](<m n.md>)", "[o\n](o.md)", "[p](p q.md)"]
HTML_LINKS = ['<a href="g.md">庚</a>', "<img src='h.png' alt=''>", "<object data=q.pdf></object>"]
OTHERS = ["\n", " ", "\n\n- ", "\n\n## ", "甲", "[甲]", "甲(乙)", ")", "!", "`"]
PIECES = st.sampled_from([*INLINE_LINKS, *REFERENCES, *SPACED_LINKS, *HTML_LINKS, *OTHERS])
DEFINED = "\n\n[r]: defined.md '题'\n"


@settings(deadline=None)
@given(st.lists(PIECES, max_size=10).map("".join))
@example("![e][r][r][]")
@example("![e][r](a.md)")
@example("![e][r][none]")
@example("![e][none][r][]")
def test_what_is_read_as_links_is_what_the_site_links_to(text: str) -> None:
    assert sorted(link.target for link in links_of(text + DEFINED)) == sorted(read_page(text + DEFINED).targets)


@pytest.mark.parametrize("mark", ["```rule", "``` Rule", "~~~RULE", "```.rule", "```{ .rule }", "```{.rule .wide}"])
def test_however_a_fence_names_its_kind_it_is_the_same(mark: str) -> None:
    (fence,) = read_markdown(f"{mark}\nid: x\n{mark[:3]}\n").fences
    assert (fence.kind, fence.text) == ("rule", "id: x")


@pytest.mark.parametrize("before", ["", "甲\n", "- 甲\n", "甲\n\n"])
def test_a_fence_that_never_ends_is_told_and_what_follows_is_prose(before: str) -> None:
    reading = read_markdown(f"{before}```rule\nid: x\n## 2 乙 {{#c2}}\n")
    assert [(fence.kind, fence.first, fence.is_closed) for fence in reading.fences] == [
        ("rule", before.count("\n"), False)
    ]
    assert [block.anchor for block in outline(reading.text).anchored if block.is_heading] == ["c2"]


def test_what_is_indented_by_four_is_code_unless_something_holds_it() -> None:
    assert links_in("甲\n\n    [乙](b.md)\n") == []
    assert links_in("- 甲\n\n    [乙](b.md)\n") == ["b.md"]
    assert links_in("- 甲\n\n丙\n\n    [乙](b.md)\n") == []
    assert links_in("!!! note\n    [乙](b.md)\n") == ["b.md"]


def links_in(text: str) -> list[str]:
    assert sorted(read_page(text).targets) == [link.target for link in links_of(text)]
    return [link.target for link in links_of(text)]


def test_links_are_replaced_where_they_stand_and_code_is_left() -> None:
    text = '[甲](a.md "t") [![乙](b.png)](b.md) [丙][r] `[丁](d.md)`\n\n[r]: r.md\n\n```\n[戊](e.md)\n```'
    there = relinked(text, lambda link: f"../{link.target}")
    assert there == (
        '[甲](../a.md "t") [![乙](../b.png)](../b.md) [丙](../r.md) `[丁](d.md)`\n\n[r]: r.md\n\n```\n[戊](e.md)\n```'
    )
    assert relinked(text, lambda _: None).split("\n")[0] == "甲 乙 丙 `[丁](d.md)`"


def test_a_link_knows_its_line_and_the_line_on_which_its_target_stands() -> None:
    found = links_of("甲\n[乙\n](a.md) ![丙][p]\n\n[p]: b.png\n", first_line=10)
    assert [(link.target, link.line, link.written_on, link.is_image) for link in found] == [
        ("a.md", 11, 12, False),
        ("b.png", 12, 14, True),
    ]


@pytest.mark.parametrize(
    ("row", "anchor", "number", "title"),
    [
        ("## 4.1 回收 {#c4.1}", "c4.1", "4.1", "回收"),
        ("##4.1 回收 {: #c4.1 .x }", "c4.1", "4.1", "回收"),
        ("- 4.1a 回收 {.x #c4.1a}", "c4.1a", "4.1a", "回收"),
        ("4.1 回收 {#c4.1}\n---", "c4.1", "4.1", "回收"),
        ("1. 回收", None, "", "回收"),
        ("- A.2 回收 {{ figures.x }}", None, "A.2", "回收 {{ figures.x }}"),
    ],
)
def test_a_heading_or_item_has_an_anchor_a_number_and_a_title(
    row: str, anchor: str | None, number: str, title: str
) -> None:
    (block,) = outline(f"甲\n\n{row}\n").anchored
    assert (block.anchor, block.number, block.title, block.line) == (anchor, number, title, 3)


READERS = {"prose", "markdown", "markdown_links", "site_markdown"}
# These read no text of a portal: procedures of elsewhere that become drafts, and links in pages that were made.
READERS |= {"plain_markdown", "plain_text", "record_links"}
MARKS_OF_MARKDOWN = ("```", "~~~", "`{3", "~{3", r"\]\(", r"\]:[", "#{1,", r"#{2,", r"\{:?", r"\{#", "<!--", "[-*+]")


def expressions(path: Path) -> list[str]:
    """The texts that a module gives to `re`."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    of_re = [call for call in calls if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "re"]
    return [ast.unparse(call.args[0]).replace("\\\\", "\\") for call in of_re if call.args]


def test_nothing_but_the_reader_has_an_expression_for_what_is_markdown() -> None:
    modules = sorted((PROJECT / "hooks").rglob("*.py"))
    found = {
        path.stem
        for path in modules
        if any(mark in expression for expression in expressions(path) for mark in MARKS_OF_MARKDOWN)
    }
    assert found <= READERS
    assert found >= {"prose", "markdown", "markdown_links"}


HEAD = """---
id: QM-01
title: 甲
kind: procedure
revision: A/0
effective_date: 2026-01-05
owner: 乙
review_months: 12
retention: P10Y
audience: [乙]
references: []
history:
  - {revision: A/0, date: 2026-01-05, summary: 丙}
---

# 甲

## 1 甲 {#c1}

"""
MANY = 30_000
HOSTILE = {
    "items on one row": "- 4.9 a " * MANY,
    "anchors that never end": "{#" * MANY,
    "spaces after satisfies": "satisfies:" + " " * 100_000,
    "claims that never end": "satisfies: [\n" * MANY,
    "brackets": "[" * MANY + "]" * MANY,
    "links in links": "[" * MANY + "a" + "](x)" * MANY,
    "links that never end": "[a](" * MANY,
    "titles that never end": '[a](b "' * MANY,
    "definitions": "[a]: b\n" * MANY,
    "ticks": "".join("`" * (i % 300) + " " for i in range(MANY)),
    "comments on one row": "<!-- a --> " * MANY,
    "comments on rows": "<!-- a -->\n" * MANY,
    "comments that never end": "<!--" * MANY,
    "tags that never end": "<a href='" * MANY,
    "fences that never end": "```a\n~~~b\n" * MANY,
    "quoted fences": "> ```a\n" * MANY,
    "empty rows": "\n" * MANY * 3,
    "cells": "|:-" * MANY,
}


@pytest.mark.parametrize(
    "definition",
    ["[a]: x.md", "[a]: <x y.md> '题'", '[A]: x.md "秘密"', "[a]: x.md\n[//]: # (秘密)\n[comment]: <> (秘密)"],
)
def test_of_a_reference_readers_and_the_search_have_the_words_alone(definition: str) -> None:
    text = f"{HEAD}见[乙][a]、[a][]。\n\n## 2 丙 {{#c2}}\n\n丁\n\n{definition}\n"
    document, _ = parse_document(text, "docs/documents/QM-01.md")
    assert document is not None
    assert [passage.text for passage in passages_of(document)][1:] == ["1 甲\n见乙、a。", "2 丙\n丁"]
    assert [each.text for each in clause_proses(document, document.body)] == ["见乙、a。", "丁"]


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_longer_to_read_than_its_length_explains(hostile: str) -> None:
    start = time.process_time()
    document, _ = parse_document(HEAD + hostile, "docs/documents/QM-01.md")
    published(hostile)
    plain_words(hostile)
    if document is not None:
        passages_of(document)
    assert time.process_time() - start < 20  # each takes less than a second; what grows with the square took minutes
