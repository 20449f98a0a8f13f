"""Personal data and secrets replaced on the way out, for a grant that wishes so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrator.errors import UsageError
from migrator.i18n import _

Mend = Callable[[str], str]


def nothing(text: str) -> str:
    """For a grant that lets everything pass as it is."""
    return text


def mender(kinds: Sequence[str]) -> Mend:
    """What replaces the `kinds` in a text. UsageError for a kind that there is none of."""
    if not kinds:
        return nothing
    raise UsageError(
        _("This version cannot replace personal data in answers."),
        _("Leave the chats out that hold any, with --only."),
    )
