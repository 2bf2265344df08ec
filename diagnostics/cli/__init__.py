"""The command line: the only place that prints and the only one that knows exit codes.

One module per command with `add_to(commands)` and `run(args) -> int`. Heavy libraries and the engine are imported
inside `run`, so that `--help` starts at once.
"""
