"""What the reader will do with each file of an export, worked out before any conversation is read.

**Generations** are told by shape. D: messages without `children`, `weight` and `recipient` (since May 2026).
C: complete messages in numbered shards, or with `user_settings.json` or a manifest (2026). B: complete messages in
one file, beside files of newer features, or below `tmp/` (winter 2025/26). A: everything else, back to 2023.
Mixed exports were made while each change rolled out; the shape of the messages decides before the files do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from migrator.adapter import FileRole
from migrator.events import Report
from migrator.model import Account
from migrator.source import Damaged, Entry, Source, parse_file
from migrator_chatgpt import layout, manifest, sidecars
from migrator_chatgpt.assets import AssetIndex
from migrator_chatgpt.layout import Found
from migrator_chatgpt.recognise import Head, head_shape

Role = Literal["conversations", "asset", "data", "kept"]
_LISTS = ("message_feedback.json", "shared_conversations.json")
_NEW_IN_B = frozenset({"group_chats.json", "shopping.json", "sora.json", "basispoints.json"})


class Plan(msgspec.Struct):
    """What was found, and what to do with it. `pages`: those of `conversations` that are web pages."""

    generation: str
    account: Account | None
    files: Sequence[FileRole]
    conversations: list[Entry]
    pages: frozenset[str]
    lists: list[tuple[str, Entry]]
    index: AssetIndex


def make(source: Source, report: Report) -> Plan:
    """Sort the files of `source`; report what its manifest misses and what cannot be parsed."""
    found = layout.look(source)
    index = AssetIndex(source, report)
    is_bundle = source.kind in {"zip", "folder"}
    assets = {asset.path for asset in index.assets.values()} if is_bundle else set()
    heads: dict[str, Head] = {}
    conversations: list[Entry] = []
    for file in found:
        head = None if file.entry.path in assets else _head(file, source, is_bundle=is_bundle)
        if head is not None:
            heads[file.entry.path] = head
            if _is_read(file, head):
                conversations.append(file.entry)
    pages = [] if conversations else _pages(found, source, is_bundle=is_bundle)
    conversations += pages
    taken = {entry.path for entry in conversations}
    lists = [(f.logical, f.entry) for f in found if f.logical in _LISTS and f.entry.path not in taken]
    account = _account(source, found, report)
    data = {entry.path for _, entry in lists}
    data |= {file.entry.path for file in found if file.logical in layout.MAPS}
    data |= {path for path, head in heads.items() if head.kind == "empty"}
    data |= {
        _check_manifest(source, found, report),
        account.origin.file if account and account.origin else "",
    }
    return Plan(
        generation=_generation(found, heads),
        account=account,
        files=[FileRole(e.path, _role(e.path, taken, assets, data), e.size) for e in source.entries],
        conversations=conversations,
        pages=frozenset(entry.path for entry in pages),
        lists=lists,
        index=index,
    )


def _role(path: str, taken: set[str], assets: set[str], data: set[str]) -> Role:
    return (
        "conversations"
        if path in taken
        else "asset"
        if path in assets
        else "data"
        if path in data
        else "kept"
    )


def _is_read(file: Found, head: Head) -> bool:
    """Conversations by shape; and what has their name, unless it is plainly another vendor's."""
    if file.logical in layout.UNREAD:
        return False
    return head.kind == "conversations" or (file.logical == "conversations.json" and head.kind != "foreign")


def _head(file: Found, source: Source, *, is_bundle: bool) -> Head | None:
    """The shape of a JSON file of unknown content; None for what needs no look."""
    if file.logical in _LISTS or file.logical in layout.MAPS or (is_bundle and file.logical[-5:] != ".json"):
        return None
    if file.logical.endswith(".html"):
        return None
    return head_shape(source, file.entry)


def _pages(found: Sequence[Found], source: Source, *, is_bundle: bool) -> list[Entry]:
    """The web page that repeats all conversations, for want of a better file."""
    pages = [file.entry for file in found if file.logical == layout.PAGE or not is_bundle]
    return [entry for entry in pages if head_shape(source, entry).kind == "conversations"][:1]


def _check_manifest(source: Source, found: Sequence[Found], report: Report) -> str:
    """Use the shallowest manifest that lists files and return its path; without one, look at the shards' numbers."""
    candidates = layout.named(found, "export_manifest.json")
    for file in sorted(candidates, key=lambda file: file.entry.path.count("/")):
        value = load(source, file.entry, report, manifest.is_manifest)
        if value is not None:
            manifest.check(file.entry.path, value, found, report)
            return file.entry.path
    manifest.check_numbers(found, report)
    return ""


def _account(source: Source, found: Sequence[Found], report: Report) -> Account | None:
    for file in layout.named(found, "user.json"):
        value = load(source, file.entry, report, lambda value: isinstance(value, (dict, list)))
        account = sidecars.account(value, file.entry.path)
        if account is not None:
            return account
    return None


def load(source: Source, entry: Entry, report: Report, accept: Callable[[Any], bool]) -> Any:
    """A small file, parsed; None if it is not what `accept` wants, and after a report if it is no JSON."""
    try:
        with source.open(entry) as stream:
            value = parse_file(stream)
    except Damaged as damaged:
        report(damaged.problem(entry.path))
        return None
    return value if accept(value) else None


def _generation(found: Sequence[Found], heads: dict[str, Head]) -> str:
    if any(head.slim for head in heads.values() if head.kind == "conversations"):
        return "D"
    names = {file.logical for file in found}
    sharded = any(file.number >= 0 for file in layout.named(found, "conversations.json"))
    if sharded or "user_settings.json" in names or "export_manifest.json" in names:
        return "C"
    below_tmp = any(file.entry.path.lower().startswith("tmp/") for file in found)
    return "B" if below_tmp or names & _NEW_IN_B else "A"
