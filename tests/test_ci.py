"""Set-up and continuous integration: the files are valid, agree with each other, and name no server."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
GITHUB = ".github/workflows/portal.yml"
GITLAB = ".gitlab-ci.yml"
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==\S+", re.MULTILINE)
REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")


def edition_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", edition_of("Makefile"), re.MULTILINE))


def ci_commands(path: str) -> list[str]:
    """Every shell line that a CI file runs."""
    whole = yaml.safe_load(edition_of(path))
    if "jobs" in whole:
        return [step["run"] for job in whole["jobs"].values() for step in job["steps"] if "run" in step]
    return [line for job in whole.values() if isinstance(job, dict) for line in job.get("script", [])]


def name_of(requirement: str) -> str:
    found = REQUIREMENT.match(requirement)
    assert found, requirement
    return found[0].lower().replace("_", "-")


def pinned_in(path: str) -> set[str]:
    return {name_of(name) for name in PINNED.findall(edition_of(path))}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--builtin-schema", "vendor.github-workflows", GITHUB),
        ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", GITLAB),
    ],
    ids=["github", "gitlab"],
)
def test_ci_files_follow_the_vendor_schemas(arguments: tuple[str, ...]) -> None:
    """What the two hosts accept, by their own published schemas."""
    command = [sys.executable, "-m", "check_jsonschema", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", [GITHUB, GITLAB])
def test_ci_runs_the_check_and_the_site_as_people_do(path: str) -> None:
    """A person and a server run the same two commands: those of the README and of the page for editors."""
    run = set(MAKE.findall("\n".join(ci_commands(path))))
    told = set(MAKE.findall(edition_of("README.md") + edition_of("docs/guide/edit.md")))
    assert run == {"check", "site"}
    assert run <= told & make_targets()


@pytest.mark.parametrize("path", ["README.md", "docs/guide/ci.md", ".ci/run"])
def test_make_targets_that_are_named_exist(path: str) -> None:
    """No page tells the reader to run a target that is not there."""
    code = "\n".join(re.findall(r"`[^`\n]+`|```.*?```|^make.*$", edition_of(path), re.MULTILINE | re.DOTALL))
    assert set(MAKE.findall(code)) <= make_targets()


def test_ci_entry_runs_the_test_command() -> None:
    """The last line of `.ci/run` is the README's test command, so pytest has the last word."""
    assert edition_of(".ci/run").rstrip().splitlines()[-1] == "make test"


def test_only_publishing_may_write() -> None:
    """Every job reads; one job publishes Pages and does nothing else."""
    whole = yaml.safe_load(edition_of(GITHUB))
    assert whole["permissions"] == {"contents": "read"}
    writers = {name: job["permissions"] for name, job in whole["jobs"].items() if "permissions" in job}
    assert writers == {"publish": {"pages": "write", "id-token": "write"}}
    assert not [step for step in whole["jobs"]["publish"]["steps"] if "run" in step]


def test_actions_are_pinned_to_a_major_version() -> None:
    """An action without a version may change from one day to the next."""
    whole = yaml.safe_load(edition_of(GITHUB))
    used = [step["uses"] for job in whole["jobs"].values() for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in used), used


def test_publishing_only_happens_after_merging() -> None:
    """A pull request is checked, never published."""
    github = yaml.safe_load(edition_of(GITHUB))["jobs"]
    assert "refs/heads/main" in github["site"]["if"]
    assert github["publish"]["needs"] == "site"
    assert yaml.safe_load(edition_of(GITLAB))["pages"]["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]


@pytest.mark.parametrize("path", ["requirements/site.txt", "requirements/test.txt", "package-lock.json"])
def test_locks_hold_digests_and_no_server(path: str) -> None:
    """A mirror serves as well as the public registry, and neither can slip in other files."""
    text = edition_of(path)
    assert "resolved" not in text
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", text)
    if path.endswith(".json"):
        assert text.count('"integrity": "sha512-') == text.count('"node_modules/')
    else:
        for entry in re.split(r"\n(?=\S)", text):
            assert entry.startswith("#") or not entry.strip() or "--hash=sha256:" in entry, entry


def test_locks_cover_what_the_engine_asks_for() -> None:
    """Whatever pyproject.toml needs is locked, and both locks agree."""
    settings = tomllib.loads(edition_of("pyproject.toml"))
    project = settings["project"]
    wanted = [*project["dependencies"], *settings["build-system"]["requires"]]
    wanted += [name for extra in project["optional-dependencies"].values() for name in extra]
    assert {name_of(item) for item in wanted} <= pinned_in("requirements/site.txt")
    site = {line for line in edition_of("requirements/site.txt").splitlines() if PINNED.match(line)}
    assert site <= set(edition_of("requirements/test.txt").splitlines())


def test_package_lock_agrees_with_package_json() -> None:
    """A version changed in one file only is found before a fresh machine finds it."""
    wanted, lock = (yaml.safe_load(edition_of(path)) for path in ("package.json", "package-lock.json"))
    for group in ("dependencies", "devDependencies"):
        assert lock["packages"][""][group] == wanted[group]


def test_help_names_every_target() -> None:
    """`make help` leaves nothing out."""
    done = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(MAKE.findall(done.stdout)) == make_targets()


def test_the_language_of_a_desktop_is_no_option_of_make() -> None:
    """`LANGUAGE` of the environment is a list such as `en_US:en`, which the program would refuse."""
    for given, option in (({"LANGUAGE": "en_US:en"}, False), ({"MESSAGES": "en"}, True)):
        done = subprocess.run(
            ["make", "-n", "check"], cwd=ROOT, env=os.environ | given, capture_output=True, text=True, check=True
        )
        assert ("--lang" in done.stdout) is option
