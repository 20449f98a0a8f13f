"""A conversation as text for documents that an assistant can look things up in, in pieces that end where a turn ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from migrator.adapter import Receipt, Shelf
from migrator.model import Audio, Conversation, Message
from migrator.shape import flat, split, times, tokens, tree
from migrator.shape.markdown import pieces
from migrator.shape.markdown.prose import prose
from migrator.shape.markdown.words import Words
from migrator.shape.tally import Tally
from migrator.shape.visible import blank, writable


class Layout(msgspec.Struct, frozen=True):
    """What holds for all chats of a run. `most` is the size in bytes of one piece, at the most."""

    words: Words
    wish: flat.Wish
    called: Mapping[str, str]
    most: int


class Written(msgspec.Struct, frozen=True):
    """A chat's heading and its turns, each one piece or several; `turns` is empty if there is nothing to write."""

    project: str | None
    title: str
    month: str
    again: str
    turns: tuple[bytes, ...]
    receipt: Receipt


def write(conversation: Conversation, shelf: Shelf, layout: Layout) -> Written:
    """The chat in the line last shown, then every other branch once."""
    del shelf
    tally = Tally()

    def keep(message: Message) -> bool:
        return (
            writable(message, tally)
            and flat.kept(message, layout.wish, tally)
            and not _only_sound(message, tally)
        )

    shown = tree.splice(conversation, keep)
    title = pieces.inline(conversation.title or "") or layout.words.untitled
    turns: list[bytes] = []
    if shown.messages:
        if conversation.extra:
            tally.add("details-left-out", conversation.id)
        if pieces.one_line(conversation.title or "") != (conversation.title or "").strip():
            tally.add("title-changed", conversation.id)
        turns = _turns(conversation, shown, title, layout, tally)
    elif not conversation.messages:
        tally.add("no-messages", conversation.id)
    day = times.began(conversation) or conversation.updated
    losses = tally.losses()
    return Written(
        project=conversation.project,
        title=conversation.title or "",
        month=times.iso(day)[:7] if day else "",
        again=f"# … {title[:80].rstrip(chr(92))}\n\n",
        turns=tuple(turns),
        receipt=Receipt(
            item="conversation",
            source=conversation.id,
            outcome="left-out" if not turns else "changed" if losses else "written",
            messages=len(shown.messages),
            branches=tree.branches(shown),
            losses=losses,
        ),
    )


def _only_sound(message: Message, tally: Tally) -> bool:
    """Whether a message is nothing but recordings without a name: a turn in which an assistant finds no word."""
    said = [part for part in message.parts if not blank(part)]
    if not all(isinstance(part, Audio) and not part.name for part in said):
        return False
    tally.add("nothing-left", message.id)
    for part in said:
        tally.part("media-left-out", message, part)
    return True


def _turns(
    conversation: Conversation, shown: Conversation, title: str, layout: Layout, tally: Tally
) -> list[bytes]:
    words = layout.words
    sides = {
        "user": words.you,
        "assistant": words.assistant,
        "tool": words.assistant,
        "system": words.system,
    }
    by_id = {message.id: message for message in shown.messages}
    about = _about(conversation, layout)
    blocks = [f"# {title}\n\n" + (f"{about}\n\n" if about else "")]
    found: list[bytes] = []
    for number, line in enumerate(tree.lines(shown)):
        if number:
            head = f"# {words.branch.replace('{number}', str(number))} · {title[:80].rstrip(chr(92))}"
            above = by_id.get(line.leaves or "")
            after = [sides[above.role], *_stamp(above.created)] if above else []
            blocks.append(f"{head}\n\n" + (f"*↳ {' · '.join(after)}*\n\n" if after else ""))
        for message in line.messages:
            model = [pieces.inline(message.model)] if message.model and message.role != "user" else []
            heading = " · ".join([sides[message.role], *_stamp(message.created), *model])
            said = flat.text(message, layout.wish, tally)
            safe = tokens.harmless(said)
            made = prose(safe, words.marks)
            if made.changed:
                tally.add("markup-neutralised", message.id)
            if made.replaced or safe != said:
                tally.add("text-changed", message.id)
            blocks.append(f"## {heading}\n\n{made.text.strip(chr(10))}\n\n")
            found += [
                piece.encode("utf-8", "replace")
                for whole in ["".join(blocks)]
                for piece in split.text(whole, layout.most)
            ]
            blocks = []
    return found


def _about(conversation: Conversation, layout: Layout) -> str:
    """The line below the title: what is known of the chat besides its turns."""
    project, persona = conversation.project, conversation.persona
    known: list[str] = [*_stamp(conversation.created)]
    known += [pieces.inline(layout.called[key]) for key in (project, persona) if key and key in layout.called]
    if conversation.model:
        known.append(pieces.inline(conversation.model))
    known += [word for word in ("archived", "starred", "pinned") if getattr(conversation, word)]
    return " · ".join(known)


def _stamp(time: dt.datetime | None) -> list[str]:
    return [times.plain(time)] if time else []
