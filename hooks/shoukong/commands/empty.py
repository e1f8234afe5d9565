"""`shoukong empty`: remove the sample records."""

import sys
from collections.abc import Mapping
from pathlib import Path

from shoukong.commands.refusal import refuse
from shoukong.declared.sample_list import is_unchanged, sample_files
from shoukong.files.write_lock import one_at_a_time
from shoukong.language import Speech, speech
from shoukong.layout import RECORDS, SAMPLE, SEALS
from shoukong.sealing.seal_folder import seal_numbers


def run(root: Path, is_sure: bool, language: str) -> int:
    """Delete the sample's files; one that was changed since is kept and named."""
    say, files = speech(language), sample_files(root)
    if not files:
        print(say("这里没有样例记录(没有 %(path)s)。", path=SAMPLE), file=sys.stderr)
        return 2
    if seal_numbers(root):
        text = say(
            "这里已经封存过（%(folder)s/），没有删除。只是试用的，先删去这个文件夹与封存登记表的记录。", folder=SEALS
        )
        return refuse(text)
    question = say("将删除 %(count)s 个样例记录文件。确定吗?输入 yes 继续:", count=len(_unchanged(root, files)))
    if not is_sure and input(question).strip().lower() != "yes":
        print(say("没有删除任何文件。"))
        return 1
    with one_at_a_time(root):
        return _empty(root, files, say)


def _unchanged(root: Path, files: Mapping[str, str]) -> list[str]:
    return [path for path, digest in files.items() if is_unchanged(root, path, digest)]


def _empty(root: Path, files: Mapping[str, str], say: Speech) -> int:
    unchanged = _unchanged(root, files)
    for path in unchanged:
        (root / path).unlink()
    for path in files:
        if (root / path).exists():
            print(say("已经改动，保留：%(path)s", path=path))
    (root / SAMPLE).unlink(missing_ok=True)
    _remove_empty_folders(root / RECORDS)
    print(say("已删除 %(count)s 个样例记录文件。文件的审批记录也在其中：启用前请重新审批。", count=len(unchanged)))
    return 0


def _remove_empty_folders(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
