"""A question and an answer, with the ways people go back: another wording, another try."""

from __future__ import annotations

from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread


def play(thread: Thread, turn: Turn, cast: Cast) -> None:
    """A plain turn. `instead_user`, `instead_assistant`: an earlier wording; `again`: earlier answers, left behind."""
    texts = turn.texts
    before = thread.head
    if "instead_user" in texts:
        thread.user(cast.say(texts["instead_user"]))
        thread.answer(cast.say(texts["instead_assistant"]))
        thread.head = before
    asked = thread.user(cast.say(texts["user"]))
    for earlier in turn.lists.get("again", ()):
        thread.answer(cast.say(earlier))
        thread.head = asked
    thread.answer(cast.say(texts["assistant"]))
