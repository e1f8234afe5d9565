"""Every code of the catalogue has an example that shows it, at its place and alone, and a sound near miss."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Folder

from shoukong.catalogue import CATALOGUE, fix_of, message_of

EXAMPLES = Path(__file__).parent / "checks"
CODES = sorted(CATALOGUE)


def example(code: str) -> dict[str, Any]:
    """The example of a code."""
    return yaml.safe_load((EXAMPLES / f"{code}.yaml").read_text("utf-8"))


def edit(folder: Folder, edits: list[dict[str, Any]]) -> None:
    """Carry out an example's edits; each names its file by `in`."""
    for step in edits:
        path = folder.root / step["in"]
        path.parent.mkdir(parents=True, exist_ok=True)
        match step:
            case {"replace": old, "by": new}:
                folder.replace(step["in"], old, new * step.get("times", 1))
            case {"write": text}:
                path.write_text(text, encoding="utf-8")
            case {"append": text, "times": times}:
                path.write_text(path.read_text("utf-8") + text * times, encoding="utf-8")
            case {"encode": encoding}:
                path.write_bytes(path.read_text("utf-8").encode(encoding))
            case {"delete": True}:
                path.unlink()
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


@pytest.mark.parametrize("code", CODES)
def test_the_fault_is_found_at_its_place_and_nothing_else_is(code: str, folder: Folder) -> None:
    if code == "file-no-permission" and os.geteuid() == 0:
        pytest.skip("root may read everything")
    case = example(code)
    edit(folder, case["bad"])
    found = folder.findings()
    others = {item.code for item in found} - {code}
    assert others == set(case.get("with", ()))
    item = next(item for item in found if item.code == code)
    place = {"path": item.place.path, "line": item.place.line, "field": item.place.field}
    assert {name: value for name, value in place.items() if value is not None} == case["at"]
    for language in ("zh", "en"):
        assert message_of(item, language)
        assert fix_of(item, language)


@pytest.mark.parametrize("code", CODES)
def test_a_near_miss_is_sound(code: str, folder: Folder) -> None:
    edit(folder, example(code)["good"])
    assert folder.findings() == ()


def test_every_example_belongs_to_a_code() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == set(CATALOGUE)
