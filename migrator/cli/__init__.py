"""The command line. `main` is the program; everything else is loaded when it is needed."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with `argv` (default: the process's own) and return its exit code."""
    try:
        from migrator.cli.program import run
    except KeyboardInterrupt:  # before there was anything to stop
        return 130

    return run(argv)
