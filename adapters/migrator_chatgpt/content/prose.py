"""Text, and text mixed with pictures, sound and other contents: `text`, `multimodal_text`.

`parts` is a list of strings; nulls, empty strings, and objects of many kinds have been seen in it, whole contents of
other types among them.
"""

from __future__ import annotations

from typing import Any

from migrator.model import Citation, Opaque, Part, Text, ToolCall, ToolResult
from migrator_chatgpt import markers
from migrator_chatgpt.carried import parsed
from migrator_chatgpt.chat import Json, holds_something
from migrator_chatgpt.content import canvas, media, pointed, sandbox
from migrator_chatgpt.content.here import Here

_PLAIN = frozenset({"text", "input_text", "output_text"})


def read(here: Here) -> list[Part]:
    """The parts of a message that consists of text, one or more for each entry of `parts`."""
    content, at = here.content, f"{here.at}/parts"
    pieces = content.get("parts")
    if pieces.__class__ is list and len(pieces) == 1 and pieces[0].__class__ is str:  # nearly always
        here.pop("parts")
        return say(pieces[0], f"{at}/0", here) if pieces[0] else []
    if pieces.__class__ is dict:
        pieces = [pieces]
    elif pieces.__class__ is str:
        pieces = _written_list(pieces) or [pieces]
    if pieces.__class__ is not list:
        text = here.text("text")
        return say(text, f"{here.at}/text", here) if text else []
    here.pop("parts", spent=True)
    return _each_source_once(_all(pieces, at, here))


def _written_list(text: str) -> list[Any] | None:
    """The parts that a text is the JSON of, None if it is just a text."""
    value = parsed(text)
    if value.__class__ is not list or not value:
        return None
    return value if any(map(_is_content, value)) else None


def _is_content(value: Any) -> bool:
    return value.__class__ is dict and "content_type" in value


def _all(pieces: list[Any], at: str, here: Here) -> list[Part]:
    parts: list[Part] = []
    for i, piece in enumerate(pieces):
        where = f"{at}/{i}"
        if piece.__class__ is str:
            if piece:
                parts += say(piece, where, here)
        elif piece.__class__ is dict:
            parts += _object(piece, where, here)
        elif piece.__class__ is list and any(_is_content(inner) for inner in piece):
            nested = here.nested({"parts": piece}, where)
            parts += nested or [Opaque(kind="part", raw=piece, at=where)]
        elif piece is not None:
            parts.append(Opaque(kind="part", raw=piece, at=where))
    return parts


def _object(piece: Json, at: str, here: Here) -> list[Part]:
    """An entry of `parts` that is an object: a medium, a content of its own, a text with small print, or a file."""
    if parts := media.read(piece, at, here):
        return parts
    kind = piece.get("content_type")
    word = kind if kind.__class__ is str else None
    if (kind is None or word in _PLAIN) and "parts" not in piece and piece.get("text").__class__ is str:
        return _with_rest(say(here.text("text", piece), at, here), piece)
    if word is not None or "parts" in piece:
        nested = here.nested(piece, at)
        if nested:
            return _with_rest(nested, piece)
    if parts := pointed.files(piece, at, here):
        return parts
    return [Opaque(kind=word or "part", raw=piece, at=at)]


def _with_rest(parts: list[Part], piece: Json) -> list[Part]:
    """`parts`, the first of them with what is left of the object that they were read from."""
    piece.pop("content_type", None)
    if not parts:
        return [Opaque(kind="part", raw=piece)] if holds_something(piece) else []
    extra = parts[0].extra
    for key, value in piece.items():
        extra[key if key not in extra else f"{key} of the part"] = value
    return parts


def _each_source_once(parts: list[Part]) -> list[Part]:
    """The metadata that names the sources is the whole message's, so each of its texts has brought them along."""
    once: list[Part] = []
    for part in parts:
        if part.__class__ is not Citation or part not in once:
            once.append(part)
    return once


def say(text: str, at: str, here: Here) -> list[Part]:
    """`text` as the part that it is: what somebody said, what a tool was asked, or what it answered."""
    role = here.role
    if role == "tool":
        return [ToolResult(tool=here.author, output=text, at=at)]
    if (recipient := here.recipient) is not None:
        document = canvas.document(text, recipient, at, here)
        return [document or ToolCall(tool=recipient, input=text, at=at)]
    parts = resolved(text, here.metadata, at, typed=role != "assistant")
    if role == "assistant" and sandbox.MARK in text:
        parts += sandbox.files(text, at, here)
    return parts


def resolved(text: str, metadata: Json, at: str, *, typed: bool = False) -> list[Part]:
    """`text` with its marks resolved by `metadata`, and the sources that these name."""
    found = markers.resolve(text, metadata, typed=typed)
    if found is None:
        return [Text(text=text, at=at)]
    extra: Json = dict(found.extra)
    if found.text != text:
        extra["raw"] = text
    if found.dropped:
        extra["dropped"] = found.dropped
    return [Text(text=found.text, at=at, extra=extra), *found.citations]
