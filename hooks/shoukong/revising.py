"""Starting a revision: what the next text of a document or form looks like before anybody has changed a word."""

import datetime
import re

from shoukong.document import Document
from shoukong.form import Form
from shoukong.revision import Revision


def next_text(noun: Document | Form, text: str, revision: Revision, effective: datetime.date, entry: str | None) -> str:
    """The text with its revision and effective date raised and, for a document, the history entry added."""
    raised = _with_key(text, "revision", str(revision))
    raised = _with_key(raised, "effective_date", effective.isoformat())
    return raised if entry is None or isinstance(noun, Form) else _with_entry(raised, entry)


def history_entry(revision: Revision, day: datetime.date, summary: str, change: str) -> str:
    """A line of the history, as YAML."""
    quoted = summary.replace("\\", "\\\\").replace('"', '\\"')
    return f'  - {{revision: {revision}, date: {day.isoformat()}, summary: "{quoted}", change: {change}}}'


def _with_key(text: str, key: str, value: str) -> str:
    return re.sub(rf"^{key}:[^\n]*$", f"{key}: {value}", text, count=1, flags=re.MULTILINE)


def _with_entry(text: str, entry: str) -> str:
    """The history's block with one line more at its end."""
    rows = text.split("\n")
    start = rows.index("history:")
    end = start + 1
    while end < len(rows) and rows[end].startswith((" ", "-")) and rows[end].rstrip() != "---":
        end += 1
    return "\n".join([*rows[:end], entry, *rows[end:]])
