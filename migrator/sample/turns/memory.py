"""What the assistant notes about the person: the `bio` tool, and the list that it is shown at the start of a chat."""

from __future__ import annotations

import datetime as dt

from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread


def play(thread: Thread, turn: Turn, cast: Cast) -> None:
    """`note` is what is remembered."""
    thread.user(cast.say(turn.texts["user"]))
    note = cast.say(turn.texts["note"])
    thread.add(
        "assistant",
        {"content_type": "text", "parts": [thread.marked_text(note, "memory")]},
        recipient="bio",
        metadata=thread.answered(),
        end_turn=False,
    )
    thread.tool("bio", {"content_type": "text", "parts": ["Model set context updated."]})
    thread.answer(cast.say(turn.texts["assistant"]))


def told(thread: Thread, notes: tuple[tuple[float, str], ...]) -> None:
    """The hidden message with everything remembered so far: (time, note) each."""
    if not notes:
        return
    lines = [
        f"{i}. [{dt.datetime.fromtimestamp(at, dt.UTC):%Y-%m-%d}]. {note}"
        for i, (at, note) in enumerate(notes, 1)
    ]
    thread.add(
        "assistant",
        {
            "content_type": "model_editable_context",
            "model_set_context": thread.marked_text("\n\n".join(lines), "memory-list"),
            "repository": None,
            "repo_summary": None,
            "structured_context": None,
        },
        metadata={"is_visually_hidden_from_conversation": True},
        timed=False,
    )


def instructed(thread: Thread, about: str, how: str) -> None:
    """The hidden message with the custom instructions as they stood."""
    about = thread.marked_text(about, "instruction")
    thread.add(
        "user",
        {
            "content_type": "user_editable_context",
            "user_profile": f"Preferred name: \nRole: \nOther Information: {about}",
            "user_instructions": f"The user provided the additional info about how they would like you to respond:\n```{how}```",
        },
        metadata={
            "is_visually_hidden_from_conversation": True,
            "is_user_system_message": True,
            "user_context_message_data": {"about_user_message": about, "about_model_message": how},
        },
        timed=False,
    )
