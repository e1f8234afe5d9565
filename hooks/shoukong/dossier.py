"""A dossier template as read from its file: the Markdown that stands on the page of each record of a form."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import SimpleNamespace

import jinja2
from jinja2 import meta, nodes

from shoukong.files.compiled_templates import compiled
from shoukong.finding import Finding, Place, finding
from shoukong.text.block import CHARTS, Block, blocks_in, parse_blocks
from shoukong.text.composition import composed
from shoukong.text.markdown_links import misplaced_prints
from shoukong.text.prose import read_markdown
from shoukong.text.sandbox import sandbox
from shoukong.text.site_markdown import published
from shoukong.text.yaml_shape import TEXT, KeyShape, one_of

QUERY, RECORD = "query", "record"
SHAPES: Mapping[str, Mapping[str, KeyShape]] = {
    QUERY: {
        "title": KeyShape(TEXT),
        "document": KeyShape(TEXT, required=False),
        "chart": KeyShape(one_of(*CHARTS), required=False),
        "empty": KeyShape(TEXT, required=False),
        "sql": KeyShape(TEXT),
    }
}
_ANSWERS = "_answers"
_MARK = re.compile(r"[!-/:-@\[-`{-~]")
Cell = str | bool | None


class Html(str):
    """Markup of our own making, printed as it stands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Dossier:
    """The template of a form's dossiers: its text, in which marks stand for its queries, and the queries in order."""

    table: str
    path: str
    text: str
    queries: tuple[Block, ...]

    def print(self, cells: Mapping[str, Cell], answers: Sequence[str]) -> str:
        """The Markdown for one record: its cells as text, and what the queries answer, which is HTML of ours.

        Raises what `PRINT_ERRORS` names.
        """
        shown = [Html(answer) for answer in answers]
        return compiled(self.text, _printed, trims=True).render({RECORD: SimpleNamespace(**cells), _ANSWERS: shown})

    def unknown_names(self, known: Mapping[str, Cell]) -> Iterator[tuple[str, int]]:
        """What the text prints but no record has, with its line."""
        tree = _environment().parse(self.text)
        others = meta.find_undeclared_variables(tree) - {RECORD, _ANSWERS} - _environment().globals.keys()
        for name in tree.find_all(nodes.Name):
            if name.name in others and name.ctx == "load":
                yield name.name, name.lineno
        for part in tree.find_all((nodes.Getattr, nodes.Getitem)):
            field = _field_of(part)
            if field is not None and field not in known:
                yield f"{RECORD}.{field}", part.lineno


def parse_dossier(text: str, path: str) -> tuple[Dossier | None, tuple[Finding, ...]]:
    """Read a template; None and findings where a query is not whole or the text cannot be printed."""
    table, reading = composed(PurePosixPath(path).stem), read_markdown(text)
    if reading.open_comment is not None:
        return None, (finding("comment-unclosed", Place(path, 1 + reading.open_comment)),)
    text = reading.text
    queries, findings = parse_blocks(text, 1, path, SHAPES)
    prose = _with_marks(published(text))
    findings = (*findings, *_unprintable(prose, path, table), *_misplaced(prose, path, table))
    return (None, findings) if findings else (Dossier(table, path, prose, queries), ())


def plain(value: object) -> str:
    """A value as text that no reader of Markdown or HTML takes for markup, wherever in a line it stands."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case _:
            return _MARK.sub(lambda mark: f"&#{ord(mark[0])};", " ".join(str(value).split()))


def _with_marks(text: str) -> str:
    """The text with a mark in the place of each query; every row keeps its number."""
    rows = text.split("\n")
    for i, fence in enumerate(blocks_in(text, SHAPES)):
        height = fence.last - fence.first
        rows[fence.first : fence.last + 1] = [f"{' ' * fence.indent}{{{{ {_ANSWERS}[{i}] }}}}", *[""] * height]
    return "\n".join(rows)


def _unprintable(prose: str, path: str, table: str) -> Iterator[Finding]:
    try:
        compiled(prose, _printed, trims=True)
        tree = _environment().parse(prose)
    except jinja2.TemplateSyntaxError as error:
        yield finding("dossier-unprintable", Place(path, error.lineno), ref=table, problem=error.message)
        return
    for block in tree.find_all(nodes.FilterBlock):  # it would change what is escaped already
        yield finding("dossier-unprintable", Place(path, block.lineno), ref=table, problem="{% filter %}")


def _misplaced(prose: str, path: str, table: str) -> Iterator[Finding]:
    for line, written in misplaced_prints(prose):
        yield finding("dossier-cell-place", Place(path, line), ref=table, text=written)


def _field_of(part: nodes.Node) -> str | None:
    """The field of a record that a part of a template names; None where it names something else."""
    match part:
        case nodes.Getattr(node=nodes.Name(name="record"), attr=str(name)):
            return name
        case nodes.Getitem(node=nodes.Name(name="record"), arg=nodes.Const(value=name)):
            return str(name)
        case _:
            return None


def _environment() -> jinja2.Environment:
    """Jinja in which all that is printed is plain text, but for markup of ours."""
    return sandbox(_printed, trims=True)


def _printed(value: object) -> object:
    return value if type(value) is Html else plain(value)
