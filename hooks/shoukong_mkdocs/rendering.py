"""Rendering a portal where `mkdocs build` or `mkdocs serve` runs by itself: evaluated, told of, written as a tree."""

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger

from shoukong.evaluation import Evaluation, evaluate
from shoukong.finding import Severity
from shoukong.messages.catalogue import fix_of, message_of, severity_of
from shoukong.pages.browser_files import LibraryMissingError
from shoukong.pages.disclosed import readers_of, view_for
from shoukong.pages.write import write_tree
from shoukong.paper.fonts import PaperError
from shoukong.portal import load_portal
from shoukong.publishing.tree import Tree
from shoukong.today import today_of

log = get_plugin_logger("shoukong")
AS_OF = "SHOUKONG_AS_OF"
_MEND = "请重新安装 shoukong，源码目录里则运行 make setup · install shoukong again or, in a checkout, run make setup"


@contextmanager
def rendered(root: Path) -> Iterator[Tree]:
    """The portal as a tree, for as long as it is asked for."""
    today = today_of(root)
    portal = load_portal(root, datetime.date.fromisoformat(os.environ.get(AS_OF, today.isoformat())), today)
    with TemporaryDirectory(prefix="shoukong-site-") as folder:
        with evaluate(portal) as evaluation:
            _log_findings(evaluation)
            try:
                tree = write_tree(view_for(evaluation, readers_of(evaluation)), Path(folder))
            except (LibraryMissingError, PaperError) as error:
                raise PluginError(f"shoukong: {error}. {_MEND}") from error
        yield tree


def _log_findings(evaluation: Evaluation) -> None:
    language = evaluation.portal.settings.language
    for item in evaluation.findings:
        tell = log.warning if severity_of(item) is Severity.ERROR else log.info
        place = f"{item.place.path}:{item.place.line or 1}"
        tell("%s %s → %s", place, message_of(item, language), fix_of(item, language))
