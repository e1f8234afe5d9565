"""The user's cache: what is kept is taken whole or not at all, and nothing that befalls the folder stops a build."""

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import PROJECT, TODAY, Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shoukong.files import user_cache
from shoukong.files.user_cache import made_once
from shoukong.portal import Portal, load_portal

LARGE = 300_000


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of things called `words` in an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "shoukong/words"


def word(*ingredients: str, made: bytes = b"made") -> bytes:
    """What the cache holds for some ingredients, else what is made."""
    return made_once("words", ingredients, lambda: made)


def test_what_was_made_is_taken_for_the_same_ingredients_only(cache: Path) -> None:
    assert word("a", "b", made=b"first") == b"first"
    assert word("a", "b", made=b"second") == b"first"
    others = [("ab",), ("a", "b", ""), ("b", "a"), ("a\0b",), ('a", "b',), ()]
    assert [word(*other, made=b"second") for other in others] == [b"second"] * len(others)


def test_what_another_engine_made_is_not_taken(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word("a", made=b"first")
    monkeypatch.setattr(user_cache, "_engine", lambda: "another")
    assert word("a", made=b"second") == b"second"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_entry_is_made_anew(cache: Path, data: st.DataObject) -> None:
    word("a")
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.sampled_from((whole[:place], whole + b"x", whole[:place] + bytes((whole[place] ^ 1,)) + whole[place + 1 :]))
    )
    file.write_bytes(damaged)
    assert word("a", made=b"again") == b"again"
    assert word("a", made=b"thrice") == b"again"
    file.unlink()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_without_a_folder_that_can_be_written_everything_is_made_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / place))
    assert [word("a", made=made) for made in (b"first", b"second")] == [b"first", b"second"]


def test_for_a_user_without_a_home_everything_is_made_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that runs under a number that no user has."""

    def unknown(number: int) -> None:
        raise KeyError(number)

    monkeypatch.setattr(pytest.importorskip("pwd"), "getpwuid", unknown)
    for name in ("XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name)
    assert [word("a", made=made) for made in (b"first", b"second")] == [b"first", b"second"]


def test_on_a_full_disk_nothing_is_left_behind(cache: Path) -> None:
    """A limit on the size of files stands for the disk: writing fails on the way."""
    pytest.importorskip("resource")
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "from shoukong.files.user_cache import made_once\n"
        f"assert len(made_once('words', ('a',), lambda: b'x' * {LARGE})) == {LARGE}"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env=os.environ | {"PYTHONPATH": str(PROJECT / "hooks")})
    assert list(cache.iterdir()) == []


def _made_over_and_over(content: bytes) -> bool:
    """Whether what comes back is always whole, while others do the same and take it away."""
    for i in range(40):
        if made_once("words", ("a",), lambda: content) not in (b"0" * LARGE, b"1" * LARGE):
            return False
        if i % 5 == 0:
            for file in user_cache._folder("words").iterdir():
                file.unlink(missing_ok=True)
    return True


def test_builds_at_one_time_do_not_disturb_each_other(cache: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert all(pool.map(_made_over_and_over, (b"0" * LARGE, b"1" * LARGE), chunksize=1))


def test_what_nobody_uses_goes_and_what_is_used_stays(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("old", "used"):
        word(name, made=name.encode())
    long_ago = time.time() - user_cache.UNUSED_SECONDS - 1
    for file in cache.iterdir():
        os.utime(file, (long_ago, long_ago))
    assert word("used") == b"used"
    monkeypatch.setattr(user_cache, "_tidied", set())
    word("new")
    assert [word(name, made=b"again") for name in ("used", "new", "old")] == [b"used", b"made", b"again"]


def test_there_is_never_more_than_so_much_and_the_longest_unused_goes_first(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_cache, "MOST_BYTES", 3 * 1032)
    for i in range(5):
        monkeypatch.setattr(user_cache, "_tidied", set())
        word(str(i), made=bytes(1000))
        for file in cache.iterdir():
            os.utime(file, (file.stat().st_mtime - 60,) * 2)
    assert len(list(cache.iterdir())) == 3
    assert [word(str(i), made=b"again") == b"again" for i in (2, 3, 4)] == [False] * 3


def _texts(portal: Portal) -> list[tuple[object, ...]]:
    """What was read of a portal's texts, with the lines of what they say."""
    forms = [(form.title, form.fields, form.sections, form.lines, form.digest) for form in portal.forms]
    documents = [(d.title, dict(d.figures), d.clauses, d.blocks, d.body, d.lines, d.path) for d in portal.documents]
    return [*forms, *documents, portal.faults]


def test_texts_that_were_parsed_before_say_the_same_and_changed_ones_are_parsed_again(folder: Folder) -> None:
    fresh = load_portal(folder.root, TODAY)
    assert _texts(load_portal(folder.root, TODAY)) == _texts(fresh)
    folder.replace("forms/orders.yaml", "title: ", "title: 新")
    folder.write("forms/broken.yaml", "fields: [")
    changed = load_portal(folder.root, TODAY)
    assert {form.title for form in changed.forms} - {form.title for form in fresh.forms}
    assert [item.place.path for item in changed.faults] == ["forms/broken.yaml"]
    assert _texts(load_portal(folder.root, TODAY)) == _texts(changed)


def test_what_a_firm_declares_of_its_texts_is_heeded_in_texts_that_were_parsed_before(folder: Folder) -> None:
    assert load_portal(folder.root, TODAY).faults == ()
    settings = folder.root / "portal.yaml"
    settings.write_text(settings.read_text("utf-8") + 'revisions: "{number}.{number}"\n', "utf-8")
    assert load_portal(folder.root, TODAY).faults
