"""`shoukong upgrade`: bring a portal that an earlier version made to this one, shown before it is done."""

import datetime
import difflib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import COULD_NOT_RUN, REFUSED, is_portal, refuse_folder
from shoukong.files.file_writing import write_files
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Severity
from shoukong.language import speech
from shoukong.layout import SETTINGS
from shoukong.messages.catalogue import fix_of, message_of, severity_of
from shoukong.pages.site_settings import SettingsUnreadableError
from shoukong.portal import load_portal
from shoukong.upgrading.upgrade_plan import UpgradePlan, plan_upgrade


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether only to show what would change, and whether to do it without asking."""

    is_dry: bool
    is_sure: bool


def run(root: Path, consent: Consent, today: datetime.date, language: str) -> int:
    """Show what changes and, where that is wanted, write all of it or nothing."""
    say = speech(language)
    if not is_portal(root):
        return refuse_folder(root, language)
    portal = load_portal(root, today, today)
    fault = next((f for f in portal.faults if f.place.path == SETTINGS and severity_of(f) is Severity.ERROR), None)
    if fault is not None:
        text = say(
            "%(place)s：%(message)s → %(fix)s\n先改好它，再升级。",
            place=f"{fault.place.path}:{fault.place.line or 1}",
            message=message_of(fault, language),
            fix=fix_of(fault, language),
        )
        print(text, file=sys.stderr)
        return COULD_NOT_RUN
    with one_at_a_time(root):
        try:
            plan = plan_upgrade(portal)
        except SettingsUnreadableError as error:
            print(
                say(
                    "mkdocs.yml 读不了：%(error)s\n请按《版本》一页自己改，或去掉这一处再升级。没有改动任何文件。",
                    error=error,
                ),
                file=sys.stderr,
            )
            return COULD_NOT_RUN
        return _upgrade(root, plan, consent, language)


def _upgrade(root: Path, plan: UpgradePlan, consent: Consent, language: str) -> int:
    say, changes = speech(language), plan.changes
    for gap in plan.gaps:
        lost = say("这一册因此用不上") if gap.lost is None else gap.lost.told(language)
        print(
            say(
                "%(path)s 没有 %(column)s（%(meaning)s）：%(lost)s。要用它，先 shoukong revise 再加这一栏。",
                column=gap.column,
                lost=lost,
                meaning=gap.meaning.told(language),
                path=gap.path,
            )
        )
    if not changes:
        print(say("门户已是这个版本的样子，没有要改的。"))
        return 0
    sys.stdout.writelines(_shown(plan))
    if consent.is_dry:
        print(say("以上是要改的；没有写入。"))
        return 0
    if (
        not consent.is_sure
        and input(say("将改动 %(count)s 个文件，如上。确定吗？输入 yes 继续：", count=len(changes))).strip().lower()
        != "yes"
    ):
        print(say("没有改动任何文件。"))
        return REFUSED
    write_files(root, {path: text.encode() for path, text in changes.items()})
    print(say("已改动 %(count)s 个文件：%(paths)s", count=len(changes), paths=" ".join(changes)))
    if plan.needless:
        print(
            say(
                "这些属于旧的程序，装了 shoukong 之后不再用到，核对后可以删除：\n  git rm -r %(paths)s",
                paths=" ".join(plan.needless),
            )
        )
    return 0


def _shown(plan: UpgradePlan) -> Iterator[str]:
    """What changes, as a diff."""
    for path, text in plan.changes.items():
        before = (plan.before[path] or "").splitlines(keepends=True)
        for row in difflib.unified_diff(before, text.splitlines(keepends=True), path, path):
            yield row if row.endswith("\n") else f"{row}\n"
