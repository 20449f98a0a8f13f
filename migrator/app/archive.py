"""What a target writes from: one or several opened exports as one archive, chosen from and cut to branches.

Everything streams; memory holds ids, counts and what little conversations carry besides messages, never the
conversations. A conversation that turns up twice (in two exports, or in two shards of one) is handed on once, with
the messages of both. One export is read in the hope that there is no such pair: when one turns up after all,
`DuplicateSeen` says so, and whoever runs the work starts over with `archive.expect_duplicates()`.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Protocol, TypeVar, cast

from migrator.adapter import Record, Shelf
from migrator.app.context import Context
from migrator.app.cores import packed_job, spread
from migrator.app.holding import Holding
from migrator.app.opening import Opened
from migrator.app.shelf import Files
from migrator.app.taking import Carried, Choose, Taken, Unit, Work
from migrator.model import (
    Asset,
    Conversation,
    Feedback,
    Instruction,
    KeptFile,
    Memory,
    Persona,
    Project,
    SharedLink,
)
from migrator.privacy.items import Redaction

T = TypeVar("T")
R = TypeVar("R")
V = TypeVar("V")

_CARRIED = (Memory, Instruction, Project, Persona)
_EXAMPLES = 5
_BOUND = 100_000  # items found in conversations that are held; beyond that they are looked for again


class Reviewing(Protocol):
    """What the person decided about items; `dropped` gathers the ids of those that are not handed on."""

    dropped: set[str]

    def __call__(self, kind: type, items: Iterable[object]) -> Iterator[object]:
        """`items` that were asked for as `kind`, as they shall be handed on."""


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
        self.other_wording: list[str] = []  # messages of which another wording was not chosen
        self.named_people: list[str] = []  # messages before whose words the name of their writer was put
        self.words_aside = 0  # texts beside messages that no part shows
        self.words_examples: list[str] = []
        self.chosen_assets: set[str] = set()
        self.carried: dict[tuple[type, str], Carried] | None = {}

    def enter(self, taken: Taken) -> None:
        """Add one conversation."""
        self.conversations += 1
        self.messages += taken.messages
        self.branches += taken.branches
        self.referenced |= taken.assets
        if taken.given is None:
            self.not_chosen.append(taken.id)
            return
        self.other_branch.extend(f"{taken.id}/{message}" for message in taken.other_branch)
        self.other_wording.extend(f"{taken.id}/{message}" for message in taken.other_wording)
        self.named_people.extend(f"{taken.id}/{message}" for message in taken.named_people)
        self.words_aside += taken.words_aside
        if len(self.words_examples) < _EXAMPLES:
            self.words_examples.extend(f"{taken.id}/{place}" for place in taken.words_examples)
        self.handed[taken.id] = taken.given
        self.chosen_assets |= taken.assets
        if self.carried is not None:
            for one in taken.carried:
                known = self.carried.get(key := (type(one.item), one.item.id))
                if known is None or one.says_more(known):
                    self.carried[key] = one
            if len(self.carried) > _BOUND:
                self.carried = None


class OpenArchive:
    """`adapter.Archive` over opened exports.

    `choose` picks conversations; with it, only attachments that chosen conversations show are part of the archive,
    and only what chosen conversations carry of memories, instructions, projects and personas. `review` lays what the
    person decided over items other than conversations, and may add some. With `people_in_text`, the names of people in
    chats of several stand before their words: most targets know one user only. `redaction` takes personal data out of
    everything that is handed on; stand-ins are counted by first appearance, so the work stays in this process.
    """

    def __init__(
        self,
        exports: Sequence[Opened],
        context: Context,
        *,
        head_only: bool = False,
    ) -> None:
        self._opened = exports
        self._exports = [one.export for one in exports]
        self._files = Files(self._exports, context.report)
        self._context = context
        self.choose: Choose | None = None
        self.review: Reviewing | None = None
        self.redaction: Redaction | None = None
        self._head_only = head_only
        self.people_in_text = False
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
            for item in map(self._redacted, export.others())
            if isinstance(item, Project | Persona) and item.name
        }

    def convert(self, fn: Callable[[Conversation, Shelf], R]) -> Iterator[R]:
        """`fn` of every conversation, in order; on several cores where that pays (`cores`)."""
        return self._pass(fn)

    def asset(self, asset_id: str) -> Asset | None:
        """The attachment of that id, or None if no export holds it."""
        redaction = self.redaction
        inline = self._files.inline.asset(asset_id)
        if redaction is None or inline is not None:  # what stood in a message was redacted with it
            return inline or self._files.asset(asset_id)
        asset = self._files.asset(redaction.original(asset_id))
        return None if asset is None or self._stays_behind(asset) else self._sized(asset)

    def open(self, asset: Asset) -> BinaryIO:
        """Its bytes, from the first export that holds it. Damage is reported before it is raised."""
        redaction = self.redaction
        if redaction is None or self._files.inline.asset(asset.id) is not None:
            return self._files.open(asset)
        original = self._files.asset(redaction.original(asset.id))
        if original is None:
            raise KeyError(asset.id)
        return redaction.opened(original, lambda: self._files.open(original))

    def open_kept(self, file: KeptFile) -> BinaryIO:
        """The bytes of a file that no reader understands. KeyError if no export holds it."""
        redaction = self.redaction
        path = file.id if redaction is None else redaction.original(file.id)
        for one in self._opened:
            for entry in one.source.entries:
                if entry.path == path and entry.size == file.size:
                    stream = self._files.reporting(one.source.open(entry), entry.path)
                    return stream if redaction is None else redaction.cleaned(stream, entry.path)
        raise KeyError(file.id)

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
        inline = {asset.id for asset in self._files.inline.assets}
        files: set[str] = set().union(*(export.assets for export in self._exports))
        return inline | (files if self.redaction is None else set(map(self.redaction.id, files)))

    @property
    def stays_behind(self) -> list[str]:
        """The ids of attachments that are not handed on because they could not be looked into."""
        if self.redaction is None or not self.redaction.leave_out:
            return []
        assets = (asset for export in self._exports for asset in export.assets.values())
        return sorted({self.redaction.id(asset.id) for asset in assets if self._stays_behind(asset)})

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
        return self._pass(None)

    def _pass(self, fn: Callable[[Conversation, Shelf], Any] | None) -> Iterator[Any]:
        """One look at everything: `fn` of each conversation that a target gets, and the books of the whole."""
        seen = Seen()
        ids: set[str] | None = None if self._merging else set()
        how = {"head_only": self._head_only, "people_in_text": self.people_in_text}
        redact = None if self.redaction is None else self.redaction.conversation
        work = Work(self._exports, self, fn, self.choose, redact=redact, **how)
        job = None
        if fn is not None and redact is None:
            job = packed_job(self._opened, fn, self.choose, **how)
        with Holding() as holding:
            units = self._units(holding)
            outcomes = (
                map(work.do, units) if job is None else spread(job, units, work.do, self._context.report)
            )
            for outcome in outcomes:
                seen.unreadable += outcome.unreadable
                taken = outcome.taken
                if taken is None:
                    continue
                if ids is not None:
                    if taken.id in ids:
                        raise DuplicateSeen
                    ids.add(taken.id)
                self._context.check()
                for asset, data in taken.inline:
                    self._files.inline.keep(asset, data)
                seen.enter(taken)
                if taken.given is not None:
                    yield outcome.made
        self._seen = seen

    def _units(self, holding: Holding) -> Iterator[Unit]:
        """The records of each conversation. Merging, each version is held until the last of them has come."""
        if not self._merging:
            for number, export in enumerate(self._exports):
                for record in export.records():
                    yield ((number, record),)
            return
        left = Counter(key for _number, _record, key in self._identified() if key is not None)
        for number, record, key in self._identified():
            if key is None:
                yield ((number, record),)
                continue
            left[key] -= 1
            if left[key]:
                holding.put(key, number, record)
            else:
                yield (*holding.take(key), (number, record))

    def _identified(self) -> Iterator[tuple[int, Record, str | None]]:
        for number, export in enumerate(self._exports):
            for record in export.records():
                yield number, record, export.identify(record)

    def _other_items(self, kind: type[T]) -> Iterator[T]:
        given: set[tuple[object, ...]] = set()
        found = self._found(kind)
        for original in found if self.review is None else self.review(kind, found):
            if not isinstance(original, kind) or self._stays_behind(original):
                continue
            item = self._redacted(original)
            # Ids are the vendor's and tell things apart, but files of one name in two exports are two files.
            key: tuple[object, ...] = (type(item), getattr(item, "id", ""))
            if isinstance(item, KeptFile):
                key = (*key, item.size)
            if isinstance(item, kind) and key not in given and self._is_chosen(item):
                given.add(key)
                yield item

    def _found(self, kind: type[T]) -> Iterator[object]:
        if issubclass(
            kind, (Project, Persona)
        ):  # a file that names one says more than a chat that bears its id
            for export in self._exports:
                yield from (item for item in export.others() if isinstance(item, kind))
        if issubclass(kind, _CARRIED):
            carried = self.seen.carried
            if carried is not None:
                yield from (one.item for one in carried.values())
            else:
                for export in self._exports:
                    for record in export.records():
                        conversation = export.conversation(record)
                        if conversation is None:
                            continue
                        key = (
                            conversation.id if self.redaction is None else self.redaction.id(conversation.id)
                        )
                        if key in self.seen.handed:
                            yield from export.found_in(conversation)
        for export in self._exports:
            yield from export.others()
        if kind is Asset:
            _ = self.seen  # files that stand in messages are found by reading these
            yield from self._files.inline.assets

    def _redacted(self, item: V) -> V:
        if self.redaction is None:
            return item
        if isinstance(item, Asset) and self._files.inline.asset(item.id) is not None:
            return item
        return self._sized(item) if isinstance(item, Asset) else self.redaction.item(item)  # type: ignore[return-value]

    def _sized(self, asset: Asset) -> Asset:
        """A redacted attachment with the size that it then has."""
        assert self.redaction is not None  # noqa: S101 - asked for only then
        return self.redaction.asset(asset, lambda: self._files.open(asset))

    def _stays_behind(self, item: object) -> bool:
        redaction = self.redaction
        if redaction is None or not redaction.leave_out or not isinstance(item, Asset):
            return False
        if self._files.inline.asset(item.id) is not None:
            return False
        return not redaction.looked_into(item, lambda: self._files.open(item))

    def _is_chosen(self, item: object) -> bool:
        if self.choose is None:
            return True
        if isinstance(item, Asset):
            return item.id in self.seen.chosen_assets or item.conversation in self.seen.handed
        if isinstance(item, SharedLink | Feedback | Memory | Instruction) and item.conversation is not None:
            return item.conversation in self.seen.handed
        return True
