"""Bringing a portal that an earlier version made to this one: what is to change in its files, as text."""
