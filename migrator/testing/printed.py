"""The commands that a target's steps print, for tests that run them as they are printed."""

from __future__ import annotations

import re

from migrator.adapter import Target

_SPAN = re.compile(r"`([^`]+)`")
_PROGRAMS = re.compile(
    r"(?:[a-z_]+ = )?(?:llm|python3|ollama|curl|migrate|oterm|OTERM_DATA_DIR=|opencode|pip|joplin|cp|sqlite3|llama-server|import)\b"
    r"|[a-z_]+ = |(?:datasets|pandas|json|pyarrow)\."
)


def commands(target: Target) -> tuple[str, ...]:
    """What stands between backticks in the steps and is a command of a shell or of Python, in order."""
    spans = (span for step in target.capabilities.steps for span in _SPAN.findall(step))
    return tuple(dict.fromkeys(span for span in spans if _PROGRAMS.match(span)))
