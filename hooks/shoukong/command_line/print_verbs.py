"""The verb `print`: what leaves the portal on paper."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shoukong.audience import AUDIENCES, Audience
from shoukong.command_line.verb_options import (
    PATH,
    as_of_option,
    day_asked,
    days_asked,
    finish,
    lang_option,
    root_option,
)

if TYPE_CHECKING:
    from shoukong.commands.print_out import Wish


@dataclass(frozen=True, slots=True)
class PrintAsked:
    """What `print` is told, option by option, as it is written."""

    subjects: tuple[str, ...]
    manual: bool
    register: str | None
    columns: str
    filters: tuple[str, ...]
    first: str | None
    last: str | None
    audience: str
    word: bool
    copy: str | None
    holder: str | None
    kept_at: str
    by: str | None
    form: str | None
    to: Path
    root: Path
    as_of: str | None
    lang: str

    def fault(self) -> tuple[str, str] | None:
        """What cannot be meant, in Chinese and English."""
        if not (self.subjects or self.manual or self.register):
            return (
                "写明要打印的编号，或写 --manual、--register",
                "name what is to be printed, or write --manual or --register",
            )
        if self.word and (self.manual or self.register or self._is_copied):
            return (
                "--word 只用于受控文件，不与 --manual、--register、--copy 同用",
                "--word is for documents: it does not go with --manual, --register or --copy",
            )
        if self._is_copied and not (self.holder and self.by):
            return "受控副本须写 --holder 与 --by", "a controlled copy needs --holder and --by"
        if not self.register and (self.columns or self.filters or self.first or self.last):
            zh = "--columns、--filter、--from、--until 只用于 --register"
            return zh, "--columns, --filter, --from and --until go with --register"
        return None

    @property
    def _is_copied(self) -> bool:
        return self.copy is not None or self.holder is not None

    def wish(self) -> "Wish":
        """The same as what the verb takes."""
        from shoukong.commands.issued_copy import Copying
        from shoukong.commands.print_out import Wish
        from shoukong.commands.printed_register import RegisterAsked

        copying = Copying(self.copy or "", self.holder or "", self.kept_at, self.by or "") if self._is_copied else None
        columns = tuple(word.strip() for word in self.columns.replace("，", ",").split(",") if word.strip())
        first, last = (
            day_asked(told, option, self.lang) if told is not None else None
            for told, option in ((self.first, "--from"), (self.last, "--until"))
        )
        audience = Audience(self.audience)
        asked = RegisterAsked(self.register, columns, self.filters, first, last, audience) if self.register else None
        return Wish(self.subjects, self.form, self.to, self.manual, copying, asked, self.word)


@click.command("print")
@click.argument("subjects", metavar="RECORD|DOCUMENT[@REV]|FORM…", nargs=-1)
@click.option("--manual", is_flag=True, help="全部有效文件，合为一册 · all documents in force as one")
@click.option("--word", is_flag=True, help="受控文件写成 Word（.docx） · documents as Word")
@click.option("--register", metavar="FORM", help="一本登记册，作为报表 · a register as a report")
@click.option("--columns", default="", metavar="A,B,C", help="报表的栏目，默认全部 · its columns, all by default")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="A=B",
    help="报表的条件，与登记册网页的网址相同 · which rows, as the register's page has it in its address",
)
@click.option(
    "--from", "first", metavar="DATE", help="登记册的日期，从哪天起 · from which day on, by the register's date"
)
@click.option("--until", "last", metavar="DATE", help="到哪天为止 · until which day")
@click.option(
    "--audience",
    type=click.Choice([str(each) for each in AUDIENCES]),
    default=str(Audience.AUDITOR),
    show_default=True,
    help="报表给谁看 · who reads the report",
)
@click.option("--copy", metavar="NUMBER", help="受控副本的编号或序号 · the number of a controlled copy")
@click.option("--holder", metavar="PERSON", help="受控副本的持有人 · who holds the controlled copy")
@click.option("--kept-at", default="", metavar="PLACE", help="存放处 · where the copy is kept")
@click.option("--by", metavar="PERSON", help="发放人 · who gives the copy out")
@click.option("--form", metavar="FORM", help="编号重复时指明登记册 · the form, where several have such a record")
@click.option(
    "--to",
    "-o",
    type=PATH,
    default="prints",
    show_default=True,
    help="文件夹或一个文件 · a folder or one file",
)
@root_option
@as_of_option
@lang_option
def print_out(**told: Any) -> None:  # noqa: ANN401 - of click
    """打印填好的记录、登记册、空白表、受控文件或全部手册 · records, registers, blanks, documents as PDF."""
    from shoukong.commands import print_out as command

    asked = PrintAsked(**told)
    day, today = days_asked(asked.root, asked.as_of, asked.lang)
    wish, fault = asked.wish(), asked.fault()
    if fault:
        print(fault[asked.lang == "en"], file=sys.stderr)
        sys.exit(2)
    finish(lambda: command.run(asked.root, wish, day, today, asked.lang), asked.lang)


PRINT_VERBS = (print_out,)
