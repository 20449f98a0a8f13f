"""What many targets let a person choose in the same words, and what follows for the text of a message."""

from __future__ import annotations

from migrator.adapter import Choices, Option
from migrator.i18n import N_, _
from migrator.shape import flat

KEEP_REASONING = Option(
    key="reasoning",
    default="keep",
    choices=("keep", "drop"),
    help=N_("What the model showed of its thinking: kept beside the answer, or left out."),
)
FOLD_REASONING = Option(
    key="reasoning",
    default="fold",
    choices=("fold", "drop"),
    help=N_("What the model showed of its thinking: quoted above the answer, or left out."),
)
FOLD_TOOLS = Option(
    key="tools",
    default="fold",
    choices=("fold", "drop"),
    help=N_("Calls to tools and their answers: folded into the answer, or left out."),
)


def wished(choices: Choices) -> flat.Wish:
    """What becomes text for a program that draws it, has these options, and gets what we do not know as data."""
    chosen = choices.options
    return flat.Wish(
        reasoning=chosen["reasoning"] != "drop",
        tools=chosen["tools"] != "drop",
        unknown=True,
        drawn=True,
        sources=_("Sources"),
    )
