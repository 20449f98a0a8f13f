"""`migrate vault rekey`: new keys for everything."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.asking import shown_recovery, written_recovery
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import read_secret, vault_options
from migrator.errors import UsageError
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Seal everything anew under new keys, for example after somebody saw the recovery code. It needs the"
            " passphrase, makes a new recovery code, and forgets computers that remembered the vault. A copy made"
            " earlier keeps its old keys. Stopped on the way, run it again: it goes on."
        ),
        short_help=_("New keys for everything."),
    )
    @click.option(
        "--recovery-file",
        type=click.Path(path_type=Path),
        metavar="OUT",
        help=_("Write the recovery code to a new file instead of showing it; outside the vault."),
    )
    @vault_options
    @shared
    def rekey(
        session: Session, recovery_file: Path | None, vault: Path | None, passphrase_file: str | None
    ) -> None:
        from migrator.app.unlocking import default_folder
        from migrator.vault import secret
        from migrator.vault.handle import unlock
        from migrator.vault.rekey import rekey

        if passphrase_file is None and session.no_input:
            raise UsageError(
                _("The vault needs its passphrase, and nothing may be asked."),
                _("Add --passphrase-file FILE."),
            )
        typed = (
            read_secret(passphrase_file)
            if passphrase_file is not None
            else str(click.prompt(_("Passphrase"), hide_input=True, err=True))
        )
        with unlock(vault or default_folder(), typed) as open_vault:
            code = secret.new_recovery_code()
            if recovery_file is not None:
                written_recovery(recovery_file, code)
            else:
                shown_recovery(session, code)
            rekey(open_vault, typed, code, session.context().report)
            session.show(
                {"vault": str(open_vault.folder), "id": open_vault.id},
                [
                    _("Everything is sealed under new keys."),
                    _("Copies made earlier still open with the old ones; make new copies and destroy those."),
                ],
            )

    return rekey
