"""What a check comes to: its result, what faults hold back, what a change brings, and how it is told."""
