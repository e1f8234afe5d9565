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
from pathlib import Path

from shoukong.audience import Readers
from shoukong.commands.refusal import COULD_NOT_RUN, is_portal, refuse, refuse_folder, refuse_scopes
from shoukong.evaluation import Evaluation, evaluate
from shoukong.files.folder import NotOursError, write_whole
from shoukong.language import Speech, speech
from shoukong.pages.disclosed import readers_of, view_for
from shoukong.pages.hidden_records import members_of_axis, unknown_members
from shoukong.pages.site_settings import CONFIGURATION
from shoukong.pages.write import hand_over
from shoukong.portal import load_portal
from shoukong.publishing.offline_copy import make_portable, pack, refuse_foreign_archive
from shoukong.publishing.tree import HELD, TREE, is_taken, pages_of
from shoukong.results.report import as_text

# `--quiet` would hide the warnings from `--strict` as well; what is only told is left out afterwards.
_TOLD = re.compile(r"(?:INFO|DEBUG) ")

# What can be a folder in an address, whatever the system and the server.
_FOLDER = re.compile(r"\w[\w-]*")
_PLUGIN = re.compile(rb"\bshoukong\b|\bmkdocs_hook\b")


class BuildFailedError(RuntimeError):
    """The site generator failed; the text is what it said."""


class PluginUnusedError(RuntimeError):
    """The site generator made a site of something else than the rendered tree."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a site goes, the day it is of, whether it is to be a copy that opens without a server, and has prints.

    `readers` are for whom it is, None for those of the settings; of the axis `each` every member gets its own site.
    """

    target: Path
    as_of: datetime.date
    today: datetime.date
    is_offline: bool = False
    has_prints: bool = True
    readers: Readers | None = None
    each: str = ""

    @property
    def archive(self) -> Path:
        """The archive of an offline copy, beside its folder."""
        target = self.target.absolute()
        return target.with_name(f"{target.name}.zip")


def run(root: Path, wish: Wish, language: str) -> int:
    """Check and build into the target, which changes only when all went well; the portal is evaluated once."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say, started = speech(language), time.monotonic()
    if wish.is_offline:
        try:
            refuse_foreign_archive(wish.archive)
        except NotOursError as error:
            return refuse(
                say("%(archive)s 不是本程序生成的离线副本，没有覆盖它。请移开，或用 --to 换个地方。", archive=error),
                COULD_NOT_RUN,
            )
    print(say("检查文件、表单与记录 ……"), flush=True)
    with tempfile.TemporaryDirectory(prefix="shoukong-tree-") as folder:
        try:
            trees = _trees(root, wish, Path(folder), language)
            write_whole(wish.target, lambda target: _generate_all(root.absolute(), wish, trees, target))
        except _NothingBuiltError as end:
            return end.code
        except PluginUnusedError:
            print(say("mkdocs.yml 没有用到受控的插件，请写上 plugins: [shoukong]。网站没有改动。"), file=sys.stderr)
            return 2
        except BuildFailedError as error:
            print(say("网站没有生成:MkDocs 报告如下。"), error, sep="\n", file=sys.stderr)
            return 2
    if wish.is_offline:
        pack(wish.target.absolute(), wish.archive, wish.as_of)
    print(_done(wish, round(time.monotonic() - started), say))
    return 0


def _done(wish: Wish, seconds: int, say: Speech) -> str:
    if wish.is_offline:
        return say(
            "离线副本已生成：%(target)s，打包在 %(archive)s（用时 %(seconds)s 秒）。\n"
            "打开其中的 index.html 即可，不用网络。",
            target=wish.target,
            archive=wish.archive.name,
            seconds=seconds,
        )
    return say(
        "网站已生成：%(target)s(用时 %(seconds)s 秒)。\n"
        "打开：运行 python3 -m http.server -d %(target)s，再访问 http://localhost:8000/",
        target=wish.target,
        seconds=seconds,
    )


class _NothingBuiltError(Exception):
    """Why nothing is built was told; `code` is how the program ends."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _trees(root: Path, wish: Wish, folder: Path, language: str) -> list[tuple[str, Path]]:
    """The pages of each site that is to be made, by its folder below the target; raises _NothingBuiltError."""
    made: list[tuple[str, Path]] = []
    wanted: Sequence[Readers] | None = None
    while wanted is None or len(made) < len(wanted):
        with evaluate(load_portal(root, wish.as_of, wish.today)) as evaluation:
            say = speech(language)
            if wanted is None:
                wanted = _wanted(evaluation, wish, language)
            readers, tree = wanted[len(made)], folder / str(len(made))
            place = "".join(readers.scopes[wish.each]) if wish.each else ""
            print(say("生成%(of)s的网站 ……", of=place) if place else say("生成网站 ……"), flush=True)
            tree.mkdir()
            hand_over(view_for(evaluation, readers, has_prints=wish.has_prints), tree, is_offline=wish.is_offline)
            made.append((place, tree))
    return made


def _wanted(evaluation: Evaluation, wish: Wish, language: str) -> Sequence[Readers]:
    """For whom sites are made, once the check found no error; raises _NothingBuiltError."""
    say, portal, registers = speech(language), evaluation.portal, evaluation.registers
    sys.stdout.write(as_text(evaluation.result, language))
    if not evaluation.result.ok:
        print(say("检查发现错误，网站没有改动。"))
        raise _NothingBuiltError(1)
    readers = wish.readers or readers_of(evaluation)
    if unknown := unknown_members(portal, registers, readers):
        raise _NothingBuiltError(refuse_scopes(unknown, language))
    if not wish.each:
        return (readers,)
    members = members_of_axis(portal, registers, wish.each)
    if not members:
        register = next(axis.register for axis in portal.settings.scopes if axis.name == wish.each)
        raise _NothingBuiltError(
            refuse(say("%(register)s 里一个也没有，没有生成网站。", register=register), COULD_NOT_RUN)
        )
    if odd := next((code for code in members if not _FOLDER.fullmatch(code)), None):
        raise _NothingBuiltError(refuse(say("不能用「%(of)s」作文件夹的名称，没有生成网站。", of=odd), COULD_NOT_RUN))
    scopes = ((code, {wish.each: frozenset({code})}) for code in members)
    return tuple(Readers(readers.audience, readers.words | {code}, scope) for code, scope in scopes)


def _generate_all(root: Path, wish: Wish, trees: Sequence[tuple[str, Path]], target: Path) -> None:
    """Let MkDocs make the site of each rendered tree, at its place below the target."""
    for place, tree in trees:
        _generate(root, wish, tree, target / place)


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
