"""One fault in the portal's settings is one error, in the portal's language; what rests on it is counted in a line."""

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Folder

from shoukong.commands import new
from shoukong.commands.new_answers import Wish
from shoukong.declared.settings import read_settings
from shoukong.evaluation import check
from shoukong.finding import Finding, Severity
from shoukong.layout import SETTINGS
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal

DAY = datetime.date(2026, 11, 26)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound portal in English with revisions of its own."""
    root = tmp_path_factory.mktemp("made") / "portal"
    wish = Wish(root, name="Halyard", language="en", timezone="UTC", scopes=("branch=Branch",), git=False)
    assert new.run(wish, lambda _: DAY) == 0
    return root


@pytest.fixture
def sound(made: Path, tmp_path: Path) -> Folder:
    """A copy of that portal."""
    return Folder(Path(shutil.copytree(made, tmp_path / "portal")))


def with_registers(said: str) -> Callable[[str], str]:
    """The settings with a mapping of registers."""
    return lambda text: f"{text}\nregisters: {said}\n"


def replaced(old: str, new: str) -> Callable[[str], str]:
    """The settings with other words."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


FAULTS: dict[str, Callable[[str], str]] = {
    "key misspelt": replaced("timezone:", "timezon:"),
    "language of another kind": replaced("format: 1", "format: one"),
    "rulebook misspelt": replaced("rulebook:", "rulbook:"),
    "revisions misspelt": replaced("revisions:", "revision:"),
    "scopes misspelt": replaced("scopes:", "scope:"),
    "syntax": lambda text: f"{text}\nkinds: [\n",
    "key twice": lambda text: f"{text}\ntitle: x\n",
    "list instead of mapping": lambda text: f"{text}\nregisters: [staff]\n",
    "revisions that fit nothing": replaced('"{number}.{number}"', '"{letter}"'),
    "revisions of a usual pattern": replaced('"{number}.{number}"', '"{letter}/{number}"'),
    "faulty revisions": replaced('"{number}.{number}"', '"{number}{number}"'),
    "rulebook unknown": replaced("rulebook: P-01", "rulebook: P-99"),
    "scope unknown": replaced("register: branches", "register: shops"),
    "scope taken": replaced("name: branch", "name: order"),
    "no such column": with_registers("{staff: {columns: {post: role}}}"),
    "no such table": with_registers("{staff: {table: employees}}"),
    "approvals in no table": with_registers("{document_approvals: {table: sign_offs}}"),
    "no such register": with_registers("{stafff: {table: staff}}"),
    "engine's column unknown": with_registers("{staff: {columns: {pst: post}}}"),
    "two columns with one meaning": with_registers("{staff: {columns: {post: department}}}"),
    "key of an approval mapped elsewhere": with_registers("{document_approvals: {columns: {digest: revision}}}"),
    "one table with two meanings": with_registers("{document_reviews: {table: link_reviews}}"),
    "staff with two meanings": with_registers("{document_reviews: {table: staff}}"),
    "one word with two meanings": with_registers(
        "{document_approvals: {values: {change_kind: {new: new, major: new}}}}"
    ),
    "word that is not allowed": with_registers("{document_approvals: {values: {change_kind: {new: brandnew}}}}"),
    "meaning unknown": with_registers("{document_approvals: {values: {change_kind: {neww: new}}}}"),
    "column of another kind": with_registers("{staff: {columns: {post: [role]}}}"),
    "needed column declined": with_registers("{document_approvals: {columns: {digest: null}}}"),
}


def findings_of(folder: Folder) -> tuple[Finding, ...]:
    """What the check finds on the day."""
    return check(load_portal(folder.root, DAY, DAY)).findings


def test_the_portal_is_sound(sound: Folder) -> None:
    assert [item for item in findings_of(sound) if severity_of(item) is Severity.ERROR] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_is_one_error(fault: str, sound: Folder) -> None:
    before = {(item.code, item.place.path) for item in findings_of(sound)}
    path = sound.root / SETTINGS
    path.write_text(FAULTS[fault](path.read_text("utf-8")), "utf-8")
    found = findings_of(sound)
    errors = [(item.code, item.place.path) for item in found if severity_of(item) is Severity.ERROR]
    assert [where for _, where in errors] == [SETTINGS], errors
    more = {(item.code, item.place.path) for item in found if item.code != "held-back"} - before - set(errors)
    assert more == set()
    assert read_settings(sound.root)[0].language == "en"


def test_without_settings_that_is_the_one_error(sound: Folder) -> None:
    (sound.root / SETTINGS).unlink()
    errors = [item.code for item in findings_of(sound) if severity_of(item) is Severity.ERROR]
    assert errors == ["settings-missing"]
