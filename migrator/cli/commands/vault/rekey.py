"""`migrate vault rekey`: new keys for everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.asking import shown_recovery, written_recovery
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import asked_secret, read_secret, vault_options
from migrator.errors import UsageError, VaultDamaged
from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.app.keeping.ways import Rekeyed


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
    ) -> int:
        from migrator.app.keeping import ways
        from migrator.app.unlocking import default_folder, shielded
        from migrator.vault import pending
        from migrator.vault.handle import unlock
        from migrator.vault.layout import find

        shielded()
        folder = find(vault or default_folder()).folder
        typed = (
            read_secret(passphrase_file)
            if passphrase_file is not None
            else asked_secret(session, _("Passphrase"))
        )
        with unlock(folder, typed) as open_vault:
            if open_vault.opened_by != "passphrase":
                raise UsageError(
                    _("That is the recovery code; new keys need the passphrase. Nothing was changed."),
                    _("If it is lost, set a new one first: `migrate vault passphrase`."),
                )
            code = ways.new_recovery_code()
            if recovery_file is not None:
                code = written_recovery(recovery_file, code, open_vault.layout)
            else:
                shown_recovery(session, code)
            done = ways.rekey(open_vault, typed, code, session.context())
            pending.done(open_vault.layout)
            document = {
                "vault": str(open_vault.folder),
                "id": open_vault.id,
                "files": done.files,
                "devices": done.devices,
                "problems": [{"kind": p.kind, "where": p.where, "what": p.what} for p in done.kept],
            }
        session.show(document, _lines(done))
        return VaultDamaged.exit_code if done.kept else 0

    return rekey


def _lines(done: Rekeyed) -> Iterator[str]:
    yield (
        _("Everything that could be read is sealed under new keys.")
        if done.kept
        else _("Everything is sealed under new keys.")
    )
    for problem in done.kept:
        yield f"{problem.where}: {problem.what}"
    if done.kept:
        yield _(
            "Bring these back from a copy of the vault, or add the export again, whenever you have it; then run this"
            " once more."
        )
    if done.devices:
        yield ngettext(
            "{n} computer that remembered the vault no longer does: `migrate vault keys add` there.",
            "{n} computers that remembered the vault no longer do: `migrate vault keys add` there.",
            done.devices,
        ).format(n=done.devices)
    yield _("Copies made earlier still open with the old ones; make new copies and destroy those.")
