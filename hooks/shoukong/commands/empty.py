"""`shoukong empty`: remove the sample records."""

import sys
from collections.abc import Mapping
from pathlib import Path

from shoukong.commands.refusal import refuse
from shoukong.declared.sample_list import is_unchanged, sample_files
from shoukong.files.write_lock import one_at_a_time
from shoukong.layout import RECORDS, SAMPLE, SEALS
from shoukong.sealing.seal_folder import seal_numbers

_TEXTS = {
    "zh": {
        "none": "这里没有样例记录(没有 {path})。",
        "ask": "将删除 {count} 个样例记录文件。确定吗?输入 yes 继续:",
        "sealed": "这里已经封存过（{folder}/），没有删除。只是试用的，先删去这个文件夹与封存登记表的记录。",
        "left": "已经改动，保留：{path}",
        "kept": "没有删除任何文件。",
        "done": "已删除 {count} 个样例记录文件。文件的审批记录也在其中：启用前请重新审批。",
    },
    "en": {
        "none": "There are no sample records here (no {path}).",
        "ask": "Files of sample records to be deleted: {count}. Type yes to go on: ",
        "sealed": "Records here were sealed ({folder}/); nothing was deleted. Where that was a trial, delete that "
        "folder and the records of the register of seals first.",
        "left": "changed since, kept: {path}",
        "kept": "Nothing was deleted.",
        "done": "Files of sample records deleted: {count}. Approvals were among them: approve the documents anew.",
    },
}


def run(root: Path, is_sure: bool, language: str) -> int:
    """Delete the sample's files; one that was changed since is kept and named."""
    texts, files = _TEXTS[language], sample_files(root)
    if not files:
        print(texts["none"].format(path=SAMPLE), file=sys.stderr)
        return 2
    if seal_numbers(root):
        return refuse(texts["sealed"].format(folder=SEALS))
    if not is_sure and input(texts["ask"].format(count=len(_unchanged(root, files)))).strip().lower() != "yes":
        print(texts["kept"])
        return 1
    with one_at_a_time(root):
        return _empty(root, files, texts)


def _unchanged(root: Path, files: Mapping[str, str]) -> list[str]:
    return [path for path, digest in files.items() if is_unchanged(root, path, digest)]


def _empty(root: Path, files: Mapping[str, str], texts: Mapping[str, str]) -> int:
    unchanged = _unchanged(root, files)
    for path in unchanged:
        (root / path).unlink()
    for path in files:
        if (root / path).exists():
            print(texts["left"].format(path=path))
    (root / SAMPLE).unlink(missing_ok=True)
    _remove_empty_folders(root / RECORDS)
    print(texts["done"].format(count=len(unchanged)))
    return 0


def _remove_empty_folders(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
