"""What is said of a draft that was made of an old procedure: what was lost, presumed and not decided."""

from collections.abc import Iterator

from shoukong.adopting.draft import Draft
from shoukong.adopting.source import Loss, Lost
from shoukong.language import Speech

MOST = 40  # of one kind


def notes_on(draft: Draft, say: Speech) -> tuple[str, ...]:
    """The notes, one a line, what matters most first."""
    return tuple(_notes(draft, say))


def _notes(draft: Draft, say: Speech) -> Iterator[str]:
    keys = ["kind", "effective_date", "review_months", "retention", "audience"]
    if draft.owner is None:
        yield say("归口部门（owner）和读者（audience）没有定下来，请填写。")
    else:
        keys.append("owner")
    yield say("文件头里这些是暂定的，请核对：%(keys)s。", keys=say.listed(keys))
    if not draft.is_titled:
        yield say("没有看出标题，用了“%(title)s”。", title=draft.title)
    if draft.head.owner and draft.owner is None:
        yield say("原文的归口部门“%(name)s”不在部门清单里。", name=draft.head.owner)
    for text in draft.head.left_out:
        yield say("文件开头的这一行没有带过来，由文件头与审批记录代替：%(text)s", text=text)
    if draft.renumbered:
        yield say("这些编号去掉了“.0”：%(numbers)s。", numbers=say.listed(draft.renumbered))
    if draft.romans:
        texts = say.listed(draft.romans[:MOST])
        yield say("罗马数字的编号改写了，章写作“一、”，列表写作“(1)”：%(texts)s。", texts=texts)
    if draft.parts:
        yield say(
            "这份文件有 %(n)s 个部分（%(parts)s），各自从头编号：条款编号前加上了部分的编号。也可以拆成几份文件。",
            n=len(draft.parts), parts=say.listed(draft.parts),
        )  # fmt: skip
    if draft.bare:
        yield say("这些编号重复，或上级不在前面，没有锚点：%(numbers)s。", numbers=say.listed(draft.bare[:MOST]))
    for text in draft.doubtful[:MOST]:
        yield say("看作列表里的一项，也可能是一章：%(text)s", text=text)
    for text in draft.unlabelled[:MOST]:
        yield say("标题没有编号，没有锚点：%(text)s", text=text)
    for title in draft.references.unknown[:MOST]:
        yield say("门户里没有《%(title)s》，没有加链接。", title=title)
    for title in draft.references.ambiguous[:MOST]:
        yield say("门户里叫《%(title)s》的不止一个，没有加链接。", title=title)
    for each in draft.lost[:MOST]:
        yield _lost(each, say)
    if len(draft.lost) > MOST:
        yield say.count("另有 %(n)s 处没有带过来。", len(draft.lost) - MOST)


def _lost(lost: Lost, say: Speech) -> str:
    words = {
        Loss.PICTURE: say("图片没有带过来"),
        Loss.TEXT_BOX: say("文本框没有带过来"),
        Loss.FORMULA: say("公式没有带过来"),
        Loss.NOTE: say("脚注没有带过来"),
        Loss.COMMENT: say("批注没有带过来"),
        Loss.DELETED: say("修订标记里删去的字没有带过来"),
        Loss.EDGE: say("页眉页脚没有带过来"),
        Loss.CONTENTS: say("目录没有带过来，网站自动生成"),
        Loss.SPAN: say("表格有合并的单元格，已拆开，请核对"),
        Loss.NESTED: say("表格里的表格并成了文字"),
        Loss.SIGN: say("特殊符号没有带过来"),
        Loss.LINK: say("链接没有带过来"),
        Loss.FRONT_MATTER: say("原来的文件头没有带过来"),
    }
    place = say("（第 %(n)s 段之后）", n=lost.after) if lost.after else ""
    return f"{words[lost.what]}{place}" + (say("：%(text)s", text=lost.text) if lost.text else "")
