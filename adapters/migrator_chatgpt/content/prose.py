"""Text, and text mixed with pictures and sound: `text`, `multimodal_text`.

`parts` is a list of strings; nulls, empty strings, and objects of many kinds have been seen in it.
"""

from __future__ import annotations

from migrator.model import Citation, Opaque, Part, Role, Text, ToolCall, ToolResult
from migrator_chatgpt import markers
from migrator_chatgpt.chat import Chat, Json, take
from migrator_chatgpt.content import canvas, media, sandbox

_PLAIN = frozenset({"text", "input_text", "output_text"})
_AT = tuple(f"/content/parts/{i}" for i in range(16))


def read(
    content: Json, raw: Json, role: Role | None, author: str | None, metadata: Json, chat: Chat
) -> list[Part]:
    """The parts of a message that consists of text, one for each entry of `parts`."""
    pieces = content.get("parts")
    if pieces.__class__ is not list:
        if pieces.__class__ is str:
            content["parts"] = pieces = [pieces]
        else:
            text = take(content, "text")
            return say(text, "/content/text", raw, role, author, metadata, chat) if text else []
    if len(pieces) == 1 and pieces[0].__class__ is str:  # nearly always
        del content["parts"]
        return say(pieces[0], _AT[0], raw, role, author, metadata, chat) if pieces[0] else []
    parts: list[Part] = []
    for i, piece in enumerate(pieces):
        if piece.__class__ is str:
            if piece:
                at = _AT[i] if i < 16 else f"/content/parts/{i}"
                parts += say(piece, at, raw, role, author, metadata, chat)
        elif piece is not None:
            at = f"/content/parts/{i}"
            if piece.__class__ is dict:
                parts += media.read(piece, at, chat) or say_in(piece, at, raw, role, author, metadata, chat)
            else:
                parts.append(Opaque(kind="part", raw=piece, at=at))
    del content["parts"]
    return _each_source_once(parts) if len(pieces) > 1 else parts


def _each_source_once(parts: list[Part]) -> list[Part]:
    """The metadata that names the sources is the whole message's, so each of its texts has brought them along."""
    once: list[Part] = []
    for part in parts:
        if part.__class__ is not Citation or part not in once:
            once.append(part)
    return once


def say(
    text: str, at: str, raw: Json, role: Role | None, author: str | None, metadata: Json, chat: Chat
) -> list[Part]:
    """`text` as the part that it is: what somebody said, what a tool was asked, or what it answered."""
    if role == "tool":
        return [ToolResult(tool=author, output=text, at=at)]
    if role == "assistant":
        recipient = raw.get("recipient")
        if recipient.__class__ is str and recipient != "all":
            document = canvas.document(text, recipient, at, metadata)
            return [document or ToolCall(tool=recipient, input=text, at=at)]
    resolved = markers.resolve(text, metadata, typed=role != "assistant")
    if resolved is None:
        parts: list[Part] = [Text(text=text, at=at)]
    else:
        extra: Json = dict(resolved.extra)
        if resolved.text != text:
            extra["raw"] = text
        if resolved.dropped:
            extra["dropped"] = resolved.dropped
        parts = [Text(text=resolved.text, at=at, extra=extra), *resolved.citations]
    if role == "assistant" and sandbox.MARK in text:
        parts += sandbox.files(text, at, chat)
    return parts


def say_in(
    piece: Json, at: str, raw: Json, role: Role | None, author: str | None, metadata: Json, chat: Chat
) -> list[Part]:
    """An object that is no known medium: a text with small print if it has one, else kept whole."""
    kind = piece.get("content_type")
    word = kind if kind.__class__ is str else None
    if (kind is None or word in _PLAIN) and piece.get("text").__class__ is str:
        text = take(piece, "text")
        parts = say(text, at, raw, role, author, metadata, chat)
        piece.pop("content_type", None)
        parts[0].extra.update(piece)
        return parts
    return [Opaque(kind=word or "part", raw=piece, at=at)]
