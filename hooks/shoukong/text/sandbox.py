"""Jinja for texts that people write: it reaches nothing but what it is given, and ends after so much work."""

import re
from collections.abc import Callable, Iterable, Iterator, Sized
from contextvars import ContextVar
from functools import lru_cache, wraps
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

# A pass of a loop, a call or a filter is one unit of work, and so are so many characters of what it makes.
MAX_WORK, UNIT = 200_000, 100
MAX_SIZE, MAX_BITS = 2_000_000, 10_000
COUNTED, JOINED = "shoukong_counted", "shoukong_joined"
# Filters and methods whose result may be larger than what they are given: by a width, or by one text times another.
_GROWING_FILTERS = ("batch", "center", "indent", "join", "replace", "slice", "tojson", "wordwrap")
_GROWING_METHODS = ("center", "expandtabs", "join", "ljust", "replace", "rjust", "to_bytes", "zfill")
_GROWING = frozenset((*_GROWING_FILTERS, *_GROWING_METHODS))
_WIDE_FORMAT = re.compile(r"[0-9]{4,}|%[^%]*\*|\{[^{}]*\{")
# What printing a template may raise: all of it is the fault of who wrote the template.
PRINT_ERRORS = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, NameError)
_left: ContextVar[list[int] | None] = ContextVar("_left", default=None)


class SandboxError(jinja2.TemplateRuntimeError):
    """A template that would take too long or make too much."""


class BoundedTemplate(jinja2.Template):
    """A template that prints with a bounded amount of work."""

    def render(self, *args: Any, **values: Any) -> str:  # noqa: ANN401 - templates take whatever they print
        """The text; raises SandboxError where printing it would not end in good time."""
        token = _left.set([MAX_WORK])
        try:
            return super().render(*args, **values)
        except RecursionError as error:
            raise SandboxError("it calls itself without end") from error
        finally:
            _left.reset(token)


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox of Jinja, in which loops, calls and what they make are counted."""

    template_class = BoundedTemplate
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of Jinja
        super().__init__(**options)
        del self.globals["lipsum"]
        self.filters = {n: _charged(n, function) for n, function in self.filters.items() if n != "pprint"}
        self.filters |= {COUNTED: _counted, JOINED: _joined}
        self.concat = _joined  # type: ignore[method-assign]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """The result of an operator, where it is not too large."""
        if operator == "%" and isinstance(left, str):
            _require_narrow(left)
        _require_small(operator, left, right)
        return _spent(super().call_binop(context, operator, left, right))

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """What a function or method gives; the names are those of Jinja, so that no keyword can be one of them."""
        name, owner = getattr(__obj, "__name__", ""), getattr(__obj, "__self__", None)
        if isinstance(owner, str | bytes | int):
            _require_modest(name, (owner, *args, *kwargs.values()))
        return _spent(super().call(__context, __obj, *args, **kwargs))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:  # noqa: ANN401
        """The method `format` of a text, where it asks for no great width."""
        wrapped = super().wrap_str_format(value)
        if wrapped is not None:
            _require_narrow(value.__self__)
        return wrapped

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            return super()._parse(source, name, filename)
        except RecursionError as error:
            raise jinja2.TemplateSyntaxError("nested too deeply", 1, name, filename) from error

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:  # noqa: ANN401
        try:
            return super()._generate(_Counting().visit(source), *args, **options)
        except RecursionError as error:
            raise jinja2.TemplateSyntaxError("nested too deeply", 1) from error

    def _compile(self, source: str, filename: str) -> CodeType:
        try:
            return super()._compile(source, filename)
        except (SyntaxError, RecursionError, MemoryError) as error:
            raise jinja2.TemplateSyntaxError("nested too deeply", 1) from error


class _Counting(NodeTransformer):
    """Lets loops count their passes, and texts that are put together their size."""

    def visit_For(self, node: nodes.For) -> nodes.For:
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, COUNTED, [], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:
        self.generic_visit(node)
        return nodes.Filter(nodes.List(node.nodes), JOINED, [], [], None, None, lineno=node.lineno)


@lru_cache(maxsize=4)
@lru_cache(maxsize=8)
def sandbox(finalize: Callable[[Any], Any] | None = None, *, trims: bool = False) -> BoundedEnvironment:
    """The environment in which an unknown name is an error; comments are {## … ##}, since {#c1} is an anchor."""
    return BoundedEnvironment(
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        keep_trailing_newline=True,
        trim_blocks=trims,
        lstrip_blocks=trims,
        comment_start_string="{##",
        comment_end_string="##}",
    )


def _spend(work: int) -> None:
    left = _left.get()
    if left is not None:
        left[0] -= work
        if left[0] < 0:
            raise SandboxError("it takes too many steps")


def _spent(result: Any) -> Any:  # noqa: ANN401 - whatever a template makes
    """A result, its size counted as work."""
    size = len(result) if isinstance(result, str | bytes | list | tuple) else 0
    if size > MAX_SIZE:
        raise SandboxError("it makes too long a text")
    _spend(1 + size // UNIT)
    return result


def _counted(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        _spend(1)
        yield item


def _joined(parts: Iterable[Any]) -> str:
    texts, size = [], 0
    for part in parts:
        texts.append(str(part))
        size += len(texts[-1])
        if size > MAX_SIZE:
            raise SandboxError("it makes too long a text")
    return str(_spent("".join(texts)))


def _charged(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that first looks at what it is given."""

    @wraps(function)
    def charged(*args: Any, **options: Any) -> Any:  # noqa: ANN401
        _require_modest(name, (*args, *options.values()))
        return _spent(function(*args, **options))

    return charged


def _require_modest(name: str, given: tuple[Any, ...]) -> None:
    """Raise where a filter or method would make far more than it is given."""
    if name in ("format", "format_map"):
        _require_narrow(next((str(value) for value in given if isinstance(value, str)), ""))
    if name not in _GROWING:
        return
    product = 1
    for value in given:
        product *= max(1, _size(value))
    if product > MAX_SIZE * UNIT:
        raise SandboxError("it makes too long a text")


def _size(value: object) -> int:
    match value:
        case int():
            return abs(value)
        case list() | tuple():
            return sum(len(item) if isinstance(item, str) else 1 for item in value)
        case _:
            return len(value) if isinstance(value, Sized) else 1


def _require_narrow(pattern: str) -> None:
    if _WIDE_FORMAT.search(pattern):
        raise SandboxError("it makes too long a text")


def _require_small(operator: str, left: Any, right: Any) -> None:  # noqa: ANN401 - whatever a template reckons with
    match left, right:
        case (int(), int()):
            factor = abs(right) if operator == "**" else 1
            bits = left.bit_length() * factor if operator == "**" else left.bit_length() + right.bit_length()
            is_large = bits > MAX_BITS
        case (int(), str() | bytes() | list() | tuple()) | (str() | bytes() | list() | tuple(), int()):
            number, sized = (left, right) if isinstance(left, int) else (right, left)
            is_large = operator == "*" and number * len(sized) > MAX_SIZE
        case _:
            is_large = False
    if is_large:
        raise SandboxError("it makes too large a value")
