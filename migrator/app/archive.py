"""What a target writes from: one or several opened exports as one archive, chosen from and cut to branches.

Everything streams; memory holds ids, counts and what little conversations carry besides messages, never the
conversations. A conversation that turns up twice (in two exports, or in two shards of one) is handed on once, with
the messages of both. One export is read in the hope that there is no such pair: when one turns up after all,
`DuplicateSeen` says so, and whoever runs the work starts over with `archive.expect_duplicates()`.
"""

from __future__ import annotations

import io
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, TypeVar, cast

import msgspec

from migrator.adapter import Export, Record, Shelf
from migrator.app.context import Context
from migrator.app.opening import Opened
from migrator.events import Report
from migrator.model import (
    Asset,
    Audio,
    Conversation,
    Feedback,
    File,
    Image,
    Instruction,
    KeptFile,
    Memory,
    Persona,
    Project,
    SharedLink,
    Video,
)
from migrator.shape.merge import merge
from migrator.shape.tree import branches, head_only
from migrator.source import Damaged

T = TypeVar("T")
R = TypeVar("R")
Choose = Callable[[Conversation], bool]

_MEDIA = (Image, Audio, Video, File)
_CARRIED = (Memory, Instruction, Project, Persona)
_BOUND = 100_000  # items found in conversations that are held; beyond that they are looked for again


class DuplicateSeen(Exception):
    """A conversation turned up twice while none was expected: start over with `expect_duplicates`."""


class Seen:
    """What one whole pass over the conversations found. Numbers are of the merged whole, before any choice."""

    def __init__(self) -> None:
        self.conversations = 0
        self.messages = 0
        self.branches = 0
        self.unreadable = 0
        self.referenced: set[str] = set()  # ids of attachments that messages name
        self.handed: dict[str, int] = {}  # conversation -> number of messages that a target was given
        self.not_chosen: list[str] = []
        self.other_branch: list[str] = []
        self.chosen_assets: set[str] = set()
        self.carried: dict[tuple[type, str], object] | None = {}


class OpenArchive:
    """`adapter.Archive` over opened exports.

    `choose` picks conversations; with it, only attachments that chosen conversations show are part of the archive,
    and only what chosen conversations carry of memories, instructions, projects and personas.
    """

    def __init__(
        self,
        exports: Sequence[Opened],
        context: Context,
        *,
        head_only: bool = False,
    ) -> None:
        self._exports = [one.export for one in exports]
        self._context = context
        self.choose: Choose | None = None
        self._head_only = head_only
        self._merging = len(exports) > 1
        self._seen: Seen | None = None

    # ------------------------------------------------------------------------------- the contract

    def items(self, kind: type[T]) -> Iterator[T]:
        """All items of one kind; conversations in the order of the export."""
        if kind is Conversation:
            return cast("Iterator[T]", self._conversations())
        return self._other_items(kind)

    def names(self) -> Mapping[str, str]:
        """What projects and personas are called, as far as the files outside conversations tell."""
        return {
            item.id: item.name
            for export in self._exports
            for item in export.others()
            if isinstance(item, Project | Persona) and item.name
        }

    def convert(self, fn: Callable[[Conversation, Shelf], R]) -> Iterator[R]:
        """`fn` of every conversation, in order, in this process."""
        for conversation in self._conversations():
            yield fn(conversation, self)

    def asset(self, asset_id: str) -> Asset | None:
        """The attachment of that id, or None if no export holds it."""
        for export in self._exports:
            if (asset := export.assets.get(asset_id)) is not None:
                return asset
        return None

    def open(self, asset: Asset) -> BinaryIO:
        """Its bytes, from the first export that holds it. Damage is reported before it is raised."""
        for export in self._exports:
            if (known := export.assets.get(asset.id)) is not None:
                return cast("BinaryIO", _Reporting(export.open(known), known.path, self._context.report))
        raise KeyError(asset.id)

    # ------------------------------------------------------------------------------- for the program

    @property
    def seen(self) -> Seen:
        """What is in the archive; reads everything once if that has not happened yet."""
        if self._seen is None:
            self.whole(lambda conversations: deque(conversations, maxlen=0))
        assert self._seen is not None  # noqa: S101 - a pass to the end sets it
        return self._seen

    @property
    def asset_ids(self) -> set[str]:
        """The ids of all attachments of all exports, chosen or not."""
        return {asset_id for export in self._exports for asset_id in export.assets}

    def whole(self, work: Callable[[Iterator[Conversation]], R]) -> R:
        """`work` on all conversations, from the start once more if it turns out that some of them come twice."""
        try:
            return work(self._conversations())
        except DuplicateSeen:
            self.expect_duplicates()
            return work(self._conversations())

    def expect_duplicates(self) -> None:
        """From now on, count the ids first and join what belongs together."""
        self._merging = True
        self._seen = None

    # ------------------------------------------------------------------------------- inside

    def _conversations(self) -> Iterator[Conversation]:
        seen = Seen()
        for export, whole in self._merged(seen) if self._merging else self._single(seen):
            seen.conversations += 1
            seen.messages += len(whole.messages)
            seen.branches += branches(whole)
            named = _named_assets(whole)
            seen.referenced |= named
            self._context.check()
            if self.choose is not None and not self.choose(whole):
                seen.not_chosen.append(whole.id)
                continue
            given = head_only(whole) if self._head_only else whole
            if given is not whole:
                kept = {m.id for m in given.messages}
                seen.other_branch.extend(f"{whole.id}/{m.id}" for m in whole.messages if m.id not in kept)
            seen.handed[given.id] = len(given.messages)
            seen.chosen_assets |= named
            self._carry(seen, export, whole)  # what it remembered is not a matter of branches
            yield given
        self._seen = seen

    def _single(self, seen: Seen) -> Iterator[tuple[Export, Conversation]]:
        ids: set[str] = set()
        for export in self._exports:
            for record in export.records():
                conversation = export.conversation(record)
                if conversation is None:
                    seen.unreadable += 1
                elif conversation.id in ids:
                    raise DuplicateSeen
                else:
                    ids.add(conversation.id)
                    yield export, conversation

    def _merged(self, seen: Seen) -> Iterator[tuple[Export, Conversation]]:
        """Hold each version of a conversation, packed, until the last of them has come, then hand on their union."""
        left = self._versions()
        held: dict[str, list[tuple[Export, Record]]] = {}
        for export in self._exports:
            for record in export.records():
                conversation = export.conversation(record)
                if conversation is None:
                    seen.unreadable += 1
                    continue
                left[conversation.id] -= 1
                if left[conversation.id] > 0:
                    held.setdefault(conversation.id, []).append((export, _packed(record)))
                elif (older := held.pop(conversation.id, None)) is None:
                    yield export, conversation
                else:
                    versions = [
                        read for origin, kept in older if (read := origin.conversation(_unpacked(kept)))
                    ]
                    yield export, merge([*versions, conversation])

    def _versions(self) -> Counter[str]:
        ids: Counter[str] = Counter()
        for export in self._exports:
            for record in export.records():
                conversation = export.conversation(record)
                if conversation is not None:
                    ids[conversation.id] += 1
        return ids

    def _carry(self, seen: Seen, export: Export, conversation: Conversation) -> None:
        if seen.carried is None:
            return
        for item in export.found_in(conversation):
            seen.carried.setdefault((type(item), item.id), item)
        if len(seen.carried) > _BOUND:
            seen.carried = None

    def _other_items(self, kind: type[T]) -> Iterator[T]:
        given: set[tuple[object, ...]] = set()
        for item in self._found(kind):
            # Ids are the vendor's and tell things apart, but files of one name in two exports are two files.
            key: tuple[object, ...] = (type(item), getattr(item, "id", ""))
            if isinstance(item, KeptFile):
                key = (*key, item.size)
            if isinstance(item, kind) and key not in given and self._is_chosen(item):
                given.add(key)
                yield item

    def _found(self, kind: type[T]) -> Iterator[object]:
        if issubclass(kind, _CARRIED):
            carried = self.seen.carried
            if carried is not None:
                yield from carried.values()
            else:
                for export in self._exports:
                    for record in export.records():
                        conversation = export.conversation(record)
                        if conversation is not None and conversation.id in self.seen.handed:
                            yield from export.found_in(conversation)
        for export in self._exports:
            yield from export.others()

    def _is_chosen(self, item: object) -> bool:
        if self.choose is None:
            return True
        if isinstance(item, Asset):
            return item.id in self.seen.chosen_assets or item.conversation in self.seen.handed
        if isinstance(item, SharedLink | Feedback | Memory | Instruction) and item.conversation is not None:
            return item.conversation in self.seen.handed
        return True


class _Reporting(io.RawIOBase):
    """The bytes of an attachment. That they are damaged is a problem of the input, whatever a target makes of it."""

    def __init__(self, stream: BinaryIO, path: str, report: Report) -> None:
        super().__init__()
        self._stream, self._path, self._report = stream, path, report

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            return self._stream.read(-1 if size is None else size)
        except Damaged as damage:
            self._report(damage.problem(self._path))
            raise

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: Any, /) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _named_assets(conversation: Conversation) -> set[str]:
    return {
        part.asset
        for message in conversation.messages
        for part in message.parts
        if isinstance(part, _MEDIA) and part.asset is not None
    }


def _packed(record: Record) -> Record:
    return msgspec.structs.replace(record, raw=zlib.compress(record.raw, 1))


def _unpacked(record: Record) -> Record:
    return msgspec.structs.replace(record, raw=zlib.decompress(record.raw))
