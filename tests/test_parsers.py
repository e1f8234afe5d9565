"""No text, however broken, makes a parser raise: what is wrong becomes findings with a place in the file."""

import json
import re
from collections.abc import Callable

import pytest
from conftest import BASE
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoukong.document import parse_document
from shoukong.forms.form import parse_form
from shoukong.requirement import parse_requirements
from shoukong.revision import Revision, parse_revision
from shoukong.text.bounds import MOST_NUMBER
from shoukong.text.number_pattern import NumberPatternError, parse_number_pattern
from shoukong.text.yaml_lines import parse_yaml

SOUND = {
    "docs/documents/QM-01.md": parse_document,
    "forms/orders.yaml": parse_form,
    "docs/requirements/base.yaml": parse_requirements,
}
# What stands behind a key: to the end of its row, or of the part in braces.
VALUE = re.compile(r"[a-z_]+: (?P<value>\{[^{}\n]*\{[^{}\n]*\}[^{}\n]*\}|\{[^{}\n]*\}|\[[^\[\]\n]*\]|[^\[\]{},\n]+)")
SCRAPS = st.sampled_from(
    [
        "---\n",
        "{#c1}",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ":",
        "&a ",
        "*a",
        "\t",
        '"',
        "\n",
        "```",
        "#",
        "null",
        "satisfies: [",
        "\0",
    ]
)


@pytest.mark.parametrize("path", SOUND)
def test_what_is_sound_parses_without_findings(path: str) -> None:
    noun, findings = SOUND[path]((BASE / path).read_text("utf-8"), path)
    assert noun is not None
    assert findings == ()


@pytest.mark.parametrize("wrong", ["5", "true", "[甲]", "{甲: 1}", "[[甲]]", '"甲"'])
@pytest.mark.parametrize("path", SOUND)
def test_a_value_of_a_wrong_kind_is_found_once(path: str, wrong: str) -> None:
    text = (BASE / path).read_text("utf-8")
    keys = [(found.start("value"), found.end("value")) for found in VALUE.finditer(text)]
    assert len(keys) > 5
    for start, end in keys:
        _, findings = SOUND[path](text[:start] + wrong + text[end:], path)
        places = [item.place for item in findings if item.code == "value-kind"]
        assert sorted(set(places), key=str) == sorted(places, key=str), text[start:end]


@settings(max_examples=150, deadline=None)
@given(data=st.data(), path=st.sampled_from(sorted(SOUND)))
def test_a_damaged_text_gives_findings_or_a_noun_and_never_raises(data: st.DataObject, path: str) -> None:
    text = (BASE / path).read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    damaged = text[:start] + data.draw(SCRAPS) + text[end:]
    parse: Callable[[str, str], tuple[object, tuple[object, ...]]] = SOUND[path]
    noun, findings = parse(damaged, path)
    lines = damaged.count("\n") + 1
    assert noun is not None or findings
    assert all(1 <= (f.place.line or 1) <= lines for f in findings)  # type: ignore[attr-defined]


@settings(max_examples=100, deadline=None)
@given(st.text())
@example("---\n---\n# x\n")
@example("---\nid: [\n---\n")
def test_any_text_at_all_can_be_tried_as_a_document(text: str) -> None:
    noun, findings = parse_document(text, "docs/documents/X.md")
    assert noun is not None or findings


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers(-MOST_NUMBER, MOST_NUMBER) | st.text("abc: -#[]{}&*!|>'\"%@`中", max_size=5),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=20,
    )
)
def test_yaml_values_come_back_as_they_were_written(value: object) -> None:
    read, _, findings = parse_yaml(json.dumps(value, ensure_ascii=False), "x.yaml")
    assert findings == ()
    assert read == value


def test_a_bomb_a_loop_and_a_deep_nest_are_refused_quickly() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for text in (
        bomb,
        "a: &a [*a]\n",
        "[" * 100_000,
        "- " * 100_000,
        "a:\n" + "".join(" " * i + "b:\n" for i in range(600)),
    ):
        _, _, findings = parse_yaml(text, "x.yaml")
        assert {f.code for f in findings} <= {"yaml-too-large", "yaml-syntax"}
        assert findings


@given(st.from_regex(r"[A-Z]/(0|[1-9][0-9]{0,2})", fullmatch=True))
def test_revisions_read_back_as_written(text: str) -> None:
    assert str(parse_revision(text)) == text


def test_revisions_are_ordered_by_edition_then_change() -> None:
    written = ["A/0", "A/1", "A/10", "B/0"]
    read = [r for r in map(parse_revision, written) if isinstance(r, Revision)]
    assert sorted(read) == read
    assert len(read) == 4


@given(st.text(alphabet="AZ09-{}:seqyarcodmnth", max_size=20))
def test_a_number_pattern_fits_its_own_example_or_is_refused(template: str) -> None:
    try:
        pattern = parse_number_pattern(template)
    except NumberPatternError:
        return
    assert pattern.fits(pattern.example)
