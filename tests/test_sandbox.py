"""Templates that people write reach nothing, and end: what would run or grow without bound is refused, and said so."""

import time

import jinja2
import pytest
from conftest import TODAY, Folder
from hypothesis import given
from hypothesis import strategies as st

from shoukong.evaluation import check
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal
from shoukong.text.sandbox import PRINT_ERRORS, SandboxError, sandbox

DOUBLED = "{% set ns = namespace(x=START) %}{% for i in range(99) %}{% set ns.x = STEP %}{% endfor %}{{ ns.x }}"
BLOCKS = "".join(f"{{% set x{i + 1} %}}{{{{ x{i} }}}}{{{{ x{i} }}}}{{% endset %}}" for i in range(60))
MANY = 9_999_999_999
QM = "docs/documents/QM-01.md"


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'x' * 99999999999 }}",
        "{{ [0] * 99999999999 }}",
        "{{ 9 ** (9 ** 9) }}",
        DOUBLED.replace("START", "2").replace("STEP", "ns.x * ns.x"),
        DOUBLED.replace("START", "'x'").replace("STEP", "ns.x ~ ns.x"),
        DOUBLED.replace("START", "'x'").replace("STEP", "ns.x + ns.x"),
        DOUBLED.replace("START", "[1]").replace("STEP", "ns.x + ns.x"),
        f"{{% set x0 = 'abcdefgh' %}}{BLOCKS}{{{{ x60 }}}}",
        "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(1) }}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% for x in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
        *(f"{{{{ 'x' | {name}({MANY}) }}}}" for name in ("center", "wordwrap(wrapstring='x') | center")),
        *(f"{{{{ 'x'.{name}({MANY}) }}}}" for name in ("center", "ljust", "rjust", "zfill")),
        f"{{{{ '\\t'.expandtabs({MANY}) }}}}",
        f"{{{{ (1).to_bytes({MANY}, 'big') }}}}",
        f"{{{{ '%{MANY}d' | format(1) }}}}",
        f"{{{{ '%{MANY}d' % 1 }}}}",
        f"{{{{ '%*d' % ({MANY}, 1) }}}}",
        f"{{{{ '{{:>{MANY}}}'.format(1) }}}}",
        f"{{{{ '{{:{{}}}}'.format(1, {MANY}) }}}}",
        "{{ ('x' * 9999) | replace('x', 'y' * 9999) | replace('y', 'z' * 9999) }}",
        "{{ ('x' * 9999).replace('x', 'y' * 9999).replace('y', 'z' * 9999) }}",
        "{{ range(99999) | join('x' * 99999) }}",
        "{{ '-'.join(['x' * 1999999] * 1999999) }}",
        f"{{{{ [1] | slice({MANY}) | list }}}}",
        f"{{{{ [1] | batch({MANY}, 'x') | list }}}}",
        f"{{{{ 'x' | indent({MANY}, true) }}}}",
    ],
)
def test_what_would_not_end_or_would_fill_the_memory_is_refused(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(SandboxError):
        sandbox().from_string(text).render()
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "text", ["{" * 50_000, "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "{% for i in x %}" * 40 + "{% endfor %}" * 40]
)
def test_what_is_nested_too_deeply_is_a_mistake_of_writing(text: str) -> None:
    with pytest.raises(jinja2.TemplateSyntaxError, match="nested too deeply"):
        sandbox().from_string(text)


@pytest.mark.parametrize("text", ["{{ ''.__class__ }}", "{{ x.append(1) }}", "{{ nosuch }}", "{{ lipsum() }}"])
def test_what_is_not_given_cannot_be_reached(text: str) -> None:
    with pytest.raises(PRINT_ERRORS):
        sandbox().from_string(text).render(x=[])


@given(st.lists(st.text(max_size=6), max_size=30))
def test_what_is_modest_prints_as_in_any_jinja(words: list[str]) -> None:
    text = (
        "{% for w in words %}{{ loop.index }}/{{ loop.length }} {{ w ~ '-' ~ w * 2 }}{% if not loop.last %},{% endif %}"
        "{% else %}none{% endfor %}{{ words | join('、') }} {{ '%5.1f' | format(words | length) }}"
        "{{ words | map('upper') | join }} {{ 'ab'.replace('a', 'c') }} {{ 7 * 6 + 2 ** 10 }}"
    )
    plain = jinja2.Environment(keep_trailing_newline=True).from_string(text)
    assert sandbox().from_string(text).render(words=words) == plain.render(words=words)


def test_there_is_one_environment_for_each_use() -> None:
    assert sandbox() is sandbox()


def test_a_text_that_would_not_end_is_a_finding_at_its_line_and_stops_nothing(folder: Folder) -> None:
    folder.replace(QM, "  satisfies: [T-04]\n", "  satisfies: [T-04]\n\n- 2.2.3 {{ 'x' * 99999999999 }} {#c2.2.3}\n")
    found = [f for f in check(load_portal(folder.root, TODAY)).findings if severity_of(f) is Severity.ERROR]
    lines = (folder.root / QM).read_text("utf-8").split("\n")
    assert [(f.code, f.place.path, lines[(f.place.line or 1) - 1][:8]) for f in found] == [
        ("figure-unprintable", QM, "- 2.2.3 ")
    ]
