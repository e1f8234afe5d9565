"""Records: CSV parts, the registers that they make, their cells judged, and rows added."""
