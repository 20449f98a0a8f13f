"""Look, in lines: the list page by page, search, one conversation, the overview."""

from __future__ import annotations

from migrator.app.keeping import transcript
from migrator.app.keeping.reading import Library
from migrator.i18n import _, ngettext, when
from migrator.tui.desk import Desk
from migrator.tui.overview import lines as overview
from migrator.tui.plain.lines import Talk

_PAGE = 20


def look(talk: Talk, desk: Desk) -> None:
    """The menu of this stage."""
    chats = desk.chats
    if chats is None:
        return
    while True:
        wish = talk.choose(
            _("Look"),
            [
                ("list", _("All chats, the newest first")),
                ("search", _("Search")),
                ("overview", _("Overview")),
            ],
            _("Back"),
        )
        if wish is None:
            return
        if wish == "overview":
            talk.all(overview(chats.overview()))
        elif wish == "search":
            _search(talk, chats)
        else:
            entries = [
                (
                    one.id,
                    f"{one.title or _('Untitled')}, {when.column(one.last or one.created)}, "
                    + ngettext("{n} message", "{n} messages", one.messages).format(n=one.messages),
                )
                for one in chats.conversations()
            ]
            _read_one(talk, chats, entries)


def _search(talk: Talk, chats: Library) -> None:
    words = talk.ask(_("Words:"))
    hits, total = chats.search(words, limit=_PAGE)
    talk.say(ngettext("{n} message found", "{n} messages found", total).format(n=total))
    _read_one(
        talk, chats, [(hit.conversation, f"{hit.title or _('Untitled')}: {hit.snippet}") for hit in hits]
    )


def _read_one(talk: Talk, chats: Library, entries: list[tuple[str, str]]) -> None:
    for start in range(0, len(entries), _PAGE):
        page: list[tuple[str, str]] = entries[start : start + _PAGE]
        more = [("", _("More"))] if start + _PAGE < len(entries) else []
        chosen = talk.choose(_("Which one do you want to read?"), [*page, *more], _("Back"))
        if chosen is None:
            return
        if chosen:
            whole = chats.conversation(chosen)
            talk.all(transcript.lines(whole, chats.attachments(whole)))
            return
