"""Which chats a grant covers. Found without reading them where its queries ask for titles, days, ids or marks alone.

For everything else each chat is read once, and the outcome kept in the journal for as long as the vault holds the same
originals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar

from migrator.app.context import Context
from migrator.app.keeping.reading import Library
from migrator.app.serving.grants import Given
from migrator.app.serving.redacting import Mend, nothing
from migrator.errors import NoSpace, VaultBusy
from migrator.model import Conversation, Message
from migrator.privacy.inspecting import HasFinding
from migrator.privacy.selection import Words, narrowed
from migrator.vault import kinds
from migrator.vault.handle import Vault
from migrator.vault.index.granted import Shown

MAKING = 1
"""Another number means that what was kept is found anew."""

LISTED = ("title", "id", "after", "before", "archived", "starred")
"""Fields of a query that the list of chats answers."""


class Covered(kinds.Decision, frozen=True, kw_only=True, omit_defaults=True):
    """What was found. Key: the name of the grant."""

    kind: ClassVar[str] = "grant-scope"
    making: int
    only: tuple[str, ...]
    originals: tuple[str, ...]
    chats: tuple[str, ...]


def originals(vault: Vault) -> tuple[str, ...]:
    """What tells one state of the vault's exports from another."""
    return tuple(sorted(vault.journal.raw(kinds.Import.kind)))


def covered(vault: Vault, chats: Library, by: Given, context: Context) -> set[str] | None:
    """The ids of the chats that a grant covers; None for all. May take as long as reading every chat."""
    only = by.grant.only
    if not only:
        return None
    choose, exact = narrowed(only, LISTED, Words(has_finding=HasFinding()))
    if exact:
        return {one.id for one in chats.shown() if choose(outline(one))}
    now = originals(vault)
    kept = vault.journal.get(Covered, by.name)
    if kept is not None and (kept.making, kept.only, kept.originals) == (MAKING, only, now):
        return set(kept.chats)
    found = {one.id for one in chats.conversations(only, context)}
    made = Covered(making=MAKING, only=only, originals=now, chats=tuple(sorted(found)))
    try:
        with vault.writing():
            vault.journal.put({by.name: made})
    except (VaultBusy, NoSpace):
        pass  # it can be found again
    return found


def outline(one: Shown, mend: Mend = nothing) -> Conversation:
    """What the list knows of a chat, as a conversation without words: enough for queries of LISTED fields."""
    days: Sequence[str | None] = (one.first, one.last)
    return Conversation(
        id=one.id,
        title=None if one.title is None else mend(one.title),
        created=_time(one.created),
        updated=_time(one.updated),
        messages=tuple(
            Message(id=str(n), role="user", created=_time(day))
            for n, day in enumerate(days)
            if day is not None
        ),
        archived=one.archived,
        starred=one.starred,
    )


def _time(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)
