"""One conversation as sessions of OpenCode: the branch that was shown, and each other branch as one of its own.

The form is what `opencode import` of version 1.18.33 takes (tried field by field, 2026-11-30). It looks at nothing but the
start of an id (`ses`, `msg`, `prt`); ids of messages and parts are one pool for all sessions, so that a second session with a message id
that is known arrives without its messages: every id here is made from the session and the message. A session is ordered by
`time.created`, so times rise strictly along it; a date that lies in the future keeps the program from sending the next question.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import msgspec

from migrator.adapter import Receipt, Shelf
from migrator.model import Conversation, Message
from migrator.shape import flat, ids, times, tree
from migrator.shape.tally import Tally
from migrator.shape.turns import Turn, turns
from migrator.shape.unsaid import labels
from migrator.shape.visible import writable
from migrator.text import storable
from migrator_opencode.content import Content
from migrator_opencode.options import UNNAMED, Plan

VERSION = "1.18.33"
UNTITLED = "Untitled"
_FILES_IN_A_SESSION = 30_000_000
_COPIES = 100_000  # messages that the branches of one chat may repeat from the lines they leave

_NO_TOKENS = {"input": 0, "output": 0, "reasoning": 0, "cache": {"read": 0, "write": 0}}


class Session(msgspec.Struct, frozen=True):
    """A session as the bytes of its file. `shown` is the branch that ChatGPT showed."""

    id: str
    data: bytes
    shown: bool


class Sessions(msgspec.Struct, frozen=True):
    """What a conversation becomes; no session if there is nothing to write. `inlined`: the assets inside."""

    sessions: tuple[Session, ...]
    inlined: tuple[str, ...]
    receipt: Receipt


def sessions(conversation: Conversation, shelf: Shelf, *, plan: Plan) -> Sessions:
    """The conversation and its branches."""
    tally = Tally()
    whole = tree.splice(
        _sane(conversation, plan.now, tally),
        lambda message: writable(message, tally) and flat.kept(message, plan.wish, tally),
    )
    if not whole.messages:
        tally.add("no-messages", conversation.id)
        gone = Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=tally.losses())
        return Sessions((), (), gone)
    title = _text(whole.title or "")
    if title != (whole.title or "").strip():
        tally.add("title-changed", whole.id)
    writing = _Writing(whole, shelf, plan, tally)
    found: list[Session] = []
    copies = 0
    left = 0
    for number, line in enumerate(tree.lines(whole), 1):
        path = line.messages if line.leaves is None else tree.path(whole, line.messages[-1].id)
        copies += len(path) - len(line.messages)
        if copies > _COPIES:
            for message in line.messages:
                tally.add("branch-left-out", message.id)
            left += len(line.messages)
            continue
        name = (title or UNTITLED) if number == 1 else f"{title or UNTITLED} ({number})"
        found.append(writing.session(path, name, number))
    labels(whole, tally, "title")
    receipt = Receipt(
        item="conversation",
        source=conversation.id,
        target=found[0].id,
        outcome="changed",
        messages=len(whole.messages) - left,
        branches=len(found) - 1,
        losses=tally.losses(),
    )
    return Sessions(tuple(found), tuple(dict.fromkeys(writing.inlined)), receipt)


def _sane(conversation: Conversation, now: int, tally: Tally) -> Conversation:
    """The conversation without times before 1970 or after `now`: OpenCode refuses the first and stalls at the second."""
    if not any(_odd(m.created, now) for m in conversation.messages) and not (
        _odd(conversation.created, now) or _odd(conversation.updated, now)
    ):
        return conversation
    tally.count("time-estimated", conversation.id)
    return msgspec.structs.replace(
        conversation,
        created=None if _odd(conversation.created, now) else conversation.created,
        updated=None if _odd(conversation.updated, now) else conversation.updated,
        messages=tuple(
            msgspec.structs.replace(m, created=None) if _odd(m.created, now) else m
            for m in conversation.messages
        ),
    )


def _odd(time: dt.datetime | None, now: int) -> bool:
    return time is not None and not 0 <= times.milliseconds(time) <= now


class _Writing:
    """What the sessions of one conversation share."""

    def __init__(self, whole: Conversation, shelf: Shelf, plan: Plan, tally: Tally) -> None:
        self._whole = whole
        self._shelf = shelf
        self._plan = plan
        self._tally = tally
        self._done: set[str] = set()
        self._choices = _choices(whole)
        self.inlined: list[str] = []
        stamps, estimated = times.filled(whole, step=dt.timedelta(milliseconds=1), ordered=True)
        self._stamps = stamps
        for message_id in estimated:
            tally.count("time-estimated", message_id)

    def session(self, path: tuple[Message, ...], title: str, number: int) -> Session:
        """The session of one path from a root to a leaf."""
        # Made from the turns taken at the forks, the first way being none: so an id stays while a chat grows, and whichever
        # branch is shown, and two branches never share one.
        key = ids.derived("session", self._whole.id, *(m.id for m in path if m.id in self._choices))
        hexed = key.replace("-", "")
        session_id = f"ses_{hexed}"
        messages: list[dict[str, Any]] = []
        last = -1
        asked = f"msg_{hexed}_start"
        room = _FILES_IN_A_SESSION
        all_turns = turns(path)
        for at, turn in enumerate(all_turns):
            last = max(times.milliseconds(self._stamps[turn.messages[0].id]), last + 1)
            content = Content(self._plan, self._shelf, key, last, room)
            for message in turn.messages:
                again = message.id in self._done
                content.add(message, Tally() if again else self._tally)
                self._details(turn, message, again=again)
            room = content.room
            self.inlined += content.inlined
            if not content.parts:
                continue
            own = f"msg_{hexed}_{ids.derived('turn', key, turn.messages[0].id).replace('-', '')[:20]}"
            answer = turn.side == "assistant"
            speaking = turn if answer else next((t for t in all_turns[at:] if t.side == "assistant"), turn)
            info = self._info(own, session_id, last, _model(speaking, self._whole, self._plan))
            if answer:
                info |= self._answer(asked, last)
            else:
                asked = own
            parts = [
                {"id": f"prt_{own[4:]}_{n:04}", "sessionID": session_id, "messageID": own, **part}
                for n, part in enumerate(content.parts, 1)
            ]
            messages.append({"info": info, "parts": parts})
        self._done.update(message.id for message in path)
        return Session(session_id, self._file(session_id, title, number, messages), number == 1)

    def _details(self, turn: Turn, message: Message, *, again: bool) -> None:
        if again:
            return
        if message is not turn.messages[0]:
            self._tally.count("turns-merged", message.id)
        if turn.side == "system":
            self._tally.count("role-changed", message.id)

    def _info(self, own: str, session: str, stamp: int, model: tuple[str, str]) -> dict[str, Any]:
        provider, name = model
        return {
            "id": own,
            "sessionID": session,
            "role": "user",
            "time": {"created": stamp},
            "agent": "build",
            "model": {"providerID": provider, "modelID": name},
        }

    def _answer(self, asked: str, stamp: int) -> dict[str, Any]:
        """What an answer has besides; `model` is the user's form of `providerID` and `modelID`."""
        return {
            "role": "assistant",
            "parentID": asked,
            "mode": "build",
            "path": {"cwd": "/", "root": "/"},
            "cost": 0,
            # Not estimated: the next question is answered after a compaction if the last answer counts many.
            "tokens": _NO_TOKENS,
            "time": {"created": stamp, "completed": stamp},
            "finish": "stop",
        }

    def _file(self, session: str, title: str, number: int, messages: list[dict[str, Any]]) -> bytes:
        for message in messages:
            info = message["info"]
            if info["role"] == "assistant":
                info |= info.pop("model")
        first = messages[0]["info"]["time"]["created"] if messages else 0
        last = messages[-1]["info"]["time"]["created"] if messages else 0
        whole = self._whole
        created = min(times.milliseconds(whole.created), first) if whole.created else first
        updated = max(times.milliseconds(whole.updated), last) if whole.updated else last
        marks = {
            "from": "chatgpt",
            "conversation": storable(whole.id),
            "branch": number,
            **({"archived": True} if whole.archived else {}),
            **({"starred": True} if whole.starred else {}),
            **({"project": storable(whole.project)} if whole.project else {}),
        }
        document = {
            "info": {
                "id": session,
                "slug": f"chatgpt-{session[4:16]}",
                "title": title,
                "version": VERSION,
                "time": {"created": created, "updated": updated},
                "metadata": {"migrator": marks},
            },
            "messages": messages,
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _choices(whole: Conversation) -> frozenset[str]:
    """The messages that are not the first way at their fork."""
    seen: set[str | None] = set()
    found = set()
    for message in whole.messages:
        if message.parent in seen:
            found.add(message.id)
        seen.add(message.parent)
    return frozenset(found)


def _model(turn: Turn, whole: Conversation, plan: Plan) -> tuple[str, str]:
    if plan.model:
        return plan.provider or UNNAMED[0], plan.model
    named = next((m.model for m in reversed(turn.messages) if m.model), None) or whole.model
    return UNNAMED[0], storable(named) if named else UNNAMED[1]


def _text(title: str) -> str:
    return " ".join(storable(title.replace("\0", "")).split())
