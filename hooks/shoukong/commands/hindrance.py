"""What ends a verb: rows that the check would refuse, and what the machine, the set-up or a folder lacks, are told."""

import errno
import sys
from collections.abc import Callable, Mapping

from shoukong.commands.refusal import COULD_NOT_RUN, refuse_rows
from shoukong.files.folder import NotOursError
from shoukong.pages.browser_files import LibraryMissingError
from shoukong.pages.site_settings import SettingsUnreadableError
from shoukong.paper.fonts import PaperError
from shoukong.records.database import IOException
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
    (PaperError, "无法排版：{}", "A print could not be set: {}"),
    (IOException, "数据库写不了临时文件：{}", "The database cannot write its temporary files: {}"),
    (OSError, "无法读写{}", "Cannot read or write{}"),
)
# What the machine calls it, and what is to be done.
_TROUBLES: Mapping[int, tuple[str, str]] = {
    errno.ENOSPC: ("磁盘已满，腾出空间再运行", "the disk is full: make room and run it again"),
    errno.EDQUOT: ("空间配额已用完，腾出空间再运行", "the quota is used up: make room and run it again"),
    errno.EFBIG: ("文件超出允许的大小，放宽限制再运行", "the file would be larger than is allowed: raise the limit"),
    errno.EROFS: ("磁盘只读，换一个可写的位置", "the disk is read-only: work where it can be written"),
    errno.EACCES: (
        "没有权限，换有权限的用户，或改文件的权限",
        "permission is denied: change it, or be another user",
    ),
    errno.EPERM: (
        "系统不允许，换有权限的用户，或改文件的权限",
        "the system forbids it: change that, or be another user",
    ),
}
_INTERRUPTED = (
    "已中断。几个文件一起写的，要么全部写好，要么一个也没有动；用 git status 可以看到是哪一种。",
    "Interrupted. What is written together is all written, or none of it is; git status tells which.",
)
STOPPED = 130  # as shells tell of a program that was interrupted
_KNOWN = tuple(kind for kind, _, _ in _HINDRANCES)


def outcome(verb: Callable[[], int], language: str) -> int:
    """The exit code of a verb; what it was refused for, or what hindered it, is told on standard error."""
    try:
        return verb()
    except KeyboardInterrupt:
        print(_INTERRUPTED[language == "en"], file=sys.stderr)
        return STOPPED
    except RowsRefusedError as refused:
        return refuse_rows(refused.findings, language)
    except _KNOWN as error:
        zh, en = next((zh, en) for kind, zh, en in _HINDRANCES if isinstance(error, kind))
        problem = _problem(error, language) if isinstance(error, OSError) else " ".join(str(error).split())
        print((zh if language == "zh" else en).format(problem), file=sys.stderr)
        return COULD_NOT_RUN


def _problem(error: OSError, language: str) -> str:
    """Which file it is, and what is the matter with it."""
    if error.errno is None or error.errno not in _TROUBLES:
        return f"{': ' if language == 'en' else '：'}{error}"
    zh, en = _TROUBLES[error.errno]
    name = f" {error.filename}" if error.filename else ""
    return f"{name}: {en}" if language == "en" else f"{name}：{zh}"
