"""A table in the terminal of rows that are about to be written."""

from collections.abc import Sequence

from shoukong.entries.filed_rows import FiledRow
from shoukong.forms.form import Field, Form
from shoukong.language import Speech

MOST_ROWS = 20
WIDE = 400  # signs of a line where the output is no terminal


def show_rows(form: Form, rows: Sequence[FiledRow], say: Speech) -> None:
    """Print the first rows under the titles of the fields that any of them fills in."""
    if not rows:
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, emoji=False, width=WIDE)
    shown = rows[:MOST_ROWS]
    filled = [f for f in form.fields if any(row.cells.get(f.name) for row in shown)]
    table = Table(title=f"{form.id} {form.title}", title_justify="left")
    for field in filled:
        table.add_column(field.title, overflow="fold")
    for row in shown:
        table.add_row(*(_shown(field, row, say) for field in filled))
    console.print(table)
    if len(rows) > len(shown):
        print(say.count("……共 %(n)s 行", len(rows)))


def _shown(field: Field, row: FiledRow, say: Speech) -> str:
    """A cell as people read it."""
    cell = row.cells.get(field.name, "")
    if field.type == "boolean":
        return {"true": say("是"), "false": say("否")}.get(cell, cell)
    return cell
