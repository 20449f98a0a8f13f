"""`search_chats`: messages by their words."""

from __future__ import annotations

from migrator.app.serving.account import Leaving
from migrator.app.serving.answers import Made, day, more, offset
from migrator.app.serving.catalogue import Search
from migrator.app.serving.opened import Served, address
from migrator.app.serving.quoting import Answering, quoted, title
from migrator.vault.index.granted import COMMON, snippet

_AROUND = 150  # letters on either side of what was found
_FAR = 200_000  # letters of a message that are looked at for a snippet


def answer(served: Served, wanted: Search) -> Made:
    """Quotes, the best first, with chat, message and date."""
    start = offset(wanted.cursor)
    found, total = served.chats.found(wanted.words, limit=wanted.limit, offset=start)
    many = f"more than {COMMON}" if total > COMMON else str(total)
    answering = Answering(
        f"{many} messages hold all these words." if total else "No message holds all these words."
    )
    chats: dict[str, None] = {}
    done = 0
    for hit in found:
        piece = snippet(hit.body[:_FAR], wanted.words, _AROUND, served.mend)
        lines = [
            f"chat {address(hit.conversation)} · message {address(hit.message)} · {day(hit.created)} · {_who(hit.role)}",
            *title(served.mend(hit.title or "Untitled")),
            *(quoted(piece) if piece else []),
            "",
        ]
        if not answering.add(lines):
            break
        chats[hit.conversation] = None
        done += 1
    left = total - start - done
    end = more(start + done) if left > 0 and done else ""
    return Made(answering.text(end), Leaving(tuple(chats), done))


def _who(role: str) -> str:
    return {"user": "the person", "assistant": "the assistant", "tool": "a tool"}.get(role, "the system")
