"""What a person can choose for OpenCode."""

from __future__ import annotations

import datetime as dt

import msgspec

from migrator.adapter import Choices, Option
from migrator.i18n import N_, _
from migrator.shape import flat

OPTIONS = (
    Option(
        key="model",
        default="",
        help=N_(
            "The model that goes on with the chats, as provider/model; without it, name one with `-m` whenever you go on."
        ),
    ),
    Option(
        key="reasoning",
        default="keep",
        choices=("keep", "drop"),
        help=N_("The model's reasoning: kept, and sent again with each next question, or left out."),
    ),
    Option(
        key="tools",
        default="keep",
        choices=("keep", "fold", "drop"),
        help=N_("Calls to tools and their answers: as such, as text of the answer, or left out."),
    ),
    Option(
        key="file-limit",
        default=4_000_000,
        help=N_(
            "The largest picture or PDF, in bytes, that goes inside a session; larger ones are named only."
        ),
    ),
)

UNNAMED = ("chatgpt", "unknown")
"""Provider and model where neither the person nor the export names one. There is no provider of that name on purpose:
a real one would be sent the whole chat by the first `opencode run` without `-m`."""


class Plan(msgspec.Struct, frozen=True):
    """The options of one run, as values that worker processes can be given. `now` is in milliseconds since 1970."""

    wish: flat.Wish
    tool_parts: bool
    provider: str
    model: str
    file_limit: int
    now: int


def plan(choices: Choices, now: int) -> Plan:
    """The person's choices."""
    chosen = {option.key: choices.options.get(option.key, option.default) for option in OPTIONS}
    provider, _slash, model = str(chosen["model"]).strip().partition("/")
    return Plan(
        wish=flat.Wish(
            reasoning=chosen["reasoning"] != "drop",
            tools=chosen["tools"] != "drop",
            unknown=True,
            drawn=True,
            sources=_("Sources"),
        ),
        tool_parts=chosen["tools"] == "keep",
        provider=provider if model else "",
        model=model or provider,
        file_limit=int(chosen["file-limit"]),
        now=now,
    )


def today() -> int:
    """Now, in milliseconds since 1970."""
    return int(dt.datetime.now(dt.UTC).timestamp() * 1000)
