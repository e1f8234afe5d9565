"""Forms: their descriptors as read, and what they demand of fields, records and layouts."""
