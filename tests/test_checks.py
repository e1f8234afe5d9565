"""Every code of the catalogue has an example that shows it, at its place and alone, and a sound near miss."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import BASE, CONTROLLED, Folder, copy_of, new_key

from shoukong.control.approval import statement
from shoukong.control.approval_signature import NAMESPACE
from shoukong.control.ssh_keygen import sign_text
from shoukong.finding import Finding
from shoukong.messages.catalogue import CATALOGUE, fix_of, message_of

EXAMPLES = Path(__file__).parent / "checks"
BASES = {"base": BASE, "controlled": CONTROLLED}
CODES = sorted(CATALOGUE)
CASES = Path(__file__).parent / "faults"
FAULTS = sorted(path.stem for path in CASES.glob("*.yaml"))


def example(code: str) -> dict[str, Any]:
    """The example of a code."""
    return yaml.safe_load((EXAMPLES / f"{code}.yaml").read_text("utf-8"))


def edit(folder: Folder, edits: list[dict[str, Any]]) -> None:
    """Carry out an example's edits; each names its file by `in`."""
    for step in edits:
        path = folder.root / step["in"]
        path.parent.mkdir(parents=True, exist_ok=True)
        match step:
            case {"row": number, "replace": old, "by": new}:
                folder.replace_in_row(step["in"], number, old, new)
            case {"row": number, "delete": True}:
                folder.replace(step["in"], folder.row(step["in"], number), "")
            case {"replace": old, "by": new}:
                folder.replace(step["in"], old, new * step.get("times", 1))
            case {"write": text}:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            case {"append": text, "times": times}:
                path.write_text(path.read_text("utf-8") + text * times, encoding="utf-8")
            case {"encode": encoding}:
                path.write_bytes(path.read_text("utf-8").encode(encoding))
            case {"delete": True}:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            case {"folder": True}:
                path.unlink()
                path.mkdir()
            case {"link": target}:
                path.unlink(missing_ok=True)
                path.symlink_to(target)
                if "target" in step:
                    (path.parent / target).resolve().write_text(step["target"], encoding="utf-8")
            case {"mode": mode}:
                path.chmod(mode)
            case {"commit": moment}:
                folder.commit("" if moment is True else moment)
            case {"git": arguments}:
                subprocess.run(["git", *arguments], cwd=folder.root, check=True, capture_output=True)
            case {"copy": source}:
                shutil.copy(folder.root / source, path)
            case {"approve": number}:
                folder.approve(number, step["in"])
            case {"sign": number, "as": person}:
                folder.sign(number, person, key_of(folder, person))
            case {"sign": number, "by_first_form": person}:
                key = key_of(folder, person)
                path.write_bytes(sign_text(statement(folder.approval(number)), key, NAMESPACE))
            case {"keep_seals": True}:
                folder.keep_seals()
            case {"seal": period, "on": day}:
                key = key_of(folder, step["as"]) if "as" in step else None
                assert folder.seal(period, day, key=key) == 0
            case {"merge": moment, "as": person}:
                folder.merge(moment, key_of(folder, person))
            case {"vouch": person}:
                folder.vouch(person, key_of(folder, person))


def key_of(folder: Folder, person: str) -> Path:
    """A person's key, made and allowed where there is none yet."""
    key = folder.root.parent / f"key-{person}"
    if not key.exists():
        folder.allow(person, new_key(key))
    return key


def prepared(case: dict[str, Any], tmp_path: Path) -> Folder:
    """The base that an example edits, in Git where it says so."""
    folder = copy_of(BASES[case.get("base", "base")], tmp_path)
    if moment := case.get("git"):
        folder.commit("" if moment is True else moment)
    return folder


def found_by(folder: Folder, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> tuple[Finding, ...]:
    """What the check finds, through the history where the example asks; without the programs that it takes away."""
    which, missing = shutil.which, case.get("without", ())
    monkeypatch.setattr(shutil, "which", lambda name, *rest: None if name in missing else which(name, *rest))
    return folder.findings() + (folder.silent_changes() if case.get("history") else ())


@pytest.mark.parametrize("code", CODES)
def test_the_fault_is_found_at_its_place_and_nothing_else_is(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if code == "file-no-permission" and os.geteuid() == 0:
        pytest.skip("root may read everything")
    case = example(code)
    folder = prepared(case, tmp_path)
    edit(folder, case["bad"])
    found = found_by(folder, case, monkeypatch)
    others = {item.code for item in found} - {code}
    assert others == set(case.get("with", ()))
    item = next(item for item in found if item.code == code)
    place = {"path": item.place.path, "line": item.place.line, "field": item.place.field}
    assert {name: value for name, value in place.items() if value is not None} == case["at"]
    for language in ("zh", "en"):
        assert message_of(item, language)
        assert fix_of(item, language)


@pytest.mark.parametrize("code", CODES)
def test_a_near_miss_is_sound(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = example(code)
    folder = prepared(case, tmp_path)
    edit(folder, case["good"])
    assert found_by(folder, case, monkeypatch) == ()


@pytest.mark.parametrize("base", BASES)
def test_the_bases_are_sound(base: str, tmp_path: Path) -> None:
    assert copy_of(BASES[base], tmp_path).findings() == ()


def test_every_example_belongs_to_a_code() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == set(CATALOGUE)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_where_its_mending_begins_and_nowhere_else(name: str, tmp_path: Path) -> None:
    case = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    folder = prepared(case, tmp_path)
    edit(folder, case["bad"])
    found = [" ".join(map(str, (f.code, f.place.path, f.place.line, f.place.field))) for f in folder.findings()]
    assert found == case["found"]
