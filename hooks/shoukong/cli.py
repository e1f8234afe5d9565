"""The command line: options in, exit codes out; the verbs live in `commands`."""

import gc
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NoReturn

import click

import shoukong
from shoukong.command_line.entry_verbs import ENTRY_VERBS
from shoukong.command_line.key_verbs import SIGNING_VERBS
from shoukong.command_line.portal_verbs import PORTAL_VERBS
from shoukong.command_line.print_verbs import PRINT_VERBS
from shoukong.command_line.revision_verbs import REVISION_VERBS
from shoukong.command_line.seal_verbs import SEAL_VERBS
from shoukong.command_line.verb_options import (
    PATH,
    as_of_option,
    axis_of_sites,
    days_asked,
    finish,
    lang_option,
    readers_asked,
    readers_options,
    root_option,
    today_at,
)

FORMATS = ("text", "json", "github", "junit")
# A verb is over soon, and what it reads stays until then: garbage is looked for less often than is usual.
SELDOM = (100_000, 50, 50)
_FIRST_OF_FILES = 3  # after the numbers of the three streams


@click.group(no_args_is_help=True, help="受控文件与记录门户 · control of documents and records")
@click.version_option(shoukong.__version__, prog_name="shoukong", message="%(prog)s %(version)s")
def app() -> None:
    """All verbs."""


@app.command()
@root_option
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="输出的样式 · form of the output",
)
@click.option("--history", is_flag=True, help="另查 Git 历史中的擅自改动 · silent changes in Git's history too")
@click.option("--new-since", metavar="REF", help="只列此后新增的 · only what is new since a commit or branch")
@lang_option
def check(root: Path, as_of: str | None, form: str, history: bool, new_since: str | None, lang: str) -> None:
    """检查文件、表单与记录 · check documents, forms and records (exit 0 no error, 1 errors, 2 could not run)."""
    from shoukong.commands import check as command

    day, today = days_asked(root, as_of, lang)
    wish = command.Wish(root, day, today, history, new_since)
    finish(lambda: command.run(wish, form, lang), lang)


@app.command()
@root_option
@click.option("--to", type=PATH, help="写到哪里，默认 site 或 offline · where it goes, site or offline by default")
@click.option("--offline", is_flag=True, help="离线副本和它的压缩包 · a copy that needs no server, and its zip")
@click.option("--no-pdf", is_flag=True, help="不制作 PDF，预览用 · make no PDF, for a preview")
@readers_options
@as_of_option
@lang_option
def build(
    root: Path,
    to: Path | None,
    offline: bool,
    no_pdf: bool,
    as_of: str | None,
    lang: str,
    **asked: Any,  # noqa: ANN401 - of click
) -> None:
    """检查并生成网站 · check, then build the site."""
    from shoukong.commands import build as command

    day, today = days_asked(root, as_of, lang)
    readers = readers_asked(root, **asked)
    each = axis_of_sites(root, readers, publish=asked["publish"])
    wish = command.Wish(to or Path("offline" if offline else "site"), day, today, offline, not no_pdf, readers, each)
    finish(lambda: command.run(root, wish, lang), lang)


@app.command()
@click.argument("target", metavar="DIR", type=PATH)
@click.option("--name", help="单位名称 · name of the organization")
@click.option("--language", metavar="zh|en", help="门户的语言 · the portal's language")
@click.option("--timezone", metavar="ZONE", help="单位所在的时区 · the time zone, such as Europe/Berlin")
@click.option("--scope", multiple=True, metavar="NAME=TITLE", help="范围，可写几个 · what splits duties and breaches")
@click.option("--steps", type=int, metavar="2|3", help="签署步骤 · signing steps")
@click.option("--revisions", metavar="PATTERN", help="版本的写法，如 {number}.{number} · how revisions are written")
@click.option("--person", multiple=True, metavar="NAME", help="签署人，批准人在前 · who signs, the approver first")
@click.option("--git/--no-git", default=True, show_default=True, help="是否建立 Git 仓库 · whether to start Git")
def new(target: Path, scope: tuple[str, ...], person: tuple[str, ...], **given: str | int | bool | None) -> None:
    """为另一个单位建立门户 · make a portal for another firm in one command."""
    from shoukong.commands import new as command
    from shoukong.commands.new_answers import Wish

    wish = Wish(target, scopes=scope or None, people=person or None, **given)  # type: ignore[arg-type]
    finish(lambda: command.run(wish), "en" if wish.language == "en" else "zh")


@app.command()
@click.option("--to", type=PATH, required=True, help="写到哪个文件夹 · where the tree goes")
@root_option
@readers_options
@as_of_option
@lang_option
def render(to: Path, root: Path, as_of: str | None, lang: str, **asked: Any) -> None:  # noqa: ANN401 - of click
    """写成任何生成器都能构建的 Markdown · write the pages as a plain Markdown tree."""
    from shoukong.commands import render as command

    day, today = days_asked(root, as_of, lang)
    readers = readers_asked(root, **asked)
    finish(lambda: command.run(root, to, day, today, lang, readers), lang)


@app.command()
@click.option("--to", type=PATH, required=True, help="写到哪个文件夹 · where the package goes")
@root_option
@as_of_option
@lang_option
def package(to: Path, root: Path, as_of: str | None, lang: str) -> None:
    """把记录写成数据包 · write the records as a data package for stock tools."""
    from shoukong.commands import package as command

    day, today = days_asked(root, as_of, lang)
    finish(lambda: command.run(root, to, day, today, lang), lang)


@app.command()
@click.argument("sheet", metavar="SHEET", type=PATH)
@root_option
@lang_option
def acknowledge(sheet: Path, root: Path, lang: str) -> None:
    """导入集中宣读的签到表 · import a sheet that people signed (CSV, with the days filled in)."""
    from shoukong.commands import acknowledge as command

    finish(lambda: command.run(root, sheet, today_at(root), lang), lang)


@app.command()
@click.argument("what", metavar="RULE|DUTY|INDICATOR|RECORD")
@root_option
@as_of_option
@lang_option
def explain(what: str, root: Path, as_of: str | None, lang: str) -> None:
    """说明一条规则、义务、指标或记录的结果从何而来 · explain where a result comes from."""
    from shoukong.commands import explain as command

    day, today = days_asked(root, as_of, lang)
    finish(lambda: command.run(root, what, day, today, lang), lang)


@app.command()
@click.argument("record", metavar="RECORD")
@root_option
@lang_option
def history(record: str, root: Path, lang: str) -> None:
    """一条记录的来龙去脉：何时、何人、改了什么 · what became of a record, commit by commit."""
    from shoukong.commands import history as command

    finish(lambda: command.run(root, record, today_at(root), lang), lang)


@app.command()
@click.argument("asked", metavar="NAME|NUMBER…", nargs=-1)
@click.option(
    "--record", metavar="NUMBER", help="那条记录（如请求单）所写的人 · who is in that record, such as a request"
)
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", help="输出的样式 · form of output"
)
@root_option
@lang_option
def person(asked: tuple[str, ...], record: str | None, form: str, root: Path, lang: str) -> None:
    """列出登记册里有关一个人的全部记录 · all that is kept on a person, by number, name, phone or unit."""
    from shoukong.commands import person as command

    if not asked and not record:
        raise click.UsageError("姓名、编号或 --record · a name, a number or --record")
    finish(lambda: command.run(root, asked, today_at(root), form, lang, record=record or ""), lang)


@app.command()
@click.argument("period", metavar="PERIOD")
@click.option("--by", required=True, help="定格人的人员编号 · who freezes it")
@click.option("--indicator", help="只定格这个指标 · only this one")
@click.option("--reason", default="", help="重述的原因 · why a figure is restated")
@root_option
@as_of_option
@lang_option
def close(period: str, by: str, indicator: str | None, reason: str, root: Path, as_of: str | None, lang: str) -> None:
    """定格一个已结束期间的指标，如 2026-H1、2026-09 · freeze the figures of a period that is over."""
    from shoukong.commands import close as command

    day, _ = days_asked(root, as_of, lang)
    wish = command.Wish(period, by, indicator, reason)
    finish(lambda: command.run(root, wish, day, lang), lang)


@app.command()
@click.argument("file", metavar="FILE.docx|.txt|.md", type=PATH)
@click.option("--id", "id_", metavar="ID", help="文件编号，默认取自原文 · its number, by default that in the text")
@click.option("--title", help="标题，默认取自原文 · its title, by default that in the text")
@root_option
@lang_option
def adopt(file: Path, id_: str | None, title: str | None, root: Path, lang: str) -> None:
    """把原有的制度、程序做成受控文件的草案 · make a draft of a procedure that the firm has."""
    from shoukong.commands import adopt as command

    wish = command.Wish(file, id_, title)
    finish(lambda: command.run(root, wish, today_at(root), lang), lang)


@app.group(no_args_is_help=True, help="新建规则、用例子检验规则 · start and try rules")
def rule() -> None:
    """The verbs of rules."""


@rule.command("test")
@click.argument("ids", metavar="[RULE…]", nargs=-1)
@root_option
@click.option("--mutants", is_flag=True, help="改动查询，看例子是否发现 · change queries, see what no example notices")
@lang_option
def rule_test(ids: tuple[str, ...], root: Path, mutants: bool, lang: str) -> None:
    """用 docs/examples 中的例子检验规则与义务，默认全部 · try rules and duties against their examples."""
    if mutants:
        from shoukong.commands import rule_mutants

        finish(lambda: rule_mutants.run(root, ids, today_at(root), lang), lang)
    from shoukong.commands import rule_test as command

    finish(lambda: command.run(root, ids, today_at(root), lang), lang)


@rule.command("new")
@click.argument("clause", metavar="CLAUSE")
@click.option("--id", "id_", required=True, help="规则的编号 · its number")
@click.option("--title", help="一句话的要求 · the demand")
@root_option
@lang_option
def rule_new(clause: str, id_: str, title: str | None, root: Path, lang: str) -> None:
    """在条款（如 P-02#4.1.4）下放一条待填的规则和它的例子 · scaffold a rule and its example."""
    from shoukong.commands import rule_new as command

    finish(lambda: command.run(root, command.Wish(clause, id_, title), today_at(root), lang), lang)


for _verb in (*ENTRY_VERBS, *PORTAL_VERBS, *PRINT_VERBS, *REVISION_VERBS, *SEAL_VERBS, *SIGNING_VERBS):
    app.add_command(_verb)


def main() -> NoReturn:
    """Run the command line, and end without taking apart what was built: that would take as long as reading it."""
    gc.set_threshold(*SELDOM)
    _open_closed_streams()
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    code = _run()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody reads any more, or the disk is full
        code = code or 2
    os._exit(code)


def _open_closed_streams() -> None:
    """Let nothing be read and nobody listen where the shell closed a stream, as `>&-` does."""
    while (nothing := os.open(os.devnull, os.O_RDWR)) < _FIRST_OF_FILES:
        pass  # the lowest numbers are those of the streams, which no other file is to get
    os.close(nothing)
    sys.stdin = sys.stdin or open(0, encoding="utf-8")  # noqa: SIM115 - it lasts as long as the process
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8")  # noqa: SIM115


def _can_be_written(word: str) -> bool:
    """Whether a word of the command line is text, or names something that is there, whatever its bytes."""
    return all(not "\ud800" <= sign <= "\udfff" for sign in word) or Path(word).exists()


def _run() -> int:
    """The exit code of the verb that was asked for."""
    unreadable = next((word for word in sys.argv[1:] if not _can_be_written(word)), None)
    if unreadable is not None:
        shown = os.fsencode(unreadable).decode("utf-8", "replace")
        print(f"「{shown}」不是 UTF-8 编码的文字，请重新输入。", file=sys.stderr)
        print(f"“{shown}” is no text in UTF-8; please write it again.", file=sys.stderr)
        return 2
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:  # noqa: BLE001 - the last resort: a report instead of a traceback
        print(f"程序出错（{type(error).__name__}）。请把报告 {_report()} 交给维护人员。", file=sys.stderr)
        print("An unexpected error; please send the report to the maintainers.", file=sys.stderr)
        return 2
    return 0


def _report() -> str:
    """Where the report of an error is; its last lines where no file can be written."""
    told = traceback.format_exc()
    try:
        report = Path(tempfile.mkstemp(prefix="shoukong-", suffix=".txt")[1])
        report.write_text(f"shoukong {shoukong.__version__}, Python {sys.version}\n{told}", "utf-8")
    except OSError:
        return " | ".join(told.strip().splitlines()[-3:])
    return str(report)
