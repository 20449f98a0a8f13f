"""Which chats are taken along, in lines: all, those of a query, or by number."""

from __future__ import annotations

from migrator.app.keeping.reading import Library
from migrator.errors import MigratorError
from migrator.i18n import _, ngettext, when
from migrator.tui.desk import Desk
from migrator.tui.plain.lines import Talk
from migrator.vault.index.browse import Listed

_PAGE = 20


def choose(talk: Talk, desk: Desk) -> None:
    """Ask how, until the person is content."""
    chats = desk.chats
    if chats is None:
        return
    while True:
        options = [("query", _("By a query, for example: after:2024 garden")), ("number", _("By number"))]
        if desk.marked:
            options += [("show", _("Show what is chosen")), ("all", _("Take all of them"))]
        match talk.choose(_("Which chats?"), options, _("Back")):
            case "query":
                _by_query(talk, desk, chats)
            case "number":
                _by_number(talk, desk, chats)
            case "show":
                talk.all(_said(one) for one in chats.conversations() if one.id in desk.marked)
            case "all":
                desk.marked.clear()
                talk.say(_("All chats are taken along."))
            case _:
                return


def _by_query(talk: Talk, desk: Desk, chats: Library) -> None:
    talk.say(
        _(
            "Words, and after: before: title: project: model: archived:yes starred:yes has:image. -word leaves out."
        )
    )
    query = talk.ask(_("Query:"))
    if not query:
        return
    try:
        found = chats.conversations([query])
    except MigratorError as fault:
        talk.fault(fault)
        return
    talk.all(_said(one) for one in found[:_PAGE])
    if len(found) > _PAGE:
        talk.say(_("and {n} more").format(n=len(found) - _PAGE))
    _take(talk, desk, found)


def _by_number(talk: Talk, desk: Desk, chats: Library) -> None:
    every = chats.conversations()
    for start in range(0, len(every), _PAGE):
        page = every[start : start + _PAGE]
        title = _("Chats {first} to {last} of {all}, the newest first").format(
            first=start + 1, last=start + len(page), all=len(every)
        )
        chosen = talk.several(title, [(one, _said(one)) for one in page])
        if chosen:
            _take(talk, desk, chosen)
        if start + _PAGE < len(every) and not talk.sure(_("More?")):
            return


def _take(talk: Talk, desk: Desk, found: list[Listed]) -> None:
    if not found:
        talk.say(_("None found"))
        return
    many = len(found)
    if talk.sure(ngettext("Take {n} chat along?", "Take {n} chats along?", many).format(n=many)):
        desk.marked |= {one.id for one in found}
        now = len(desk.marked)
        talk.say(ngettext("{n} chosen chat", "{n} chosen chats", now).format(n=now))


def _said(one: Listed) -> str:
    count = ngettext("{n} message", "{n} messages", one.messages).format(n=one.messages)
    return f"{one.title or _('Untitled')}, {when.column(one.last or one.created)}, {count}"
