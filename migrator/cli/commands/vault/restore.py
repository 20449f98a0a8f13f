"""`migrate vault restore --out DIR`: the exports back, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.errors import VaultDamaged
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.events import Problem
    from migrator.vault.restore import Restored


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Write every export back, byte for byte as it was added. Loose files that were added come back as one ZIP."
            " What is written is readable for everybody who can read the folder."
        ),
        short_help=_("Get the exports back, byte for byte."),
    )
    @click.option(
        "--out", type=click.Path(path_type=Path), metavar="DIR", required=True, help=_("Where to write.")
    )
    @click.option("--force", is_flag=True, help=_("Replace files of the same names."))
    @vault_options
    @shared
    def restore(
        session: Session, out: Path, force: bool, vault: Path | None, passphrase_file: str | None
    ) -> int:
        from migrator.vault.restore import restore

        with opened(session, vault, passphrase_file) as open_vault:
            written, problems = restore(open_vault, out, session.context().report, force=force)
        document = {
            "out": str(out),
            "files": [
                {
                    "path": str(one.path),
                    "size": one.original.size,
                    "sha256": one.original.sha256,
                    "packed": one.original.packed,
                }
                for one in written
            ],
            "problems": [{"kind": p.kind, "where": p.where, "what": p.what} for p in problems],
        }
        session.show(document, _lines(written, problems))
        return VaultDamaged.exit_code if problems else 0

    return restore


def _lines(written: Sequence[Restored], problems: Sequence[Problem]) -> Iterator[str]:
    for one in written:
        yield f"{one.path}  {one.original.sha256}"
        if one.original.packed:
            yield "  " + _("(the ZIP that was made of the loose files you added)")
    for problem in problems:
        yield f"{problem.where}: {problem.what}"
