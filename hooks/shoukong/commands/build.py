"""`shoukong build`: check, then build the whole site."""

import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from shoukong.audience import Readers
from shoukong.commands.refusal import COULD_NOT_RUN, is_portal, refuse, refuse_folder, refuse_scopes
from shoukong.evaluation import evaluate
from shoukong.files.folder import NotOursError, write_whole
from shoukong.pages.disclosed import readers_of, view_for
from shoukong.pages.hidden_records import unknown_members
from shoukong.pages.site_settings import CONFIGURATION
from shoukong.pages.write import hand_over
from shoukong.portal import load_portal
from shoukong.publishing.offline_copy import make_portable, pack, refuse_foreign_archive
from shoukong.publishing.tree import HELD, TREE, is_taken, pages_of
from shoukong.results.report import as_text

_TEXTS = {
    "zh": {
        "checking": "检查文件、表单与记录 ……",
        "building": "生成网站 ……",
        "packed": "离线副本已生成：{target}，打包在 {archive}（用时 {seconds:.0f} 秒）。\n"
        "打开其中的 index.html 即可，不用网络。",
        "foreign": "{archive} 不是本程序生成的离线副本，没有覆盖它。请移开，或用 --to 换个地方。",
        "failed": "网站没有生成:MkDocs 报告如下。",
        "unchanged": "检查发现错误，网站没有改动。",
        "untaken": "mkdocs.yml 没有用到受控的插件，请写上 plugins: [shoukong]。网站没有改动。",
        "done": "网站已生成：{target}(用时 {seconds:.0f} 秒)。\n打开：运行 python3 -m http.server -d {target}，再访问 http://localhost:8000/",
    },
    "en": {
        "checking": "Checking documents, forms and records …",
        "building": "Building the site …",
        "packed": "The offline copy is in {target}, packed as {archive} ({seconds:.0f} s).\n"
        "Unpacked, it opens from its index.html, without a network.",
        "foreign": "{archive} is no offline copy made here; it is as it was. Move it, or write --to elsewhere.",
        "failed": "The site was not built; MkDocs says:",
        "unchanged": "The check found errors; the site is as it was.",
        "untaken": "mkdocs.yml does not use the plugin: write plugins: [shoukong] there. The site is as it was.",
        "done": "The site is in {target} ({seconds:.0f} s).\n"
        "To open it, run python3 -m http.server -d {target} and visit http://localhost:8000/",
    },
}
# `--quiet` would hide the warnings from `--strict` as well; what is only told is left out afterwards.
_TOLD = re.compile(r"(?:INFO|DEBUG) ")

_PLUGIN = re.compile(rb"\bshoukong\b|\bmkdocs_hook\b")


class BuildFailedError(RuntimeError):
    """The site generator failed; the text is what it said."""


class PluginUnusedError(RuntimeError):
    """The site generator made a site of something else than the rendered tree."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a site goes, the day it is of, whether it is to be a copy that opens without a server, and has prints.

    `readers` are for whom it is; None for those of the settings.
    """

    target: Path
    as_of: datetime.date
    today: datetime.date
    is_offline: bool = False
    has_prints: bool = True
    readers: Readers | None = None

    @property
    def archive(self) -> Path:
        """The archive of an offline copy, beside its folder."""
        target = self.target.absolute()
        return target.with_name(f"{target.name}.zip")


def run(root: Path, wish: Wish, language: str) -> int:
    """Check and build into the target, which changes only when all went well; the portal is evaluated once."""
    if not is_portal(root):
        return refuse_folder(root, language)
    texts, started = _TEXTS[language], time.monotonic()
    if wish.is_offline:
        try:
            refuse_foreign_archive(wish.archive)
        except NotOursError as error:
            return refuse(texts["foreign"].format(archive=error), COULD_NOT_RUN)
    print(texts["checking"], flush=True)
    with tempfile.TemporaryDirectory(prefix="shoukong-tree-") as folder:
        tree = Path(folder)
        with evaluate(load_portal(root, wish.as_of, wish.today)) as evaluation:
            sys.stdout.write(as_text(evaluation.result, language))
            if not evaluation.result.ok:
                print(texts["unchanged"])
                return 1
            readers = wish.readers or readers_of(evaluation)
            if unknown := unknown_members(evaluation.portal, evaluation.registers, readers):
                return refuse_scopes(unknown, language)
            print(texts["building"], flush=True)
            view = view_for(evaluation, readers, has_prints=wish.has_prints)
            hand_over(view, tree, is_offline=wish.is_offline)
        try:
            write_whole(wish.target, partial(_generate, root.absolute(), wish, tree))
        except PluginUnusedError:
            print(texts["untaken"], file=sys.stderr)
            return 2
        except BuildFailedError as error:
            print(f"{texts['failed']}\n{error}", file=sys.stderr)
            return 2
    if wish.is_offline:
        pack(wish.target.absolute(), wish.archive, wish.as_of)
    told = texts["packed" if wish.is_offline else "done"]
    print(told.format(target=wish.target, archive=wish.archive.name, seconds=time.monotonic() - started))
    return 0


def _generate(root: Path, wish: Wish, tree: Path, folder: Path) -> None:
    """Let MkDocs make the site of a rendered tree."""
    configuration = _configuration(root, tree)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(configuration)]
    environment = os.environ | {TREE: str(tree), HELD: "1", "NO_MKDOCS_2_WARNING": "1"}
    environment |= {"SOURCE_DATE_EPOCH": str(_epoch(wish.as_of)), "PYTHONHASHSEED": "0"}
    done = _run_to_its_end([*command, "-d", str(folder)], environment)
    # Without the plugin MkDocs builds the bare texts, and may stop at what is wrong with those.
    if not is_taken(tree) and (done.returncode == 0 or not _PLUGIN.search(configuration.read_bytes())):
        raise PluginUnusedError
    if done.returncode != 0:
        raise BuildFailedError(_complaints(done.stdout + done.stderr))
    if wish.is_offline:
        make_portable(folder)


def _run_to_its_end(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the generator; it ends with this process, however that ends, since its standard input closes then."""
    theirs, ours = os.pipe()
    try:
        return subprocess.run(
            command, env=environment, stdin=theirs, capture_output=True, text=True, errors="replace", check=False
        )
    finally:
        os.close(theirs)
        os.close(ours)


def _configuration(root: Path, tree: Path) -> Path:
    """The portal's `mkdocs.yml`; where it has none, one that says the least."""
    own = root / CONFIGURATION
    if own.exists():
        return own
    least = {"site_name": root.name or "-", "plugins": ["shoukong"], "docs_dir": str(pages_of(tree))}
    (tree / CONFIGURATION).write_text(json.dumps(least), encoding="utf-8")
    return tree / CONFIGURATION


def _complaints(output: str) -> str:
    """What a generator said, without the lines that only tell what it is doing."""
    kept = [text for text in re.split(r"^(?=[A-Z]+ +-)", output, flags=re.MULTILINE) if not _TOLD.match(text)]
    return "".join(kept).strip()


def _epoch(day: datetime.date) -> int:
    return int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp())
