"""No number, day, text or template without end ends the check: each is a finding at its file and line."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Folder

from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of
from shoukong.text.bounds import MOST_NUMBER

DOCUMENT, FORM, ARCHIVED = "docs/documents/QM-01.md", "forms/orders.yaml", "docs/archive/QM-01/A-0.md"
HUGE = "1" + "0" * 400
NUMBERS = (".inf", "-.inf", ".nan", "1.0e+300", HUGE, str(MOST_NUMBER + 1))
KEYS = (
    (DOCUMENT, "review_months: 24", "review_months: {}"),
    (DOCUMENT, "response_days: 3", "response_days: {}"),
    (FORM, "{minimum: 0, maximum: 5000}", "{{minimum: {}}}"),
    (FORM, "{minimum: 1}", "{{maximum: {}}}"),
    (FORM, "maxLength: 40", "maxLength: {}"),
)
DAYS = ("9999-12-31", "0001-01-01", "0000-01-01", "2025-13-45", "2200-01-01", "2025-01-01 10:00:00")
TEMPLATES = (
    "{{ 'x' * 99999999999 }}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{{ " + "1+" * 20_000 + "1 }}",
    "{{ 1" + "|string" * 20_000 + " }}",
    "{{ a" + ".a" * 20_000 + " }}",
    "{{ 1e400|int }}",
    "{" * 50_000,
)
HEADS = (
    "effective_date: 2025-13-45",
    "effective_date: 2025-01-01 10:00:00",
    "title: !!int x",
    "title: " + "[" * 100_000,
)
HEAD = (
    "---\nid: QM-01\ntitle: 接单程序\nkind: procedure\nrevision: A/0\neffective_date: 2025-01-01\nowner: 客服部\n---\n"
)


def error_paths(folder: Folder) -> set[str]:
    """The files in which there are errors; there is one at least."""
    found = {item.place.path for item in folder.findings() if severity_of(item) is Severity.ERROR}
    assert found
    return found


@pytest.mark.parametrize("number", NUMBERS, ids=lambda n: n[:12])
@pytest.mark.parametrize(("path", "old", "new"), KEYS, ids=lambda part: part[:20])
def test_a_number_that_cannot_be_calculated_with_is_an_error_at_its_file(
    folder: Folder, path: str, old: str, new: str, number: str
) -> None:
    folder.replace(path, old, new.format(number))
    assert error_paths(folder) == {path}


@pytest.mark.parametrize("months", [0, -1, 1201, 99_999, 10**9])
def test_a_span_that_leads_out_of_all_days_is_an_error(folder: Folder, months: int) -> None:
    folder.replace(DOCUMENT, "review_months: 24", f"review_months: {months}")
    assert error_paths(folder) == {DOCUMENT}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("path", "old"), [(DOCUMENT, "2025-02-01"), (FORM, "2025-01-01")])
def test_a_day_out_of_reach_is_an_error_at_its_file(folder: Folder, path: str, old: str, day: str) -> None:
    folder.replace(path, f"effective_date: {old}", f"effective_date: {day}")
    assert error_paths(folder) == {path}


@pytest.mark.parametrize("template", TEMPLATES, ids=range(len(TEMPLATES)))
def test_a_template_without_end_is_an_error_at_its_file(folder: Folder, template: str) -> None:
    folder.replace(DOCUMENT, "{{ figures.response_days }}", template)
    assert error_paths(folder) == {DOCUMENT}


@pytest.mark.parametrize("line", HEADS, ids=lambda line: line[:30])
def test_the_head_of_an_archived_text_ends_nothing(folder: Folder, line: str) -> None:
    key = line.partition(":")[0]
    head = "\n".join(line if each.startswith(f"{key}:") else each for each in HEAD.splitlines())
    folder.write(ARCHIVED, f"{head}\n\n# 接单程序\n\n## 1 目的 {{#c1}}\n\n无。\n")
    assert error_paths(folder) == {ARCHIVED}


def test_a_word_of_the_command_line_that_is_no_text_is_told(folder: Folder) -> None:
    command = [sys.executable, "-m", "shoukong", "revise", "QM-01", "--reason", b"\xff", "--root", str(folder.root)]
    done = subprocess.run(command, capture_output=True, check=False, cwd=Path(__file__).parent)
    assert done.returncode == 2
    assert "UTF-8" in done.stderr.decode()
    assert "程序出错" not in done.stderr.decode()
