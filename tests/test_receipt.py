"""Receipts: one record proved to whom it concerns, by a page, by a script of a few lines, and telling of no other."""

import ast
import json
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest
from conftest import TODAY, Folder

from shoukong.commands import receipt as receipts
from shoukong.evaluation import evaluate
from shoukong.pages.browser_files import ASSETS
from shoukong.pages.verify_page import verify_page
from shoukong.pages.view import View
from shoukong.portal import load_portal
from shoukong.sealing.canonical_row import row_leaf
from shoukong.sealing.record_receipt import Receipt, receipt_of
from shoukong.sealing.seal_chain import read_chain
from shoukong.sealing.seal_folder import short_digest
from shoukong.sealing.sealed_registers import SealedRegisters

VERIFY = Path(__file__).parents[1] / "hooks/shoukong/pages/verify"
SCRIPT, VECTORS = VERIFY / "verify_receipt.py", json.loads((VERIFY / "vectors.json").read_text("utf-8"))
ORDER = "O-2025-001"


@pytest.fixture
def sealed(folder: Folder) -> Folder:
    """A portal whose year 2025 is sealed."""
    folder.keep_seals()
    assert folder.seal("2025", "2026-01-12") == 0
    return folder


def issued(folder: Folder, record: str = ORDER) -> Path:
    """The receipt of a record, written by the verb."""
    target = folder.root.parent / "out"
    assert receipts.run(folder.root, receipts.Wish(record, None, target), TODAY, "zh") == 0
    return target / f"receipt-{record}.json"


def receipt(folder: Folder, record: str = ORDER) -> Receipt:
    """The receipt of an order."""
    chain = read_chain(folder.root)
    with evaluate(load_portal(folder.root, TODAY), asks_clauses=False) as evaluation:
        form = evaluation.portal.forms_by_name["orders"]
        with SealedRegisters(evaluation.control).table(form) as table:
            found = receipt_of(chain, form, record, list(table.cells(record)), "甲公司")
    assert found is not None
    return found


def run_script(*arguments: object) -> int:
    """What the script says to a user who has nothing but Python: its exit code."""
    command = [sys.executable, "-I", SCRIPT, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, cwd="/").returncode


def test_a_user_verifies_a_receipt_with_the_script_and_the_digest_of_a_print(sealed: Folder) -> None:
    path = issued(sealed)
    short = short_digest(read_chain(sealed.root).seals[0].digest)
    assert run_script(path, short) == 0
    assert run_script(path, "0000-0000-0000-0000") == 1
    assert run_script(path) == 1
    path.write_text(path.read_text("utf-8").replace("120.50", "120.51"), "utf-8")
    assert run_script(path, short) == 1


def test_the_slip_tells_the_record_and_the_digest(sealed: Folder) -> None:
    path = issued(sealed)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path.with_suffix(".pdf")).pages)
    assert ORDER in text
    assert short_digest(read_chain(sealed.root).seals[0].digest) in text


def test_the_script_is_short_and_needs_python_alone() -> None:
    text = SCRIPT.read_text("utf-8")
    imported = {name for node in ast.walk(ast.parse(text)) for name in _imports(node)}
    assert text.count("\n") < 60
    assert imported <= sys.stdlib_module_names


def _imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name.split(".")[0] for each in node.names]
    return [str(node.module).split(".")[0]] if isinstance(node, ast.ImportFrom) else []


def test_the_script_takes_every_true_vector_and_no_other() -> None:
    verify: Any = runpy.run_path(str(SCRIPT))["verify"]
    assert [verify(each["receipt"]) for each in VECTORS["receipts"]] == [each["digest"] for each in VECTORS["receipts"]]
    assert [each["why"] for each in VECTORS["not"] if _is_taken(verify, each)] == []


def _is_taken(verify: Any, vector: dict[str, Any]) -> bool:
    try:
        return bool(verify(vector["receipt"]) == vector["digest"])
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def test_a_receipt_tells_nothing_of_other_records(sealed: Folder) -> None:
    """Not their numbers, and no hash that somebody who knows such a row could recognize."""
    text = receipt(sealed).text
    neighbour = sealed.row("records/orders/2025.csv", "O-2025-002")
    header = (sealed.root / "records/orders/2025.csv").read_text("utf-8").split("\n", 1)[0].split(",")
    import csv

    cells = dict(zip(header, next(csv.reader([neighbour])), strict=True))
    assert "O-2025-002" not in text
    assert row_leaf("", "orders", cells) not in text
    assert row_leaf(receipt(sealed).salt, "orders", cells) not in text


def test_a_record_that_was_filled_in_is_proved_as_it_was_sealed(sealed: Folder) -> None:
    sealed.replace_in_row("records/orders/2025.csv", "O-2025-002", "2027-02-08,,", "2027-02-08,2026-02-01,")
    assert "2026-02-01" not in receipt(sealed, "O-2025-002").text


@pytest.mark.parametrize("record", ["O-2026-001", "O-9", ORDER])
def test_no_receipt_is_given_of_what_is_not_sealed_not_there_or_not_as_it_was(sealed: Folder, record: str) -> None:
    sealed.replace("records/orders/2025.csv", "修水管", "修水箱")
    target = sealed.root.parent / "out"
    assert receipts.run(sealed.root, receipts.Wish(record, None, target), TODAY, "zh") == 1
    assert not target.exists()


def test_the_page_verifies_receipts_without_a_network(sealed: Folder, browser: Any, tmp_path: Path) -> None:
    """By the code of the slip, and by what is pasted; all vectors as by the script; with the browser's hash or ours."""
    told = receipt(sealed)
    page = opened(sealed, browser, tmp_path, f"#{told.packed}")
    page.wait_for_selector(".sk-verdict[data-status=current]")
    assert ORDER in page.inner_text(".sk-verify-result table")
    page.fill(".sk-verify textarea", told.text.replace("120.50", "120.51"))
    page.wait_for_selector(".sk-verdict[data-status=superseded]")
    page.fill(".sk-verify textarea", json.dumps(VECTORS["receipts"][0]["receipt"]))
    page.wait_for_selector(".sk-verdict[data-status=not-yet]")
    digests = page.evaluate(
        "list => Promise.all(list.map(each => shoukongReceipts.digestOf(each.receipt).catch(() => null)))",
        [*VECTORS["receipts"], *VECTORS["not"]],
    )
    expected = [each["digest"] for each in VECTORS["receipts"]]
    assert digests[: len(expected)] == expected
    taken = zip(VECTORS["not"], digests[len(expected) :], strict=True)
    assert [each["why"] for each, digest in taken if digest == each["digest"]] == []
    own = page.evaluate(
        "async () => { for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {"
        " const bytes = crypto.getRandomValues(new Uint8Array(length));"
        " const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));"
        " if (String(hash) !== String(shoukongReceipts.plainSha256(bytes))) return length; } return 'same'; }"
    )
    assert own == "same"


def opened(folder: Folder, browser: Any, site: Path, fragment: str) -> Any:
    """The page as a file, with what it needs of the site."""
    shutil.copytree(ASSETS, site / "assets")
    with evaluate(load_portal(folder.root, TODAY), asks_clauses=False) as evaluation:
        outputs = {output.path: output.content for output in verify_page(View(evaluation))}
    assert {"verify/verify_receipt.py", "verify/vectors.json", "verify/specification.txt"} <= outputs.keys()
    box = next(line for line in str(outputs["verify/index.md"]).split("\n") if 'class="sk-verify"' in line)
    (site / "verify").mkdir()
    head = '<meta charset="utf-8"><script src="../assets/portal.js" defer></script>'
    (site / "verify/index.html").write_text(f"<!doctype html><html lang=zh>{head}<body>{box}</html>", "utf-8")
    page = browser.new_page()
    page.goto(f"{(site / 'verify/index.html').as_uri()}{fragment}")
    return page


def test_the_script_says_how_it_is_called(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "RECEIPT.json DIGEST" in done.stderr
