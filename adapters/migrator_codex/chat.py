"""The lines of a chat as a conversation (forms of Codex 0.98.0 and 0.171.0, run 2026-11-30).

Questions stand twice and answers three times. What the person saw is in `event_msg`: `item_completed` where
`history_mode` is `paginated`, `user_message`, `agent_message` and `agent_reasoning` in older files, which stay as they are
when a newer Codex goes on with them. Pictures, calls of tools and their results are in `response_item`. A chat without any
such event is read from its `response_item` messages. The summary of a compaction is nobody's answer: it is kept hidden.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import re
from typing import Any

from migrator.events import Problem, Report
from migrator.i18n import _
from migrator.model import (
    Conversation,
    Image,
    Message,
    Opaque,
    Origin,
    Part,
    Reasoning,
    Role,
    Text,
    ToolCall,
    ToolResult,
)
from migrator.shape import ids

Json = dict[str, Any]
_DATA = re.compile(r"data:([\w.+/-]+);base64,", re.ASCII)
_EXIT = re.compile(r"^Process exited with code (-?\d+)$", re.MULTILINE)
_WRAPPED = re.compile(r"</image>|<image name=\[[^\]]*\][^>]*>")
_CALLS = {"function_call": "arguments", "custom_tool_call": "input", "local_shell_call": "action"}
_RESULTS = {"function_call_output", "custom_tool_call_output"}
_SHOWN = {"UserMessage", "AgentMessage", "Reasoning"}
_ELSEWHERE = {"CommandExecution", "ContextCompaction"}  # the call and the `compacted` record say the same


def read(raw: Json, origin: Origin, report: Report) -> Conversation:
    """The conversation of one record (`export.CodexExport.records`)."""
    thread = str(raw.get("thread") or origin.file)
    made = _Chat(thread)
    if raw.get("missing"):
        what = _("This chat goes on from another one whose file is not here. Its older turns are missing.")
        report(Problem(kind="parent-missing", where=origin.file, what=what, incomplete=True))
    for file in raw["files"]:
        path, broken = str(file.get("file")), 0
        records = [line if isinstance(line, dict) else None for line in file.get("lines", ())]
        broken = records.count(None)
        made.file(path, str(file.get("thread") or path), records)
        if broken or file.get("cut"):
            what = _("Lines of this chat are damaged and were not read. The lines around them are.")
            report(Problem(kind="record-broken", where=path, what=what, incomplete=True))
    messages = tuple(made.messages)
    title = raw.get("title")
    times = [m.created for m in messages if m.created is not None]
    return Conversation(
        id=thread,
        origin=origin,
        title=title if isinstance(title, str) else made.question,
        created=made.begun or (min(times) if times else None),
        updated=max(times) if times else None,
        messages=messages,
        head=messages[-1].id if messages else None,
        model=made.model,
        archived=raw.get("archived") is True,
        extra={
            "codex": {
                "forked_from": raw.get("forked_from"),
                "parent_missing": raw.get("missing"),
                "about": made.about,
                "unread": made.unread,
            }
        },
    )


class _Chat:
    """What is collected line by line."""

    def __init__(self, thread: str) -> None:
        self.thread = thread
        self.messages: list[Message] = []
        self.question: str | None = None
        self.model: str | None = None
        self.begun: dt.datetime | None = None
        self.about: Json = {}
        self.unread: dict[str, int] = {}
        self._pictures: list[Part] = []
        self._named: dict[str, str] = {}

    def file(self, path: str, owner: str, records: list[Json | None]) -> None:
        """One file's lines, in their order."""
        events = any(_kind(r) in _VISIBLE or _item(r).get("type") in _SHOWN for r in records if r)
        paged = any(_item(r).get("type") in _SHOWN for r in records if r)
        self._calls = {
            str(_payload(r).get("call_id"))
            for r in records
            if r and r.get("type") == "response_item" and _string(_payload(r).get("type")) in _CALLS
        }
        self._pictures = []
        for number, record in enumerate(records):
            if record is None:
                continue
            place = _Place(path, owner, number, record)
            payload = _payload(record)
            match record.get("type"):
                case "session_meta":
                    self._meta(payload, owner)
                case "turn_context":
                    model = payload.get("model")
                    self.model = model if isinstance(model, str) and model else self.model
                case "response_item":
                    self._response(payload, place, events=events)
                case "event_msg" if payload.get("type") == "item_completed":
                    self._completed(_item(record), place)
                case "event_msg" if not paged:
                    self._event(payload, place)
                case "compacted":
                    self._compacted(payload, place)
                case kind:
                    self._skip(str(kind))

    def _meta(self, payload: Json, owner: str) -> None:
        if (
            owner != self.thread or self.about
        ):  # a parent's, or the one that a fork of an older file carries along
            return
        known = ("cwd", "originator", "cli_version", "source", "history_mode", "model_provider", "git")
        self.about = {key: payload[key] for key in known if key in payload}
        self.begun = _time(payload.get("timestamp"))

    def _completed(self, item: Json, place: _Place) -> None:
        match item.get("type"):
            case "UserMessage":
                self._question(_texts(item.get("content")), _pieces(item.get("content")), place)
            case "AgentMessage":
                self._answer(_texts(item.get("content")), place)
            case "Reasoning":
                texts = item.get("summary_text") or item.get("raw_content")
                self._think("\n\n".join(_strings(texts)), place)
            case "CommandExecution" if str(item.get("id")) not in self._calls:
                command = item.get("command")
                words = " ".join(_strings(command)) if isinstance(command, list) else str(command or "")
                self._add(place, "assistant", ToolCall(tool="exec_command", input=words))
                error = item.get("exit_code") not in (0, None)
                output = str(item.get("aggregated_output") or "")
                result = ToolResult(tool="exec_command", output=output, error=error)
                self._add(place, "tool", result, hidden="tool")
            case str() as kind if kind not in _ELSEWHERE:
                if str(item.get("id")) not in self._calls:
                    self._add(place, "tool", Opaque(kind=kind, raw=item), hidden="tool")

    def _event(self, payload: Json, place: _Place) -> None:
        match payload.get("type"):
            case "user_message":
                given = payload.get("images")
                pieces: list[Any] = (
                    [{"image_url": image} for image in given] if isinstance(given, list) else []
                )
                self._question(_string(payload.get("message")), pieces, place)
            case "agent_message":
                self._answer(_string(payload.get("message")), place)
            case "agent_reasoning":
                self._think(_string(payload.get("text")), place)
            case kind:
                self._skip(f"event_msg/{kind}")

    def _response(self, payload: Json, place: _Place, *, events: bool) -> None:
        kind = _string(payload.get("type"))
        if kind in _CALLS:
            given = payload.get(_CALLS[kind])
            name = str(payload.get("name") or kind)
            self._named[str(payload.get("call_id"))] = name
            words = _words(given)
            self._add(place, "assistant", ToolCall(tool=name, input=words, extra=_call(payload)))
        elif kind in _RESULTS:
            given = payload.get("output")
            output = _words(given)
            tool = self._named.get(str(payload.get("call_id")))
            code = _EXIT.search(output)
            error = code is not None and code[1] != "0"
            result = ToolResult(tool=tool, output=output, error=error, extra=_call(payload))
            self._add(place, "tool", result, hidden="tool")
        elif kind == "message":
            self._message(payload, place, events=events)
        elif kind == "reasoning":
            if not events:
                self._think("\n\n".join(_strings(_list_texts(payload.get("summary")))), place)
        else:
            self._add(place, "system", Opaque(kind=kind or "response_item", raw=payload), hidden="context")

    def _message(self, payload: Json, place: _Place, *, events: bool) -> None:
        role, pieces = _string(payload.get("role")), payload.get("content")
        text = _texts([p for p in _dicts(pieces) if not _WRAPPED.fullmatch(_string(p.get("text")).strip())])
        ours = role not in {"user", "assistant"} or _of_the_harness(payload, text)
        if ours:
            if text.strip():
                self._add(place, "system", Text(text=text), hidden="system")
        elif role == "user" and events:
            self._pictures = [part for piece in _dicts(pieces) if (part := _picture(piece)) is not None]
        elif role == "user":
            self._question(text, _pieces(pieces), place)
        elif not events and "compaction_output" not in json.dumps(payload.get("metadata") or {}):
            self._answer(text, place)

    def _question(self, text: str, pieces: list[Any], place: _Place) -> None:
        kept, self._pictures = self._pictures, []
        named: list[Part] = []
        for piece in pieces:
            part = _picture(piece)
            if part is not None and part.data is not None:
                if not kept:
                    named.append(part)
            elif part is not None:
                named.append(part)
        pictures = kept or named
        if text.strip() and self.question is None:
            self.question = " ".join(text.split())[:80]
        self._add(place, "user", *pictures, *([Text(text=text)] if text else []))

    def _answer(self, text: str, place: _Place) -> None:
        self._add(place, "assistant", Text(text=text))

    def _think(self, text: str, place: _Place) -> None:
        if text.strip():
            self._add(place, "assistant", Reasoning(text=text))

    def _compacted(self, payload: Json, place: _Place) -> None:
        text = _string(payload.get("message"))
        self._add(place, "system", Text(text=text), hidden="context", extra={"compaction": True})

    def _skip(self, kind: str) -> None:
        self.unread[kind] = self.unread.get(kind, 0) + 1

    def _add(
        self, place: _Place, role: Role, *parts: Part, hidden: str | None = None, extra: Json | None = None
    ) -> None:
        time = _time(place.record.get("timestamp"))
        more = dict(extra or {})
        if time is None and place.record.get("timestamp") is not None:
            more["timestamp"] = place.record["timestamp"]
        id_ = ids.derived("codex", place.owner, str(place.number), role)
        if self.messages and any(m.id == id_ for m in self.messages[-3:]):
            id_ = ids.derived("codex", place.owner, str(place.number), role, place.path)
        self.messages.append(
            Message(
                id=id_,
                role=role,
                parent=self.messages[-1].id if self.messages else None,
                model=self.model if role == "assistant" else None,
                created=time,
                hidden=hidden,
                parts=parts,
                origin=Origin(place.path, f"/{place.number}"),
                extra=more,
            )
        )


class _Place:
    """Which line of which file."""

    def __init__(self, path: str, owner: str, number: int, record: Json) -> None:
        self.path = path
        self.owner = owner
        self.number = number
        self.record = record


_VISIBLE = {"user_message", "agent_message"}


def _payload(record: Json) -> Json:
    payload = record.get("payload")
    return payload if isinstance(payload, dict) else {}


def _kind(record: Json) -> Any:
    kind = _payload(record).get("type") if record.get("type") == "event_msg" else None
    return kind if isinstance(kind, str) else None


def _item(record: Json) -> Json:
    item = _payload(record).get("item") if _kind(record) == "item_completed" else None
    return item if isinstance(item, dict) and isinstance(item.get("type"), str) else {}


def _dicts(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _pieces(value: Any) -> list[Any]:
    return [p for p in _dicts(value) if p.get("type") not in {"text", "Text", "input_text", "output_text"}]


def _texts(value: Any) -> str:
    return "\n".join(_strings(_list_texts(value)))


def _list_texts(value: Any) -> list[Any]:
    return [piece.get("text") for piece in _dicts(value)]


def _strings(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _words(value: Any) -> str:
    """A text as it is, anything else as JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _call(payload: Json) -> Json:
    return {"call_id": payload["call_id"]} if "call_id" in payload else {}


def _of_the_harness(payload: Json, text: str) -> bool:
    """Whether Codex itself put this message in. Newer versions name the kind of each piece; older ones by its form."""
    meta = payload.get("internal_chat_message_metadata_passthrough")
    kinds = meta.get("content_item_kinds") if isinstance(meta, dict) else None
    if isinstance(kinds, list) and payload.get("role") == "user":
        return "user.text" not in kinds
    bare = text.lstrip()
    return bare.startswith(("<environment_context>", "<user_instructions>", "# AGENTS.md instructions"))


def _picture(piece: Any) -> Image | None:
    """A picture with its bytes, or by its path where they are not there; None if it is no picture."""
    if not isinstance(piece, dict):
        return None
    address = piece.get("image_url")
    if isinstance(address, str) and (data := _DATA.match(address)):
        try:
            content = base64.b64decode(address[data.end() :], validate=True)
        except (binascii.Error, ValueError):
            return Image(name="image", extra={"image_url": "damaged"})
        id_ = f"codex-{hashlib.sha256(content).hexdigest()[:32]}"
        return Image(asset=id_, media_type=data[1], size=len(content), data=content)
    if isinstance(address, str):
        return Image(name=address.rsplit("/", 1)[-1] or "image", extra={"image_url": address})
    if piece.get("type") in {"local_image", "image"} and isinstance(piece.get("path"), str):
        path = piece["path"]
        return Image(name=path.replace("\\", "/").rsplit("/", 1)[-1] or "image", extra={"path": path})
    return None


def _time(value: Any) -> dt.datetime | None:
    """An ISO time with its zone, None for anything else."""
    try:
        time = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
        return time.astimezone(dt.UTC) if time is not None and time.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
