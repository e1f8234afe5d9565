"""`python -m shoukong` is the command line."""

from shoukong.cli import main

main()
