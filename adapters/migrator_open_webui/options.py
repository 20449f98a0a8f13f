"""What a person can choose for Open WebUI."""

from __future__ import annotations

import msgspec

from migrator.adapter import Choices, Option
from migrator.i18n import N_
from migrator.shape.markdown.words import Words, words

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

PUSH_OPTIONS = (
    *(option for option in OPTIONS if option.key in {"reasoning", "tools", "image-limit"}),
    Option(
        key="memories",
        default="yes",
        choices=("yes", "no"),
        help=N_("What ChatGPT remembered about you: into the memories of your account there, or left out."),
    ),
    Option(
        key="instructions",
        default="keep",
        choices=("keep", "replace", "no"),
        help=N_(
            "Your newest custom instructions: into the system prompt of your settings. `keep` leaves one that is there"
            " as it is, `replace` does not."
        ),
    ),
    Option(
        key="again",
        default="no",
        choices=("no", "yes"),
        help=N_("What an earlier push brought and you removed there since: left out, or brought again."),
    ),
    Option(
        key="batch",
        default=250,
        help=N_("How many chats go in one request, at most; never more than 4 MB unless one chat is larger."),
    ),
)


class Wishes(msgspec.Struct, frozen=True):
    """The options of one run, as values that worker processes can be given."""

    fold_reasoning: bool = True
    fold_tools: bool = True
    inline: bool = True
    image_limit: int = 4_000_000
    chat_limit: int = 45_000_000
    beside: bool = True  # what does not fit inside a chat stands in files beside it
    words: Words = msgspec.field(default_factory=words)  # in the language in use


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


def push_wishes(choices: Choices) -> Wishes:
    """The same for a push: there are no files beside the chats."""
    chosen = {option.key: choices.options.get(option.key, option.default) for option in PUSH_OPTIONS}
    return Wishes(
        fold_reasoning=chosen["reasoning"] == "fold",
        fold_tools=chosen["tools"] == "fold",
        image_limit=int(chosen["image-limit"]),
        beside=False,
    )
