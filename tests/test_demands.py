"""What a form demands of a field depending on the others: said alike by SQL, by plain reading, and by stock tools."""

import subprocess
import sys
from decimal import Decimal

import duckdb
import frictionless
import pytest
from conftest import PROJECT, TODAY, Folder
from frictionless import Checklist, Resource
from hypothesis import given, settings
from hypothesis import strategies as st

from shoukong.checks.demand_checks import constraint_faults, demand_faults
from shoukong.evaluation import evaluate
from shoukong.finding import Place
from shoukong.forms.form import Form, parse_form
from shoukong.language import IN_CHINESE, speech
from shoukong.messages.catalogue import fix_of, message_of
from shoukong.pages.form_pages import form_pages
from shoukong.pages.view import View
from shoukong.paper.slots import slots
from shoukong.portal import load_portal
from shoukong.records.cells_in_bulk import surely_as_demanded
from shoukong.records.datapackage import package_descriptor, schema_descriptor, withheld_fields
from shoukong.records.formulas_in_bulk import surely_holds
from shoukong.wording.condition_words import demand_words

CLOSED = "{name: closed_on, title: 完成日期, type: date"
RECORDS = "records/orders/2026.csv"
WORDS = ("甲", "乙", "absent", "it's")
AMOUNTS = ("0", "0.5", "12.345", "0.50", "-3", "123456789012345678.123456789")
VALUES = {
    "word": WORDS,
    "amount": AMOUNTS,
    "pieces": ("0", "12"),
    "urgent": ("true", "false"),
    "day": ("2026-01-05", "2026-02-28"),
    "moment": ("2026-01-05T09:30:00",),
    "clock": ("09:30:00",),
    "year": ("2026", "1999"),
}
TYPES = ("string", "number", "integer", "boolean", "date", "datetime", "time", "year")


def form_of(demands: str, type_: str = "string") -> Form:
    """A form with a field of each type, and one of which something is demanded."""
    listed = "\n".join(f"    - {{name: {n}, title: {n}, type: {t}}}" for n, t in zip(VALUES, TYPES, strict=True))
    form, findings = parse_form(parsed_text(listed, demands, type_), "forms/cells.yaml")
    assert form is not None, findings
    return form


def parsed_text(listed: str, demands: str, type_: str) -> str:
    """A form's descriptor."""
    return f"""name: cells
id: QF-09
title: 试样
revision: A/0
effective_date: 2025-01-01
document: QM-01
clause: QM-01#1
retention: {{period: P1Y}}
schema:
  primaryKey: cell_no
  fields:
    - {{name: cell_no, title: 编号, type: string}}
{listed}
    - {{name: reason, title: 原因, type: {type_}, {demands}}}
"""


def wanted_values(name: str) -> st.SearchStrategy[str]:
    """One condition as it is written, and so that YAML reads it as what it is."""
    listed = st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2, unique=True)
    quote = (lambda v: '"' + v + '"') if name in ("word", "moment", "clock") else str
    return st.one_of(
        st.sampled_from(["present", "absent"]), listed.map(lambda values: f"[{', '.join(map(quote, values))}]")
    ).map(lambda wanted: f"{name}: {wanted}")


CONDITIONS = (
    st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=3, unique=True)
    .flatmap(lambda names: st.tuples(*map(wanted_values, names)))
    .map(lambda told: "{" + ", ".join(told) + "}")
)
ROWS = st.lists(
    st.tuples(*(st.sampled_from(("", *values)) for values in VALUES.values()), st.sampled_from(["", "x"])),
    min_size=1,
    max_size=6,
)


def is_met(form: Form, demand: str, row: dict[str, str]) -> bool:
    """A plain reading of a demand: where each condition is said, the reason is there, or is not."""
    (reason,) = [field for field in form.fields if field.name == "reason"]
    for condition in getattr(reason, demand):
        cell = row[condition.field]
        if not condition.values:
            is_said = bool(cell) if condition.is_filled else not cell
        elif condition.field == "amount":
            is_said = bool(cell) and any(Decimal(cell) == Decimal(value) for value in condition.values)
        else:
            is_said = cell in condition.values
        if not is_said:
            return True
    return bool(row["reason"]) == (demand == "required_when")


@settings(max_examples=150, deadline=None)
@given(demand=st.sampled_from(["required_when", "empty_when"]), conditions=CONDITIONS, rows=ROWS)
def test_sql_a_plain_reading_and_stock_frictionless_say_the_same(
    demand: str, conditions: str, rows: list[tuple[str, ...]]
) -> None:
    form = form_of(f"{demand}: {conditions}")
    named = [dict(zip((*VALUES, "reason"), row, strict=True)) | {"cell_no": str(i)} for i, row in enumerate(rows)]
    wanted = [is_met(form, demand, row) for row in named]
    assert [is_sure(form, row) for row in named] == wanted
    assert [not list(demand_faults(form, row, (), Place("x", 2))) for row in named] == wanted
    header = ["cell_no", *VALUES, "reason"]
    data = [header, *([row[name] for name in header] for row in named)]
    schema = frictionless.Schema.from_descriptor(schema_descriptor(form, ()))
    report = Resource(data=data, schema=schema).validate(Checklist.from_descriptor({"checks": published(form)}))
    bad = {number - 2 for (number,) in report.flatten(["rowNumber"])}
    assert [i not in bad for i in range(len(named))] == wanted, report.flatten(["type", "note"])


def published(form: Form) -> list[dict[str, str]]:
    """The checks of a form in the data package."""
    (resource,) = package_descriptor("x", [form])["resources"]
    checks: list[dict[str, str]] = resource["checks"]
    return checks


def is_sure(form: Form, row: dict[str, str]) -> bool:
    """Whether SQL is sure that a row is as demanded."""
    columns = ", ".join(f'? AS "{name}"' for name in row)
    (told,) = duckdb.execute(
        f"SELECT ({' AND '.join(surely_as_demanded(form))}) IS TRUE FROM (SELECT {columns})", list(row.values())
    ).fetchall()
    return bool(told[0])


def demand(folder: Folder, demands: str) -> None:
    """Let the day of completion be demanded."""
    folder.replace("forms/orders.yaml", CLOSED, f"{CLOSED}, {demands}")


def test_an_empty_cell_is_found_with_its_reason_in_words(folder: Folder) -> None:
    demand(folder, "required_when: {channel: [电话, 前台], urgent: true, follows: absent}")
    folder.replace("records/orders/2025.csv", "2025-01-06", "")
    (found,) = folder.findings()
    assert (found.code, found.place) == ("cell-demanded", Place("records/orders/2025.csv", 2, "closed_on"))
    assert (
        message_of(found, "zh")
        == "完成日期没有填写。必填：因为「渠道」是 电话 或 前台 且「加急」是 是 且「前一单」未填"
    )
    assert fix_of(found, "zh") == "补上内容，或改正「渠道」、「加急」、「前一单」"
    assert message_of(found, "en").endswith("since “渠道” is 电话 or 前台 and “加急” is yes and “前一单” is empty")


def test_a_cell_that_must_stay_empty_is_found_with_what_it_says(folder: Folder) -> None:
    demand(folder, "empty_when: {arrived_at: present}")
    assert {f.code for f in folder.findings()} == {"cell-unwanted"}
    found = next(f for f in folder.findings() if f.place.path == RECORDS)
    assert message_of(found, "zh") == "完成日期填了「2026-03-05」。不填：因为「到场时间」已填"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("疏通,5000", "疏通,5千", "cell-type"), ("电话,疏通", "微信,疏通", "cell-enum")],
)
def test_a_cell_that_is_wrong_itself_demands_nothing(folder: Folder, old: str, new: str, code: str) -> None:
    demand(folder, "empty_when: {amount: present, channel: present}")
    folder.replace("records/orders/2025.csv", "2025-01-06", "")
    assert [f.code for f in folder.findings()] == ["cell-unwanted"]
    folder.replace(RECORDS, old, new)
    assert [f.code for f in folder.findings()] == [code]


def test_words_that_stand_for_an_empty_cell_are_absent(folder: Folder) -> None:
    demand(folder, "required_when: {follows: present}")
    assert [f.place.line for f in folder.findings()] == [3, 2]
    folder.replace("forms/orders.yaml", "前一单, type: string", '前一单, type: string, missingValues: ["", O-2025-001]')
    assert [(f.place.path, f.place.line) for f in folder.findings()] == [(RECORDS, 2)]


@pytest.mark.parametrize(
    ("demands", "codes"),
    [
        ("required_when: {}", ["value-kind"]),
        ("required_when: {urgent: []}", ["value-kind"]),
        ("required_when: {urgent: {is: true}}", ["value-kind"]),
        ("required_when: {urgent: ~}", ["value-kind"]),
        ("required_when: urgent", ["value-kind"]),
        ("requiredwhen: {urgent: true}", ["key-unknown"]),
        ("required_when: {channle: 电话}", ["field-unknown"]),
        ("required_when: {form_revision: absent, closed_on: present}", ["condition-on-itself"]),
        ("required_when: {pieces: 1.5}", ["condition-value"]),
        ("required_when: {pieces: [1, two, three]}", ["condition-value"]),
        ("empty_when: {received_on: 2026-02-30}", ["yaml-value"]),
        ('empty_when: {received_on: "2026-02-30"}', ["condition-value"]),
        ("empty_when: {urgent: yes}", ["condition-value"]),
        ("required_when: {urgent: true}, empty_when: {urgent: present}", ["demand-contradictory"]),
        ("required_when: {urgent: true, pieces: 1}, empty_when: {urgent: true}", ["demand-contradictory"]),
        ("required_when: {urgent: true, pieces: 1}, empty_when: {urgent: true, pieces: 2}", []),
        ("required_when: {urgent: true}, empty_when: {pieces: 2}", []),
        ("constraints: {required: true}, empty_when: {pieces: 2}", ["demand-contradictory"]),
        ("constraints: {required: true}, required_when: {pieces: 2}", ["demand-idle"]),
        ("required_when: {received_on: 2026-09-09}", []),
    ],
)
def test_a_demand_that_cannot_be_followed_is_one_finding(folder: Folder, demands: str, codes: list[str]) -> None:
    demand(folder, demands)
    found = [f for f in folder.findings() if f.place.path.startswith("forms")]
    assert [f.code for f in found] == codes
    assert all(f.place.line == 29 for f in found)


def test_a_field_may_be_called_as_a_key_is_that_means_a_text(folder: Folder) -> None:
    folder.replace(
        "forms/orders.yaml", "{name: pieces", "{name: number, title: 数, type: integer}\n    - {name: pieces"
    )
    demand(folder, "required_when: {number: 1}")
    assert not [f for f in folder.findings() if f.place.path.startswith("forms")]


def test_what_is_demanded_is_told_on_the_page_and_on_paper() -> None:
    form = form_of("description: 写明原因, required_when: {word: 甲}, empty_when: {urgent: false}")
    (field,) = [field for field in form.fields if field.name == "reason"]
    (slot,) = [slot for slot in slots(form) if slot.title == "原因"]
    assert slot.hint == "写明原因；「word」是 甲时必填；「urgent」是 否时不填"
    assert list(demand_words(field, form, speech("en"))) == [
        "required where “word” is 甲",
        "left empty where “urgent” is no",
    ]
    assert next(demand_words(field, form, IN_CHINESE)) == "「word」是 甲时必填"


def test_a_formula_that_names_what_is_not_published_is_not_published_either() -> None:
    form, findings = parse_form(
        parsed_text(
            "    - {name: account, title: 账号, type: string, privacy: sensitive}",
            "required_when: {account: present}",
            "string",
        ),
        "forms/cells.yaml",
    )
    assert form is not None, findings
    for is_published in (True, False):
        withheld = (lambda _: frozenset[str]()) if is_published else withheld_fields
        (resource,) = package_descriptor("x", [form], withheld)["resources"]
        assert ("checks" in resource) == is_published


def test_the_page_of_a_form_tells_what_is_demanded(folder: Folder) -> None:
    demand(folder, "required_when: {urgent: true}")
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        pages = {page.path: page for page in form_pages(View(evaluation))}
    assert "「加急」是 是时必填" in str(pages["forms/orders.md"].content)


TERMS = (
    *(
        "amount is None",
        "amount is not None",
        "amount >= 0.5",
        "amount + pieces > 12",
        "amount == pieces",
        "amount < 0.1",
    ),
    *(
        "pieces * 2 > 1",
        "200 * amount <= 200 * pieces * (amount + 1) - year",
        "amount * amount * pieces != 0",
        "amount * 0.5 > 1",
        "pieces - 1 != year",
        "urgent",
        "not urgent",
        "word == '甲'",
        "word != 'absent'",
        "word in ['甲', '乙']",
    ),
    *("word not in ('乙',)", "word == ''", "day >= day", "day > moment", "str(day) == '2026-01-05'", "int(word) > 1"),
    *(
        "0 < pieces < 5",
        "(pieces if urgent else year) > 12",
        "amount / pieces > 1",
        "clock is not None",
        "word",
        "1 <= amount",
    ),
)
FORMULAS = st.recursive(
    st.sampled_from(TERMS),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda told: f"({' '.join(told)})"),
        inner.map(lambda told: f"not ({told})"),
    ),
    max_leaves=4,
)


def with_formula(formula: str) -> Form:
    """A form whose records all meet a formula."""
    listed = "\n".join(f"    - {{name: {n}, title: {n}, type: {t}}}" for n, t in zip(VALUES, TYPES, strict=True))
    text = parsed_text(listed, "title: 原因", "string").replace("原因, type: string, title: 原因", "原因, type: string")
    written = f'checks: [{{type: row-constraint, formula: "{formula}"}}]\nschema:'
    form, findings = parse_form(text.replace("schema:", written), "forms/cells.yaml")
    assert form is not None, findings
    return form


@settings(max_examples=200, deadline=None)
@given(formula=FORMULAS, rows=ROWS)
def test_a_formula_is_judged_as_stock_frictionless_does_and_sql_clears_nothing_else(
    formula: str, rows: list[tuple[str, ...]]
) -> None:
    form = with_formula(formula)
    named = [dict(zip((*VALUES, "reason"), row, strict=True)) | {"cell_no": str(i)} for i, row in enumerate(rows)]
    header = ["cell_no", *VALUES, "reason"]
    schema = frictionless.Schema.from_descriptor(schema_descriptor(form, ()))
    data = [header, *([row[name] for name in header] for row in named)]
    report = Resource(data=data, schema=schema).validate(Checklist.from_descriptor({"checks": published(form)}))
    bad = {number - 2 for (number,) in report.flatten(["rowNumber"])}
    for i, row in enumerate(named):
        is_right = not list(constraint_faults(form, row, (), Place("x", 2)))
        assert is_right == (i not in bad), report.flatten(["type", "note"])
        assert is_right or not clears(formula, form, row)


def clears(formula: str, form: Form, row: dict[str, str]) -> bool:
    """Whether SQL is sure that a formula holds for a row."""
    columns = ", ".join(f'? AS "{name}"' for name in row)
    query = f"SELECT ({surely_holds(formula, form)}) IS TRUE FROM (SELECT {columns})"
    (told,) = duckdb.execute(query, list(row.values())).fetchall()
    return bool(told[0])


def test_sql_clears_what_is_plainly_right() -> None:
    row = dict.fromkeys(VALUES, "") | {"amount": "0.50", "pieces": "12", "word": "甲", "day": "2026-01-05"}
    for formula in (
        "amount is None or amount <= 0.5",
        "word in ['甲'] and pieces + 1 > 12",
        "not (day < day)",
        "100 * amount * pieces == 50 * pieces",
    ):
        assert clears(formula, with_formula(formula), row)


def test_the_records_that_ship_are_cleared_in_bulk_without_a_second_look() -> None:
    script = (
        "import datetime, pathlib, sys\n"
        "from shoukong.evaluation import evaluate\n"
        "from shoukong.portal import load_portal\n"
        "with evaluate(load_portal(pathlib.Path(), datetime.date(2026, 11, 20))) as evaluation:\n"
        "    sys.exit(bool(evaluation.record_findings) or 'frictionless' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=PROJECT, check=True)


def test_a_deep_formula_makes_a_short_query() -> None:
    formula = "urgent"
    for sign in ("or", "and") * 10:
        formula = f"({formula}) {sign} word"
    assert len(surely_holds(formula, with_formula(formula))) < 5000


@pytest.mark.parametrize(
    ("formula", "codes"),
    [
        ("amount >", ["formula-faulty"]),
        ("(" * 300 + "amount" + ")" * 300, ["formula-faulty"]),
        ("not " * 100 + "urgent", ["formula-faulty"]),
        ("amount > 0 or " * 40 + "urgent", ["formula-faulty"]),
        ("2 ** 99 > amount", ["formula-faulty"]),
        ("[amount for amount in 'abc']", ["formula-faulty"]),
        ("content.upper() == 'A'", ["formula-faulty"]),
        ("rand() > amount", ["formula-faulty"]),
        ("amount = 3", ["formula-faulty"]),
        ("1 < 2", ["formula-faulty"]),
        ("amonut > 3", ["field-unknown"]),
        ("amount is None or amount >= 0", []),
    ],
)
def test_a_formula_that_cannot_be_judged_is_one_finding(folder: Folder, formula: str, codes: list[str]) -> None:
    folder.replace(
        "forms/orders.yaml", "schema:", f'checks:\n  - type: row-constraint\n    formula: "{formula}"\nschema:'
    )
    found = [f for f in folder.findings() if f.place.path.startswith("forms")]
    assert [f.code for f in found] == codes
    assert all(f.place.line == 16 for f in found)


def test_a_record_that_breaks_a_formula_is_found_with_what_it_says(folder: Folder) -> None:
    check = 'type: row-constraint, formula: "closed_on is None or amount < 5000", message: 大额的先不结'
    folder.replace("forms/orders.yaml", "schema:", f"checks: [{{{check}}}]\nschema:")
    (found,) = folder.findings()
    assert (found.code, found.place) == ("row-constraint", Place(RECORDS, 4, "closed_on"))
    assert message_of(found, "zh") == "不符合表单的条件「大额的先不结」：完成日期 2026-03-05、金额 5000"
    folder.replace(RECORDS, "疏通,5000", "疏通,5千")
    assert [f.code for f in folder.findings()] == ["cell-type"]
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        pages = {page.path: page for page in form_pages(View(evaluation))}
    assert "每条记录：大额的先不结。" in str(pages["forms/orders.md"].content)
