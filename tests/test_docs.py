"""The documentation is true: every command, option, make target and setting in it exists, and none is left out."""

import re

import pytest
from conftest import PROJECT

from shoukong.cli import app

README = (PROJECT / "README.md").read_text("utf-8")
START = (PROJECT / "docs/guide/start.md").read_text("utf-8")
COMMANDS = app.commands
MAKEFILE = (PROJECT / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_and_its_options_are_documented_in_both_languages(name: str) -> None:
    options = {
        option for parameter in COMMANDS[name].params for option in parameter.opts if option.startswith("--")
    } - {"--help"}
    for text in (README, START):
        assert f"`shoukong {name}`" in text
        assert [option for option in options if f"`{option}`" not in text] == []


def test_documented_commands_exist() -> None:
    told = set(re.findall(r"`shoukong ([a-z]+)", README + START))
    assert told == set(COMMANDS)


def test_documented_make_targets_exist() -> None:
    texts = [README, START, *(p.read_text("utf-8") for p in PROJECT.glob("*.md"))]
    told = set(re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", "\n".join(texts), re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert {first or second for first, second in told} <= targets


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    assert README.count("\n") < 120
    for text in (README, (PROJECT / "README.zh-CN.md").read_text("utf-8")):
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (PROJECT / target).exists(), target
