"""Leave, in lines: the list, a step in full, a tick with its note."""

from __future__ import annotations

from migrator.app.leaving import change
from migrator.app.leaving.book import Book, NoBook, VaultBook
from migrator.app.leaving.checklist import show, status
from migrator.i18n import _
from migrator.tui.desk import Desk, surroundings
from migrator.tui.plain.lines import Talk
from migrator.tui.steps import STATES, told


def leave(talk: Talk, desk: Desk) -> None:
    """The menu of this stage."""
    book: Book = VaultBook(desk.vault) if desk.vault is not None else NoBook()
    while True:
        stand = talk.job(_("Looking at the checklist"), lambda context: status(book, context))
        if stand is None:
            return
        mine = [one for one in stand.steps if one.state != "not-applicable"]
        titles = {one.id: one.title for one in mine}
        options = [(name, _("Next: {step}").format(step=titles[name])) for name in stand.next[:1]]
        options.append(("", _("All steps")))
        chosen = talk.choose(_("Leave"), options, _("Back"))
        if chosen == "":
            entries = [(one.id, f"{_(STATES[one.state][1])}: {one.title}") for one in mine]
            chosen = talk.choose(_("Which step?"), entries, _("Back"))
        if chosen is None:
            return
        _step(talk, book, chosen)


def _step(talk: Talk, book: Book, name: str) -> None:
    step = show(book, name, surroundings())
    talk.say(step.step.title)
    talk.all(told(step).split("\n"))
    if step.step.state == "done":
        if talk.sure(_("It is done. Take that back?")):
            talk.job(_("Keeping what you decided"), lambda context: change.undo(book, name, context))
    elif talk.sure(_("Is it done?")):
        note = talk.ask(_("A note or proof, if you like:"))
        if talk.job(_("Keeping what you decided"), lambda context: change.done(book, name, note, context)):
            talk.say(_("Kept."))
