"""The chats in the shape of ChatGPT's own export, in ZIP files, for an assistant that takes in such a file."""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from migrator.adapter import Receipt, Sink
from migrator.model import Conversation
from migrator.shape import flat
from migrator.shape.repaired import mapping
from migrator.shape.repaired.arrays import Arrays
from migrator.shape.repaired.nodes import Plan, held
from migrator.shape.tally import Tally

MEMBER = "conversations.json"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_LARGE = 1 << 30


def element(conversation: Conversation, wish: flat.Wish) -> tuple[bytes, Receipt]:
    """The conversation as one element of `conversations.json`, b"" if there is nothing to write, and its receipt."""
    tally = Tally()
    data, made = mapping.element(conversation, Plan(wish), tally)
    messages, branches = held(conversation, made, tally)
    return data, Receipt(
        item="conversation",
        source=conversation.id,
        outcome="changed" if data else "left-out",
        messages=messages,
        branches=branches,
        losses=tally.losses(),
    )


def archives(sink: Sink, limit: int) -> Arrays:
    """`chatgpt-export.zip`, `chatgpt-export-002.zip` …, each with at most `limit` bytes of `conversations.json`."""
    opened = functools.partial(_opened, sink, zip64=limit > _LARGE)
    return Arrays(opened, limit, "chatgpt-export", ".zip")


@contextmanager
def _opened(sink: Sink, name: str, *, zip64: bool) -> Iterator[BinaryIO]:
    member = zipfile.ZipInfo(MEMBER, _NO_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    with (
        sink.open(name) as out,
        zipfile.ZipFile(out, "w") as archive,
        archive.open(member, "w", force_zip64=zip64) as stream,
    ):
        yield cast("BinaryIO", stream)
