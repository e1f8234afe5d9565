"""`shoukong rule new`: start a rule under a clause, with an example beside it."""

import datetime
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.document import Clause, Document
from shoukong.evaluation import evaluate
from shoukong.executable.rule_example import example_path
from shoukong.files.file_writing import write_files
from shoukong.files.folder import read_text
from shoukong.files.write_lock import one_at_a_time
from shoukong.forms.form import Form
from shoukong.language import Speech, speech
from shoukong.portal import Portal, load_portal
from shoukong.revision import Revision
from shoukong.text.markdown import split_item
from shoukong.text.yaml_lines import parse_yaml

_ID = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True, slots=True)
class Wish:
    """The clause under which a rule is to stand, the rule's number, and the demand in a sentence if it was given."""

    clause: str
    id: str
    title: str | None


def run(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    """Put a rule to fill in under a clause, and an example beside it; nothing changes where that cannot be."""
    if not is_portal(root):
        return refuse_folder(root, language)
    with one_at_a_time(root):
        return _new(root, wish, today, language)


def _new(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    say, portal, id_ = speech(language), load_portal(root, today), wish.id
    found = portal.clause(wish.clause)
    if found is None:
        return refuse(say("没有条款「%(address)s」，应写成 文件编号#4.1.4。", address=wish.clause))
    if not _ID.fullmatch(id_):
        return refuse(say("编号「%(id)s」不能用：以字母或数字开头，只用字母、数字、点、横线和下划线。", id=id_))
    where = _taken(portal, id_)
    if where is not None:
        return refuse(say("编号「%(id)s」已经有人用了：%(where)s。", id=id_, where=where))
    document, clause = found
    form = _form_for(document, portal)
    line, content = _with_block(root, document, clause, _block(id_, wish.title or say("一句话写清要求"), form, say))
    write_files(root, {document.path: content, example_path(id_): _example(id_, form, today).encode()})
    print(
        say(
            "规则写在 %(document)s:%(line)s，例子写在 %(path)s。改好后：shoukong rule test %(id)s",
            document=document.path,
            line=line,
            path=example_path(id_),
            id=id_,
        )
    )
    approved = _approved_revision(portal, document)
    if approved is not None:
        print(
            say(
                "%(subject)s %(revision)s 已经审批，正文一改就与审批的不同：先 shoukong revise "
                "%(subject)s（已改的文本保留），定稿后 shoukong approve %(subject)s；"
                "新版实施之日起这条规则才运行。",
                subject=document.id,
                revision=approved,
            )
        )
    return 0


def _taken(portal: Portal, id_: str) -> str | None:
    """Where a number is used already: by a block, or by an example that was left."""
    blocks = (f"{d.path}:{b.line}" for d in portal.documents for b in d.blocks if b.id == id_)
    path = example_path(id_)
    return next(blocks, path if (portal.root / path).exists() else None)


def _form_for(document: Document, portal: Portal) -> Form | None:
    """A register to start from: one that the document rules, else any."""
    forms = sorted(portal.forms_by_name.values(), key=lambda form: (form.document != document.id, form.name))
    return next(iter(forms), None)


def _block(id_: str, title: str, form: Form | None, say: Speech) -> list[str]:
    asked = f"{form.primary_key} AS record FROM {form.name}" if form else "'' AS record"
    head = ["", "```rule", f"id: {_scalar(id_)}", f"title: {_scalar(' '.join(title.split()))}"]
    return [
        *head,
        "sql: |",
        f"  -- {say('一行一项不符合；record 是记录编号，on 是事实的日期，其余各列照样显示')}",
        f"  SELECT {asked} WHERE false",
        "```",
    ]


def _example(id_: str, form: Form | None, today: datetime.date) -> str:
    given = f"\n  {form.name}:\n    - {{{form.primary_key}: X-1}}" if form else " {}"
    return f"rule: {_scalar(id_)}\nas_of: {today}\ngiven:{given}\nbreaches: []\n"


def _scalar(text: str) -> str:
    """A text as YAML reads it back."""
    value, _, found = parse_yaml(f"x: {text}", "")
    return text if not found and value == {"x": text} else json.dumps(text, ensure_ascii=False)


def _with_block(root: Path, document: Document, clause: Clause, block: Sequence[str]) -> tuple[int, bytes]:
    """The line on which a block starts at the end of its clause, and the document with it, in its own line ends."""
    end = "\r\n" if b"\r\n" in (root / document.path).read_bytes() else "\n"
    content, _ = read_text(root, document.path)
    rows = (content or "").split("\n")
    item = None if clause.is_heading else split_item(rows[clause.line - 1])
    indent = " " * len(item[0]) if item else ""
    line = clause.end
    while line > clause.line and not rows[line - 1].strip():
        line -= 1
    rows[line:line] = [indent + row if row else row for row in block]
    return line + 2, end.join(rows).encode()


def _approved_revision(portal: Portal, document: Document) -> Revision | None:
    """The revision of the text before it was changed, if it was approved."""
    with evaluate(portal) as evaluation:
        life = evaluation.control.lives.get(document.id)
    return life.latest.text.revision if life and life.latest.approval else None
