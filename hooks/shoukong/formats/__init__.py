"""The formats that people write: each key of each file with its meaning, as a JSON Schema and as a reference."""
