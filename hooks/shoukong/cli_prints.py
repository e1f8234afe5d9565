"""The verb `print`: what leaves the portal on paper."""

import sys
from pathlib import Path

import click

from shoukong.cli_options import PATH, as_of_option, days_asked, finish, lang_option, root_option


@click.command("print")
@click.argument("subjects", metavar="RECORD|DOCUMENT|FORM…", nargs=-1)
@click.option("--manual", is_flag=True, help="全部有效文件，合为一册 · all documents in force as one")
@click.option("--copy", metavar="NUMBER", help="受控副本的编号或序号 · the number of a controlled copy")
@click.option("--holder", metavar="PERSON", help="受控副本的持有人 · who holds the controlled copy")
@click.option("--kept-at", default="", metavar="PLACE", help="存放处 · where the copy is kept")
@click.option("--by", metavar="PERSON", help="发放人 · who gives the copy out")
@click.option("--form", metavar="FORM", help="编号重复时指明登记册 · the form, where several have such a record")
@click.option("--to", type=PATH, default="prints", show_default=True, help="文件夹，或一个 .pdf · a folder or one PDF")
@root_option
@as_of_option
@lang_option
def print_out(
    subjects: tuple[str, ...],
    manual: bool,
    copy: str | None,
    holder: str | None,
    kept_at: str,
    by: str | None,
    form: str | None,
    to: Path,
    root: Path,
    as_of: str | None,
    lang: str,
) -> None:
    """打印填好的记录、空白表、受控文件或全部手册 · print records, blanks, documents, the whole manual as PDF."""
    from shoukong.commands import print_out as command
    from shoukong.commands.issued_copy import Copying

    day, today = days_asked(root, as_of, lang)
    if not subjects and not manual:
        zh, en = "写明要打印的编号，或写 --manual", "name what is to be printed, or write --manual"
        print(zh if lang == "zh" else en, file=sys.stderr)
        sys.exit(2)
    copying = None
    if copy is not None or holder is not None:
        if not (holder and by):
            zh, en = "受控副本须写 --holder 与 --by", "a controlled copy needs --holder and --by"
            print(zh if lang == "zh" else en, file=sys.stderr)
            sys.exit(2)
        copying = Copying(copy or "", holder, kept_at, by)
    wish = command.Wish(subjects, form, to, manual, copying)
    finish(lambda: command.run(root, wish, day, today, lang), lang)


PRINT_VERBS = (print_out,)
