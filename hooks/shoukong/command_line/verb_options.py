"""What the verbs of the command line share: their options, the days that they are given, and how they end."""

import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click

from shoukong.audience import AUDIENCES, Audience, Readers
from shoukong.language import LANGUAGES

PATH = click.Path(path_type=Path)

root_option = click.option("--root", type=PATH, default=".", help="门户的根目录 · the portal's folder")
as_of_option = click.option("--as-of", metavar="DATE", help="按哪一天判断，默认今天 · the day to judge by")


def _language(context: click.Context, _: click.Parameter, asked: str | None) -> str:
    """The language that is asked for; where none is, the portal's."""
    from shoukong.declared.settings import read_settings

    return asked or read_settings(context.params.get("root") or Path())[0].language


LANG_HELP = "消息的语言，默认是门户的 · language of messages, the portal's by default"
lang_option = click.option("--lang", type=click.Choice(LANGUAGES), callback=_language, help=LANG_HELP)


def readers_options(verb: Callable[..., None]) -> Callable[..., None]:
    """The options that say for whom a site is built."""
    to_publish = "用于发布：没有写明主机不公开的，只生成公开版 · to publish: for anybody, unless the host is closed"
    for option in (
        click.option("--publish", is_flag=True, help=to_publish),
        click.option(
            "--for", "words", multiple=True, metavar="WORD", help="给哪个部门、岗位或范围 · for which of the staff"
        ),
        click.option(
            "--scope", "scopes", multiple=True, metavar="AXIS=MEMBER", help="只列这个范围的记录 · of this scope alone"
        ),
        click.option(
            "--audience",
            type=click.Choice([str(each) for each in AUDIENCES]),
            help="给谁看，默认按 portal.yaml · who reads it",
        ),
    ):
        verb = option(verb)
    return verb


def readers_asked(
    root: Path, audience: str | None, words: tuple[str, ...], scopes: tuple[str, ...] = (), *, publish: bool
) -> Readers:
    """For whom to build: whom an option names, else whom the settings do; to publish, no more than they allow.

    Ends the program with 2 where a scope is of no axis of the portal, or the readers are not the staff.
    """
    from shoukong.declared.settings import read_settings

    settings, _ = read_settings(root)
    usual = settings.published_audience if publish else settings.audience
    asked = Audience(audience) if audience and (settings.host_is_closed or not publish) else usual
    members: dict[str, frozenset[str]] = {}
    for written in scopes:
        name, _, member = written.partition("=")
        if not member or name not in {axis.name for axis in settings.scopes}:
            known = ", ".join(f"{axis.name}=…" for axis in settings.scopes) or "-"
            _refuse(settings.language, f"范围「{written}」应写成 {known}", f"write the scope “{written}” like {known}")
        members[name] = members.get(name, frozenset()) | {member}
    if members and asked is not Audience.STAFF and not publish:
        _refuse(settings.language, "范围只能用于 --audience staff", "a scope is for --audience staff alone")
    scoped = members if asked is Audience.STAFF else {}
    return Readers(asked, frozenset(words).union(*scoped.values()), scoped)


def axis_of_sites(root: Path, readers: Readers, *, publish: bool) -> str:
    """The axis of which every member is to have a site of its own; empty where one site is made."""
    from shoukong.declared.settings import read_settings

    is_for_all_staff = readers.audience is Audience.STAFF and not readers.scopes
    return read_settings(root)[0].each if publish and is_for_all_staff else ""


def _refuse(language: str, zh: str, en: str) -> NoReturn:
    print(f"--scope: {zh if language == 'zh' else en}", file=sys.stderr)
    sys.exit(2)


def finish(verb: Callable[[], int], lang: str) -> NoReturn:
    """Run a verb that writes; what the machine or set-up lacks becomes a message and exit code 2."""
    from shoukong.commands.hindrance import outcome

    sys.exit(outcome(verb, lang))


def today_at(root: Path) -> datetime.date:
    """The day that it is where the firm is."""
    from shoukong.today import today_of

    return today_of(root)


def days_asked(root: Path, as_of: str | None, lang: str) -> tuple[datetime.date, datetime.date]:
    """The day to judge by and today."""
    today = today_at(root)
    return (today if as_of is None else day_asked(as_of, "--as-of", lang)), today


def day_asked(written: str, option: str, lang: str) -> datetime.date:
    """A day as an option gives it; ends the program with 2 where it is none, or one too far away to calculate with."""
    from shoukong.text.bounds import FIRST_YEAR, LAST_YEAR, is_in_reach
    from shoukong.text.written_day import read_day

    day = read_day(written)
    if day is not None and is_in_reach(day):
        return day
    zh, en = f"日期「{written}」应写成 2026-01-05", f"write the date “{written}” like 2026-01-05"
    if day is not None:
        zh = f"日期「{written}」应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间"
        en = f"the date “{written}” must lie between the years {FIRST_YEAR} and {LAST_YEAR}"
    print(f"{option}: {zh if lang == 'zh' else en}", file=sys.stderr)
    sys.exit(2)
