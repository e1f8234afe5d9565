"""Document control: approvals, the life of each text, readings, reviews, copies, doubtful links, outside sources.

`kept` says which registers are read, `staff` who was there; `approval` and `life` say which text applies on which day;
the others derive what people still have to do; `derived` holds all of it for a portal's day, each computed once.
"""
