"""What many targets let a person choose in the same words, and what follows for the text of a message."""

from __future__ import annotations

import msgspec

from migrator.adapter import Choices, Option
from migrator.i18n import N_
from migrator.shape import flat
from migrator.shape.markdown.words import words

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


def worded(wish: flat.Wish) -> flat.Wish:
    """The wish with words of our own in the language in use."""
    own = words()
    return msgspec.structs.replace(wish, sources=own.sources, change=own.change, lacks=own.lacks)


def wished(choices: Choices) -> flat.Wish:
    """What becomes text for a program that draws it, has these options, and gets what we do not know as data."""
    chosen = choices.options
    reasoning, tools = (chosen[key] != "drop" for key in ("reasoning", "tools"))
    return worded(flat.Wish(reasoning=reasoning, tools=tools, unknown=True, drawn=True))
