"""The options that both forms of the repaired export have."""

from __future__ import annotations

from migrator.adapter import Option
from migrator.i18n import N_

TOOLS = Option(
    key="tools",
    default="fold",
    choices=("fold", "drop"),
    help=N_("Calls to tools and their answers: folded into the answer, or left out."),
)


def split_above(size: int) -> Option:
    """Files of chats are split above a size in bytes, `size` if the person names none."""
    return Option(
        key="file-limit",
        default=size,
        help=N_("The size, in bytes, above which a file of chats is split."),
    )
