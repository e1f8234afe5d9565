"""What a build shows depends on for whom it is made; what was found does not."""

import csv
import gzip
import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pypdf
import pytest
from conftest import CONTROLLED, PROJECT, TODAY, Folder, copy_of
from verb_runs import run_verb

from shoukong.audience import Audience, Readers
from shoukong.command_line.verb_options import readers_asked
from shoukong.disclosure import may_show, may_tell_groups, may_tell_rows, names_people, shows_records
from shoukong.forms.form import Constraints, Field
from shoukong.portal import Portal, load_portal

FORM = """name: {name}
id: {id}
title: {title}
revision: A/0
effective_date: 2025-01-01
document: QM-01
clause: QM-01#2.1
retention: {{period: P3Y}}
{more}
schema:
  primaryKey: {key}
{keys}
  fields:
{fields}
    - {{name: form_revision, title: 表单版本, type: string, constraints: {{required: true}}}}
"""
UNITS = FORM.format(
    name="units",
    id="QF-80",
    title="住户名册",
    key="unit",
    keys="",
    more='number: "ZQ-{seq:2}"\ndossier: 住户档案',
    fields="""    - {name: unit, title: 房号, type: string, constraints: {required: true}}
    - {name: owner, title: 业主, type: string, privacy: personal}
    - {name: phone, title: 电话, type: string, privacy: personal}
    - {name: identity_no, title: 证件号, type: string, privacy: sensitive}
    - {name: habits, title: 注意事项, type: string, audience: [客服部], privacy: none}""",
)
VISITS = FORM.format(
    name="visits",
    id="QF-81",
    title="来访登记表",
    key="visit_no",
    more='number: "LF-{seq:3}"\ndate: visited_on',
    keys="""  foreignKeys:
    - {fields: unit, reference: {resource: units, fields: unit}}
    - {fields: taken_by, reference: {resource: staff, fields: staff_no}}""",
    fields="""    - {name: visit_no, title: 来访编号, type: string, constraints: {required: true}}
    - {name: visited_on, title: 日期, type: date, constraints: {required: true}}
    - {name: unit, title: 房号, type: string}
    - {name: taken_by, title: 经办人, type: string}
    - {name: caller, title: 来访人, type: string, privacy: personal}
    - {name: account, title: 账号, type: string, privacy: sensitive}
    - {name: told, title: 事由, type: string, privacy: none}
    - {name: debts, title: 欠费, type: string, privacy: none, audience: [财务部]}
    - {name: papers, title: 资料, type: string, attachment: file, privacy: none, audience: [财务部]}""",
)
PAPER = f"{hashlib.sha256(b'zqpaper').hexdigest()}.txt"
# What may be told of people only by mistake: rows of rules and figures, groups, follow-ups, dossiers.
BLOCKS = """
```rule
id: Z-1
title: 来访要登记
sql: SELECT visit_no AS record, visited_on AS "on", caller, debts, owner FROM visits JOIN units USING (unit)
```

```rule
id: Z-4
title: 来访要登记到人
sql: SELECT visit_no AS record, visited_on AS "on", caller, told FROM visits
```

```indicator
id: Z-2
title: 来访数
by: [who]
rows: SELECT year_of(visited_on) AS period, visit_no AS record, caller AS who, debts FROM visits
sql: SELECT period, who, count(*) AS value FROM rows GROUP BY ALL
```

```duty
id: Z-3
title: 回访
each: SELECT visit_no AS record, visited_on AS since FROM visits
within: 3 days
evidence: SELECT visit_no AS record, visited_on + 9 AS done_on FROM visits
```
"""
DOSSIER = """{{ record.owner }}

```query
title: 来访
sql: SELECT unit AS record, visit_no AS link, caller, debts FROM visits
```
"""
# The canaries, told apart by who may see them.
PERSONAL = ("zqowner", "zqphone", "zqcaller", "zqstaffname", "zqcallerwas")
SENSITIVE = ("zqidentity", "zqaccount", "zqaccountwas")
FOR_SOME = ("zqhabits", "zqdebts", "zqdebtswas", "zqpaper")
NUMBERS = ("LF-047", "ZQ-07")
ROWS = {
    "units": "unit,owner,phone,identity_no,habits,form_revision\nZQ-07,zqowner,zqphone,zqidentity,zqhabits,A/0\n",
    "visits": "visit_no,visited_on,unit,taken_by,caller,account,told,debts,papers,form_revision\n"
    f"LF-047,2026-05-05,ZQ-07,YG-03,zqcaller,zqaccount,留电话13800000001,zqdebts,{PAPER},A/0\n",
}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A portal that keeps people's data, with a canary in every field that not everybody may see."""
    folder = copy_of(CONTROLLED, tmp_path_factory.mktemp("canaries"))
    folder.write("forms/units.yaml", UNITS)
    folder.write("forms/visits.yaml", VISITS)
    folder.write(f"attachments/{PAPER[:2]}/{PAPER}", "zqpaper")
    for table, rows in ROWS.items():
        folder.write(f"records/{table}/all.csv", rows)
    folder.replace("records/staff/all.csv", "YG-03,丙,", "YG-03,zqstaffname,")
    folder.write("docs/dossiers/units.md", DOSSIER)
    path = "docs/documents/QM-01.md"
    folder.write(path, (folder.root / path).read_text("utf-8") + BLOCKS)
    folder.approve("WJ-020", path)
    corrections = (folder.root / "records/record_corrections/all.csv").read_text("utf-8")
    corrected = (
        ("来访人", "zqcallerwas", "zqcaller"),
        ("账号", "zqaccountwas", "zqaccount"),
        ("欠费", "zqdebtswas", "zqdebts"),
    )
    for i, (title, old, new) in enumerate(corrected, 1):
        corrections += f"GZ-00{i},QF-81,LF-047,{title},{old},2026-05-06,{new},YG-03,YG-02,A/0\n"
    folder.write("records/record_corrections/all.csv", corrections)
    done = ["--prepared-by", "YG-03", "--reviewed-by", "YG-02", "--approved-by", "YG-01", "--reason", "新订"]
    days = [f"--{step}-on=2024-12-20" for step in ("prepared", "reviewed", "approved")]
    told = run_verb("approve", "QF-80", "QF-81", *done, *days, "--as-of", str(TODAY), cwd=folder.root)
    assert told.returncode == 0, told.stderr
    return folder


def built(folder: Folder, target: Path, *options: str) -> Path:
    """The site as `shoukong build` makes it."""
    command = [sys.executable, "-m", "shoukong", "build", "--root", str(folder.root), "--to", str(target)]
    done = subprocess.run(
        [*command, "--as-of", str(TODAY), *options], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def texts(site: Path) -> Mapping[str, str]:
    """Every file of a site as text: workbooks and the index of the search unpacked, prints as they read."""
    return {str(path.relative_to(site)): _text(path) for path in site.rglob("*") if path.is_file()}


def _text(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    if content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace")


def told(site: Mapping[str, str], canaries: tuple[str, ...]) -> dict[str, str]:
    """The canaries that a site tells, each with one of the files that do; as they stand, or as a digest of them."""
    found: dict[str, str] = {}
    for canary in canaries:
        lines = (canary, f"{canary}\n", f"{canary}\r\n")
        forms = [canary, *(hashlib.sha256(line.encode()).hexdigest()[:12] for line in lines)]
        where = next((path for path, text in site.items() if any(form in text for form in forms)), None)
        found |= {canary: where} if where else {}
    return found


def test_the_public_sees_nothing_of_anybody(portal: Folder, tmp_path: Path) -> None:
    site = texts(built(portal, tmp_path / "site", "--audience", "public"))
    assert told(site, PERSONAL + SENSITIVE + FOR_SOME + NUMBERS) == {}
    assert "不向本网站的读者公开" in site["registers/visits/index.html"]
    assert "1 项不符合" in site["rules/index.html"]
    names = [row["name"] for row in csv.DictReader((portal.root / "records/staff/all.csv").open(encoding="utf-8"))]
    assert not [path for path, text in site.items() if path.startswith("data/reading") and set(names) & set(text)]


def test_the_staff_see_what_is_personal_and_what_is_meant_for_them(portal: Folder, tmp_path: Path) -> None:
    site = texts(built(portal, tmp_path / "site", "--for", "财务部"))
    assert told(site, (*SENSITIVE, "zqhabits")) == {}
    assert set(told(site, PERSONAL + FOR_SOME)) == {*PERSONAL, *FOR_SOME} - {"zqhabits"}
    assert "zqcaller" in site["rules/Z-1/index.html"]
    shown = texts(built(portal, tmp_path / "others"))
    assert told(shown, SENSITIVE + FOR_SOME) == {}
    assert set(told(shown, PERSONAL)) == set(PERSONAL)
    assert "zqcaller" in shown["rules/Z-4/index.html"]
    assert "zqcaller" not in shown["rules/Z-1/index.html"]  # its query tells what is meant for others as well


def test_an_auditor_sees_all_but_what_the_keeper_alone_sees(portal: Folder, tmp_path: Path) -> None:
    site = texts(built(portal, tmp_path / "site", "--audience", "auditor"))
    assert told(site, (*SENSITIVE, "13800000001")) == {}
    assert {"data/visits.csv", "rules/Z-4/index.html"} <= {
        path for path, text in site.items() if "留电话•••0001" in text
    }
    assert set(told(site, PERSONAL + FOR_SOME)) == {*PERSONAL, *FOR_SOME}


@pytest.mark.parametrize("privacy", [None, "personal", "sensitive"])
@pytest.mark.parametrize("meant", [(), ("全体",), ("客服部",), ("客服部/YH",)])
def test_the_more_trusted_readers_see_no_less(privacy: str | None, meant: tuple[str, ...]) -> None:
    field = Field("a", "甲", "string", 1, Constraints(), privacy=privacy, audience=meant)
    words = frozenset(("客服部", "YH"))
    ladder = [
        Readers(Audience.PUBLIC),
        Readers(),
        Readers(words=words),
        Readers(Audience.AUDITOR),
        Readers(Audience.KEEPER),
    ]
    seen = [may_show(field, readers) for readers in ladder]
    assert seen == sorted(seen)
    assert seen[-1]
    assert seen[3] is (privacy != "sensitive")
    assert seen[2] is (privacy != "sensitive")
    assert seen[1] is (privacy != "sensitive" and meant in ((), ("全体",)))
    assert seen[0] is (privacy is None and meant in ((), ("全体",)))


@pytest.mark.parametrize(
    ("sql", "rows", "groups"),
    [
        ("SELECT visit_no AS record, caller FROM visits", False, False),
        ("SELECT count(*) FROM visits GROUP BY year(visited_on)", False, True),
        ("SELECT * FROM visits", False, False),
        ("SELECT unit, count(*) FROM visits GROUP BY 1", False, False),
        ("SELECT subject FROM duties", False, True),
        ("SELECT day FROM calendar", True, True),
    ],
)
def test_queries_tell_the_public_what_they_count_and_not_of_whom(
    portal: Folder, sql: str, rows: bool, groups: bool
) -> None:
    whole, anybody = load_portal(portal.root, TODAY), Readers(Audience.PUBLIC)
    assert may_tell_rows([sql], whole, anybody) is rows
    assert may_tell_groups([sql], whole, anybody) is groups
    assert may_tell_rows([sql], whole, Readers(Audience.AUDITOR))


def test_a_register_names_people_where_it_keeps_their_data_or_refers_to_whose_it_keeps(folder: Folder) -> None:
    folder.declare_projects("YH")
    whole: Portal = load_portal(folder.root, TODAY)
    named = {form.name for form in whole.forms_by_name.values() if names_people(form, whole)}
    assert named == {"people", "orders"}
    shown = [shows_records(whole.forms_by_name["orders"], whole, Readers(each)) for each in Audience]
    assert shown == [False, True, True, True]


@pytest.mark.parametrize(
    ("said", "options", "expected"),
    [
        ("", {}, "staff"),
        ("", {"publish": True}, "public"),
        ("", {"publish": True, "audience": "auditor"}, "public"),
        ("site: {audience: auditor}\n", {}, "auditor"),
        ("site: {audience: auditor}\n", {"publish": True}, "public"),
        ("site: {audience: auditor, host_is_closed: true}\n", {"publish": True}, "auditor"),
        ("site: {host_is_closed: true}\n", {"publish": True, "audience": "auditor"}, "auditor"),
        ("site: {audience: everyone}\n", {}, "public"),
        ("site: {audience: staff, host_is_closed: 是}\n", {"publish": True}, "public"),
    ],
)
def test_only_a_closed_host_gets_more_than_anybody_may_read(
    folder: Folder, said: str, options: dict[str, str | bool], expected: str
) -> None:
    folder.write("portal.yaml", (folder.root / "portal.yaml").read_text("utf-8") + said)
    asked = {"audience": None, "words": (), "publish": False} | options
    assert readers_asked(folder.root, **asked).audience == expected  # type: ignore[arg-type]
