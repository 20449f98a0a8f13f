"""`about_me`: memories and instructions, as the person reviewed them. What is odd and not approved is not handed on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from migrator.app.profiling import copied_lists, rulings
from migrator.app.serving.account import Leaving
from migrator.app.serving.answers import Made, more, offset
from migrator.app.serving.catalogue import Paged
from migrator.app.serving.opened import Served
from migrator.app.serving.quoting import Answering, quoted
from migrator.model import Instruction, Memory
from migrator.profile.collect import gather
from migrator.profile.review import Profile, reviewed
from migrator.shape.facts.fact import dated


def answer(served: Served, wanted: Paged) -> Made:
    """Custom instructions first, then facts, the newest first."""
    start = offset(wanted.cursor)
    pieces = list(_pieces(profile(served)))
    answering = Answering(
        "What the person's old assistant knew about them, as reviewed by the person."
        if pieces
        else "Nothing about the person may be read here, or nothing is known."
    )
    done = 0
    for head, text in pieces[start:]:
        lines = [*([head] if head else []), *quoted(served.mend(text))]
        if len(lines) > 40:  # custom instructions end at 1,500 letters a field; nothing longer is a fact
            lines = [*lines[:40], "(cut)"]
        if not answering.add(lines):
            break
        done += 1
    at = start + done
    end = more(at) if done and at < len(pieces) else ""
    return Made(answering.text(end), Leaving(about_me=done))


def profile(served: Served) -> Profile:
    """What the grant covers of it, with the person's decisions."""
    how = served.by.grant.about_me
    if how == "none":
        return Profile((), ())
    lists = copied_lists(served.vault) if how == "all" else ()
    return reviewed(gather(_items(served, whole=how == "all"), lists), rulings(served.vault))


def _items(served: Served, *, whole: bool) -> Iterator[Memory | Instruction]:
    for kind in (Memory, Instruction):
        for item in served.chats.items(kind):
            if not isinstance(item, Memory | Instruction):
                continue
            chat = served.chats.one(item.conversation) if item.conversation is not None else None
            if whole or chat is not None:
                day = chat.created if chat is not None else None
                yield dated(item, dt.datetime.fromisoformat(day) if day else None)


def _pieces(held: Profile) -> Iterator[tuple[str, str]]:
    now = held.current
    if now is not None and not _odd(held, now.id):
        if now.about_me:
            yield "Custom instructions, about the person:", now.about_me
        if now.how_to_answer:
            yield "Custom instructions, how the person wished to be answered:", now.how_to_answer
    for entry in reversed(held.facts):
        if entry.state == "left-out" or (entry.flags and entry.state == "new"):
            continue
        yield f"Fact{f' of {entry.fact.day}' if entry.fact.day else ''}:", entry.text


def _odd(held: Profile, key: str) -> bool:
    return any(one.id == key and one.flags and one.state == "new" for one in held.instructions)
