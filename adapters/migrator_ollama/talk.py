"""One conversation as the messages that a model is given to go on from: the end of the line last shown.

A model sees no more than fits into its context window, so only the last turns are taken. How many tokens a text has
depends on the model; one for each three bytes of UTF-8 is on the safe side for most texts and models.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from migrator.adapter import Receipt, Shelf
from migrator.losses import Loss
from migrator.model import Conversation, Part
from migrator.shape import flat, split, tokens, tree
from migrator.shape.tally import Tally
from migrator.shape.turns import Side, Turn, turns
from migrator.shape.unsaid import labels, stamps
from migrator.shape.visible import writable
from migrator_ollama.modelfile import exact

Said = tuple[Side, str]
_BYTES = 3  # of UTF-8, counted as one token
_ROLE = 4  # tokens that a chat template adds to a turn, about


class Plan(msgspec.Struct, frozen=True):
    """What holds for all conversations: how many tokens there are for messages, and whose turn it is ("": any)."""

    room: int
    only: str
    wish: flat.Wish


class Talk(msgspec.Struct, frozen=True):
    """A conversation that could be gone on with. `taken` is its receipt if it is, `left` if another one is."""

    messages: tuple[Said, ...]
    when: dt.datetime | None
    taken: Receipt | None
    left: Receipt
    title: str = ""


def cost(text: str) -> int:
    """About how many tokens a text has, rather too many than too few."""
    return -(-len(text.encode("utf-8", "surrogatepass")) // _BYTES) + _ROLE


def talk(conversation: Conversation, shelf: Shelf, *, plan: Plan) -> Talk:
    """The conversation's last turns, and what is lost with it or without it."""
    del shelf
    times = [message.created for message in conversation.messages if message.created is not None]
    when = conversation.updated or max(times, default=conversation.created)
    left = _left(conversation)
    if plan.only not in {"", conversation.id}:
        return Talk((), when, None, left)
    tally = Tally()
    shown = tree.splice(
        conversation, lambda message: writable(message, tally) and flat.kept(message, plan.wish, tally)
    )
    line = tree.path(shown)
    on_it = {message.id for message in line}
    for message in shown.messages:
        if message.id not in on_it:
            tally.add("branch-left-out", message.id)
    kept = _tail(turns(line), plan, tally)
    if not kept:
        losses = (*tally.losses(), Loss("no-messages", (conversation.id,)))
        gone = Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=losses)
        return Talk((), when, None, gone)
    stamps((message for turn, _ in kept for message in turn.messages), tally)
    labels(conversation, tally)
    taken = Receipt(
        item="conversation",
        source=conversation.id,
        target="Modelfile",
        outcome="changed",
        messages=sum(len(turn.messages) for turn, _ in kept),
        losses=tally.losses(),
    )
    said = tuple((turn.side, text) for turn, text in kept)
    return Talk(said, when, taken, left, conversation.title or "")


def _left(conversation: Conversation) -> Receipt:
    gone = tuple(message.id for message in conversation.messages)
    loss = Loss("other-conversation", gone) if gone else Loss("no-messages", (conversation.id,))
    return Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=(loss,))


def _tail(all_turns: tuple[Turn, ...], plan: Plan, tally: Tally) -> list[tuple[Turn, str]]:
    """The last turns that fit, from a question on where there is one; the last turn itself is cut if it must be."""
    kept: list[tuple[Turn, str]] = []
    room = plan.room
    for turn in reversed(all_turns):
        rough = sum(_size(part) for message in turn.messages for part in message.parts)
        if kept and rough // _BYTES > room:  # spares making the text of what cannot fit
            break
        losses = Tally()
        text = _said(turn, plan.wish, losses)
        if cost(text) > room:
            if kept:
                break
            text = split.text(text, max(64, (room - _ROLE) * _BYTES))[-1]
            losses.part("text-cut", turn.messages[-1], turn.messages[-1].parts[-1])
        _pour(losses, tally)
        room -= cost(text)
        kept.append((turn, text))
        if room <= 0:
            break
    kept.reverse()
    start = 0
    if len(kept) < len(all_turns):
        start = next((n for n, (turn, _) in enumerate(kept) if turn.side == "user"), 0)
    for turn in all_turns[: len(all_turns) - len(kept) + start]:
        for message in turn.messages:
            tally.add("earlier-left-out", message.id)
    return kept[start:]


def _size(part: Part) -> int:
    text = getattr(part, "text", None)
    return len(text) if text.__class__ is str else 0


def _pour(losses: Tally, tally: Tally) -> None:
    for loss in losses.losses():
        for where in loss.where:
            tally.add(loss.kind, where)


def _said(turn: Turn, wish: flat.Wish, tally: Tally) -> str:
    texts: list[str] = []
    for number, message in enumerate(turn.messages):
        if number:
            tally.add("turns-merged", message.id)
        text = flat.text(message, wish, tally)
        safe = tokens.harmless(text)
        if safe != text or exact(safe) != safe:
            tally.part("text-changed", message, message.parts[0])
        texts.append(safe)
    return "\n\n".join(texts)
