"""The command line run inside this process: what a process of its own would say and do, without its start."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from shoukong.cli import app

# What is set where the tests run, and what a verb would write into there.
_ELSEWHERE = ("GITHUB_STEP_SUMMARY", "SHOUKONG_STAFF")


@dataclass(frozen=True)
class Done:
    """What a verb ended with, named as `subprocess` names it."""

    returncode: int
    stdout: str
    stderr: str


def run_verb(*arguments: str, cwd: Path, answer: str = "", **environment: str) -> Done:
    """Run a verb in a folder; a fault of the program itself is raised, not told."""
    own = {name: environment.get(name) for name in {*environment, *(set(_ELSEWHERE) & set(os.environ))}}
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(app, arguments, input=answer, env=own, prog_name="shoukong")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)
