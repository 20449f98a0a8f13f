"""The prompts: an old chat to go on with, and what the chats say about a subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from migrator.app.serving import faults
from migrator.app.serving.answers import Made, reading, search
from migrator.app.serving.catalogue import CHAT, Search
from migrator.app.serving.opened import Served
from migrator.app.serving.quoting import Answering, ours

_WORDS = 200


def continue_chat(served: Served, arguments: Mapping[str, str]) -> Made:
    """The last messages of a chat, and the wish to go on."""
    key = arguments[CHAT]
    served.find(key)
    answering = Answering(
        "Let us go on with a conversation that I had with another assistant. It ended as quoted below."
        f" read_chat with chat {key} gives what stood before. Take up where it ended, in its language."
    )
    lines, leaving = reading.ending(served, key, answering.room())
    answering.add(lines)
    return Made(answering.text(), leaving)


def bring_me_up_to_date(served: Served, arguments: Mapping[str, str]) -> Made:
    """The best quotes about a subject, and the wish for a summary."""
    subject = " ".join(arguments["subject"].split())[:_WORDS]
    if not subject:
        raise faults.bad_query()
    made = search.answer(served, Search(words=subject, limit=12))
    ask = (
        "Bring me up to date on what my old chats say about a subject: what was decided, what is open, with dates and"
        " chat ids. Below is what a search found; read_chat reads more. Say so if it does not suffice."
    )
    return Made("\n".join([*ours(ask), "", made.text]), made.leaving)


PROMPTS: Mapping[str, Callable[[Served, Mapping[str, str]], Made]] = {
    "continue_chat": continue_chat,
    "bring_me_up_to_date": bring_me_up_to_date,
}
