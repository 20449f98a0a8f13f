"""`migrate privacy restore FILE`: values back in place of stand-ins, from the map in the vault."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _, ngettext


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        "restore",
        help=_(
            "Put the values back in place of stand-ins such as [EMAIL-1], in an answer that came from a redacted copy. What"
            " stands for what is in your vault alone."
        ),
        short_help=_("Put the values back into an answer."),
    )
    @click.argument("file", metavar="FILE")
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=_("Write the text to a new file, exactly; without it, it is shown."),
    )
    @vault_options
    @shared
    def restore(
        session: Session, file: str, out: Path | None, vault: Path | None, passphrase_file: str | None
    ) -> None:
        from migrator.app import restoring

        text = restoring.read(file)
        with opened(session, vault, passphrase_file) as kept:
            done = restoring.restored(text, kept)
        if out is not None:
            restoring.write(out, done.text)
        count = ngettext("{n} value was put back.", "{n} values were put back.", done.count).format(
            n=done.count
        )
        if not session.as_json:
            session.diagnostics.note(count)
            if done.unknown:
                session.diagnostics.note(
                    ngettext(
                        "{n} stand-in is not in the map of this vault, and stays.",
                        "{n} stand-ins are not in the map of this vault, and stay.",
                        done.unknown,
                    ).format(n=done.unknown)
                )
        document: dict[str, object] = {"restored": done.count, "unknown": done.unknown}
        document |= {"out": str(out)} if out is not None else {"text": done.text}
        session.show(document, [_("Written to {file}").format(file=out)] if out else done.text.splitlines())

    return restore
