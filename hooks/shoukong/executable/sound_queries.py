"""Queries that were read and found to do nothing but ask: their texts need not be judged again on the same ground."""

import json
from collections.abc import Sequence

from shoukong.executable.query_process import Queries, QueryError
from shoukong.files.user_cache import keep, kept
from shoukong.portal import Portal
from shoukong.records import database

_KIND = "sound-queries"


def read(texts: Sequence[str], queries: Queries, portal: Portal, compared: Sequence[str] = ()) -> None:
    """Let a process learn some queries, from what is known of them where all were sound.

    What a name in a query means rests on the database, the tables that there may be, and the engine. Of `compared`,
    which are among them, it is also known how the database reads them.
    """
    ground = (database.__version__, *sorted(portal.forms_by_name), "", *texts, "", *compared)
    known = kept(_KIND, ground)
    if known is not None:
        names, trees = json.loads(known)
        sound = {text: frozenset(each) for text, each in zip(texts, names, strict=True)}
        queries.know(sound, dict(zip(compared, trees, strict=True)))
        return
    learnt = queries.read(texts)
    if all(text in learnt for text in texts):
        try:
            trees = queries.trees(compared)
        except QueryError:
            return
        keep(_KIND, ground, json.dumps([[sorted(learnt[text]) for text in texts], trees]).encode())
