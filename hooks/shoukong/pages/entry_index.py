"""The entries that became records: by their ids, which people were told, the records are found again."""

import json
from collections.abc import Iterator

from shoukong.pages.output import Output
from shoukong.pages.view import View

MONTH = 4  # first signs of an id, its year and month


def entry_files(view: View) -> Iterator[Output]:
    """The records by the ids of their entries, a file for each month of ids."""
    months: dict[str, dict[str, list[str]]] = {}
    for (table, number), id_ in view.entries.items():
        if id_[:MONTH].isdigit() and table in view.portal.forms_by_name:
            months.setdefault(id_[:MONTH], {}).setdefault(id_, [table, number])
    for month, found in sorted(months.items()):
        yield Output(f"data/entries/{month}.json", json.dumps(found, ensure_ascii=False, sort_keys=True))
