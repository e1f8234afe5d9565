"""The hook of MkDocs: the same plugin, for a checkout in which the package is not installed."""

import os
from importlib import import_module

from shoukong.publishing.tree import TREE
from shoukong_mkdocs.plugin import ShoukongPlugin

# MkDocs finds what lies beside a hook only while it runs the hook; so what a build will need is imported now.
if TREE not in os.environ:
    import_module("shoukong_mkdocs.rendering")

_plugin = ShoukongPlugin()
on_config, on_files, on_nav = _plugin.on_config, _plugin.on_files, _plugin.on_nav
on_pre_page, on_env = _plugin.on_pre_page, _plugin.on_env
on_post_build, on_serve, on_shutdown = _plugin.on_post_build, _plugin.on_serve, _plugin.on_shutdown
