"""The option that both forms of the repaired export have, besides those that many targets share."""

from __future__ import annotations

from migrator.adapter import Option
from migrator.i18n import N_


def split_above(size: int) -> Option:
    """Files of chats are split above a size in bytes, `size` if the person names none."""
    return Option(
        key="file-limit",
        default=size,
        help=N_("The size, in bytes, above which a file of chats is split."),
    )
