"""What reasoning models showed of their thinking: `thoughts`, `reasoning_recap`."""

from __future__ import annotations

from typing import Any

from migrator.model import Part, Reasoning
from migrator_chatgpt.chat import Json, holds_something
from migrator_chatgpt.content.here import Here


def thoughts(here: Here) -> list[Part]:
    """One part for each thought; those that are no object with a text stay where they are."""
    listed = here.items("thoughts")
    if listed is None:
        text = here.carried("thoughts", "content", "text")
        return [Reasoning(text=text, at=f"{here.at}/thoughts")] if text else []
    parts: list[Part] = []
    left: list[Any] = []
    for i, thought in enumerate(listed):
        at = f"{here.at}/thoughts/{i}"
        read = _thought(thought, at, here) if thought.__class__ is dict else []
        if thought.__class__ is str and thought:
            read = [Reasoning(text=thought, at=at)]
        if read:
            parts += read
        elif _says_something(thought):
            left.append(thought)
    if left and parts:
        here.content["thoughts"] = left
    return parts


def _thought(thought: Json, at: str, here: Here) -> list[Part]:
    """One thought: `summary` is its heading; `chunks` are the words of `content` as they came in."""
    if "content_type" in thought:
        return here.nested(thought, at)
    text, title = here.text("content", thought), here.name("summary", thought)
    chunks = thought.get("chunks")
    if chunks.__class__ is list and chunks and all(chunk.__class__ is str for chunk in chunks):
        together = "".join(chunks)
        if not text or together == text:
            text = text or together
            del thought["chunks"]
    if not text and not title:
        return []
    return [Reasoning(text=text, title=title, at=at, extra=thought)]


def _says_something(thought: Any) -> bool:
    if thought.__class__ is not dict:
        return holds_something(thought)
    return any(holds_something(value) for key, value in thought.items() if key != "finished")


def recap(here: Here) -> list[Part]:
    """One line, "Thought for 12s", and how long it was if the vendor says so."""
    title = here.carried("content", "text")
    if not title:
        return []
    seconds = here.seconds("finished_duration_sec", here.metadata)
    return [Reasoning(title=title, seconds=seconds, at=f"{here.at}/content")]
