"""Revisions: which applies on which day, what changed between two of them, and who must read or look again."""

import datetime
import string
from dataclasses import replace

import pytest
from conftest import PROJECT, TODAY
from hypothesis import given
from hypothesis import strategies as st
from numbered import next_after

from shoukong.control.approval import Approval, Signing
from shoukong.control.life import Life, Status, lives_of
from shoukong.control.next_text import history_entry, next_text
from shoukong.control.passage import Passage, passages_of
from shoukong.control.reading import Acknowledgement, ReadingState, must_read, readings_of
from shoukong.control.redline import Change, changed_keys, redline
from shoukong.control.staff import Person, PostHeld
from shoukong.days.timeline import state_at, timeline
from shoukong.edition import Edition
from shoukong.pages.atom_feed import FeedEntry, atom
from shoukong.portal import load_portal
from shoukong.records.core_words import DEFAULT_WORDS
from shoukong.revision import Revision, follows, next_major, next_minor, parse_revision
from shoukong.text.difference import first_difference
from shoukong.text.number_pattern import parse_number_pattern

DAY = datetime.date
PORTAL = load_portal(PROJECT, TODAY)
REVISIONS = st.builds("{}/{}".format, st.sampled_from("ABCDEFG"), st.integers(0, 99)).map(parse_revision)
DAYS = st.dates(DAY(2020, 1, 1), DAY(2030, 12, 31))
WORDS = st.text("甲乙丙丁一二三四，。abc 12\n", max_size=30)


def text(revision: str, effective: DAY) -> Edition:
    """A procedure's text of a revision."""
    read = parse_revision(revision)
    assert read is not None
    return Edition("QM-01", "procedure", "QM-01", "程序", read, effective, "客服部", 24, f"digest of {revision}", "p")


def approval(revision: str, kind: str, on: DAY, withdrawn_on: DAY | None = None) -> Approval:
    """An approval of that text."""
    signings = tuple(
        Signing(step, by, on) for step, by in zip(("prepared", "reviewed", "approved"), "123", strict=True)
    )
    digest = f"digest of {revision}"
    meaning = next(each for each, words in DEFAULT_WORDS["zh"].items() if kind in words)
    texts = (kind, "-", "-", "")
    return Approval("W", "QM-01", parse_revision(revision), digest, signings, *texts, withdrawn_on, None, meaning)  # type: ignore[arg-type]


def life_of(*told: tuple[str, DAY, str], withdrawn_on: DAY | None = None) -> Life:
    """The life of a document from (revision, effective, kind of change); an empty kind is a draft."""
    texts = [text(revision, effective) for revision, effective, _ in told]
    approvals = [approval(r, kind, day - datetime.timedelta(days=9)) for r, day, kind in told if kind]
    if withdrawn_on:
        approvals.append(approval(told[-1][0], "作废", withdrawn_on, withdrawn_on))
    return lives_of({"QM-01": texts}, approvals, {})["QM-01"]


THREE = (("A/0", DAY(2025, 1, 1), "新订"), ("A/1", DAY(2025, 6, 1), "次要修订"), ("B/0", DAY(2027, 1, 1), "主要修订"))


@pytest.mark.parametrize(
    ("day", "revision"),
    [(DAY(2024, 12, 31), None), (DAY(2025, 1, 1), "A/0"), (DAY(2025, 5, 31), "A/0"), (DAY(2025, 6, 1), "A/1"),
     (DAY(2026, 12, 31), "A/1"), (DAY(2027, 1, 1), "B/0")],
)  # fmt: skip
def test_a_revision_stays_in_force_until_the_day_of_the_next(day: DAY, revision: str | None) -> None:
    term = life_of(*THREE).on(day)
    assert (term and str(term.text.revision)) == revision


def test_a_draft_never_applies_and_leaves_the_one_before_it_in_force() -> None:
    life = life_of(THREE[0], ("A/1", DAY(2025, 6, 1), ""))
    assert str(life.shown_on(TODAY).text.revision) == "A/0"
    assert life.latest.status(TODAY) is Status.DRAFT


def test_a_withdrawn_document_applies_until_the_day_before() -> None:
    life = life_of(THREE[0], withdrawn_on=DAY(2026, 3, 1))
    assert life.status(DAY(2026, 2, 28)) is Status.IN_FORCE
    assert life.status(DAY(2026, 3, 1)) is Status.WITHDRAWN


def test_a_review_is_due_from_the_last_major_revision_or_the_last_review() -> None:
    texts = {"QM-01": [text("A/0", DAY(2025, 1, 1)), text("A/1", DAY(2025, 6, 1))]}
    approvals = [approval("A/0", "新订", DAY(2024, 12, 1)), approval("A/1", "次要修订", DAY(2025, 5, 1))]
    assert lives_of(texts, approvals, {})["QM-01"].latest.review_due == DAY(2027, 1, 1)
    reviewed = {"QM-01": [DAY(2026, 11, 30)]}
    assert lives_of(texts, approvals, reviewed)["QM-01"].latest.review_due == DAY(2028, 11, 30)


def test_a_text_altered_after_its_approval_still_took_account_of_what_was_approved_before() -> None:
    altered = replace(text("A/0", DAY(2026, 6, 1)), digest="another")
    life = lives_of({"QM-01": [altered]}, [approval("A/0", "新订", DAY(2026, 5, 25))], {})["QM-01"]
    assert life.approved == ()
    assert life.accounted_on == DAY(2026, 5, 25)


@given(st.lists(DAYS, min_size=1, max_size=5, unique=True), DAYS, st.none() | DAYS)
def test_the_timeline_says_what_the_status_says_on_every_day(starts: list[DAY], day: DAY, ends: DAY | None) -> None:
    told = [(f"A/{i}", start, "次要修订" if i else "新订") for i, start in enumerate(sorted(starts))]
    life = life_of(*told, withdrawn_on=ends)
    assert state_at(life.timeline, day) is life.status(day)
    assert state_at(life.revisions, day) == life.shown_on(day).text.revision
    assert sum(term.applies_on(day) for term in life.terms) <= 1


@given(REVISIONS)
def test_a_revision_is_followed_by_its_next_ones_alone(revision: Revision) -> None:
    minor, major = next_minor(revision, TODAY), next_major(revision, TODAY)
    assert minor is not None
    assert major is not None
    assert follows(minor, revision)
    assert follows(major, revision)
    assert not follows(revision, revision)
    after = next_minor(minor, TODAY)
    assert after is not None
    assert not follows(after, revision)


@given(st.lists(st.integers(1, 900), max_size=20), DAYS)
def test_the_next_number_is_free_and_fits(taken: list[int], day: DAY) -> None:
    pattern = parse_number_pattern("WJ-{year}-{seq:3}")
    numbers = [f"WJ-{day.year}-{n:03}" for n in taken] + [f"WJ-{day.year + 1}-999", "other"]
    following = next_after(pattern, numbers, day)
    assert following is not None
    assert pattern.fits(following)
    assert following not in numbers
    assert following == f"WJ-{day.year}-{max(taken, default=0) + 1:03}"


def joined(spans: tuple[tuple[str, str], ...]) -> str:
    """The words of spans."""
    return "".join(words for _, words in spans)


@given(
    st.lists(st.tuples(st.sampled_from(string.ascii_lowercase[:8]), WORDS), max_size=8, unique_by=lambda p: p[0]),
    st.lists(st.tuples(st.sampled_from(string.ascii_lowercase[:8]), WORDS), max_size=8, unique_by=lambda p: p[0]),
)
def test_a_redline_holds_every_word_of_both_texts(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
    before, after = ([Passage(key, "", words) for key, words in side] for side in (old, new))
    items = redline(before, after)
    assert sorted((i.old_key, joined(i.old)) for i in items if i.old_key) == sorted((p.key, p.text) for p in before)
    assert [(i.new_key, joined(i.new)) for i in items if i.new_key] == [(p.key, p.text) for p in after]
    assert all({mark for mark, _ in i.old} <= {"same", "out"} for i in items)
    assert all({mark for mark, _ in i.new} <= {"same", "in"} for i in items)


def test_a_clause_put_in_above_only_renumbers_the_others() -> None:
    old = [Passage("3.1", "", "3.1 接待员登记。"), Passage("3.2", "", "3.2 维修工到场。")]
    new = [
        Passage("3.1", "", "3.1 先问安全。"),
        Passage("3.2", "", "3.2 接待员登记。"),
        Passage("3.3", "", "3.3 维修工到场。"),
    ]
    changes = [(i.change, i.new_key) for i in redline(old, new)]
    assert changes == [(Change.ADDED, "3.1"), (Change.MOVED, "3.2"), (Change.MOVED, "3.3")]


@pytest.mark.parametrize(
    ("old", "new", "out", "put_in"),
    [
        ("15 分钟内派工", "10 分钟内派工", ["15"], ["10"]),
        ("低于 90% 的", "低于 95% 的", ["90"], ["95"]),
        ("8:00 前", "8:30 前", ["8:00"], ["8:30"]),
        ("报 Excel 表", "报 Word 表", ["Excel"], ["Word"]),
        ("\U000f0000甲", "\U000f0001甲", ["\U000f0000"], ["\U000f0001"]),
    ],
)
def test_numbers_and_words_are_marked_whole(old: str, new: str, out: list[str], put_in: list[str]) -> None:
    (item,) = redline([Passage("1", "", old)], [Passage("1", "", new)])
    assert [words for mark, words in item.old if mark == "out"] == out
    assert [words for mark, words in item.new if mark == "in"] == put_in


def test_where_a_long_clause_was_rewritten_whole_sentences_are_marked() -> None:
    kept = "仍照旧办理。"
    old, new = ("".join(f"{word}{i}号办法第{i * 7}款。" for i in range(400)) for word in ("旧", "新"))
    (item,) = redline([Passage("1", "", old + kept + old)], [Passage("1", "", new + kept + new)])
    assert [words for mark, words in item.new if mark == "same"] == [kept]
    assert all(words.endswith("。") for _, words in (*item.old, *item.new))


def test_the_shipped_redline_marks_the_changed_words_alone() -> None:
    older, newer = (PORTAL.whole(t) for t in PORTAL.texts["WY-GC-01"][1:])
    assert older is not None and newer is not None
    items = redline(passages_of(older), passages_of(newer))
    rings = next(i for i in items if i.new_key == "4.1.2")
    assert [span for span in rings.old if span[0] == "out"] == [("out", "5")]
    assert [span for span in rings.new if span[0] == "in"] == [("in", "3")]


def test_a_changed_figure_changes_the_clauses_that_print_it() -> None:
    older, newer = (PORTAL.whole(t) for t in PORTAL.texts["WY-GF-01"][1:])
    assert older is not None and newer is not None
    assert changed_keys(passages_of(older), passages_of(newer)) == {"3.3", "6.3", "11.3", "12.3"}


HELD = PostHeld("维修工", "管理处", ("YH", ""), DAY(2024, 1, 1), None)
PERSON = Person("P-1", "甲", DAY(2024, 1, 1), None, (HELD,))


@pytest.mark.parametrize(
    ("audience", "is_read"),
    [(["管理处"], True), (["维修工"], True), (["YH"], True), (["各部门"], True), (["管理处/YH"], True),
     (["管理处/ML"], False), (["财务部"], False), ([], False)],
)  # fmt: skip
def test_an_audience_names_departments_posts_or_scopes(audience: list[str], is_read: bool) -> None:
    assert must_read(PERSON, audience, DAY(2026, 1, 1)) is is_read


@pytest.mark.parametrize(
    ("signed", "day", "states"),
    [
        ("A/0", DAY(2026, 1, 1), {"A/0": ReadingState.DONE, "B/0": ReadingState.UPCOMING}),
        ("A/1", DAY(2026, 1, 1), {"A/0": ReadingState.DONE, "B/0": ReadingState.UPCOMING}),
        ("A/1", DAY(2027, 1, 5), {"B/0": ReadingState.DUE}),
        ("A/1", DAY(2027, 1, 17), {"B/0": ReadingState.OVERDUE}),
        ("B/0", DAY(2027, 1, 17), {"B/0": ReadingState.DONE}),
        (None, DAY(2025, 1, 16), {"A/0": ReadingState.DUE, "B/0": ReadingState.UPCOMING}),
    ],
)
def test_a_major_revision_voids_a_signature_and_a_minor_one_does_not(
    signed: str | None, day: DAY, states: dict[str, ReadingState]
) -> None:
    revision = parse_revision(signed) if signed else None
    acknowledged = [Acknowledgement("Q", "QM-01", revision, "P-1", day, None)] if signed else []  # type: ignore[arg-type]
    found = readings_of([(life_of(*THREE), ["管理处"])], [PERSON], acknowledged, day, 15)
    assert {str(r.term.text.revision): r.state(day) for r in found} == states


def test_the_next_text_differs_in_revision_date_and_history_alone() -> None:
    document = PORTAL.documents_by_id["WY-CX-03"]
    before = (PROJECT / document.path).read_text("utf-8")
    revision = parse_revision("B/0")
    assert revision is not None
    entry = history_entry(revision, DAY(2026, 11, 23), '说"快"一点', "GG-2026-009")
    after = next_text(document, before, revision, DAY(2027, 1, 1), entry)
    assert set(after.split("\n")) - set(before.split("\n")) == {"revision: B/0", "effective_date: 2027-01-01", entry}
    assert after.count("\n") == before.count("\n") + 1


def test_the_feed_of_changes_is_atom_with_stable_identifiers() -> None:
    from xml.etree import ElementTree

    entry = FeedEntry("WJ-1", "一 & 二 <三>", DAY(2026, 1, 5), "原因", "https://example.org/d/")
    feed = ElementTree.fromstring(atom("标题", "https://example.org/changes.atom", "", [entry]).encode())
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.findtext("a:entry/a:id", "", spaces) == "tag:example.org,2024:WJ-1"
    assert feed.findtext("a:updated", "", spaces) == "2026-01-05T00:00:00Z"
    assert feed.findtext("a:entry/a:title", "", spaces) == "一 & 二 <三>"


def test_a_timeline_keeps_only_the_days_on_which_something_changes() -> None:
    line = timeline(lambda day: day >= DAY(2025, 5, 1), (DAY(2025, 1, 1), DAY(2025, 5, 1), None, DAY(2026, 1, 1)))
    assert line == ((DAY.min, False), (DAY(2025, 5, 1), True))


@pytest.mark.parametrize(
    ("approved", "found", "told"),
    [
        ("甲\n乙\n", "甲\n丙\n", (2, "乙", "丙")),
        ("甲\n", "甲", (2, "↵", "-")),
        ("甲", "甲\n乙", (2, "-", "乙")),
        ("甲。\n", "甲。 \n", (1, "甲。", "甲。␣")),
        ("甲。\n", "甲\u200b。\n", (1, "甲。", "甲⟨U+200B⟩。")),
        ("caf\u00e9", "cafe\u0301", (1, "caf\u00e9", "cafe⟨U+0301⟩")),
        ("一" * 200 + "甲", "一" * 200 + "乙", (1, "…" + "一" * 24 + "甲", "…" + "一" * 24 + "乙")),
    ],
)
def test_the_first_difference_is_seen_whatever_it_is(approved: str, found: str, told: tuple[int, str, str]) -> None:
    assert first_difference(approved, found) == told
