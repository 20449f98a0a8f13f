"""The check-up, shared links and places to go, in lines."""

from __future__ import annotations

from migrator.app.leaving import exposure
from migrator.app.leaving import links as shared
from migrator.app.leaving.book import Book
from migrator.app.leaving.tables import alternatives
from migrator.i18n import _
from migrator.tui import checks
from migrator.tui.desk import Desk, surroundings
from migrator.tui.plain.lines import Talk
from migrator.tui.steps import places


def checkup(talk: Talk) -> None:
    """The questions, each with what its answer means; then a look at a pasted message."""
    talk.say(_("About an old incident and about false mail. Nothing of this is kept or sent."))
    _word(talk)
    for question in exposure.questions():
        answer = talk.choose(
            question.question, [(key, _(said)) for key, said in checks.ANSWERS.items()], _("Stop here")
        )
        if answer is None:
            break
        talk.all(checks.advice(exposure.checkup({question.id: answer}, None, surroundings())))
    mail(talk)


def mail(talk: Talk) -> None:
    """What can be seen in a sender, a link or a message."""
    _word(talk)
    text = talk.many(_("Paste a sender, a link or a message; it is only read here. An empty line ends it:"))
    seen = exposure.checkup({}, text, surroundings()).message if text.strip() else None
    if seen is not None:
        talk.all(checks.verdict(seen))


def links(talk: Talk, desk: Desk, book: Book) -> None:
    """The shared links by title; asked for only after a yes that names the host."""
    vault = desk.vault
    if vault is None:
        talk.say(_("Bring in an export first."))
        return
    told = talk.job(_("Looking for shared links"), lambda context: shared.listed(book, context))
    if told is None:
        return
    _links(talk, told)
    if not told.links or not talk.sure(
        _(
            "Ask {host} whether each still opens? It then sees your network address and which links were asked for,"
            " and nothing else."
        ).format(host=shared.HOST)
    ):
        return
    told = talk.job(
        _("Asking {host}").format(host=shared.HOST),
        lambda context: shared.check(book, context, allowed=(shared.HOST,), keep=shared.keeper(vault)),
    )
    if told is not None:
        _links(talk, told)


def table(talk: Talk) -> None:
    """Places to go, one after another, each fact with its source and date."""
    talk.all(places(alternatives(surroundings())))


def _links(talk: Talk, told: shared.Links) -> None:
    for one in told.links:
        talk.say(f"{_(checks.LINK_STATES[one.state][1])}: {one.title or _('Untitled')}, {one.url}")
    talk.all(checks.about_links(told))


def _word(talk: Talk) -> None:
    if note := checks.unreviewed():
        talk.say(note)
