"""Checks of the glossary: the clauses that answer its questions are there."""

from collections.abc import Iterator

from shoukong.finding import Finding, finding
from shoukong.portal import Portal


def check_questions(portal: Portal) -> Iterator[Finding]:
    """Every question is answered by a clause that there is; what cannot be read is not judged."""
    for each in portal.glossary.questions:
        if portal.clause(each.at) is None and each.at.partition("#")[0] not in portal.unread_documents:
            yield finding("question-nowhere", each.place, ref=each.at, clause=each.at)


CHECKS = (check_questions,)
