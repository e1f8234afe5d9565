"""Executable clauses: what stands as a fenced block under a clause, is approved with it, and is run over the records.

`tables` gives the typed tables that queries see, `query` runs them in a closed room, `reader` is the process inside it,
`rule` finds breaches, `answer` what was done about them, `example` tries a rule on small tables; `derived` holds the
results for a portal's day.
"""
