"""What reasoning models showed of their thinking: `thoughts`, `reasoning_recap`."""

from __future__ import annotations

from migrator.model import Part, Reasoning, Role
from migrator_chatgpt.chat import Chat, Json, take, take_name, take_seconds


def thoughts(
    content: Json, _raw: Json, _role: Role | None, _author: str | None, _metadata: Json, _chat: Chat
) -> list[Part]:
    """One part for each thought; those that are no object with a text stay where they are."""
    listed = content.get("thoughts")
    if listed.__class__ is str:
        return [Reasoning(text=text, at="/content/thoughts")] if (text := take(content, "thoughts")) else []
    if listed.__class__ is not list:
        return []
    parts: list[Part] = []
    left = []
    for i, thought in enumerate(listed):
        if thought.__class__ is dict and thought.get("content").__class__ is str:
            text, title = take(thought, "content"), take_name(thought, "summary")
            if thought.get("chunks").__class__ is list and "".join(map(str, thought["chunks"])) == text:
                del thought["chunks"]  # the same words, as they came in
            if text or title:
                parts.append(Reasoning(text=text, title=title, at=f"/content/thoughts/{i}", extra=thought))
        elif thought.__class__ is str and thought:
            parts.append(Reasoning(text=thought, at=f"/content/thoughts/{i}"))
        elif thought is not None:
            left.append(thought)
    if left:
        content["thoughts"] = left
    else:
        del content["thoughts"]
    return parts


def recap(
    content: Json, _raw: Json, _role: Role | None, _author: str | None, metadata: Json, _chat: Chat
) -> list[Part]:
    """One line, "Thought for 12s", and how long it was if the vendor says so."""
    title = take_name(content, "content")
    if title is None:
        return []
    return [
        Reasoning(title=title, seconds=take_seconds(metadata, "finished_duration_sec"), at="/content/content")
    ]
