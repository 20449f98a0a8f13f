"""Is this source a ChatGPT export? Told by what its files look like inside; names only say where to look first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from migrator.adapter import Recognition
from migrator.i18n import _
from migrator.source import Damaged, Entry, Fault, Source, parse
from migrator.source.utf8 import as_utf8
from migrator_chatgpt import codex, conversation, elements, layout, lookalikes, page
from migrator_chatgpt.chat import holds_something

_HEAD = 256 * 1024
_SMALL = 4096
_FEW = 40  # records, and files of unknown name, that are looked at


class Head(msgspec.Struct, frozen=True):
    """What the first bytes of a file show.

    `kind`: "conversations" (ChatGPT's), "shells" (what could be conversations without messages), "empty" (JSON in
    which there is nothing), "foreign", or "other". `slim`: its nodes have no `children`, its messages neither `weight`
    nor `recipient`: the export since May 2026. `fault`: why not all of these bytes could be read, if they could not.
    """

    kind: Literal["conversations", "shells", "empty", "foreign", "other"]
    vendor: str | None = None
    slim: bool = False
    fault: Fault | None = None


_OTHER = Head("other")


def head_shape(source: Source, entry: Entry) -> Head:
    """Look at the first 256 KiB of a file, or as much of them as can be read."""
    head = b""
    fault: Fault | None = None
    try:
        with source.open(entry) as raw:
            stream = as_utf8(raw)
            while len(head) < _HEAD and (piece := stream.read(_HEAD - len(head))):
                head += piece
    except Damaged as damaged:  # whoever reads the whole file reports that
        fault = damaged.fault
    return msgspec.structs.replace(shape(head, whole=len(head) < _HEAD), fault=fault)


def shape(head: bytes, *, whole: bool) -> Head:
    """As `head_shape`, for bytes that are there. `whole`: they are the file to its end."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith((b"[", b"{")) and not (page.is_page(head) and b"jsonData" in head):
        return _OTHER
    if whole and len(text) < _SMALL and _is_hollow(text):
        return Head("empty")
    seen = _records_shape(elements.first(head, _FEW))
    if seen is not None:
        return msgspec.structs.replace(seen, slim=_is_slim(text)) if seen is not _OTHER else seen
    if whole:
        return _OTHER
    foreign = lookalikes.vendor_of_head(text)
    if foreign:
        return Head("foreign", foreign)
    if b'"mapping"' in text and b'"parent"' in text and b'"message"' in text:
        return Head("conversations", slim=_is_slim(text))
    return _OTHER


def _records_shape(records: Iterable[Any]) -> Head | None:
    """What the records show, looked at up to the first that tells; None if there is none."""
    found = None
    for record in records:
        found = found or _OTHER
        foreign = lookalikes.vendor(record)
        if foreign:
            return Head("foreign", foreign)
        if conversation.is_conversation(record):
            if record.get("mapping"):
                return Head("conversations")
            found = Head("shells")
        elif codex.is_task(record):
            return Head("conversations")
    return found


def _is_hollow(text: bytes) -> bool:
    try:
        return not holds_something(parse(text))
    except Damaged:
        return False


def _is_slim(text: bytes) -> bool:
    return b'"message"' in text and not any(
        key in text for key in (b'"children"', b'"weight"', b'"recipient"')
    )


def recognise(source: Source) -> Recognition:
    """Names first, then the head of one file; of unknown names, the heads of the first few."""
    found = layout.look(source)
    likely = layout.named(found, "conversations.json")
    foreign: str | None = None
    empty = damaged = False
    for file in likely[:_FEW]:
        head = head_shape(source, file.entry)
        if head.fault == "unknown-compression":
            return Recognition(
                0.0,
                _("Its file of conversations is packed in a way that this program does not open."),
                hint=_("Unpack it with the program that packed it, and use the folder."),
            )
        damaged = damaged or head.fault is not None
        if head.kind in {"conversations", "shells"}:
            return Recognition(1.0, _("It holds ChatGPT conversations."))
        foreign = foreign or head.vendor
        empty = empty or head.kind == "empty"
    for file in [*(f for f in found if _could_be(f, source)), *layout.named(found, layout.PAGE)][:_FEW]:
        head = head_shape(source, file.entry)
        if head.kind == "conversations":
            return Recognition(0.9, _("It holds ChatGPT conversations under another name."))
        foreign = foreign or head.vendor
    if foreign:
        return Recognition(
            0.0, _("It is an export of {vendor}, not of ChatGPT.").format(vendor=foreign), foreign=foreign
        )
    if empty or _has_several_signs(found):
        return Recognition(0.6, _("It looks like a ChatGPT export without any conversation."))
    if damaged:
        return Recognition(0.5, _("Its file of conversations is damaged and could not be looked at."))
    if likely:
        return Recognition(0.0, _("Its file of conversations holds no ChatGPT conversations."))
    return Recognition(0.0, _("There is no file of ChatGPT conversations in it."))


def _could_be(file: layout.Found, source: Source) -> bool:
    if file.logical == "conversations.json" or file.logical in layout.DATA or file.logical in layout.UNREAD:
        return False
    return file.logical.endswith(".json") or source.kind in {"file", "stream"}


def _has_several_signs(found: Iterable[layout.Found]) -> bool:
    names = {file.logical for file in found}
    return len(names & (layout.DATA | layout.UNREAD | {layout.GROUPS, layout.CODEX})) >= 3
