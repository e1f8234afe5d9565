"""The verbs by which people sign: `sign`, and `key` with its own verbs."""

from pathlib import Path

import click

from shoukong.command_line.verb_options import PATH, day_asked, finish, lang_option, root_option, today_at

_person_option = click.option("--as", "person", metavar="NUMBER", help="签名人的人员编号 · who signs")
_key_option = click.option(
    "--key", type=PATH, help="OpenSSH 私钥，默认是本人的 · the private key, one's own by default"
)
_yes_option = click.option("--yes", is_flag=True, help="不再询问 · do not ask")


@click.command()
@click.argument("number", metavar="NUMBER", required=False)
@_person_option
@_key_option
@_yes_option
@root_option
@lang_option
def sign(number: str | None, person: str | None, key: Path | None, yes: bool, root: Path, lang: str) -> None:
    """对审批签名；不写编号列出等着签的 · sign an approval, or list those that wait."""
    from shoukong.commands import sign as command

    finish(lambda: command.run(root, command.Wish(number, person, key, yes), today_at(root), lang), lang)


@click.group(name="key", help="签名用的钥匙 · keys for signing")
def keys() -> None:
    """Keys for signing."""


@keys.command("new")
@click.option("--person", required=True, metavar="NUMBER", help="谁的钥匙，人员编号 · whose")
@click.option("--out", type=PATH, help="私钥放哪里 · where the private key goes")
@click.option("--since", metavar="DATE", help="从哪天起有效，默认今天 · the first day, today by default")
@click.option("--public", type=PATH, help="登记已有的公钥文件 · enter a public key that is there")
@root_option
@lang_option
def new_key(person: str, out: Path | None, since: str | None, public: Path | None, root: Path, lang: str) -> None:
    """做一把钥匙并登记公钥 · make a key and enter its public half."""
    from shoukong.commands import key as command

    day = day_asked(since, "--since", lang) if since else today_at(root)
    finish(lambda: command.run(root, command.NewKey(person, out, day, public), today_at(root), lang), lang)


@keys.command("list")
@root_option
@lang_option
def list_keys(root: Path, lang: str) -> None:
    """列出谁有钥匙，从何时到何时 · list who has a key, from when to when."""
    from shoukong.commands import key as command

    finish(lambda: command.run(root, None, today_at(root), lang), lang)


@keys.command("revoke")
@click.argument("person", metavar="NUMBER")
@click.option("--reason", required=True, help="原因 · why")
@click.option("--on", "day", metavar="DATE", help="从哪天起不算，默认今天 · from which day, today by default")
@root_option
@lang_option
def revoke_key(person: str, reason: str, day: str | None, root: Path, lang: str) -> None:
    """停用一个人的钥匙 · end a person's keys."""
    from shoukong.commands import key as command

    since = day_asked(day, "--on", lang) if day else today_at(root)
    finish(lambda: command.run(root, command.Revocation(person, since, reason), today_at(root), lang), lang)


@keys.command("vouch")
@_person_option
@_key_option
@click.option("--reason", required=True, help="原因 · why")
@_yes_option
@root_option
@lang_option
def vouch_for_keys(person: str | None, key: Path | None, reason: str, yes: bool, root: Path, lang: str) -> None:
    """签名认可公钥名单的改动 · vouch for changes of the list of keys."""
    from shoukong.commands import key as command

    wish = command.Vouching(person, key, reason, yes)
    finish(lambda: command.run(root, wish, today_at(root), lang), lang)


SIGNING_VERBS = (sign, keys)
