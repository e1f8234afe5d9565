"""One record in the terminal: asked for field by field, or given in the command."""

import os
import sys

import pexpect
import pytest
from conftest import PROJECT, TODAY, Folder
from test_import import PART, errors

from shoukong.commands import add
from shoukong.commands.hindrance import outcome

GIVEN = ("接单日期=2026/11/2", "经办人=甲", "channel=电话", "内容说明=换锁")


def run(folder: Folder, *given: str, form: str = "QF-02") -> int:
    """The exit code of adding a record that is given in the command."""
    return outcome(lambda: add.run(add.Wish(folder.root, form, given, TODAY, "zh")), "zh")


def test_a_record_is_given_in_the_command(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, *GIVEN) == 0
    assert "已登记：O-2026-003" in capsys.readouterr().out
    assert (folder.root / PART).read_text("utf-8").endswith("O-2026-003,2026-11-02,P-01,电话,换锁,,,,,,,,A/0\n")
    assert errors(folder) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("接单日期=1/2/2026", "接单日期  「1/2/2026」分不清月和日"),
        ("经办人=丙", "经办人  经办人「丙」在人员登记册(people)中不存在"),
        ("channel=微信", "渠道  渠道「微信」不在允许值中"),
        ("金额=-1", "金额  "),
        ("颜色=红", "「颜色=红」应写成 栏目=内容"),
    ],
)
def test_what_a_field_does_not_take_is_told(
    folder: Folder, capsys: pytest.CaptureFixture[str], wrong: str, told: str
) -> None:
    before = (folder.root / PART).read_bytes()
    assert run(folder, *GIVEN, wrong) == 1
    assert told in capsys.readouterr().err
    assert (folder.root / PART).read_bytes() == before


def test_what_the_check_would_refuse_is_not_written(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder.root / PART).read_bytes()
    assert run(folder, *GIVEN[1:]) == 1
    assert "接单日期没有填写" in capsys.readouterr().err
    assert (folder.root / PART).read_bytes() == before


def terminal(folder: Folder) -> "pexpect.spawn[str]":
    """A terminal in which a record is added."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "hooks"), "TERM": "xterm"}
    arguments = ["-c", "from shoukong.cli import main; main()", "add", "orders", "--root", str(folder.root)]
    return pexpect.spawn(sys.executable, arguments, env=environment, encoding="utf-8", timeout=60, dimensions=(30, 120))


def test_a_terminal_asks_field_by_field_and_tells_at_once_what_is_wrong(folder: Folder) -> None:
    asked = terminal(folder)
    for title, answer in (("接单日期", "2026-11-2"), ("经办人", "甲"), ("渠道", "电话"), ("内容说明", "换锁")):
        asked.expect(title)
        asked.sendline(answer)
    asked.expect("金额")
    asked.sendline("八十")
    asked.expect("不是数字")
    asked.sendcontrol("u")
    asked.sendline("80")
    for title in ("件数", "加急", "应完成日期", "完成日期", "到场时间", "前一单"):
        asked.expect(title)
        asked.sendline("")
    asked.expect("直接 Enter 写入")
    asked.sendline("")
    asked.expect("已登记：O-2026-003")
    asked.expect(pexpect.EOF)
    assert (folder.root / PART).read_text("utf-8").endswith("O-2026-003,2026-11-02,P-01,电话,换锁,80,,,,,,,A/0\n")


def test_nothing_is_written_when_it_is_given_up(folder: Folder) -> None:
    before = (folder.root / PART).read_bytes()
    asked = terminal(folder)
    asked.expect("接单日期")
    asked.sendcontrol("c")
    asked.expect("没有写入")
    asked.expect(pexpect.EOF)
    assert (folder.root / PART).read_bytes() == before
