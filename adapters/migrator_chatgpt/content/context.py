"""What was put before the conversation without being shown: custom instructions, and the memory as it stood."""

from __future__ import annotations

from migrator.model import Part, Text
from migrator_chatgpt.content.here import Here

ABOUT_ME = "/content/user_profile"
HOW_TO_ANSWER = "/content/user_instructions"
MEMORY = "/content/model_set_context"


def instructions(here: Here) -> list[Part]:
    """`user_editable_context`: the two boxes of the custom instructions, each a text."""
    return _texts(here, ABOUT_ME, HOW_TO_ANSWER)


def memory(here: Here) -> list[Part]:
    """`model_editable_context`: the memory list, one text."""
    return _texts(here, MEMORY)


def _texts(here: Here, *places: str) -> list[Part]:
    parts: list[Part] = []
    for place in places:
        key = place.rsplit("/", 1)[-1]
        text = here.text(key)
        if text:
            parts.append(Text(text=text, at=f"{here.at}/{key}"))
    return parts
