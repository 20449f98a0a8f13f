"""Records out of files, whatever wraps them: a list, one object, or an object that holds the list."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

from migrator.source import Damaged, Element, json_elements, parse

_LISTS = ("conversations", "chats")  # `{"chats": […]}` is the shape of group_chats.json


def read(stream: BinaryIO) -> Iterator[Element]:
    """Each record of a file, broken ones flagged. What stands beside a list in an object is no record."""
    return (element for element in json_elements(stream, lists=_LISTS) if element.index is not None)


def first(head: bytes, limit: int) -> list[Any]:
    """Up to `limit` parsed records from the first bytes of a file, which may break off anywhere."""
    records: list[Any] = []
    with suppress(Damaged):
        for element in islice(read(io.BytesIO(head)), limit):
            if element.fault is None:
                with suppress(Damaged):
                    records.append(parse(element.raw))
    return records
