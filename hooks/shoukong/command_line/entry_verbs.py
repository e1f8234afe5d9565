"""The verbs by which people's rows become records."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shoukong.command_line.verb_options import PATH, day_asked, finish, lang_option, root_option, today_at

if TYPE_CHECKING:
    from shoukong.commands.correction_act import Wish


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
@click.option("--form", metavar="FORM", help="哪张表单：表名、编号或名称 · the form: its table, number or title")
@click.option("--dry-run", is_flag=True, help="只读，不写入 · read, and write nothing")
@click.option("--yes", is_flag=True, help="不再询问 · do not ask")
@root_option
@lang_option
def import_files(files: tuple[Path, ...], form: str | None, dry_run: bool, yes: bool, root: Path, lang: str) -> None:
    """登记 Excel、WPS 或 CSV 里的行 · take the rows of workbooks and CSV files, all of them or none."""
    from shoukong.commands import import_files as command

    wish = command.Wish(root, files, form, today_at(root), lang, dry_run, yes)
    finish(lambda: command.run(wish), lang)


@click.command()
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True, type=PATH)
@click.option("--watch", is_flag=True, help="一直等候新的填报 · go on looking for new entries")
@root_option
@lang_option
def take(folders: tuple[Path, ...], watch: bool, root: Path, lang: str) -> None:
    """把收到的填报登记为记录 · file the entries that wait in folders."""
    from shoukong.commands import take as command

    finish(lambda: command.run(command.Wish(root, folders, lang, watch), lambda: today_at(root)), lang)


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
@click.option("--by", required=True, metavar="PERSON", help="谁扫描并核对，编号或姓名 · who scanned and compared them")
@click.option(
    "--record", "records", multiple=True, metavar="RECORD", help="没有码时写明记录 · of which record, if no code"
)
@click.option("--form", metavar="FORM", help="编号重复时指明登记册 · the form, where several have such a record")
@click.option("--dry-run", is_flag=True, help="只看，不写入 · show, and write nothing")
@click.option("--yes", is_flag=True, help="不再询问 · do not ask")
@root_option
@lang_option
def scan(
    files: tuple[Path, ...], by: str, records: tuple[str, ...], form: str | None, *, dry_run: bool, yes: bool,
    root: Path, lang: str,
) -> None:  # fmt: skip
    """按单子上的码，把扫描件与照片附到记录 · attach scans and photographs of paper by the codes on them."""
    from shoukong.commands import scan as command
    from shoukong.commands.scan_plan import Wish as Meant

    wish = command.Wish(files, Meant(records, form, by), is_sure=yes, is_trial=dry_run)
    finish(lambda: command.run(root, wish, today_at(root), lang), lang)


@click.command()
@click.argument("form", metavar="FORM")
@click.option("--to", type=PATH, help="写到哪里，默认用编号与版本作文件名 · where it goes")
@root_option
@lang_option
def template(form: str, to: Path | None, root: Path, lang: str) -> None:
    """写出一张表单的 Excel 填写表 · write a form as a workbook to fill in."""
    from shoukong.commands import template as command
    from shoukong.commands.form_file import Wish

    finish(lambda: command.run(Wish(root, form, to, today_at(root), lang)), lang)


@click.command()
@click.argument("form", metavar="FORM")
@click.argument("given", metavar="[FIELD=VALUE]...", nargs=-1)
@root_option
@lang_option
def add(form: str, given: tuple[str, ...], root: Path, lang: str) -> None:
    """在终端里登记一条记录 · fill in one record in the terminal."""
    from shoukong.commands import add as command

    finish(lambda: command.run(command.Wish(root, form, given, today_at(root), lang)), lang)


def _of_record(verb: Callable[..., None]) -> Callable[..., None]:
    """The options of a verb that corrects a record, put into the wish that it is given."""

    @wraps(verb)
    def wishing(
        *, record: str, form: str | None, reason: str, by: str, approved_by: str, found_on: str | None, dry_run: bool,
        yes: bool, root: Path, lang: str, given: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        from shoukong.commands.correction_act import Wish

        found = day_asked(found_on, "--found-on", lang) if found_on is not None else None
        wish = Wish(record, form, reason, by, approved_by, found, is_sure=yes, is_trial=dry_run, given=given)
        verb(wish, root, lang)

    for decorate in reversed(_RECORD_OPTIONS):
        wishing = decorate(wishing)
    return wishing


_RECORD_OPTIONS = (
    click.option("--form", metavar="FORM", help="哪张表单，几本登记册同号时用 · the form, if several have the number"),
    click.option("--reason", required=True, help="为什么 · why"),
    click.option("--by", required=True, help="谁更正，编号或姓名 · who corrects, by number or name"),
    click.option("--approved-by", required=True, help="谁批准，编号或姓名 · who approved, by number or name"),
    click.option("--found-on", metavar="DATE", help="哪天发现的，默认今天 · when it was found, today by default"),
    click.option("--dry-run", is_flag=True, help="只看，不写入 · show, and write nothing"),
    click.option("--yes", is_flag=True, help="不再询问 · do not ask"),
    root_option,
    lang_option,
)


@click.command()
@click.argument("record", metavar="RECORD")
@click.argument("given", metavar="FIELD VALUE...", nargs=-1, required=True)
@_of_record
def correct(wish: "Wish", root: Path, lang: str) -> None:
    """更正一条记录的栏目，同时登记更正单 · correct what a record says, and enter the correction."""
    from shoukong.commands import correct as command

    finish(lambda: command.run(root, wish, today_at(root), lang), lang)


@click.command()
@click.argument("record", metavar="RECORD")
@_of_record
def withdraw(wish: "Wish", root: Path, lang: str) -> None:
    """作废一条重复或登错的记录，原行保留 · withdraw a record that was entered twice or wrongly; its row stays."""
    from shoukong.commands import withdraw as command

    finish(lambda: command.run(root, wish, today_at(root), lang), lang)


@click.command()
@root_option
@click.option("--as-of", metavar="DATE", help="按哪一天判断，默认今天 · the day to judge by")
@lang_option
def retention(root: Path, as_of: str | None, lang: str) -> None:
    """列出保存期已满、可以申请销毁的记录 · list the records whose time is over."""
    from shoukong.commands import due_records as command

    finish(
        lambda: command.run(root, day_asked(as_of, "--as-of", lang) if as_of is not None else today_at(root), lang),
        lang,
    )


@click.command()
@click.argument("disposal", metavar="DISPOSAL")
@click.option("--method", required=True, help="怎样销毁 · how")
@click.option("--by", required=True, help="销毁人，编号或姓名 · who disposes of them, by number or name")
@click.option("--witness", required=True, help="监销人，编号或姓名 · who sees it, by number or name")
@click.option("--dry-run", is_flag=True, help="只看，不写入 · show, and write nothing")
@click.option("--yes", is_flag=True, help="不再询问 · do not ask")
@root_option
@lang_option
def dispose(
    disposal: str, method: str, by: str, witness: str, *, dry_run: bool, yes: bool, root: Path, lang: str
) -> None:
    """销毁一份已批准的销毁审批所列的记录 · dispose of the records of an approved disposal."""
    from shoukong.commands import dispose as command

    wish = command.Wish(disposal, method, by, witness, is_sure=yes, is_trial=dry_run)
    finish(lambda: command.run(root, wish, today_at(root), lang), lang)


@click.command()
@root_option
@lang_option
def renumber(root: Path, lang: str) -> None:
    """给重号的记录换下一个编号 · give the later of two records of the same number the next one."""
    from shoukong.commands import renumber as command

    finish(lambda: command.run(root, today_at(root), lang), lang)


@click.group(no_args_is_help=True, help="与 XLSForm（Kobo、ODK）交换表单 · exchange forms with XLSForm")
def form() -> None:
    """The verbs of forms."""


@form.command("import")
@click.argument("file", metavar="FILE.xlsx", type=PATH)
@click.option("--id", "id_", help="表单的编号，默认取下一个 · its number, the next by default")
@click.option("--document", help="归属的文件 · the document that it belongs to")
@click.option("--clause", help="依据的条款 · the clause that demands it")
@root_option
@lang_option
def form_import(file: Path, id_: str | None, document: str | None, clause: str | None, root: Path, lang: str) -> None:
    """把 XLSForm 做成表单 · make a form of an XLSForm."""
    from shoukong.commands import form_import as command

    wish = command.Wish(file, id_, document, clause)
    finish(lambda: command.run(root, wish, today_at(root), lang), lang)


@form.command("export")
@click.argument("name", metavar="FORM")
@click.option("--to", type=PATH, help="写到哪里 · where it goes")
@root_option
@lang_option
def form_export(name: str, to: Path | None, root: Path, lang: str) -> None:
    """把表单写成 XLSForm · write a form as an XLSForm."""
    from shoukong.commands import form_export as command
    from shoukong.commands.form_file import Wish

    finish(lambda: command.run(Wish(root, name, to, today_at(root), lang)), lang)


@click.group(no_args_is_help=True, help="工作日：写入放假通知 · working days: write what a notice says")
def calendar() -> None:
    """The verbs of working days."""


@calendar.command("add")
@click.argument("off", metavar="DAY…", nargs=-1)
@click.option("--work", multiple=True, metavar="DAY", help="调休上班的日子，可写几个 · a day that is worked")
@click.option("--source", required=True, help="依据的通知 · the notice that says so")
@root_option
@lang_option
def calendar_add(off: tuple[str, ...], work: tuple[str, ...], source: str, root: Path, lang: str) -> None:
    """写入一年的放假与调休，也用于更正 · add the days off and worked of a notice, or correct a known year."""
    from shoukong.commands import calendar_add as command

    finish(lambda: command.run(root, command.Wish(off, work, source), lang), lang)


ENTRY_VERBS = (import_files, take, scan, template, add, correct, withdraw, retention, dispose, renumber, form, calendar)
