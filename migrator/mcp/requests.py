"""What a client sent: one line → a request, a notification, or the reason why it is neither."""

from __future__ import annotations

from typing import Any

import msgspec

from migrator.mcp.contract import JSON, Client
from migrator.text import safe

PARSE, INVALID, NO_METHOD, PARAMS, INTERNAL, VERSION = -32700, -32600, -32601, -32602, -32603, -32022
"""Codes of JSON-RPC 2.0, and MCP's for a version that is not served (2026-07-28)."""

HANDSHAKE = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
STATELESS = ("2026-07-28",)
_META = "io.modelcontextprotocol/"
VERSION_KEY = f"{_META}protocolVersion"
_CAPABILITIES_KEY = f"{_META}clientCapabilities"
_CLIENT_KEY = f"{_META}clientInfo"
SERVER_KEY = f"{_META}serverInfo"
_LONGEST_ID, _LONGEST_NAME = 256, 60

Id = str | int | None


class Bad(Exception):
    """A message that gets an error. Its texts are ours and hold nothing of what was sent."""

    def __init__(self, code: int, message: str, data: JSON | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data


class Request(msgspec.Struct, frozen=True):
    """A request (`id` is not None) or a notification. `stateless`: of the era without a handshake."""

    id: Id
    method: str
    params: JSON
    stateless: bool
    client: Client


def parse(line: bytes | None) -> Request | None:
    """What stands in a line; None for an answer, of which there are none to wait for. Bad with PARSE or INVALID."""
    if line is None:
        raise Bad(PARSE, "The line is longer than 1 MiB; it was not read.")
    try:
        message: Any = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Bad(PARSE, "The line is not JSON.") from None
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise Bad(INVALID, "Not a JSON-RPC 2.0 message. Several in one line are not taken.")
    if "method" not in message and ("result" in message or "error" in message):
        return None
    found, method, params = message.get("id"), message.get("method"), message.get("params")
    if not isinstance(method, str) or not _fits(found) or ("id" in message and found is None):
        raise Bad(INVALID, "Not a request: its id or its method is missing or of the wrong kind.")
    if not isinstance(params, dict | None):
        raise Bad(INVALID, "Not a request: its params are no object.")
    params = params or {}
    meta = params.get("_meta")
    stateless = isinstance(meta, dict) and VERSION_KEY in meta
    client = named(meta.get(_CLIENT_KEY)) if isinstance(meta, dict) else Client()
    return Request(found, method, params, stateless, client)


def _fits(found: object) -> bool:
    if isinstance(found, str):
        return len(found) <= _LONGEST_ID
    return found is None or (isinstance(found, int) and not isinstance(found, bool))


def check_envelope(request: Request) -> None:
    """Bad unless a stateless request carries what each must carry, in a version that is served."""
    meta = request.params["_meta"]
    version = meta[VERSION_KEY]
    if not isinstance(version, str) or not isinstance(meta.get(_CAPABILITIES_KEY), dict):
        raise Bad(PARAMS, f"params._meta needs {VERSION_KEY} and {_CAPABILITIES_KEY}.")
    if version not in STATELESS:
        data = {"supported": list(STATELESS), "requested": _short(version)}
        raise Bad(VERSION, "This protocol version is not served.", data)


def named(info: object) -> Client:
    """What a client calls itself, made safe and short."""
    if not isinstance(info, dict):
        return Client()
    return Client(_short(info.get("name")), _short(info.get("version")))


def _short(value: object) -> str:
    return (
        safe(value[: 4 * _LONGEST_NAME], one_line=True).strip()[:_LONGEST_NAME]
        if isinstance(value, str)
        else ""
    )
