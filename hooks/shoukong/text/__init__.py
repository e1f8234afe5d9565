"""Texts as they are read: YAML with its lines, Markdown, blocks, numbers, digests, differences."""
