"""Starting a revision: what the next text of a document or form looks like before anybody has changed a word."""

import datetime
import re

from shoukong.declared.conventions import USUAL, Conventions
from shoukong.document import Document, parse_document
from shoukong.forms.form import Form, parse_form
from shoukong.revision import Revision

_HISTORY = re.compile(r"history:[ \t]*(?:#.*)?")


def next_text(noun: Document | Form, text: str, revision: Revision, effective: datetime.date, entry: str | None) -> str:
    """The text with its revision and effective date raised and, for a document, the history entry added."""
    raised = _with_key(text, "revision", str(revision))
    raised = _with_key(raised, "effective_date", effective.isoformat())
    return raised if entry is None or isinstance(noun, Form) else _with_entry(raised, entry)


def history_entry(revision: Revision, day: datetime.date, summary: str, change: str) -> str:
    """A line of the history, as YAML; without a change request it names none."""
    quoted = summary.replace("\\", "\\\\").replace('"', '\\"')
    named = f", change: {change}" if change else ""
    return f'  - {{revision: {revision}, date: {day.isoformat()}, summary: "{quoted}"{named}}}'


def is_raised(
    text: str, path: str, revision: Revision, effective: datetime.date, conventions: Conventions = USUAL
) -> bool:
    """Whether a text reads as that revision, with its history: a front matter in an unusual style is not mended."""
    parse = parse_form if path.endswith(".yaml") else parse_document
    noun = parse(text, path, conventions)[0]
    if noun is None or (noun.revision, noun.effective_date) != (revision, effective):
        return False
    return isinstance(noun, Form) or (bool(noun.history) and noun.history[-1].revision == revision)


def _with_key(text: str, key: str, value: str) -> str:
    return re.sub(rf"^{key}:[^\n]*$", f"{key}: {value}", text, count=1, flags=re.MULTILINE)


def _with_entry(text: str, entry: str) -> str:
    """The history's block with one line more at its end; unchanged where there is no such block."""
    rows = text.split("\n")
    start = next((i for i, row in enumerate(rows) if _HISTORY.fullmatch(row)), None)
    if start is None:
        return text
    end = start + 1
    while end < len(rows) and rows[end].startswith((" ", "-")) and rows[end].rstrip() != "---":
        end += 1
    return "\n".join([*rows[:end], entry, *rows[end:]])
