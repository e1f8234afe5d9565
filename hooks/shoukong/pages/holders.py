"""Departments and posts: what their pages are called, and the links to them from wherever one is named."""

import re
from html import escape

from shoukong.pages.output import cell
from shoukong.pages.view import View

DEPARTMENTS, POSTS = "departments", "posts"


def place_of(name: str) -> str:
    """The name of a department or post as it stands in addresses."""
    return re.sub(r"[^\w.-]+", "-", name)


def page_of_holder(view: View, name: str) -> str | None:
    """The page of a department or post, without its ending; None where the portal knows none of the name."""
    if name in view.departments:
        return f"{DEPARTMENTS}/{place_of(name)}"
    return f"{POSTS}/{place_of(name)}" if name in view.posts else None


def holder_link(view: View, name: str, base: str = "../") -> str:
    """A department or post that leads to its page, for Markdown; `base` leads to the root of the tree."""
    page = page_of_holder(view, name)
    return f"[{cell(name)}]({base}{page}.md)" if page else cell(name)


def holder_html(view: View, name: str, base: str = "../") -> str:
    """The same for HTML; `base` leads to the site's base."""
    page = page_of_holder(view, name)
    return f'<a href="{base}{page}/">{escape(name)}</a>' if page else escape(name)
