"""Questions about secrets, on the terminal. They go to standard error, so that standard output holds only results.

A passphrase and a recovery code are shown here and nowhere else: not in JSON, not in a log.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import Session
from migrator.cli.vault_access import read_secret
from migrator.errors import AnswerNeeded, OutputExists, UsageError
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.vault.layout import Layout


def new_passphrase(session: Session, file: str | None) -> str:
    """A passphrase from `file`, or chosen: six random words are offered first. UsageError if it is too weak."""
    from migrator.vault import passphrases

    if file is not None:
        given = read_secret(file)
        if objection := passphrases.objection(given):
            raise UsageError(
                _("The new passphrase is not a safe one. {why}").format(why=objection),
                _("Put another one into the file: six random words, say. Nothing was changed."),
            )
        return given
    if session.no_input:
        raise AnswerNeeded(
            _("A new passphrase is needed, and nothing may be asked."), _("Add --new-passphrase-file FILE.")
        )
    offered = passphrases.generate()
    _say(_("Here is a passphrase of six random words. Write it down; it is not shown again:"))
    _say(f"\n    {offered}\n")
    if click.confirm(_("Use this passphrase?"), default=True, err=True):
        _asked_back(_("Type it once more to be sure"), offered)
        return offered
    while True:
        own = str(click.prompt(_("Your own passphrase, 12 characters or more"), hide_input=True, err=True))
        if objection := passphrases.objection(own):
            _say(objection)
            continue
        if own == click.prompt(_("The same once more"), hide_input=True, err=True):
            return own
        _say(_("These were two different ones. Nothing was changed; try again."))


def _asked_back(question: str, right: str) -> None:
    while " ".join(str(click.prompt(question, err=True)).split()) != right:
        _say(_("That is not the same. Look again; nothing was changed yet."))


def shown_recovery(session: Session, code: str) -> None:
    """Show a recovery code once and ask one group of it back."""
    from migrator.vault import sheet

    if session.no_input:
        raise AnswerNeeded(
            _("The recovery code has to be shown, and nothing may be asked."), _("Add --recovery-file OUT.")
        )
    _say(_("This is your recovery code. It opens the vault if the passphrase is lost. Write it down now:"))
    _say(f"\n    {code}\n")
    _say(sheet.qr_text(code))
    group = sheet.question()
    while True:
        typed = str(click.prompt(_("Type group {n} of it").format(n=group), err=True))
        if sheet.answered(code, group, typed):
            return
        _say(_("That is not group {n}. The groups are parted by hyphens; look again.").format(n=group))


def written_recovery(file: Path, code: str, at: Layout) -> str:
    """Put a recovery code for the vault `at` into a new file that only this user can read; the code that stands there.

    That is another one than `code` if the same command was stopped before and had written the file already.
    """
    from migrator.vault import pending

    earlier = recovery_in(file, at)
    if earlier:
        return earlier
    flags = os.O_WRONLY | os.O_CREAT
    if earlier is None:
        flags |= os.O_EXCL
    pending.announce(at, code)
    try:
        with open(os.open(file, flags, 0o600), "w", encoding="ascii") as out:  # noqa: PTH123
            out.write(code + "\n")
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError:
        pending.done(at)
        raise OutputExists(
            _("“{file}” exists already; nothing in it was changed.").format(file=file.name),
            _("Name a new file."),
        ) from None
    except OSError as why:
        pending.done(at)
        raise UsageError(
            _("The recovery code could not be written ({why}).").format(why=os.strerror(why.errno or 0)),
            _("Name a file in a folder that you may write to. Nothing was changed."),
        ) from None
    return code


def recovery_in(file: Path, at: Layout) -> str | None:
    """The code that an earlier run of the same command wrote into `file` before it was stopped, None if none did.

    "" if it was stopped before it wrote anything into its new file.
    """
    from migrator.vault import pending

    if not pending.announced(at) or file.is_symlink():
        return None
    try:
        text = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    if not text:
        return ""
    return text if pending.announced(at, text) else None


def _say(text: str) -> None:
    click.echo(text, err=True)
