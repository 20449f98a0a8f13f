"""One conversation as the chats of SillyTavern that hold it.

A chat is JSON lines: a header, then the messages in order (the form that `POST /api/chats/import` of version 1.19.0 takes, tried
2026-11-30). The program drops every key of the header but `chat_metadata` when the chat is first gone on with, so our marks
stand in there. Seconds as a date show as January 1970, so dates are ISO 8601.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from typing import Any

import msgspec

from migrator.adapter import Receipt, Shelf
from migrator.errors import MigratorError
from migrator.model import Conversation, Image, Message, Part
from migrator.shape import flat, names, spoken, times, tokens, tree
from migrator.shape.markdown.quiet import quiet
from migrator.shape.tally import Tally
from migrator.shape.turns import side
from migrator.shape.unsaid import labels
from migrator.shape.visible import writable
from migrator.text import storable
from migrator_sillytavern.branches import Branch, Run, branches

PERSON = "You"
UNTITLED = "Untitled"
_TITLE_BYTES = (
    180  # with the mark behind it and the ending, far below the 255 at which it cuts the ending off
)
_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_ROOM = 30_000_000
_COPIES = 100_000  # messages that the branches of one conversation may repeat from each other
# The program puts the person's name, the date, a die's throw and more where these stand; between the braces goes nothing visible.
_MACRO = re.compile(r"\{(?=\{)|<(?=(?:USER|BOT|CHAR|GROUP|CHARIFNOTGROUP)>)", re.IGNORECASE)


class Plan(msgspec.Struct, frozen=True):
    """The options of one run, as values that worker processes can be given."""

    wish: flat.Wish
    character: str
    image_limit: int


class File(msgspec.Struct, frozen=True):
    """One chat: its name without folder, its bytes."""

    name: str
    data: bytes


class Chats(msgspec.Struct, frozen=True):
    """What a conversation becomes; no file if there is nothing to write. `inlined`: the assets inside."""

    files: tuple[File, ...]
    inlined: tuple[str, ...]
    receipt: Receipt


def chats(conversation: Conversation, shelf: Shelf, *, plan: Plan) -> Chats:
    """The conversation with its branches."""
    tally = Tally()
    whole = tree.splice(
        conversation, lambda message: writable(message, tally) and flat.kept(message, plan.wish, tally)
    )
    if not whole.messages:
        tally.add("no-messages", conversation.id)
        gone = Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=tally.losses())
        return Chats((), (), gone)
    writing = _Writing(whole, shelf, plan, tally)
    found: list[File] = []
    copies = left = 0
    title = names.safe(whole.title or "", UNTITLED, _TITLE_BYTES)
    if title != (whole.title or ""):
        tally.add("title-changed", whole.id)
    for number, branch in enumerate(branches(whole), 1):
        fresh = writing.fresh(branch)
        copies += sum(len(run) for run in (*branch.path, *branch.versions)) - len(fresh)
        if copies > _COPIES:
            for message in fresh:
                tally.add("branch-left-out", message.id)
            left += len(fresh)
            writing.done.update(message.id for message in fresh)
            continue
        name = f"{title} ({number})" if number > 1 else title
        found.append(File(f"{name} {branch.key[:8]}.jsonl", writing.chat(branch, number)))
    labels(whole, tally, "title")
    receipt = Receipt(
        item="conversation",
        source=conversation.id,
        target=found[0].name,
        outcome="changed",
        messages=len(whole.messages) - left,
        branches=tree.branches(whole) if not left else len(found) - 1,
        losses=tally.losses(),
    )
    return Chats(tuple(found), tuple(dict.fromkeys(writing.inlined)), receipt)


class _Writing:
    """What the chats of one conversation share. `done`: ids of messages that are written or counted."""

    def __init__(self, whole: Conversation, shelf: Shelf, plan: Plan, tally: Tally) -> None:
        self._whole = whole
        self._shelf = shelf
        self._plan = plan
        self._tally = tally
        self.done: set[str] = set()
        self.inlined: list[str] = []
        self._stamps, estimated = times.filled(whole)
        for message_id in estimated:
            tally.count("time-estimated", message_id)

    def fresh(self, branch: Branch) -> list[Message]:
        """The messages of a branch that no earlier one holds."""
        return [m for run in (*branch.path, *branch.versions) for m in run if m.id not in self.done]

    def chat(self, branch: Branch, number: int) -> bytes:
        """The lines of a branch."""
        self._room = _ROOM
        marks = {"from": "chatgpt", "conversation": storable(self._whole.id), "branch": number}
        if self._whole.title:
            marks["title"] = storable(self._whole.title)
        first = (*branch.path, branch.versions[branch.chosen])[0][0]
        lines: list[dict[str, Any]] = [
            {
                "user_name": PERSON,
                "character_name": self._plan.character,
                "create_date": _date(self._whole.created or self._stamps[first.id]),
                "chat_metadata": {"migrator": marks},
            }
        ]
        lines += [self._message(run) for run in branch.path]
        versions = [self._message(run) for run in branch.versions]
        last = versions[branch.chosen]
        if len(versions) > 1:
            last["swipes"] = [version["mes"] for version in versions]
            last["swipe_id"] = branch.chosen
            last["swipe_info"] = [
                {"send_date": version["send_date"], "extra": version["extra"]} for version in versions
            ]
        lines.append(last)
        self.done.update(message.id for run in (*branch.path, *branch.versions) for message in run)
        made = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines]
        return ("\n".join(made)).encode()

    def _message(self, run: Run) -> dict[str, Any]:
        again = run[0].id in self.done
        tally = Tally() if again else self._tally
        role = side(run[0])
        thoughts, said = spoken.apart(run, self._plan.wish)
        extra: dict[str, Any] = {"migrator": {"message": storable(run[0].id)}}
        pictures = [url for message in said for url in self._pictures(message)]
        # A message that is nothing but a picture in the chat needs no words beside it.
        texts = [self._text(_without(message, self._held), message, tally) for message in said]
        if thought := spoken.thought(thoughts, self._plan.wish, tally, run[0].id):
            extra["reasoning"] = self._harmless(thought, run[0], tally)
            seconds = sum(part.seconds or 0.0 for part in thoughts)
            if seconds > 0:
                extra["reasoning_duration"] = int(min(seconds, 1e6) * 1000)
        if pictures:
            extra |= {"media": [{"type": "image", "url": url} for url in pictures], "inline_image": True}
        if role == "system":
            extra["type"] = "narrator"
        model = next((m.model for m in reversed(run) if m.model), None)
        if model and role == "assistant":
            extra["model"] = storable(model)
        for message in run[1:]:
            tally.count("turns-merged", message.id)
            if message.created is not None:
                tally.count("time-left-out", message.id)
        return {
            "name": PERSON if role == "user" else "System" if role == "system" else self._plan.character,
            "is_user": role == "user",
            "is_system": False,  # what is "system" there is shown and never sent
            "send_date": _date(self._stamps[run[0].id]),
            "mes": "\n\n".join(text for text in texts if text),
            "extra": extra,
        }

    def _text(self, message: Message, whole: Message, tally: Tally) -> str:
        if not message.parts:
            return ""
        return self._harmless(flat.text(message, self._plan.wish, tally), whole, tally)

    def _harmless(self, said: str, whole: Message, tally: Tally) -> str:
        text, changed, replaced = _drawn(said)
        safe = tokens.harmless(text)
        safe = _MACRO.sub(lambda match: match[0] + "\u200b", safe)
        if changed:
            tally.part("markup-neutralised", whole, whole.parts[0])
        if safe != text or replaced:
            tally.part("text-changed", whole, whole.parts[0])
        return safe

    def _pictures(self, message: Message) -> list[str]:
        """The pictures of a message as data URLs, as far as they fit; `_held` are their parts."""
        self._held: list[Part] = []
        found = []
        for part in message.parts:
            url = self._picture(part) if isinstance(part, Image) and not part.prompt else None
            if url:
                self._held.append(part)
                found.append(url)
        return found

    def _picture(self, part: Image) -> str | None:
        asset = self._shelf.asset(part.asset) if part.asset else None
        if asset is None:
            return None
        kind = (asset.media_type or part.media_type or "").partition(";")[0].strip().lower()
        limit = min(self._plan.image_limit, self._room)
        if kind not in _PICTURES or asset.size > limit:
            return None
        try:
            with self._shelf.open(asset) as stream:
                data = stream.read(limit + 1)
        except (MigratorError, OSError):
            return None
        if len(data) > limit:
            return None
        self._room -= len(data)
        self.inlined.append(asset.id)
        return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _drawn(text: str) -> tuple[str, bool, bool]:
    """`text` with nothing live in it; whether markup was made text, and whether characters were replaced.

    The page draws Markdown by showdown, which knows no backslash before `<`: there, a sign that does not show goes behind it.
    """
    was = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    written = quiet(text.replace("\\<", was))
    return written.text.replace("\\<", "<\u200b").replace(was, "\\<"), written.changed, written.replaced


def _without(message: Message, held: list[Part]) -> Message:
    rest = tuple(part for part in message.parts if not any(part is one for one in held))
    return message if len(rest) == len(message.parts) else msgspec.structs.replace(message, parts=rest)


def _date(time: dt.datetime) -> str:
    year = times.utc(time)
    return f"{year.strftime('%Y').zfill(4)}{year.strftime('-%m-%dT%H:%M:%S')}.{year.microsecond // 1000:03}Z"
