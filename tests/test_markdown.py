"""One reader of Markdown: what it takes for code, comment, heading and link is what the site shows."""

from html.parser import HTMLParser

import markdown
import yaml
from conftest import PROJECT
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoukong.text.markdown_links import links_of
from shoukong.text.prose import read_markdown, without_comments
from shoukong.text.published import published

LISTED = yaml.safe_load((PROJECT / "mkdocs.yml").read_text("utf-8"))["markdown_extensions"]
SETTINGS = {name: value for each in LISTED if isinstance(each, dict) for name, value in each.items()}
NAMES = [each for each in LISTED if isinstance(each, str)] + list(SETTINGS)


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


MARKDOWN_LINKS = [
    r"[a](a.md)",
    r"![c](c.png)",
    r"[![d](d.png)](d.md)",
    r"[e][r]",
    r"[r][]",
    r"[r]",
    r"[e][none]",
    r"<https://f.example/f>",
    r"`[i](i.md)`",
    r"\[j](j.md)",
    r"[k](k_(l).md)",
]
SPACED_LINKS = ['[b](b.md#x "乙")', "[m](<m n.md>)", "[o\n](o.md)", "[p](p q.md)"]
HTML_LINKS = ['<a href="g.md">庚</a>', "<img src='h.png' alt=''>", "<object data=q.pdf></object>"]
OTHERS = ["\n", " ", "\n\n- ", "\n\n## ", "甲", "[甲]", "甲(乙)", ")", "!", "`"]
PIECES = st.sampled_from([*MARKDOWN_LINKS, *SPACED_LINKS, *HTML_LINKS, *OTHERS])
DEFINED = "\n\n[r]: defined.md '题'\n"


@settings(deadline=None)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_what_is_read_as_links_is_what_the_site_links_to(text: str) -> None:
    assert sorted(link.target for link in links_of(text + DEFINED)) == sorted(read_page(text + DEFINED).targets)
