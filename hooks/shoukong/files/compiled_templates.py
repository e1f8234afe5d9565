"""Templates of Jinja that were compiled before by the same engine, Jinja and Python, taken from the user's cache."""

import marshal
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from shoukong.files.user_cache import keep, kept, made_once
from shoukong.text.sandbox import sandbox

_KIND, _TEXTS, _MAKERS = "templates", "template-texts", (jinja2.__version__, sys.version)


class CompiledTemplates(BytecodeCache):
    """The compiled templates of environments that differ from others in `settings` alone."""

    def __init__(self, *settings: str) -> None:
        self._settings = settings

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept of a template."""
        code = kept(_KIND, self._ingredients(bucket))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        keep(_KIND, self._ingredients(bucket), bucket.bytecode_to_string())

    def _ingredients(self, bucket: Bucket) -> tuple[str, ...]:
        return bucket.key, bucket.checksum, *_MAKERS, *self._settings


@lru_cache(maxsize=1024)
def compiled(text: str, finalize: Callable[[Any], Any] | None = None, *, trims: bool = False) -> jinja2.Template:
    """What somebody wrote, ready to be printed in `sandbox`: compiling the documents takes longer than checking them.

    Raises jinja2.TemplateSyntaxError where it cannot be read.
    """
    environment = sandbox(finalize, trims=trims)
    ingredients = (text, *_MAKERS, f"{finalize.__module__}.{finalize.__qualname__}" if finalize else "", str(trims))
    code = made_once(_TEXTS, ingredients, lambda: marshal.dumps(environment.compile(text)))
    return environment.template_class.from_code(environment, marshal.loads(code), environment.make_globals(None))
