"""The verb `print`: what leaves the portal on paper."""

from pathlib import Path

import click

from shoukong.cli_options import PATH, as_of_option, days_asked, finish, lang_option, root_option


@click.command("print")
@click.argument("subjects", metavar="RECORD|FORM…", nargs=-1, required=True)
@click.option("--form", metavar="FORM", help="编号重复时指明登记册 · the form, where several have such a record")
@click.option("--to", type=PATH, default="prints", show_default=True, help="文件夹，或一个 .pdf · a folder or one PDF")
@root_option
@as_of_option
@lang_option
def print_out(subjects: tuple[str, ...], form: str | None, to: Path, root: Path, as_of: str | None, lang: str) -> None:
    """打印填好的记录或空白表 · print filled records and blanks as PDF."""
    from shoukong.commands import print_out as command

    day, today = days_asked(root, as_of, lang)
    wish = command.Wish(subjects, form, to)
    finish(lambda: command.run(root, wish, day, today, lang), lang)


PRINT_VERBS = (print_out,)
