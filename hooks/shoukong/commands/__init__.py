"""The verbs of the command line, one file each; each returns its exit code."""
