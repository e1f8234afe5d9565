"""The guide as `shoukong guide` prints it: chapters in both languages, whose commands, blocks and links are true."""

import re
import shlex
from pathlib import Path

import click
import pytest
from conftest import PROJECT
from test_new import DAY, made

from shoukong.cli import app
from shoukong.commands import guide
from shoukong.evaluation import check
from shoukong.language import LANGUAGES
from shoukong.messages.catalogue import CATALOGUE
from shoukong.portal import load_portal

FOLDER = PROJECT / "docs/guide"
IN_ENGLISH = sorted(path.name for path in FOLDER.glob("*-en.md"))
_COMMANDS = re.compile(r"^```(?:sh)?\n(.*?)^```$", re.M | re.S)
_BLOCK = re.compile(r"^```(?:rule|duty|indicator)\n.*?^```$", re.M | re.S)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chapter", guide.CHAPTERS)
def test_a_chapter_is_printed_as_it_reads(chapter: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guide.run(chapter, language) == 0
    told = capsys.readouterr().out
    assert told.startswith("# ")
    assert bool(re.search(r"[\u4e00-\u9fff]", told.partition("\n")[0])) is (language == "zh")
    assert "{% raw" not in told
    assert "{{ '" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_names_every_chapter_and_another_is_refused(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guide.run(None, language) == 0
    listed = capsys.readouterr().out
    assert [chapter for chapter in guide.CHAPTERS if f"  {chapter} " not in listed] == []
    assert guide.run("../../secret", language) == 1
    refused = capsys.readouterr().err
    assert [chapter for chapter in guide.CHAPTERS if chapter not in refused] == []


def test_a_chapter_may_be_named_as_its_file() -> None:
    assert guide.run("rules-en.md", "en") == 0


def test_the_findings_are_all_there() -> None:
    told = guide.chapter_text("findings", "en")
    assert [code for code, entry in CATALOGUE.items() if code not in told or entry.en_fix not in told] == []


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_links_of_an_english_chapter_lead_somewhere_that_its_reader_can_read(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    prose = re.sub(r"^(`{3,}).*?^\1$|`[^`\n]*`", "", text, flags=re.M | re.S)
    for said, target, anchor in re.findall(r"\[([^\]]*)\]\(([\w.-]*)#?([\w-]*)\)", prose):
        other = FOLDER / target if target else FOLDER / name
        assert other.name in IN_ENGLISH or said == "中文"
        assert not anchor or f"{{#{anchor}}}" in other.read_text("utf-8")


def _parsed(words: list[str], command: click.Command, name: str) -> None:
    """Have the command line read as it would be, without running it."""
    if isinstance(command, click.Group):
        _parsed(words[1:], command.commands[words[0]], words[0])
    else:
        command.make_context(name, words)


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_commands_of_an_english_chapter_can_be_given(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    lines = [line for fence in _COMMANDS.findall(text) for line in fence.split("\n") if line.startswith("shoukong ")]
    lines += re.findall(r"`(shoukong \w+ [^`\n…]*)`", text)  # a verb alone only names it
    for line in lines:
        words = shlex.split(re.sub(r'"\$\(.*\)"', "2026-01-05", line))[1:]
        _parsed(words, app, "shoukong")


def test_blocks_of_the_english_chapter_on_rules_run_in_a_new_portal(tmp_path: Path) -> None:
    """Those of the starter stand there as they are; the others are taken in where a clause has room for them."""
    assert made(tmp_path / "new", language="en", people=("A", "B", "C")) == 0
    path = tmp_path / "new/docs/documents/P-02.md"
    text = path.read_text("utf-8")
    blocks = _BLOCK.findall((FOLDER / "rules-en.md").read_text("utf-8"))
    others = [block for block in blocks if block not in text]
    assert (len(blocks), len(others)) == (4, 1)
    path.write_text(text.replace("### 4.3 ", "\n\n".join([*others, "### 4.3 "])), "utf-8")
    portal = load_portal(tmp_path / "new", DAY, DAY)
    assert {f.code for f in check(portal).findings} == {"text-changed"}
    assert [block.id for block in portal.documents_by_id["P-02"].blocks][-1] == "D-03"
