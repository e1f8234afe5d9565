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
from shoukong.layout import SETTINGS
from shoukong.messages.catalogue import fix_of, message_of, severity_of
from shoukong.pages.site_settings import SettingsUnreadableError
from shoukong.portal import load_portal
from shoukong.upgrading.upgrade_plan import UpgradePlan, plan_upgrade

_TEXTS = {
    "zh": {
        "faulty": "{place}：{message} → {fix}\n先改好它，再升级。",
        "unreadable": "mkdocs.yml 读不了：{error}\n请按《版本》一页自己改，或去掉这一处再升级。没有改动任何文件。",
        "gap": "{path} 没有 {column}（{meaning}）：{lost}。要用它，先 shoukong revise 再加这一栏。",
        "needed": "这一册因此用不上",
        "none": "门户已是这个版本的样子，没有要改的。",
        "ask": "将改动 {count} 个文件，如上。确定吗？输入 yes 继续：",
        "dry": "以上是要改的；没有写入。",
        "kept": "没有改动任何文件。",
        "done": "已改动 {count} 个文件：{paths}",
        "needless": "这些属于旧的程序，装了 shoukong 之后不再用到，核对后可以删除：\n  git rm -r {paths}",
    },
    "en": {
        "faulty": "{place}: {message} → {fix}\nMend it first, then upgrade.",
        "unreadable": "mkdocs.yml cannot be read: {error}\nChange it by hand, as the page on versions says, or take "
        "that out and upgrade again. Nothing was changed.",
        "gap": "{path} has no {column} ({meaning}): {lost}. To have it, run shoukong revise, then add the column.",
        "needed": "the register is of no use without",
        "none": "The portal is as this version wants it; there is nothing to change.",
        "ask": "Files that change, as shown: {count}. Type yes to go on: ",
        "dry": "This is what would change; nothing was written.",
        "kept": "Nothing was changed.",
        "done": "Files changed: {count} ({paths})",
        "needless": "These belong to the program of before and serve no more; look through them, then:\n"
        "  git rm -r {paths}",
    },
}


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether only to show what would change, and whether to do it without asking."""

    is_dry: bool
    is_sure: bool


def run(root: Path, consent: Consent, today: datetime.date, language: str) -> int:
    """Show what changes and, where that is wanted, write all of it or nothing."""
    texts = _TEXTS[language]
    if not is_portal(root):
        return refuse_folder(root, language)
    portal = load_portal(root, today, today)
    fault = next((f for f in portal.faults if f.place.path == SETTINGS and severity_of(f) is Severity.ERROR), None)
    if fault is not None:
        place = f"{fault.place.path}:{fault.place.line or 1}"
        facts = {"place": place, "message": message_of(fault, language), "fix": fix_of(fault, language)}
        print(texts["faulty"].format(**facts), file=sys.stderr)
        return COULD_NOT_RUN
    with one_at_a_time(root):
        try:
            plan = plan_upgrade(portal)
        except SettingsUnreadableError as error:
            print(texts["unreadable"].format(error=error), file=sys.stderr)
            return COULD_NOT_RUN
        return _upgrade(root, plan, consent, language)


def _upgrade(root: Path, plan: UpgradePlan, consent: Consent, language: str) -> int:
    texts, changes = _TEXTS[language], plan.changes
    for gap in plan.gaps:
        lost = texts["needed"] if gap.lost is None else gap.lost.told(language)
        facts = {"path": gap.path, "column": gap.column, "meaning": gap.meaning.told(language), "lost": lost}
        print(texts["gap"].format(**facts))
    if not changes:
        print(texts["none"])
        return 0
    sys.stdout.writelines(_shown(plan))
    if consent.is_dry:
        print(texts["dry"])
        return 0
    if not consent.is_sure and input(texts["ask"].format(count=len(changes))).strip().lower() != "yes":
        print(texts["kept"])
        return REFUSED
    write_files(root, {path: text.encode() for path, text in changes.items()})
    print(texts["done"].format(count=len(changes), paths=" ".join(changes)))
    if plan.needless:
        print(texts["needless"].format(paths=" ".join(plan.needless)))
    return 0


def _shown(plan: UpgradePlan) -> Iterator[str]:
    """What changes, as a diff."""
    for path, text in plan.changes.items():
        before = (plan.before[path] or "").splitlines(keepends=True)
        for row in difflib.unified_diff(before, text.splitlines(keepends=True), path, path):
            yield row if row.endswith("\n") else f"{row}\n"
