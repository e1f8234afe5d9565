"""The navigation of the site: its sections, documents one by one, long lists by their index."""

from collections.abc import Iterator

from shoukong.folder import read_text
from shoukong.pages.view import View
from shoukong.portal_page import own_paths
from shoukong.text.markdown import outline
from shoukong.tree import Navigation

CONTROL_NAVIGATION = (
    ("任意一天的手册", "control/manual.md"),
    ("各部门的文件", "control/owners.md"),
    ("更改申请", "changes/index.md"),
    ("更改历史", "control/history.md"),
    ("复审", "control/reviews.md"),
    ("签收", "reading/index.md"),
    ("关联存疑", "control/suspects.md"),
    ("受控副本", "copies/index.md"),
    ("外来文件", "control/external.md"),
)


def navigation(view: View) -> Navigation:
    """The sections of the site; documents one by one, long lists by their index."""
    own = {path.removeprefix("docs/") for path in own_paths(view.portal)}
    documents = [{f"{d.id} {d.title}": f"documents/{d.id}.md"} for d in view.current_documents]
    sections: Navigation = [{"首页": "index.md"}] if "index.md" in own else []
    sections.append({"受控文件": ["documents/index.md", *documents]})
    sections.append({"表单": ["forms/index.md"]})
    sections.append({"文控": ["control/index.md", *({title: page} for title, page in CONTROL_NAVIGATION)]})
    if view.executable.blocks:
        sections.append({"执行": list(_execution(view))})
    sections.append({"记录": ["registers/index.md"]})
    sections.extend(_dossiers(view))
    sets = [{s.title: f"requirements/{s.id}.md"} for s in sorted(view.portal.requirement_sets, key=lambda s: s.id)]
    sections.append({"要求对照": ["requirements/index.md", *sets]})
    sections.append({"检索": "search.md"})
    guide = [{_title(view, path): path} for path in sorted(own) if path.startswith("guide/")]
    return [*sections, {"使用指南": guide}] if guide else sections


def _dossiers(view: View) -> Navigation:
    """The lists of dossiers, under one tab where there are several."""
    lists = [{f.dossier: f"{f.name}/index.md"} for f in view.dossier_forms]
    return [{"档案": lists}] if len(lists) > 1 else [{title: [page]} for each in lists for title, page in each.items()]


def _execution(view: View) -> Iterator[dict[str, str]]:
    """What is kept, due and measured, in one level: the theme names nested menus alike."""
    if view.executable.rules or view.executable.duties:
        yield {"规则与不符合": "rules/index.md"}
    if view.executable.duties:
        yield from ({"定期义务": "duties/index.md"}, {"日历": "duties/calendar.md"}, {"订阅": "duties/feeds.md"})
    if view.executable.indicators:
        yield {"指标": "indicators/index.md"}


def _title(view: View, path: str) -> str:
    """An own page's first heading."""
    text, _ = read_text(view.portal.root, f"docs/{path}")
    headings = (block.title for block in outline(text or "").anchored if block.is_heading)
    return next(headings, path)
