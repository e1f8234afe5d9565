"""A small portal that tests change, and what a check says of it."""

import csv
import datetime
import gc
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from verb_runs import run_verb

from shoukong.commands import key as keys
from shoukong.commands import seal as seals
from shoukong.control.approval import Approval, read_approvals
from shoukong.control.approval_signature import ALLOWED_SIGNERS, NAMESPACE, sign
from shoukong.evaluation import Evaluation, check, evaluate
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Finding
from shoukong.history.main_line import contents_of, main_line
from shoukong.history.silent_changes import silent_changes
from shoukong.portal import load_portal
from shoukong.records.registers import open_registers
from shoukong.sealing.seal_chain import read_chain
from shoukong.text.digest import digest_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROJECT = Path(__file__).parent.parent
BASE = Path(__file__).parent / "base"
CONTROLLED = Path(__file__).parent / "controlled"
APPROVALS = "records/document_approvals/all.csv"
TODAY = datetime.date(2026, 11, 23)
# All that somebody may sign.
OWN_KINDS = f"{NAMESPACE},shoukong-signers,shoukong-seal,git"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# How long an example takes is no verdict: the machine may be busy.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
# A suite that was started in the background ignores Ctrl-C, and so would the verbs that its tests end by it.
signal.signal(signal.SIGINT, signal.default_int_handler)


# An axis of scopes, as `portal.yaml` declares it, and the register of its members.
PROJECTS = "scopes: [{name: project, title: 项目, register: projects}]\n"
PROJECTS_FORM = """name: projects
id: QF-90
title: 项目登记表
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {period: permanent}
schema:
  primaryKey: project
  fields:
    - {name: project, title: 项目代码, type: string, constraints: {required: true}}
    - {name: form_revision, title: 表单版本, type: string, constraints: {required: true}}
"""
# The register of seals.
SEALS_FORM = """name: record_seals
id: QF-91
title: 封存登记表
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {period: permanent}
number: "FC-{year}-{seq:3}"
date: sealed_on
print: {layout: list, rows: 10}
schema:
  primaryKey: seal_no
  fields:
    - {name: seal_no, title: 封存编号, type: string, constraints: {required: true}}
    - {name: through, title: 封存至, type: date, constraints: {required: true}}
    - {name: sealed_on, title: 封存日期, type: date, constraints: {required: true}}
    - {name: sealed_by, title: 封存人, type: string, constraints: {required: true}}
    - {name: digest, title: 摘要值, type: string, constraints: {required: true}}
    - {name: reason, title: 重新封存的原因, type: string}
    - {name: form_revision, title: 表单版本, type: string, constraints: {required: true}}
"""


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass by what is collected and imported, which stays to the end, and come seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_unconfigure() -> None:
    """Let the end of the process find everything, or the database tells of what it takes for lost."""
    gc.unfreeze()


@dataclass(frozen=True)
class Folder:
    """A portal's folder in which a test edits files."""

    root: Path

    def write(self, path: str, text: str | bytes) -> None:
        """Put a file there, with its folders."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text.encode() if isinstance(text, str) else text)

    def declare_projects(self, *codes: str) -> None:
        """Let the firm be split by projects."""
        self.write("portal.yaml", (self.root / "portal.yaml").read_text("utf-8") + PROJECTS)
        self.write("forms/projects.yaml", PROJECTS_FORM)
        self.write("records/projects/all.csv", "project,form_revision\n" + "".join(f"{code},A/0\n" for code in codes))

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a text that must be there."""
        text = (self.root / path).read_bytes().decode()
        assert old in text, f"{old!r} is not in {path}"
        self.write(path, text.replace(old, new, 1))

    def approve(self, number: str, path: str) -> None:
        """Let an approval name a text as it now is."""
        texts = load_portal(self.root, TODAY).texts.values()
        digests = {text.path: text.digest for several in texts for text in several}
        digest = digests.get(path) or digest_of((self.root / path).read_text("utf-8"))
        header = (self.root / APPROVALS).read_text("utf-8").split("\n", 1)[0]
        (row,) = csv.DictReader([header, *self.row(APPROVALS, number).splitlines()])
        self.replace_in_row(APPROVALS, number, row["digest"], digest)

    def row(self, path: str, number: str) -> str:
        """The row of a record in its file, with its line end."""
        rows = (self.root / path).read_text("utf-8").splitlines(keepends=True)
        return next(row for row in rows if row.startswith(f"{number},"))

    def replace_in_row(self, path: str, number: str, old: str, new: str) -> None:
        """Change what a record holds."""
        row = self.row(path, number)
        assert old in row, f"{old!r} is not in {row!r}"
        self.replace(path, row, row.replace(old, new, 1))

    def approval(self, number: str) -> Approval:
        """An approval as the register now holds it."""
        portal = load_portal(self.root, TODAY)
        with open_registers(portal) as registers:
            return next(a for a in read_approvals(portal, registers) if a.number == number)

    def sign(self, number: str, person: str, key: Path) -> str:
        """Sign an approval in a person's name; the path of the signature."""
        path = f"records/signatures/{number}/{person}.sig"
        self.write(path, sign(read_chain(self.root), self.approval(number), person, key))
        return path

    def allow(self, person: str, key: Path) -> None:
        """Let a key, made by `new_key`, be a person's."""
        signers = self.root / ALLOWED_SIGNERS
        known = signers.read_text("utf-8") if signers.exists() else ""
        public = key.with_suffix(".pub").read_text("utf-8")
        self.write(ALLOWED_SIGNERS, f'{known}{person} namespaces="{OWN_KINDS}" {public}')

    def demand_proof(self, figures: str = "proof: [{from: 2026-05-20, kind: signature}]") -> None:
        """Let the rulebook demand signed approvals."""
        self.replace("docs/documents/QM-02.md", "figures:\n", f"figures:\n  {figures}\n")
        self.approve("WJ-002", "docs/documents/QM-02.md")

    def vouch(self, person: str, key: Path, reason: str = "更新") -> int:
        """Let a person vouch for the list of signers as it is; the exit code."""
        return keys.run(self.root, keys.Vouching(person, key, reason, is_sure=True), TODAY, "zh")

    def keep_seals(self) -> None:
        """Let the firm keep a register of seals."""
        self.write("forms/record_seals.yaml", SEALS_FORM)

    def seal(
        self, through: str, on: str = "2026-11-20", *, by: str = "P-01", again: str = "", key: Path | None = None
    ) -> int:
        """Seal a period on a day, again where there is a reason to; the exit code."""
        wish = seals.Wish(through, by, key, bool(again), again)
        return seals.run(self.root, wish, datetime.date.fromisoformat(on), "zh")

    def commit(self, moment: str = "") -> None:
        """Put all files under Git, at a moment such as `2026-11-01T12:00:00+08:00` where one is said."""
        person = ("-c", "user.name=甲", "-c", "user.email=jia@example.org", "-c", "commit.gpgsign=false")
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        own |= {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment} if moment else {}
        for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), (*person, "commit", "-q", "-m", "-")):
            subprocess.run(["git", *arguments], cwd=self.root, check=True, env=own)

    def merge(self, moment: str, key: Path | None = None) -> None:
        """Commit all files on a branch, and merge it into the main one, signed where a key is given."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        own |= {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        person = ["-c", "user.name=甲", "-c", "user.email=jia@example.org"]
        signing = ["-c", "gpg.format=ssh", "-c", f"user.signingkey={key}"] if key else []
        for arguments in (
            ("checkout", "-q", "-b", "change"),
            ("add", "-A"),
            (*person, "commit", "-q", "-m", "-"),
            ("checkout", "-q", "main"),
            (*person, *signing, "merge", "-q", "--no-ff", "-m", "-", *(["-S"] if key else []), "change"),
        ):
            subprocess.run(["git", *arguments], cwd=self.root, check=True, env=own)

    def silent_changes(self) -> tuple[Finding, ...]:
        """What was ever changed in the folder's records through Git without a correction."""
        with evaluate(load_portal(self.root, TODAY)) as evaluation, contents_of(self.root) as contents:
            line = main_line(self.root, evaluation.portal.settings.timezone)
            return tuple(silent_changes(evaluation.control, line, contents))

    def findings(self, as_of: datetime.date = TODAY) -> tuple[Finding, ...]:
        """What the check finds, today being TODAY."""
        return check(load_portal(self.root, as_of, TODAY)).findings


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of the session's own: nothing is taken from runs before it."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def what_ships() -> Iterator[Evaluation]:
    """The shipped portal, evaluated once for the tests of a process; none of them changes it."""
    with evaluate(load_portal(PROJECT, TODAY)) as evaluation:
        yield evaluation


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped portal as a plain tree, written once for the processes of a run; nobody changes it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    tree = shared / "rendered" / "tree"
    tree.parent.mkdir(exist_ok=True)
    with one_at_a_time(shared):
        if not tree.exists():
            done = run_verb("render", "--to", str(tree), "--as-of", str(TODAY), cwd=PROJECT)
            assert done.returncode == 0, done.stdout + done.stderr
    return tree


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium, one for all tests of a process: a second one beside it would not start."""
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def window(browser: "Browser") -> "Iterator[Page]":
    """A window that tests of a process use one after another: to open one costs the browser more than most pages."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.fixture
def page(window: "Page") -> "Iterator[Page]":
    """An empty window at a desk's width, in which nothing is left of what tests did before."""
    window.set_viewport_size({"width": 1280, "height": 900})
    yield window
    forget(window)


def forget(page: "Page") -> None:
    """Let a window be as if it were new: empty, without what pages keep, media that were asked for, or routes."""
    page.unroute_all()
    page.emulate_media(media="null", color_scheme="light")
    origin = "file://" if page.url.startswith("file:") else page.evaluate("location.origin")
    if origin != "null":
        page.evaluate("sessionStorage.clear()")
    page.goto("about:blank")
    if origin != "null":
        devtools = page.context.new_cdp_session(page)
        devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        devtools.detach()


@pytest.fixture
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cache folder: everything is made anew."""
    (tmp_path / "no-folder").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no-folder"))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A sound portal of two documents, two forms and six records."""
    return copy_of(BASE, tmp_path)


@pytest.fixture
def controlled(tmp_path: Path) -> Folder:
    """A sound portal that keeps approvals: three documents in force, one withdrawn, twelve forms."""
    return copy_of(CONTROLLED, tmp_path)


def copy_of(base: Path, tmp_path: Path) -> Folder:
    """A copy of a base portal in which a test edits files."""
    root = tmp_path / "portal"
    shutil.copytree(base, root)
    return Folder(root)


def fill_in(root: Path) -> None:
    """Fill in what the verb that starts a revision leaves open."""
    for path in root.glob("records/*/*.csv"):
        text = path.read_text("utf-8")
        filled = text.replace("待填写", "无").replace("to be filled in", "none")
        if filled != text:
            path.write_text(filled, "utf-8")


def new_key(path: Path) -> Path:
    """A new private key, its public key beside it."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)], check=True)
    return path
