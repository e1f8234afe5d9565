"""The mkdocs-macros module: the engine's functions, under their names, for the portal's own pages."""

from typing import Any


def define_env(env: Any) -> None:  # noqa: ANN401 - mkdocs-macros publishes no type
    """Register what the hook has prepared."""
    for name, function in env.conf["extra"]["shoukong_macros"].items():
        env.macro(function, name)
