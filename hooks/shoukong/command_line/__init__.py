"""The verbs of the command line by family: options in, exit codes out."""
