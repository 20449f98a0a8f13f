"""Leave, in lines: the list, a step in full, ticks with their notes, gaps, answers, dates."""

from __future__ import annotations

from collections.abc import Callable

from migrator.app.context import Context
from migrator.app.leaving import change
from migrator.app.leaving.book import Book, NoBook, VaultBook
from migrator.app.leaving.change import Changed
from migrator.app.leaving.checklist import Status, show, status
from migrator.app.leaving.tables import questions
from migrator.i18n import _, listed, ngettext
from migrator.leave.content import load
from migrator.tui.desk import Desk, surroundings
from migrator.tui.plain import checking
from migrator.tui.plain.lines import Talk
from migrator.tui.steps import STATES, due, gap_line, place, told


def leave(talk: Talk, desk: Desk) -> None:
    """The menu of this stage."""
    book: Book = VaultBook(desk.vault) if desk.vault is not None else NoBook()
    while True:
        stand = talk.job(_("Looking at the checklist"), lambda context: status(book, context))
        if stand is None:
            return
        titles = {one.id: one.title for one in stand.steps}
        gaps = sum(not gap.accepted for gap in stand.gaps)
        options = [("next", _("Next: {step}").format(step=titles[name])) for name in stand.next[:1]]
        options += [("steps", _("All steps")), ("answers", _("My situation"))]
        if stand.gaps:
            options.append(("gaps", ngettext("{n} gap is open", "{n} gaps are open", gaps).format(n=gaps)))
        options += [
            ("dates", _("Dates")),
            ("checkup", _("Check-up")),
            ("mail", _("Look at a mail or link")),
            ("links", _("Shared links")),
            ("places", _("Places to go")),
        ]
        match talk.choose(_("Leave"), options, _("Back")):
            case "next":
                _step(talk, book, stand, stand.next[0])
            case "steps":
                _steps(talk, book, stand)
            case "answers":
                _answers(talk, book)
            case "gaps":
                _gaps(talk, book, stand)
            case "dates":
                _dates(talk, stand)
            case "checkup":
                checking.checkup(talk)
            case "mail":
                checking.mail(talk)
            case "links":
                checking.links(talk, desk, book)
            case "places":
                checking.table(talk)
            case _:
                return


def _steps(talk: Talk, book: Book, stand: Status) -> None:
    mine = [one for one in stand.steps if one.state != "not-applicable"]
    entries = [
        (one.id, ". ".join(part for part in (f"{_(STATES[one.state][1])}: {one.title}", due(one)) if part))
        for one in mine
    ]
    chosen = talk.choose(_("Which step?"), entries, _("Back"))
    if chosen is not None:
        _step(talk, book, stand, chosen)


def _step(talk: Talk, book: Book, stand: Status, name: str) -> None:
    step = show(book, name, surroundings())
    *head, _why = place(step.step, {one.id: one.title for one in stand.steps})
    talk.all(head)
    talk.all(told(step).split("\n"))
    for gap in step.gaps:
        if not gap.accepted:
            _accept(talk, book, gap.id)
    known = load().find_step(name)
    if known is not None and known.held_by:
        talk.say(_("Not ticked by hand: it follows from your vault and from your answers."))
        if any(one["key"] == known.held_by for one in questions(book)["questions"]):
            _answer(talk, book, known.held_by)
    elif step.step.state == "done":
        if talk.sure(_("It is done. Take that back?")):
            _keep(talk, lambda context: change.undo(book, name, context))
    elif step.step.state != "blocked" and talk.sure(_("Is it done?")):
        note = talk.ask(_("A note or proof, if you like: when it was (2026-05-31), a number, a name:"))
        if _keep(talk, lambda context: change.done(book, name, note, context)):
            talk.say(_("Kept."))


def _answers(talk: Talk, book: Book) -> None:
    while True:
        entries = [(one["key"], f"{one['question']} {_said(one)}") for one in questions(book)["questions"]]
        chosen = talk.choose(_("Your situation: what you answer shapes the list"), entries, _("Back"))
        if chosen is None:
            return
        _answer(talk, book, chosen)


def _answer(talk: Talk, book: Book, key: str) -> None:
    one = next(one for one in questions(book)["questions"] if one["key"] == key)
    if one["explain"]:
        talk.say(one["explain"])
    values = [(value["value"], value["title"]) for value in one["values"]]
    if one["kind"] == "one":
        answer = talk.choose(one["question"], values, _("Back"))
    elif one["kind"] == "many":
        answer = ",".join(talk.several(one["question"], values))
    else:
        talk.say(one["question"])
        answer = talk.ask(_("for example 2026-05-31") if one["kind"] == "date" else "Europe/Istanbul:")
    if answer:
        _keep(talk, lambda context: change.choose(book, [f"{key}={answer}"], context))


def _said(one: dict[str, object]) -> str:
    values, answer = one["values"], one["answer"]
    assert isinstance(values, list)  # noqa: S101 - a document, whose shape is fixed
    assert isinstance(answer, list)  # noqa: S101
    titles = {value["value"]: value["title"] for value in values}
    return listed(titles.get(each, each) for each in answer) or _("not said")


def _gaps(talk: Talk, book: Book, stand: Status) -> None:
    chosen = talk.choose(
        _("What your archive lacks"), [(gap, gap_line(gap)) for gap in stand.gaps], _("Back")
    )
    if chosen is None:
        return
    if not chosen.accepted:
        _accept(talk, book, chosen.id)
    elif talk.sure(_("You accepted it. Take that back?")):
        _keep(talk, lambda context: change.undo(book, chosen.id, context))


def _accept(talk: Talk, book: Book, gap: str) -> None:
    """Accepted only by typing the phrase; an empty line leaves it open."""
    phrase = _(change.PHRASE)
    typed = talk.ask(
        _("If you can do without it, type: {phrase}. Only Enter leaves it open:").format(phrase=phrase)
    )
    if typed and _keep(talk, lambda context: change.accept(book, gap, lambda _g, _p: typed, context)):
        talk.say(_("Kept."))


def _dates(talk: Talk, stand: Status) -> None:
    dated = sorted((one for one in stand.steps if one.due), key=lambda one: one.due or "")
    if not dated:
        talk.say(_("No step has a date now."))
    for one in dated:
        talk.say(f"{due(one)}: {one.title}")


def _keep(talk: Talk, change_it: Callable[[Context], Changed]) -> Changed | None:
    return talk.job(_("Keeping what you decided"), change_it)
