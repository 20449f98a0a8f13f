"""A person's word on the list, kept in the vault: done, undo, accept, set. What is not allowed changes nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from migrator.app.context import Context
from migrator.app.leaving.book import Book
from migrator.app.leaving.checklist import GapItem, Status, gap_text, look, status
from migrator.errors import ConditionNotMet
from migrator.i18n import N_, _
from migrator.leave import change, gate
from migrator.leave import content as contents
from migrator.leave.record import Record

PHRASE = N_("go on without it")
"""What is typed to accept a gap, in the person's own language; the English form always serves too."""

Confirm = Callable[[GapItem, str], str]
"""Shows a gap and a phrase to a person and returns what they typed."""


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What was changed (ids; empty if all was so already), and the list as it stands now."""

    changed: tuple[str, ...]
    status: Status

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {"changed": list(self.changed), **self.status.document()}


def done(book: Book, step_id: str, proof: str, context: Context) -> Changed:
    """Tick a step. `ConditionNotMet` (exit 7) says what is missing."""
    return _kept(book, change.done(look(book, context), step_id, proof.strip()), context)


def undo(book: Book, word: str, context: Context) -> Changed:
    """Take back a tick or an acceptance."""
    return _kept(book, change.undo(look(book, context), word), context)


def accept(book: Book, word: str, confirm: Confirm, context: Context) -> Changed:
    """Accept a gap as it is now, after the person typed the phrase; `ConditionNotMet` if they typed something else."""
    seen = look(book, context)
    gap = change.find_gap(seen, word)
    records = change.accept(seen, word)
    if records:
        item = GapItem(
            id=gap.id,
            kind=gap.kind,
            count=gap.count,
            accepted=gate.accepted(gap, seen.ticks),
            what=gap_text(gap),
        )
        typed = confirm(item, _(PHRASE))
        if _folded(typed) not in {_folded(PHRASE), _folded(_(PHRASE))}:
            raise ConditionNotMet(
                _("That was not the phrase. Nothing was accepted."),
                _("Run it again and type: {phrase}").format(phrase=_(PHRASE)),
            )
    return _kept(book, records, context)


def choose(book: Book, words: Sequence[str], context: Context) -> Changed:
    """Answer questions about the situation (KEY=VALUE), or note what was seen instead of a fact (fact:ID=TEXT)."""
    return _kept(book, change.choose(contents.load(), words, context.now()), context)


def _kept(book: Book, records: Sequence[Record], context: Context) -> Changed:
    changed = book.append(records) if records else []
    return Changed(changed=tuple(changed), status=status(book, context))


def _folded(text: str) -> str:
    """`text` without regard to case, accents' composition and blanks; dotted and dotless i are one, for Turkish."""
    plain = unicodedata.normalize("NFKC", text).translate(str.maketrans("İIı", "iii")).casefold()
    return " ".join(plain.split())
