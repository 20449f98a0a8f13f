"""`migrate vault copy DIR`: a second copy elsewhere, hash-checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.errors import VaultDamaged
from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.app.keeping.copying import Copy


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Copy the vault to another place, every file checked by its hash; run it again to bring the copy up to"
            " date. It opens with the same passphrase and recovery code."
        ),
        short_help=_("Copy it to another disk."),
    )
    @click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
    @click.option(
        "--force",
        is_flag=True,
        help=_("Give up what the copy holds of its own: decisions, and exports added there."),
    )
    @vault_options
    @shared
    def copy(
        session: Session, folder: Path, force: bool, vault: Path | None, passphrase_file: str | None
    ) -> int:
        from migrator.app.keeping.copying import copy

        with opened(session, vault, passphrase_file) as open_vault:
            done = copy(open_vault, folder, session.context(), force=force)
        document = {
            "folder": str(done.folder),
            "files": done.files,
            "size": done.size,
            "same_device": done.same_device,
            "problems": [{"kind": p.kind, "where": p.where, "what": p.what} for p in done.problems],
        }
        session.show(document, _lines(done))
        return VaultDamaged.exit_code if done.problems else 0

    return copy


def _lines(done: Copy) -> Iterator[str]:
    yield ngettext(
        "{n} file copied and checked: {folder}", "{n} files copied and checked: {folder}", done.files
    ).format(n=done.files, folder=done.folder)
    for problem in done.problems:
        yield f"{problem.where}: {problem.what}"
    if done.problems:
        yield _("The vault itself is not whole: run `migrate vault verify`. The copy keeps what it had.")
    if done.same_device is None:
        yield _(
            "This computer cannot tell whether that is another disk (a network share, an encrypted folder). If you know that"
            " it is, say so when you leave: migrate leave accept copy-place"
        )
    elif done.same_device:
        yield _("This copy is on the same disk: it does not help if the disk fails. Make one elsewhere too.")
