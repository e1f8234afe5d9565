"""The guide as `shoukong guide` prints it: chapters in both languages, whose commands, blocks and links are true."""

import re
import shlex

import click
import pytest
from conftest import PROJECT
from test_new import answers

from shoukong.cli import app
from shoukong.commands import guide
from shoukong.language import LANGUAGES
from shoukong.messages.catalogue import CATALOGUE
from shoukong.starter import starter_files

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


def test_blocks_of_the_english_chapter_on_rules_stand_in_every_new_portal() -> None:
    blocks = _BLOCK.findall((FOLDER / "rules-en.md").read_text("utf-8"))
    assert len(blocks) == 3
    document = starter_files(answers("en"))["docs/documents/P-02.md"].decode()
    assert [block for block in blocks if block not in document] == []
