"""Move, in lines: a place, what it would lose, and writing there."""

from __future__ import annotations

from pathlib import Path

from migrator.app.convert import Request, convert, default_out
from migrator.app.targets import targets
from migrator.i18n import _
from migrator.tui import dropped, losses
from migrator.tui.desk import Desk, surroundings
from migrator.tui.plain.lines import Talk


def move(talk: Talk, desk: Desk) -> None:
    """Choose a place, hear what it would lose, write or not."""
    vault = desk.vault
    known = targets(None, surroundings())
    one = talk.choose(
        _("Where to?"),
        [(one, f"{one.title} ({_('local') if one.local else _('online')})") for one in known],
        _("Back"),
    )
    if one is None or vault is None:
        return
    talk.all(losses.about(one))
    trial = talk.job(
        _("Trying it out; nothing is written"),
        lambda context: convert(Request(target=one.name, sources=(), dry_run=True), context, vault),
    )
    if trial is None:
        return
    talk.all(losses.told(trial.manifest))
    if not talk.sure(_("Write these chats out? They will lie readable in the folder that you name.")):
        return
    usual = Path.cwd() / default_out(one.name)
    typed = dropped.path(talk.ask(_("Folder (Enter for {folder}):").format(folder=usual)))
    out = Path(typed) if typed else usual
    done = talk.job(
        _("Writing your chats"),
        lambda context: convert(Request(target=one.name, sources=(), out=out), context, vault),
    )
    if done is not None:
        desk.moved.append(done)
        talk.say(_("Written to {folder}").format(folder=done.path))
        talk.all(f"{number}. {step}" for number, step in enumerate(one.steps, 1))
