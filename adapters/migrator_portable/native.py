r"""The neutral archive itself: JSON lines and the files. Nothing is changed and nothing is left out.

`archive.jsonl` holds a header and then one item a line, as `migrator.model` defines it: `type` says which kind, fields
that have their default are not written. Files lie under `assets/`, at `place(asset)`, and those that no reader understands
under `files/`. `read` gives equal values back.

Lines are strict JSON in UTF-8 but for what strict JSON cannot say: a line that holds an unpaired surrogate, a NaN or
an infinity is written in ASCII with `\udXXX` escapes and the words `NaN` and `Infinity`, as Python's json reads and writes
them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec

from migrator.adapter import Archive, Choices, Receipt, Shelf, Sink, copied, copied_kept
from migrator.errors import NotRecognised, TooNew
from migrator.events import Report
from migrator.i18n import _
from migrator.model import (
    Account,
    Asset,
    Conversation,
    Feedback,
    Instruction,
    Item,
    KeptFile,
    Memory,
    Persona,
    Project,
    SharedLink,
)
from migrator.shape import tree
from migrator.shape.attachments import file_name

FILE = "archive.jsonl"
ASSETS = "assets"
KEPT = "files"
VERSION = 1
_HEADER = {"format": "migrator-native", "version": VERSION}

_OTHERS: tuple[tuple[type[Any], Literal["memory", "instruction", "project", "persona", "other"]], ...] = (
    (Project, "project"),
    (Persona, "persona"),
    (Memory, "memory"),
    (Instruction, "instruction"),
    (Account, "other"),
    (SharedLink, "other"),
    (Feedback, "other"),
    (KeptFile, "other"),
)

_json = msgspec.json.Encoder()
_pack = msgspec.msgpack.Encoder()
_NOT_FINITE = re.compile(rb"\xcb[\x7f\xff][\xf0-\xff]")
_decode = msgspec.json.Decoder(Item)


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """Write everything; the only possible losses are files whose bytes cannot be read."""
    del choices, report
    with sink.open(FILE) as out:
        out.write(line(_HEADER))
        for data, receipt in archive.convert(_conversation):
            out.write(data)
            yield receipt
        for kind, item in _OTHERS:
            for value in archive.items(kind):
                out.write(line(value))
                if kind is not KeptFile:
                    yield Receipt(item=item, source=value.id, target=FILE)
        for asset in archive.items(Asset):
            out.write(line(asset))
    for asset in archive.items(Asset):
        yield copied(archive, asset, ASSETS, sink)
    for file in archive.items(KeptFile):
        yield copied_kept(archive, file, KEPT, sink)


def _conversation(conversation: Conversation, shelf: Shelf) -> tuple[bytes, Receipt]:
    del shelf
    return line(conversation), Receipt(
        item="conversation",
        source=conversation.id,
        target=FILE,
        messages=len(conversation.messages),
        branches=tree.branches(conversation),
    )


def place(asset: Asset) -> str:
    """Where the bytes of an asset lie."""
    return f"{ASSETS}/{file_name(asset)}"


def line(value: Item | dict[str, Any]) -> bytes:
    """`value` as one line, exact."""
    try:
        data = _json.encode(value)
        # msgspec writes null for NaN and infinity; MessagePack shows them as what they are.
        if b"null" not in data or not _NOT_FINITE.search(_pack.encode(value)):
            return data + b"\n"
    except (UnicodeEncodeError, OverflowError):
        pass
    return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode("ascii") + b"\n"


def read(lines: Iterable[bytes]) -> Iterator[Item]:
    """The items in the lines of an `archive.jsonl`, equal to those that were written.

    `NotRecognised` if the first line is not our header or a line is not an item, `TooNew` for a later version.
    """
    header = True
    for number, data in enumerate(lines, 1):
        if header:
            _check(data)
            header = False
            continue
        yield _item(data, number)
    if header:
        raise NotRecognised(_("The file is empty."))


def _check(data: bytes) -> None:
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("format") != _HEADER["format"]:
        raise NotRecognised(_("The first line is not the header of a native archive."))
    if found.get("version") != VERSION:
        raise TooNew(_("This native archive was made by a newer version."), _("Update, then try again."))


def _item(data: bytes, number: int) -> Item:
    try:
        item: Item = _decode.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    else:
        return item
    try:
        exact: Item = msgspec.convert(json.loads(data), Item)
    except (ValueError, RecursionError) as fault:
        raise NotRecognised(
            _("Line {number} is not an item of a native archive.").format(number=number)
        ) from fault
    return exact
