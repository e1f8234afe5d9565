"""What an HTML comment holds is neither published nor executed, satisfies nothing, and demands nothing."""

import shutil
from pathlib import Path

import pytest
from conftest import PROJECT, TODAY, Folder
from verb_runs import run_verb

from shoukong.document import Document, parse_document
from shoukong.text.block import blocks_in
from shoukong.text.digest import digest_of

PATH = "docs/documents/QM-01.md"
SECRET = "不可外传"
RULE = "```rule\nid: T-09\ntitle: 不可外传\nsql: SELECT order_no AS record FROM orders\n```"
CLAUSE = f"""## 3 {SECRET} {{#c3}}

见[{SECRET}](../forms/nowhere.md)，{{{{ figures.nowhere }}}}。
satisfies: [T-04]

{RULE}"""
HIDDEN = {
    "over several lines": f"<!--\n{CLAUSE}\n-->",
    "in a list item": f"- 甲 <!-- {SECRET} -->\n  <!--\n  satisfies: [T-04]\n  -->",
    "holding a fence that is not closed": f"<!--\n```rule\n{SECRET}\n-->",
    "ended the way browsers also end it": f"<!-- {SECRET} --!>",
    "side by side": f"甲<!-- {SECRET} --><!-- `{SECRET} -->乙",
    "after code that shows one": f"`<!--` 与 <!-- {SECRET} -->",
    "before a fence on its row": f"<!-- {SECRET} -->\n```\n甲\n```",
}


def document(folder: Folder, path: str = PATH) -> Document:
    found, _ = parse_document((folder.root / path).read_text("utf-8"), path)
    assert found is not None
    return found


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_a_comment_changes_nothing_but_the_digest(hidden: str, folder: Folder) -> None:
    before = document(folder)
    text = (folder.root / PATH).read_text("utf-8") + f"\n{hidden}\n"
    folder.write(PATH, text)
    after = document(folder)
    assert SECRET not in after.body
    assert (after.clauses[:-1], after.blocks) == (before.clauses[:-1], before.blocks)
    assert (after.clauses[-1].items, after.links) == (before.clauses[-1].items, before.links)
    assert after.digest == digest_of(text) != before.digest
    assert folder.findings() == ()


def test_what_only_a_comment_satisfies_is_not_satisfied(folder: Folder) -> None:
    folder.replace(PATH, "  satisfies: [T-04]", "  <!-- satisfies: [T-04] -->")
    assert [item.code for item in folder.findings()] == ["item-uncovered"]


def test_a_comment_on_the_row_of_a_clause_leaves_the_clause(folder: Folder) -> None:
    folder.replace(PATH, "## 2 接单 {#c2}", "## 2 接单<!-- 旧：收单 --> {#c2}<!-- 不变 -->")
    assert [clause.title for clause in document(folder).clauses if clause.number == "2"] == ["接单"]
    assert folder.findings() == ()


def test_code_that_shows_a_comment_keeps_it(folder: Folder) -> None:
    folder.write(
        PATH, (folder.root / PATH).read_text("utf-8") + "\n```html\n<!-- 注释 -->\n```\n\n写作 `<!-- 注释 -->`。\n"
    )
    assert document(folder).body.count("<!-- 注释 -->") == 2
    assert folder.findings() == ()


def test_what_stands_after_the_end_of_a_comment_counts_again(folder: Folder) -> None:
    folder.write(PATH, (folder.root / PATH).read_text("utf-8") + f"\n<!-- 甲 -->\n{RULE}\n")
    assert [fence.kind for fence in blocks_in(document(folder).body, {"rule"})] == ["rule"]


def test_no_page_shows_what_a_comment_holds(folder: Folder, tmp_path: Path) -> None:
    for path in (PATH, "docs/index.md", "docs/guide/a.md"):
        before = (folder.root / path).read_text("utf-8") if (folder.root / path).exists() else "# 首页\n\n甲\n"
        folder.write(path, f"{before}\n乙<!--\n{CLAUSE}\n-->\n")
    shutil.copy(PROJECT / "mkdocs.yml", folder.root)
    (folder.root / "node_modules").symlink_to(PROJECT / "node_modules")
    target = tmp_path / "tree"
    done = run_verb("render", "--to", str(target), "--as-of", TODAY.isoformat(), cwd=folder.root)
    assert done.returncode == 0, done.stdout + done.stderr
    files = [path for path in target.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"QM-01.md", "index.md", "a.md"}
    assert [path.name for path in files if SECRET.encode() in path.read_bytes()] == []
