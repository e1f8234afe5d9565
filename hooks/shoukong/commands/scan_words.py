"""What the codes on sheets mean in a portal, and what is said where they do not lead to one record."""

import datetime
from collections.abc import Iterator, Sequence

from shoukong.commands.meant_record import meant_record
from shoukong.commands.refusal import RefusedError
from shoukong.control.form_in_force import form_on
from shoukong.entries import scan_process
from shoukong.entries.correcting import FoundRecord
from shoukong.entries.scanned_file import ENDINGS, UNKNOWN, ScanError, ScannedFile
from shoukong.evaluation import Evaluation
from shoukong.forms.form import Form
from shoukong.language import Speech
from shoukong.paper.sheet_code import SheetCode, SheetKind, sheet_code


class Sheets:
    """Reads the codes of sheets as those of one portal on a day."""

    def __init__(self, evaluation: Evaluation, today: datetime.date, say: Speech) -> None:
        self._evaluation = evaluation
        self._portal = evaluation.portal
        self._today = today
        self.say = say

    def codes(self, texts: Sequence[str]) -> list[SheetCode]:
        """The codes of portals among those of a page; what others have printed there does not matter."""
        found = (sheet_code(text, self._portal.settings.address) for text in texts)
        return [each for each in found if each is not None]

    def record(self, code: SheetCode) -> FoundRecord:
        """The record of a code. Raises RefusedError where there is none, or it went."""
        disposal = self._evaluation.control.disposals.gone.get(code.table, {}).get(code.told)
        if disposal is not None:
            raise RefusedError(
                self.say(
                    "%(record)s 已由 %(disposal)s 销毁：这份纸质件也应销毁",
                    record=code.told,
                    disposal=disposal.number,
                )
            )
        return meant_record(self._evaluation, code.told, code.table, self.say)

    def contradiction(self, code: SheetCode, records: Sequence[FoundRecord]) -> str:
        """Why a sheet with a code cannot be of some records; empty where it can."""
        tables = {record.form.name for record in records}
        told = {(record.form.name, record.number) for record in records}
        match code.kind:
            case SheetKind.RECORD if (code.table, code.told) not in told:
                return self.say("码是记录 %(record)s 的，与 --record 写的不同", record=code.told)
            case SheetKind.BLANK | SheetKind.LIST if code.table not in tables:
                return self.say("码是《%(form)s》的，与 --record 写的记录不是同一张表单", form=self._title(code))
            case SheetKind.RECORD | SheetKind.BLANK | SheetKind.LIST:
                return ""
            case _:
                return self._other(code)

    @property
    def unreadable(self) -> str:
        """That no code can be read."""
        return self.say("读不出码：放平、照亮，整页拍清楚再来；确知是哪条记录的，用 --record 写明编号")

    def unclear(self, codes: Sequence[SheetCode], numbers: Sequence[str]) -> str:
        """Why a page is not one record's: it shows several, or none, by its codes."""
        if numbers:
            several = self.say.listed(numbers)
            return self.say(
                "一页上有几条记录的码：%(records)s。分开扫描；本来就在一张纸上的，用 --record 逐一写明", records=several
            )
        if not codes:
            return self.unreadable
        return self._other(codes[0])

    def _other(self, code: SheetCode) -> str:
        """What a sheet is that is not one record's, and what to do."""
        say = self.say
        match code.kind:
            case SheetKind.FOREIGN:
                return say("这是另一个门户（%(address)s）的码", address=code.told)
            case SheetKind.DOCUMENT:
                return say("这是受控文件 %(id)s 的码，不是记录的", id=code.table)
            case SheetKind.RECEIPT:
                return say("这是回执的码，不是记录的")
            case SheetKind.LIST:
                return say("这是《%(form)s》的清单，上面有几条记录：用 --record 逐一写明", form=self._title(code))
            case _:
                return self._of_blank(code)

    def _of_blank(self, code: SheetCode) -> str:
        form = self._portal.forms_by_name.get(code.table)
        if form is None:
            return self.say("码是表单 %(table)s 的，这里没有这张表单", table=code.table)
        told = self.say(
            "这是《%(form)s》的空白表，没有记录编号：先用 shoukong add %(table)s 或填写页登记，再用 --record 写明编号",
            form=form.title,
            table=form.name,
        )
        return self.say("；").join(filter(None, (told, self._obsolete(form, code, self._today))))

    def _obsolete(self, form: Form, code: SheetCode, day: datetime.date) -> str:
        """That a blank was not in force on a day; empty where it was, or does not tell its revision."""
        current = form_on(self._evaluation.control, form, day).revision
        if not code.told or code.told == current.in_path:
            return ""
        texts = {text.revision.in_path: str(text.revision) for text in self._portal.texts.get(form.id, ())}
        return self.say(
            "空白表是 %(sheet)s 版，%(day)s 有效的是 %(revision)s 版：旧空白表应停用",
            sheet=texts.get(code.told, code.told),
            day=day,
            revision=current,
        )

    def _title(self, code: SheetCode) -> str:
        form = self._portal.forms_by_name.get(code.table)
        return form.title if form else code.table

    def notes(self, record: FoundRecord, file: ScannedFile, places: Sequence[int]) -> Iterator[str]:
        """What has to be said of a record to which a scan is attached, and of the blank that it stands on."""
        form = record.form
        withdrawn = self._evaluation.control.withdrawn.get(form.name, {}).get(record.number)
        if withdrawn is not None:
            yield self.say("%(record)s 已由 %(correction)s 作废", record=record.number, correction=withdrawn.number)
        pages = [file.pages[i] for i in places] if places else file.pages
        codes = dict.fromkeys(code for page in pages for code in self.codes(page.codes))
        for code in codes:
            if code.kind is SheetKind.BLANK and code.table == form.name:
                obsolete = self._obsolete(form, code, self._day_of(record))
                if obsolete:
                    yield obsolete

    def _day_of(self, record: FoundRecord) -> datetime.date:
        """The day of a record; today where it tells none."""
        try:
            return datetime.date.fromisoformat(record.cells.get(record.form.date or "", "")[:10])
        except ValueError:
            return self._today


def fault_words(error: ScanError, say: Speech) -> str:
    """Why a file cannot be read as a scan, and what to do."""
    reasons = {
        UNKNOWN: say("只收 %(known)s：手机拍成 JPEG（苹果手机选“兼容性最佳”）", known=" ".join(ENDINGS)),
        scan_process.TOO_LARGE: say("太大或页数太多（至多 %(pages)s 页）：分开扫描", pages=scan_process.MOST_PAGES),
        scan_process.LOCKED: say("文件有密码：解除以后再来"),
        scan_process.DAMAGED: say("文件损坏，或不是扩展名所说的那种文件"),
    }
    return reasons[error.code]
