"""Whether one export stands in for another that lacks something: only where that is known, never because it is likely.

A later export of the same account may hold less: chats were deleted meanwhile, a newer generation leaves things out, a
2023 export was found on an old disk and added last. So a gap is mended by

* the whole of the same download: the broken file is its beginning, byte for byte (a download that was cut off); or
* an export that was provably made later, of an account that both name, of the same generation, in which nothing is
  missing, which holds each file that the other lacks and every chat that could be read in it.

Everything else is the person's to decide (`migrate leave accept`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from functools import cached_property

from migrator.adapter import Dated, Export
from migrator.app.opening import Opened
from migrator.app.watch import Watch
from migrator.errors import VaultDamaged
from migrator.events import Problem
from migrator.model import Account
from migrator.vault.handle import Vault
from migrator.vault.hashing import hashing
from migrator.vault.originals import BLOCK, Original, open_original


class Read:
    """What was opened of one original (several exports, if it is a container), with what came up in it."""

    def __init__(self, original: Original, exports: Sequence[Opened], watch: Watch) -> None:
        self.original = original
        self.exports = tuple(exports)
        self.watch = watch

    @property
    def lacks(self) -> tuple[Problem, ...]:
        """The problems that say that something is not there."""
        return tuple(problem for problem in self.watch.problems if problem.incomplete)

    @property
    def whole(self) -> bool:
        """Whether it was read and nothing in it is missing."""
        return bool(self.exports) and self.watch.complete

    @property
    def generations(self) -> set[str]:
        """The generations of its exports."""
        return {one.export.generation for one in self.exports}

    @property
    def files(self) -> set[str]:
        """The last names of the files that were read as conversations or data, in small letters."""
        return {
            _last(file.name)
            for one in self.exports
            for file in one.export.files
            if file.role in {"conversations", "data"}
        }

    @property
    def said(self) -> dt.datetime | None:
        """When it says that it was made, the earliest of its exports; None if one of them does not say."""
        said = [one.export.made if isinstance(one.export, Dated) else None for one in self.exports]
        known = [time for time in said if time is not None]
        return min(known) if known and len(known) == len(said) else None

    @cached_property
    def _chats(self) -> tuple[frozenset[str], dt.datetime | None]:
        ids, newest = set[str](), None
        for one in self.exports:
            for record in one.export.records():
                chat = one.export.conversation(record)
                if chat is None:
                    continue
                ids.add(chat.id)
                for time in (chat.created, chat.updated, *(m.created for m in chat.messages)):
                    newest = time if newest is None or (time is not None and time > newest) else newest
        return frozenset(ids), newest

    @property
    def chats(self) -> frozenset[str]:
        """The ids of the chats that can be read in it. Reads all of it, once."""
        return self._chats[0]

    @property
    def newest(self) -> dt.datetime | None:
        """The latest time in its chats: it was not made before that."""
        return self._chats[1]


def mended(vault: Vault, one: Read, later: Iterable[Read]) -> bool:
    """Whether one of `later`, which were added after it, is known to hold everything that `one` lacks."""
    if any(problem.kind == "more-problems" for problem in one.watch.problems):
        return False  # what it lacks is not known in full
    return any(_is_whole_of(vault, one, other) or _stands_in(one, other) for other in later if other.whole)


def _is_whole_of(vault: Vault, one: Read, other: Read) -> bool:
    """Whether `one` is the beginning of `other`."""
    size, left = one.original.size, one.original.size
    if not 0 < size < other.original.size:
        return False
    try:
        with hashing() as digest, open_original(vault, other.original) as plain:
            while left and (block := plain.read(min(BLOCK, left))):
                digest.update(block)
                left -= len(block)
            return not left and digest.hexdigest() == one.original.sha256
    except VaultDamaged:
        return False


def _stands_in(one: Read, other: Read) -> bool:
    if not one.exports or one.generations != other.generations or not _same_account(one, other):
        return False
    lacking = {_last(problem.where.partition("#")[0]) for problem in one.lacks}
    if not lacking <= other.files:
        return False
    return _made_later(one, other) and one.chats <= other.chats


def _made_later(one: Read, other: Read) -> bool:
    """Whether `other` was made after `one`: by the words of both, else by what is known of each.

    An export was made before it was added, and not before the newest message in it.
    """
    if one.said is not None and other.said is not None:
        return other.said > one.said
    not_after = one.said or one.original.added
    not_before = other.said or other.newest
    return not_after is not None and not_before is not None and not_before > not_after


def _same_account(one: Read, other: Read) -> bool:
    """Whether all of their exports name one account. What names none could be anybody's."""
    exports = [each.export for read in (one, other) for each in read.exports]
    accounts = [each for export in exports for each in _accounts(export)]
    named = all(export.account is not None for export in exports)
    return named and all(_is_same(accounts[0], each) for each in accounts)


def _accounts(export: Export) -> list[Account]:
    """Everybody whom an export names; the parts of one may name several."""
    return [item for item in export.others() if isinstance(item, Account)]


def _is_same(one: Account, other: Account) -> bool:
    pairs = (
        (_folded(one.email), _folded(other.email)),
        (_digits(one.phone), _digits(other.phone)),
        (_vendors(one.id), _vendors(other.id)),
    )
    both = [a == b for a, b in pairs if a and b]
    return bool(both) and all(both)


def _folded(mail: str | None) -> str:
    return (mail or "").strip().casefold()


def _digits(phone: str | None) -> str:
    return "".join(c for c in phone or "" if c.isdigit())


def _vendors(account: str) -> str:
    """The vendor's own id; "" for one that the reader derived (UUIDv5) because the export names none."""
    try:
        return "" if uuid.UUID(account).version == 5 else account
    except ValueError:
        return account


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1].lower()
