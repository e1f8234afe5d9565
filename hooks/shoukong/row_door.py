"""The one door through which verbs write rows: what the check would refuse is refused before anything is written."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from shoukong.checks.enclosure_checks import MISSING
from shoukong.evaluation import Evaluation, evaluate_with
from shoukong.files.file_writing import Contents, write_files
from shoukong.finding import Finding, Severity
from shoukong.forms.form import Form
from shoukong.layout import RECORDS
from shoukong.messages.catalogue import severity_of


class RowsRefusedError(ValueError):
    """The check would find something wrong with the records as they would be: `findings`, by place."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(item.code for item in findings))
        self.findings = findings


def write_rows(evaluation: Evaluation, contents: Contents, *, is_trial: bool = False) -> None:
    """Write parts of registers, by their paths, and files that go with them: all of them or none.

    Raises RowsRefusedError where `refusals` has any. A trial ends before anything is written.
    """
    refused = refusals(evaluation, contents)
    if refused:
        raise RowsRefusedError(refused)
    if not is_trial:
        write_judged(evaluation, contents)


def write_own_row(evaluation: Evaluation, form: Form, contents: Mapping[str, bytes]) -> None:
    """Write files, among them parts of one register with a row that a verb made itself and that names no new record.

    Raises RowsRefusedError where the form does not take that row; the other registers, which may be large, are as they
    were and are not asked.
    """
    portal = evaluation.portal
    own = replace(form, foreign_keys=())
    parts = {path: content for path, content in contents.items() if path.startswith(f"{RECORDS}/{form.name}/")}
    alone = replace(
        portal, forms=(own,), parts=tuple(p for p in portal.parts if p.startswith(f"{RECORDS}/{form.name}/"))
    )
    with evaluate_with(alone, parts) as after:
        refused = [item for item in after.record_findings if _is_error(item) and item.place.path in parts]
    if refused:
        raise RowsRefusedError(tuple(refused))
    write_judged(evaluation, contents)


def write_judged(evaluation: Evaluation, contents: Contents) -> None:
    """Write what `refusals` has none for."""
    write_files(evaluation.portal.root, contents)


def refusals(evaluation: Evaluation, contents: Contents) -> tuple[Finding, ...]:
    """What the check would find wrong with the records, were they as given, beyond what it finds now.

    To a part that cannot be read whole nothing is added: what is wrong with it is told instead.
    """
    parts = {p: c for p, c in contents.items() if p.startswith(f"{RECORDS}/") and isinstance(c, bytes)}
    unread = (item for item in evaluation.registers.findings if item.place.path in parts)
    new = (item for item in _new_errors(evaluation, parts) if not _comes_along(item, contents))
    return tuple(filter(_is_error, unread)) or tuple(new)


def _comes_along(item: Finding, contents: Contents) -> bool:
    """Whether what a record lacks is a file that is written with it."""
    return item.code == MISSING and item.facts["file"] in contents


def _new_errors(evaluation: Evaluation, parts: Mapping[str, bytes]) -> Iterator[Finding]:
    """The errors in the records as they would be that are not there now."""
    if not parts:
        return
    known = Counter(map(_told, _errors(evaluation)))
    with evaluate_with(evaluation.portal, parts) as after:
        found = _errors(after)
    for item in found:
        if known[_told(item)]:
            known[_told(item)] -= 1
        else:
            yield item


def _errors(evaluation: Evaluation) -> list[Finding]:
    return [item for item in (*evaluation.record_findings, *evaluation.correction_findings) if _is_error(item)]


def _is_error(item: Finding) -> bool:
    return severity_of(item) is Severity.ERROR


def _told(item: Finding) -> tuple[object, ...]:
    return item.code, item.place, item.record
