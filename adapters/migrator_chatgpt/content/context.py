"""What was put before the conversation without being shown: custom instructions, and the memory as it stood."""

from __future__ import annotations

from migrator.model import Part, Role, Text
from migrator_chatgpt.chat import Chat, Json, take

ABOUT_ME = "/content/user_profile"
HOW_TO_ANSWER = "/content/user_instructions"
MEMORY = "/content/model_set_context"


def instructions(
    content: Json, _raw: Json, _role: Role | None, _author: str | None, _metadata: Json, _chat: Chat
) -> list[Part]:
    """`user_editable_context`: the two boxes of the custom instructions, each a text."""
    return _texts(content, ABOUT_ME, HOW_TO_ANSWER)


def memory(
    content: Json, _raw: Json, _role: Role | None, _author: str | None, _metadata: Json, _chat: Chat
) -> list[Part]:
    """`model_editable_context`: the memory list, one text."""
    return _texts(content, MEMORY)


def _texts(content: Json, *places: str) -> list[Part]:
    parts: list[Part] = []
    for at in places:
        text = take(content, at.rsplit("/", 1)[-1])
        if text:
            parts.append(Text(text=text, at=at))
    return parts
