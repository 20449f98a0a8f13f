"""Whether ChatGPT's own page showed a message, and why not.

Worked out by people who compared exports with the page (classic exports; the slim ones of 2026 hold nearly nothing
but shown messages). `weight: 0` hides nothing by itself and marks no branch.
"""

from __future__ import annotations

from typing import Any

from migrator.model import Audio, Document, Image, Part, Role, Text, Video
from migrator_chatgpt.content import research

CONTEXT = frozenset({"user_editable_context", "model_editable_context"})
_SHOWN = frozenset({Image, Audio, Video, Document})


def reason(
    raw: dict[str, Any],
    role: Role | None,
    kind: str | None,
    metadata: dict[str, Any],
    parts: tuple[Part, ...],
) -> str | None:
    """Why the message was not shown, None if it was.

    "context": custom instructions, memory and the like; "system": a system message; "hidden": marked as such;
    "tool": what the assistant and a tool said to each other; "empty": there is nothing to show. A role that nobody
    knows (None) hides nothing.
    """
    if kind in CONTEXT or metadata.get("is_user_system_message") is True:
        return "context"
    if role == "system":
        return "system"
    words = len(parts) == 1 and parts[0].__class__ is Text  # nearly always
    if not words and any(part.__class__ is Document and part.form == research.FORM for part in parts):
        return None  # a report is what the page shows of the message that carries it, hidden as that may be
    if metadata.get("is_visually_hidden_from_conversation") is True:
        return "hidden"
    if role == "tool":  # pictures and reports that a tool made were shown all the same
        return None if any(part.__class__ in _SHOWN for part in parts) else "tool"
    if role == "assistant":
        recipient = raw.get("recipient")
        if recipient.__class__ is str and recipient != "all":
            return None if any(part.__class__ is Document for part in parts) else "tool"
    return None if parts else "empty"
