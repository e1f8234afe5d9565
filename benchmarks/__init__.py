"""Time and memory of the commands, on portals of any size."""
