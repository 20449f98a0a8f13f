"""What a model is told so that it goes on: the newest instructions, memories, and the end of one conversation."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial

import msgspec

from migrator.adapter import Archive, Receipt, files_left_out
from migrator.errors import UsageError
from migrator.i18n import _
from migrator.losses import Loss
from migrator.model import Instruction, Memory
from migrator.shape import flat, times, tokens
from migrator_ollama.talk import Plan, Said, Talk, cost, talk

_ABOUT = "What you know about the person:"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the person chose. `room` is in tokens, `only` the id of a conversation or "", `target` what receipts name."""

    room: int
    only: str
    fold_tools: bool
    with_memories: bool
    target: str


class Composed(msgspec.Struct, frozen=True):
    """The system's message, what was said, and the id and title of the conversation that it is from."""

    system: str
    messages: tuple[Said, ...]
    chosen: str | None
    title: str = ""


def composed(archive: Archive, wish: Wish) -> Generator[Receipt, None, Composed]:
    """The receipts of everything in the archive; returns what they are about. `UsageError` for an unknown conversation."""
    system, said = _system(archive, wish)
    plan = Plan(room=max(64, wish.room - cost(system)), only=wish.only, wish=flat.Wish(tools=wish.fold_tools))
    best: Talk | None = None
    for each in archive.convert(partial(talk, plan=plan)):
        if each.taken is None or (best is not None and not _later(each, best)):
            yield each.left
            continue
        if best is not None:
            yield best.left
        best = each
    if best is None and plan.only:
        raise UsageError(
            _("There is no conversation “{id}” with anything to go on from in what you chose.").format(
                id=plan.only
            ),
            _(
                "`migrate vault list` shows the ids; leave `conversation` out to take the one that you used last."
            ),
        )
    messages: tuple[Said, ...] = ()
    chosen = None
    if best is not None and best.taken is not None:
        messages, chosen = best.messages, best.taken.source
        yield msgspec.structs.replace(best.taken, target=wish.target)
    yield from said
    yield from files_left_out(archive)
    return Composed(system, messages, chosen, best.title if best is not None and chosen is not None else "")


def _later(one: Talk, other: Talk) -> bool:
    """Whether the one was used after the other; the first of the export wins where that is not known."""
    return (one.when or times.UNKNOWN) > (other.when or times.UNKNOWN)


def _system(archive: Archive, wish: Wish) -> tuple[str, list[Receipt]]:
    """The system's message: the newest instructions, then memories, newest first, within half of the room."""
    receipts: list[Receipt] = []
    latest: Instruction | None = None
    instructions = list(archive.items(Instruction))
    for item in instructions:
        if latest is None or (item.created or times.UNKNOWN) >= (latest.created or times.UNKNOWN):
            latest = item
    for item in instructions:
        if item is latest:
            receipts.append(Receipt(item="instruction", source=item.id, target=wish.target))
        else:
            receipts.append(_left("instruction-left-out", item.id, "instruction"))
    pieces = [text for text in (latest.about_me, latest.how_to_answer) if text.strip()] if latest else []
    known: list[str] = []
    room = wish.room // 2 - cost("".join(pieces)) - cost(_ABOUT)
    memories = sorted(archive.items(Memory), key=lambda item: item.created or times.UNKNOWN, reverse=True)
    for memory in memories:
        line = "- " + " ".join(memory.text.split())
        if wish.with_memories and line not in known and cost(line) > room:
            room = 0  # the rest is older
        if not wish.with_memories or room <= 0:
            receipts.append(_left("memory-left-out", memory.id, "memory"))
            continue
        if line not in known:
            known.append(line)
            room -= cost(line)
        receipts.append(Receipt(item="memory", source=memory.id, target=wish.target))
    if known:
        pieces.append("\n".join([_ABOUT, *known]))
    return tokens.harmless("\n\n".join(pieces)), receipts


def _left(kind: str, source: str, item: str) -> Receipt:
    losses = (Loss(kind, (source,)),)
    if item == "memory":
        return Receipt(item="memory", source=source, outcome="left-out", losses=losses)
    return Receipt(item="instruction", source=source, outcome="left-out", losses=losses)
