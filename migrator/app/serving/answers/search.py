"""`search_chats`: messages by their words."""

from __future__ import annotations

from migrator.app.serving import faults
from migrator.app.serving.account import Leaving
from migrator.app.serving.answers import Made, day, more, offset
from migrator.app.serving.catalogue import Search
from migrator.app.serving.opened import Served, address
from migrator.app.serving.quoting import Answering, quoted, title
from migrator.vault.index.granted import COMMON, snippet, stands

_AROUND = 150  # letters on either side of what was found


def answer(served: Served, wanted: Search) -> Made:
    """Quotes, the best first, with chat, message and date.

    Where personal data is replaced, a message counts only if the words stand in what is left of it, and how many there
    are is not told: else a search would tell what the answer hides.
    """
    start = offset(wanted.cursor)
    veiled = bool(served.by.grant.redact)
    if veiled and served.mend(wanted.words) != wanted.words:
        raise faults.too_telling()
    found, total = served.chats.found(wanted.words, limit=wanted.limit, offset=start)
    answering = Answering(_head(total, veiled=veiled))
    chats: dict[str, None] = {}
    at, quotes = start, 0
    for hit in found:
        called, body = served.mend(hit.title or "Untitled"), served.mend(hit.body)
        if veiled and not stands((called, body), wanted.words):
            at += 1
            continue
        piece = snippet(body, wanted.words, _AROUND)
        lines = [
            f"chat {address(hit.conversation)} · message {address(hit.message)} · {day(hit.created)} · {_who(hit.role)}",
            *title(called),
            *(quoted(piece) if piece else []),
            "",
        ]
        if not answering.add(lines):
            break
        chats[hit.conversation] = None
        at, quotes = at + 1, quotes + 1
    end = more(at) if start < at < total else ""
    return Made(answering.text(end), Leaving(tuple(chats), quotes))


def _head(total: int, *, veiled: bool) -> str:
    if veiled:
        return "Messages that hold all these words; those whose words were replaced on the way are not among them."
    if not total:
        return "No message holds all these words."
    return f"{f'more than {COMMON}' if total > COMMON else total} messages hold all these words."


def _who(role: str) -> str:
    return {"user": "the person", "assistant": "the assistant", "tool": "a tool"}.get(role, "the system")
