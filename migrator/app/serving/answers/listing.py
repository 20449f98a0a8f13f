"""`list_chats`: chats by the query language, the one used last first."""

from __future__ import annotations

import msgspec

from migrator.app.serving import faults
from migrator.app.serving.account import Leaving
from migrator.app.serving.answers import Made, day, more, offset
from migrator.app.serving.catalogue import ListChats
from migrator.app.serving.covered import LISTED, outline
from migrator.app.serving.opened import Served, address
from migrator.app.serving.quoting import Answering, title
from migrator.errors import UsageError
from migrator.model import Conversation
from migrator.privacy.selection import FIELDS, Words, narrowed, selection
from migrator.vault.index.granted import Shown


def answer(served: Served, wanted: ListChats) -> Made:
    """Titles with id, days and number of messages."""
    start = offset(wanted.cursor)
    if wanted.only.strip():
        chosen = _chosen(served, wanted.only)
        page, many = chosen[start : start + wanted.limit], len(chosen)
    else:
        page, many = served.chats.page(limit=wanted.limit, offset=start)
    answering = Answering(f"{many} chats." if many else "No chat fits.")
    shown = []
    for one in page:
        number = f"{one.messages} message{'' if one.messages == 1 else 's'}"
        project = f" · project {address(one.project)}" if one.project else ""
        head = f"chat {address(one.id)} · {day(one.first)} to {day(one.last)} · {number}{project}"
        if not answering.add([head, *title(served.mend(one.title or "Untitled"))]):
            break
        shown.append(one.id)
    at = start + len(shown)
    return Made(answering.text(more(at) if shown and at < many else ""), Leaving(tuple(shown)))


def _chosen(served: Served, query: str) -> list[Shown]:
    """The chats that a query chooses; only those that its quick terms leave are read."""
    words = Words(project_names={key: served.mend(name) for key, name in served.names.items()})
    try:
        near, exact = narrowed([query], LISTED, words)
        _near, wordless = narrowed([query], [field for field in FIELDS if field != "text"], words)
        choose = selection([query], words)
    except UsageError:
        raise faults.bad_query() from None
    if served.by.grant.redact and not (wordless and served.mend(query) == query):
        raise faults.too_telling()
    found = [one for one in served.chats.shown() if near(outline(one, served.mend))]
    if exact or choose is None:
        return found
    chosen = []
    for one in found:
        served.context.check()
        whole = served.chats.whole(one.id)
        if whole is not None and choose(msgspec.structs.replace(whole, title=_title(served, whole))):
            chosen.append(one)
    return chosen


def _title(served: Served, chat: Conversation) -> str | None:
    return None if chat.title is None else served.mend(chat.title)
