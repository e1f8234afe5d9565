"""The verbs that carry a portal's folder from one state to another, and tell what may stand in it."""

import sys
from pathlib import Path

import click

from shoukong.command_line.verb_options import PATH, finish, lang_option, root_option, today_at


@click.command()
@root_option
@click.option("--dry-run", is_flag=True, help="只看要改什么 · only show what would change")
@click.option("--yes", is_flag=True, help="不再询问 · do not ask")
@lang_option
def upgrade(root: Path, dry_run: bool, yes: bool, lang: str) -> None:
    """把早先版本的门户升到这个版本 · bring a portal that an earlier version made to this one."""
    from shoukong.commands import upgrade as command

    finish(lambda: command.run(root, command.Consent(dry_run, yes), today_at(root), lang), lang)


@click.command()
@root_option
@click.option("--to", type=PATH, default="schemas", show_default=True, help="写到哪里 · where they go")
@lang_option
def schema(root: Path, to: Path, lang: str) -> None:
    """写出各种文件的 JSON Schema，供编辑器使用 · write the JSON Schemas of all formats, for editors."""
    from shoukong.commands import schema as command

    finish(lambda: command.run(root, to, lang), lang)


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@root_option
@lang_option
def guide(name: str | None, root: Path, lang: str) -> None:
    """打印指南的一章，不写名称则列出各章 · print a chapter of the guide, or the list of all."""
    from shoukong.commands import guide as command

    sys.exit(command.run(name, lang))


@click.command()
@root_option
@click.option("--yes", is_flag=True, help="不再询问 · do not ask")
@lang_option
def empty(root: Path, yes: bool, lang: str) -> None:
    """清除样例记录 · remove the sample records so that a firm can start empty."""
    from shoukong.commands import empty as command

    finish(lambda: command.run(root, yes, lang), lang)


PORTAL_VERBS = (upgrade, schema, guide, empty)
