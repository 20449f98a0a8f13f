"""What stands in some exports now and then: failures of tools, windows of other programs, kinds without a name."""

from __future__ import annotations

from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread


def failed(thread: Thread, turn: Turn, cast: Cast) -> None:
    """A tool that broke: `error` is what it said."""
    thread.user(cast.say(turn.texts["user"]))
    thread.call("browser", thread.marked_text("open_url('https://slow.example.org')", "code"))
    thread.tool(
        "browser",
        {
            "content_type": "system_error",
            "name": "ClientResponseError",
            "text": thread.marked_text(cast.say(turn.texts["error"]), "error"),
        },
    )
    thread.answer(cast.say(turn.texts["assistant"]))


def paired(thread: Thread, turn: Turn, cast: Cast) -> None:
    """A question asked while another program's window was shown: `window` is its text."""
    text = thread.marked_text(cast.say(turn.texts["window"]), "context")
    window: Json = {
        "content_type": "app_pairing_content",
        "workspaces": [{"id": thread.dice.hex(8), "app_name": "Editor", "title": "recipe.py"}],
        "shards": [{"type": "text", "text": text}],
        "context_parts": [],
    }
    thread.add("user", window, metadata={"is_visually_hidden_from_conversation": True})
    thread.user(cast.say(turn.texts["user"]))
    thread.answer(cast.say(turn.texts["assistant"]))


def widget(thread: Thread, turn: Turn, cast: Cast) -> None:
    """An answer with a widget that only the vendor's page can draw; `drawn` is the text in it."""
    thread.user(cast.say(turn.texts["user"]))
    shown: Json = {
        "content_type": "super_widget",
        "widgets": [
            {"type": "forecast", "title": thread.marked_text(cast.say(turn.texts["drawn"]), "widget")}
        ],
    }
    thread.add("assistant", shown, metadata=thread.answered(), end_turn=False)
    thread.answer(cast.say(turn.texts["assistant"]))


def broken_off(thread: Thread, turn: Turn, cast: Cast) -> None:
    """An answer that the person stopped half-way."""
    thread.user(cast.say(turn.texts["user"]))
    thread.add(
        "assistant",
        {
            "content_type": "text",
            "parts": [thread.marked_text(cast.say(turn.texts["assistant"]), "assistant")],
        },
        metadata=thread.answered({"is_complete": False, "finish_details": {"type": "interrupted"}}),
        status="finished_partial_completion",
    )
