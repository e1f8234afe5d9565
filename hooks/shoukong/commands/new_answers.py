"""What a new portal is made from: told on the command line or asked on the terminal, each answer judged by itself."""

import datetime
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from shoukong.commands.refusal import RefusedError
from shoukong.days.time_zone import DEFAULT_ZONE, is_zone, zone_like
from shoukong.declared.scope_axis import TAKEN
from shoukong.forms.table_names import BESIDE_REGISTERS
from shoukong.language import Speech, speech
from shoukong.revision import RevisionPatternError, parse_revision_pattern
from shoukong.starter import LANGUAGES, REVISIONS, UNSAFE, Answers, is_scope_name, register_of, taken_names
from shoukong.text.sql_words import RESERVED

STEPS = (2, 3)
Raw = TypeVar("Raw")
Judged = TypeVar("Judged")

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


def answers_of(wish: Wish, clock: Callable[[str], datetime.date], *, is_asked: bool) -> Answers:
    """What the portal is made from; `clock` gives the day in a time zone.

    A terminal (`is_asked`) is asked for what was not given, and again where an answer will not do. Raises RefusedError
    where what was given will not do.
    """
    language = _told(is_asked, _ASK_LANGUAGE.format(default=LANGUAGES[0]), wish.language, LANGUAGES[0], str, _language)
    say = speech(language)
    judge = _Judge(say)

    def told(
        prompt: str, given: Raw | None, usual: Raw, read: Callable[[str], Raw], judged: Callable[[Raw], Judged]
    ) -> Judged:
        return _told(is_asked, prompt, given, usual, read, judged)

    name = told(say("单位名称 [%(default)s]：", default=say("我的单位")), wish.name, say("我的单位"), str, judge.name)
    usual_zone = DEFAULT_ZONE if language == LANGUAGES[0] else _zone_here()
    zone = told(say("时区 [%(default)s]：", default=usual_zone), wish.timezone, usual_zone, str, judge.zone)
    pattern = REVISIONS[language]
    revisions = told(say("版本的写法 [%(default)s]：", default=pattern), wish.revisions, pattern, str, judge.revisions)
    prompt = say("几个人签署？2（编制、批准）或 3（编制、审核、批准）[%(default)s]：", default=STEPS[-1])
    steps = told(prompt, wish.steps, STEPS[-1], judge.number, judge.steps)
    answers = Answers(name, language, zone, clock(zone), steps, given_revisions=revisions)
    taken = taken_names(answers) | BESIDE_REGISTERS | TAKEN
    prompt = say("按什么区分义务与不符合？写成 branch=分店，几个用逗号隔开，没有的直接回车：")
    scopes = told(prompt, wish.scopes, (), _listed, lambda given: judge.scopes(given, taken))
    prompt = say("各步签署人的姓名，批准人在前，用顿号或逗号隔开（可以先空着）：")
    people = told(prompt, wish.people, (), _listed, lambda given: judge.people(given, steps))
    return replace(answers, given_scopes=scopes, given_names=people)


def _told(
    is_asked: bool,
    prompt: str,
    given: Raw | None,
    usual: Raw,
    read: Callable[[str], Raw],
    judged: Callable[[Raw], Judged],
) -> Judged:
    """What was given, else what the terminal says until it will do, else what is usual."""
    if given is not None or not is_asked:
        return judged(usual if given is None else given)
    while True:
        text = input(prompt).strip()
        try:
            return judged(read(text) if text else usual)
        except RefusedError as error:
            print(error, file=sys.stderr)


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise RefusedError(_LANGUAGE_UNKNOWN.format(language=text, known=", ".join(LANGUAGES)))
    return text


def _listed(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in text.translate(_SEPARATORS).split(","))
    return tuple(part for part in parts if part)


def _zone_here() -> str:
    """The time zone of this machine where it can be told by name."""
    named = os.environ.get("TZ", "").lstrip(":")
    link = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    return next((zone for zone in (named, link) if zone and is_zone(zone)), "UTC")


@dataclass(frozen=True, slots=True)
class _Judge:
    """Whether an answer will do, said in the portal's language: every method raises RefusedError where it will not."""

    say: Speech

    def name(self, text: str) -> str:
        """A name that every file of the starter can hold."""
        if not text.strip() or UNSAFE & set(text):
            raise RefusedError(
                self.say('名称「%(text)s」不能用：不能空着，不能有换行和 { } < > [ ] | ` \\ " 这些符号。', text=text)
            )
        return text.strip()

    def zone(self, text: str) -> str:
        """A time zone of the IANA database."""
        if not is_zone(text):
            raise RefusedError(
                self.say(
                    "没有时区「%(zone)s」；写时区数据库(IANA)中的名称，例如 %(near)s。", zone=text, near=zone_like(text)
                )
            )
        return text

    def revisions(self, template: str) -> str:
        """A pattern of revisions."""
        try:
            parse_revision_pattern(template)
        except RevisionPatternError as error:
            told = self.say(
                "版本的写法「%(text)s」在「%(part)s」处不能用；写成 {letter}/{number} 或 {year}-{month} 之类。",
                text=template,
                part=error,
            )
            raise RefusedError(told) from error
        return template

    def number(self, text: str) -> int:
        """A number of steps as it is typed."""
        if text not in map(str, STEPS):
            raise RefusedError(
                self.say("签署步骤「%(steps)s」应为 2（编制、批准）或 3（编制、审核、批准）。", steps=text)
            )
        return int(text)

    def steps(self, steps: int) -> int:
        """A number of steps."""
        return self.number(str(steps))

    def people(self, names: tuple[str, ...], steps: int) -> tuple[str, ...]:
        """Nobody, or as many different people as there are steps at least."""
        names = tuple(self.name(name) for name in names)
        folded = [" ".join(name.split()).casefold() for name in names]
        twice = next((names[i] for i, name in enumerate(folded) if name in folded[:i]), None)
        if twice is not None:
            raise RefusedError(
                self.say("签署人「%(text)s」写了两次：各步须由不同的人负责，同名的请写得能够分清。", text=twice)
            )
        if names and len(names) < steps:
            raise RefusedError(
                self.say(
                    "%(steps)s 步签署要 %(steps)s 位签署人，只写了 %(count)s 位：把姓名写全，或者都先不写。",
                    steps=steps,
                    count=len(names),
                )
            )
        return names

    def scopes(self, given: Sequence[str], taken: frozenset[str]) -> tuple[tuple[str, str], ...]:
        """The names and titles of scopes; none is called like a table, a column or a word of queries."""
        return tuple(self._each_scope(given, taken))

    def _each_scope(self, given: Sequence[str], taken: frozenset[str]) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        for text in given:
            name, sign, title = (part.strip() for part in text.partition("="))
            if not sign or not title or not is_scope_name(name):
                raise RefusedError(
                    self.say("范围「%(text)s」应写成 名称=标题，名称用小写英文字母开头，例如 branch=分店。", text=text)
                )
            if name in seen:
                raise RefusedError(self.say("范围「%(name)s」写了两次。", name=name))
            if {name, register_of(name)} & (taken | seen):
                raise RefusedError(
                    self.say("范围的名称「%(name)s」已经是表或栏目的名称，请换一个，例如 %(name)s_unit。", name=name)
                )
            if {name, register_of(name)} & RESERVED:
                raise RefusedError(
                    self.say("范围的名称「%(name)s」是查询的保留字，请换一个，例如 %(name)s_unit。", name=name)
                )
            seen |= {name, register_of(name)}
            yield name, self.name(title)
