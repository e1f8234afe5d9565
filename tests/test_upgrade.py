"""A portal that an earlier version made becomes one of this version: shown first, whole or not at all, and once."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import BASE, PROJECT, Folder, copy_of
from verb_runs import Done, run_verb

import shoukong
from shoukong.declared.settings import FORMAT
from shoukong.upgrading.site_upgrade import upgraded_site
from shoukong.upgrading.yaml_blocks import rewritten

EARLIER = Path(__file__).parent / "earlier"  # the site's settings as the portal had them before the plugin
OLD = (EARLIER / "mkdocs.yml").read_text("utf-8")


@pytest.fixture
def earlier(tmp_path: Path) -> Folder:
    """A portal as it was: its settings in a long `mkdocs.yml`, the engine in its own folder."""
    folder = copy_of(BASE, tmp_path)
    for path in (p for p in EARLIER.rglob("*") if p.is_file()):
        folder.write(path.relative_to(EARLIER).as_posix(), path.read_bytes())
    folder.write("docs/index.md", "# 首页\n\n{{ documents_table() }}\n")
    folder.write("hooks/shoukong/__init__.py", '"""An engine of before."""\n')
    folder.write("Makefile", "site:\n")
    return folder


def upgrade(folder: Folder, *options: str, answer: str = "") -> Done:
    """Run the verb."""
    return run_verb("upgrade", "--root", str(folder.root), *options, cwd=PROJECT, answer=answer)


def contents(folder: Folder) -> dict[str, bytes]:
    """Every file of a portal."""
    files = (p for p in folder.root.rglob("*") if p.is_file() and ".shoukong" not in p.parts)
    return {p.relative_to(folder.root).as_posix(): p.read_bytes() for p in files}


def test_a_portal_of_before_is_brought_to_this_version_and_builds(earlier: Folder, tmp_path: Path) -> None:
    texts = {path: text for path, text in contents(earlier).items() if path.startswith(("docs/", "forms/", "records/"))}
    done = upgrade(earlier, "--yes")
    assert done.returncode == 0, done.stderr
    assert "git rm -r hooks Makefile" in done.stdout
    site = yaml.safe_load((earlier.root / "mkdocs.yml").read_text("utf-8"))
    assert set(site) == {"site_name", "site_description", "plugins"}
    assert site["plugins"] == ["shoukong"]
    assert yaml.safe_load((earlier.root / "portal.yaml").read_text("utf-8"))["format"] == FORMAT
    assert {path: contents(earlier)[path] for path in texts} == texts
    for part in ("hooks", "Makefile"):  # as the verb advises
        path = earlier.root / part
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert earlier.findings() == ()
    # The hook is the plugin, for an environment in which the package is not installed.
    earlier.replace(
        "mkdocs.yml", "plugins:\n- shoukong\n", f"plugins: []\nhooks: ['{PROJECT / 'hooks/mkdocs_hook.py'}']\n"
    )
    command = [sys.executable, "-m", "shoukong", "build", "--as-of", "2026-11-23", "--to", str(tmp_path / "site")]
    built = subprocess.run(command, cwd=earlier.root, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr


def test_continuous_integration_installs_the_package_unless_a_firm_has_its_own(earlier: Folder) -> None:
    earlier.replace(".gitlab-ci.yml", "expire_in: 30 days", "expire_in: 9 days")
    own = contents(earlier)[".gitlab-ci.yml"]
    assert upgrade(earlier, "--yes").returncode == 0
    now = contents(earlier)
    assert b"make " not in now[".github/workflows/portal.yml"]
    assert b"shoukong check" in now[".github/workflows/portal.yml"]
    assert f"shoukong=={shoukong.__version__}".encode() in now["requirements.txt"]
    assert now[".gitlab-ci.yml"] == own


def test_a_pinned_version_becomes_this_one_and_other_packages_stay(folder: Folder) -> None:
    folder.write("requirements.txt", "# ours\nshoukong==0.0.1 ; python_version > '3'\nshoukong-extra==2\nx==1\n")
    assert upgrade(folder, "--yes").returncode == 0
    pinned = f"# ours\nshoukong=={shoukong.__version__} ; python_version > '3'\nshoukong-extra==2\nx==1\n"
    assert contents(folder)["requirements.txt"].decode() == pinned


SPLIT = """
```duty
id: D-09
title: 盘点
repeat: FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31
per: order_no
evidence: SELECT order_no, received_on AS done_on, order_no AS record FROM orders
```
"""


def test_the_axes_by_which_duties_were_split_are_declared(earlier: Folder) -> None:
    path = earlier.root / "docs/documents/QM-01.md"
    path.write_text(path.read_text("utf-8") + SPLIT, "utf-8")
    assert "duty-per" in {item.code for item in earlier.findings()}
    assert upgrade(earlier, "--yes").returncode == 0
    settings = yaml.safe_load((earlier.root / "portal.yaml").read_text("utf-8"))
    assert settings["scopes"] == [{"name": "order_no", "title": "接单编号", "register": "orders"}]
    assert "duty-per" not in {item.code for item in earlier.findings()}


def test_a_portal_that_says_its_axes_keeps_them(earlier: Folder) -> None:
    path = earlier.root / "docs/documents/QM-01.md"
    path.write_text(path.read_text("utf-8") + SPLIT, "utf-8")
    earlier.write("portal.yaml", (earlier.root / "portal.yaml").read_text("utf-8") + "scopes: []\n")
    assert upgrade(earlier, "--yes").returncode == 0
    assert yaml.safe_load((earlier.root / "portal.yaml").read_text("utf-8"))["scopes"] == []


def test_columns_that_forms_lack_are_told_and_left_to_a_revision(controlled: Folder) -> None:
    path = "forms/staff.yaml"
    rows = (controlled.root / path).read_text("utf-8").splitlines(keepends=True)
    controlled.write(path, "".join(row for row in rows if "name: left_on," not in row))
    form, settings = contents(controlled)[path], contents(controlled)["portal.yaml"]
    done = upgrade(controlled, "--yes", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "forms/staff.yaml has no left_on (the last day): signing after it is not found." in done.stdout
    assert contents(controlled)[path] == form
    assert "left_on" not in upgrade(controlled, "--dry-run").stdout
    controlled.write("portal.yaml", settings + b"registers:\n  staff: {columns: {left_on: null}}\n")
    assert "staff.yaml" not in upgrade(controlled, "--dry-run").stdout


def test_it_is_done_once(earlier: Folder) -> None:
    assert upgrade(earlier, "--yes").returncode == 0
    before = contents(earlier)
    done = upgrade(earlier, "--yes", "--lang", "en")
    assert (done.returncode, done.stdout) == (
        0,
        "The portal is as this version wants it; there is nothing to change.\n",
    )
    assert contents(earlier) == before


@pytest.mark.parametrize(("options", "answer", "code"), [(("--dry-run",), "", 0), ((), "no\n", 1)])
def test_what_would_change_is_shown_and_nothing_is_written_without_leave(
    earlier: Folder, options: tuple[str, ...], answer: str, code: int
) -> None:
    before = contents(earlier)
    done = upgrade(earlier, *options, answer=answer)
    assert done.returncode == code
    assert f"+format: {FORMAT}\n" in done.stdout
    assert "-  - 首页: index.md\n" in done.stdout
    assert contents(earlier) == before


def test_with_leave_it_is_written(earlier: Folder) -> None:
    assert upgrade(earlier, answer="yes\n").returncode == 0
    assert upgrade(earlier, "--dry-run").stdout == "门户已是这个版本的样子，没有要改的。\n"


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("portal.yaml", "title: [\n", "portal.yaml:"),
        ("portal.yaml", "title: 门户\norganization: 单位\nformat: 99\n", "99"),
        ("mkdocs.yml", "[]\n", "list"),
        ("mkdocs.yml", f"{OLD}\nx: !!python/name:os.path\n", "python/name"),
    ],
)
def test_what_cannot_be_read_is_told_and_left(earlier: Folder, path: str, text: str, told: str) -> None:
    earlier.write(path, text)
    before = contents(earlier)
    done = upgrade(earlier, "--yes")
    assert done.returncode == 2
    assert told in done.stderr
    assert contents(earlier) == before


def test_the_shipped_portal_is_of_this_version() -> None:
    assert "nothing to change" in run_verb("upgrade", "--dry-run", "--lang", "en", cwd=PROJECT).stdout


def test_what_a_firm_has_set_of_its_own_stays_with_its_remarks() -> None:
    own = OLD.replace("  language: zh\n", "  language: en\n").replace("  - tables\n", "  - tables\n  - abbr\n")
    own = own.replace("extra:\n", "# ours\nrepo_url: https://git.example  # private\nextra:\n  x: 1\n")
    own = own.replace("plugins:\n", "plugins:\n  - tags\n")
    text = upgraded_site(own, keeps_hook=False)
    site = yaml.safe_load(text)
    assert site["theme"] == {"name": "material", "language": "en"}
    assert site["markdown_extensions"] == {"abbr": {}}
    assert (site["extra"], site["plugins"]) == ({"x": 1}, ["shoukong", "tags"])
    assert "# private" in text
    assert upgraded_site(text, keeps_hook=False) == text


def test_in_the_engines_own_checkout_the_hook_stays() -> None:
    text = upgraded_site(OLD, keeps_hook=True)
    site = yaml.safe_load(text)
    assert (site["hooks"], site["plugins"]) == (["hooks/mkdocs_hook.py"], [])
    assert upgraded_site(text, keeps_hook=True) == text


@pytest.mark.parametrize("text", ["site_name: X\n", "site_name: X\nplugins: [shoukong]\nnav: [a.md]\n"])
def test_settings_that_no_earlier_version_wrote_are_left(text: str) -> None:
    assert upgraded_site(text, keeps_hook=False) == text


def test_a_block_that_is_the_same_stays_as_it_is_written() -> None:
    text = "# head\na: 1  # one\n\nb:\n  - 2\nc: 3\n"
    assert (
        rewritten(text, {"a": 1, "b": [2], "c": 3}, {"a": 1, "c": 4, "d": 5}) == "# head\na: 1  # one\n\nc: 4\nd: 5\n"
    )
