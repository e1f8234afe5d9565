"""The verbs about what is closed: `seal`, and what proves it to others."""

from pathlib import Path

import click

from shoukong.command_line.verb_options import PATH, as_of_option, days_asked, finish, lang_option, root_option


@click.command()
@click.option("--through", required=True, metavar="PERIOD", help="封存到哪个期间为止 · the last period to seal")
@click.option("--by", required=True, metavar="NUMBER", help="封存人的人员编号 · who seals it")
@click.option("--key", type=PATH, help="用 OpenSSH 私钥签名 · sign with a private key")
@click.option("--again", is_flag=True, help="重新封存已封存的期间 · seal again what is sealed")
@click.option("--reason", default="", help="重新封存的原因 · why it is sealed again")
@root_option
@as_of_option
@lang_option
def seal(
    through: str, by: str, key: Path | None, again: bool, reason: str, root: Path, as_of: str | None, lang: str
) -> None:
    """封存已结束的期间，如 2026-Q3、2026-09 · seal all that belongs to periods that are over."""
    from shoukong.commands import seal as command

    day, _ = days_asked(root, as_of, lang)
    wish = command.Wish(through, by, key, again, reason)
    finish(lambda: command.run(root, wish, day, lang), lang)


@click.command()
@click.argument("kept", metavar="FILE|DIGEST…", nargs=-1, required=True)
@root_option
@as_of_option
@lang_option
def witness(kept: tuple[str, ...], root: Path, as_of: str | None, lang: str) -> None:
    """核对别人留存的摘要值：文件或摘要值本身 · compare digests that somebody kept with the chain of seals."""
    from shoukong.commands import witness as command

    day, _ = days_asked(root, as_of, lang)
    finish(lambda: command.run(root, kept, day, lang), lang)


@click.command()
@click.argument("record", metavar="RECORD")
@click.option("--form", metavar="FORM", help="哪一本登记册 · the form, where several have that number")
@click.option("--to", "target", type=PATH, default=Path(), help="写到哪个文件夹 · the folder for JSON and PDF")
@root_option
@as_of_option
@lang_option
def receipt(record: str, form: str | None, target: Path, root: Path, as_of: str | None, lang: str) -> None:
    """出具回执：证明一条记录封存后没有改动 · a slip that proves that a sealed record stands unchanged."""
    from shoukong.commands import receipt as command

    day, _ = days_asked(root, as_of, lang)
    finish(lambda: command.run(root, command.Wish(record, form, target), day, lang), lang)


SEAL_VERBS = (seal, witness, receipt)
