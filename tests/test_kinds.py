"""Kinds of documents as a firm declares them: in its texts, its numbering, its table of authority and on its pages."""

from conftest import TODAY, Folder

from shoukong.evaluation import evaluate
from shoukong.messages.catalogue import message_of
from shoukong.pages.document_pages import document_pages
from shoukong.pages.view import View
from shoukong.portal import load_portal

KINDS = """kinds:
  - {name: policy, title: 方针}
  - {name: method, title: 作业方法}
"""
RULES = "docs/documents/QM-02.md"


def declared(folder: Folder) -> None:
    """Let a portal have policies and methods instead of procedures, instructions and standards."""
    folder.write("portal.yaml", (folder.root / "portal.yaml").read_text("utf-8") + KINDS)
    archived = "docs/archive/QM-01/A-0.md", "docs/archive/QM-01/A-1.md"
    for path in ("docs/documents/QM-01.md", RULES, *archived):
        folder.replace(path, "kind: procedure", "kind: policy")
    for path in ("docs/documents/QI-01.md", "docs/archive/QI-02/A-0.md"):
        folder.replace(path, "kind: instruction", "kind: method")
    row = "    - {kind: standard, prepare: [部门负责人], review: [管理者代表], approve: [总经理]}\n"
    folder.replace(RULES, row, "")
    folder.replace(RULES, "{kind: procedure,", "{kind: policy,")
    folder.replace(RULES, "{kind: instruction,", "{kind: method,")
    folder.replace(RULES, '{procedure: "QM-{seq:2}", instruction: "QI-{seq:2}", standard: "QS-{seq:2}",',
                   '{policy: "QM-{seq:2}", method: "QI-{seq:2}",')  # fmt: skip
    folder.replace(RULES, "figures.numbering.procedure", "figures.numbering.policy")
    folder.approve("WJ-020", "docs/documents/QM-01.md")
    folder.approve("WJ-002", RULES)
    folder.approve("WJ-001", archived[0])
    folder.approve("WJ-017", archived[1])
    folder.approve("WJ-003", "docs/documents/QI-01.md")
    for number in ("WJ-004", "WJ-019"):
        folder.approve(number, "docs/archive/QI-02/A-0.md")


def test_a_portal_of_other_kinds_is_as_sound(controlled: Folder) -> None:
    declared(controlled)
    assert controlled.findings() == ()


def test_the_pages_call_a_kind_as_the_firm_does(controlled: Folder) -> None:
    declared(controlled)
    with evaluate(load_portal(controlled.root, TODAY)) as evaluation:
        pages = {page.path: page.content for page in document_pages(View(evaluation))}
    listed = str(pages["documents/index.md"])
    assert "作业方法" in listed
    assert "方针" in listed
    assert "程序 |" not in listed
    assert "**类别** 方针" in str(pages["documents/QM-01.md"])


def test_a_kind_that_the_firm_has_not_is_one_finding_that_lists_its_kinds(folder: Folder) -> None:
    folder.write("portal.yaml", (folder.root / "portal.yaml").read_text("utf-8") + KINDS)
    for path in ("docs/documents/QM-01.md", RULES):
        folder.replace(path, "kind: procedure", "kind: policy")
    folder.replace("docs/documents/QM-01.md", "kind: policy", "kind: standard")
    found = [f for f in folder.findings() if f.place.path == "docs/documents/QM-01.md"]
    assert [(f.code, f.place.field) for f in found] == [("value-kind", "kind")]
    assert "policy、method" in message_of(found[0], "zh")


def test_a_number_of_another_kind_is_found_by_the_firms_own_pattern(controlled: Folder) -> None:
    declared(controlled)
    controlled.replace(RULES, 'method: "QI-{seq:2}"', 'method: "QX-{seq:2}"')
    controlled.approve("WJ-002", RULES)
    assert {f.code for f in controlled.findings()} == {"controlled-number"}


def test_kinds_that_are_not_said_well_are_one_finding_and_any_kind_goes(folder: Folder) -> None:
    folder.write("portal.yaml", (folder.root / "portal.yaml").read_text("utf-8") + "kinds: [{name: policy}]\n")
    assert [(f.code, f.place.line, f.place.field) for f in folder.findings()] == [("key-missing", 4, "title")]
    folder.replace("portal.yaml", "kinds: [{name: policy}]", "kinds: []")
    assert [(f.code, f.place.line) for f in folder.findings()] == [("key-missing", 4)]
