"""A portal from nothing: `shoukong new` makes one that passes its own check, or refuses in one sentence."""

import datetime
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from shoukong.commands import approve, new, rule_test
from shoukong.commands.new_answers import Wish
from shoukong.evaluation import check, evaluate
from shoukong.files.folder import files_below
from shoukong.portal import load_portal
from shoukong.records.core_declaration import REGISTERS
from shoukong.records.core_words import DEFAULT_WORDS
from shoukong.starter import HERE, LANGUAGES, Answers, starter_files

DAY = datetime.date(2026, 11, 23)
NAMES = {"zh": "云帆印务", "en": "Halyard Print & Sons"}
SCOPES = (("branch", "Branch"), ("city", "City"))
PEOPLE = ("O'Neil, Pat", "李二", "Ben")


def answers(language: str, steps: int = 3, scopes: int = 0) -> Answers:
    """What a firm answers."""
    return Answers(NAMES[language], language, "Asia/Shanghai", DAY, steps, PEOPLE[:steps], SCOPES[:scopes])


def made(target: Path, **wish: object) -> int:
    """The exit code of making a portal on the tests' day."""
    return new.run(Wish(target, **{"name": "甲", "git": False, **wish}), lambda _: DAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "steps", "scopes"),
    [("zh", 2, 0), ("zh", 3, 1), ("zh", 2, 2), ("en", 3, 0), ("en", 2, 1), ("en", 3, 2)],
)
def test_a_new_portal_has_nothing_to_complain_of(tmp_path: Path, language: str, steps: int, scopes: int) -> None:
    given = tuple(f"{name}={title}" for name, title in SCOPES[:scopes])
    root = tmp_path / "new"
    assert made(root, language=language, steps=steps, scopes=given, people=PEOPLE[:steps]) == 0
    portal = load_portal(root, DAY)
    with evaluate(portal) as evaluation:
        told = [f"{f.place.path}:{f.place.line} {f.code}" for f in evaluation.findings]
        lives = evaluation.control.lives.values()
        rules = [(r.rule.id, len(r.breaches)) for r in evaluation.executable.rule_results]
        duties = [(d.duty.id, len({o.scope for o in d.occurrences})) for d in evaluation.executable.duty_results]
    assert told == []
    assert {life.latest.approval.approved.on for life in lives if life.latest.approval} == {DAY}
    assert rules == [("R-01", 0)]
    assert duties == [("D-01", 2 if scopes else 1)]
    assert rule_test.run(root, [], DAY, language) == 0


# Posts are held for days; the register of the staff tells them only where no register of posts is kept.
TOLD_ELSEWHERE = {"staff": {"department", "post"}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_core_forms_have_every_column_and_word_that_the_engine_knows(language: str) -> None:
    files = starter_files(answers(language))
    for register in REGISTERS:
        form = yaml.safe_load(files[f"forms/{register.name}.yaml"])
        fields = {field["name"]: field for field in form["schema"]["fields"]}
        assert form["schema"]["primaryKey"] == register.key
        assert {c.name for c in register.columns} - set(fields) == TOLD_ELSEWHERE.get(register.name, set())
        for column in register.columns:
            allowed = (fields.get(column.name) or {}).get("constraints", {}).get("enum")
            for meaning in (column.words or ()) if allowed else ():
                assert set(DEFAULT_WORDS[language][meaning]) <= set(allowed), (register.name, meaning)


@pytest.mark.parametrize(("steps", "scopes"), [(2, 0), (3, 2)])
def test_both_languages_start_with_the_same_files_and_fields(steps: int, scopes: int) -> None:
    zh, en = (starter_files(answers(language, steps, scopes)) for language in LANGUAGES)
    assert list(zh) == list(en)
    for path in zh:
        if path.startswith("forms/"):
            first, second = (yaml.safe_load(files[path]) for files in (zh, en))
            assert [f["name"] for f in first["schema"]["fields"]] == [f["name"] for f in second["schema"]["fields"]]
            assert first["id"] == second["id"]


def test_what_is_english_has_no_chinese_sign() -> None:
    own = {path: (HERE / "en" / path).read_text("utf-8") for path in files_below(HERE / "en")}
    assert [path for path, text in own.items() if any("一" <= sign <= "鿿" for sign in text)] == []


@pytest.mark.parametrize(
    ("language", "own"), [("zh", "[管理层, 办公室, 车间]"), ("en", "[Management, Office, Workshop]")]
)
def test_the_rulebook_can_be_filled_in_on_the_first_day_as_the_readme_says(
    tmp_path: Path, language: str, own: str
) -> None:
    root = tmp_path / "new"
    assert made(root, language=language) == 0
    text = (root / "docs/documents/P-01.md").read_text("utf-8")
    changed = re.sub(r"departments: \[.*\]", f"departments: {own}", text)
    assert changed != text
    (root / "docs/documents/P-01.md").write_text(changed, "utf-8")
    register = root / f"records/document_approvals/{DAY.year}.csv"
    rows = register.read_text("utf-8").splitlines(keepends=True)
    register.write_text("".join(row for row in rows if ",P-01," not in row), "utf-8")
    told = re.search(r"`shoukong approve P-01 (.*)`", (root / "README.md").read_text("utf-8"))
    assert told
    given = dict(zip(told[1].split()[::2], told[1].split()[1::2], strict=True))
    people = (given["--prepared-by"], given["--reviewed-by"], given["--approved-by"])
    assert approve.run(root, approve.Wish(("P-01",), people, (DAY,) * 3, "-", "-", None, None), DAY, language) == 0
    assert check(load_portal(root, DAY, DAY)).findings == ()


NASTY = "#1 & Söhne: AG, 'x' *y* - 100%"


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_may_hold_whatever_a_name_may_hold(tmp_path: Path, language: str) -> None:
    root, people = tmp_path / "new", ("true", "- x, y", "2026-01-05")
    assert made(root, name=NASTY, language=language, people=people, scopes=(f"branch={NASTY}",)) == 0
    portal = load_portal(root, DAY, DAY)
    assert portal.settings.organization == NASTY
    with evaluate(portal) as evaluation:
        assert evaluation.findings == ()
        assert {person.name for person in evaluation.control.staff.values()} == set(people)


@pytest.mark.parametrize(("pattern", "first"), [("{year}-{month}-{day}", "2026-11-23"), ("v{number}", "v1")])
def test_revisions_are_written_as_the_firm_says(tmp_path: Path, pattern: str, first: str) -> None:
    root = tmp_path / "new"
    assert made(root, revisions=pattern) == 0
    assert {str(text.revision) for texts in load_portal(root, DAY).texts.values() for text in texts} == {first}
    assert check(load_portal(root, DAY, DAY)).findings == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rulebook_does_not_call_the_revision_of_one_day_that_of_every_first_text(language: str) -> None:
    def section(pattern: str) -> str:
        given = replace(answers(language, 2, 0), given_revisions=pattern)
        text = starter_files(given)["docs/documents/P-01.md"].decode()
        return text.partition("### 4.2")[2].partition("|")[0]

    dated, counted = section("{year}-{month}"), section("{number}")
    assert "2026-11" in dated.replace(DAY.isoformat(), "")
    assert DAY.isoformat() in dated
    assert DAY.isoformat() not in counted


def test_an_english_portal_has_the_time_zone_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", ":America/New_York")
    asked: list[str] = []
    assert new.run(Wish(tmp_path / "new", language="en", git=False), lambda zone: asked.append(zone) or DAY) == 0
    assert asked == ["America/New_York"]


def test_an_empty_folder_is_taken_and_one_with_an_empty_repository_too(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert made(tmp_path) == 0
    assert (tmp_path / "portal.yaml").is_file()
    assert [p.name for p in tmp_path.parent.iterdir() if p.name.startswith(".shoukong")] == []


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"language": "fr"}, "fr"),
        ({"steps": 4}, "4"),
        ({"steps": 0}, "0"),
        ({"name": "  "}, "「  」"),
        ({"name": "甲{{乙"}, "甲{{乙"),
        ({"people": ("甲\n乙",)}, "甲\n乙"),
        ({"people": ("甲乙", "丙", "甲乙")}, "甲乙"),
        ({"people": ("Ann  Lee", "丙", "ann lee")}, "ann lee"),
        ({"people": ("甲乙", "丙")}, "3 位"),
        ({"steps": 2, "people": ("甲乙",)}, "只写了 1 位"),
        ({"scopes": ("Branch=分店",)}, "Branch=分店"),
        ({"scopes": ("branch",)}, "branch"),
        ({"scopes": ("branch=",)}, "branch="),
        ({"scopes": ("branch=甲", "branch=乙")}, "branch"),
        ({"scopes": ("department=部门",)}, "department"),
        ({"scopes": ("nonconformitie=x",)}, "nonconformitie"),
        ({"scopes": ("title=x",)}, "title"),
        ({"scopes": ("duty=x",)}, "duty"),
        ({"scopes": ("company=x",)}, "company"),
        *(({"scopes": (f"{word}=x",)}, word) for word in ("order", "from", "is", "at", "left", "rowid")),
        ({"scopes": ("shop=x", "shops=y")}, "shops"),
        ({"timezone": "Europe/Berln"}, "Europe/Berlin"),
        ({"revisions": "{number}{number}"}, "{number}{number}"),
        ({"revisions": "v"}, "v"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wish: dict[str, object], told: str
) -> None:
    assert made(tmp_path / "new", **wish) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert said.err.rstrip("\n").count("。\n") == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", [None, "en"])
def test_a_folder_that_is_not_empty_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str | None
) -> None:
    (tmp_path / "own.txt").write_text("mine", "utf-8")
    assert made(tmp_path, language=language) == 1
    assert str(tmp_path) in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["own.txt"]


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("mine", "utf-8")
    assert made(tmp_path / "new") == 1
    assert (tmp_path / "new").read_text("utf-8") == "mine"


def test_where_the_last_step_fails_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new").mkdir()
    monkeypatch.setattr(new, "_approve", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        made(tmp_path / "new")
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")] == ["new"]


def test_a_terminal_is_asked_for_what_was_not_given_until_each_answer_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = iter(
        [
            "fr",
            "en",
            "Halyard",
            "Nowhere/Town",
            "Europe/Berlin",
            "",
            "4",
            "2",
            "team",
            "branch=Branch",
            "Ada",
            "Ada, Ben",
        ]
    )
    monkeypatch.setattr("builtins.input", lambda _: next(told))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    assert new.run(Wish(tmp_path / "new", git=False), lambda _: DAY) == 0
    settings = yaml.safe_load((tmp_path / "new/portal.yaml").read_text("utf-8"))
    assert settings["organization"] == "Halyard"
    assert settings["timezone"] == "Europe/Berlin"
    assert settings["scopes"] == [{"name": "branch", "title": "Branch", "register": "branches"}]
    staff = (tmp_path / "new/records/staff/staff.csv").read_text("utf-8").splitlines()
    assert [row.split(",")[1] for row in staff[1:]] == ["Ada", "Ben"]


def test_the_command_line_makes_a_repository_and_says_what_comes_next(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "shoukong", "new", "portal", "--name", "甲", "--scope", "branch=分店"]
    done = subprocess.run(command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-3:] == ["  cd portal", "  shoukong check", "  shoukong build"]
    assert (tmp_path / "portal/.git").is_dir()
    check = [sys.executable, "-m", "shoukong", "check", "--root", "portal", "--format", "json"]
    told = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert json.loads(told.stdout)["findings"] == []


def test_a_new_portal_builds_strictly_by_mkdocs_alone(tmp_path: Path) -> None:
    root = tmp_path / "new"
    told = {"name": "Acme", "language": "en", "steps": 2, "people": ("Ada", "Ben")}
    assert made(root, scopes=("branch=Branch", "city=City"), **told) == 0
    environment = {**os.environ, "SHOUKONG_AS_OF": str(DAY), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    shown = {page.relative_to(root): page.read_text("utf-8") for page in (root / "site").rglob("*.html")}
    assert Path("site/branches/index.html") in shown or Path("site/registers/branches/index.html") in shown
    assert {str(path) for path, text in shown.items() if any("一" <= sign <= "鿿" for sign in text)} == set()
