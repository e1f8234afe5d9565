"""`shoukong new`: make a portal for another firm in a folder of its own, whole or not at all."""

import contextlib
import datetime
import io
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shoukong.check_result import CheckResult
from shoukong.commands import approve
from shoukong.commands.refusal import refuse
from shoukong.days.time_zone import DEFAULT_ZONE, is_zone, zone_like
from shoukong.evaluation import check
from shoukong.file_writing import write_file
from shoukong.git import start_repository
from shoukong.portal import load_portal
from shoukong.revision import RevisionPatternError, parse_revision_pattern
from shoukong.scope_axis import TAKEN
from shoukong.starter import LANGUAGES, UNSAFE, Answers, is_scope_name, register_of, starter_files, taken_names
from shoukong.table_names import BESIDE_REGISTERS
from shoukong.text.sql_words import RESERVED
from shoukong.today import today_in

GIT = ".git"
STEPS = (2, 3)
_TEXTS = {
    "zh": {
        "full": "文件夹「{target}」不是空的，没有写入任何文件。请换一个名称，或先把里面的内容移走。",
        "not-folder": "「{target}」已经是一个文件，没有写入任何文件。请换一个名称。",
        "steps": "签署步骤「{steps}」应为 2（编制、批准）或 3（编制、审核、批准）。",
        "name": '名称「{text}」不能用：不能空着，不能有换行和 { } < > [ ] | ` \\ " 这些符号。',
        "person-twice": "签署人「{text}」写了两次：各步须由不同的人负责，同名的请写得能够分清。",
        "people-few": "{steps} 步签署要 {steps} 位签署人，只写了 {count} 位：把姓名写全，或者都先不写。",
        "revisions": "版本的写法「{text}」在「{part}」处不能用；写成 {letter}/{number} 或 {year}-{month} 之类。",
        "scope": "范围「{text}」应写成 名称=标题，名称用小写英文字母开头，例如 branch=分店。",
        "scope-taken": "范围的名称「{name}」已经是表或栏目的名称，请换一个，例如 {name}_unit。",
        "scope-reserved": "范围的名称「{name}」是查询的保留字，请换一个，例如 {name}_unit。",
        "scope-twice": "范围「{name}」写了两次。",
        "timezone": "没有时区「{zone}」；写时区数据库(IANA)中的名称，例如 {near}。",
        "ask-name": "单位名称：",
        "ask-people": "{steps} 位签署人的姓名，批准人在前，用顿号或逗号隔开（可以先空着）：",
        "ask-steps": "几个人签署？2（编制、批准）或 3（编制、审核、批准）[3]：",
        "ask-scopes": "按什么区分义务与不符合？写成 branch=分店，几个用逗号隔开，没有的直接回车：",
        "default-name": "我的单位",
        "reason": "由 shoukong new 建立",
        "none": "无",
        "made": "已建立 {target}：{documents} 份文件、{forms} 个表单，检查没有错误。",
        "next": "接下来（详见 README.md）：",
        "stopped": "没有建立门户。",
    },
    "en": {
        "full": "The folder “{target}” is not empty; nothing was written. Name another, or move what is in it away.",
        "not-folder": "“{target}” is a file already; nothing was written. Choose another name.",
        "steps": "Signing steps “{steps}” must be 2 (prepare, approve) or 3 (prepare, review, approve).",
        "name": 'The name “{text}” will not do: it must not be empty, nor hold line breaks or { } < > [ ] | ` \\ ".',
        "person-twice": "“{text}” is named twice: each step is taken by somebody else; tell namesakes apart.",
        "people-few": "{steps} steps need {steps} people who sign; {count} named: name them all, or none for now.",
        "revisions": "The pattern of revisions “{text}” fails at “{part}”; write {number}.{number} or {year}-{month}.",
        "scope": "Write the scope “{text}” as name=title, the name in small English letters, such as branch=Branch.",
        "scope-taken": "“{name}” names a table or column already; call the scope something else, such as {name}_unit.",
        "scope-reserved": "“{name}” is a reserved word of queries; call the scope something else, such as {name}_unit.",
        "scope-twice": "The scope “{name}” is given twice.",
        "timezone": "There is no time zone “{zone}”; write a name of the IANA database, such as {near}.",
        "ask-name": "Name of the organization: ",
        "ask-people": "Names of the {steps} people who sign, the approver first, separated by commas (may wait): ",
        "ask-steps": "How many people sign? 2 (prepare, approve) or 3 (prepare, review, approve) [3]: ",
        "ask-scopes": "What splits duties and breaches? Write branch=Branch, several by commas, nothing for none: ",
        "default-name": "My organization",
        "reason": "Set up by shoukong new",
        "none": "none",
        "made": "Made {target}: {documents} documents, {forms} forms; the check finds no error.",
        "next": "Next (README.md says more):",
        "stopped": "No portal was made.",
    },
}
_ASK_LANGUAGE = "语言 · language (zh, en) [{default}]: "
_LANGUAGE_UNKNOWN = "没有语言「{language}」，只有 {known}。· There is no language “{language}”, only {known}."
_SEPARATORS = str.maketrans("、，;；", ",,,,")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line says of the new portal; what it leaves out is None and asked or taken as usual."""

    target: Path
    name: str | None = None
    language: str | None = None
    timezone: str | None = None
    steps: int | None = None
    people: tuple[str, ...] | None = None
    scopes: tuple[str, ...] | None = None
    revisions: str | None = None
    git: bool = True


class RefusedError(ValueError):
    """Why no portal is made, as a sentence."""


def run(wish: Wish, clock: Callable[[str], datetime.date] | None = None) -> int:
    """Make the portal and say what to do next; `clock` gives the day in a time zone."""
    language = wish.language if wish.language in LANGUAGES else LANGUAGES[0]
    try:
        _refuse_target(wish.target, language)
        told = _asked(wish) if sys.stdin.isatty() else wish
        answers = _answers(told, clock or today_in)
    except RefusedError as error:
        return refuse(str(error))
    except (EOFError, KeyboardInterrupt):
        return refuse(_TEXTS[language]["stopped"])
    texts = _TEXTS[answers.language]
    result = _make(answers, wish.target, texts)
    if wish.git:
        start_repository(wish.target, texts["reason"])
    print(texts["made"].format(target=wish.target, documents=result.documents, forms=result.forms))
    print(texts["next"])
    there = () if wish.target.resolve() == Path.cwd() else (f"cd {shlex.quote(str(wish.target))}",)
    for command in (*there, "shoukong check", "shoukong build"):
        print(f"  {command}")
    return 0


def _refuse_target(target: Path, language: str) -> None:
    """Only a folder that is not there, or holds nothing but a repository that is empty, is taken."""
    if target.exists() and not target.is_dir():
        raise RefusedError(_TEXTS[language]["not-folder"].format(target=target))
    if target.is_dir() and any(path.name != GIT for path in target.iterdir()):
        raise RefusedError(_TEXTS[language]["full"].format(target=target))


def _asked(wish: Wish) -> Wish:
    """The wish with what was not given and is now told on the terminal."""
    language = wish.language
    if language is None:
        language = input(_ASK_LANGUAGE.format(default=LANGUAGES[0])).strip() or LANGUAGES[0]
    if language not in LANGUAGES:
        raise RefusedError(_unknown(language))
    texts = _TEXTS[language]
    name = wish.name if wish.name is not None else input(texts["ask-name"]).strip() or None
    scopes = wish.scopes if wish.scopes is not None else _listed(input(texts["ask-scopes"]))
    steps = wish.steps if wish.steps is not None else _steps(input(texts["ask-steps"]), texts)
    people = wish.people if wish.people is not None else _listed(input(texts["ask-people"].format(steps=steps)))
    return replace(wish, language=language, name=name, scopes=scopes, steps=steps, people=people)


def _listed(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in text.translate(_SEPARATORS).split(","))
    return tuple(part for part in parts if part)


def _steps(text: str, texts: dict[str, str]) -> int:
    if not text.strip():
        return STEPS[-1]
    if text.strip() not in map(str, STEPS):
        raise RefusedError(texts["steps"].format(steps=text.strip()))
    return int(text)


def _answers(wish: Wish, clock: Callable[[str], datetime.date]) -> Answers:
    """What the portal is made from; raises RefusedError where it cannot be."""
    language = wish.language or LANGUAGES[0]
    if language not in LANGUAGES:
        raise RefusedError(_unknown(language))
    texts = _TEXTS[language]
    name = wish.name if wish.name is not None else texts["default-name"]
    steps = wish.steps if wish.steps is not None else STEPS[-1]
    zone = wish.timezone or (DEFAULT_ZONE if language == LANGUAGES[0] else _zone_here())
    if not is_zone(zone):
        raise RefusedError(texts["timezone"].format(zone=zone, near=zone_like(zone)))
    if wish.revisions is not None:
        _refuse_pattern(wish.revisions, texts)
    if steps not in STEPS:
        raise RefusedError(texts["steps"].format(steps=steps))
    answers = Answers(name.strip(), language, zone, clock(zone), steps, tuple(wish.people or ()))
    scopes = tuple(_scopes(wish.scopes or (), texts, taken_names(answers) | BESIDE_REGISTERS | TAKEN))
    for text in (name, *answers.given_names, *(title for _, title in scopes)):
        if not text.strip() or UNSAFE & set(text):
            raise RefusedError(texts["name"].replace("{text}", text))
    _refuse_people(answers, texts)
    return replace(answers, given_scopes=scopes, given_revisions=wish.revisions)


def _refuse_people(answers: Answers, texts: dict[str, str]) -> None:
    """Names, where they are given, are those of as many different people as there are steps."""
    names = [" ".join(name.split()).casefold() for name in answers.given_names]
    twice = next((answers.given_names[i] for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        raise RefusedError(texts["person-twice"].replace("{text}", twice))
    if names and len(names) < answers.steps:
        raise RefusedError(texts["people-few"].format(steps=answers.steps, count=len(names)))


def _refuse_pattern(template: str, texts: dict[str, str]) -> None:
    try:
        parse_revision_pattern(template)
    except RevisionPatternError as error:
        raise RefusedError(texts["revisions"].replace("{text}", template).replace("{part}", str(error))) from error


def _scopes(given: Sequence[str], texts: dict[str, str], taken: frozenset[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for text in given:
        name, sign, title = (part.strip() for part in text.partition("="))
        if not sign or not title or not is_scope_name(name):
            raise RefusedError(texts["scope"].format(text=text))
        if name in seen:
            raise RefusedError(texts["scope-twice"].format(name=name))
        if {name, register_of(name)} & (taken | seen):
            raise RefusedError(texts["scope-taken"].format(name=name))
        if {name, register_of(name)} & RESERVED:
            raise RefusedError(texts["scope-reserved"].format(name=name))
        seen |= {name, register_of(name)}
        yield name, title


def _unknown(language: str) -> str:
    return _LANGUAGE_UNKNOWN.format(language=language, known=", ".join(LANGUAGES))


def _zone_here() -> str:
    """The time zone of this machine where it can be told by name."""
    named = os.environ.get("TZ", "").lstrip(":")
    link = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    return next((zone for zone in (named, link) if zone and is_zone(zone)), "UTC")


def _make(answers: Answers, target: Path, texts: dict[str, str]) -> CheckResult:
    """Write the portal beside its place, approve its texts there, check it, and put it in its place."""
    parent = target.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".shoukong-new-", dir=parent) as folder:
        made = Path(folder) / "portal"
        for path, content in starter_files(answers).items():
            write_file(made / path, content)
        _approve(made, answers, texts)
        result = check(load_portal(made, answers.today))
        assert result.ok, f"the starter's own check fails: {result.findings[0]}"
        _put(made, target)
    return result


def _approve(made: Path, answers: Answers, texts: dict[str, str]) -> None:
    """Record the approval of every text as the verb does that records all approvals."""
    subjects = tuple(sorted(load_portal(made, answers.today).texts))
    approver, keeper, *others = answers.people
    reviewer = others[0].number if answers.steps == STEPS[-1] else None
    people = (keeper.number, reviewer, approver.number)
    days = (answers.today,) * 3
    asked = approve.Wish(subjects, people, days, texts["reason"], texts["none"], None, None)
    with contextlib.redirect_stdout(io.StringIO()):
        code = approve.run(made, asked, answers.today, answers.language)
    assert code == 0, "the starter's own texts can be approved"


def _put(made: Path, target: Path) -> None:
    """Move what was made to its place; where that fails half-way, what was moved is taken back."""
    if not target.exists():
        made.rename(target)
        return
    moved: list[Path] = []
    try:
        for path in sorted(made.iterdir()):
            moved.append(path.rename(target / path.name))
    except OSError:
        for path in moved:
            shutil.move(path, made / path.name)
        raise
