"""What stands before the first clause of an old procedure: its title, its own number, and what approvals replace."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from shoukong.adopting.mark import read_mark
from shoukong.adopting.source import Block, Paragraph, Table
from shoukong.adopting.structure import is_title

MOST = 14  # blocks among which the head is sought
_NAMES = (
    "文件编号|文件号|编号|文件名称|版本号|版本|版次|修订状态|修订次数|修改状态|生效日期|实施日期|发布日期|发布|编制日期|审核日期|批准日期|编制人|编制|编写|"
    "起草|拟制|审核人|审核|审批|会签|批准人|批准|页码|页次|页数|受控状态|受控号|分发号|发放号|密级|归口部门|主管部门|主责部门|编制部门|日期|"
    "Document No\\.?|Revision|Version|Effective date|Prepared by|Reviewed by|Approved by|Owner|Page"
)
_ENTRY = re.compile(
    rf"(?P<name>{_NAMES})[\s　]*[：:][\s　]*(?P<value>.*?)(?=[\s　]*(?:{_NAMES})[\s　]*[：:]|\Z)", re.IGNORECASE
)
_CELL = re.compile(rf"(?:{_NAMES})[\s　]*[：:]?", re.IGNORECASE)
_ID_NAMES = ("文件编号", "文件号", "编号", "document no", "document no.")
_OWNER_NAMES = ("归口部门", "主管部门", "主责部门", "编制部门", "owner")
_RULES = re.compile(
    "(?:程序|制度|办法|规定|规程|细则|规范|标准|指引|手册|指导书|须知|预案|守则|准则|规则|条例|流程|要求)"
    r"(?:[（(].{1,8}[）)])?\Z"
)
_KINDS = (
    ("instruction", ("作业指导", "规程", "细则", "指引", "instruction")),
    ("standard", ("规范", "标准", "standard")),
    ("procedure", ("程序", "制度", "办法", "规定", "procedure")),
)


@dataclass(frozen=True, slots=True)
class Head:
    """The title, None where none stands there; the number and owner that the file itself gives; what is left out."""

    title: str | None
    number: str | None  # as it is written: a portal may not be able to use it
    owner: str | None
    left_out: tuple[str, ...]


def split_head(blocks: Sequence[Block]) -> tuple[Head, tuple[Block, ...]]:
    """The head of a text, and its blocks without that."""
    first = next((i for i, block in enumerate(blocks) if isinstance(block, Paragraph) and _is_clause(block)), MOST)
    end = min(first, MOST, len(blocks))
    named = _title_at(blocks[:end])
    entries: dict[str, str] = {}
    left_out: list[str] = []
    kept: list[Block] = []
    for i, block in enumerate(blocks[:end]):
        found = dict(_entries(block))
        if found and i != named:
            entries = {**found, **entries}
            left_out.append("  ".join(f"{name}：{value}" for name, value in found.items()))
        elif named is not None and i < named and _may_be_title(block):
            left_out.append(block.text)  # type: ignore[union-attr]  # the letterhead of a firm
        elif i != named:
            kept.append(block)
    title = blocks[named].text if named is not None else entries.get("文件名称")  # type: ignore[union-attr]
    head = Head(title or None, _one(entries, _ID_NAMES), _one(entries, _OWNER_NAMES), tuple(left_out))
    return head, (*kept, *blocks[end:])


def _title_at(blocks: Sequence[Block]) -> int | None:
    """Where the title stands: said by the file, or the first line that names a text of rules, or the first that may."""
    said = (i for i, block in enumerate(blocks) if isinstance(block, Paragraph) and block.is_title)
    able = [i for i, block in enumerate(blocks) if _may_be_title(block)]
    named = (i for i in able if _RULES.search(blocks[i].text))  # type: ignore[union-attr]
    return next(chain(said, named, able), None)


def kind_of(title: str, kinds: Sequence[str]) -> str:
    """The kind that a title speaks of, else the first of those that a firm has."""
    for kind, words in _KINDS:
        if kind in kinds and any(word in title.lower() for word in words):
            return kind
    return kinds[0] if kinds else "procedure"


def _is_clause(block: Paragraph) -> bool:
    return not block.is_title and (block.level is not None or read_mark(block.text) is not None)


def _may_be_title(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.depth is None and is_title(block.text) and not dict(_entries(block))


def _entries(block: Block) -> Iterator[tuple[str, str]]:
    """What a row or table of the head says, by name; nothing for other blocks."""
    if isinstance(block, Paragraph):
        found = list(_ENTRY.finditer(block.text))
        if found and found[0].start() == 0:
            yield from ((each["name"], each["value"].strip()) for each in found)
    elif isinstance(block, Table):
        cells = [text for row in block.rows for text in row if text]
        names = [i for i, text in enumerate(cells) if _CELL.fullmatch(text)]
        inline = [entry for text in cells for entry in _entries(Paragraph(text))]
        if len(names) + len(inline) >= 2 and len(cells) <= 4 * (len(names) + len(inline)):
            yield from inline
            for i in names:
                follows = cells[i + 1] if i + 1 < len(cells) and i + 1 not in names else ""
                yield cells[i].rstrip("：: 　"), follows


def _one(entries: Mapping[str, str], names: Sequence[str]) -> str | None:
    told = {name.lower(): value for name, value in entries.items()}
    return next((told[name] for name in names if told.get(name)), None)
