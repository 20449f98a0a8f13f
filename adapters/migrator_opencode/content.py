"""What a turn says, as the parts of one OpenCode message.

OpenCode 1.18.33 sends on, with the next question: texts, reasoning, calls to tools with what they answered, and a user's
pictures and PDFs as `data:` URLs. It drops without a word a file of plain text and every file in an answer (seen in the requests
that it made, 2026-11-30). So the text of a text file becomes a text part, and a picture that the model made is named in the answer.
"""

from __future__ import annotations

import base64
import re
from typing import Any, assert_never

import msgspec

from migrator.adapter import Shelf
from migrator.errors import MigratorError
from migrator.model import (
    Audio,
    Citation,
    Code,
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
from migrator.shape import flat, ids, spoken, tokens
from migrator.shape.markdown.pieces import fence
from migrator.shape.tally import Tally
from migrator.shape.turns import side
from migrator.shape.visible import blank
from migrator_opencode.options import Plan

_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_TEXTS = {"application/json", "application/xml", "application/x-yaml", "application/toml"}
_TEXT_LIMIT = 200_000
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_-]+")

_Made = dict[str, Any]


class Content:
    """Gathers the parts of one OpenCode message. `room`: bytes of files that the session can still hold."""

    def __init__(self, plan: Plan, shelf: Shelf, conversation: str, stamp: int, room: int) -> None:
        self._plan = plan
        self._shelf = shelf
        self._conversation = conversation
        self._stamp = stamp
        self.room = room
        self.parts: list[_Made] = []
        self.inlined: list[str] = []
        self._unanswered: list[tuple[str, _Made]] = []

    def add(self, message: Message, tally: Tally) -> None:
        """Everything that a message holds; `tally` is told what changes."""
        text: list[Part] = []
        for part in message.parts:
            if blank(part):
                continue
            made = self._special(message, part, tally)
            if made is None:
                text.append(part)
                continue
            self._text(message, text, tally)
            text = []
            for piece in made:
                if piece["type"] == "text":
                    self._say(piece["text"])
                else:
                    self.parts.append(piece)
        self._text(message, text, tally)

    def _text(self, message: Message, parts: list[Part], tally: Tally) -> None:
        if not parts:
            return
        said = flat.text(msgspec.structs.replace(message, parts=tuple(parts)), self._plan.wish, tally)
        safe = tokens.harmless(said)
        if safe != said:
            tally.part("text-changed", message, parts[0])
        if safe and not safe.isspace():
            self._say(safe)

    def _say(self, text: str) -> None:
        """Add a text. The texts of one message are sent on with nothing between them, so the blank line is in them."""
        if self.parts and self.parts[-1]["type"] == "text":
            text = f"{self.parts.pop()['text']}\n\n{text}"
        elif any(part["type"] == "text" for part in self.parts):
            text = f"\n\n{text}"
        self.parts.append({"type": "text", "text": text})

    def _special(self, message: Message, part: Part, tally: Tally) -> list[_Made] | None:
        """The parts that `part` becomes if OpenCode has a kind of its own for it; None if it becomes text."""
        answer = side(message) == "assistant"
        match part:
            case Reasoning() if answer and self._plan.wish.reasoning:
                thought = spoken.thought([part], self._plan.wish, tally, message.id)
                seconds = min(max(part.seconds or 0.0, 0.0), 1e6)
                time = {"start": self._stamp, "end": self._stamp + int(seconds * 1000)}
                return [{"type": "reasoning", "text": thought, "time": time}] if thought else None
            case ToolCall() if answer and self._plan.tool_parts:
                return [self._call(message, part)]
            case ToolResult() if answer and self._plan.tool_parts:
                return self._result(message, part)
            case Image() | File() if not answer:
                return self._file(message, part, tally)
            case (
                Text() | Code() | Reasoning() | ToolCall() | ToolResult() | Document() | Citation() | Opaque()
            ):
                return None
            case Image() | Audio() | Video() | File():
                return None
            case _:
                assert_never(part)

    def _call(self, message: Message, part: ToolCall) -> _Made:
        made = self._tool(message, part.tool, part.at, {"input": tokens.harmless(part.input)})
        self._unanswered.append((part.tool, made))
        return made

    def _result(self, message: Message, part: ToolResult) -> list[_Made]:
        name = part.tool or message.author or "tool"
        match = next((pair for pair in self._unanswered if pair[0] == name), None)
        match = match or (self._unanswered[0] if self._unanswered and part.tool is None else None)
        if match:
            self._unanswered.remove(match)
        made = match[1] if match else self._tool(message, name, part.at, {})
        state = made["state"]
        output = "\n\n".join(piece for piece in (part.title, part.output) if piece)
        state["output"] = tokens.harmless(output)
        if part.error:
            # A failed call has another form there, without output or title.
            made["state"] = {
                "status": "error",
                "input": state["input"],
                "error": state["output"],
                "time": state["time"],
            }
        return [] if match else [made]

    def _tool(self, message: Message, name: str, at: str, given: _Made) -> _Made:
        key = ids.derived("call", self._conversation, message.id, at, str(len(self.parts)))
        return {
            "type": "tool",
            # Programs that serve models refuse other characters in a tool's name.
            "tool": _NOT_IN_NAME.sub("_", name).strip("_")[:64] or "tool",
            "callID": f"call_{key.replace('-', '')[:24]}",
            "state": {
                "status": "completed",
                "input": given,
                "output": "",
                "title": tokens.harmless(name),
                "metadata": {},
                "time": {"start": self._stamp, "end": self._stamp},
            },
        }

    def _file(self, message: Message, part: Image | File, tally: Tally) -> list[_Made] | None:
        asset = self._shelf.asset(part.asset) if part.asset else None
        if asset is None:
            return None
        sort = (asset.media_type or part.media_type or "").partition(";")[0].strip().lower()
        name = tokens.harmless(part.name or asset.name or asset.id)
        if sort in _PICTURES or sort == "application/pdf":
            limit = min(self._plan.file_limit, self.room)
            data = self._bytes(part.asset, limit)
            if data is None:
                tally.part("media-too-large" if asset.size > limit else "media-missing", message, part)
                return None
            self.room -= len(data)
            self.inlined.append(asset.id)
            url = f"data:{sort};base64,{base64.b64encode(data).decode('ascii')}"
            return [{"type": "file", "mime": sort, "filename": name, "url": url}]
        if sort.startswith("text/") or sort in _TEXTS:
            data = self._bytes(part.asset, _TEXT_LIMIT)
            if data is None:
                return None
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                return None
            self.inlined.append(asset.id)
            return [{"type": "text", "text": f"{name}\n\n{fence(tokens.harmless(text), None)}"}]
        return None

    def _bytes(self, asset_id: str | None, limit: int) -> bytes | None:
        """The bytes of an asset, None if there are more than `limit` or they cannot be read."""
        asset = self._shelf.asset(asset_id) if asset_id else None
        if asset is None or asset.size > limit:
            return None
        try:
            with self._shelf.open(asset) as stream:
                data = stream.read(limit + 1)
        except (MigratorError, OSError):
            return None
        return data if len(data) <= limit else None
