"""What people fill in: entries and sheets, read as they are meant, and filed as records."""
