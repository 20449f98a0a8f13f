"""What a person can choose for Open WebUI."""

from __future__ import annotations

import msgspec

from migrator.adapter import Choices, Option
from migrator.i18n import N_

OPTIONS = (
    Option(
        key="reasoning",
        default="fold",
        choices=("fold", "drop"),
        help=N_("The model's reasoning: folded above the answer, or left out."),
    ),
    Option(
        key="tools",
        default="fold",
        choices=("fold", "drop"),
        help=N_("Calls to tools and their answers: folded into the answer, or left out."),
    ),
    Option(
        key="images",
        default="inline",
        choices=("inline", "files"),
        help=N_("Images: inside the chats, where Open WebUI shows them, or as files beside them."),
    ),
    Option(
        key="image-limit",
        default=4_000_000,
        help=N_("The largest image, in bytes, that goes inside a chat; larger ones become files."),
    ),
    Option(
        key="file-limit",
        default=45_000_000,
        help=N_("The size, in bytes, above which a file of chats is split."),
    ),
)


class Wishes(msgspec.Struct, frozen=True):
    """The options of one run, as values that worker processes can be given."""

    fold_reasoning: bool = True
    fold_tools: bool = True
    inline: bool = True
    image_limit: int = 4_000_000
    chat_limit: int = 45_000_000


def wishes(choices: Choices) -> Wishes:
    """The person's choices; what they did not choose has its default."""
    chosen = {option.key: choices.options.get(option.key, option.default) for option in OPTIONS}
    return Wishes(
        fold_reasoning=chosen["reasoning"] == "fold",
        fold_tools=chosen["tools"] == "fold",
        inline=chosen["images"] == "inline",
        image_limit=int(chosen["image-limit"]),
        chat_limit=int(chosen["file-limit"]),
    )
