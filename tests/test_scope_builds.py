"""A site for one scope holds its records alone: nothing of the others, nor of what leads to them, in any file."""

from pathlib import Path

import pytest
from conftest import CONTROLLED, TODAY, Folder, copy_of
from test_audience import FORM, built, texts, told
from verb_runs import run_verb

from shoukong.command_line.verb_options import readers_asked

JOBS = FORM.format(
    name="jobs",
    id="QF-80",
    title="报修单",
    key="job_no",
    more='number: "BX-{seq:3}"\ndate: done_on',
    keys="""  foreignKeys:
    - {fields: project, reference: {resource: projects, fields: project}}""",
    fields="""    - {name: job_no, title: 编号, type: string, constraints: {required: true}}
    - {name: done_on, title: 日期, type: date, constraints: {required: true}}
    - {name: project, title: 项目, type: string}
    - {name: told, title: 内容, type: string}
    - {name: paper, title: 附件, type: string, attachment: file}""",
)
RETURNS = FORM.format(
    name="returns",
    id="QF-81",
    title="回访单",
    key="return_no",
    more='number: "HF-{seq:3}"\ndate: done_on\ndossier: 回访档案',
    keys="""  foreignKeys:
    - {fields: job, reference: {resource: jobs, fields: job_no}}""",
    fields="""    - {name: return_no, title: 编号, type: string, constraints: {required: true}}
    - {name: done_on, title: 日期, type: date, constraints: {required: true}}
    - {name: job, title: 报修单, type: string}
    - {name: of, title: 据, type: string}
    - {name: told, title: 内容, type: string}""",
)
ROWS = {
    "jobs": "job_no,done_on,project,told,paper,form_revision\n"
    "BX-011,2026-05-05,YH,zqyours,{paper},A/0\nBX-022,2026-05-05,JD,zqours 与 BX-011 一样，在翡翠湾,,A/0\n"
    "BX-033,2026-05-05,,zqofall,,A/0\n",
    "returns": "return_no,done_on,job,of,told,form_revision\n"
    "HF-044,2026-05-09,BX-011,,zqanswer,A/0\nHF-055,2026-05-09,,BX-011,zqnamed,A/0\n"
    "HF-066,2026-05-09,,HF-044,zqtwice,A/0\nHF-077,2026-05-09,BX-022,,zqkept,A/0\n",
}
BLOCKS = """
```rule
id: Z-1
title: 报修要登记
sql: SELECT job_no AS record, done_on AS "on", project, told FROM jobs
```

```indicator
id: Z-2
title: 报修数
by: [项目]
rows: SELECT year_of(done_on) AS period, job_no AS record, project AS 项目, told FROM jobs
sql: SELECT period, 项目, count(*) AS value, min(told) AS 首件 FROM rows GROUP BY ALL
```

```duty
id: Z-3
title: 回访
each: SELECT job_no AS record, done_on AS since, project FROM jobs
per: project
within: 3 days
evidence: SELECT job AS record, done_on FROM returns
```

```duty
id: Z-4
title: 月报
repeat: FREQ=MONTHLY;BYMONTHDAY=5
window_days: 5
per: project
evidence: SELECT project, done_on, job_no AS record FROM jobs WHERE told LIKE 'zq%'
```
"""
DOSSIER = """{{ record.told }}

```query
title: 全部报修
sql: SELECT return_no AS record, job_no AS link, jobs.told AS 内容 FROM returns CROSS JOIN jobs
```
"""
THEIRS = (
    "zqyours",
    "zqanswer",
    "zqnamed",
    "zqtwice",
    "zqpaper",
    "BX-011",
    "HF-044",
    "HF-055",
    "HF-066",
    "YH",
    "翡翠湾",
)
OURS = ("zqours", "zqofall", "zqkept", "BX-022", "BX-033", "HF-077", "JD", "锦都")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A firm of two projects, with a canary wherever one of them is told of."""
    import hashlib

    folder = copy_of(CONTROLLED, tmp_path_factory.mktemp("scopes"))
    folder.declare_projects("YH", "JD")
    title = "    - {name: name, title: 名称, type: string}\n    - {name: form_revision"
    folder.replace("forms/projects.yaml", "    - {name: form_revision", title)
    folder.write("records/projects/all.csv", "project,name,form_revision\nYH,翡翠湾,A/0\nJD,锦都,A/0\n")
    folder.write("forms/jobs.yaml", JOBS)
    folder.write("forms/returns.yaml", RETURNS)
    paper = f"{hashlib.sha256(b'zqpaper').hexdigest()}.txt"
    folder.write("docs/dossiers/returns.md", DOSSIER)
    folder.write(f"attachments/{paper[:2]}/{paper}", "zqpaper")
    for table, rows in ROWS.items():
        folder.write(f"records/{table}/all.csv", rows.replace("{paper}", paper))
    path = "docs/documents/QM-01.md"
    folder.write(path, (folder.root / path).read_text("utf-8") + BLOCKS)
    folder.approve("WJ-020", path)
    corrections = (folder.root / "records/record_corrections/all.csv").read_text("utf-8")
    corrections += "GZ-001,QF-80,BX-011,内容,zqyourswas,2026-05-06,zqyours,YG-03,YG-02,A/0\n"
    folder.write("records/record_corrections/all.csv", corrections)
    done = ["--prepared-by", "YG-03", "--reviewed-by", "YG-02", "--approved-by", "YG-01", "--reason", "新订"]
    days = [f"--{step}-on=2024-12-20" for step in ("prepared", "reviewed", "approved")]
    told = run_verb("approve", "QF-80", "QF-81", "QF-90", *done, *days, "--as-of", str(TODAY), cwd=folder.root)
    assert told.returncode == 0, told.stderr
    return folder


def test_a_site_for_one_scope_tells_nothing_of_the_others(portal: Folder, tmp_path: Path) -> None:
    site = texts(built(portal, tmp_path / "site", "--audience", "staff", "--scope", "project=JD"))
    shards = {path: text for path, text in site.items() if not path.startswith("assets/")}
    assert told(shards, (*THEIRS, "zqyourswas")) == {}
    assert set(told(shards, OURS)) == set(OURS)


def test_without_a_scope_all_is_told(portal: Folder, tmp_path: Path) -> None:
    site = texts(built(portal, tmp_path / "site", "--no-pdf"))
    assert set(told(site, THEIRS + OURS)) == {*THEIRS, *OURS}


@pytest.mark.parametrize(
    ("scopes", "more"),
    [(("area=JD",), {}), (("JD",), {}), (("project=",), {}), (("project=JD",), {"audience": "auditor"})],
)
def test_a_scope_that_the_portal_does_not_know_is_refused(
    portal: Folder, scopes: tuple[str, ...], more: dict[str, str]
) -> None:
    asked = {"audience": None, "words": (), "publish": False, "scopes": scopes} | more
    with pytest.raises(SystemExit):
        readers_asked(portal.root, **asked)  # type: ignore[arg-type]


def test_a_member_that_no_register_lists_is_refused(portal: Folder, tmp_path: Path) -> None:
    asked = ("build", "--to", str(tmp_path / "site"), "--as-of", str(TODAY), "--scope", "project=ML")
    done = run_verb(*asked, cwd=portal.root)
    assert (done.returncode, (tmp_path / "site").exists()) == (2, False)
    assert "project=ML" in done.stderr


def test_a_closed_host_gets_a_site_of_each_member_and_an_open_one_a_site_for_anybody(
    portal: Folder, tmp_path: Path
) -> None:
    settings = (portal.root / "portal.yaml").read_text("utf-8")
    try:
        portal.write("portal.yaml", f"{settings}site: {{host_is_closed: true, each: project}}\n")
        site = built(portal, tmp_path / "site", "--publish", "--no-pdf")
        portal.write("portal.yaml", f"{settings}site: {{each: project}}\n")
        public = built(portal, tmp_path / "public", "--publish", "--no-pdf")
    finally:
        portal.write("portal.yaml", settings)
    assert {path.name for path in site.iterdir() if path.is_dir()} == {"JD", "YH"}
    ours = {path: text for path, text in texts(site / "JD").items() if not path.startswith("assets/")}
    assert told(ours, (*THEIRS, "zqyourswas")) == {}
    assert set(told(ours, OURS)) == set(OURS)
    assert "zqyours" in "".join(texts(site / "YH").values())
    assert (public / "index.html").is_file()
    assert not (public / "JD").exists()
