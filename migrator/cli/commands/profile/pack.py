"""`migrate profile pack --out DIR`: the three sizes, in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.chats import redact_option
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.cli.wording import table
from migrator.i18n import _, ngettext, size

if TYPE_CHECKING:
    from migrator.app.profiling import Packed


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        "pack",
        help=_(
            "Write what you did not drop in three sizes: about-me.md, memories.txt and memories-short.txt. What is odd"
            " and not approved goes into flagged.txt alone."
        ),
        short_help=_("Write it out in three sizes."),
    )
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="DIR",
        required=True,
        help=_("The folder to write; it must not exist."),
    )
    @click.option(
        "--force", is_flag=True, help=_("Replace what an earlier run wrote there, and nothing else.")
    )
    @redact_option
    @click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="KEY=VALUE",
        help=_("redact-words=FILE or redact=fake, for --redact."),
    )
    @vault_options
    @shared
    def pack(
        session: Session,
        out: Path,
        force: bool,
        redact: tuple[str, ...],
        settings: tuple[str, ...],
        vault: Path | None,
        passphrase_file: str | None,
    ) -> None:
        from migrator.app import profiling

        with opened(session, vault, passphrase_file) as open_vault:
            packed = profiling.write_pack(
                open_vault, out, session.context(), force=force, redact=redact, settings=settings
            )
        session.show(packed.document(), _packed(packed))

    return pack


def _packed(packed: Packed) -> Iterator[str]:
    yield from table([(f"  {entry.path}", size(entry.size)) for entry in packed.files])
    yield ngettext("{n} fact written", "{n} facts written", packed.facts).format(n=packed.facts)
    if packed.aside:
        yield ngettext(
            "{n} odd fact is in flagged.txt alone", "{n} odd facts are in flagged.txt alone", packed.aside
        ).format(n=packed.aside)
    if packed.left_out:
        yield ngettext(
            "{n} fact left out, as you decided", "{n} facts left out, as you decided", packed.left_out
        ).format(n=packed.left_out)
    if packed.cut:
        yield _("Your instructions are longer than 1,500 characters; about-me.md was cut.")
    yield (_("Written to {folder}") if packed.is_new else _("Already there: {folder}")).format(
        folder=packed.path
    )
