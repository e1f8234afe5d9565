"""The portals below `examples` are sound: what their check says, their rules by their examples, and their sites."""

import datetime
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import PROJECT

from shoukong.commands import rule_test
from shoukong.evaluation import Evaluation, evaluate
from shoukong.executable.breach_answer import BreachState
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal

DAY = datetime.date(2026, 11, 20)
EXAMPLES = sorted(p.parent.name for p in (PROJECT / "examples").glob("*/portal.yaml"))


@dataclass(frozen=True)
class Example:
    """A portal of the examples, evaluated."""

    name: str
    root: Path
    evaluation: Evaluation


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Iterator[Example]:
    """Each example on its day."""
    root = PROJECT / "examples" / request.param
    with evaluate(load_portal(root, DAY, DAY)) as evaluation:
        yield Example(request.param, root, evaluation)


def test_there_is_one_in_each_language_and_with_and_without_scopes() -> None:
    portals = [load_portal(PROJECT / "examples" / name, DAY) for name in EXAMPLES]
    assert {p.settings.language for p in portals} == {"zh", "en"}
    assert {len(p.settings.scopes) for p in portals} == {0, 1}


def test_an_example_has_no_error_and_no_warning(example: Example) -> None:
    found = [f for f in example.evaluation.findings if severity_of(f) in (Severity.ERROR, Severity.WARNING)]
    assert [f"{f.place.path}:{f.place.line} {f.code}" for f in found] == []


def test_an_example_shows_breaches_answered_and_open(example: Example) -> None:
    states = {b.state for found in example.evaluation.executable.breaches.values() for b in found}
    assert {BreachState.CLOSED} < states


def test_the_rules_of_an_example_keep_their_examples(example: Example, capsys: pytest.CaptureFixture[str]) -> None:
    assert rule_test.run(example.root, [], DAY, example.evaluation.portal.settings.language) == 0


def test_an_example_builds(example: Example, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "shoukong", "build", "--root", str(example.root), "--as-of", str(DAY)]
    done = subprocess.run([*command, "--to", str(tmp_path / "site")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "site/index.html").is_file()
