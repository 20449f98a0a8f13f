"""`read_chat`: a piece of a chat, message by message along one branch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from migrator.app.serving import faults
from migrator.app.serving.account import Leaving
from migrator.app.serving.answers import Made, day, more
from migrator.app.serving.catalogue import ReadChat
from migrator.app.serving.opened import Served, address
from migrator.app.serving.quoting import Answering, quoted, title
from migrator.model import (
    Audio,
    Citation,
    Code,
    Conversation,
    Document,
    File,
    Image,
    Message,
    Opaque,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Video,
)
from migrator.shape import times, tree
from migrator.shape.visible import empty

_CURSOR = re.compile(r"(\d{1,6})\.(\d{1,9})\.(\d{1,9})")
_MODEL = re.compile(r"[A-Za-z0-9._:-]{1,40}")
_BEFORE = 2  # messages above the one that is read around
_SHORTEST = 400  # letters: a smaller piece of a message is not begun


def answer(served: Served, wanted: ReadChat) -> Made:
    """As many messages as fit, the last one cut if it is long; the cursor goes on inside of it."""
    chat = served.chat(wanted.chat)
    branch, start, skip = _begin(chat, wanted)
    messages = _branch(chat, branch)
    if start >= max(1, len(messages)):
        raise faults.bad_page() if wanted.cursor else faults.not_found()
    answering = Answering(_head(chat, wanted.chat, branch, len(messages), start))
    answering.add([*title(served.mend(chat.title or "Untitled")), ""])
    done, at = 0, start
    stop = min(len(messages), start + wanted.count)
    attachments = served.by.grant.attachments
    while at < stop:
        lines = quoted(served.mend(words(messages[at], attachments=attachments)))
        head = [_above(messages[at], at, goes_on=skip > 0)]
        if skip > len(lines):
            raise faults.bad_page()
        if answering.add([*head, *lines[skip:], ""]):
            at, skip, done = at + 1, 0, done + 1
            continue
        fitting = _fitting(lines[skip:], answering.room() - len(head[0]) - 2)
        if done and sum(map(len, fitting)) < _SHORTEST:
            break
        answering.add([*head, *fitting])
        skip, done = skip + len(fitting), done + 1
        break
    end = more(f"{branch}.{at}.{skip}") if at < len(messages) else "This is the end of this branch."
    return Made(answering.text(end), Leaving((chat.id,), done))


def ending(served: Served, key: str, room: int) -> tuple[list[str], Leaving]:
    """The last messages of a chat that fit into `room` letters, as lines."""
    chat = served.chat(key)
    messages = _branch(chat, 0)
    attachments = served.by.grant.attachments
    blocks: list[list[str]] = []
    for at in range(len(messages) - 1, -1, -1):
        lines = quoted(served.mend(words(messages[at], attachments=attachments)))
        block = [_above(messages[at], at), *lines, ""]
        size = sum(len(line) + 1 for line in block)
        if size > room:
            if not blocks:  # the end of a long last message
                fitting = _fitting(lines[::-1], room - len(block[0]) - 2)[::-1]
                blocks.append([_above(messages[at], at, goes_on=True), *fitting, ""])
            break
        room -= size
        blocks.append(block)
    lines = [line for block in reversed(blocks) for line in block]
    return [*title(served.mend(chat.title or "Untitled")), "", *lines], Leaving((chat.id,), len(blocks))


def _begin(chat: Conversation, wanted: ReadChat) -> tuple[int, int, int]:
    """Branch, place of the first message in it, and lines of that to pass over."""
    if wanted.cursor:
        found = _CURSOR.fullmatch(wanted.cursor)
        if found is None:
            raise faults.bad_page()
        return int(found[1]), int(found[2]), int(found[3])
    if not wanted.message:
        return wanted.branch, wanted.start - 1, 0
    key = next((one.id for one in chat.messages if address(one.id) == wanted.message), None)
    if key is None:
        raise faults.not_found()
    leaf = _leaf_below(chat, key)
    branch = [one.id for one in _leaves(chat)].index(leaf)
    place = next((n for n, one in enumerate(_branch(chat, branch)) if one.id == key), 0)
    return branch, max(0, place - _BEFORE), 0


def _leaves(chat: Conversation) -> list[Message]:
    """The ends of all branches, that of the one last shown first."""
    head = tree.head(chat)
    return sorted(tree.leaves(chat), key=lambda one: one.id != head)


def _branch(chat: Conversation, number: int) -> list[Message]:
    """The messages of a branch that were shown and hold anything. NotFound if there is no such branch."""
    leaves = _leaves(chat)
    if not leaves:
        return []
    if number >= len(leaves):
        raise faults.not_found()
    leaf = tree.head(chat) if number == 0 else leaves[number].id
    return [one for one in tree.path(chat, leaf) if one.hidden is None and not empty(one)]


def _leaf_below(chat: Conversation, key: str) -> str:
    head = tree.head(chat)
    if head is not None and any(one.id == key for one in tree.path(chat, head)):
        return _leaves(chat)[0].id
    last = {one.parent: one.id for one in chat.messages}
    while key in last:
        key = last[key]
    return key


def _head(chat: Conversation, key: str, branch: int, many: int, start: int) -> str:
    others = len(tree.leaves(chat)) - 1
    about = [f"chat {key}", f"branch {branch}" + (f" (0 to {others})" if others > 0 else "")]
    about += [f"{many} messages in it", f"from message {start + 1} on"]
    if chat.created:
        about.append(f"begun {times.iso(chat.created)[:10]}")
    return " · ".join(about)


def _above(message: Message, at: int, *, goes_on: bool = False) -> str:
    """The line above a message: its number and address, who, when, which model."""
    who = {"user": "the person", "assistant": "the assistant", "tool": "a tool"}.get(
        message.role, "the system"
    )
    when = times.iso(message.created)[:16].replace("T", " ") + " UTC" if message.created else day(None)
    model = f" · {message.model}" if message.model and _MODEL.fullmatch(message.model) else ""
    mark = " (goes on)" if goes_on else ""
    return f"{at + 1}. {who}{mark} · {when}{model} · message {address(message.id)}"


def _fitting(lines: Sequence[str], room: int) -> list[str]:
    found = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        found.append(line)
    return found


def words(message: Message, *, attachments: bool) -> str:
    """What a message says, as it stands. Whoever quotes it makes it safe, after replacing what shall not leave."""
    return "\n".join(piece for part in message.parts for piece in _part(part, attachments))


def _part(part: Part, attachments: bool) -> Iterator[str]:
    match part:
        case Text():
            yield part.text
        case Code():
            yield from ("```" + (part.language or ""), part.text, "```")
        case Reasoning():
            yield "[thinking] " + "\n".join(filter(None, (part.title, part.text)))
        case ToolCall():
            yield f"[to {part.tool}] {part.input}"
        case ToolResult():
            yield f"[from {part.title or part.tool or 'a tool'}] {part.output}"
        case Document():
            yield f"[document] {part.title or ''}"
            if part.replaces is not None:
                yield f"[a change whose place could not be told, instead of: {part.replaces}]"
            yield part.text
            if part.lacks:
                yield f"[not in it: changes whose place could not be told ({part.lacks})]"
        case Citation():
            yield f"[source] {part.title or ''} {part.url or ''}".rstrip()
        case Image() | Audio() | Video() | File():
            name = part.name if attachments else None
            yield f"[attachment] {name}" if name else "[attachment]"
        case Opaque():
            yield "[content of a kind that is not shown here]"
        case _:
            assert_never(part)
