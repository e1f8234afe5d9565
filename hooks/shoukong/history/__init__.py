"""What became of records through Git: every commit of the main line, and what it did to each row."""
