"""Templates of Jinja that were compiled before by the same engine, Jinja and Python, taken from the user's cache."""

import sys

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from shoukong.files.user_cache import keep, kept

_KIND, _MAKERS = "templates", (jinja2.__version__, sys.version)


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
