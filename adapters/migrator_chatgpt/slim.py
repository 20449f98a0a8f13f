"""The quick way into a conversation of the slim form (exports since mid-2026), which decodes it straight into values.

A gigabyte of export holds about half a million messages, and nearly all are words of a user or an assistant with a time and at
most a model beside them. The decoder checks that they are just that and builds nothing else. Whatever is otherwise goes the
long way: a message of any other kind by itself, a conversation of any other form as a whole. Both ways give the same
value, which a law of the tests holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from migrator.events import Report
from migrator.model import Conversation, Message, Origin, Text
from migrator.source import Damaged, parse
from migrator.source.json_values import DEEPEST
from migrator_chatgpt import conversation, markers, message, placed, times, tree
from migrator_chatgpt.chat import Chat, Files, Json
from migrator_chatgpt.content import sandbox
from migrator_chatgpt.pointer import escape

_Plain = str | int | float | bool | None
_Maybe = _Plain | UnsetType
_ABOVE_A_MESSAGE = 3  # levels of nesting: the conversation, its mapping, the node


class _Author(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    role: Literal["user", "assistant"]
    name: None = None


class _Content(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    content_type: Literal["text"]
    parts: tuple[str]


class _Words(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A message that is nothing but words, as far as its form tells."""

    id: str
    author: _Author
    content: _Content
    create_time: float
    metadata: dict[str, _Plain] | UnsetType = UNSET


class _Node(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    id: str
    message: msgspec.Raw
    parent: str | None


class _Slim(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, gc=False):
    """The 18 keys of the form, as counted in exports of July and August 2026, in their order there."""

    conversation_id: _Maybe = UNSET
    conversation_template_id: _Maybe = UNSET
    create_time: _Maybe = UNSET
    current_node: _Maybe = UNSET
    default_model_slug: _Maybe = UNSET
    id: _Maybe = UNSET
    is_archived: _Maybe = UNSET
    is_do_not_remember: _Maybe = UNSET
    is_read_only: _Maybe = UNSET
    is_starred: _Maybe = UNSET
    is_study_mode: _Maybe = UNSET
    mapping: dict[str, _Node]
    memory_scope: _Maybe = UNSET
    pinned_time: _Maybe = UNSET
    plugin_ids: _Plain | list[str] | UnsetType = UNSET
    title: _Maybe = UNSET
    update_time: _Maybe = UNSET
    voice: _Maybe = UNSET


_slim = msgspec.json.Decoder(_Slim).decode
_words = msgspec.json.Decoder(_Words).decode
_REFUSED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, Damaged)
_from_timestamp = dt.datetime.fromtimestamp
_UTC = dt.UTC


def read(
    record: bytes, origin: Origin, files: Files, library: placed.Placed, report: Report
) -> Conversation | None:
    """The conversation in `record`, or None if it has to be read the long way; then nothing was reported."""
    try:
        slim = _slim(record)
        if not _is_named(slim):
            return None
        nodes = slim.mapping
        said = _said(nodes)
        order = _order(nodes, said)
        grown = None if order is not None else tree.grow(_links(nodes, said))
    except _REFUSED:
        return None
    raw: Json = {
        name: value for name in _Slim.__struct_fields__ if (value := getattr(slim, name)) is not UNSET
    }
    chat = conversation.chat(raw, origin, nodes, files, library, report)
    messages: list[Message] = []
    structure: Json = {}
    quick = _Making(nodes, chat)
    for key, above in grown.order if grown is not None else order or ():
        what = said[key]
        if what.__class__ is _Words:
            made = quick.message(key, above, what)
            if made is not None:
                messages.append(made)
                continue
            what = _parsed(nodes[key].message)
        if what is None:
            structure[key] = _as_read(nodes[key], None)
        else:
            messages.append(message.read(key, _as_read(nodes[key], what), above, chat))
    if grown is not None:
        conversation.tell_shape(grown.shape, chat)
    if structure:
        raw["mapping"] = structure
    else:
        del raw["mapping"]
    is_message = said.get(str(slim.current_node)) is not None  # else its way up to one is asked for
    above_each = {} if is_message else {key: {"parent": node.parent} for key, node in nodes.items()}
    return conversation.finished(raw, origin, chat, messages, above_each)


def _is_named(slim: _Slim) -> bool:
    return any(id_.__class__ is str and id_ for id_ in (slim.conversation_id, slim.id))


def _order(nodes: Mapping[str, _Node], said: Mapping[str, Any]) -> list[tuple[str, str | None]] | None:
    """What `tree.grow` gives, found more quickly where all nodes hang below one; None for anything else.

    Pairs of a node and the nearest one above it that has a message.
    """
    below: dict[str, list[str]] = {}
    root: str | None = None
    for key, node in nodes.items():
        parent = node.parent
        if parent is not None and parent in nodes:
            if parent in below:
                below[parent].append(key)
            else:
                below[parent] = [key]
        elif root is None:
            root = key
        else:
            return None
    order: list[tuple[str, str | None]] = []
    waiting: list[tuple[str, str | None]] = [] if root is None else [(root, None)]
    while waiting:
        key, above = waiting.pop()
        while True:
            order.append((key, above))
            kids = below.get(key)
            if kids is None:
                break
            if said[key] is not None:
                above = key
            if len(kids) > 1:
                kids = tree.by_time(_links({kid: nodes[kid] for kid in kids}, said), kids)
                waiting.extend((kid, above) for kid in reversed(kids[1:]))
            key = kids[0]
    return order if len(order) == len(nodes) else None


def _links(nodes: Mapping[str, _Node], said: Mapping[str, Any]) -> Json:
    """The nodes as far as the tree asks for them."""
    links: Json = {}
    for key, node in nodes.items():
        what = said[key]
        if what.__class__ is _Words:
            what = {"create_time": what.create_time}
        links[key] = {"parent": node.parent, "message": what}
    return links


def _said(nodes: Mapping[str, _Node]) -> dict[str, Any]:
    """The message of each node: `_Words`, or whatever else its JSON says."""
    said: dict[str, Any] = {}
    for key, node in nodes.items():
        try:
            said[key] = _words(node.message)
        except msgspec.DecodeError:
            said[key] = _parsed(node.message)
    return said


def _parsed(raw: msgspec.Raw) -> Any:
    return parse(bytes(raw), deepest=DEEPEST - _ABOVE_A_MESSAGE, tolerant=False)


def _as_read(node: _Node, said: Any) -> Json:
    return {"id": node.id, "message": said, "parent": node.parent}


class _Making:
    """Makes messages of the words of one conversation."""

    def __init__(self, nodes: Mapping[str, _Node], chat: Chat) -> None:
        self._nodes = nodes
        self._chat = chat
        self._above = f"{chat.pointer}/mapping/"

    def message(self, key: str, above: str | None, words: _Words) -> Message | None:
        """The message, or None if there is more to it than its words."""
        text = words.content.parts[0]
        node = self._nodes[key]
        when = words.create_time
        if not text or words.id != key or node.id != key or not times.FIRST <= when < times.LAST:
            return None
        if above is None and node.parent is not None and node.parent not in self._nodes:
            return None
        role = words.author.role
        typed = role == "user"
        if markers.is_suspect(text, typed=typed) or (not typed and "/" in text and sandbox.MARK in text):
            return None
        model: Any = None
        extra: Json = {}
        metadata = words.metadata
        if metadata is not UNSET:
            model = metadata.get("model_slug")
            if (model is None or len(metadata) > 1) and message.is_telling(metadata):
                return None
            if model.__class__ is str:
                del metadata["model_slug"]
            else:
                model = None
            extra["metadata"] = metadata
        if "~" in key or "/" in key:
            place = f"{self._above}{escape(key)}/message"
        else:
            place = f"{self._above}{key}/message"
        return Message(
            id=key,
            role=role,
            parent=above,
            model=model,
            created=_from_timestamp(when, _UTC),
            parts=(Text(text=text, at="/content/parts/0"),),
            origin=Origin(self._chat.file, place),
            extra=extra,
        )
