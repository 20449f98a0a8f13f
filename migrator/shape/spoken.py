"""What one side said in a row, as one text, and apart from it what the model showed of its thinking."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from migrator.model import Message, Reasoning
from migrator.shape import flat, tokens
from migrator.shape.markdown.pieces import inline
from migrator.shape.markdown.quiet import quiet
from migrator.shape.tally import Tally
from migrator.shape.turns import side

Fit = Callable[[str], str]
"""Makes a text one that the target can hold; by default, one without a model's own control tokens."""


def text(messages: Iterable[Message], wish: flat.Wish, tally: Tally, *, fit: Fit = tokens.harmless) -> str:
    """What the messages say. `tally` is told of each that joins the one before it, and where `fit` had to change."""
    texts: list[str] = []
    for number, message in enumerate(messages):
        if number:
            tally.count("turns-merged", message.id)
        said = flat.text(message, wish, tally)
        safe = fit(said)
        if safe != said:
            tally.part("text-changed", message, message.parts[0])
        if safe:
            texts.append(safe)
    return "\n\n".join(texts)


def apart(messages: Iterable[Message], wish: flat.Wish) -> tuple[list[Reasoning], list[Message]]:
    """What the model showed of its thinking, if it is wanted, and the messages without it."""
    thoughts: list[Reasoning] = []
    spoken: list[Message] = []
    for message in messages:
        found = [part for part in message.parts if wish.reasoning and isinstance(part, Reasoning)]
        if not found or side(message) != "assistant":
            spoken.append(message)
            continue
        thoughts += found
        rest = tuple(part for part in message.parts if not isinstance(part, Reasoning))
        spoken.append(msgspec.structs.replace(message, parts=rest))
    return thoughts, spoken


def thought(
    parts: Iterable[Reasoning], wish: flat.Wish, tally: Tally, where: str, *, fit: Fit = tokens.harmless
) -> str:
    """Thinking as one text; `tally` is told once, at `where`, what had to change in it."""
    pieces: list[str] = []
    changed = False
    for part in parts:
        made = quiet(part.text, close=True) if wish.drawn else None
        changed = changed or (made is not None and made.changed)
        pieces += (
            inline(part.title or "") if wish.drawn else part.title or "",
            made.text if made else part.text,
        )
    if changed:
        tally.add("markup-neutralised", where)
    said = "\n\n".join(piece for piece in pieces if piece)
    safe = fit(said)
    if safe != said:
        tally.add("text-changed", where)
    return safe
