"""Which conversations the person asked for, as a value that can be sent to another core."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.model import Conversation
from migrator.privacy.selection import Words, selection


class Chosen:
    """`privacy.selection.selection`, made again from its queries wherever it arrives. Raises `UsageError` as that does."""

    def __init__(self, queries: Sequence[str], words: Words) -> None:
        self._asked = (tuple(queries), words)
        self._choose = selection(queries, words)

    def __call__(self, conversation: Conversation) -> bool:
        """Whether a conversation is chosen."""
        return self._choose is None or self._choose(conversation)

    def __reduce__(self) -> tuple[type[Chosen], tuple[tuple[str, ...], Words]]:
        """How it is sent: the queries, not the functions made of them."""
        return Chosen, self._asked
