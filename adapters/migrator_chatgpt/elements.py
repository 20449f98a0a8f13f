"""Records out of files, whatever wraps them: a list, one object, an object that holds the list, or a web page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

from migrator.source import Damaged, Element, json_elements, parse
from migrator_chatgpt import page

_LISTS = ("conversations", "chats")  # `{"chats": […]}` is the shape of group_chats.json


def read(stream: BinaryIO) -> Iterator[Element]:
    """Each record of a JSON file, broken ones flagged. What stands beside a list in an object is no record."""
    return (element for element in json_elements(stream, lists=_LISTS) if element.index is not None)


def read_page(stream: BinaryIO) -> Iterator[Element]:
    """Each record of `chat.html`, up to the end of its list of conversations."""
    rest = page.records(stream)
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
