"""`migrate vault add SRC…`: take exports in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.session import INCOMPLETE, Session, shared
from migrator.cli.vault_access import opened, other, vault_options
from migrator.i18n import _, ngettext

if TYPE_CHECKING:
    from migrator.app.keeping.adding import Added


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Take exports into the vault: each is sealed byte for byte, read back, and only then indexed from the"
            " sealed copy. The same export twice changes nothing. The files that you hand over are only read. The folder of"
            " another vault, or of a copy that you worked in, gives its exports and decisions."
        ),
        short_help=_("Take exports in."),
    )
    @click.argument("src", nargs=-1, required=True, metavar="SRC...")
    @vault_options
    @shared
    def add(session: Session, src: tuple[str, ...], vault: Path | None, passphrase_file: str | None) -> int:
        from migrator.app.keeping.adding import add

        with opened(session, vault, passphrase_file) as open_vault:
            done = add(
                open_vault,
                src,
                session.context(),
                open_other=lambda folder: other(session, folder, passphrase_file),
            )
        session.show(done.document(), _lines(done))
        return INCOMPLETE if done.unreadable or not done.complete else 0

    return add


def _lines(done: Added) -> Iterator[str]:
    yield ngettext("{n} new conversation", "{n} new conversations", done.added).format(n=done.added)
    yield ngettext(
        "{n} conversation has more in it now", "{n} conversations have more in them now", done.merged
    ).format(n=done.merged)
    yield ngettext(
        "{n} conversation was there already", "{n} conversations were there already", done.unchanged
    ).format(n=done.unchanged)
    if done.decisions:
        yield ngettext("{n} decision taken over", "{n} decisions taken over", done.decisions).format(
            n=done.decisions
        )
    if done.unreadable:
        yield ngettext(
            "{n} record could not be read; the export is kept whole all the same",
            "{n} records could not be read; the export is kept whole all the same",
            done.unreadable,
        ).format(n=done.unreadable)
    if not done.complete:
        yield _("NOT COMPLETE: this export lacks data that it should hold. What there is, is kept.")
    if not done.new:
        yield _("The vault held this already. Nothing was changed.")
    yield _("Next: migrate vault verify, then migrate vault copy to another disk.")
