"""Results as the protocol wants them, in either era."""

from __future__ import annotations

from typing import Any

import msgspec

from migrator.mcp.contract import JSON, Catalogue, Prompt, Template, Tool
from migrator.mcp.requests import HANDSHAKE, SERVER_KEY, STATELESS, Id

READ_ONLY = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}
MIME = "text/plain"
_CAPABILITIES: JSON = {"tools": {}, "resources": {}, "prompts": {}}
_encoder = msgspec.json.Encoder()


def encoded(message: JSON) -> bytes:
    """A message as the line that is sent, with its end."""
    return _encoder.encode(message) + b"\n"


def answered(key: Id, result: JSON, server: Catalogue | None, *, cached: bool = False) -> bytes:
    """The line with a result. `server`: of a stateless answer, which says who gives it; `cached`: of a kind a client may keep."""
    if server is not None:
        result = {**result, "resultType": "complete", "_meta": {SERVER_KEY: _who(server)}}
        if cached:
            result |= {"ttlMs": 0, "cacheScope": "private"}
    return encoded({"jsonrpc": "2.0", "id": key, "result": result})


def refused(key: Id, code: int, message: str, data: JSON | None = None) -> bytes:
    """The line with an error."""
    error: dict[str, Any] = {"code": code, "message": message}
    if data is not None:
        error["data"] = data
    return encoded({"jsonrpc": "2.0", "id": key, "error": error})


def initialized(wanted: object, catalogue: Catalogue) -> JSON:
    """The handshake: the version that was asked for if it is one of that era, else the newest of it."""
    version = wanted if isinstance(wanted, str) and wanted in HANDSHAKE else HANDSHAKE[-1]
    return {
        "protocolVersion": version,
        "capabilities": _CAPABILITIES,
        "serverInfo": _who(catalogue),
        "instructions": catalogue.instructions,
    }


def discovered(catalogue: Catalogue) -> JSON:
    """What the era without a handshake asks first."""
    return {
        "supportedVersions": list(STATELESS),
        "capabilities": _CAPABILITIES,
        "instructions": catalogue.instructions,
    }


def tool(one: Tool) -> JSON:
    """A tool in the list."""
    return {
        "name": one.name,
        "title": one.title,
        "description": one.description,
        "inputSchema": one.schema,
        "annotations": {"title": one.title, **READ_ONLY},
    }


def prompt(one: Prompt) -> JSON:
    """A prompt in the list."""
    return {
        "name": one.name,
        "title": one.title,
        "description": one.description,
        "arguments": [
            {"name": name, "description": description, "required": True}
            for name, description in one.arguments
        ],
    }


def template(one: Template) -> JSON:
    """A resource template in the list."""
    return {
        "name": one.name,
        "title": one.title,
        "description": one.description,
        "uriTemplate": one.prefix + "{id}",
        "mimeType": MIME,
    }


def called(text: str, *, failed: bool = False) -> JSON:
    """What a tool answers: one text and no second form of it, since clients differ in which half they read."""
    return {"content": [{"type": "text", "text": text}], "isError": failed}


def read(uri: str, text: str) -> JSON:
    """A resource."""
    return {"contents": [{"uri": uri, "mimeType": MIME, "text": text}]}


def prompted(one: Prompt, text: str) -> JSON:
    """A prompt with its text."""
    message = {"role": "user", "content": {"type": "text", "text": text}}
    return {"description": one.description, "messages": [message]}


def _who(catalogue: Catalogue) -> JSON:
    return {"name": catalogue.name, "title": catalogue.title, "version": catalogue.version}
