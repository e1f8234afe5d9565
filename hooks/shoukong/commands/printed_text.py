"""What `print` is told as a document or form, as it stands or in one of its revisions (`ID@A/0`), and its print."""

from collections.abc import Sequence

from shoukong.commands.refusal import RefusedError
from shoukong.control.form_in_force import form_in, form_on
from shoukong.control.life import Term
from shoukong.document import Document
from shoukong.forms.form import Form
from shoukong.language import Speech
from shoukong.pages.blank_files import print_context
from shoukong.pages.document_prints import Issue, document_pdf, document_word, worth
from shoukong.pages.view import View
from shoukong.paper.blank import blank_pdf
from shoukong.paper.fonts import font_folder
from shoukong.wording.state_names import STATUS_NAMES


def text_as_word(view: View, subject: str, say: Speech) -> tuple[str, bytes, Sequence[str]]:
    """The name, the Word file and the notes of a document, as it stands or in one of its revisions.

    Raises RefusedError where a subject is none.
    """
    id_, at, revision = subject.rpartition("@")
    whole: Document | Form | None = view.portal.documents_by_id.get(subject)
    if whole is None and at and id_ in view.control.lives:
        whole = _told_revision(view, id_, revision, say)
    if not isinstance(whole, Document):
        raise RefusedError(say("只有受控文件可以写成 Word，「%(what)s」不是：不写 --word", what=subject))
    word = document_word(view, whole, Issue(view.portal.as_of))
    return _name(whole, is_named=bool(at)), word, _worth(view, whole, say)


def printed_text(view: View, subject: str, say: Speech) -> tuple[str, bytes, Sequence[str]] | None:
    """The name, the PDF and the notes of a document or blank; None where a subject is neither.

    Raises RefusedError where it has no such revision, or one whose text cannot be read to its end.
    """
    id_, at, revision = subject.rpartition("@")
    if at and id_ in view.control.lives:
        return _revision(view, id_, revision, say)
    document = view.portal.documents_by_id.get(subject)
    if document is not None:
        return _document(view, document, say)
    form = next((f for f in view.forms if f.id == subject), None)
    return _blank(view, form_on(view.control, form, view.portal.as_of)) if form else None


def _revision(view: View, subject: str, told: str, say: Speech) -> tuple[str, bytes, Sequence[str]]:
    whole = _told_revision(view, subject, told, say)
    if isinstance(whole, Document):
        return _document(view, whole, say, is_named=True)
    return _blank(view, whole, is_named=True)


def _told_revision(view: View, subject: str, told: str, say: Speech) -> Document | Form:
    """A document or form in the revision that is asked for. Raises RefusedError."""
    terms = view.life(subject).terms
    term = next((t for t in terms if told in (str(t.text.revision), t.text.revision.in_path)), None)
    if term is None:
        known = say.listed(t.text.revision for t in terms)
        raise RefusedError(say("%(id)s 没有版本「%(revision)s」，有 %(known)s", id=subject, revision=told, known=known))
    whole = _whole(view, term)
    if whole is None:
        path = term.text.path
        raise RefusedError(say("%(path)s 无法按今天的格式读出，不能打印：原文就在那里", path=path))
    return whole


def _whole(view: View, term: Term) -> Document | Form | None:
    form = next((f for f in view.forms if f.id == term.text.subject), None) if term.text.is_form else None
    return form_in(view.control, form, term) if form else view.control.portal.whole(term.text)


def _document(
    view: View, document: Document, say: Speech, *, is_named: bool = False
) -> tuple[str, bytes, Sequence[str]]:
    pdf = document_pdf(view, document, Issue(view.portal.as_of))
    return _name(document, is_named=is_named), pdf, _worth(view, document, say)


def _name(document: Document, *, is_named: bool) -> str:
    return f"{document.id} {document.title}" + (f" {document.revision}" if is_named else "")


def _worth(view: View, document: Document, say: Speech) -> Sequence[str]:
    """Whether what is printed may be relied upon, in a line."""
    return (say("，").join(worth(view, document)) or STATUS_NAMES[view.status(document.id)].told(say.language),)


def _blank(view: View, form: Form, *, is_named: bool = False) -> tuple[str, bytes, Sequence[str]]:
    name = f"{form.id} {form.title}" + (f" {form.revision}" if is_named else "")
    return name, blank_pdf(form, print_context(view, form, font_folder(view.portal.root))), ()
