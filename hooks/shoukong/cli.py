"""The command line: options in, exit codes out; the verbs live in `commands`."""

import datetime
import sys
import tempfile
import traceback
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, Optional

import typer

import shoukong

app = typer.Typer(
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    help="受控文件与记录门户 · control of documents and records",
)


class Format(StrEnum):
    """How the result of a check is told."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    JUNIT = "junit"


class Language(StrEnum):
    """The language of messages."""

    ZH = "zh"
    EN = "en"


Root = Annotated[Path, typer.Option("--root", help="门户的根目录 · the portal's folder")]
AsOf = Annotated[
    Optional[str], typer.Option("--as-of", metavar="DATE", help="按哪一天判断，默认今天 · the day to judge by")
]
Lang = Annotated[Language, typer.Option("--lang", help="消息的语言 · language of messages")]


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="显示版本 · show the version")] = False) -> None:
    """Nothing but the version on its own."""
    if show:
        print(f"shoukong {shoukong.__version__}")
        raise typer.Exit


@app.command()
def check(
    root: Root = Path(),
    as_of: AsOf = None,
    format: Annotated[Format, typer.Option("--format", help="输出的样式 · form of the output")] = Format.TEXT,
    lang: Lang = Language.ZH,
) -> None:
    """检查文件、表单与记录 · check documents, forms and records (exit 0 no error, 1 errors, 2 could not run)."""
    from shoukong.commands import check as command

    day, today = _days(root, as_of, lang)
    raise typer.Exit(command.run(root, day, today, format.value, lang.value))


@app.command()
def build(
    root: Root = Path(),
    to: Annotated[Path, typer.Option("--to", help="网站写到哪里 · where the site goes")] = Path("site"),
    as_of: AsOf = None,
    lang: Lang = Language.ZH,
) -> None:
    """检查并生成网站 · check, then build the site."""
    from shoukong.commands import build as command

    day, today = _days(root, as_of, lang)
    _finish(lambda: command.run(root, to, day, today, lang.value), lang)


@app.command()
def render(
    to: Annotated[Path, typer.Option("--to", help="写到哪个文件夹 · where the tree goes")],
    root: Root = Path(),
    as_of: AsOf = None,
    lang: Lang = Language.ZH,
) -> None:
    """写成任何生成器都能构建的 Markdown · write the pages as a plain Markdown tree."""
    from shoukong.commands import render as command

    day, today = _days(root, as_of, lang)
    _finish(lambda: command.run(root, to, day, today, lang.value), lang)


@app.command()
def package(
    to: Annotated[Path, typer.Option("--to", help="写到哪个文件夹 · where the package goes")],
    root: Root = Path(),
    as_of: AsOf = None,
    lang: Lang = Language.ZH,
) -> None:
    """把记录写成数据包 · write the records as a data package for stock tools."""
    from shoukong.commands import package as command

    day, today = _days(root, as_of, lang)
    _finish(lambda: command.run(root, to, day, today, lang.value), lang)


@app.command()
def revise(
    subject: Annotated[str, typer.Argument(metavar="ID", help="文件或表单的编号 · the document or form")],
    reason: Annotated[str, typer.Option("--reason", help="为什么改 · why")],
    root: Root = Path(),
    minor: Annotated[bool, typer.Option("--minor", help="次要修订，默认为主要 · a minor change")] = False,
    effective: Annotated[
        Optional[str], typer.Option("--effective", metavar="DATE", help="拟实施日期 · the day from which it applies")
    ] = None,
    by: Annotated[Optional[str], typer.Option("--by", help="申请人的人员编号 · who asks for it")] = None,
    change: Annotated[
        Optional[str], typer.Option("--change", help="并入已有的更改申请 · an existing change request")
    ] = None,
    as_of: AsOf = None,
    lang: Lang = Language.ZH,
) -> None:
    """开始下一版：归档、提高版本、登记更改申请 · start the next revision."""
    from shoukong.commands import revise as command

    day, _ = _days(root, as_of, lang)
    starts = _day(effective, "--effective", lang) if effective is not None else None
    wish = command.Wish(subject, reason, minor, starts, by, change)
    _finish(lambda: command.run(root, wish, day, lang.value), lang)


@app.command()
def approve(
    subjects: Annotated[list[str], typer.Argument(metavar="ID…", help="文件或表单的编号 · documents or forms")],
    prepared_by: Annotated[str, typer.Option("--prepared-by", help="编制人的人员编号 · who prepared it")],
    reviewed_by: Annotated[str, typer.Option("--reviewed-by", help="审核人 · who reviewed it")],
    approved_by: Annotated[str, typer.Option("--approved-by", help="批准人 · who approved it")],
    root: Root = Path(),
    prepared_on: Annotated[Optional[str], typer.Option("--prepared-on", metavar="DATE", help="编制日期")] = None,
    reviewed_on: Annotated[Optional[str], typer.Option("--reviewed-on", metavar="DATE", help="审核日期")] = None,
    approved_on: Annotated[Optional[str], typer.Option("--approved-on", metavar="DATE", help="批准日期")] = None,
    reason: Annotated[Optional[str], typer.Option("--reason", help="原因，默认取自更改申请 · why")] = None,
    impact: Annotated[Optional[str], typer.Option("--impact", help="影响，默认取自更改申请 · what it touches")] = None,
    change: Annotated[Optional[str], typer.Option("--change", help="更改申请编号 · the change request")] = None,
    withdraw_on: Annotated[
        Optional[str], typer.Option("--withdraw-on", metavar="DATE", help="整份作废的日期 · withdraw it from that day")
    ] = None,
    as_of: AsOf = None,
    lang: Lang = Language.ZH,
) -> None:
    """登记审批，摘要值自动算出 · record an approval of exactly this text."""
    from shoukong.commands import approve as command

    day, _ = _days(root, as_of, lang)
    prepared, reviewed, approved = (
        _day(text, option, lang) if text is not None else day
        for text, option in (
            (prepared_on, "--prepared-on"),
            (reviewed_on, "--reviewed-on"),
            (approved_on, "--approved-on"),
        )
    )
    withdrawn = _day(withdraw_on, "--withdraw-on", lang) if withdraw_on is not None else None
    people = (prepared_by, reviewed_by, approved_by)
    wish = command.Wish(tuple(subjects), people, (prepared, reviewed, approved), reason, impact, change, withdrawn)
    _finish(lambda: command.run(root, wish, day, lang.value), lang)


@app.command()
def sign(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="审批编号 · the approval")],
    person: Annotated[str, typer.Option("--as", help="签名人的人员编号 · who signs")],
    key: Annotated[Path, typer.Option("--key", help="OpenSSH 私钥 · the private key")],
    root: Root = Path(),
    lang: Lang = Language.ZH,
) -> None:
    """用 SSH 密钥对审批签名 · sign an approval with an SSH key."""
    from shoukong.commands import sign as command

    _finish(lambda: command.run(root, command.Wish(number, person, key), _today(root), lang.value), lang)


@app.command()
def acknowledge(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="填好日期的签收名单 · the sheet, as CSV")],
    root: Root = Path(),
    lang: Lang = Language.ZH,
) -> None:
    """导入集中宣读的签到表 · import a sheet that people signed."""
    from shoukong.commands import acknowledge as command

    _finish(lambda: command.run(root, sheet, _today(root), lang.value), lang)


@app.command()
def explain(
    what: Annotated[
        str, typer.Argument(metavar="RULE|DUTY|INDICATOR|RECORD", help="规则、义务、指标或记录的编号 · its number")
    ],
    root: Root = Path(),
    as_of: AsOf = None,
    lang: Lang = Language.ZH,
) -> None:
    """说明一条规则、义务、指标或记录的结果从何而来 · explain where a result comes from."""
    from shoukong.commands import explain as command

    day, today = _days(root, as_of, lang)
    raise typer.Exit(command.run(root, what, day, today, lang.value))


@app.command()
def close(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="期间，如 2026-H1、2026-09 · the period")],
    by: Annotated[str, typer.Option("--by", help="定格人的人员编号 · who freezes it")],
    indicator: Annotated[Optional[str], typer.Option("--indicator", help="只定格这个指标 · only this one")] = None,
    reason: Annotated[str, typer.Option("--reason", help="重述的原因 · why a figure is restated")] = "",
    root: Root = Path(),
    as_of: AsOf = None,
    lang: Lang = Language.ZH,
) -> None:
    """定格一个已结束期间的指标 · freeze the figures of a period that is over."""
    from shoukong.commands import close as command

    day, _ = _days(root, as_of, lang)
    wish = command.Wish(period, by, indicator, reason)
    _finish(lambda: command.run(root, wish, day, lang.value), lang)


rules = typer.Typer(no_args_is_help=True, help="新建规则、用例子检验规则 · start and try rules")
app.add_typer(rules, name="rule")


@rules.command("test")
def rule_test(
    ids: Annotated[Optional[list[str]], typer.Argument(metavar="RULE…", help="规则的编号，默认全部")] = None,
    root: Root = Path(),
    lang: Lang = Language.ZH,
) -> None:
    """用 docs/examples 中的例子检验规则 · try rules against their examples."""
    from shoukong.commands import rule_test as command

    raise typer.Exit(command.run(root, ids or [], _today(root), lang.value))


@rules.command("new")
def rule_new(
    clause: Annotated[str, typer.Argument(metavar="CLAUSE", help="条款地址，例如 WY-CX-02#4.1.4")],
    id_: Annotated[str, typer.Option("--id", help="规则的编号 · its number")],
    title: Annotated[Optional[str], typer.Option("--title", help="一句话的要求 · the demand")] = None,
    root: Root = Path(),
    lang: Lang = Language.ZH,
) -> None:
    """在条款下放一条待填的规则和它的例子 · scaffold a rule and its example."""
    from shoukong.commands import rule_new as command

    _finish(lambda: command.run(root, command.Wish(clause, id_, title), _today(root), lang.value), lang)


@app.command()
def empty(
    root: Root = Path(),
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 · do not ask")] = False,
    lang: Lang = Language.ZH,
) -> None:
    """清除样例记录 · remove the sample records so that a firm can start empty."""
    from shoukong.commands import empty as command

    raise typer.Exit(command.run(root, yes, lang.value))


def _finish(verb: Callable[[], int], lang: Language) -> NoReturn:
    """Run a verb that writes; what the machine or set-up lacks becomes a message and exit code 2."""
    from shoukong.folder import NotOursError
    from shoukong.pages.browser_files import LibraryMissingError
    from shoukong.paper.fonts import PaperError

    try:
        raise typer.Exit(verb())
    except NotOursError as error:
        zh, en = (
            "文件夹「{}」里有别的内容，没有改动。请另选一个。",
            "“{}” holds something else and was left alone; choose another folder.",
        )
        problem: Exception = error
    except LibraryMissingError as error:
        zh, en = "缺少浏览器库 {}。请先运行 make setup。", "The browser library {} is missing: run make setup."
        problem = error
    except PaperError as error:
        zh, en = "空白表无法排版：{}", "A blank could not be set: {}"
        problem = error
    except OSError as error:
        zh, en = "无法读写：{}", "Cannot read or write: {}"
        problem = error
    print((zh if lang is Language.ZH else en).format(problem), file=sys.stderr)
    raise typer.Exit(2)


def _today(root: Path) -> datetime.date:
    """The day that it is where the firm is."""
    from shoukong.today import today_of

    return today_of(root)


def _days(root: Path, as_of: str | None, lang: Language) -> tuple[datetime.date, datetime.date]:
    """The day to judge by and today."""
    today = _today(root)
    return (today if as_of is None else _day(as_of, "--as-of", lang)), today


def _day(written: str, option: str, lang: Language) -> datetime.date:
    """A day as an option gives it; ends the program with 2 where it is none, or one too far away to calculate with."""
    from shoukong.text.written_day import FIRST_YEAR, LAST_YEAR, is_in_reach, read_day

    day = read_day(written)
    if day is not None and is_in_reach(day):
        return day
    zh, en = f"日期「{written}」应写成 2026-01-05", f"write the date “{written}” like 2026-01-05"
    if day is not None:
        zh = f"日期「{written}」应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间"
        en = f"the date “{written}” must lie between the years {FIRST_YEAR} and {LAST_YEAR}"
    print(f"{option}: {zh if lang is Language.ZH else en}", file=sys.stderr)
    raise typer.Exit(2)


def main() -> None:
    """Run the command line."""
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except Exception as error:  # noqa: BLE001 - the last resort: a report instead of a traceback
        report = Path(tempfile.mkstemp(prefix="shoukong-", suffix=".txt")[1])
        report.write_text(f"shoukong {shoukong.__version__}, Python {sys.version}\n{traceback.format_exc()}", "utf-8")
        print(f"程序出错（{type(error).__name__}）。请把报告 {report} 交给维护人员。", file=sys.stderr)
        print("An unexpected error; please send the report to the maintainers.", file=sys.stderr)
        sys.exit(2)
