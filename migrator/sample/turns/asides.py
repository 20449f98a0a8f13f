"""Smaller features of a turn: pasted texts, replies to a passage, actions of custom GPTs, parts that are no strings."""

from __future__ import annotations

from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread
from migrator.sample.turns.files import attachment


def paste(thread: Thread, turn: Turn, cast: Cast) -> None:
    """A long text that was pasted and became a file; its words stand nowhere else."""
    asset = thread.asset("Pasted text.txt", cast.say(turn.texts["pasted"]), "upload")
    named = attachment(asset) | {"source": "local", "is_big_paste": True, "file_token_size": 96}
    asked = thread.user(cast.say(turn.texts["user"]), metadata={"attachments": [named]})
    thread.claim(asked, asset)
    thread.answer(cast.say(turn.texts["assistant"]))


def reply(thread: Thread, turn: Turn, cast: Cast) -> None:
    """A question about one passage of an earlier answer."""
    quoted = {"targeted_reply": cast.say(turn.texts["quoted"]), "targeted_reply_label": None}
    thread.user(cast.say(turn.texts["user"]), metadata=quoted)
    thread.answer(cast.say(turn.texts["assistant"]))


def action(thread: Thread, turn: Turn, cast: Cast) -> None:
    """A custom GPT calls a service: `asked` and `replied` are its JSON."""
    tool = "bus_town_example_org__jit_plugin.getDepartures"
    thread.user(cast.say(turn.texts["user"]))
    thread.call(tool, thread.marked_text(cast.say(turn.texts["asked"]), "code"), language="json")
    thread.tool(
        tool,
        {"content_type": "text", "parts": [thread.marked_text(cast.say(turn.texts["replied"]), "output")]},
        metadata={
            "invoked_plugin": {"type": "remote", "domain": "bus.town.example.org"},
            "jit_plugin_data": None,
        },
    )
    thread.answer(cast.say(turn.texts["assistant"]))


def parts(thread: Thread, turn: Turn, cast: Cast) -> None:
    """Early exports hold parts that are objects, null or empty beside the strings."""
    thread.user(cast.say(turn.texts["user"]))
    answer = thread.marked_text(cast.say(turn.texts["assistant"]), "assistant")
    thread.add(
        "assistant",
        {"content_type": "text", "parts": [None, "", {"text": answer}]},
        metadata=thread.answered(),
        end_turn=True,
    )
