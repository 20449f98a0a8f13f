"""Records out of files, whatever wraps them: a list, one object, an object that holds the list, or a web page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

import msgspec

from migrator.source import Damaged, Element, json_elements, parse
from migrator.source.utf8 import as_utf8
from migrator_chatgpt import page
from migrator_chatgpt.pointer import escape

_MAPPING = b'"mapping"'
_SIGNS = frozenset({"mapping", "id", "conversation_id", "title"})  # keys of a conversation itself
_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_LISTS = ("conversations", "chats")  # `{"chats": […]}` is the shape of group_chats.json


def read(stream: BinaryIO) -> Iterator[Element]:
    """Each record of a JSON file, broken ones flagged. What stands beside a list in an object is no record."""
    for element in json_elements(stream, lists=_LISTS):
        if element.index is not None:
            yield from _inside(element)


def _inside(element: Element) -> Iterator[Element]:
    """A record, or the records in one that is a list of them, or that is the whole file and holds them by their ids."""
    inner: dict[str, msgspec.Raw] | None = None
    if element.fault is None:
        with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            if element.raw[:1] == b"[":
                inner = {str(i): raw for i, raw in enumerate(_list(element.raw))}
            elif element.pointer == "" and element.raw[:1] == b"{" and _MAPPING in element.raw:
                inner = _object(element.raw)
    if not inner or not all(_is_record(raw) for raw in inner.values()) or not _SIGNS.isdisjoint(inner):
        yield element
        return
    for key, raw in inner.items():
        yield msgspec.structs.replace(
            element, pointer=f"{element.pointer}/{escape(key)}", raw=bytes(raw), size=len(bytes(raw))
        )


def _is_record(raw: msgspec.Raw) -> bool:
    data = bytes(raw)
    return data[:1] == b"{" and _MAPPING in data


def read_page(stream: BinaryIO) -> Iterator[Element]:
    """Each record of `chat.html`, up to the end of its list of conversations."""
    rest = page.records(as_utf8(stream))
    for element in json_elements(rest) if rest is not None else ():
        if element.fault is not None and element.raw[:1] == b";":
            return  # the statement's end: script follows
        yield element


def first(head: bytes, limit: int) -> Iterator[Any]:
    """Up to `limit` parsed records from the first bytes of a file, which may break off anywhere; read as asked for."""
    reading = read_page if page.is_page(head) else read
    with suppress(Damaged):
        for element in islice(reading(io.BytesIO(head)), limit):
            if element.fault is None:
                with suppress(Damaged):
                    yield parse(element.raw)
