"""Posts have days: a transfer, a return and a delegation count from theirs, in queries, approvals and readings."""

import datetime
from collections.abc import Mapping, Sequence

import pytest
from conftest import Folder
from hypothesis import given, settings
from hypothesis import strategies as st

from shoukong.control.reading import must_read
from shoukong.control.staff import Person, PostHeld
from shoukong.evaluation import Evaluation
from shoukong.executable.query_process import Queries
from shoukong.executable.query_tables import ground_of, write_example

DAY = datetime.date
FIRST = DAY(2025, 1, 1)
ONE = datetime.timedelta(days=1)
POSTS = ("经理", "文员", "维修工")


def held(post: str, since: DAY | None, until: DAY | None, acts_for: str = "") -> PostHeld:
    """A post of the department of that name."""
    return PostHeld(post, f"{post}部", ("",), since, until, acts_for)


def life_of(lengths: Sequence[tuple[str, int, int]]) -> tuple[Person, Mapping[DAY, str]]:
    """Somebody with posts one after another, each after a gap; and the post on every day, counted out one by one."""
    day, posts, by_day = FIRST, [], {}
    for post, gap, length in lengths:
        since = day + gap * ONE
        day = since + length * ONE
        posts.append(held(post, since, day - ONE))
        by_day |= {since + i * ONE: post for i in range(length)}
    return Person("P", "甲", FIRST, None, tuple(posts)), by_day


LIVES = st.lists(st.tuples(st.sampled_from(POSTS), st.integers(0, 3), st.integers(1, 5)), max_size=6).map(life_of)


@settings(deadline=None)
@given(LIVES, st.integers(-2, 50))
def test_the_post_of_a_day_is_the_one_whose_days_take_it_in(life: tuple[Person, Mapping[DAY, str]], after: int) -> None:
    person, by_day = life
    day = FIRST + after * ONE
    post = by_day.get(day)
    found = person.post_held_on(day)
    assert (found.post if found else None) == post
    assert person.posts_on(day) == ((post,) if post else ())
    if by_day:
        assert person.is_employed_on(day) is (post is not None)
    assert must_read(person, [f"{post}部"], day) is (post is not None)


@settings(deadline=None)
@given(LIVES, st.integers(0, 50))
def test_somebody_reads_for_a_post_since_the_first_of_the_days_without_a_break(
    life: tuple[Person, Mapping[DAY, str]], after: int
) -> None:
    person, by_day = life
    day = FIRST + after * ONE
    if (post := by_day.get(day)) is None:
        return
    first = day
    while by_day.get(first - ONE) == post:
        first -= ONE
    assert person.held_since(day, lambda each: each.post == post) == first


def test_a_delegate_has_the_rights_of_the_post_and_keeps_the_own() -> None:
    acting = held("经理", DAY(2025, 3, 1), DAY(2025, 3, 9), acts_for="Q")
    person = Person("P", "甲", FIRST, None, (held("文员", FIRST, None), acting))
    assert person.posts_on(DAY(2025, 3, 9)) == ("文员", "经理")
    assert person.posts_on(DAY(2025, 3, 10)) == ("文员",)
    assert person.post_held_on(DAY(2025, 3, 5)) == person.posts[0]


def rows(names: str, *cells: str) -> Sequence[Mapping[str, str]]:
    """Rows of a table from its columns' names and their cells."""
    return [dict(zip(names.split(), (cell.strip() for cell in row.split(",")), strict=True)) for row in cells]


GIVEN: Mapping[str, Sequence[Mapping[str, str]]] = {
    "staff": rows(
        "staff_no post hired_on left_on",
        "YG-01,,,",
        "YG-02,,,",
        "YG-03,,,",
        "YG-04,总经理,2025-02-01,2025-02-28",
        "YG-05,总经理,,",
    ),
    "posts_held": rows(
        "staff_no post department project from until",
        "YG-01,管理处经理,管理处,YH,2025-01-01,2025-06-30",
        "YG-01,主管经理,总经理室,,2025-07-01,2025-08-31",
        "YG-01,管理处经理,管理处,ML,2025-10-01,",
        "YG-02,物管员,管理处,YH,2025-01-01,",
    ),
    "delegations": rows(
        "staff_no delegate post project from until",
        "YG-01,YG-02,管理处经理,YH,2025-03-01,2025-03-09",
    ),
}


@pytest.fixture(scope="module")
def asked(what_ships: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Queries:
    """Queries over the posts of an example on the shipped portal."""
    file = tmp_path_factory.mktemp("posts") / "example.duckdb"
    control = what_ships.control
    texts = ["SELECT holds_post(a, b, c), post_on(a, b), department_on(a, b), project_on(a, b) FROM staff"]
    forms = [control.portal.forms_by_name["staff"]]
    write_example(forms, {}, ground_of(control, texts, DAY(2026, 11, 23), GIVEN), file)
    return Queries(file)


@pytest.mark.parametrize(
    ("asks", "answer"),
    [
        ("holds_post('YG-01', '管理处经理', DATE '2025-01-01')", True),
        ("holds_post('YG-01', '管理处经理', DATE '2024-12-31')", False),
        ("holds_post('YG-01', '管理处经理', DATE '2025-06-30')", True),
        ("holds_post('YG-01', '管理处经理', TIMESTAMP '2025-06-30 23:59:00')", True),
        ("holds_post('YG-01', '管理处经理', DATE '2025-07-01')", False),
        ("holds_post('YG-01', '管理处经理', DATE '2025-06-30', 'YH')", True),
        ("holds_post('YG-01', '管理处经理', DATE '2025-06-30', 'ML')", False),
        ("holds_post('YG-01', '管理处经理', DATE '2025-10-01', 'ML')", True),
        ("holds_post('YG-01', '主管经理', DATE '2025-08-01', 'ML')", True),
        ("holds_post('YG-01', '管理处经理', DATE '2025-06-30', NULL)", True),
        ("holds_post(NULL, '管理处经理', DATE '2025-06-30')", False),
        ("holds_post('YG-09', '管理处经理', DATE '2025-06-30')", False),
        ("holds_post('YG-02', '管理处经理', DATE '2025-02-28', 'YH')", False),
        ("holds_post('YG-02', '管理处经理', DATE '2025-03-01', 'YH')", True),
        ("holds_post('YG-02', '管理处经理', DATE '2025-03-09', 'YH')", True),
        ("holds_post('YG-02', '管理处经理', DATE '2025-03-10', 'YH')", False),
        ("holds_post('YG-02', '管理处经理', DATE '2025-03-05', 'ML')", False),
        ("holds_post('YG-04', '总经理', DATE '2025-02-28')", True),
        ("holds_post('YG-04', '总经理', DATE '2025-03-01')", False),
        ("holds_post('YG-05', '总经理', DATE '1999-01-01')", True),
        ("post_on('YG-01', DATE '2025-08-31')", "主管经理"),
        ("post_on('YG-01', DATE '2025-09-15')", None),
        ("post_on('YG-02', DATE '2025-03-05')", "物管员"),
        ("department_on('YG-01', DATE '2025-08-31')", "总经理室"),
        ("project_on('YG-01', DATE '2025-08-31')", None),
        ("project_on('YG-01', DATE '2026-01-01')", "ML"),
    ],
)
def test_queries_ask_for_the_post_of_a_day(asked: Queries, asks: str, answer: object) -> None:
    assert asked.run(f"SELECT {asks} AS record", {}).rows == ((answer,),)


REGISTER = """name: posts_held
id: QF-60
title: 岗位任职登记册
revision: A/0
effective_date: 2024-01-01
document: QM-02
clause: QM-02#1
retention: {period: permanent}
number: "RZ-{seq:2}"
dated: {of: [staff_no]}
schema:
  primaryKey: post_held_no
  fields:
    - {name: post_held_no, title: 任职编号, type: string, constraints: {required: true, unique: true}}
    - {name: staff_no, title: 人员编号, type: string, constraints: {required: true}}
    - {name: post, title: 岗位, type: string, constraints: {required: true}}
    - {name: department, title: 部门, type: string}
    - {name: from, title: 任职自, type: date, constraints: {required: true}}
    - {name: until, title: 任职至, type: date}
    - {name: form_revision, title: 表单版本, type: string, constraints: {required: true}}
"""
HEAD = "post_held_no,staff_no,post,department,from,until,form_revision\n"
POSTS_OF = {"YG-01": "总经理", "YG-02": "管理者代表", "YG-03": "客服部经理", "YG-04": "主管经理"}


def keep_posts(folder: Folder, *changed: str) -> None:
    """Keep a register of posts; everyone has had theirs since 2024, but for the rows that say otherwise."""
    told = {row.split(",")[0] for row in changed}
    rows = [f"{person},{post},总经理室,2024-01-01," for person, post in POSTS_OF.items() if person not in told]
    folder.write("forms/posts_held.yaml", REGISTER)
    folder.write(
        "records/posts_held/all.csv",
        HEAD + "".join(f"RZ-{i + 1:02},{row},A/0\n" for i, row in enumerate([*rows, *changed])),
    )


def test_an_approval_stands_after_its_signer_was_transferred(controlled: Folder) -> None:
    keep_posts(controlled, "YG-01,总经理,总经理室,2024-01-01,2026-06-30", "YG-01,顾问,总经理室,2026-07-01,")
    assert "approval-without-authority" not in codes(controlled)


def test_an_approval_by_one_who_took_the_post_later_is_found(controlled: Folder) -> None:
    keep_posts(controlled, "YG-01,顾问,总经理室,2024-01-01,2026-06-30", "YG-01,总经理,总经理室,2026-07-01,")
    assert "approval-without-authority" in codes(controlled)


def test_an_approval_between_leaving_and_returning_is_found(controlled: Folder) -> None:
    keep_posts(controlled, "YG-01,总经理,总经理室,2024-01-01,2024-06-30", "YG-01,总经理,总经理室,2026-07-01,")
    assert "approval-not-employed" in codes(controlled)


def codes(folder: Folder) -> set[str]:
    """What is found."""
    return {item.code for item in folder.findings()}
