"""Personal data and secrets replaced on the way out, for a grant that wishes so.

What stands for what lives in memory as long as the vault is open, and goes nowhere: a client cannot ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrator.text import storable
from migrator.vault.handle import Vault
from migrator.vault.kinds import WordList

Mend = Callable[[str], str]


def nothing(text: str) -> str:
    """For a grant that lets everything pass as it is."""
    return text


def mender(kinds: Sequence[str], vault: Vault) -> Mend:
    """What replaces the `kinds` of `privacy.kinds.KINDS` in a text, and for `name` the words of the person's lists.

    It is for whole texts, before anything is cut or made safe to show: what hides a value is undone only then.
    """
    if not kinds:
        return nothing
    from migrator.privacy.redactor import Redactor
    from migrator.privacy.standins import GUARD

    words = tuple(word for one in vault.journal.all(WordList).values() for word in one.words)
    redactor = Redactor.of(tuple(kinds), words)

    def mend(text: str) -> str:
        return redactor.text(storable(text)).replace(GUARD, "")

    return mend
