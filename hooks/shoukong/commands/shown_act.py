"""An act that writes rows: what it would write is shown, agreed to at a terminal, and written under the lock."""

import datetime
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import click

from shoukong.commands.refusal import RefusedError, refuse
from shoukong.evaluation import Evaluation, evaluate
from shoukong.files.file_writing import Contents
from shoukong.files.write_lock import one_at_a_time
from shoukong.language import Speech
from shoukong.portal import load_portal
from shoukong.row_door import write_rows


class Planned(Protocol):
    """What an act is to write, by paths, and the files that go once it is written."""

    @property
    def contents(self) -> Contents:
        """The parts, and the files that are written with them."""

    @property
    def files(self) -> Sequence[str]:
        """The paths of the files that go."""


_Plan = TypeVar("_Plan", bound=Planned)


@dataclass(frozen=True, slots=True)
class Consent:
    """What is asked before something is written, what an empty answer means, and whether it is asked at all."""

    question: str
    default: bool
    is_sure: bool
    is_trial: bool


@dataclass(frozen=True, slots=True)
class Steps(Generic[_Plan]):
    """What an act is made of: its plan, which may raise RefusedError, and how that is shown."""

    plan: Callable[[Evaluation], _Plan]
    show: Callable[[Evaluation, _Plan], None]


def carried_out(root: Path, today: datetime.date, consent: Consent, steps: Steps[_Plan], say: Speech) -> _Plan | int:
    """What was written, or would have been in a trial; else the exit code, after the reason was told.

    Where there is nothing to write, nothing is asked. The plan is made once more under the lock, since others may have
    written meanwhile.
    """
    is_asked = sys.stdin.isatty() and not (consent.is_sure or consent.is_trial)
    try:
        if is_asked:
            with evaluate(load_portal(root, today), asks_clauses=False) as evaluation:
                planned = steps.plan(evaluation)
                steps.show(evaluation, planned)
            if not planned.contents:
                return planned
            if not click.confirm(consent.question, default=consent.default):
                return refuse(say("没有写入。"))
        with one_at_a_time(root), evaluate(load_portal(root, today), asks_clauses=False) as evaluation:
            planned = steps.plan(evaluation)
            if not is_asked:
                steps.show(evaluation, planned)
            write_rows(evaluation, planned.contents, is_trial=consent.is_trial)
            for path in () if consent.is_trial else planned.files:  # one that is left behind, the check tells
                (root / path).unlink(missing_ok=True)
            return planned
    except RefusedError as refused:
        return refuse(say("没有写入：%(reason)s", reason=refused))
