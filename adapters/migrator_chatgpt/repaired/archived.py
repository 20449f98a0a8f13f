"""The repaired chats as a ZIP in the form of ChatGPT's own exports of 2026.

Chats stand in `conversations-000.json` and so on, a hundred each; `export_manifest.json` lists the files; the person's files are
`file_….dat`, and `conversation_asset_file_names.json` gives them their names back. Our own reader takes it for an export.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from migrator.adapter import Archive, Receipt, Shelf, Sink
from migrator.losses import Loss
from migrator.model import Asset, Conversation
from migrator.shape import attachments
from migrator.shape.repaired import mapping

NAME = "chatgpt-export.zip"
_SHARD = 100
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_LARGE = 1 << 30


class Piece(msgspec.Struct, frozen=True):
    """A conversation ready to write, b"" if there is nothing to write."""

    data: bytes
    receipt: Receipt


def sound(archive: Archive) -> dict[str, Asset]:
    """The assets whose bytes can be read to their end, by id."""
    found = {}
    for asset in archive.items(Asset):
        try:
            for _block in attachments.blocks(asset, archive.open):
                pass
        except attachments.Unreadable:
            continue
        found[asset.id] = asset
    return found


def write(
    archive: Archive,
    sink: Sink,
    element: Callable[[Conversation, Shelf], Piece],
    files: Mapping[str, Asset],
) -> Iterator[Receipt]:
    """The ZIP with all chats and `files`; a receipt for every conversation and asset."""
    sizes: dict[str, int] = {}
    with sink.open(NAME) as out, zipfile.ZipFile(out, "w") as made:
        shards: list[str] = []
        waiting: list[bytes] = []
        for piece in archive.convert(element):
            if not piece.data:
                yield piece.receipt
                continue
            waiting.append(piece.data)
            if len(waiting) == _SHARD:
                shards.append(_shard(made, len(shards), waiting, sizes))
                waiting = []
            yield msgspec.structs.replace(piece.receipt, target=piece.receipt.source)
        if waiting or not shards:
            shards.append(_shard(made, len(shards), waiting, sizes))
        names = {}
        for asset in files.values():
            name = f"{mapping.file_id(asset.id)}.dat"
            names[name] = attachments.file_name(asset)
            with made.open(_member(name, zipfile.ZIP_STORED), "w", force_zip64=asset.size > _LARGE) as stream:
                sizes[name] = _copy(attachments.blocks(asset, archive.open), stream)
        for name, value in (("conversation_asset_file_names.json", names), ("user.json", {})):
            sizes[name] = _put(made, name, json.dumps(value, ensure_ascii=False).encode())
        _put(made, "export_manifest.json", json.dumps(_manifest(shards, sizes)).encode())
    for asset in archive.items(Asset):
        if asset.id in files:
            yield Receipt(item="asset", source=asset.id, target=NAME)
        else:
            lost = Loss("asset-damaged", (asset.id,))
            yield Receipt(item="asset", source=asset.id, outcome="left-out", losses=(lost,))


def _shard(made: zipfile.ZipFile, number: int, elements: list[bytes], sizes: dict[str, int]) -> str:
    name = f"conversations-{number:03d}.json"
    large = sum(map(len, elements)) > _LARGE
    with made.open(_member(name, zipfile.ZIP_DEFLATED), "w", force_zip64=large) as stream:
        pieces = (b"[" if n == 0 else b",\n" for n in range(max(1, len(elements))))
        blocks = [
            block for start, data in zip(pieces, elements or [b""], strict=True) for block in (start, data)
        ]
        sizes[name] = _copy(iter([*blocks, b"]"]), stream)
    return name


def _copy(blocks: Iterator[bytes], stream: Any) -> int:
    size = 0
    for block in blocks:
        stream.write(block)
        size += len(block)
    return size


def _put(made: zipfile.ZipFile, name: str, data: bytes) -> int:
    made.writestr(_member(name, zipfile.ZIP_DEFLATED), data)
    return len(data)


def _member(name: str, method: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _NO_TIME)
    member.compress_type = method
    member.external_attr = 0o600 << 16
    return member


def _manifest(shards: list[str], sizes: Mapping[str, int]) -> dict[str, Any]:
    chats = {"files": shards, "sharded": True, "shard_count": len(shards)}
    others = {n: {"files": [n], "sharded": False} for n in sizes if n.endswith(".json") and n not in shards}
    return {
        "version": 1,
        "manifest_file": "export_manifest.json",
        "export_files": [{"path": name, "size_bytes": size} for name, size in sizes.items()],
        "logical_files": {"conversations.json": chats, **others},
    }
