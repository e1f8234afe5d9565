"""The reference of keys: every format with its keys as Markdown, in Chinese or English."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from shoukong.executable.query_functions import FAMILIES
from shoukong.formats.all_formats import Format, KeyFormat, formats
from shoukong.text.yaml_shape import MAPPINGS

PAGES = {"zh": "reference.md", "en": "reference-en.md"}
_TEXTS: Mapping[str, Mapping[str, Any]] = {
    "zh": {
        "title": "键的参考",
        "intro": """门户里的人写的每种文件、每个键：意思、必须与否、值的种类、不写时的默认、例子。
本页由程序的声明生成，并由测试核对。`[]` 表示列表里的每一项。

同样的声明也是 JSON Schema，在网站的 `schemas/` 下，或用 `shoukong schema --to 文件夹` 写出。
编辑器据此补全键名，写错的当场标出。可以在编辑器的设置里按文件夹指定，也可以写在 YAML 文件的第一行：

```yaml
# yaml-language-server: $schema=https://portal.example/schemas/form.json
```""",
        "file": "写在 `{file}`",
        "fence": "写在 `{file}` 的 `{fence}` 代码块里",
        "inside": "写在 `{file}` 的 `{inside}` 里",
        "schema": "JSON Schema：`schemas/{schema}.json`",
        "columns": ("键", "必须", "值", "默认", "例", "意思"),
        "required": "是",
        "functions": "查询可用的函数",
        "about_functions": """规则、义务、指标与档案的查询只能调用这些函数：同样的文件，什么时候问结果都一样。另有
`workdays`、`holds_post` 等随表而来的（见[规则](rules.md)），以及各种运算符。
`CAST`、`EXTRACT`、`CASE` 等语法不受限制。""",
        "families": {
            "texts": "文字",
            "numbers": "数",
            "days": "日期与时间",
            "choices": "选择",
            "lists": "列表",
            "groups": "汇总",
            "windows": "窗口",
        },
    },
    "en": {
        "title": "Reference of keys",
        "intro": """Every file that people write in a portal, and every key: what it means, whether it must be
there, what kind of value it takes, what holds without it, and an example. This page is made from the code's
declarations, and a test holds it to them. `[]` stands for each item of a list.

The same declarations are JSON Schemas, below `schemas/` on the site, or written by `shoukong schema --to DIR`.
With them an editor completes keys and underlines what is wrong as you type. Name one in the editor's settings,
by folder, or in the first line of a YAML file:

```yaml
# yaml-language-server: $schema=https://portal.example/schemas/form.json
```""",
        "file": "Stands in `{file}`",
        "fence": "Stands in a fenced block `{fence}` of `{file}`",
        "inside": "Stands below `{inside}` in `{file}`",
        "schema": "JSON Schema: `schemas/{schema}.json`",
        "columns": ("key", "must", "value", "default", "example", "meaning"),
        "required": "yes",
        "functions": "Functions of queries",
        "about_functions": """The queries of rules, duties, indicators and dossiers may call these functions and no
others: the same files give the same result, whenever they are asked. Beside them are those that come with the tables,
such as `workdays` and `holds_post` ([rules](rules-en.md)), and all operators; `CAST`, `EXTRACT`, `CASE` and their
like are free.""",
        "families": {
            "texts": "Texts",
            "numbers": "Numbers",
            "days": "Days and times",
            "choices": "Choices",
            "lists": "Lists",
            "groups": "Groups",
            "windows": "Windows",
        },
    },
}


def reference(language: str) -> str:
    """The whole page."""
    texts = _TEXTS[language]
    sections = "".join(_section(each, language) for each in formats())
    return f"# {texts['title']}\n\n{texts['intro']}\n{sections}{_functions(language)}"


def _functions(language: str) -> str:
    texts = _TEXTS[language]
    mark = "：" if language == "zh" else ": "
    rows = (
        f"- **{texts['families'][family]}**{mark}{', '.join(f'`{name}`' for name in sorted(names))}\n"
        for family, names in FAMILIES.items()
    )
    return f"\n## {texts['functions']} {{#functions}}\n\n{texts['about_functions']}\n\n{''.join(rows)}"


def _section(format_: Format, language: str) -> str:
    texts = _TEXTS[language]
    place = texts["fence" if format_.fence else "inside" if format_.inside else "file"]
    about = place.format(file=format_.file, fence=format_.fence, inside=format_.inside)
    rows = [texts["columns"], ("---",) * len(texts["columns"]), *_rows(format_, language)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    schema = texts["schema"].format(schema=format_.schema)
    end, gap = ("。", "") if language == "zh" else (".", " ")
    return f"\n## {format_.title[language]} {{#{format_.schema}}}\n\n{about}{end}{gap}{schema}{end}\n\n{table}\n"


def _rows(format_: Format, language: str) -> Iterator[tuple[str, ...]]:
    lists = {key.path for key in format_.keys if key.shape.kind is MAPPINGS}
    for key in format_.keys:
        kind = key.shape.kind
        yield (
            f"`{_address(key.path, lists)}`",
            _TEXTS[language]["required"] if key.shape.required else "",
            _cell(kind.zh if language == "zh" else kind.en),
            _default(key, language),
            _code(key.examples[language]),
            _cell(key.meaning[language]),
        )


def _address(path: str, lists: set[str]) -> str:
    """A key with the keys that lead to it, those of lists marked."""
    parent, dot, name = path.rpartition(".")
    return f"{_address(parent, lists)}{'[]' if parent in lists else ''}{dot}{name}" if parent else name


def _default(key: KeyFormat, language: str) -> str:
    if key.default is None:
        return ""
    return _cell(key.default[language]) if isinstance(key.default, dict) else _code(key.default)


def _code(value: Any) -> str:  # noqa: ANN401 - whatever YAML holds
    """A value as YAML, in one line."""
    options: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": math.inf}
    text = yaml.safe_dump(value, default_flow_style=True, **options).removesuffix("\n").removesuffix("\n...")
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
