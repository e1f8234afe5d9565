"""The registers that the engine rests on: what it reads is declared, and what a firm may do without it does without."""

import ast
import csv
import io

import pytest
import yaml
from conftest import APPROVALS, CONTROLLED, PROJECT, TODAY, Folder

from shoukong.evaluation import evaluate
from shoukong.messages.names import Name
from shoukong.portal import load_portal
from shoukong.records.core_declaration import REGISTERS, REGISTERS_BY_NAME
from shoukong.records.core_shape import CoreRegister
from shoukong.records.core_words import DEFAULT_WORDS

ENGINE = PROJECT / "hooks/shoukong"
KEPT = sorted(path.stem for path in (CONTROLLED / "forms").glob("*.yaml"))
OF_ITS_OWN = """name: corrective_actions
id: QF-09
title: Corrective and preventive actions
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {period: P3Y}
number: "T-{seq:3}"
schema:
  primaryKey: capa_no
  fields:
    - {name: capa_no, title: No., type: string, constraints: {required: true}}
    - {name: cause, title: Root cause, type: string}
    - {name: closed_on, title: Closed, type: date}
    - {name: nonconformity_no, title: Source, type: string}
    - {name: form_revision, title: Form revision, type: string, constraints: {required: true}}
"""


def drop_columns(folder: Folder, table: str, names: set[str]) -> None:
    """A register without some columns, its form approved as it then is."""
    form, records = f"forms/{table}.yaml", f"records/{table}/all.csv"
    lines = (folder.root / form).read_text("utf-8").splitlines(keepends=True)
    gone = tuple(each for name in names for each in (f"    - {{name: {name},", f"    - {{fields: {name},"))
    folder.write(form, "".join(line for line in lines if not line.startswith(gone)))
    header, *rows = csv.reader(io.StringIO((folder.root / records).read_text("utf-8")))
    kept = [i for i, name in enumerate(header) if name not in names]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([row[i] for i in kept] for row in (header, *rows))
    folder.write(records, text.getvalue())
    approve_form(folder, form)


def approve_form(folder: Folder, path: str) -> None:
    """Let the approval of a form name it as it now is."""
    form = yaml.safe_load((folder.root / path).read_text("utf-8"))
    named = (form["id"], form["revision"])
    approvals = csv.DictReader(io.StringIO((folder.root / APPROVALS).read_text("utf-8")))
    folder.approve(next(a["approval_no"] for a in approvals if (a["subject"], a["revision"]) == named), path)


def codes(folder: Folder) -> set[str]:
    """What is found."""
    return {item.code for item in folder.findings()}


def test_every_column_that_the_engine_reads_is_declared() -> None:
    declared = {name for register in REGISTERS for name in (register.key, *register.names)}
    texts = {path: path.read_text("utf-8") for path in sorted(ENGINE.rglob("*.py"))}
    for path in (path for path, text in texts.items() if "import Row" in text or "core_rows" in text):
        for node in ast.walk(ast.parse(texts[path])):
            if isinstance(node, ast.Subscript | ast.Call):
                assert read_name(node) in {*declared, None}, f"{path.name}: {read_name(node)}"


def read_name(node: ast.Subscript | ast.Call) -> str | None:
    """The column that `row["x"]`, `row.day("x")` or `action["x"]` reads."""
    called = node.value if isinstance(node, ast.Subscript) else node.func
    if isinstance(called, ast.Attribute) and called.attr in ("day", "keeps", "meaning"):
        called = called.value
    key = node.slice if isinstance(node, ast.Subscript) else next(iter(node.args), None)
    is_row = isinstance(called, ast.Name) and called.id in ("row", "action") and isinstance(key, ast.Constant)
    return key.value if is_row and isinstance(key, ast.Constant) and isinstance(key.value, str) else None


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
def test_a_register_is_declared_once_and_whole(register: CoreRegister) -> None:
    names = [register.key, *register.names]
    assert len(names) == len(set(names))
    assert register.required, "a register of which nothing is needed could not be told from another"
    for said in (register.title, register.meaning, register.lost, *(c.meaning for c in register.columns)):
        assert said.zh
        assert said.en


@pytest.mark.parametrize("table", KEPT)
def test_a_register_needs_no_more_than_the_columns_that_are_not_optional(table: str, controlled: Folder) -> None:
    optional = {column.name for column in REGISTERS_BY_NAME[table].columns if column.is_optional}
    if table == "staff":
        optional -= {"post", "department"}  # by which the base's rulebook and audiences name people
    # The base withdraws a document, which cannot be said without that column.
    drop_columns(controlled, table, optional)
    assert codes(controlled) == ({"withdrawal-undated"} if table == "document_approvals" else set())


@pytest.mark.parametrize("table", KEPT)
def test_each_column_that_is_needed_is_missed_by_name(table: str, controlled: Folder) -> None:
    required = REGISTERS_BY_NAME[table].required
    if table == "document_approvals" or len(required) < 2:
        pytest.skip("without its approvals the base is not sound, and one column alone makes another register")
    drop_columns(controlled, table, {required[-1]})
    missed = [item for item in controlled.findings() if item.code == "control-column"]
    assert [item.facts["columns"] for item in missed] == [required[-1]]


def test_a_register_of_the_firm_s_own_columns_will_do(folder: Folder) -> None:
    folder.write("forms/corrective_actions.yaml", OF_ITS_OWN)
    folder.write(
        "records/corrective_actions/all.csv",
        "capa_no,cause,closed_on,nonconformity_no,form_revision\nT-001,wear,,,A/0\n",
    )
    assert codes(folder) == set()


def test_the_number_of_a_record_may_stand_in_any_column(controlled: Folder) -> None:
    for path in ("forms/document_reviews.yaml", "records/document_reviews/all.csv"):
        text = (controlled.root / path).read_text("utf-8")
        controlled.write(path, text.replace("review_no", "protocol_no"))
    approve_form(controlled, "forms/document_reviews.yaml")
    with evaluate(load_portal(controlled.root, TODAY)) as evaluation:
        assert [review.number for review in evaluation.control.reviews] == ["FS-001"]
    assert codes(controlled) == set()


GUIDES = {
    "zh": (PROJECT / "docs/guide/registers.md").read_text("utf-8"),
    "en": (PROJECT / "docs/guide/registers-en.md").read_text("utf-8"),
}


def _sentence(name: Name) -> str:
    return name.en[:1].upper() + name.en[1:]


def section(register: CoreRegister, language: str) -> str:
    """What the guide says of a register."""
    if language == "zh":
        head = f"### {register.title.zh} `{register.name}`\n\n{register.meaning.zh}。没有这册：{register.lost.zh}。"
        table, key, needed = "| 栏目 | 含义 | 没有这一栏 |", "编号（表单的主键，栏名不限）", "必需"
    else:
        title, meaning = _sentence(register.title), _sentence(register.meaning)
        head = f"### {title} `{register.name}`\n\n{meaning}. Without it: {register.lost.en}."
        table, key, needed = (
            "| column | meaning | without it |",
            "the number: the form's primary key, under any name",
            "needed",
        )
    told = ((c, c.lost.told(language) if c.lost else needed) for c in register.columns)
    rows = [f"| `{c.name}` | {c.meaning.told(language)} | {lost} |" for c, lost in told]
    return "\n".join([head, "", table, "| --- | --- | --- |", f"| `{register.key}` | {key} | {needed} |", *rows, ""])


def words_table(language: str) -> str:
    """What the guide says of the words for values."""
    valued = [(register, column) for register in REGISTERS for column in register.columns if column.words]
    rows = [
        f"| `{register.name}` | `{column.name}` | `{meaning}` |"
        f" {DEFAULT_WORDS['zh'][meaning][0]} | {DEFAULT_WORDS['en'][meaning][0]} |"
        for register, column in valued
        for meaning in column.words or ()
    ]
    heads = {
        "zh": "| 登记册 | 栏目 | 含义 | 中文 | 英文 |",
        "en": "| register | column | meaning | Chinese | English |",
    }
    return "\n".join([heads[language], "| --- | --- | --- | --- | --- |", *rows])


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_says_which_words_mean_what(language: str) -> None:
    assert words_table(language) in GUIDES[language]


@pytest.mark.parametrize("language", GUIDES)
@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
def test_the_guide_says_of_each_register_what_is_declared(register: CoreRegister, language: str) -> None:
    assert section(register, language) in GUIDES[language]


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_tells_of_no_other_register(language: str) -> None:
    assert GUIDES[language].count("\n### ") == len(REGISTERS)
