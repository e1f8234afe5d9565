"""Seals: what stood in a period when it was closed, in a form that strangers can recompute."""
