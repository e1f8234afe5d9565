"""Executable clauses: what stands as a fenced block under a clause, is approved with it, and is run over the records.

`blocks_in_place` finds the blocks, `query_tables` gives the typed tables that their queries see, `query_process` runs
them, `query_server` is the process inside it; `rule`, `duty` and `indicator` say what each kind makes of the rows,
`breach_answer` what was done about breaches; `executable_clauses` holds the results for a portal's day.
"""
