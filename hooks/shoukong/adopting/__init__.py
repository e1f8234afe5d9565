"""A firm's old procedure as a draft of a controlled document: read from Word or plain text, numbered, linked."""
