"""`shoukong guide`: print a chapter of the guide, for one who has the program and no copy of its source."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from shoukong.commands.refusal import refuse
from shoukong.messages.catalogue import CATALOGUE
from shoukong.messages.names import SEVERITY_NAMES, Name

_PACKAGE = Path(__file__).parents[1]
_FOLDERS = (_PACKAGE / "guide", _PACKAGE.parents[1] / "docs/guide")  # in a wheel, in a checkout
_FINDINGS = "findings"
# What a firm of its own needs, in the order in which it needs it.
CHAPTERS = (
    "from-nothing",
    "edit",
    "entering",
    "control",
    "signing",
    "seals",
    "retention",
    "registers",
    "printing",
    "rules",
    "search",
    "reference",
    _FINDINGS,
)
_TITLE = Name("检查结果", "Findings")
_SAYS = {
    "zh": {
        "unknown": "没有「{name}」这一章，只有 {known}。",
        "list": "shoukong guide 名称 打印一章：",
        "none": "这里没有指南的文件，请重新安装 shoukong。",
    },
    "en": {
        "unknown": "There is no chapter “{name}”, only {known}.",
        "list": "shoukong guide NAME prints a chapter:",
        "none": "The files of the guide are not here; install shoukong anew.",
    },
}
_RAW = re.compile(r"\{% (?:end)?raw %\}\n?")
_QUOTED = re.compile(r"\{\{ '(.*?)' \}\}")


def run(name: str | None, language: str) -> int:
    """Print the chapter, or the list of all; refused where there is none of that name."""
    texts = _SAYS[language]
    if next((folder for folder in _FOLDERS if folder.is_dir()), None) is None:
        return refuse(texts["none"])
    if name is None:
        print("\n".join((texts["list"], *(f"  {each:<14}{_title(each, language)}" for each in CHAPTERS))))
        return 0
    chapter = name.removesuffix(".md").removesuffix("-en")
    if chapter not in CHAPTERS:
        return refuse(texts["unknown"].format(name=name, known=", ".join(CHAPTERS)))
    print(chapter_text(chapter, language))
    return 0


def chapter_text(chapter: str, language: str) -> str:
    """A chapter as it reads: what keeps the site from printing figures in it is left out."""
    if chapter == _FINDINGS:
        return "\n".join(_findings(language))
    folder = next(folder for folder in _FOLDERS if folder.is_dir())
    text = (folder / f"{chapter}{'-en' if language == 'en' else ''}.md").read_text("utf-8")
    return _QUOTED.sub(r"\1", _RAW.sub("", text)).rstrip("\n")


def _title(chapter: str, language: str) -> str:
    return chapter_text(chapter, language).partition("\n")[0].removeprefix("# ")


def _findings(language: str) -> Iterator[str]:
    """Every code of the check with what it says and how to mend it; names in braces stand for what is found."""
    names: Mapping[str, str] = {severity: name.told(language) for severity, name in SEVERITY_NAMES.items()}
    yield f"# {_TITLE.told(language)}"
    for code, entry in CATALOGUE.items():
        yield from (
            "",
            f"{code}  [{names[entry.severity]}]",
            f"  {entry.message(language)}",
            f"  → {entry.fix(language)}",
        )
