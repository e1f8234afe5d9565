"""What ends a verb: rows that the check would refuse, and what the machine, the set-up or a folder lacks, are told."""

import sys
from collections.abc import Callable

from shoukong.commands.refusal import COULD_NOT_RUN, refuse_rows
from shoukong.folder import NotOursError
from shoukong.pages.browser_files import LibraryMissingError
from shoukong.pages.site_settings import SettingsUnreadableError
from shoukong.paper.fonts import PaperError
from shoukong.row_door import RowsRefusedError

# The first that an error is tells what to say of it.
_HINDRANCES: tuple[tuple[type[Exception], str, str], ...] = (
    (
        NotOursError,
        "文件夹「{}」里有别的内容，没有改动。请另选一个。",
        "“{}” holds something else and was left alone; choose another folder.",
    ),
    (
        LibraryMissingError,
        "缺少浏览器库 {}。请重新安装 shoukong；在源码目录里则运行 make setup。",
        "The browser library {} is missing: install shoukong again or, in a checkout of it, run make setup.",
    ),
    (SettingsUnreadableError, "mkdocs.yml 读不了：{}", "mkdocs.yml cannot be read: {}"),
    (PaperError, "空白表无法排版：{}", "A blank could not be set: {}"),
    (OSError, "无法读写：{}", "Cannot read or write: {}"),
)
_KNOWN = tuple(kind for kind, _, _ in _HINDRANCES)


def outcome(verb: Callable[[], int], language: str) -> int:
    """The exit code of a verb; what it was refused for, or what hindered it, is told on standard error."""
    try:
        return verb()
    except RowsRefusedError as refused:
        return refuse_rows(refused.findings, language)
    except _KNOWN as error:
        zh, en = next((zh, en) for kind, zh, en in _HINDRANCES if isinstance(error, kind))
        print((zh if language == "zh" else en).format(error), file=sys.stderr)
        return COULD_NOT_RUN
