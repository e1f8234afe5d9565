"""What is said, and asked, before somebody signs something, whatever it is."""

import sys
from pathlib import Path

import click

from shoukong.commands.refusal import COULD_NOT_RUN, refuse
from shoukong.control.ssh_keygen import has_ssh_keygen

_TEXTS = {
    "zh": {
        "no-key": "没有找到 {person} 的钥匙 {path}。用 --key 指明，或先运行 shoukong key new --person {person}。",
        "no-tool": "这台机器没有 ssh-keygen，什么都没有写。请安装 OpenSSH 客户端"
        "（Windows：设置→可选功能→OpenSSH 客户端；Debian：openssh-client）。",
        "unasked": "没有签名：看清上面的内容后，加上 --yes 再运行。",
        "declined": "没有签名。",
    },
    "en": {
        "no-key": "There is no key of {person} at {path}: name it with --key, or run "
        "shoukong key new --person {person}.",
        "no-tool": "ssh-keygen is not installed here; nothing was written. Install the OpenSSH client.",
        "unasked": "Nothing was signed: read what stands above, then add --yes.",
        "declined": "Nothing was signed.",
    },
}


def refuse_without_tool(language: str) -> int | None:
    """The exit code where the program that signs is not here; None where it is."""
    return None if has_ssh_keygen() else refuse(_TEXTS[language]["no-tool"], COULD_NOT_RUN)


def no_key_words(person: str, path: Path | None, language: str) -> str:
    """That a person's key does not lie where it was looked for."""
    return _TEXTS[language]["no-key"].format(person=person, path=path or "~/.ssh")


def refuse_unconfirmed(question: str, language: str, *, is_sure: bool) -> int | None:
    """The exit code where somebody does not want to sign what was shown, or cannot be asked; None where they do."""
    if is_sure:
        return None
    if not sys.stdin.isatty():
        return refuse(_TEXTS[language]["unasked"])
    return None if click.confirm(question, default=False) else refuse(_TEXTS[language]["declined"])
