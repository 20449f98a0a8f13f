"""`migrate vault forget`: destroy the vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import Session, shared
from migrator.errors import AnswerNeeded
from migrator.i18n import _, listed

if TYPE_CHECKING:
    from migrator.vault.forget import Forgotten


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Destroy the vault for good: its keys first, since without them the rest is noise, then the rest. On an SSD"
            " and in backups old bytes can live on, but nothing opens them without a copy of a key slot. Copies"
            " elsewhere stay as they are."
        ),
        short_help=_("Destroy the vault."),
    )
    @click.option(
        "--vault",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=_("The vault's folder, if it is not in the usual place."),
    )
    @click.option("--confirm", metavar="ID", help=_("The first eight characters of the vault's id."))
    @shared
    def forget(session: Session, vault: Path | None, confirm: str | None) -> None:
        from migrator.app.unlocking import default_folder
        from migrator.vault.forget import forget
        from migrator.vault.layout import find, read_marker

        folder = vault or default_folder()
        if confirm is None:
            if session.no_input:
                raise AnswerNeeded(
                    _("This has to be confirmed, and nothing may be asked."), _("Add --confirm ID.")
                )
            marker = read_marker(find(folder))
            click.echo(
                _("This destroys the vault in {folder}. Nothing can bring it back.").format(folder=folder),
                err=True,
            )
            confirm = str(click.prompt(_("Type {id} to go on").format(id=marker.id[:8]), err=True))
        done = forget(folder, confirm)
        document = {
            "slots": done.slots,
            "files": done.files,
            "left": list(done.left),
            "keyring": done.keyring,
        }
        session.show(document, _lines(done))

    return forget


def _lines(done: Forgotten) -> Iterator[str]:
    yield _("The keys are destroyed. Nothing on this disk opens the archive any more.")
    yield _("Copies elsewhere, if there are any, still open with their passphrase.")
    if done.left:
        yield _("Left in the folder, since it is not ours: {names}").format(names=listed(done.left))
    if done.keyring:
        yield _("The keychain still has an entry of this vault; it opens nothing now.")
