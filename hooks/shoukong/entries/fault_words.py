"""What is said of cells and files that are not taken, with what to do about it."""

from shoukong.entries.handed_in import MOST_FILES, MOST_UNPACKED, HandedInError
from shoukong.entries.meant_cell import Unmeant, Why
from shoukong.entries.spreadsheet import SpreadsheetError
from shoukong.entries.untimely import PersonGone, Untimely
from shoukong.files.enclosure import MAX_SIZE
from shoukong.forms.form import Form
from shoukong.language import Speech
from shoukong.portal import Portal

_MOST_TOLD = 80  # signs of a cell
_FEW = 4  # fields that show how a header is written


def cell_words(fault: Unmeant, say: Speech) -> str:
    """Why a cell is not taken, and the remedy."""
    written = _short(fault.written)
    match fault.why:
        case Why.TRUTH:
            return say("「%(written)s」分不清是或否：填“是”或“否”", written=written)
        case Why.NUMBER:
            return say("「%(written)s」不是数字：只填数字，单位不写", written=written)
        case Why.WHOLE:
            return say("「%(written)s」不是整数：填整数", written=written)
        case Why.TOO_FINE:
            return say("「%(written)s」位数太多：整数至多 18 位，小数至多 9 位", written=written)
        case Why.TIME:
            return say("「%(written)s」不是时间：写成 09:30", written=written)
        case Why.NO_TIME:
            return say("「%(written)s」没有时刻：写成 2026-01-05 09:30", written=written)
        case Why.YEAR_LAST:
            return say("「%(written)s」分不清月和日：写成 2026-01-05", written=written)
        case Why.YEAR_SHORT:
            return say("「%(written)s」的年份不是四位：写成 2026-01-05", written=written)
        case Why.DAY:
            return say("「%(written)s」不是日期：写成 2026-01-05", written=written)
        case Why.AMBIGUOUS:
            return say("「%(written)s」不止一个：填编号，%(hint)s", written=written, hint=fault.hint)
        case Why.NO_NUMBER:
            return say("没有编号，也不能续编：照 %(hint)s 填写编号", hint=fault.hint)
        case Why.NO_RECORD:
            return say("没有编号为「%(written)s」的记录可以续填：核对编号", written=written)
        case Why.ID_TAKEN:
            return say("填报号 %(written)s 已用于另一份内容：换一个文件名再交", written=written)
        case Why.NO_ROWS:
            return say("表头下面没有填写任何一行：填好再交")
        case Why.ELSE:
            return say(
                "%(hint)s 早已登记，那里是「%(written)s」：已登记的内容不在这里改，要改的办理更正",
                hint=fault.hint,
                written=written,
            )
        case Why.NOT_ASKED:
            return say("「%(written)s」不属于任何一栏：移到表头所列的栏目，或删去", written=written)
        case _:
            return _program_words(fault, say)


def _program_words(fault: Unmeant, say: Speech) -> str:
    """What a program made of a cell, which nobody wrote so, and the remedy."""
    written = _short(fault.written)
    match fault.why:
        case Why.CUT_DIGITS:
            return say(
                "「%(written)s」第 15 位以后的数字被表格软件改成了 0：把这一列设为文本，重新填写", written=written
            )
        case Why.DAY_FOR_TEXT:
            return say("表格软件把内容变成了日期「%(written)s」：把这一列设为文本，重新填写", written=written)
        case Why.DAY_FOR_NUMBER:
            return say("应填数字，这里是日期「%(written)s」：把格式改回数字，重新填写", written=written)
        case Why.INVISIBLE:
            return say("「%(written)s」里有看不见的控制字符（图形 ␀ 至 ␡、�）：删去它们，重新填写", written=written)
        case Why.NO_ROOM:
            return say("表格软件只写了「%(written)s」，列太窄显示不下：加宽这一列，重新保存", written=written)
        case Why.FORMULA_ERROR:
            return say("公式出错（%(written)s）：改好公式，或填数值", written=written)
        case Why.FORMULA_UNCOUNTED:
            return say("公式没有算出结果：用 Excel 或 WPS 打开并保存一次，或填数值")
        case Why.PERCENT:
            return say(
                "表格里显示为「%(written)s」，分不清单位是不是百分之一：把格式改为常规，按栏目的单位填数字",
                written=written,
            )
        case _:
            return _enclosed_words(fault, say)


def _enclosed_words(fault: Unmeant, say: Speech) -> str:
    """Why a file that comes with an entry is not taken, and the remedy."""
    match fault.why:
        case Why.NO_FILE:
            return say("没有文件「%(written)s」：写文件的路径，几个用逗号隔开", written=_short(fault.written))
        case Why.ENCLOSED_ENDING:
            return say("不收「%(written)s」：可以收 %(hint)s", written=_short(fault.written), hint=fault.hint)
        case Why.ENCLOSED_MISSING:
            return say(
                "附件 %(written)s 没有一起交来：把它放在填报文件旁边，或重新导出 zip 再交", written=fault.written
            )
        case Why.ENCLOSED_CHANGED:
            return say(
                "附件 %(written)s 的内容变了（SHA-256 现为 %(hint)s）：从填写的设备重新导出再交",
                written=fault.written,
                hint=fault.hint,
            )
        case Why.ENCLOSED_LARGE:
            return say("附件 %(written)s 超过 %(hint)s MB：缩小后重新附上再交", written=fault.written, hint=fault.hint)
        case _:
            return say("附件 %(written)s 的内容不是扩展名所说的那种文件：用对的扩展名重新附上", written=fault.written)


def _short(written: str) -> str:
    """What is written, as far as it tells where it stands."""
    shown = "".join(map(_visible, written[:_MOST_TOLD]))
    return shown if len(written) <= _MOST_TOLD else f"{shown}…"


def _visible(sign: str) -> str:
    """A sign as a terminal may show it: a control character would move what is written, or colour it."""
    code = ord(sign)
    if code < 0x20 and sign != "\n":
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return "�" if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) else sign


def file_words(error: SpreadsheetError, say: Speech) -> str:
    """Why a file is not read, and the remedy."""
    facts = error.facts
    match error.code:
        case "too-large":
            return say("太大（上限 %(limit)s MB）：分成几份，或另存为只含数据的工作簿", limit=facts.get("limit"))
        case "too-heavy":
            return say("要用的内存或时间太多，多半是远处还有多余的格：只把有内容的行列复制到新工作簿，或分成几份")
        case "locked":
            return say("有打开密码：去掉密码再保存")
        case "other-kind":
            return say("不是表格文件，只是换了扩展名：用 Excel 或 WPS 打开，另存为 .xlsx")
        case "encoding":
            return say("编码无法识别：另存为「CSV UTF-8」或 .xlsx")
        case "quoting":
            return say("引号没有配对：补上或删去引号；内容里的引号写两次")
        case "nul":
            return say("第 %(line)s 行有空字符，内容可能已损坏：从原来的程序重新导出", line=facts.get("line"))
        case "parted":
            sign = say("制表符") if facts.get("sign") == "\t" else facts.get("sign")
            return say(
                "第 %(line)s 行的各格用「%(sign)s」隔开，与表头不同：全部用同一种符号隔开，重新保存",
                line=facts.get("line"),
                sign=sign,
            )
        case "twice":
            return say("有两列都是「%(column)s」：删去一列", column=facts.get("column"))
        case "header":
            form = facts.get("form")
            if not isinstance(form, Form):
                return say("找不到表头：表头用表单的栏目名称")
            wanted = say.listed(field.title for field in form.fields[:_FEW])
            return say("找不到表头：表头用表单的栏目名称，如 %(wanted)s", wanted=wanted)
        case "sheets":
            sheets = facts.get("sheets")
            return say("有几张工作表（%(sheets)s），一份填报只有一张：用 shoukong import 导入", sheets=sheets)
        case "survey":
            return say("没有写着问题的 survey 工作表：这不是 XLSForm，选用 Kobo 或 ODK 下载的 XLSForm")
        case "form":
            return say("看不出是哪张表单：用 --form 指明，%(forms)s", forms=facts.get("forms"))
        case "columns":
            return say("缺少栏目：%(columns)s。照表单补上", columns=facts.get("columns"))
        case _:
            return say("打不开，文件可能已损坏：用 Excel 或 WPS 打开并另存一次")


def handed_in_words(error: HandedInError, say: Speech) -> str:
    """Why what is handed in is not unpacked, and the remedy."""
    match error.code:
        case "too-much":
            return say(
                "压缩包里的文件太多或解开后太大（至多 %(most)s 个文件、%(size)s MB）：一份填报打一个包",
                most=MOST_FILES,
                size=MOST_UNPACKED // 1_000_000,
            )
        case "path":
            return say("压缩包里的名称「%(written)s」指向包外：用填写页重新导出", written=_short(error.written))
        case "locked":
            return say("压缩包有密码：去掉密码再交")
        case "twice":
            return say("压缩包里有两个文件都叫「%(written)s」：一份填报打一个包", written=_short(error.written))
        case "rows":
            return say("压缩包里有 %(n)s 份 CSV，应恰有一份：一份填报打一个包", n=error.written)
        case "large":
            return say(
                "「%(written)s」超过 %(limit)s MB：缩小后重新附上再交",
                written=error.written,
                limit=MAX_SIZE // 1_000_000,
            )
        case _:
            return say("压缩包打不开，可能没有传完：重新导出再交")


def untimely_words(item: Untimely, portal: Portal, say: Speech) -> str:
    """What was not in force, or not with the firm, on the day of a record, and the remedy."""
    if isinstance(item, PersonGone):
        return say(
            "%(title)s：%(number)s %(name)s 在 %(day)s 已经离职，改填当时在职的人",
            title=item.title,
            number=item.number,
            name=item.name,
            day=item.day,
        )
    page = f"{portal.settings.address.rstrip('/')}/forms/{item.form.name}/" if portal.settings.address else ""
    return say(
        "表单版本 %(written)s 在 %(day)s 不是有效版本，那天用 %(current)s：换用新表填写 %(page)s",
        written=item.written,
        day=item.day,
        current=item.current,
        page=page,
    )
