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

T = TypeVar("T")
R = TypeVar("R")

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
    chats of several stand before their words: most targets know one user only.
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
            for item in export.others()
            if isinstance(item, Project | Persona) and item.name
        }

    def convert(self, fn: Callable[[Conversation, Shelf], R]) -> Iterator[R]:
        """`fn` of every conversation, in order; on several cores where that pays (`cores`)."""
        return self._pass(fn)

    def asset(self, asset_id: str) -> Asset | None:
        """The attachment of that id, or None if no export holds it."""
        return self._files.asset(asset_id)

    def open(self, asset: Asset) -> BinaryIO:
        """Its bytes, from the first export that holds it. Damage is reported before it is raised."""
        return self._files.open(asset)

    def open_kept(self, file: KeptFile) -> BinaryIO:
        """The bytes of a file that no reader understands. KeyError if no export holds it."""
        for one in self._opened:
            for entry in one.source.entries:
                if entry.path == file.id and entry.size == file.size:
                    return self._files.reporting(one.source.open(entry), entry.path)
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
        return inline.union(*(export.assets for export in self._exports))

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
        work = Work(self._exports, self, fn, self.choose, **how)
        job = None if fn is None else packed_job(self._opened, fn, self.choose, **how)
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
        for item in found if self.review is None else self.review(kind, found):
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
                yield from (one.item for one in carried.values())
            else:
                for export in self._exports:
                    for record in export.records():
                        conversation = export.conversation(record)
                        if conversation is not None and conversation.id in self.seen.handed:
                            yield from export.found_in(conversation)
        for export in self._exports:
            yield from export.others()
        if kind is Asset:
            _ = self.seen  # files that stand in messages are found by reading these
            yield from self._files.inline.assets

    def _is_chosen(self, item: object) -> bool:
        if self.choose is None:
            return True
        if isinstance(item, Asset):
            return item.id in self.seen.chosen_assets or item.conversation in self.seen.handed
        if isinstance(item, SharedLink | Feedback | Memory | Instruction) and item.conversation is not None:
            return item.conversation in self.seen.handed
        return True
