"""An edition: one revision of a document or form, as its file in the portal or in the archive holds it."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml

from shoukong.declared.conventions import FORM, USUAL, Conventions
from shoukong.document import Document, parse_document
from shoukong.files.attachment import Attachment
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Form, parse_form
from shoukong.layout import DOCUMENT_ARCHIVE, DOCUMENTS, FORM_ARCHIVE, FORMS
from shoukong.revision import Revision, parse_revision
from shoukong.text.bounds import is_in_reach
from shoukong.text.composition import composed
from shoukong.text.digest import digest_of
from shoukong.text.yaml_lines import Lines, plain_values
from shoukong.text.yaml_shape import DATE, MONTHS, has_markup

# The keys that say which text it is; the rest of an archived text is read only when somebody asks for it.
_HEAD = re.compile(r"^(?:id|title|kind|revision|effective_date|owner|review_months|name):[ \t].*$", re.MULTILINE)
_REVISION = re.compile(r"^revision:[ \t].*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One revision of a controlled subject. `page` names its pages: a document's number, a form's table.

    `owner` is a department, or empty for a form; `review_months` is None for a form.
    """

    subject: str
    kind: str
    page: str
    title: str
    revision: Revision
    effective_date: datetime.date
    owner: str
    review_months: int | None
    digest: str
    path: str
    lines: Lines | None = None
    attachments: tuple[Attachment, ...] = ()

    @property
    def is_form(self) -> bool:
        """Whether it is a form's text."""
        return self.kind == FORM

    @property
    def is_archived(self) -> bool:
        """Whether the text stands in the archive."""
        return self.path.startswith((f"{DOCUMENT_ARCHIVE}/", f"{FORM_ARCHIVE}/"))

    def place(self, key: str) -> Place:
        """The place of a key of the text; an archived text is pointed at as a whole."""
        return self.lines.place(key) if self.lines else Place(self.path, 1, key)


def edition_of(noun: Document | Form) -> Edition:
    """The text that a document or form of the portal was read from."""
    is_form = isinstance(noun, Form)
    return Edition(
        subject=noun.id,
        kind=FORM if isinstance(noun, Form) else noun.kind,
        page=noun.name if isinstance(noun, Form) else noun.id,
        title=noun.title,
        revision=noun.revision,
        effective_date=noun.effective_date,
        owner="" if is_form else noun.owner,  # type: ignore[union-attr]
        review_months=None if is_form else noun.review_months,  # type: ignore[union-attr]
        digest=noun.digest,
        path=noun.path,
        lines=noun.lines,
        attachments=() if isinstance(noun, Form) else noun.attachments,
    )


def archive_path(text: Edition) -> str:
    """Where a text is kept once it is superseded: `docs/archive/P-03/A-0.md`."""
    folder, suffix = (FORM_ARCHIVE, "yaml") if text.is_form else (DOCUMENT_ARCHIVE, "md")
    return f"{folder}/{text.subject}/{text.revision.in_path}.{suffix}"


def parse_archived(
    content: str, path: str, conventions: Conventions = USUAL
) -> tuple[Edition | None, tuple[Finding, ...]]:
    """An archived text, named by its path; None and findings where it is not one or lies in a wrong place."""
    facts = _head(content)
    if facts is None:
        parse = parse_form if path.startswith(FORM_ARCHIVE) else parse_document
        noun, found = parse(content, path, conventions)
        return None, found or (finding("archive-misplaced", Place(path, 1), id=noun.id if noun else "-", revision="-"),)
    place = Place(path, 1, "revision")
    named, revision = PurePosixPath(path), parse_revision(str(facts["revision"]), conventions.revisions)
    if revision is None or (facts["id"], revision.in_path) != (
        composed(named.parent.name),
        named.stem,
    ):
        return None, (
            finding("archive-misplaced", place, ref=str(facts["id"]), id=facts["id"], revision=facts["revision"]),
        )
    is_form = path.startswith(FORM_ARCHIVE)
    return (
        Edition(
            subject=str(facts["id"]),
            kind=FORM if is_form else str(facts.get("kind")),
            page=str(facts.get("name") if is_form else facts["id"]),
            title=str(facts["title"]),
            revision=revision,
            effective_date=facts["effective_date"],  # type: ignore[arg-type]
            owner="" if is_form else str(facts.get("owner")),
            review_months=None if is_form else int(str(facts.get("review_months", 24))),
            digest=digest_of(content),
            path=path,
        ),
        (),
    )


def read_archived(
    content: str, path: str, conventions: Conventions = USUAL
) -> tuple[Document | Form | None, tuple[Finding, ...]]:
    """The whole document or form in an archived text; its links are those of the place where it was in force."""
    facts = _head(content) or {}
    if path.startswith(FORM_ARCHIVE):
        return parse_form(content, f"{FORMS}/{facts.get('name', PurePosixPath(path).stem)}.yaml", conventions)
    return parse_document(content, f"{DOCUMENTS}/{PurePosixPath(path).parent.name}.md", conventions)


def _head(content: str) -> Mapping[str, object] | None:
    """The facts that say which text it is; None where one is missing or cannot be read."""
    front = content.partition("\n---")[0] if content.startswith("---") else content
    try:
        facts = plain_values("\n".join(_HEAD.findall(front)))
        if isinstance(facts, dict) and "revision" in facts:  # `1.10` is what is written, not a number
            facts |= yaml.load("".join(_REVISION.findall(front)[:1]), Loader=yaml.BaseLoader)
    except (ValueError, yaml.YAMLError):
        return None
    is_whole = isinstance(facts, dict) and {"id", "title", "revision"} <= facts.keys()
    return facts if is_whole and _can_be_reckoned_with(facts) else None


def _can_be_reckoned_with(facts: Mapping[str, object]) -> bool:
    """Whether the day and the months of a head are such and lie in reach, and its title is made of words."""
    is_month = MONTHS.accepts(facts.get("review_months", 24))
    if has_markup(str(facts["title"])):
        return False  # which is found where the whole text is read
    return DATE.accepts(facts.get("effective_date")) and is_in_reach(facts["effective_date"]) and is_month
