"""`migrate vault init`: a new vault, with a passphrase and a recovery code."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import click

from migrator.cli.asking import new_passphrase, recovery_in, shown_recovery, written_recovery
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import vault_options
from migrator.errors import OutputExists, UsageError
from migrator.i18n import _


def command() -> click.Command:
    """The command in the language in use."""

    @click.command(
        help=_(
            "Make a new vault. A passphrase of six random words is offered first; a recovery code is shown once."
            " Scripts: --no-input with --passphrase-file and --recovery-file."
        ),
        short_help=_("Make a new vault."),
    )
    @vault_options
    @click.option(
        "--recovery-file",
        type=click.Path(path_type=Path),
        metavar="OUT",
        help=_("Write the recovery code to a new file instead of showing it; outside the vault."),
    )
    @click.option(
        "--sheet",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=_("Also write the recovery sheet to print: FILE.html as a page, else as text."),
    )
    @shared
    def init(
        session: Session,
        vault: Path | None,
        passphrase_file: str | None,
        recovery_file: Path | None,
        sheet: Path | None,
    ) -> None:
        from migrator.app.unlocking import default_folder
        from migrator.vault import secret, synced
        from migrator.vault.create import create, fit
        from migrator.vault.layout import Layout

        folder = vault or default_folder()
        if session.no_input and (passphrase_file is None or recovery_file is None):
            raise UsageError(
                _(
                    "A new vault needs a passphrase and a place for its recovery code, and nothing may be asked."
                ),
                _("Add --passphrase-file FILE and --recovery-file OUT."),
            )
        earlier = recovery_in(recovery_file, Layout(folder)) if recovery_file is not None else None
        if earlier and Layout(folder).marker.exists():  # it was stopped after its last step
            _show(session, folder, earlier)
            return
        fit(folder)
        if warning := synced.warning(folder):
            session.diagnostics.note(warning)
        for file in filter(None, (recovery_file, sheet)):
            _outside(file, folder, ours=file == recovery_file and earlier is not None)
        passphrase = new_passphrase(session, passphrase_file)
        code = secret.new_recovery_code()
        if recovery_file is not None:
            code = written_recovery(recovery_file, code, Layout(folder))
        else:
            shown_recovery(session, code)
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with create(folder, passphrase, code) as made:
            if sheet is not None:
                _sheet(sheet, code, made.id)
        _show(session, folder, code)

    return init


def _show(session: Session, folder: Path, code: str) -> None:
    """The vault that was made, seen by opening it with its new code."""
    from migrator.vault import pending
    from migrator.vault.handle import unlock

    with unlock(folder, code) as made:
        slots = sorted(made.layout.slots())
        pending.done(made.layout)
        session.show({"vault": str(folder), "id": made.id, "slots": slots}, _lines(folder))


def _outside(file: Path, folder: Path, *, ours: bool) -> None:
    if file.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            _("The recovery code must not lie in the vault that it opens."), _("Name a file elsewhere.")
        )
    if file.exists() and not ours:
        raise OutputExists(
            _("“{file}” exists already; nothing in it was changed.").format(file=file.name),
            _("Name a new file."),
        )


def _sheet(file: Path, code: str, vault: str) -> None:
    from migrator.vault import sheet

    make = sheet.as_html if file.suffix.lower() in {".html", ".htm"} else sheet.as_text
    text = make(code, vault, dt.datetime.now(dt.UTC).date())
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:  # noqa: PTH123
        out.write(text)


def _lines(folder: Path) -> Iterator[str]:
    yield _("Your vault is in {folder}").format(folder=folder)
    yield _("Next: migrate vault add export.zip")
