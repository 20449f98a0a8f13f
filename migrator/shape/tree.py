"""The tree of a conversation: its paths, its branches, and taking messages out without losing what hangs below.

Everything here is linear in the number of messages and never recurses: chats of 40,000 messages in one line exist.
It rests on the promise of `Conversation`: ids are unique and a parent stands before its children.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from migrator.model import Conversation, Message


class Line(msgspec.Struct, frozen=True):
    """A run of messages, each the parent of the next.

    The first line of a conversation ends in its head. Every other one begins where it leaves a line that stands
    before it: `leaves` is the message of that line after which it goes its own way, None for a root of its own.
    """

    messages: tuple[Message, ...]
    leaves: str | None = None


def children(conversation: Conversation) -> dict[str | None, list[Message]]:
    """The messages below each message, in the order of the conversation; the roots stand under None."""
    below: dict[str | None, list[Message]] = {}
    for message in conversation.messages:
        below.setdefault(message.parent, []).append(message)
    return below


def leaves(conversation: Conversation) -> tuple[Message, ...]:
    """The messages that have nothing below them, in the order of the conversation."""
    parents = {message.parent for message in conversation.messages}
    return tuple(message for message in conversation.messages if message.id not in parents)


def branches(conversation: Conversation) -> int:
    """How many ways the chat went besides the one last shown: its leaves less one, never below 0."""
    return max(0, len(leaves(conversation)) - 1)


def head(conversation: Conversation) -> str | None:
    """The leaf that was last shown; the last leaf of all if the conversation names none. None if it is empty."""
    if conversation.head is not None or not conversation.messages:
        return conversation.head
    return leaves(conversation)[-1].id


def path(conversation: Conversation, leaf: str | None = None) -> tuple[Message, ...]:
    """The messages from a root down to `leaf` (default: the head)."""
    messages = conversation.messages
    here = head(conversation) if leaf is None else leaf
    if messages and messages[-1].id == here and _is_line(messages):
        return messages
    by_id = {message.id: message for message in messages}
    found: list[Message] = []
    while here is not None:
        message = by_id[here]
        found.append(message)
        here = message.parent
    return tuple(reversed(found))


def _is_line(messages: tuple[Message, ...]) -> bool:
    above: str | None = None
    for message in messages:
        if message.parent != above:
            return False
        above = message.id
    return True


def lines(conversation: Conversation) -> tuple[Line, ...]:
    """The whole conversation as lines: the one last shown first, then each branch once, from the top down.

    A branch goes on with the last child at every fork, the newest version; the others are branches in their turn.
    """
    messages = conversation.messages
    if not messages:
        return ()
    if messages[-1].id == head(conversation) and _is_line(messages):
        return (Line(messages),)
    below = children(conversation)
    found = [Line(path(conversation))]
    done = 0
    on_a_line = {message.id for message in found[0].messages}
    while done < len(found):
        line = found[done]
        done += 1
        roots = line.leaves is None and done == 1
        above: list[str | None] = [None] if roots else []
        above += [message.id for message in line.messages]
        for point in above:
            for child in below.get(point, ()):
                if child.id in on_a_line:
                    continue
                run = [child]
                while following := below.get(run[-1].id):
                    run.append(following[-1])
                on_a_line.update(message.id for message in run)
                found.append(Line(tuple(run), point))
    return tuple(found)


def head_only(conversation: Conversation) -> Conversation:
    """The conversation with nothing but the line last shown."""
    kept = path(conversation)
    if len(kept) == len(conversation.messages):
        return conversation
    return msgspec.structs.replace(conversation, messages=kept, head=kept[-1].id if kept else None)


def splice(conversation: Conversation, keep: Callable[[Message], bool]) -> Conversation:
    """The conversation without the messages that `keep` refuses; what hung below them moves up.

    A message goes to its nearest kept ancestor and becomes a root if it has none. If the head goes, the new head is
    that ancestor, or, where others still hang below it, the last leaf under it. The same value if all is kept.
    """
    kept: list[Message] = []
    moved: dict[str, str | None] = {}  # the nearest kept ancestor-or-self, where it is not the message itself
    for message in conversation.messages:
        parent = message.parent
        if parent in moved:
            parent = moved[parent]
        if not keep(message):
            moved[message.id] = parent
        elif parent == message.parent:
            kept.append(message)
        else:
            kept.append(msgspec.structs.replace(message, parent=parent))
    if not moved:
        return conversation
    top = head(conversation)
    if top in moved:
        top = _leaf_under(kept, moved[top])
    return msgspec.structs.replace(conversation, messages=tuple(kept), head=top)


def _leaf_under(messages: list[Message], top: str | None) -> str | None:
    """The last leaf below `top` (of all, if it is None), following the last child at each fork."""
    last: dict[str | None, str] = {}
    for message in messages:
        last[message.parent] = message.id
    while top in last:
        top = last[top]
    return top


def dropped(before: Conversation, after: Conversation) -> tuple[str, ...]:
    """The ids of the messages that `after` no longer holds."""
    if len(before.messages) == len(after.messages):
        return ()
    left = {message.id for message in after.messages}
    return tuple(message.id for message in before.messages if message.id not in left)
