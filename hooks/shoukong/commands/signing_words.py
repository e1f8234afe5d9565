"""What is said, and asked, before somebody signs something, whatever it is."""

import sys
from pathlib import Path

import click

from shoukong.commands.refusal import COULD_NOT_RUN, refuse
from shoukong.control.ssh_keygen import has_ssh_keygen
from shoukong.language import speech


def refuse_without_tool(language: str) -> int | None:
    """The exit code where the program that signs is not here; None where it is."""
    if has_ssh_keygen():
        return None
    say = speech(language)
    text = say(
        "这台机器没有 ssh-keygen，什么都没有写。请安装 OpenSSH 客户端（Windows："
        "设置→可选功能→OpenSSH 客户端；Debian：openssh-client）。"
    )
    return refuse(text, COULD_NOT_RUN)


def no_key_words(person: str, path: Path | None, language: str) -> str:
    """That a person's key does not lie where it was looked for."""
    say = speech(language)
    return say(
        "没有找到 %(person)s 的钥匙 %(path)s。用 --key 指明，或先运行 shoukong key new --person %(person)s。",
        person=person,
        path=path or "~/.ssh",
    )


def refuse_unconfirmed(question: str, language: str, *, is_sure: bool) -> int | None:
    """The exit code where somebody does not want to sign what was shown, or cannot be asked; None where they do."""
    if is_sure:
        return None
    say = speech(language)
    if not sys.stdin.isatty():
        return refuse(say("没有签名：看清上面的内容后，加上 --yes 再运行。"))
    return None if click.confirm(question, default=False) else refuse(say("没有签名。"))
