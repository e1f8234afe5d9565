"""The navigation of the site: its sections, documents one by one, long lists by their index."""

from collections.abc import Iterator

from shoukong.files.folder import read_text
from shoukong.messages.names import Name
from shoukong.pages.view import View
from shoukong.portal_page import own_paths
from shoukong.publishing.tree import Navigation
from shoukong.text.markdown import outline

CONTROL_NAVIGATION = (
    (Name("任意一天的手册", "The manual of any day"), "control/manual.md"),
    (Name("各部门", "Departments"), "departments/index.md"),
    (Name("各岗位", "Posts"), "posts/index.md"),
    (Name("各部门的文件", "Documents by department"), "control/owners.md"),
    (Name("更改申请", "Change requests"), "changes/index.md"),
    (Name("更改历史", "History of changes"), "control/history.md"),
    (Name("复审", "Reviews"), "control/reviews.md"),
    (Name("签收", "Readings"), "reading/index.md"),
    (Name("关联存疑", "Doubtful references"), "control/suspects.md"),
    (Name("受控副本", "Controlled copies"), "copies/index.md"),
    (Name("外来文件", "External documents"), "control/external.md"),
    (Name("保存与销毁", "Retention and disposal"), "control/retention.md"),
)
RECORDS = Name("记录", "Records")


def navigation(view: View) -> Navigation:
    """The sections of the site; documents one by one, long lists by their index."""
    own = {path.removeprefix("docs/") for path in own_paths(view.portal)}
    documents = [{f"{d.id} {d.title}": f"documents/{d.id}.md"} for d in view.current_documents]
    say = view.say
    sections: Navigation = [{say("首页"): "index.md"}] if "index.md" in own else []
    sections.append({say("受控文件"): ["documents/index.md", *documents]})
    sections.append({say("表单"): ["forms/index.md"]})
    pages = ({name.told(say.language): page} for name, page in CONTROL_NAVIGATION if _is_kept(view, page))
    sections.append({say("文控"): ["control/index.md", *pages]})
    if view.executable.blocks:
        sections.append({say("执行"): list(_execution(view))})
    sections.append({RECORDS.told(say.language): ["registers/index.md", {say("填写"): "fill/index.md"}]})
    sections.extend(_dossiers(view))
    sets = [{s.title: f"requirements/{s.id}.md"} for s in sorted(view.portal.requirement_sets, key=lambda s: s.id)]
    sections.append({say("要求对照"): ["requirements/index.md", *sets]})
    sections.append({say("检索"): "search.md"})
    guide = [{_title(view, path): path} for path in sorted(own) if path.startswith("guide/")]
    return [*sections, {say("使用指南"): guide}] if guide else sections


def _is_kept(view: View, page: str) -> bool:
    return view.keeps_page(page) and (page != "posts/index.md" or bool(view.posts))


def _dossiers(view: View) -> Navigation:
    """The lists of dossiers, under one tab where there are several."""
    lists = [{f.dossier: f"{f.name}/index.md"} for f in view.dossier_forms]
    return (
        [{view.say("档案"): lists}]
        if len(lists) > 1
        else [{title: [page]} for each in lists for title, page in each.items()]
    )


def _execution(view: View) -> Iterator[dict[str, str]]:
    """What is kept, due and measured, in one level: the theme names nested menus alike."""
    if view.executable.rules or view.executable.duties:
        yield {view.say("规则与不符合"): "rules/index.md"}
    if view.executable.duties:
        yield {view.say("定期义务"): "duties/index.md"}
        yield {view.say("日历"): "duties/calendar.md"}
        yield {view.say("订阅"): "duties/feeds.md"}
    if view.executable.indicators:
        yield {view.say("指标"): "indicators/index.md"}


def _title(view: View, path: str) -> str:
    """An own page's first heading."""
    text, _ = read_text(view.portal.root, f"docs/{path}")
    headings = (block.title for block in outline(text or "").anchored if block.is_heading)
    return next(headings, path)
