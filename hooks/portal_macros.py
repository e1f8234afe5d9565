"""The mkdocs-macros module: the engine's functions, under their names, for own pages that are not printed yet."""

from typing import Any


def define_env(env: Any) -> None:  # noqa: ANN401 - mkdocs-macros publishes no type
    """Register what the hook has prepared; nothing where `shoukong build` hands over pages that are printed."""
    for name, function in env.conf["extra"].get("shoukong_macros", {}).items():
        env.macro(function, name)
