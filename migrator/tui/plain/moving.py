"""Move, in lines: which chats, places compared, one of them written to, what it knew, straight to a server."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from migrator.app.context import Context
from migrator.app.convert import Converted, Request, compare, convert, default_out
from migrator.app.sink import MANIFEST
from migrator.app.targets import TargetReport, targets
from migrator.errors import UsageError
from migrator.i18n import _, ngettext
from migrator.tui import dropped, losses, personal
from migrator.tui.desk import Desk, surroundings
from migrator.tui.plain import knowing, sending
from migrator.tui.plain.choosing import choose
from migrator.tui.plain.lines import Talk
from migrator.vault.handle import Vault

_COMPARED = 4


def move(talk: Talk, desk: Desk) -> None:
    """The menu of this stage."""
    vault = desk.vault
    if vault is None:
        return
    while True:
        wish = talk.choose(
            _("Move"),
            [
                ("choose", _("Which chats? {chats}").format(chats=taken(desk))),
                ("place", _("One place: what it would lose, and writing there")),
                ("compare", _("Compare places by what they would lose")),
                ("known", _("What the old assistant knew about you")),
                ("send", _("Send to a server that is running")),
                ("log", _("Every request that was made over the network")),
            ],
            _("Back"),
        )
        match wish:
            case "choose":
                choose(talk, desk)
            case "place":
                _place(talk, desk, vault)
            case "compare":
                _compare(talk, desk, vault)
            case "known":
                knowing.know(talk, vault)
            case "send":
                sending.send(talk, desk, vault)
            case "log":
                sending.log(talk, vault)
            case _:
                return


def taken(desk: Desk) -> str:
    """How many chats are taken along."""
    marked, every = len(desk.marked), desk.conversations
    if marked:
        return ngettext("{n} chosen chat", "{n} chosen chats", marked).format(n=marked)
    return ngettext("{n} chat: all of them", "{n} chats: all of them", every).format(n=every)


def _compare(talk: Talk, desk: Desk, vault: Vault) -> None:
    """Two to four places, what each would hold and lose of the chosen chats."""
    chosen = talk.several(_("Which places? Two to four."), _named())
    if not 2 <= len(chosen) <= _COMPARED:
        if chosen:
            talk.say(_("Two to four can be compared."))
        return
    names = [one.name for one in chosen]
    request = Request(target=names[0], sources=(), only=desk.queries(), dry_run=True)
    tried = talk.job(
        _("Trying it out; nothing is written"), lambda context: compare(request, names, context, vault)
    )
    if tried is not None:
        talk.all(losses.compared(losses.side_by_side(chosen, tried), names))


def _place(talk: Talk, desk: Desk, vault: Vault) -> None:
    """Choose a place, hear what it would lose, write or not."""
    one = talk.choose(_("Where to?"), _named(), _("Back"))
    if one is None:
        return
    talk.all(losses.about(one))
    request = Request(target=one.name, sources=(), only=desk.queries(), dry_run=True)
    trial = talk.job(_("Trying it out; nothing is written"), lambda context: convert(request, context, vault))
    if trial is None:
        return
    talk.all(losses.told(trial.manifest))
    redact: tuple[str, ...] = ()
    if personal.is_hosted(one):
        wanted = personal.Request(only=desk.queries())
        seen = talk.job(
            _("Looking for personal data; nothing is written"),
            lambda context: personal.scan(wanted, context, vault),
        )
        if seen is None:
            return
        if seen.counts:
            talk.all(personal.lines(seen, redacted=False))
            if talk.sure(_("Put stand-ins in place of it?")):
                redact = ("all",)
    if not talk.sure(_("Write these chats out? They will lie readable in the folder that you name.")):
        return
    usual = Path.cwd() / default_out(one.name)
    typed = dropped.path(talk.ask(_("Folder (Enter for {folder}):").format(folder=usual)))
    done = _written(talk, desk, vault, one, Path(typed) if typed else usual, redact)
    if done is not None:
        desk.moved.append(done)
        talk.say(_("Written to {folder}").format(folder=done.path))
        talk.all(f"{number}. {step}" for number, step in enumerate(one.steps, 1))
        talk.say(_("The same steps are in {file}.").format(file=done.path / "IMPORT.md"))


def _written(
    talk: Talk, desk: Desk, vault: Vault, one: TargetReport, out: Path, redact: tuple[str, ...]
) -> Converted | None:
    """Write; if an earlier run wrote something else there, ask before it is replaced."""
    request = Request(target=one.name, sources=(), out=out, only=desk.queries(), redact=redact)
    taken: list[UsageError] = []

    def write(context: Context) -> Converted | None:
        try:
            return convert(request, context, vault)
        except UsageError as fault:
            if not (out / MANIFEST).is_file():
                raise
            taken.append(fault)
            return None

    done = talk.job(_("Writing your chats"), write)
    if taken and talk.sure(
        _("{folder} holds what an earlier run wrote. Replace only that?").format(folder=out)
    ):
        anew = structs.replace(request, force=True)
        done = talk.job(_("Writing your chats"), lambda context: convert(anew, context, vault))
    return done


def _named() -> list[tuple[TargetReport, str]]:
    return [
        (one, f"{one.title} ({_('local') if one.local else _('online')})")
        for one in targets(None, surroundings())
    ]
