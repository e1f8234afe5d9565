"""`shoukong adopt`: turn an old procedure into a draft under `docs/documents`, and say what was not decided."""

import datetime
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shoukong.adopting.docx_text import read_docx
from shoukong.adopting.draft import Draft, Heading, draft_of
from shoukong.adopting.head import Head, split_head
from shoukong.adopting.notes import notes_on
from shoukong.adopting.plain_text import read_text_file
from shoukong.adopting.source import Block, Source, SourceError
from shoukong.adopting.typed_contents import without_contents
from shoukong.commands.refusal import RefusedError, is_portal, refuse, refuse_folder
from shoukong.document import parse_document
from shoukong.evaluation import evaluate
from shoukong.files.file_writing import write_files
from shoukong.files.folder import MAX_TEXT, alike, names_below
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Finding
from shoukong.language import Speech, speech
from shoukong.layout import DOCUMENTS
from shoukong.messages.catalogue import fix_of, message_of
from shoukong.messages.names import TO_FILL_IN
from shoukong.portal import Portal, load_portal

MOST_BYTES = 64 << 20
_ID = re.compile(r"[^\W_][\w.-]{0,79}")
_TEXTS = {".txt": False, ".text": False, ".md": True, ".markdown": True}
_WORD = (".docx", ".docm")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the file, and the number and title that the document is to have; None where not said."""

    file: Path
    id: str | None = None
    title: str | None = None


def run(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    """Write the draft; a document that is there is left alone, and nothing is written of a file that cannot be read."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    try:
        source = without_contents(_source(wish.file, say))
        head, blocks = split_head(source.blocks)
        id_ = _asked_id(wish, head, say)
        with one_at_a_time(root):
            portal = load_portal(root, today)
            path = _path(portal, id_, say)
            draft = _draft(portal, wish, source, head, blocks, id_, say)
            notes = notes_on(draft, say)
            text = draft.text + _comment(notes, wish.file, say)
            if len(text.encode()) > MAX_TEXT:
                raise RefusedError(say("%(file)s 太长，放不进一份文件：请先分成几份。", file=wish.file.name))
            _, faults = parse_document(text, path, portal.settings.conventions)
            write_files(root, {path: text.encode()})
    except RefusedError as error:
        return refuse(str(error))
    clauses = _clause_count(text, path, portal)
    print(say("已写成草案 %(file)s：条款 %(clauses)s 条。", file=path, clauses=clauses))
    _list(say("请核对（也写在草案末尾的注释里）："), notes)
    _list(
        say("检查对这份草案的结果："), [_finding(item, language) for item in (*faults, *_findings(root, path, today))]
    )
    print(say("定稿后删去末尾的注释，再运行 shoukong approve %(id)s。", id=id_))
    return 0


def _source(file: Path, say: Speech) -> Source:
    """The blocks of the file that is adopted; raises RefusedError."""
    kind = file.suffix.lower()
    if kind not in (*_TEXTS, *_WORD):
        raise RefusedError(say("%(file)s：只能采用 .docx、.txt 和 .md。别的格式请先另存为 .docx。", file=file.name))
    try:
        if file.stat().st_size > MOST_BYTES:
            raise SourceError("too-large", limit=MOST_BYTES)
        source = read_docx(file) if kind in _WORD else read_text_file(file.read_bytes(), is_markdown=_TEXTS[kind])
    except OSError as error:
        raise RefusedError(say("读不到 %(file)s：%(problem)s", file=file, problem=error.strerror)) from error
    except SourceError as error:
        raise RefusedError(f"{file.name}  {_words(error, say)}") from error
    if not source.blocks:
        raise RefusedError(say("%(file)s 里没有文字。扫描成图片的，请先识别成文字。", file=file.name))
    return source


def _words(error: SourceError, say: Speech) -> str:
    part, limit = error.facts.get("part", ""), error.facts.get("limit", 0)
    told = f"{limit >> 20} MB" if isinstance(limit, int) and limit >= 1 << 20 else str(limit)
    words = {
        "old-word": say("是旧的 .doc 格式：请用 Word 或 WPS 另存为 .docx。"),
        "no-word": say("不是 Word 文件，或已经损坏：请打开后另存为 .docx。"),
        "broken": say("文件已经损坏，或含有不该有的内容（%(part)s）：请打开后另存为 .docx。", part=part),
        "too-large": say("太大，超过 %(limit)s：请先分成几份，或删去图片。", limit=told),
        "no-text": say("不是文字文件，或编码不是 UTF-8、GB18030：请另存为 UTF-8。"),
    }
    return words[error.code]


def _asked_id(wish: Wish, head: Head, say: Speech) -> str:
    """The document's number: as told, as the file has it, or as it is answered on a terminal; raises RefusedError."""
    id_ = wish.id or head.number
    if id_ is None and sys.stdin.isatty():
        id_ = input(say("文件编号：")).strip()
    if not id_:
        raise RefusedError(say("没有文件编号：请用 --id 写明，例如 --id P-10。"))
    if not _ID.fullmatch(id_):
        raise RefusedError(say("编号“%(id)s”不能用作文件名：只用字母、数字、- 和 .。请用 --id 写明。", id=id_))
    return id_


def _path(portal: Portal, id_: str, say: Speech) -> str:
    path = f"{DOCUMENTS}/{id_}.md"
    if alike(path, names_below(portal.root)) or portal.is_known_document(id_) or any(f.id == id_ for f in portal.forms):
        raise RefusedError(say("编号 %(id)s 已经有了，没有覆盖。请用 --id 换一个编号。", id=id_))
    return path


def _draft(
    portal: Portal, wish: Wish, source: Source, head: Head, blocks: Sequence[Block], id_: str, say: Speech
) -> Draft:  # fmt: skip
    head = replace(head, title=wish.title or head.title)
    title = " ".join((head.title or wish.file.stem).split())
    name = wish.file.name.encode("utf-8", "replace").decode()
    summary, to_fill_in = say("采用原有文件 %(file)s", file=name), TO_FILL_IN.told(say.language)
    return draft_of(source, head, blocks, portal, Heading(id_, title, portal.as_of, summary, to_fill_in))


def _comment(notes: Sequence[str], file: Path, say: Speech) -> str:
    rows = [say("由 %(file)s 采用。请逐项核对，定稿后删去这段注释：", file=file.name), *(f"- {note}" for note in notes)]
    held = (
        "\n".join(rows).replace("--", "——").replace("{", "｛").replace("}", "｝").replace("<", "＜").replace(">", "＞")
    )
    return f"\n<!--\n{held}\n-->\n"


def _clause_count(text: str, path: str, portal: Portal) -> int:
    document, _ = parse_document(text, path, portal.settings.conventions)
    return len(document.clauses) if document else 0


def _findings(root: Path, path: str, today: datetime.date) -> list[Finding]:
    """What the check finds in the draft."""
    with evaluate(load_portal(root, today)) as evaluation:
        return [item for item in evaluation.findings if item.place.path == path]


def _finding(item: Finding, language: str) -> str:
    place = f"{item.place.line}: " if item.place.line else ""
    return f"{place}{message_of(item, language)} → {fix_of(item, language)}"


def _list(title: str, rows: Sequence[str]) -> None:
    if rows:
        print(title)
    for row in rows:
        print(f"  - {row}")
