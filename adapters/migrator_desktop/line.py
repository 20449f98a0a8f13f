"""A chat as one line of turns, the way assistants on one's own machine keep it: the line that was last shown."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from migrator.adapter import Receipt
from migrator.model import Conversation, Message
from migrator.shape import flat, tree
from migrator.shape.tally import Tally
from migrator.shape.turns import Turn, turns
from migrator.shape.visible import writable


class Line(msgspec.Struct, frozen=True):
    """What a system said before anybody else, and the turns; no turns if there is nothing to write.

    `whole` is the chat with all its branches, without what no target writes.
    """

    whole: Conversation
    system: tuple[Message, ...]
    turns: tuple[Turn, ...]


def shown(conversation: Conversation, wish: flat.Wish, tally: Tally) -> Line:
    """The line last shown. A system's words later on have no place in it; `tally` is told of what is left out.

    Of the messages on other branches it is told by `others_left_out`, once it is known which of them are written.
    """
    whole = tree.splice(conversation, lambda m: writable(m, tally) and flat.kept(m, wish, tally))
    system: list[Message] = []
    spoken: list[Message] = []
    for message in tree.path(whole):
        if message.role != "system":
            spoken.append(message)
        elif spoken:
            tally.add("role-left-out", message.id)
        else:
            system.append(message)
    if not spoken:
        for message in system:
            tally.add("role-left-out", message.id)
        tally.add("no-messages", conversation.id)
        system = []
    return Line(whole, tuple(system), turns(spoken))


def others_left_out(line: Line, written: Iterable[str], tally: Tally) -> None:
    """Name every message off the line that is not among the `written` ones."""
    known = {message.id for message in tree.path(line.whole)} | set(written)
    for message in line.whole.messages:
        if message.id not in known:
            tally.add("branch-left-out", message.id)


def nothing(conversation: Conversation, tally: Tally) -> Receipt:
    """The receipt of a chat without a line."""
    return Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=tally.losses())
