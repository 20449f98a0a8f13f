"""The map from pointers to files that `chat.html` holds: `var assetsJson = {…}`, found without reading it all at once.

The file repeats every conversation (628 MB have been seen) before the map comes. It is read in pieces, and only the map
is kept. The map is a JavaScript literal: usually JSON, but bare keys, single quotes, comments and commas at the end
have been seen by others, as have HTML's own escapes.

A conversation may talk about this very thing. In the file a conversation is JSON, where a line break cannot stand
inside a text; so a map that begins its line is the vendor's, and any other counts only if there is none.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

from migrator.source.utf8 import Bytes

_PIECE = 1 << 20  # bytes read at once
_OVERLAP = 256  # a beginning may lie across two pieces
_LONGEST = 64 << 20  # bytes of a map at the beginning of a line
_LONGEST_ELSEWHERE = 1 << 20
_TRIES = 8

_NAME = b"assetsJson"
_BEGINNING = re.compile(
    rb"(?P<line>[\r\n][ \t]{0,64})?(?:var|let|const)[ \t]+assetsJson\s{0,8}=\s{0,64}(?=\{)"
)
_TOKEN = re.compile(
    rb"\"(?:[^\"\\]|\\.)*(?:\"|\Z)|'(?:[^'\\]|\\.)*(?:'|\Z)|`(?:[^`\\]|\\.)*(?:`|\Z)|&quot;.*?(?:&quot;|\Z)"
    rb"|//[^\n]*|/\*.*?(?:\*/|\Z)|[{}]",
    re.DOTALL,
)


def assets_json(stream: Bytes) -> dict[str, Any]:
    """The map of one `chat.html`; empty if there is none. Memory stays within two maps, whatever the file's size."""
    buffer = b"\n"
    tries = 0
    elsewhere: dict[str, Any] = {}
    while True:
        piece = stream.read(_PIECE)
        buffer += piece
        position = 0
        while tries < _TRIES and (at := buffer.find(_NAME, position)) >= 0:
            match = _BEGINNING.search(buffer, max(position, at - 80), at + _OVERLAP // 2)
            if match is None or match.start() > at:
                if len(buffer) - at < _OVERLAP and piece:
                    break  # its rest may come with the next piece
                position = at + len(_NAME)
                continue
            tries += 1
            own = match["line"] is not None
            literal, buffer = _literal(buffer, match.end(), stream, _LONGEST if own else _LONGEST_ELSEWHERE)
            found = parsed(literal) if literal else None
            if found and own:
                return found
            elsewhere = found or elsewhere
            position = match.end()
        if not piece or tries >= _TRIES:
            return elsewhere
        buffer = buffer[max(position, len(buffer) - _OVERLAP) :]


def _literal(buffer: bytes, start: int, stream: Bytes, longest: int) -> tuple[bytes, bytes]:
    """The object that begins at `start`, "" if it does not end within `longest`; and the buffer with what was read."""
    while True:
        end = _end(buffer, start)
        if end is not None:
            return buffer[start:end], buffer
        wanted = max(_PIECE, len(buffer) - start)
        piece = stream.read(wanted) if len(buffer) - start < longest else b""
        if not piece:
            return b"", buffer
        buffer += piece


def _end(buffer: bytes, start: int) -> int | None:
    """Where the brace at `start` is closed; None if that lies beyond the buffer."""
    depth = 0
    for token in _TOKEN.finditer(buffer, start):
        mark = token[0]
        if mark == b"{":
            depth += 1
        elif mark == b"}":
            depth -= 1
            if depth == 0:
                return token.end()
        elif token.end() == len(buffer):
            return None  # a text or comment that may go on
    return None


def parsed(literal: bytes) -> dict[str, Any] | None:
    """The object that a literal stands for: as JSON, else as JavaScript, else after undoing HTML's escapes."""
    text = literal.decode("utf-8", "replace")
    texts = [text, html.unescape(text)] if "&" in text else [text]
    for candidate in texts:
        for form in (candidate, as_json(candidate)):
            try:
                value = json.loads(form, strict=False)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict):
                return value
    return None


_PIECES = re.compile(
    r"(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)"
    r"|(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<comma>,(?=(?:\s|//[^\n]*\n|/\*.*?\*/)*[}\]]))"
    r"|(?P<word>[A-Za-z_$][\w$]*)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r\n|.)", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_WORDS = {"true": "true", "false": "false", "null": "null", "undefined": "null", "NaN": "null"}


def as_json(literal: str) -> str:
    """A JavaScript object literal as JSON: texts and bare keys in double quotes, comments and last commas gone."""
    return _PIECES.sub(_piece, literal)


def _piece(match: re.Match[str]) -> str:
    if match["text"]:
        return json.dumps(_ESCAPE.sub(_unescaped, match["text"][1:-1]))
    if match["word"]:
        return _WORDS.get(match["word"]) or json.dumps(match["word"])
    return ""


def _unescaped(match: re.Match[str]) -> str:
    code = match[2] or match[3] or match[4]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _SHORT.get(match[1], match[1])
